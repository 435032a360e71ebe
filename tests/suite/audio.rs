//! Recordings of items: the player, feeds and podcasts; and what readers can follow.

use std::fs;
use std::path::Path;

use roxmltree::{Document, Node};
use serde_json::Value;

use super::newsroom::item;
use super::program::{courant, files, read, write};

const ITUNES: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";
const PODCAST: &str = "https://podcastindex.org/namespace/1.0";
const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// Silence as WAV: 8,000 bytes a second.
pub(crate) fn wav(seconds: u32) -> Vec<u8> {
    let length = seconds * 8_000;
    let format =
        [&b"fmt \x10\0\0\0\x01\0\x01\0"[..], &8_000_u32.to_le_bytes(), &8_000_u32.to_le_bytes(), &[1, 0, 8, 0]];
    let silence = vec![0x80; usize::try_from(length).unwrap()];
    let all = [&b"RIFF"[..], &(length + 36).to_le_bytes(), b"WAVE", &format.concat(), b"data", &length.to_le_bytes()];
    [all.concat(), silence].concat()
}

const SETTINGS: &str = "title: Dorp\ndescription: Nieuws van het dorp\nbase_url: https://proef.example\nlanguages: {en: {}}\n\
                        feeds: {formats: [atom, rss, json, ninjs]}\npublisher: {name: Dorpsraad, email: raad@proef.example}\n\
                        podcast: {title: Radio Dorp, categories: [Politics, Arts], explicit: true}\n";

fn site(settings: &str, items: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", settings);
    for (file, text) in items {
        write(folder.path(), file, text);
    }
    fs::create_dir_all(folder.path().join("static/geluid")).unwrap();
    fs::write(folder.path().join("static/geluid/vast.wav"), wav(75)).unwrap();
    fs::write(folder.path().join("content/nieuws/gesprek.wav"), wav(3)).unwrap();
    write(folder.path(), "content/nieuws/gesprek.vtt", "WEBVTT\n");
    folder
}

fn built(folder: &Path) {
    let told = courant(folder, &["build", "--at", "2014-03-01"]);
    assert_eq!((told.status, &*told.err), (0, ""), "{told:?}");
}

