//! After any sequence of edits, the output is byte for byte that of a clean build, at any number of threads.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tempfile::TempDir;

mod clone;
mod contact_file;
mod newsroom_key;
mod plain_file;
mod tag_list;
mod term_file;

use self::clone::cloned;
use self::contact_file::{contact, contact_file};
use self::newsroom_key::newsroom_key;
use self::plain_file::plain_file;
use self::tag_list::tag_list;
use self::term_file::term_file;
use super::program::{RECORD, courant, files, read, write};

/// Number of sequences, unless `COURANT_SEQUENCES` sets it: `.ci/run` sets 80.
const SEQUENCES: u32 = 20;

/// A change by a person or a disk between two builds. Numbers choose among the existing items and files.
#[derive(Clone, Debug)]
enum Edit {
    Add { day: u16, tags: u8, language: bool },
    Body(u8),
    Title(u8),
    Date { item: u8, day: u16 },
    Tags { item: u8, tags: u8 },
    Author { item: u8, author: u8 },
    Slug(u8),
    Alias(u8),
    Draft(u8),
    Plain(u8),
    Pin(u8),
    Newsroom { item: u8, key: u8, day: u16 },
    Warning(u8),
    Delete(u8),
    Move(u8),
    Link { from: u8, to: u8 },
    Picture(u8),
    Html(u8),
    TermFile { term: u8, with: u8 },
    ContactFile(u8),
    Contact { item: u8, with: u8 },
    Static(u8),
    Template(u8),
    Word(u8),
    Setting(u8),
    Time(u16),
    TouchItem(u8),
    TouchOutput(u8),
    SpoilOutput(u8),
    DeleteOutput(u8),
    ForgetState(u8),
    State(u8),
    Clone(u8),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        3 => (0_u16..60, any::<u8>(), any::<bool>()).prop_map(|(day, tags, language)| Edit::Add { day, tags, language }),
        3 => any::<u8>().prop_map(Edit::Body),
        1 => any::<u8>().prop_map(Edit::Title),
        1 => (any::<u8>(), 0_u16..60).prop_map(|(item, day)| Edit::Date { item, day }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(item, tags)| Edit::Tags { item, tags }),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(item, author)| Edit::Author { item, author }),
        1 => any::<u8>().prop_map(Edit::Slug),
        1 => any::<u8>().prop_map(Edit::Alias),
        1 => any::<u8>().prop_map(Edit::Draft),
        2 => any::<u8>().prop_map(Edit::Plain),
        1 => any::<u8>().prop_map(Edit::Pin),
        3 => (any::<u8>(), any::<u8>(), 0_u16..60).prop_map(|(item, key, day)| Edit::Newsroom { item, key, day }),
        1 => any::<u8>().prop_map(Edit::Warning),
        2 => any::<u8>().prop_map(Edit::Delete),
        1 => any::<u8>().prop_map(Edit::Move),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(from, to)| Edit::Link { from, to }),
        1 => any::<u8>().prop_map(Edit::Picture),
        1 => any::<u8>().prop_map(Edit::Html),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(term, with)| Edit::TermFile { term, with }),
        1 => any::<u8>().prop_map(Edit::ContactFile),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(item, with)| Edit::Contact { item, with }),
        1 => any::<u8>().prop_map(Edit::Static),
        1 => any::<u8>().prop_map(Edit::Template),
        1 => any::<u8>().prop_map(Edit::Word),
        1 => any::<u8>().prop_map(Edit::Setting),
        2 => (0_u16..80).prop_map(Edit::Time),
        1 => any::<u8>().prop_map(Edit::TouchItem),
        1 => any::<u8>().prop_map(Edit::TouchOutput),
        1 => any::<u8>().prop_map(Edit::SpoilOutput),
        1 => any::<u8>().prop_map(Edit::DeleteOutput),
        1 => any::<u8>().prop_map(Edit::ForgetState),
        2 => any::<u8>().prop_map(Edit::State),
        1 => any::<u8>().prop_map(Edit::Clone),
    ];
    prop::collection::vec(edit, 1..8)
}

/// A site that is edited, with the moment for which it is built.
struct Site {
    folder: TempDir,
    made: u32,
    at: String,
    /// The folder for the state, where it is not in the site's own.
    state: Option<&'static str>,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut site = Self { folder, made: 0, at: day(30), state: None };
        write(site.root(), "site.yaml", &settings(2, 0));
        contact_file(site.root(), 1, 0);
        write(site.root(), "themes/eigen/theme.yaml", "name: eigen\nextends: courant\ncourant: \">=0.1\"\n");
        write(site.root(), "themes/eigen/words/nl.yaml", "tags: Onderwerpen\n");
        write(site.root(), "themes/eigen/templates/item.html", &template(0));
        for number in 0..5 {
            site.apply(&Edit::Add { day: number * 9, tags: 3, language: number == 2 });
        }
        site
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn nth(&self, folder: &str, number: u8) -> Option<String> {
        if !self.root().join(folder).exists() {
            return None;
        }
        let all = files(&self.root().join(folder));
        let all: Vec<&String> = all.iter().filter(|file| folder != "content" || file.ends_with(".md")).collect();
        all.get(usize::from(number) % all.len().max(1)).map(|file| format!("{folder}/{file}"))
    }

