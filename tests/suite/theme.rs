//! The options of the default theme, and style sheets of a site's own.

use std::path::Path;
use std::sync::Arc;

use courant::base::{Folder, Sources};
use courant::build::{PlanCache, Request, plan};
use courant::config::{BaseUrl, load};
use courant::content::Cache;
use courant::plan::{Snapshot, for_all_pages};
use courant::render::{page_input, render};

use super::program::{courant, files, read, site, told, write};

/// Builds a site with these settings beside its title; returns the folder, the printed text and the one style sheet.
fn built(settings: &str, theme: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", &format!("title: Dorp\nbase_url: https://dorp.example\n{settings}"));
    write(
        folder.path(),
        "content/nieuws/2014-02-01-brug.md",
        "---\ntitle: De brug\nevent: {start: 2014-03-05}\n---\nTekst.\n",
    );
    write(folder.path(), "content/nieuws/2014-02-02-open.md", "---\ntitle: De opening\n---\nTekst.\n");
    for (file, text) in theme {
        write(folder.path(), file, text);
    }
    let told = courant(folder.path(), &["build", "--at", "2014-03-01"]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    let sheet = sheet(folder.path());
    (folder, sheet)
}

fn sheet(folder: &Path) -> String {
    let output = folder.join("output");
    let is_of_few = |file: &str| ["assets/blocks-", "assets/follow-"].iter().any(|start| file.starts_with(start));
    let is_of_all_pages = |file: &String| file.ends_with(".css") && !is_of_few(file);
    let sheets: Vec<String> = files(&output).into_iter().filter(is_of_all_pages).collect();
    assert_eq!(sheets.len(), 1, "{sheets:?}");
    let page = read(&output, "index.html");
    assert!(page.contains(&format!("<link rel=\"stylesheet\" href=\"/{}\">", sheets[0])), "{page}");
    read(&output, &sheets[0])
}

#[test]
fn a_named_accent_sets_its_dark_colour() {
    let (_folder, sheet) = built("theme_options: {accent: blue}\n", &[]);
    assert!(sheet.contains("--accent:#174a7c") && sheet.contains("--accent:#9cc4ee"), "{sheet}");
}

#[test]
fn a_custom_accent_is_made_readable_on_dark_screens() {
    let (_folder, sheet) = built("theme_options: {accent: \"#006\"}\n", &[]);
    assert!(sheet.contains("--accent:#000066"), "{sheet}");
    let dark = sheet.split("prefers-color-scheme:dark").nth(1).and_then(|rest| rest.split("--accent:").nth(1)).unwrap();
    let colour = |text: &str| courant::base::colour::Colour::parse(text).unwrap();
    let contrast = colour(dark.get(..7).unwrap()).contrast(colour("#171715"));
    assert!((4.5..4.7).contains(&contrast), "{dark}: {contrast}");
}

#[test]
fn an_option_that_changes_the_style_sheet_changes_its_address() {
    let address = |settings| {
        let (folder, _) = built(settings, &[]);
        files(&folder.path().join("output")).into_iter().find(|file| file.starts_with("assets/courant-"))
    };
    assert_ne!(address(""), address("theme_options: {width: narrow}\n"));
    assert_eq!(address(""), address("theme_options: {home_items: 3}\n"));
}

#[test]
fn home_has_the_configured_lists() {
    let heads = |settings: &str| {
        let (folder, _) = built(settings, &[]);
        let home = read(&folder.path().join("output"), "index.html");
        home.matches("class=\"side\"").count()
    };
    assert_eq!(heads(""), 1);
    assert_eq!(heads("theme_options: {home_lists: []}\n"), 0);
    assert_eq!(heads("theme_options: {home_lists: [dossiers]}\n"), 0, "there are no dossiers");
}

#[test]
fn a_site_has_icons_and_a_share_card_in_its_colour_unless_it_has_its_own() {
    let (folder, _) = built("theme_options: {accent: blue}\n", &[("static/favicon.ico", "eigen")]);
    let output = folder.path().join("output");
    assert!(read(&output, "favicon.svg").contains("path{fill:#174a7c}"));
    assert_eq!(read(&output, "favicon.ico"), "eigen");
    let page = read(&output, "index.html");
    for part in [
        "<link rel=\"apple-touch-icon\" href=\"/apple-touch-icon.png\">",
        "og:image\" content=\"https://dorp.example/card-",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let card = |accent: &str| {
        let (folder, _) = built(&format!("theme_options: {{accent: {accent}}}\n"), &[]);
        files(&folder.path().join("output")).into_iter().find(|file| file.starts_with("card-")).unwrap()
    };
    assert_ne!(card("blue"), card("green"), "its address changes with its colour");
    let own = [("static/icoon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")];
    let (folder, _) = built("theme_options: {icon: /icoon.svg}\n", &own);
    assert!(files(&folder.path().join("output")).iter().all(|file| !file.contains("favicon")));
}

#[test]
fn a_share_card_has_the_logo_and_is_another_where_that_changes() {
    let logo = |colour: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path fill=\"{colour}\" d=\"M0 0h4v4z\"/></svg>"
        )
    };
    let card =
        |folder: &Path| files(&folder.join("output")).into_iter().find(|file| file.starts_with("card-")).unwrap();
    let settings = "theme_options: {logo: /logo.svg}\n";
    let (folder, _) = built(settings, &[("static/logo.svg", &logo("red"))]);
    let first = card(folder.path());
    write(folder.path(), "static/logo.svg", &logo("blue"));
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    let (clean, _) = built(settings, &[("static/logo.svg", &logo("blue"))]);
    let [now, then] = [folder.path(), clean.path()]
        .map(|folder| (card(folder), std::fs::read(folder.join("output").join(card(folder))).unwrap()));
    assert!(now == then && now.0 != first, "{first}, {}", now.0);
    let (without, _) = built("", &[]);
    assert_ne!(card(without.path()), now.0);
}

