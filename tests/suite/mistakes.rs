//! Each folder of `tests/mistakes/` is a site with a mistake and the expected report on it: the run ends with exit status 1 or
//! 2 and writes nothing.

use std::fs;
use std::path::Path;

use super::program::{command, copy, courant, expect, files, read, site, told};

/// Cases whose report has warnings only: the site is built.
const WARNINGS: &[&str] = &[
    "file-unread",
    "image-damaged",
    "image-without-alt",
    "link-own",
    "live",
    "tag-semicolon",
    "tag-unusual",
    "term-unknown",
    "terms-alike",
    "settings-idle",
    "strays",
    "theme-misspelt",
    "woo-idle",
    "yaml-passed-over",
];

/// Cases that only `courant check` reports.
const CHECKED: &[&str] = &[
    "address-odd",
    "base-url-example",
    "block-attributes",
    "contact-beside-key",
    "contact-sample",
    "date-and-body",
    "document-link",
    "frame-insecure",
    "head-and-signs",
    "heading-jump",
    "link-local",
    "link-text",
    "policy-blocks",
    "link-unread",
    "lints-changed",
    "marks-left",
    "marks-missed",
    "marks-others",
    "marks-typed",
    "note-twice",
    "pdf-checked",
    "summary-long",
    "table-header",
    "title-long",
];

#[test]
fn every_mistake_is_reported_with_its_place_and_its_fix() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in fs::read_dir(&cases).unwrap() {
        let case = case.unwrap().path();
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        copy(&case, folder.path());
        let _ = fs::remove_file(folder.path().join("report.txt"));
        add_what_git_cannot_keep(&name, folder.path());
        let verb = if CHECKED.contains(&&*name) { "check" } else { "build" };
        let told = courant(folder.path(), &[verb, "--at", "2026-01-01"]);
        let report = format!("{}exit status {}\n", told.err, told.status);
        wrong.extend(expect(&case.join("report.txt"), &report).err());
        let built = files(folder.path()).iter().any(|file| file.starts_with("output/"));
        assert_eq!(built, WARNINGS.contains(&&*name), "{name}: {told:?}");
        assert!(!told.err.contains("panicked"), "{name}: {told:?}");
        count += 1;
    }
    assert!(count >= 50, "only {count} cases in {}", cases.display());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Symbolic links, which not every system can keep.
fn add_links(case: &str, folder: &Path) {
    use std::os::unix::fs::symlink;
    let news = folder.join("content/nieuws");
    match case {
        "symlink-outside" => {
            symlink("/etc/hostname", news.join("geheim.txt")).unwrap();
            symlink("/etc", folder.join("static")).unwrap();
            fs::create_dir(folder.join("themes")).unwrap();
            symlink("/etc", folder.join("themes/eigen")).unwrap();
        }
        "symlink-loop" => symlink("..", news.join("rond")).unwrap(),
        "symlink-nested" => {
            for depth in 0..3 {
                fs::create_dir_all(folder.join(format!("content/{depth}"))).unwrap();
                for name in ["a", "b"] {
                    let target = format!("../{}", (depth + 1) % 3);
                    symlink(target, folder.join(format!("content/{depth}/{name}"))).unwrap();
                }
            }
        }
        _ => {}
    }
}

/// Files that Git, or another system, could not keep as they are.
fn add_what_git_cannot_keep(case: &str, folder: &Path) {
    use std::os::unix::ffi::OsStrExt as _;
    let news = folder.join("content/nieuws");
    fs::create_dir_all(&news).unwrap();
    let item = |body: &[u8]| [b"---\ntitle: Een bericht\ndate: 2013-12-03\n---\n", body].concat();
    match case {
        "not-utf8" => fs::write(news.join("a.md"), item(b"Een caf\xe9 in het dorp.\n")).unwrap(),
        "nul-byte" => fs::write(news.join("a.md"), item(b"Een \0 teken.\n")).unwrap(),
        "front-matter-too-long" => {
            let text =
                format!("---\ntitle: Een bericht\ndate: 2013-12-03\nsummary: \"{}\"\n---\n", "lang ".repeat(14_000));
            fs::write(news.join("a.md"), text).unwrap();
        }
        "file-name-not-utf8" => fs::write(news.join(std::ffi::OsStr::from_bytes(b"caf\xe9.md")), item(b"")).unwrap(),
        "file-unread" => {
            fs::write(news.join("tien.md."), "---\ntitle: Een bericht\ndate: 2013-12-03\n---\nTekst.\n").unwrap();
        }
        "name-without-address" => {
            for name in ["wat?.txt", "foto #1.txt", "10:30.txt", "a*b.txt", "a|b.txt", "punt.", "aux.txt", "goed.txt"] {
                fs::write(folder.join("static").join(name), "x").unwrap();
                fs::write(folder.join("themes/t/static").join(name), "x").unwrap();
                fs::write(news.join("map").join(name), "x").unwrap();
            }
        }
        "nesting-too-deep" => {
            let texts = [
                ("a", format!("{}x\n{}", "::: note\n".repeat(20_000), ":::\n".repeat(20_000))),
                ("b", format!("{} x\n", ">".repeat(50_000))),
                ("c", (0..300).map(|depth| [&" ".repeat(2 * depth), "- x\n"].concat()).collect()),
                ("d", format!("{}x\n", "<i>".repeat(20_000))),
                ("e", format!("<p {}>x</p>\n", "a ".repeat(20_000))),
                ("goed", format!("{} x\n", ">".repeat(90))),
            ];
            for (name, text) in texts {
                fs::write(news.join(format!("{name}.md")), item(text.as_bytes())).unwrap();
            }
        }
        "yaml-too-large" => {
            let levels = |name: &str| -> String {
                let line = |level: usize| {
                    format!("  {name}{level}: &{name}{level} [{}]\n", format!("*{name}{}, ", level - 1).repeat(8))
                };
                (1..20).map(line).collect()
            };
            let bomb = format!("extra:\n  a0: &a0 {}\n{}", "x".repeat(100), levels("a"));
            fs::write(news.join("a.md"), format!("---\ntitle: Een bericht\ndate: 2013-12-03\n{bomb}---\n")).unwrap();
            let brackets = format!("extra: {}", "[".repeat(50_000));
            fs::write(news.join("b.md"), format!("---\ntitle: Een bericht\ndate: 2013-12-03\n{brackets}\n---\n"))
                .unwrap();
            let settings = read(folder, "site.yaml");
            fs::write(folder.join("site.yaml"), format!("{settings}{bomb}")).unwrap();
        }
        "terms-too-many" => {
            let tags: Vec<String> = (0..101).map(|number| format!("tag {number}")).collect();
            let text = format!("---\ntitle: Een bericht\ndate: 2013-12-03\ntags: [{}]\n---\n", tags.join(", "));
            fs::write(news.join("a.md"), text).unwrap();
        }
        _ => add_links(case, folder),
    }
}

