//! The command line: files written, standard output and error, exit statuses.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::program::{Told, command, courant, files, read, site, told, write};

#[test]
fn a_new_site_builds_at_once_in_dutch_and_in_english() {
    for (language, index) in [("nl", "nieuws"), ("en", "news"), ("fr", "actualites")] {
        let folder = site(language);
        let built = courant(folder.path(), &["build"]);
        assert_eq!((built.status, built.err.as_str()), (0, ""), "{language}: {built:?}");
        assert!(built.out.starts_with("3 items, 2 standing pages → "), "{}", built.out);
        assert!(files(&folder.path().join("output")).contains(&format!("{index}/index.html")), "{language}");
        let checked = courant(folder.path(), &["check"]);
        assert_eq!(checked.status, 0, "{checked:?}");
        // The one thing that a new site has to be told: its address is an example.
        assert!(
            checked.err.contains("[base-url-example]") && checked.err.ends_with("\n1 warning\n"),
            "{}",
            checked.err
        );
    }
}

#[test]
fn init_takes_the_language_of_the_environment_unless_an_option_names_one() {
    let folder = tempfile::tempdir().unwrap();
    let told_by = |name: &str, locale: &str| told(command(folder.path()).args(["init", name]).env("LANG", locale));
    assert_eq!(told_by("english", "en_GB.UTF-8").status, 0);
    assert!(read(folder.path(), "english/site.yaml").contains("language: en\n"));
    assert_eq!(told_by("none", "C.UTF-8").status, 0);
    assert!(read(folder.path(), "none/site.yaml").contains("language: nl\n"));
    let told = courant(folder.path(), &["--root", "below", "init", "dutch", "--language", "nl"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.out.contains("cd below/dutch\n") && folder.path().join("below/dutch/site.yaml").is_file());
}

#[test]
fn a_new_site_points_editors_to_its_schema() {
    let folder = site("en");
    let settings = read(folder.path(), "site.yaml");
    let schema = settings.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
    assert_eq!(read(folder.path(), schema), courant(folder.path(), &["schema", "site"]).out);
    assert_eq!(read(folder.path(), ".gitignore"), "/output/\n/output-*/\n/archive/\n/digest/\n/.courant/\n");
}

#[test]
fn init_never_overwrites_and_lists_all_existing_files() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "mine");
    write(folder.path(), "content/pages/contact.md", "mine");
    let told = courant(folder.path(), &["init"]);
    assert_eq!((told.status, told.out.as_str()), (2, ""));
    assert!(
        told.err.starts_with("error[file-exists]: ") && told.err.contains("`site.yaml`, `content/pages/contact.md`"),
        "{}",
        told.err
    );
    assert_eq!(files(folder.path()), ["content/pages/contact.md", "site.yaml"]);
    assert_eq!(read(folder.path(), "site.yaml"), "mine");
}

#[test]
fn new_creates_an_item_that_builds() {
    let folder = site("nl");
    let title = r#"Wijkgericht werken: "doel" of \ middel?"#;
    let told = courant(folder.path(), &["new", title, "--date", "2013-12-03"]);
    let file = "content/nieuws/2013-12-03-wijkgericht-werken-doel-of-middel.md";
    assert_eq!((told.status, told.out), (0, format!("{file}\n")), "{}", told.err);
    let expected = "---\ntitle: \"Wijkgericht werken: \\\"doel\\\" of \\\\ middel?\"\ndate: 2013-12-03\n---\n\n";
    assert_eq!(read(folder.path(), file), expected);
    let draft = courant(folder.path(), &["new", "Nog niet af", "--draft"]);
    assert!(read(folder.path(), draft.out.trim()).contains("\ndraft: true\n"));
    assert_eq!(courant(folder.path(), &["check"]).status, 0);
}

#[test]
fn new_never_overwrites() {
    let folder = site("nl");
    let item = ["new", "Open dag", "--date", "2013-12-03"];
    assert_eq!(courant(folder.path(), &item).status, 0);
    write(folder.path(), "content/nieuws/2013-12-03-open-dag.md", "mine");
    let told = courant(folder.path(), &item);
    assert_eq!(told.status, 2);
    assert!(
        told.err.contains("error[file-exists]: content/nieuws/2013-12-03-open-dag.md already exists"),
        "{}",
        told.err
    );
    assert!(told.err.contains("hint: "), "{}", told.err);
    assert_eq!(read(folder.path(), "content/nieuws/2013-12-03-open-dag.md"), "mine");
}