#[test]
fn the_masthead_is_filled_with_the_accent_where_the_site_wants_a_band() {
    let (folder, sheet) = built("theme_options: {accent: green, masthead: band}\n", &[]);
    assert!(
        sheet.contains("--band:#1c5a3c") && sheet.contains("linear-gradient(var(--band),var(--band)) fill"),
        "{sheet}"
    );
    let page = read(&folder.path().join("output"), "index.html");
    assert!(page.contains("<meta name=\"theme-color\" content=\"#1c5a3c\">"), "{page}");
    let logos = [
        ("static/licht.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("static/donker.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ];
    let (folder, sheet) = built("theme_options: {logo: /licht.svg, logo_dark: /donker.svg}\n", &logos);
    assert!(!sheet.contains("fill 0 / /"), "{sheet}");
    let page = read(&folder.path().join("output"), "index.html");
    let logo =
        "<source srcset=\"/donker.svg\" media=\"(prefers-color-scheme: dark)\"><img src=\"/licht.svg\" alt=\"Dorp\">";
    assert!(page.contains(logo), "{page}");
}

#[test]
fn a_menu_opens_the_links_below_a_link_and_marks_the_section_of_a_page() {
    let menu = "menu:\n  - title: Nieuws\n    link: /nieuws/\n  - title: Meer\n    link: /archief/\n    items: [{title: Feed, link: /feed.xml}]\n";
    let (folder, _) = built(menu, &[]);
    let page = read(&folder.path().join("output"), "nieuws/2014/brug/index.html");
    let menu = page.split("<nav class=\"menu\"").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(menu.contains("<a href=\"/nieuws/\" aria-current=\"true\">Nieuws</a>"), "{menu}");
    assert!(menu.contains("<summary>Meer</summary>") && menu.contains("<a href=\"/feed.xml\">Feed</a>"), "{menu}");
    let archive = read(&folder.path().join("output"), "archief/index.html");
    assert!(archive.contains("<summary class=\"here\">Meer</summary>"), "{archive}");
}

#[test]
fn long_words_of_titles_have_soft_hyphens_where_they_are_seen_and_nowhere_else() {
    let title = "Arbeidsongeschiktheidsverzekering";
    let file = ("content/nieuws/2014-02-03-lang.md", "---\ntitle: Arbeidsongeschiktheidsverzekering\n---\nTekst.\n");
    let (folder, _) = built("", &[file]);
    let page = read(&folder.path().join("output"), "nieuws/2014/lang/index.html");
    let heading = page.split("<h1").nth(1).unwrap().split("</h1>").next().unwrap();
    assert!(heading.contains('\u{ad}') && heading.replace('\u{ad}', "").contains(title), "{heading}");
    assert!(!page.replace(heading, "").contains('\u{ad}') && page.contains(&format!("<title>{title} |")), "{page}");
}

#[test]
fn a_child_theme_adds_rules_to_the_one_style_sheet() {
    let theme = [
        ("themes/dorp/theme.yaml", "name: dorp\nextends: courant\n"),
        (
            "themes/dorp/templates/courant.css",
            "{% include \"courant/courant.css\" %}\nh1 { color: {{ options.accent }} }\n",
        ),
    ];
    let (_folder, sheet) = built("theme: dorp\n", &theme);
    assert!(sheet.contains("@layer base") && sheet.ends_with("h1{color:#8a1c22}\n"), "{sheet}");
}

#[test]
fn a_theme_file_replaces_the_style_sheet_of_the_same_name() {
    let theme = [
        ("themes/dorp/theme.yaml", "name: dorp\nextends: courant\n"),
        ("themes/dorp/static/courant.css", "h1 { color: red }\n"),
    ];
    assert_eq!(built("theme: dorp\n", &theme).1, "h1 { color: red }\n");
}

#[test]
fn a_changed_component_changes_the_pages_however_its_tag_is_written() {
    for (open, close) in [("{%- component", "{%- endcomponent -%}"), ("{%\n component", "{% endcomponent %}")] {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path();
        write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\ntheme: t\n");
        write(site, "content/nieuws/2014-02-01-brug.md", "---\ntitle: De brug\n---\nTekst.\n");
        write(site, "themes/t/theme.yaml", "name: t\nextends: courant\n");
        write(site, "themes/t/templates/item.html", "<main>{{<Naam/>}}</main>");
        for text in ["EERST", "DAARNA"] {
            write(site, "themes/t/templates/delen.html", &format!("{open} Naam() %}}{text}{close}"));
            let told = courant(site, &["build", "--at", "2014-03-01"]);
            assert_eq!(told.status, 0, "{told:?}");
            let page = files(&site.join("output")).into_iter().find(|file| file.ends_with("brug/index.html")).unwrap();
            assert!(read(&site.join("output"), &page).contains(text), "{open} {text}");
        }
    }
}

#[test]
fn a_template_that_never_ends_or_grows_without_limit_is_an_error_at_its_line() {
    let doubled = format!("{{% set x = 'aaaaaaaa' %}}{}", "{% set x = x ~ x %}".repeat(60));
    let captured = format!("{{% set x %}}aaaaaaaa{{% endset %}}{}", "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(60));
    let many = "range(end=100000)";
    let cases = [
        ("{{ range(end=1000000000) }}".to_owned(), "item.html:3:4", "at most 100000"),
        (
            format!("{{% for a in {many} %}}{{% for b in {many} %}}{{% endfor %}}{{% endfor %}}"),
            "item.html:3:",
            "too many turns",
        ),
        (format!("{{{{ [[a for a in {many}] for b in {many}] | length }}}}"), "item.html:3:", "too many turns"),
        (doubled, "item.html:3:", "larger than 64 MiB"),
        (captured, "item.html:3:", "larger than 64 MiB"),
        (
            format!("{{% set x = [1] %}}{{% for a in {many} %}}{{% set_global x = [x, x] %}}{{% endfor %}}"),
            "item.html:3:",
            "this value is",
        ),
        (
            format!("{{% set x = '{}' %}}{{% for a in {many} %}}{{{{ x }}}}{{% endfor %}}", "a".repeat(1000)),
            "item.html",
            "page is larger",
        ),
        ("{{<Boom n={18} />}}".to_owned(), "boom.html:", "too many turns"),
        ("{% include 'i0.html' %}".to_owned(), "i", "too many turns"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\ntheme: t\n");
    write(site, "content/nieuws/2014-02-01-brug.md", "---\ntitle: De brug\n---\nTekst.\n");
    write(site, "themes/t/theme.yaml", "name: t\nextends: courant\n");
    let boom = "{% component Boom(n: integer) %}{% if n > 0 %}{{<Boom n={n - 1} />}}{{<Boom n={n - 1} />}}{{<Boom n={n - 1} />}}{% endif %}{% endcomponent Boom %}";
    write(site, "themes/t/templates/boom.html", boom);
    for depth in 0..10 {
        let next = format!("{{% include 'i{}.html' %}}", depth + 1).repeat(8);
        write(site, &format!("themes/t/templates/i{depth}.html"), if depth < 9 { &next } else { "x" });
    }
    for (template, place, message) in cases {
        write(site, "themes/t/templates/item.html", &format!("<p>\n\n{template}\n"));
        let mut limited = std::process::Command::new("sh");
        let limit = "ulimit -v 6000000; exec timeout 120 \"$0\" check --threads 1";
        limited.current_dir(site).args(["-c", limit, env!("CARGO_BIN_EXE_courant")]);
        let told = told(&mut limited);
        assert_eq!(told.status, 1, "{template}: {told:?}");
        assert!(told.err.contains(place) && told.err.contains(message), "{template}: {}", told.err);
    }
}

#[test]
fn templates_that_include_each_other_too_deep_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\ntheme: t\n");
    write(site, "themes/t/theme.yaml", "name: t\nextends: courant\n");
    write(site, "themes/t/templates/i39.html", "x");
    for depth in 0..39 {
        let next = format!("{{% include 'i{}.html' %}}", depth + 1);
        write(site, &format!("themes/t/templates/i{depth}.html"), &next);
    }
    let told = courant(site, &["check"]);
    assert!(told.status == 1 && told.err.contains("more than 10 levels deep"), "{told:?}");
}

#[test]
fn a_style_sheet_links_to_the_files_of_the_theme() {
    let theme = [
        ("themes/dorp/theme.yaml", "name: dorp\nextends: courant\n"),
        ("themes/dorp/static/paper.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("themes/dorp/templates/courant.css", "body { background: url(\"{{ assets[\"paper.svg\"] }}\") }"),
    ];
    let (folder, sheet) = built("theme: dorp\n", &theme);
    let link = sheet.split('"').nth(1).unwrap();
    assert!(folder.path().join("output/assets").join(link).is_file(), "{sheet}");
    let deep = [theme[0], theme[1], ("themes/dorp/templates/css/deep.css", "{{ assets[\"paper.svg\"] }}")];
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "site.yaml", "title: Dorp\nbase_url: https://dorp.example/pad\ntheme: dorp\n");
    for (file, text) in deep {
        write(folder.path(), file, text);
    }
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    let output = folder.path().join("output");
    let deep = files(&output).into_iter().find(|file| file.contains("css/deep")).unwrap();
    let link = read(&output, &deep);
    assert!(link.starts_with("../paper-") && output.join("assets/css").join(&link).is_file(), "{link}");
    write(folder.path(), "themes/dorp/templates/css/deep.css", "{{ assets[\"papier.svg\"] }}");
    let told = courant(folder.path(), &["build"]);
    assert!(told.status == 1 && told.err.contains("did you mean `paper.svg`?"), "{told:?}");
}

#[test]
fn a_file_of_the_theme_is_shown_and_copied_to_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\n");
    let shown = courant(site, &["theme", "show"]);
    assert!(shown.status == 0 && shown.out.contains("templates/item.html "), "{shown:?}");
    let text = courant(site, &["theme", "show", "item.html"]).out;
    let own = "themes/own/templates/item.html";
    let copied = courant(site, &["theme", "copy", "item.html"]);
    let told = format!("{own}\nthemes/own/theme.yaml\nTo use it, write `theme: own` in site.yaml.\n");
    assert_eq!((copied.status, copied.out), (0, told));
    assert_eq!(read(site, own), text);
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\ntheme: own\n");
    assert_eq!(courant(site, &["build"]).status, 0);
    let nearest = courant(site, &["theme", "show"]).out;
    assert!(
        nearest.lines().any(|line| line.starts_with("templates/item.html ") && line.ends_with(" own")),
        "{nearest}"
    );

    write(site, own, "changed");
    let again = courant(site, &["theme", "copy", "item.html"]);
    assert!(again.status == 2 && again.err.contains("error[file-exists]"), "{again:?}");
    assert_eq!(read(site, own), "changed");
    let words = courant(site, &["theme", "copy", "nl.yaml"]);
    assert_eq!((words.status, words.out.as_str()), (0, "themes/own/words/nl.yaml\n"));
    let outside = tempfile::tempdir().unwrap();
    std::fs::rename(site.join("themes/own"), outside.path().join("own")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("own"), site.join("themes/own")).unwrap();
    let through = courant(site, &["theme", "copy", "words/en.yaml"]);
    assert!(through.status != 0 && !outside.path().join("own/words/en.yaml").exists(), "{through:?}");
    std::fs::remove_file(site.join("themes/own")).unwrap();
    std::fs::rename(outside.path().join("own"), site.join("themes/own")).unwrap();
    for (name, hint) in [("itm.html", "did you mean `item.html`?"), ("../site.yaml", "run `courant theme show`")] {
        let wrong = courant(site, &["theme", "copy", name]);
        assert!(wrong.status == 2 && wrong.err.contains(hint), "{wrong:?}");
    }
}

#[test]
fn a_text_from_right_to_left_has_its_own_direction_on_any_site() {
    let folder = site("nl");
    let text = "---\ntitle: مرحبا بكم\ndate: 2013-12-03\n---\nهذا نص.\n";
    write(folder.path(), "content/nieuws/2013-12-03-welkom-ar.md", text);
    assert_eq!(courant(folder.path(), &["build"]).status, 0);
    let page = read(folder.path(), "output/nieuws/2013/welkom-ar/index.html");
    assert!(page.contains("<h1 dir=\"auto\">") && page.contains("<div class=\"body\" dir=\"auto\">"), "{page}");
    let list = read(folder.path(), "output/nieuws/index.html");
    assert!(list.contains("dir=\"auto\"><a href=\"/nieuws/2013/welkom-ar/\""), "{list}");
}

/// The site of the example with these settings added, planned.
fn planned(settings: &str) -> (tempfile::TempDir, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (top, file) in
        ["content", "static"].iter().flat_map(|top| files(&example.join(top)).into_iter().map(move |file| (top, file)))
    {
        write(folder.path(), &format!("{top}/{file}"), "");
        std::fs::copy(example.join(top).join(&file), folder.path().join(top).join(&file)).unwrap();
    }
    write(folder.path(), "site.yaml", &format!("{}{settings}", read(example, "site.yaml")));
    let files: Arc<dyn Sources> = Arc::new(Folder::new(folder.path()));
    let at = "2014-02-01T12:00:00Z".parse().unwrap();
    let request = Request::new(load(&*files, BaseUrl::FromSettings).unwrap(), at);
    let planned = plan(&files, &request, PlanCache::from(&Cache::Empty)).unwrap();
    let snapshot = for_all_pages(&planned.value.unwrap_or_else(|| panic!("{:?}", planned.findings)));
    (folder, snapshot)
}

#[test]
fn pages_are_the_same_where_templates_are_filled_in() {
    for settings in ["", "theme: gemeente\ntheme_options: {accessibility_statement: /toegankelijkheid/}\n"] {
        let (_folder, snapshot) = planned(settings);
        let pages: Vec<_> = snapshot.pages().iter().filter(|page| snapshot.kind(page).is_some()).collect();
        let all = || {
            pages
                .iter()
                .map(|page| {
                    let mut out = Vec::new();
                    render(&snapshot, &page_input(&snapshot, page).unwrap(), &mut out).unwrap();
                    String::from_utf8(out).unwrap()
                })
                .collect::<Vec<_>>()
        };
        // The templates are as written at first, and filled in after some hundred pages.
        let first = all();
        let mut later = all();
        for _ in 1..8 {
            later = all();
        }
        for (page, (one, other)) in pages.iter().zip(first.iter().zip(&later)) {
            assert_eq!(one, other, "{}", page.address);
        }
    }
}
