//! Files that stand at a target compressed beside themselves.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::super::program::{command, courant, write};
use super::{AT, contents, item_text, plan, published, site};

/// What a compressed file was made of; `None` where it is none.
fn unpacked(file: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    if file.ends_with(".gz") {
        flate2::read::GzDecoder::new(bytes).read_to_end(&mut whole).unwrap();
    } else if file.ends_with(".br") {
        brotli::Decompressor::new(bytes, 4096).read_to_end(&mut whole).unwrap();
    } else {
        return None;
    }
    Some(whole)
}

/// The target has what was built, and what is compressed is what it is beside.
#[track_caller]
fn assert_is_the_site_compressed(folder: &Path, ends: &[&str]) {
    let built = contents(&folder.join("output"));
    let mut there = contents(&folder.join("www"));
    let copies: BTreeMap<String, Vec<u8>> = there.extract_if(.., |file, _| !built.contains_key(file)).collect();
    assert!(built == there);
    let worth_it = |file: &str| {
        built[file].len() >= 1024 && [".html", ".css", ".xml", ".json", ".txt"].iter().any(|end| file.ends_with(end))
    };
    let expected =
        built.keys().filter(|file| worth_it(file)).flat_map(|file| ends.iter().map(move |end| format!("{file}{end}")));
    let mut expected: Vec<String> = expected.filter(|file| !built.contains_key(file)).collect();
    expected.sort();
    assert_eq!(copies.keys().cloned().collect::<Vec<_>>(), expected);
    for (file, bytes) in copies {
        let original = &built[file.rsplit_once('.').unwrap().0];
        assert!(unpacked(&file, &bytes).unwrap() == *original && bytes.len() < original.len(), "{file}");
    }
}