fn items() -> [(&'static str, String); 3] {
    let audio = "{file: gesprek.wav, title: Het gesprek, transcript: gesprek.vtt}";
    let first =
        format!("date: 2014-01-02 10:00\nauthors: [Anna]\ntags: [zorg]\ndossiers: [Het plein]\naudio: {audio}\n");
    [
        ("content/nieuws/a.md", item("Eerste", &first, "Tekst.")),
        ("content/nieuws/b.md", item("Tweede", "date: 2014-01-03\naudio: /geluid/vast.wav\n", "Tekst.")),
        ("content/nieuws/c.md", item("Derde", "date: 2014-01-04\n", "Zonder geluid.")),
    ]
}

#[test]
fn readers_can_play_and_download_a_recording() {
    let folder = site(SETTINGS, &items());
    built(folder.path());
    let page = read(folder.path(), "output/nieuws/2014/a/index.html");
    for part in [
        "<audio controls preload=\"none\" src=\"/nieuws/gesprek.wav\" aria-label=\"Het gesprek\"></audio>",
        "<time datetime=\"PT3S\"><span class=\"unseen\">Duur: </span>0:03</time>",
        "<a href=\"/nieuws/gesprek.wav\" download>Download (WAV, 25\u{a0}kB)</a>",
        "<a href=\"/nieuws/gesprek.vtt\">Lees de tekst</a>",
        "\"audio\":{\"@type\":\"AudioObject\",\"name\":\"Het gesprek\",\"contentUrl\":\"https://proef.example/nieuws/gesprek.wav\",\
         \"encodingFormat\":\"audio/wav\",\"duration\":\"PT3S\",\"contentSize\":\"24044\"}",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let fixed = read(folder.path(), "output/nieuws/2014/b/index.html");
    assert!(fixed.contains("src=\"/geluid/vast.wav\" aria-label=\"Tweede\"") && fixed.contains("1:15"), "{fixed}");
    assert!(!read(folder.path(), "output/nieuws/2014/c/index.html").contains("<audio"));
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: impl Into<roxmltree::ExpandedName<'static, 'static>>) -> Node<'a, 'i> {
    let name = name.into();
    node.children().find(|child| child.has_tag_name(name)).unwrap_or_else(|| panic!("{name:?} in {node:?}"))
}

#[test]
fn a_podcast_has_what_directories_ask_for() {
    let folder = site(SETTINGS, &items());
    built(folder.path());
    let output = folder.path().join("output");
    let text = read(&output, "podcast.xml");
    let document = Document::parse(&text).unwrap();
    let channel = child(document.root_element(), "channel");
    assert_eq!(child(channel, "title").text(), Some("Radio Dorp"));
    assert_eq!(child(channel, (PODCAST, "guid")).text().map(str::len), Some(36));
    assert_eq!(child(channel, (ITUNES, "explicit")).text(), Some("true"));
    assert_eq!(child(channel, (ITUNES, "author")).text(), Some("Dorpsraad"));
    let owner = child(channel, (ITUNES, "owner"));
    assert_eq!(child(owner, (ITUNES, "email")).text(), Some("raad@proef.example"));
    let first = child(channel, (ITUNES, "category"));
    let below = child(first, (ITUNES, "category"));
    assert_eq!((first.attribute("text"), below.attribute("text")), (Some("News"), Some("Politics")));
    let episodes: Vec<Node<'_, '_>> = channel.children().filter(|node| node.has_tag_name("item")).collect();
    let titles: Vec<_> = episodes.iter().map(|episode| child(*episode, "title").text().unwrap()).collect();
    assert_eq!(titles, ["Tweede", "Eerste"]);
    let enclosure = child(episodes[1], "enclosure");
    let said = ["url", "length", "type"].map(|name| enclosure.attribute(name).unwrap());
    assert_eq!(said, ["https://proef.example/nieuws/gesprek.wav", "24044", "audio/wav"]);
    assert_eq!(child(episodes[0], (ITUNES, "duration")).text(), Some("75"));
    let transcript = child(episodes[1], (PODCAST, "transcript"));
    assert_eq!(transcript.attribute("url"), Some("https://proef.example/nieuws/gesprek.vtt"));
    assert_eq!(transcript.attribute("type"), Some("text/vtt"));
    assert!(!output.join("en/podcast.xml").exists(), "a language without recordings has none");
    let feed = feed_rs::parser::parse(text.as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 2);
    built(folder.path());
    let bare = site(&SETTINGS.replace("podcast", "extra"), &items());
    built(bare.path());
    assert!(!bare.path().join("output/podcast.xml").exists());
}

#[test]
fn feeds_carry_recordings_files_and_dossiers() {
    let folder = site(SETTINGS, &items());
    write(folder.path(), "content/nieuws/besluit.pdf", "x");
    let (file, first) = items()[0].clone();
    write(
        folder.path(),
        file,
        &first.replace("audio:", "attachments: [{file: besluit.pdf, title: Besluit, language: de}]\naudio:"),
    );
    built(folder.path());
    let output = folder.path().join("output");
    let text = read(&output, "rss.xml");
    let document = Document::parse(&text).unwrap();
    let item = document.descendants().rfind(|node| node.has_tag_name("item")).unwrap();
    assert_eq!(child(item, "enclosure").attribute("type"), Some("audio/wav"), "readers take one: the recording");
    let media: Vec<_> = item.children().filter(|node| node.has_tag_name((MEDIA, "content"))).collect();
    let said: Vec<_> = media.iter().map(|node| (node.attribute("medium"), node.attribute("fileSize"))).collect();
    assert_eq!(said, [(Some("audio"), Some("24044")), (Some("document"), Some("1"))]);
    let dossier = item.children().find(|node| node.has_tag_name("category") && node.text() == Some("Het plein"));
    assert_eq!(dossier.unwrap().attribute("domain"), Some("https://proef.example/dossiers/"));
    let atom = read(&output, "feed.xml");
    let enclosure = "<link href=\"https://proef.example/nieuws/besluit.pdf\" rel=\"enclosure\" hreflang=\"de\" type=\"application/pdf\" title=\"Besluit\" length=\"1\"/>";
    assert!(atom.contains(enclosure), "{atom}");
    let json: Value = serde_json::from_str(&read(&output, "feed.json")).unwrap();
    let files = &json["items"][2]["attachments"];
    assert_eq!(files[0]["duration_in_seconds"], 3);
    assert_eq!((&files[1]["mime_type"], &files[1]["size_in_bytes"]), (&"application/pdf".into(), &1.into()));
    assert_eq!(json["items"][2]["tags"], serde_json::json!(["zorg", "Het plein"]));
}

/// The keys that a news object of ninjs 3.1 can have, as far as feeds use them, and the type of each.
const NINJS: &[(&str, &str)] = &[
    ("uri", "uri"),
    ("type", "string"),
    ("representationType", "string"),
    ("standard", "object"),
    ("firstCreated", "date"),
    ("versionCreated", "date"),
    ("pubStatus", "string"),
    ("copyrightHolder", "string"),
    ("language", "string"),
    ("title", "string"),
    ("by", "string"),
    ("headlines", "texts"),
    ("descriptions", "texts"),
    ("bodies", "texts"),
    ("people", "named"),
    ("subjects", "named"),
    ("infoSources", "named"),
    ("renditions", "renditions"),
    ("associations", "associations"),
];

fn keys_among(value: &Value, known: &[&str]) {
    let unknown: Vec<_> = value.as_object().unwrap().keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?} in {value}");
}

fn is_url(value: &Value) -> bool {
    value.as_str().is_some_and(|url| url::Url::parse(url).is_ok())
}

/// Checks a news object by the rules of ninjs-schema_3.1.json: no other keys, types, formats and what is required.
fn check_ninjs(object: &Value, is_association: bool) {
    let kinds = ["text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning"];
    assert!(kinds.contains(&object["type"].as_str().unwrap()) && is_url(&object["uri"]), "{object}");
    assert_eq!(object.get("name").is_some(), is_association, "{object}");
    for (key, value) in object.as_object().unwrap().iter().filter(|(key, _)| *key != "name") {
        let (_, kind) = NINJS.iter().find(|(known, _)| known == key).unwrap_or_else(|| panic!("`{key}` in {object}"));
        let all = || value.as_array().unwrap().iter();
        match *kind {
            "uri" => assert!(is_url(value), "{key}: {value}"),
            "date" => assert!(chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).is_ok(), "{value}"),
            "object" => keys_among(value, &["name", "version", "schema"]),
            "texts" => all().for_each(|text| {
                keys_among(text, &["role", "contentType", "charCount", "wordCount", "value"]);
                assert!(text["value"].is_string(), "{text}");
            }),
            "named" => all().for_each(|named| {
                keys_among(named, &["name", "rel", "role", "uri"]);
                assert!(named.get("uri").is_none_or(is_url), "{named}");
            }),
            "renditions" => all().for_each(|file| {
                let known = ["name", "href", "contentType", "title", "width", "height", "sizeInBytes", "duration"];
                keys_among(file, &known);
                assert!(file["name"].is_string() && is_url(&file["href"]), "{file}");
            }),
            "associations" => all().for_each(|object| check_ninjs(object, true)),
            _ => assert!(value.is_string(), "{key}: {value}"),
        }
    }
}

