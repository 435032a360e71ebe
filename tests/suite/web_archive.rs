//! `courant archive`: what readers could get is in WARC files, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::newsroom::item;
use super::program::{Told, courant, files, read, told, write};

const AT: [&str; 2] = ["--at", "2014-03-01 12:00"];

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let settings = "title: Dorp\nbase_url: https://www.proef.example\nlanguages: {en: {}}\nhost: {files: [apache]}\nsearch: true\n";
    write(root, "site.yaml", settings);
    let more = "date: 2014-01-01\ntags: [zorg]\nauthors: [Mevrouw Eén]\naliases: [/oud/]\n";
    write(root, "content/nieuws/een.md", &item("\"Een: \\\"proef\\\"\"", more, "Eerste. [plan](Plan van één.txt)"));
    write(root, "content/nieuws/Plan van één.txt", "Plan.");
    write(root, "content/nieuws/weg.md", &item("Weg", "date: 2014-02-01\nwithdrawn: {keep: gone}\n", "Weg."));
    folder
}

fn archived(root: &Path, arguments: &[&str]) -> Told {
    let told = courant(root, &[&["archive"], arguments].concat());
    assert_eq!(told.status, 0, "{told:?}");
    told
}

/// The folders of runs, in order.
fn runs(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("archive")).into_iter().flatten();
    let mut runs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    runs.sort();
    runs
}

/// The answers in a run that its index names: by URL, the heads of the record and of the answer, and the payload.
fn answers(run: &Path) -> BTreeMap<String, (String, String, Vec<u8>)> {
    let index = read(run, "index.cdxj");
    let lines: Vec<&str> = index.lines().collect();
    assert!(lines.is_sorted(), "{index}");
    let answer = |line: &&str| {
        let (_, json) = line.split_once(" {").unwrap();
        let line: serde_json::Value = serde_json::from_str(&format!("{{{json}")).unwrap();
        let number = |key: &str| line[key].as_str().unwrap().parse::<usize>().unwrap();
        let file = fs::read(run.join(line["filename"].as_str().unwrap())).unwrap();
        let record = &file[number("offset")..number("offset") + number("length")];
        let mut plain = Vec::new();
        if record.starts_with(b"WARC") {
            plain.extend(record);
        } else {
            flate2::read::GzDecoder::new(record).read_to_end(&mut plain).unwrap();
        }
        let part = |bytes: &[u8]| {
            let end = bytes.windows(4).position(|found| found == b"\r\n\r\n").unwrap();
            (String::from_utf8(bytes[..end].to_vec()).unwrap(), bytes[end + 4..].to_vec())
        };
        let (head, rest) = part(&plain);
        let (http, payload) = part(rest.strip_suffix(b"\r\n\r\n").unwrap());
        assert!(head.starts_with("WARC/1.1\r\nWARC-Type: response\r\n"), "{head}");
        (line["url"].as_str().unwrap().to_owned(), (head, http, payload))
    };
    lines.iter().map(answer).collect()
}

/// All bytes of the WARC files and the index of a run, not compressed.
fn all_bytes(run: &Path) -> Vec<u8> {
    let plain = |file: String| {
        let bytes = fs::read(run.join(&file)).unwrap();
        let mut plain = Vec::new();
        if file.ends_with(".gz") {
            flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
        }
        [file.into_bytes(), bytes, plain].concat()
    };
    files(run).into_iter().flat_map(plain).collect()
}

