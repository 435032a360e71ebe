//! What fuzzers run on archives of other programs.
#![expect(clippy::expect_used, reason = "a fuzzer finds panics")]

use std::path::{Component, Path};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{ImportRequest, import};
use crate::base::disk;

/// Files whose contents are any bytes, each with what stands beside it.
const ARCHIVES: &[(&str, &[(&str, &str)])] = &[
    ("export.xml", &[]),
    ("ghost.json", &[]),
    ("_posts/2020-01-01-bericht.md", &[("_config.yml", "title: Dorp\npermalink: pretty\n")]),
    ("_config.yml", &[("_posts/2020-01-01-bericht.md", "---\ntitle: Een\n---\nTekst {% include a.html %}.\n")]),
    ("content/post/bericht.md", &[("hugo.toml", "title = \"Dorp\"\n")]),
    ("hugo.toml", &[("content/post/bericht.md", "+++\ntitle = \"Een\"\ndate = 2020-01-01\n+++\nTekst.\n")]),
    (
        "layouts/shortcodes/foto.html",
        &[("hugo.toml", ""), ("content/een.md", "---\ntitle: Een\n---\n{{< foto a.jpg >}}\n")],
    ),
    ("feed.xml", &[]),
    ("rijen.csv", &[]),
    ("brief.docx", &[]),
    ("archief.zip", &[]),
    ("pagina.html", &[]),
    ("tekst.txt", &[]),
];

/// An archive is read or refused; nothing is written but the report, and nothing outside the site. The first byte chooses the file.
pub(crate) fn fuzz_archive(bytes: &[u8]) {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let Some((choice, contents)) = bytes.split_first() else { return };
    let Some((name, others)) = ARCHIVES.get(usize::from(*choice) % ARCHIVES.len()) else { return };
    let number = RUNS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("courant-archive-{}-{number}", std::process::id()));
    let source = folder.join("source");
    for (file, text) in others.iter().map(|(file, text)| (*file, text.as_bytes())).chain([(*name, contents)]) {
        let path = source.join(file);
        disk::create_parent(&path).expect("a folder can be made");
        disk::write(&path, text).expect("a file can be written");
    }
    let request = ImportRequest {
        source: if name.contains('/') || name.starts_with(['_', 'h']) { source } else { source.join(name) },
        from: None,
        site: folder.join("site"),
        dry_run: true,
        fetch: None,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let told = import(&request);
    if let Ok(report) = &told {
        let _ = report.summary();
    }
    let left = disk::list(&folder).expect("the folder is there");
    let is_own = |name: &std::ffi::OsString| {
        Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
            && (name == "source" || name == "site")
    };
    assert!(left.iter().all(is_own), "{left:?}");
    disk::remove_folder(&folder).expect("the folder can be removed");
}