#[test]
fn ninjs_keeps_the_structure_of_its_schema() {
    let folder = site(SETTINGS, &items());
    built(folder.path());
    let output = folder.path().join("output");
    let all: Vec<String> = files(&output).into_iter().filter(|file| file.ends_with("ninjs.json")).collect();
    assert!(all.len() >= 4, "{all:?}");
    for file in &all {
        let feed: Value = serde_json::from_str(&read(&output, file)).unwrap();
        check_ninjs(&feed, false);
        assert_eq!(feed["standard"]["version"], "3.1");
    }
    let feed: Value = serde_json::from_str(&read(&output, "ninjs.json")).unwrap();
    let first = &feed["associations"][2];
    assert_eq!((&first["by"], &first["headlines"][0]["value"]), (&"Anna".into(), &"Eerste".into()));
    assert_eq!(first["associations"][0]["renditions"][0]["duration"], 3);
    assert!(!read(&output, "index.html").contains("ninjs"), "readers are not offered it in the head");
}

#[test]
fn one_page_lists_all_that_readers_can_follow() {
    let folder = site(SETTINGS, &items());
    built(folder.path());
    let output = folder.path().join("output");
    let page = read(&output, "volgen/index.html");
    for part in [
        "<code>https://proef.example/feed.xml</code>",
        "<code>https://proef.example/podcast.xml</code>",
        "<h2 class=\"section-head\" id=\"follow-dossiers\">Dossiers</h2>",
        "href=\"/dossiers/het-plein/rss.xml\" type=\"application/rss+xml\">RSS<span class=\"unseen\">: Het plein</span>",
        "href=\"/tags/zorg/\"",
        "<a href=\"mailto:raad@proef.example?subject=",
        "hreflang=\"en\" href=\"https://proef.example/en/follow/\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let home = read(&output, "index.html");
    let body = home.split("<body").nth(1).unwrap();
    assert!(body.contains("<a href=\"/volgen/\">") && !body.contains(".xml"), "no raw feed is linked to: {body}");
    assert!(read(&output, "sitemap.xml").contains("<loc>https://proef.example/volgen/</loc>"));
    write(folder.path(), "content/pages/volgen.md", "---\ntitle: Zo volgt u ons\n---\nMet een brief.\n");
    built(folder.path());
    assert!(read(&output, "volgen/index.html").contains("Met een brief."), "a page of one's own goes before");
    write(folder.path(), "site.yaml", &SETTINGS.replace("[atom, rss, json, ninjs]", "[]"));
    fs::remove_file(folder.path().join("content/pages/volgen.md")).unwrap();
    built(folder.path());
    assert!(!output.join("volgen").exists() && !read(&output, "index.html").contains("/volgen/"));
}

#[test]
fn a_recording_that_changes_is_measured_again() {
    let folder = site(SETTINGS, &items());
    built(folder.path());
    fs::write(folder.path().join("content/nieuws/gesprek.wav"), wav(5)).unwrap();
    built(folder.path());
    assert!(read(folder.path(), "output/nieuws/2014/a/index.html").contains("0:05"));
    assert!(read(folder.path(), "output/podcast.xml").contains("length=\"40044\""));
    let before = fs::metadata(folder.path().join("output/podcast.xml")).unwrap().modified().unwrap();
    built(folder.path());
    let after = fs::metadata(folder.path().join("output/podcast.xml")).unwrap().modified().unwrap();
    assert_eq!(before, after, "an unchanged build writes nothing");
}