#[test]
fn every_file_that_readers_can_get_is_archived_with_what_the_host_sends() {
    let folder = site();
    let told = archived(folder.path(), &AT);
    let [run] = &runs(folder.path())[..] else { panic!("{told:?}") };
    assert!(run.ends_with("20140301110000") && told.out.contains("1 WARC file of "), "{told:?}");
    let warc = "www.proef.example-20140301110000-00000.warc.gz";
    assert_eq!(files(run), ["SHA256SUMS", "index.cdxj", warc]);
    let answers = answers(run);
    let output = folder.path().join("output");
    let built = files(&output).into_iter().filter(|file| file != ".htaccess");
    let url = |file: String| {
        let address = file.strip_suffix("index.html").unwrap_or(&file).replace(' ', "%20").replace('é', "%C3%A9");
        format!("https://www.proef.example/{address}")
    };
    let mut expected: Vec<String> = built.map(url).collect();
    expected.sort();
    assert_eq!(answers.keys().cloned().collect::<Vec<_>>(), expected);
    let of = |address: &str| &answers[&format!("https://www.proef.example/{address}")];
    let (head, http, payload) = of("nieuws/2014/een/");
    assert_eq!(*payload, fs::read(output.join("nieuws/2014/een/index.html")).unwrap());
    let length = payload.len();
    assert_eq!(
        *http,
        format!(
            "HTTP/1.1 200 OK\r\nDate: Sat, 01 Mar 2014 11:00:00 GMT\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}"
        )
    );
    assert!(head.contains("\r\nWARC-Date: 2014-03-01T11:00:00Z\r\n"), "{head}");
    assert!(of("oud/").1.starts_with("HTTP/1.1 301 Moved Permanently\r\n"), "{}", of("oud/").1);
    assert!(of("oud/").1.contains("\r\nLocation: https://www.proef.example/nieuws/2014/een/\r\n"));
    assert!(of("nieuws/2014/weg/").1.starts_with("HTTP/1.1 410 Gone\r\n"));
    assert!(of("feed.xml").1.contains("application/atom+xml"), "{}", of("feed.xml").1);
    let all = String::from_utf8_lossy(&all_bytes(run)).into_owned();
    assert!(all.contains(
        "\r\ntitle: Een: \"proef\"\r\nlanguage: nl\r\nissued: 2014-01-01\r\ncreator: Mevrouw Eén\r\nsubject: zorg\r\n"
    ));
    assert!(all.contains("GET /nieuws/2014/een/ HTTP/1.1\r\nHost: www.proef.example\r\nUser-Agent: Courant/"));
    let sums = Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(run).status().unwrap();
    assert!(sums.success() && read(run, "SHA256SUMS").ends_with(&format!("  {warc}\n")));
}

#[test]
fn statuses_are_those_that_the_host_can_send() {
    let folder = site();
    let root = folder.path();
    let settings = read(root, "site.yaml");
    for (host, old, gone) in [
        ("host: {files: [cloudflare]}\n", "301 Moved Permanently", "200 OK"),
        ("host: {files: [cloudflare, nginx]}\n", "301 Moved Permanently", "410 Gone"),
        ("", "200 OK", "200 OK"),
    ] {
        write(root, "site.yaml", &settings.replace("host: {files: [apache]}\n", host));
        let _ = fs::remove_dir_all(root.join("elders"));
        archived(root, &["--since", "2000-01-01", "--output", "elders", AT[0], AT[1]]);
        let answers = answers(&root.join("elders/20140301110000"));
        let status = |address: &str| {
            let (_, http, _) = &answers[&format!("https://www.proef.example/{address}")];
            http.lines().next().unwrap().to_owned()
        };
        let found = (status("oud/"), status("nieuws/2014/weg/"));
        assert_eq!(found, (format!("HTTP/1.1 {old}"), format!("HTTP/1.1 {gone}")), "{host}");
        let has_file_for_host =
            answers.keys().any(|url| url.contains("/_") || url.contains("/.nginx") || url.contains("/.ht"));
        assert!(!has_file_for_host, "{host}");
    }
}

#[test]
fn a_run_writes_what_is_new_or_changed_and_nothing_where_nothing_is() {
    let folder = site();
    let root = folder.path();
    archived(root, &AT);
    let told = archived(root, &["--at", "2014-03-02"]);
    assert_eq!(told.out, "nothing new since 2014-03-01 12:00: nothing was written\n");
    assert_eq!(runs(root).len(), 1);
    let more = "date: 2014-01-01\ntags: [zorg]\nauthors: [Mevrouw Eén]\naliases: [/oud/]\n";
    write(root, "content/nieuws/een.md", &item("Een", more, "Anders."));
    let told = archived(root, &["--at", "2014-03-03"]);
    let [_, second] = &runs(root)[..] else { panic!("{told:?}") };
    let urls: Vec<String> = answers(second).into_keys().collect();
    assert!(urls.contains(&"https://www.proef.example/nieuws/2014/een/".to_owned()), "{urls:?}");
    assert!(!urls.contains(&"https://www.proef.example/nieuws/2014/weg/".to_owned()), "{urls:?}");
    // A redirect that leads elsewhere has other headers.
    write(root, "content/nieuws/een.md", &item("Een", &format!("{more}slug: twee\n"), "Anders."));
    archived(root, &["--at", "2014-03-04"]);
    assert!(answers(&runs(root)[2]).contains_key("https://www.proef.example/oud/"));
    // What is gone for good makes no record.
    let before = runs(root).len();
    fs::remove_file(root.join("content/nieuws/weg.md")).unwrap();
    archived(root, &["--at", "2014-03-05"]);
    let after = runs(root);
    let gone =
        after.get(before).is_some_and(|run| answers(run).contains_key("https://www.proef.example/nieuws/2014/weg/"));
    assert!(!gone);
    // Another folder knows nothing of this one; without the state, all is new.
    archived(root, &["--at", "2014-03-05", "--output", "elders"]);
    assert!(answers(&root.join("elders/20140304230000")).len() > 10);
    fs::remove_dir_all(root.join(".courant")).unwrap();
    archived(root, &["--at", "2014-03-05"]);
    assert_eq!(answers(runs(root).last().unwrap()).len(), answers(&root.join("elders/20140304230000")).len());
}