#[test]
fn new_puts_an_item_in_the_folder_with_most_items_and_adds_its_language() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: a\nlanguages:\n  en: {}\n");
    for file in ["content/berichten/2012/2012-01-01-a.md", "content/berichten/2011/b/index.md", "content/nieuws/c.md"] {
        write(folder.path(), file, "");
    }
    let told = courant(folder.path(), &["new", "Open day", "--language", "en", "--date", "2013-12-03"]);
    assert_eq!(told.out, "content/berichten/2013/2013-12-03-open-day.en.md\n", "{told:?}");
    let root = folder.path().to_str().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let told = courant(elsewhere.path(), &["-r", root, "new", "Open dag", "--language", "nl", "--date", "2013-12-03"]);
    assert_eq!(told.out, format!("{root}/content/berichten/2013/2013-12-03-open-dag.md\n"), "{told:?}");
    let told = courant(folder.path(), &["new", "Offener Tag", "--language", "de"]);
    assert!(told.status == 2 && told.err.contains("error[language-unknown]"), "{told:?}");
}

#[test]
fn new_rejects_invalid_arguments_with_a_hint() {
    let folder = site("nl");
    for (arguments, code) in [
        (&["new", "???"][..], "title-invalid"),
        (&["new", "een\ntwee"], "title-invalid"),
        (&["new", "a", "--date", "3 december 2013"], "date-invalid"),
        (&["new", "a", "--edit"], "editor-unknown"),
    ] {
        let before = files(folder.path());
        let told = courant(folder.path(), arguments);
        assert_eq!((told.status, told.out.as_str()), (2, ""), "{arguments:?}");
        assert!(told.err.starts_with(&format!("error[{code}]: ")) && told.err.contains("hint: "), "{}", told.err);
        assert_eq!(files(folder.path()), before);
    }
    let nowhere = tempfile::tempdir().unwrap();
    let told = courant(nowhere.path(), &["new", "a"]);
    assert!(told.status == 2 && told.err.contains("`courant init`") && files(nowhere.path()).is_empty(), "{told:?}");
}

#[test]
fn new_opens_the_editor_with_the_arguments_of_the_environment() {
    let folder = site("nl");
    let editor = "sed -i 's/Open dag/Gesloten dag/'";
    let arguments = ["new", "Open dag", "--date", "2013-12-03", "--edit"];
    let opened = told(command(folder.path()).args(arguments).env("EDITOR", editor));
    assert_eq!(opened.status, 0, "{opened:?}");
    assert!(read(folder.path(), "content/nieuws/2013-12-03-open-dag.md").contains("Gesloten dag"));
    let failed = told(command(folder.path()).args(["new", "Nog een", "--edit"]).env("VISUAL", "false"));
    assert!(
        failed.status == 2
            && failed.err.contains("error[editor-failed]")
            && failed.err.contains("the item was created"),
        "{failed:?}"
    );
}

#[test]
fn exit_statuses_tell_content_usage_and_system_errors_apart() {
    let folder = site("nl");
    let status = |arguments: &[&str]| courant(folder.path(), arguments).status;
    assert_eq!(status(&["check"]), 0);
    assert_eq!(status(&["buidl"]), 2);
    assert_eq!(status(&["build", "--at", "gisteren"]), 2);
    assert_eq!(status(&["build", "--threads", "0"]), 2);
    assert_eq!(status(&["--help"]), 0);
    assert_eq!(status(&["help", "build"]), 0);
    assert_eq!(status(&["--version"]), 0);
    write(folder.path(), "content/nieuws/2013-12-03-a.md", "---\ntitle: a\ntgas: [b]\n---\n");
    assert_eq!(status(&["check"]), 1);
    assert_eq!(status(&["build"]), 1);
    write(folder.path(), "site.yaml", "title: a\nbase_url: https://proef.example\ntgas: b\n");
    assert_eq!(status(&["build"]), 2);
    assert_eq!(status(&["man", "site.yaml/below"]), 2);
    assert_eq!(status(&["man", "/proc/below"]), 3);
    let nowhere = tempfile::tempdir().unwrap();
    assert_eq!(courant(nowhere.path(), &["build"]).status, 2);
    assert_eq!(files(nowhere.path()), Vec::<String>::new());
}