    /// Writes a file anew with another text.
    fn change(&self, folder: &str, number: u8, change: impl Fn(&str) -> String) {
        let Some(file) = self.nth(folder, number) else { return };
        let text = String::from_utf8_lossy(&fs::read(self.root().join(&file)).unwrap()).into_owned();
        write(self.root(), &file, &change(&text));
    }

    /// Sets a key of the front matter of an item, or takes it away.
    fn set(&self, item: u8, key: &str, value: &str) {
        self.change("content", item, |text| {
            let start = format!("{key}: ");
            let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with(&start)).collect();
            kept.replacen("---\n", &format!("---\n{start}{value}\n"), 1)
        });
    }

    fn apply(&mut self, edit: &Edit) {
        self.made += 1;
        let made = self.made;
        match *edit {
            Edit::Add { day: on, tags, language } => {
                let end = if language { ".en" } else { "" };
                let text = format!(
                    "---\ntitle: Bericht {made}\ndate: {}\ntags: {}\n---\nTekst {made}.\n",
                    day(on),
                    tag_list(tags)
                );
                write(self.root(), &format!("content/nieuws/bericht-{made}{end}.md"), &text);
            }
            Edit::Body(item) => {
                self.change("content", item, |text| {
                    format!("{text}\nNog een zin {made}.\n\n## Zo'n kop: {made}é\n{{: .k}}\n\n## {made}:05 Nu\n")
                });
            }
            Edit::Title(item) => self.set(item, "title", &format!("Titel {made}")),
            // Every other date is in the last hours of its day in UTC, and so on the next day of the site.
            Edit::Date { item, day: on } if on % 2 == 0 => self.set(item, "date", &format!("{}T23:30:00Z", day(on))),
            Edit::Date { item, day: on } => self.set(item, "date", &day(on)),
            Edit::Author { item, author } => self.set(item, "authors", &format!("[{}]", name(author))),
            Edit::Tags { item, tags } => self.set(item, "tags", &tag_list(tags)),
            Edit::Slug(item) if made.is_multiple_of(3) => self.set(item, "address", &format!("/eigen/{made}.html")),
            Edit::Slug(item) => self.set(item, "slug", &format!("slug-{made}")),
            Edit::Alias(item) => self.set(item, "aliases", &format!("[/oud/{made}/]")),
            Edit::Draft(item) => self.set(item, "draft", if made.is_multiple_of(2) { "true" } else { "false" }),
            Edit::Pin(item) => self.set(item, "pinned_until", &day(u16::from(item) % 60)),
            Edit::Newsroom { item, key, day: on } => self.newsroom(item, key, &day(on)),
            Edit::Warning(item) => self.change("content", item, |text| format!("{text}\n![](/teken.svg)\n")),
            Edit::Delete(item) => self.change_place(item, None),
            Edit::Move(item) => self.change_place(item, Some(format!("content/nieuws/map/verplaatst-{made}.md"))),
            Edit::Link { from, to } => {
                let Some(to) = self.nth("content", to) else { return };
                let to = to.trim_start_matches("content").to_owned();
                self.change("content", from, |text| format!("{text}\n[zie]({to})\n"));
            }
            Edit::Picture(item) => {
                let folder = format!("content/nieuws/map-{}", item % 3);
                let (on, seen) = (day(u16::from(item) % 60), made.is_multiple_of(2));
                let seen = if seen { "![foto](foto.png)" } else { "[foto](foto.png)" };
                let text = format!("---\ntitle: Met bijlage\ndate: {on}\n---\n[bijlage](bijlage.txt) {seen} {made}\n");
                write(self.root(), &format!("{folder}/index.md"), &text);
                fs::write(self.root().join(folder).join("foto.png"), picture(u32::from(item % 4))).unwrap();
            }
            // An item, or a file that an item links to.
            Edit::Html(item) => {
                let on = day(u16::from(item) % 60);
                let front = format!("---\ntitle: Oud {made}\ndate: {on}\n---\n");
                let front = if made.is_multiple_of(2) { front } else { String::new() };
                let name = format!("nieuws/oud-{}.html", item % 2);
                write(self.root(), &format!("content/{name}"), &format!("{front}<p>Oud {made}</p>\n"));
                self.change("content", item, |text| format!("{text}\n[oud](/{name})\n"));
            }
            _ => self.apply_elsewhere(edit),
        }
        for number in 0..3 {
            let folder = format!("content/nieuws/map-{number}");
            if self.root().join(&folder).exists() {
                write(self.root(), &format!("{folder}/bijlage.txt"), "bijlage");
            }
        }
    }

    /// Gives an item a key of the newsroom.
    fn newsroom(&self, item: u8, key: u8, on: &str) {
        let other = self.nth("content", key).unwrap_or_default();
        let follows = format!("[{}]", other.trim_start_matches("content"));
        let (key, value) = newsroom_key(self.root(), (key, on), follows);
        self.set(item, key, &value);
    }

    /// Edits of other files than items.
    fn apply_elsewhere(&mut self, edit: &Edit) {
        let made = self.made;
        match *edit {
            Edit::Plain(item) => plain_file(self.root(), self.nth("content/nieuws", item), &day(u16::from(item) % 40)),
            Edit::TermFile { term, with } => term_file(self.root(), term, with, made),
            Edit::ContactFile(with) => contact_file(self.root(), with, made),
            Edit::Contact { item, with } if with % 4 == 3 => {
                self.change("content", item, |text| format!("{text}\n::: contact key=\"balie\"\nBel {made}.\n:::\n"));
            }
            Edit::Contact { item, with } => self.set(item, "contact", contact(with)),
            Edit::Static(number) => write(self.root(), &format!("static/los-{}.md", number % 3), &format!("{made}")),
            Edit::Template(number) => write(self.root(), "themes/eigen/templates/item.html", &template(number % 4)),
            Edit::Word(number) => {
                write(self.root(), "themes/eigen/words/nl.yaml", &format!("tags: Onderwerpen {}\n", number % 3));
            }
            Edit::Setting(number) => write(self.root(), "site.yaml", &settings(number % 3 + 1, number / 3)),
            Edit::Time(on) => self.at = day(on),
            Edit::TouchItem(item) => self.change("content", item, str::to_owned),
            Edit::TouchOutput(file) => self.change("output", file, str::to_owned),
            Edit::SpoilOutput(file) => self.change("output", file, |text| text.replace(['e', 'E'], "x")),
            Edit::DeleteOutput(file) => {
                if let Some(file) = self.nth("output", file) {
                    fs::remove_file(self.root().join(file)).unwrap();
                }
            }
            Edit::ForgetState(number) => {
                let state = self.nth(self.state.unwrap_or(".courant"), number).filter(|file| !file.ends_with("lock"));
                if let Some(file) = state {
                    let bytes = fs::read(self.root().join(&file)).unwrap();
                    fs::write(self.root().join(file), bytes.get(..bytes.len() / 2).unwrap()).unwrap();
                }
            }
            Edit::Clone(number) => self.folder = cloned(self.folder.path(), number),
            Edit::State(number) => {
                self.state = [None, Some("staat"), Some("map/staat")].into_iter().nth(usize::from(number) % 3).unwrap();
            }
            _ => {}
        }
    }

    fn change_place(&self, item: u8, to: Option<String>) {
        let Some(file) = self.nth("content", item) else { return };
        match to {
            None => fs::remove_file(self.root().join(file)).unwrap(),
            Some(to) => {
                let text = read(self.root(), &file);
                write(self.root(), &to, &text);
                fs::remove_file(self.root().join(file)).unwrap();
            }
        }
    }

    /// Builds incrementally, then from scratch into another folder: both outputs are equal, or both builds fail.
    fn build(&self, threads: &str) -> Result<(), TestCaseError> {
        let common = ["--at", &self.at, "--threads", threads];
        let before = contents(&self.root().join("output"));
        let state: Vec<&str> = self.state.iter().flat_map(|state| ["--state", state]).collect();
        let told = courant(self.root(), &[&["build"], &state[..], &common[..]].concat());
        let clean = tempfile::tempdir().unwrap();
        for folder in ["content", "static", "themes"] {
            if self.root().join(folder).exists() {
                super::program::copy(&self.root().join(folder), &clean.path().join(folder));
            }
        }
        fs::copy(self.root().join("site.yaml"), clean.path().join("site.yaml")).unwrap();
        let told_clean = courant(clean.path(), &[&["build"], &common[..]].concat());
        prop_assert_eq!(told.status, told_clean.status, "{:?} {:?}", told, told_clean);
        prop_assert_eq!(&told.err, &told_clean.err);
        let after = contents(&self.root().join("output"));
        if told.status == 0 {
            let expected = contents(&clean.path().join("output"));
            prop_assert!(after == expected, "{}", difference(&after, &expected));
        } else {
            prop_assert!(after == before, "{}", difference(&after, &before));
        }
        Ok(())
    }
}