#[test]
fn since_a_date_all_that_was_built_after_it_is_archived_again() {
    let folder = site();
    let root = folder.path();
    archived(root, &AT);
    let all = answers(&runs(root)[0]).len();
    archived(root, &["--since", "2014-01-01", AT[0], AT[1]]);
    let [_, second] = &runs(root)[..] else { panic!() };
    assert!(second.ends_with("20140301110000-2") && answers(second).len() == all);
    assert!(files(second).contains(&"www.proef.example-20140301110000-2-00000.warc.gz".to_owned()));
    let told = archived(root, &["--since", "2999-01-01"]);
    assert_eq!(told.out, "nothing new since 2999-01-01 00:00: nothing was written\n");
}

#[test]
fn the_same_site_gives_the_same_bytes_and_plain_files_where_they_are_asked_for() {
    let [one, other] = [site(), site()];
    archived(one.path(), &AT);
    archived(other.path(), &AT);
    assert_eq!(all_bytes(&runs(one.path())[0]), all_bytes(&runs(other.path())[0]));
    archived(other.path(), &["--uncompressed", "--output", "plat", AT[0], AT[1]]);
    let plain = other.path().join("plat/20140301110000");
    let compressed = answers(&runs(one.path())[0]);
    assert!(read(&plain, "index.cdxj").contains("-00000.warc\"}"));
    let same = |(url, (_, http, payload)): (&String, &(String, String, Vec<u8>))| {
        let (_, plain_http, plain_payload) = &compressed[url];
        (http, payload) == (plain_http, plain_payload)
    };
    assert!(answers(&plain).iter().all(same));
}

#[test]
fn what_readers_cannot_get_is_in_no_byte() {
    let folder = site();
    let root = folder.path();
    let secret = "kwetsuurlijk";
    for (name, more) in [
        ("concept", "date: 2014-02-01\ndraft: true\n"),
        ("later", "date: 2014-04-01\n"),
        ("ingetrokken", "date: 2014-02-01\nwithdrawn: true\n"),
        ("bericht", "date: 2014-02-01\nwithdrawn: {reason: Op verzoek.}\n"),
        ("verlopen", "date: 2014-02-01\nexpires: 2014-02-10\n"),
    ] {
        let more = format!("{more}tags: [{secret}]\nauthors: [Mevrouw {secret}]\nattachments: [{name}.txt]\n");
        write(root, &format!("content/nieuws/{name}.md"), &item("Titel", &more, secret));
        write(root, &format!("content/nieuws/{name}.txt"), secret);
    }
    // Drafts of a build before are not archived.
    assert_eq!(courant(root, &["build", "--drafts", AT[0], AT[1]]).status, 0);
    archived(root, &AT);
    let has_secret = |run: &Path| {
        let bytes = all_bytes(run);
        bytes.windows(secret.len()).any(|found| found == secret.as_bytes())
    };
    assert!(!has_secret(&runs(root)[0]));
    archived(root, &["--at", "2014-04-02"]);
    assert!(has_secret(&runs(root)[1]), "it is found when it is published");
}

#[test]
fn what_cannot_be_archived_says_why_and_leaves_nothing() {
    let folder = site();
    let root = folder.path();
    let refused = |arguments: &[&str], status: i32, parts: &[&str]| {
        let told = courant(root, &[&["archive"], arguments].concat());
        assert_eq!(told.status, status, "{told:?}");
        assert!(parts.iter().all(|part| told.err.contains(part)), "{parts:?}: {told:?}");
    };
    refused(&["--since", "gisteren"], 2, &["error[date-invalid]: --since", "--since"]);
    refused(&["--output", "content/archief"], 2, &["folder-refused", "is inside content/", "`--output archive`"]);
    refused(&["--output", "output/archief"], 2, &["folder-refused", "that the site is built into"]);
    refused(&["--output", ".courant/archief"], 2, &["folder-refused", "state of builds"]);
    write(root, "bestand", "x");
    refused(&["--output", "bestand"], 2, &["not-a-folder", "cannot write to bestand"]);
    write(root, "content/nieuws/fout.md", "---\ntitel: Fout\n---\n");
    refused(&[], 1, &["fout.md"]);
    fs::remove_file(root.join("content/nieuws/fout.md")).unwrap();
    write(root, "site.yaml", "title: Dorp\n");
    refused(&[], 2, &["base-url-missing", "http://localhost"]);
    assert!(!root.join("archive").exists());
}