#[test]
fn findings_go_to_standard_error_and_end_with_the_state_of_the_output() {
    let folder = site("nl");
    write(folder.path(), "site.yaml", "title: a\nbase_url: https://proef.example\nmenuu: []\n");
    let told = courant(folder.path(), &["build"]);
    let expected = "\
error[unknown-key]: unknown key `menuu`
 --> site.yaml:3:1
  |
3 | menuu: []
  | ^^^^^
  |
  = hint: did you mean `menu`?

1 error; nothing was written, and the previous output is unchanged
";
    assert_eq!((told.out.as_str(), told.err.as_str()), ("", expected));
    assert!(courant(folder.path(), &["check"]).err.ends_with("\n1 error; the site cannot be built\n"));
    assert!(courant(folder.path(), &["check", "--color", "always"]).err.contains("\u{1b}["));
    let no_color = told_without_colour(folder.path());
    assert!(!no_color.err.contains('\u{1b}'), "{}", no_color.err);
}

fn told_without_colour(folder: &Path) -> Told {
    told(command(folder).arg("check").env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1"))
}

#[test]
fn many_findings_of_a_kind_are_one_and_are_counted() {
    let folder = site("nl");
    let keys: Vec<String> = (0..130).map(|number| format!("tgas{number}: a")).collect();
    write(folder.path(), "site.yaml", &format!("title: a\nbase_url: https://proef.example\n{}\n", keys.join("\n")));
    let told = courant(folder.path(), &["build"]);
    assert_eq!(told.err.matches("error[unknown-key]").count(), 1);
    let all = courant(folder.path(), &["build", "--all"]);
    assert_eq!(all.err.matches("error[unknown-key]").count(), 130);
    assert!(
        told.err.contains("(130 of this kind)") && told.err.contains("and 125 more: `--all` shows each of them"),
        "{}",
        told.err
    );
    let report = json(&courant(folder.path(), &["build", "--format", "json"]));
    assert_eq!(report["findings"].as_array().unwrap().len(), 130);
}

#[test]
fn json_output_is_one_document_whatever_happens() {
    let folder = site("nl");
    let good = courant(folder.path(), &["build", "--format", "json"]);
    let report = json(&good);
    assert_eq!((good.status, &report["version"], &report["error"]), (0, &Value::from(1), &Value::Null));
    assert_eq!(report["summary"]["items"], 3);
    assert!(report["summary"]["stages"].is_array() && good.err.is_empty());
    write(folder.path(), "site.yaml", "title: a\nbase_url: https://proef.example\nmenuu: []\n");
    let wrong = courant(folder.path(), &["check", "--format", "json"]);
    let report = json(&wrong);
    assert_eq!((wrong.status, &report["status"], &report["summary"]), (2, &Value::from(2), &Value::Null));
    let finding = &report["findings"][0];
    assert_eq!((&finding["file"], &finding["line"], &finding["column"]), (&"site.yaml".into(), &3.into(), &1.into()));
    assert_eq!((&finding["severity"], &finding["code"]), (&"error".into(), &"unknown-key".into()));
    assert_eq!((&finding["excerpt"], &finding["hints"][0]), (&"menuu: []".into(), &"did you mean `menu`?".into()));
    let stopped = courant(folder.path(), &["build", "--at", "3 december 2013", "--format", "json"]);
    let report = json(&stopped);
    assert_eq!((stopped.status, &report["error"]["code"]), (2, &"date-invalid".into()));
    assert_eq!(report["error"]["hints"][0], "write `--at 2013-12-03`");
}

#[test]
fn findings_can_be_printed_for_github_and_as_sarif() {
    let folder = site("nl");
    write(folder.path(), "site.yaml", "title: a\nbase_url: https://proef.example\nmenuu: []\n");
    let told = courant(folder.path(), &["check", "--format", "github"]);
    let expected =
        "::error file=site.yaml,line=3,col=1,title=unknown-key::unknown key `menuu`%0Adid you mean `menu`?\n";
    assert_eq!((told.status, told.out.as_str()), (2, expected));
    let told = courant(folder.path(), &["check", "--format", "sarif"]);
    let document = json(&told);
    assert_eq!((told.status, &document["runs"][0]["results"][0]["ruleId"]), (2, &"unknown-key".into()));
}

fn json(told: &Told) -> Value {
    serde_json::from_str(&told.out).unwrap_or_else(|error| panic!("{error}: {told:?}"))
}

#[test]
fn the_schema_of_the_report_has_every_key_that_a_report_has() {
    let folder = site("nl");
    let schema: Value = serde_json::from_str(&courant(folder.path(), &["schema", "report"]).out).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let report = json(&courant(folder.path(), &["check", "--format", "json"]));
    assert_eq!(keys(&schema["properties"]), keys(&report));
    assert_eq!(keys(&schema["definitions"]["Figures"]["properties"]), keys(&report["summary"]));
}

#[test]
fn a_build_for_a_given_moment_does_not_depend_on_the_clock() {
    let folder = site("nl");
    write(folder.path(), "content/nieuws/2013-12-03-a.md", "---\ntitle: a\ndate: 2013-12-03 14:30\n---\n\nTekst.\n");
    let items = |at: &str| {
        json(&courant(folder.path(), &["check", "--at", at, "--format", "json"]))["summary"]["items"].clone()
    };
    assert_eq!(items("2013-12-03 14:29"), 0);
    assert_eq!(items("2013-12-03 14:30"), 1);
    assert_eq!(items("2013-12-03T13:30:00Z"), 1);
    assert_eq!(items("2013-12-03T14:30:00.000+02:00"), 0);
}

#[test]
fn timings_lists_the_stages() {
    let folder = site("nl");
    let told = courant(folder.path(), &["check", "--timings", "--threads", "2"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(told.out.lines().count() > 2 && told.out.contains(" ms\n"), "{}", told.out);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let told = courant(folder.path(), &["completions", shell]);
        assert!(told.status == 0 && told.out.contains("completions") && told.out.contains("base-url"), "{shell}");
    }
    let told = courant(folder.path(), &["man"]);
    assert!(told.status == 0 && told.out.contains(".TH courant 1"), "{}", told.out);
    assert_eq!(courant(folder.path(), &["man", "pages"]).status, 0);
    let verbs = "archive build cache check completions digest due images import init man new next publish schema search serve \
                 theme theme-copy theme-show";
    let mut expected: Vec<String> = verbs.split(' ').map(|verb| format!("courant-{verb}.1")).collect();
    expected.push("courant.1".to_owned());
    expected.sort();
    assert_eq!(files(&folder.path().join("pages")), expected);
}

#[test]
fn a_closed_pipe_is_no_error_and_a_full_disk_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(folder.path())
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = command(folder.path()).args(["schema", "site"]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error[disk-full]: "));
    }
}

#[test]
fn the_number_of_threads_is_limited() {
    let folder = site("nl");
    for typed in ["0", "257", "60000", "-1"] {
        let told = courant(folder.path(), &["check", &format!("--threads={typed}")]);
        assert_eq!(told.status, 2, "{typed}: {told:?}");
        assert!(told.err.contains("1..=256"), "{typed}: {told:?}");
    }
    assert_eq!(courant(folder.path(), &["check", "--threads", "256"]).status, 0);
    let told = told(command(folder.path()).arg("check").env("RAYON_NUM_THREADS", "60000"));
    assert_eq!(told.status, 0, "{told:?}");
}

#[test]
fn a_command_in_a_folder_of_a_site_is_for_the_site() {
    let folder = site("nl");
    let below = folder.path().join("content/nieuws");
    let told = told(command(&below).arg("build"));
    assert_eq!((told.status, told.err.as_str()), (0, "using the site in ../..\n"), "{told:?}");
    assert!(folder.path().join("output/index.html").is_file() && !below.join("output").exists());
    let other = tempfile::tempdir().unwrap();
    assert!(courant(other.path(), &["build"]).err.contains("settings-missing"));
}

#[test]
fn a_title_needs_no_quotes_and_an_item_goes_where_the_others_are() {
    let folder = site("nl");
    for name in [
        "content/nieuws/2024/05/a.md",
        "content/nieuws/2024/06/b.md",
        "content/nieuws/2023/01/c.md",
        "content/nieuws/2023/02/d.md",
    ] {
        write(folder.path(), name, "---\ntitle: a\ndate: 2024-05-01\n---\n");
    }
    let made = courant(folder.path(), &["new", "Twee", "woorden", "--date", "2025-03-04"]);
    assert_eq!(
        (made.status, made.out.as_str()),
        (0, "content/nieuws/2025/03/2025-03-04-twee-woorden.md\n"),
        "{made:?}"
    );
    assert!(read(folder.path(), made.out.trim()).contains("title: \"Twee woorden\""));
}

#[test]
fn annotations_name_files_as_the_repository_does() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    write(folder.path(), "docs/site/site.yaml", "title: a\nbase_url: https://proef.example\nmenuu: []\n");
    let told = courant(&folder.path().join("docs/site"), &["build", "--format", "github"]);
    assert!(told.out.starts_with("::error file=docs/site/site.yaml,line=3,"), "{told:?}");
}
