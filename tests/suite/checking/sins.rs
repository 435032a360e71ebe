//! Findings in old items: their levels, and the baseline.

use crate::program::{courant, read, site, write};

const OLD: &str = "content/nieuws/2012-05-01-braderie.md";
const SINS: &str = "---\ntitle: De braderie\n---\n\nMet ![Kramen](kramen.jpg) en [het programma](programma.md).\n";

fn settings(lints: &str) -> String {
    format!("title: Dorpsblad\nbase_url: https://dorp.example\n{lints}")
}

#[test]
fn a_site_with_old_sins_is_built_once_their_levels_say_so() {
    let folder = site("nl");
    write(folder.path(), OLD, SINS);
    assert_eq!(courant(folder.path(), &["build"]).status, 1);
    let lints = "lints: {image-missing: {level: off, before: 2020-01-01}, link-broken: [{folder: content/nieuws/, level: warning}]}\n";
    write(folder.path(), "site.yaml", &settings(lints));
    let told = courant(folder.path(), &["build"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.err.contains("warning[link-broken]") && !told.err.contains("image-missing"), "{told:?}");
    let page = read(folder.path(), "output/nieuws/2012/braderie/index.html");
    assert!(page.contains("src=\"kramen.jpg\"") && page.contains(">het programma</a>"), "{page}");
}

#[test]
fn only_findings_that_the_baseline_does_not_have_are_reported() {
    let folder = site("nl");
    let root = folder.path();
    write(root, OLD, SINS);
    write(
        root,
        "content/nieuws/2012-06-01-a.md",
        "---\ntitle: A\n---\n\n## Op\n\n#### Diep\n\nHoera :tada: voor allen.\n",
    );
    write(root, "site.yaml", &settings(""));
    let noted = courant(root, &["check", "--write-baseline"]);
    assert_eq!((noted.status, noted.err.as_str()), (0, ""), "{noted:?}");
    assert!(noted.out.contains("findings-baseline.yaml covers 4 findings\n"), "{noted:?}");
    let baseline = read(root, "findings-baseline.yaml");
    let lines: Vec<&str> =
        baseline.lines().filter(|line| !line.starts_with(['#', '-']) && line.ends_with(':')).collect();
    assert_eq!(
        lines.iter().map(|line| line.trim()).collect::<Vec<_>>(),
        [
            "emoji-left:",
            "content/nieuws/2012-06-01-a.md:",
            "heading-jump:",
            "content/nieuws/2012-06-01-a.md:",
            "image-missing:",
            "content/nieuws/2012-05-01-braderie.md:",
            "link-broken:",
            "content/nieuws/2012-05-01-braderie.md:",
        ]
    );
    for verb in ["build", "check"] {
        let told = courant(root, &[verb]);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{verb}: {told:?}");
    }
    // Text around it may change; a second one of its kind is new.
    write(
        root,
        OLD,
        &format!("{}\nEn nog ![Kramen](kramen.jpg), ![Vlag](vlag.jpg).\n", SINS.replace("\nMet", "\nNieuw.\n\nMet")),
    );
    let told = courant(root, &["build"]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(told.err.ends_with("\n2 errors; nothing was written, and the previous output is unchanged\n"), "{told:?}");
    let told = courant(root, &["check"]);
    assert!(told.err.contains("vlag.jpg") && !told.err.contains("heading-jump"), "{told:?}");
    // What is mended is counted, and leaves the file when it is written again.
    write(root, OLD, "---\ntitle: De braderie\n---\n\nMet kramen.\n");
    let told = courant(root, &["check"]);
    let mended = "findings-baseline.yaml covers 2 findings; 2 that it has are mended: `courant check --write-baseline` removes them\n";
    assert!(told.status == 0 && told.out.contains(mended), "{told:?}");
    assert!(courant(root, &["check", "--write-baseline"]).out.contains("covers 2 findings\n"));
    assert!(!read(root, "findings-baseline.yaml").contains("braderie"));
    write(root, "content/nieuws/2012-06-01-a.md", "---\ntitle: A\n---\n\nGoed.\n");
    assert_eq!(courant(root, &["check", "--write-baseline"]).status, 0);
    assert!(!root.join("findings-baseline.yaml").exists());
}

#[test]
fn errors_that_keep_pages_from_being_made_are_reported_whatever_the_baseline_has() {
    let folder = site("nl");
    let root = folder.path();
    write(root, OLD, SINS);
    write(root, "site.yaml", &settings(""));
    assert_eq!(courant(root, &["check", "--write-baseline"]).status, 0);
    let before = read(root, "findings-baseline.yaml");
    write(root, OLD, &SINS.replace("title: ", "titel: "));
    let told = courant(root, &["check", "--write-baseline"]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(told.err.contains("error[unknown-key]"), "{told:?}");
    // The item gives no findings now: what is noted of it stays.
    assert_eq!(read(root, "findings-baseline.yaml"), before);
    write(root, OLD, SINS);
    assert_eq!(courant(root, &["build"]).status, 0);
}

#[test]
fn a_baseline_that_is_lost_or_damaged_is_noticed_by_a_build_that_had_nothing_to_do() {
    let folder = site("nl");
    let root = folder.path();
    write(root, OLD, SINS);
    write(root, "site.yaml", &settings(""));
    assert_eq!(courant(root, &["check", "--write-baseline"]).status, 0);
    for _ in 0..2 {
        assert_eq!(courant(root, &["build"]).status, 0);
    }
    let json = courant(root, &["build", "--format", "json"]).out;
    assert!(json.contains("\"baseline\": {"), "{json}");
    let json = courant(root, &["check", "--format", "json"]).out;
    assert!(json.contains("\"known\": 2,\n    \"mended\": 0"), "{json}");
    let baseline = read(root, "findings-baseline.yaml");
    write(root, "findings-baseline.yaml", &baseline.replace("image-missing", "image-mising"));
    let told = courant(root, &["build"]);
    assert_eq!(told.status, 2, "{told:?}");
    assert!(
        told.err.contains("findings-baseline.yaml") && told.err.contains("did you mean `image-missing`?"),
        "{told:?}"
    );
    std::fs::remove_file(root.join("findings-baseline.yaml")).unwrap();
    assert_eq!(courant(root, &["build"]).status, 1);
}

#[test]
fn a_redirect_that_leads_nowhere_is_written_where_its_level_allows_it() {
    let folder = site("nl");
    let root = folder.path();
    write(root, "site.yaml", &settings("redirects: {/oud/: /nergens/}\n"));
    assert_eq!(courant(root, &["build"]).status, 2);
    assert_eq!(courant(root, &["check", "--write-baseline"]).status, 0);
    let told = courant(root, &["build"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(read(root, "output/oud/index.html").contains("url=/nergens/"));
}

#[test]
fn every_host_of_images_can_be_allowed() {
    let folder = site("nl");
    let root = folder.path();
    write(
        root,
        OLD,
        "---\ntitle: A\n---\n\n![Een](https://a.beeld.example/1.jpg) ![Twee](http://b.foto.example:8080/2.jpg)\n",
    );
    write(root, "site.yaml", &settings("external_images: [\"*\"]\nhost: {files: [netlify]}\n"));
    let told = courant(root, &["build"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    for file in ["output/_headers", "output/nieuws/2012/braderie/index.html"] {
        assert!(read(root, file).contains("img-src 'self' data: *;"), "{file}");
    }
}

#[test]
fn a_file_that_is_renamed_keeps_what_was_known_of_it() {
    let folder = site("nl");
    let root = folder.path();
    let old = "content/nieuws/2012-06-01-a.md";
    write(root, old, "---\ntitle: A\n---\n\n## Op\n\n#### Diep\n\nHoera :tada: voor allen.\n");
    write(root, "site.yaml", &settings(""));
    assert_eq!(courant(root, &["check", "--write-baseline"]).status, 0);
    let new = "content/nieuws/2012/zomer/2012-06-01-a.md";
    std::fs::create_dir_all(root.join("content/nieuws/2012/zomer")).unwrap();
    std::fs::rename(root.join(old), root.join(new)).unwrap();
    let told = courant(root, &["check"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    assert!(told.out.contains("covers 2 findings\n"), "{told:?}");
    // Where the old file is still there, the other is new.
    std::fs::rename(root.join(new), root.join(old)).unwrap();
    let copy = "content/nieuws/2012-06-02-b.md";
    std::fs::copy(root.join(old), root.join(copy)).unwrap();
    let told = courant(root, &["check"]);
    assert!(told.err.contains(copy) && !told.err.contains(&format!("{old}:")), "{told:?}");
    std::fs::remove_file(root.join(copy)).unwrap();
}