#[test]
fn the_old_output_stays_while_there_is_an_error() {
    let folder = site("nl");
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    let output = folder.path().join("output");
    let before: Vec<(String, Vec<u8>)> =
        files(&output).into_iter().map(|file| (file.clone(), fs::read(output.join(&file)).unwrap())).collect();
    let item = files(folder.path()).into_iter().find(|file| file.ends_with("open-dag.md")).unwrap();
    let text = read(folder.path(), &item).replace("title:", "titel:");
    fs::write(folder.path().join(&item), text).unwrap();
    let told = courant(folder.path(), &["build"]);
    assert_eq!(told.status, 1, "{told:?}");
    let after: Vec<(String, Vec<u8>)> =
        files(&output).into_iter().map(|file| (file.clone(), fs::read(output.join(&file)).unwrap())).collect();
    assert_eq!(before, after);
}

#[test]
fn settings_that_are_a_link_out_of_the_site_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("secret"), "password: p4ssw0rd\n").unwrap();
    let site = folder.path().join("site");
    fs::create_dir(&site).unwrap();
    std::os::unix::fs::symlink("../secret", site.join("site.yaml")).unwrap();
    for verb in ["build", "check", "publish"] {
        let told = courant(&site, &[verb]);
        assert!(told.status != 0 && told.err.contains("leads out of the site"), "{told:?}");
        assert!(!told.err.contains("p4ssw0rd"), "{told:?}");
    }
}

#[test]
fn an_output_folder_that_holds_sources_is_refused() {
    let folder = site("nl");
    for output in ["content/output", "content", ".", "..", "themes", "static"] {
        let told = courant(folder.path(), &["build", "--output", output]);
        assert_eq!(told.status, 2, "{output}: {told:?}");
        assert!(told.err.contains("error[output-") && told.err.contains("hint:"), "{output}: {}", told.err);
    }
    let told = courant(folder.path(), &["build", "--output", "/sys/courant"]);
    assert_eq!(told.status, 3, "{told:?}");
    assert!(told.err.contains("error[not-permitted]") && told.err.contains("/sys/courant"), "{}", told.err);
}

#[test]
fn a_pipe_where_a_file_belongs_is_refused_with_its_name() {
    let cases = [
        ("site.yaml", 3),
        ("content/nieuws/pijp.md", 1),
        ("content/nieuws/foto.jpg", 1),
        ("static/pijp.css", 1),
        ("themes/dorp/theme.yaml", 2),
        ("themes/dorp/templates/item.html", 2),
        (".courant/ledger", 0),
        (".courant/lock", 3),
    ];
    for (file, status) in cases {
        let folder = site("nl");
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if file.starts_with("themes/") {
            let settings = read(folder.path(), "site.yaml");
            fs::write(folder.path().join("site.yaml"), format!("{settings}\ntheme: dorp\n")).unwrap();
        }
        let _ = fs::remove_file(&path);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        for verb in ["build", "check"] {
            let expected = if (verb, file) == ("check", ".courant/lock") { 0 } else { status };
            let mut limited = std::process::Command::new("timeout");
            limited.args(["30", env!("CARGO_BIN_EXE_courant"), verb]);
            let told = told(limited.current_dir(folder.path()));
            assert_eq!(told.status, expected, "{verb} {file}: {told:?}");
            let is_named = told.err.contains("not-a-file")
                && told.err.contains(file.strip_suffix("/lock").unwrap_or(file))
                && told.err.contains("a pipe");
            assert!(is_named || expected == 0, "{verb} {file}: {}", told.err);
        }
    }
}

#[test]
#[ignore = "mounts a small file system, which not every machine lets one do"]
fn a_full_disk_is_an_error_that_leaves_the_old_output() {
    let folder = site("nl");
    fs::create_dir(folder.path().join("small")).unwrap();
    let script = "mount -t tmpfs -o size=600k none small && \"$0\" build --output small/output >&2 && cp -r small/output before && \
        mkdir -p static && head -c 700000 /dev/urandom > static/groot.bin; \"$0\" build --output small/output; status=$?; \
        diff -r before small/output >&2 || exit 90; exit $status";
    let mut unshare = std::process::Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_courant")]);
    let told = told(unshare.current_dir(command(folder.path()).get_current_dir().unwrap()));
    assert_eq!(told.status, 3, "{told:?}");
    assert!(told.err.contains("error[disk-full]"), "{}", told.err);
}