type Contents = Vec<(String, Vec<u8>)>;

fn contents(folder: &Path) -> Contents {
    if !folder.exists() {
        return Vec::new();
    }
    let record = folder.join(RECORD).exists().then(|| RECORD.to_owned());
    let all = files(folder).into_iter().chain(record);
    all.map(|file| (file.clone(), fs::read(folder.join(&file)).unwrap())).collect()
}

fn difference(a: &Contents, b: &Contents) -> String {
    let only = |a: &Contents, b: &Contents| -> Vec<String> {
        a.iter().filter(|entry| !b.contains(entry)).map(|(file, _)| file.clone()).collect()
    };
    format!("here: {:?}; clean: {:?}", only(a, b), only(b, a))
}

/// The day with this number, of two months.
fn day(number: u16) -> String {
    format!("2020-{:02}-{:02}", 1 + number / 28 % 12, 1 + number % 28)
}

/// An author, of whom some have the same name in other writings, and others have names that would have the same address.
fn name(number: u8) -> &'static str {
    let names = ["Jan Müller", "jan müller", "Jan Muller", "JAN MULLER", "李丽", "黎力"];
    names.get(usize::from(number) % names.len()).unwrap()
}

/// A picture of a few pixels, of another size and colour for each number.
fn picture(number: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let colour = image::Rgb([u8::try_from(number % 256).unwrap(), 90, 30]);
    image::RgbImage::from_pixel(number + 2, 3, colour).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Settings that change addresses and lists.
const MORE: [&str; 7] = [
    "",
    "redirects: {/oud/: /nieuws/, /vast/1/: /archief/, \"/x/*\": \"/nieuws/*\"}\nhost: {files: [nginx]}\n",
    "archive_address: /{year}/{month}/{day}/\nfeeds: {names: {rss: index.xml}, aliases: {rss: [/feed/, rss/], atom: [atom.xml]}}\nhost: {files: [netlify]}\n",
    "archive_address: /oud/{year}/\nfeeds: {formats: [json]}\n",
    "taxonomies: {rubriek: {title: Rubriek, feeds_from: 2}, tags: {address: /onderwerp/, feeds: [rss]}}\n",
    "sections:\n  verslagen:\n    folder: content/nieuws\n    archive_address: /verslagen/{year}/\n    main: false\n",
    "woo: {organisation: https://identifier.overheid.nl/tooi/id/gemeente/gm0000, name: gemeente Proef}\npodcast: {}\nfeeds: {formats: [atom, ninjs]}\nimages: {formats: [webp], quality: {webp: 40}, widths: [32, 400]}\n",
];

fn settings(per_page: u8, more: u8) -> String {
    let more = MORE[usize::from(more) % MORE.len()];
    let ids = [
        "courant",
        "github",
        "zola",
        "kramdown",
        "sections: {verslagen: {folder: content/nieuws, archive_address: '/verslagen/{year}/'}}\n",
    ][usize::from(per_page) % 4];
    format!(
        "title: Proef\nbase_url: https://proef.example\ntheme: eigen\nper_page: {per_page}\nlanguages:\n  nl: {{}}\n  en: {{}}\n\
         contacts: {{balie: {{name: Balie {per_page}, telephone: 050 123 45 67, languages: {{en: {{hours: weekdays}}}}}}}}\n\
         noticeboard: true\nsearch: {}\nmarkdown:\n  heading_ids: {ids}\n  attributes: {}\n{more}",
        per_page != 3,
        per_page == 2
    )
}

fn template(number: u8) -> String {
    format!(
        "<h1>{{{{ item.title }}}}</h1>{number}{{{{ content }}}}{{% if item.next %}}{{{{ item.next.title }}}}{{% endif %}}<a href=\"{{{{ item.back }}}}\">terug</a>\n"
    )
}

#[test]
fn an_incremental_build_equals_a_clean_build_after_any_edits() {
    let sequences = std::env::var("COURANT_SEQUENCES").ok().and_then(|number| number.parse().ok()).unwrap_or(SEQUENCES);
    let config = Config { cases: sequences, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let run = TestRunner::new(config).run(&edits(), |edits| {
        let mut site = Site::new();
        site.build("2")?;
        prop_assert!(site.nth("output", 0).is_some(), "the first site has no output");
        for (number, edit) in edits.iter().enumerate() {
            site.apply(edit);
            site.build(if number % 2 == 0 { "1" } else { "2" })?;
        }
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}
