//! Tags, authors and dossiers: names that are one, names that are kept apart, and where they stand.

use std::path::Path;

use super::program::{Told, courant, files, read, write};

fn settings(root: &Path, more: &str) {
    write(root, "site.yaml", &format!("title: Proef\nbase_url: https://proef.example\nlanguage: en\n{more}"));
}

fn item(root: &Path, name: &str, date: &str, keys: &str) {
    write(root, &format!("content/news/{name}.md"), &format!("---\ntitle: {name}\ndate: {date}\n{keys}\n---\nText.\n"));
}

fn build(root: &Path) -> Told {
    let told = courant(root, &["build", "--at", "2026-01-01"]);
    assert_eq!(told.status, 0, "{told:?}");
    told
}

/// The names in the links of a page with a relation, each with its address.
fn links(root: &Path, page: &str, relation: &str) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&read(root, page));
    let selector = scraper::Selector::parse(&format!("article a[rel={relation}], a[rel={relation}]")).unwrap();
    let link = |element: scraper::ElementRef<'_>| {
        (element.text().collect::<String>(), element.attr("href").unwrap().to_owned())
    };
    html.select(&selector).map(link).collect()
}

fn names(root: &Path, page: &str, relation: &str) -> Vec<String> {
    links(root, page, relation).into_iter().map(|(name, _)| name).collect()
}

/// The folders of the pages of terms.
fn slugs(root: &Path, group: &str) -> Vec<String> {
    let start = format!("{group}/");
    let all = files(&root.join("output"));
    let slug = |file: &String| file.strip_prefix(&start)?.strip_suffix("/index.html").map(str::to_owned);
    let mut slugs: Vec<String> = all.iter().filter_map(slug).collect();
    slugs.sort();
    slugs
}

#[test]
fn each_item_has_its_own_tags_and_authors_in_pages_feeds_and_structured_data() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    item(root, "a", "2024-01-01", "tags: [C++, 事实, 65+, мел, 🎉]\nauthors: [李丽, Jan Müller]");
    item(root, "b", "2024-01-02", "tags: [\"C#\", 时事, 65, мель, 🎈]\nauthors: [黎力, Jan Muller]");
    item(root, "c", "2024-01-03", "tags: [C, 实施]\ndossiers: [C++]");
    let told = build(root);
    assert!(told.err.contains("the authors `Jan Muller` and `Jan Müller` would have the same address"), "{told:?}");
    assert_eq!(told.err.matches("warning[").count(), 2, "{told:?}");
    assert!(told.err.contains("the tags `мель` and `мел` would have the same address"), "{told:?}");
    assert_eq!(names(root, "output/news/2024/a/index.html", "author"), ["李丽", "Jan Müller"]);
    assert_eq!(names(root, "output/news/2024/b/index.html", "author"), ["黎力", "Jan Muller"]);
    assert_eq!(names(root, "output/news/2024/b/index.html", "tag"), ["C#", "时事", "65", "мель", "🎈"]);
    assert_eq!(names(root, "output/news/2024/c/index.html", "tag"), ["C", "实施"]);
    assert_eq!(
        slugs(root, "tags"),
        ["65", "65-plus", "c", "c-plus-plus", "c-sharp", "mel", "mel-738c3744", "事实", "实施", "时事", "🎈", "🎉"]
    );
    assert_eq!(slugs(root, "authors")[0], "jan-muller");
    let (_, href) = links(root, "output/news/2024/c/index.html", "tag").swap_remove(1);
    assert_eq!(href, "/tags/%E5%AE%9E%E6%96%BD/");
    let page = read(root, "output/news/2024/b/index.html");
    assert!(
        page.contains(r#""name":"黎力""#) && page.contains(r#""keywords":["C#","时事","65","мель","🎈"]"#),
        "{page}"
    );
    let feed = read(root, "output/tags/c-sharp/feed.json");
    assert!(feed.contains("/news/2024/b/") && !feed.contains("/news/2024/a/"), "{feed}");
    let map = read(root, "output/sitemap.xml");
    assert!(map.contains("<loc>https://proef.example/tags/%E4%BA%8B%E5%AE%9E/</loc>"), "{map}");
    // No tag in common: nothing is related, beside neighbours.
    let related = read(root, "output/news/2024/c/index.html");
    assert!(!related.contains("Related"), "{related}");
}

#[test]
fn writings_of_one_name_are_one_term_in_the_form_most_used() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    item(root, "a", "2024-01-01", "tags: [analytics, Café]");
    item(root, "b", "2024-01-02", "tags: [Analytics, \"cafe\u{301}\"]");
    item(root, "c", "2024-01-03", "tags: [analytics, \"Caf\u{e9}  \"]");
    let told = build(root);
    assert!(!told.err.contains("warning"), "{told:?}");
    assert_eq!(slugs(root, "tags"), ["analytics", "cafe"]);
    assert_eq!(names(root, "output/news/2024/b/index.html", "tag"), ["analytics", "Café"]);
}