/// Goes through what can happen to compressed files, at a target that is the folder `www`.
fn follow(target: &str) {
    let folder = site(&target.replace('}', ", precompress: [gzip, brotli, gzip]}"));
    let folder = folder.path();
    write(folder, "static/eigen.txt", &"van de schrijver ".repeat(200));
    write(folder, "static/eigen.txt.gz", "zelf gemaakt");
    write(folder, "static/klein.txt", "klein");
    write(folder, "static/krimpt.txt", &"nu nog lang ".repeat(200));
    published(folder, &[]);
    assert_is_the_site_compressed(folder, &[".br", ".gz"]);
    assert_eq!(fs::read(folder.join("www/eigen.txt.gz")).unwrap(), b"zelf gemaakt");
    assert!(published(folder, &[]).starts_with("doel is up to date: "));
    write(folder, "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    write(folder, "static/krimpt.txt", "nu kort");
    fs::remove_file(folder.join("content/nieuws/bericht-3.md")).unwrap();
    let changes = plan_with(folder, &["--let-go", "/nieuws/2020/bericht-3/"]);
    for line in ["~ nieuws/2020/bericht-0/index.html.br", "- krimpt.txt.gz", "- nieuws/2020/bericht-3/index.html.gz"] {
        assert!(changes.contains(&line.to_owned()), "{line}: {changes:?}");
    }
    published(folder, &["--let-go", "/nieuws/2020/bericht-3/"]);
    assert_is_the_site_compressed(folder, &[".br", ".gz"]);
    for edition in ["eerste druk", "tweede druk"] {
        let told = courant(folder, &["publish", "--rollback"]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        let page = "www/nieuws/2020/bericht-0/index.html";
        for end in [".gz", ".br"] {
            let bytes = fs::read(folder.join(format!("{page}{end}"))).unwrap();
            assert!(String::from_utf8(unpacked(end, &bytes).unwrap()).unwrap().contains(edition));
        }
    }
    let settings = fs::read_to_string(folder.join("site.yaml")).unwrap();
    write(folder, "site.yaml", &settings.replace("[gzip, brotli, gzip]", "[brotli]"));
    published(folder, &[]);
    assert_is_the_site_compressed(folder, &[".br"]);
    write(folder, "site.yaml", &settings.replace(", precompress: [gzip, brotli, gzip]", ""));
    published(folder, &[]);
    assert_is_the_site_compressed(folder, &[]);
}

fn plan_with(folder: &Path, more: &[&str]) -> Vec<String> {
    let out = published(folder, &[&["--dry-run"], more].concat());
    out.lines().map(|line| line.split("  ").next().unwrap().to_owned()).collect()
}

#[test]
fn what_gets_smaller_stands_compressed_beside_itself_as_long_as_it_is_wanted() {
    follow("{path: www}");
    follow("{path: www, mode: in-place}");
}

#[test]
#[ignore = "wants rsync, from Debian"]
fn what_gets_smaller_stands_compressed_beside_itself_at_a_target_of_rsync_too() {
    follow("{rsync: www}");
}

#[test]
fn a_compressed_file_is_put_before_that_which_it_is_sent_in_place_of() {
    let folder = site("{path: www, mode: in-place, precompress: [gzip, brotli]}");
    let plan = plan(folder.path());
    let at = |file: &str| plan.iter().position(|line| line == &format!("+ {file}")).unwrap_or_else(|| panic!("{file}"));
    let page = "nieuws/2020/bericht-0/index.html";
    let order =
        ["nieuws/2020/open-dag/plein.png", &format!("{page}.gz"), page, "nieuws/index.html.br", "nieuws/index.html"];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{plan:#?}");
}

#[test]
fn what_was_compressed_is_kept_until_the_file_is_gone() {
    let folder = site("{path: www, precompress: [gzip]}");
    published(folder.path(), &[]);
    let kept = || {
        let files = fs::read_dir(folder.path().join(".courant/compressed")).unwrap();
        let time = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        files
            .map(|file| file.unwrap().path())
            .map(|path| (time(&path), path))
            .collect::<std::collections::BTreeSet<_>>()
    };
    let first = kept();
    write(folder.path(), "content/nieuws/bericht-0.md", &item_text(0, "tweede druk"));
    fs::remove_dir_all(folder.path().join("www")).unwrap();
    published(folder.path(), &[]);
    let second = kept();
    assert!(second.intersection(&first).count() > 10, "most are as they were");
    assert!(first.difference(&second).count() > 0, "those of the old page are gone");
    for (_, torn) in second {
        let bytes = fs::read(&torn).unwrap();
        fs::write(&torn, &bytes[..bytes.len() / 2]).unwrap();
    }
    fs::remove_dir_all(folder.path().join("www")).unwrap();
    published(folder.path(), &[]);
    assert_is_the_site_compressed(folder.path(), &[".gz"]);
    fs::remove_dir_all(folder.path().join(".courant")).unwrap();
    assert!(published(folder.path(), &[]).starts_with("doel is up to date: "), "they are made the same");
}

/// The edition that a page is of.
fn edition(text: &str) -> u32 {
    let rest = text.split("druk nummer ").nth(1).unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[test]
#[ignore = "kills a run again and again, which takes a while"]
fn a_compressed_page_is_never_older_than_the_page() {
    let folder = site("{path: www, mode: in-place, precompress: [gzip, brotli]}");
    let folder = folder.path();
    let publish_edition = |number: u32| {
        let text = format!("druk nummer {number} {}", "en wat er verder is ".repeat(100));
        write(folder, "content/nieuws/bericht-0.md", &item_text(0, &text));
    };
    publish_edition(0);
    let begun = Instant::now();
    published(folder, &[]);
    let longest = begun.elapsed();
    let done = AtomicBool::new(false);
    let page = folder.join("www/nieuws/2020/bericht-0/index.html");
    let watch = || {
        let mut seen = 0;
        while !done.load(Ordering::Relaxed) {
            let of_page = edition(&fs::read_to_string(&page).unwrap());
            for end in ["gz", "br"] {
                let bytes = fs::read(page.with_extension(format!("html.{end}"))).unwrap();
                let of_copy = edition(&String::from_utf8(unpacked(&format!(".{end}"), &bytes).unwrap()).unwrap());
                assert!(of_copy >= of_page, "{end}: {of_copy}, and the page is of {of_page}");
            }
            seen += 1;
        }
        seen
    };
    thread::scope(|scope| {
        let watcher = scope.spawn(watch);
        for number in 1..=40_u32 {
            publish_edition(number);
            let mut run = command(folder);
            let mut run =
                run.args(["publish", "--at", AT]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            thread::sleep(longest.mul_f64(f64::from(number * 7 % 20) / 20.0));
            run.kill().unwrap();
            run.wait().unwrap();
        }
        thread::sleep(Duration::from_millis(50));
        done.store(true, Ordering::Relaxed);
        assert!(watcher.join().unwrap() > 20);
    });
    published(folder, &[]);
    assert_is_the_site_compressed(folder, &[".br", ".gz"]);
}