#[test]
#[ignore = "needs unshare and mount: .ci/install"]
fn a_full_disk_and_a_folder_that_cannot_be_written_to_leave_nothing() {
    let folder = site();
    let root = folder.path();
    fs::create_dir(root.join("klein")).unwrap();
    let mut noise = Vec::new();
    let mut number = 1_u32;
    noise.resize_with(900_000, || {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (number >> 24) as u8
    });
    fs::create_dir_all(root.join("static")).unwrap();
    fs::write(root.join("static/ruis.bin"), noise).unwrap();
    let script = "mount -t tmpfs -o size=600k none klein; \"$0\" archive --output klein/archief; echo $?; ls -A klein; \
                  mount -o remount,ro klein; \"$0\" archive --output klein/archief; echo $?";
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_courant")]);
    let told = told(unshare.current_dir(root).env_remove("COURANT_STATE"));
    assert_eq!(told.out, "3\n3\n", "{told:?}");
    assert!(
        told.err.contains("error[disk-full]") && told.err.contains("archive again; nothing was written"),
        "{told:?}"
    );
    assert!(told.err.contains("error[not-permitted]") && told.err.contains("`--output`"), "{told:?}");
}

#[test]
#[ignore = "needs strace, and the right to trace a program"]
fn a_run_that_is_killed_shows_no_part_of_itself_and_the_next_one_is_whole() {
    let folder = site();
    let root = folder.path();
    assert_eq!(courant(root, &["build", AT[0], AT[1]]).status, 0);
    let mut places = 0;
    for call in ["write", "openat2", "mkdirat", "renameat", "renameat2", "fsync"] {
        for place in 1.. {
            let mut strace = Command::new("strace");
            let inject = format!("inject={call}:signal=KILL:when={place}");
            strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
            strace.arg(env!("CARGO_BIN_EXE_courant")).args(["archive", AT[0], AT[1]]).current_dir(root);
            let ended = strace.output().unwrap().status;
            let seen: Vec<PathBuf> = runs(root).into_iter().filter(|run| !is_hidden(run)).collect();
            for run in &seen {
                let sums =
                    Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(run).output();
                assert!(sums.unwrap().status.success() && answers(run).len() > 10, "{call} {place}");
            }
            let told = archived(root, &AT);
            assert!(
                runs(root).iter().all(|run| !is_hidden(run)) || told.out.starts_with("nothing new"),
                "{call} {place}"
            );
            let _ = (fs::remove_dir_all(root.join("archive")), remove_state(root));
            if ended.success() {
                break;
            }
            places += 1;
        }
    }
    assert!(places > 20, "{places}");
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().unwrap().to_string_lossy().starts_with('.')
}

fn remove_state(root: &Path) {
    for file in files(&root.join(".courant")).into_iter().filter(|file| file.starts_with("archive-")) {
        fs::remove_file(root.join(".courant").join(file)).unwrap();
    }
}

#[test]
#[ignore = "needs warcio and pywb: .ci/install"]
fn archives_are_read_by_warcio_and_played_by_pywb() {
    let folder = site();
    let root = folder.path();
    archived(root, &AT);
    write(root, "content/nieuws/twee.md", &item("Twee", "date: 2014-02-03\n", "Tweede."));
    archived(root, &["--at", "2014-03-02", "--uncompressed"]);
    let project = env!("CARGO_MANIFEST_DIR");
    let mut python = Command::new("python3");
    python.arg(format!("{project}/tests/archive/replay.py")).arg(root.join("archive")).arg(root.join("output"));
    let packages = format!("{project}/tests/archive/python_packages");
    let told = told(python.env("PYTHONPATH", packages).current_dir(root));
    assert_eq!(told.status, 0, "{told:?}");
    let found: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((&found["runs"], &found["statuses"]), (&2.into(), &serde_json::json!(["200", "301", "410"])), "{found}");
    let all_files = files(&root.join("output")).len() as u64 - 1;
    assert_eq!(found["compared"].as_u64(), Some(all_files), "all but the file for the host: {found}");
    assert!(found["played"].as_u64() >= found["compared"].as_u64(), "{found}");
}