#[test]
fn a_later_item_moves_no_term() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    item(root, "a", "2024-01-01", "authors: [Jan Müller]\ntags: [Vraag & antwoord]");
    build(root);
    let before = links(root, "output/news/2024/a/index.html", "author");
    assert_eq!(before, [("Jan Müller".to_owned(), "/authors/jan-muller/".to_owned())]);
    for (name, date, author) in
        [("b", "2024-01-02", "Jan Muller"), ("aa", "2024-01-01", "Ján Muller"), ("0", "2024-02-01", "Jan Mûller")]
    {
        item(root, name, date, &format!("authors: [{author}]\ntags: [Vraag antwoord]"));
        build(root);
        assert_eq!(links(root, "output/news/2024/a/index.html", "author"), before);
        assert_eq!(links(root, "output/news/2024/a/index.html", "tag")[0].1, "/tags/vraag-antwoord/");
    }
    let of_b = links(root, "output/news/2024/b/index.html", "author");
    std::fs::remove_file(root.join("content/news/aa.md")).unwrap();
    build(root);
    assert_eq!(links(root, "output/news/2024/b/index.html", "author"), of_b, "the others do not matter");
}

#[test]
fn the_settings_give_a_term_its_address_and_keep_the_letters_of_all() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let more = "unicode_addresses: true\nterm_slugs: {authors: {jane doe: jdoe, Jan Muller: jan-muller-2}, tags: {C++: cpp}}\n";
    settings(root, more);
    item(root, "a", "2024-01-01", "authors: [Jane Doe, Jan Muller]\ntags: [C++, Café, мел]");
    item(root, "Één café", "2024-01-02", "authors: [Jan Müller]\ntags: [Cafe, мель]");
    let told = build(root);
    assert!(!told.err.contains("warning"), "{told:?}");
    assert_eq!(slugs(root, "authors"), ["jan-muller-2", "jan-müller", "jdoe"]);
    assert_eq!(slugs(root, "tags"), ["cafe", "café", "cpp", "мел", "мель"]);
    assert_eq!(names(root, "output/news/2024/a/index.html", "author"), ["Jane Doe", "Jan Muller"]);
    assert!(root.join("output/news/2024/één-café/index.html").exists());
    let feed = read(root, "output/feed.json");
    assert!(feed.contains("https://proef.example/news/2024/%C3%A9%C3%A9n-caf%C3%A9/"), "{feed}");
}

#[test]
fn names_of_files_and_folders_stay_as_they_are_where_the_site_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "slugs: keep\nitem_address: /{folder}/{slug}.html\n");
    item(root, "Deel_1/2024-01-01-My_Post.v2", "2024-01-01", "");
    write(root, "content/pages/Over_Ons/Wie.md", "---\ntitle: Wie\n---\n");
    build(root);
    for page in ["output/news/Deel_1/My_Post.v2.html", "output/Over_Ons/Wie/index.html"] {
        assert!(root.join(page).is_file(), "{page}");
    }
    item(root, "Deel_1/my_post.v2", "2024-01-01", "");
    let told = courant(root, &["build"]);
    assert!(told.status == 1 && told.err.contains("address-taken"), "{told:?}");
}

#[test]
fn a_writer_may_give_an_item_a_slug_with_letters_of_any_script() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "address_words: {tags: темы}\n");
    item(root, "a", "2024-01-01", "slug: новости\ntags: [a]");
    build(root);
    assert!(root.join("output/news/2024/новости/index.html").exists());
    assert!(root.join("output/темы/a/index.html").exists());
    assert!(read(root, "output/sitemap.xml").contains("/news/2024/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/"));
}

#[test]
fn a_term_has_one_slug_in_all_languages() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "languages: {nl: {}}\n");
    item(root, "a", "2024-01-01", "tags: [C#, C]");
    item(root, "a.nl", "2024-01-01", "tags: [c#, C++]");
    build(root);
    let page = read(root, "output/tags/c-sharp/index.html");
    assert!(page.contains(r#"hreflang="nl" href="https://proef.example/nl/tags/c-sharp/""#), "{page}");
    assert!(!read(root, "output/tags/c/index.html").contains("nl/tags/c"));
    assert!(root.join("output/nl/tags/c-plus-plus/index.html").exists());
}

#[test]
fn a_list_of_a_theme_finds_a_term_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "theme: eigen\n");
    let theme =
        "name: eigen\nextends: courant\ncourant: \">=0.1\"\nlists:\n  sharp: {tag: \"c#\"}\n  none: {tag: \"c+\"}\n";
    write(root, "themes/eigen/theme.yaml", theme);
    let home = "{% for entry in lists.sharp %}[{{ entry.title }}]{% endfor %}{{ lists.none | length }}";
    write(root, "themes/eigen/templates/home.html", home);
    item(root, "a", "2024-01-01", "tags: [C++]");
    item(root, "b", "2024-01-02", "tags: [\"C#\"]");
    build(root);
    assert_eq!(read(root, "output/index.html"), "[b]0");
}

#[test]
fn another_word_is_no_typing_error_and_another_accent_is_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    settings(root, "");
    for number in 0..6 {
        item(root, &format!("a{number}"), "2024-01-01", "tags: [上海市场, C++ avond, café, feestdag]");
    }
    item(root, "b", "2024-01-02", "tags: [上海市长, \"C# avond\", cafe, feesdag]");
    let told = build(root);
    let found: Vec<&str> = told.err.lines().filter(|line| line.starts_with("warning[")).collect();
    assert_eq!(found.len(), 2, "{told:?}");
    assert!(told.err.contains("warning[tag-unusual]: the tag `feesdag`"), "{told:?}");
    assert!(told.err.contains("warning[terms-alike]: the tags `cafe` and `café`"), "{told:?}");
}
