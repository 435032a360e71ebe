//! What is only built with a site: updates, events, feeds, the search, redirects and what is told of many files.

use super::{Construct, each, item, items, list};

/// With settings beside those of every site.
fn with(settings: &str, mut files: Vec<(String, String)>) -> Vec<(String, String)> {
    let all = format!("title: Dorp\nbase_url: https://dorp.example\ntheme: plain\n{settings}");
    files.push(("site.yaml".to_owned(), all));
    files
}

/// With the theme that has every directive.
fn full(body: &str) -> Vec<(String, String)> {
    let mut files = item("", body);
    files.push(("site.yaml".to_owned(), "title: Dorp\nbase_url: https://dorp.example\n".to_owned()));
    files
}

/// `redirects.csv` with so many lines.
fn redirects(n: usize, line: impl Fn(usize) -> String) -> (String, String) {
    ("redirects.csv".to_owned(), format!("from,to\n{}", each(n, line)))
}

/// A file of a site.
fn file(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

fn and(mut files: Vec<(String, String)>, more: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    files.extend(more);
    files
}

/// What a check does most of.
pub(super) const CHECKED: &[Construct] = &[
    ("links to headings", 200, |n| item("", &each(n, |at| format!("## Kop {at}\n\n[a](#kop-{at})\n\n")))),
    ("links to headings that are not there", 100, |n| {
        item("", &each(n, |at| format!("## Kop {at}\n\n[a](#kopp-{at})\n\n")))
    }),
    ("words in brackets", 300, |n| item("", &"[aa] [bb] (cc)[d.md] ".repeat(n))),
    ("notes within the text", 100, |n| {
        item("", &format!("{}{}", each(n, |at| format!("[^{at}]: x\n\n")), "^[noot] ".repeat(n)))
    }),
    ("signs of Textile", 200, |n| item("", &"\"a\":http://x *b* _c_ @d@ %e% ??f?? !g.jpg! bq. h2. ".repeat(n))),
    ("lines of Textile", 200, |n| item("", &"h2. a\n\nbq. b\n\n|_. c|d|\n\n* e\n# f\n\n".repeat(n))),
    ("signs of reST", 200, |n| item("", &"`a <b>`_ ``c`` :ref:`d` |e| [1]_ [#]_ __ .. image:: ".repeat(n))),
    ("lines of reST", 200, |n| item("", &"Kop\n====\n\n.. image:: x\n   :alt: y\n\n| a\n\n::\n\n".repeat(n))),
    ("signs of wikis and boards", 300, |n| item("", &"'''a'' [b]c [url=d] == e {| |- [[f|g]] ".repeat(n))),
    ("formulas and notes of reports", 300, |n| item("", &"$a^2 $ b[1]\n[1] c\n<% d\n".repeat(n))),
    ("items that follow each other", 60, |n| items(n, |at| format!("follows: [b{}.md]\n", at.saturating_sub(1)))),
    ("items in a circle", 60, |n| items(n, |at| format!("follows: [b{}.md]\n", (at + 1) % n))),
    ("related items that are not there", 100, |n| item(&format!("related: [{}]\n", list(n, "c")), "")),
    ("redirects one after another", 200, |n| {
        vec![redirects(n, |at| format!("/oud{at}/,/oud{}/\n", at + 1)), file("static/x.txt", "x")]
    }),
    ("redirects to nothing", 100, |n| {
        and(items(n, |_| String::new()), [redirects(n, |at| format!("/a{at}/,/c{at}/\n"))])
    }),
    ("redirects with `*`", 100, |n| {
        and(items(n, |_| String::new()), [redirects(n, |at| format!("/a{at}/*,/c{at}/*\n"))])
    }),
    ("addresses that are gone", 200, |n| with(&format!("gone: [{}]\n", list(n, "/g")), Vec::new())),
];

/// What only a build makes.
pub(super) const BUILT: &[Construct] = &[
    ("updates of a live item", 100, |n| {
        item("live: true\n", &each(n, |at| format!("## {:02}:{:02} Kop\n\nTekst.\n\n", at / 60 % 24, at % 60)))
    }),
    ("updates at one minute", 100, |n| item("live: true\n", &"## 12:00 Kop\n\nTekst.\n\n".repeat(n))),
    ("corrections", 100, |n| {
        item(&format!("corrections:\n{}", each(n, |at| format!("  - {{date: 2014-01-02, text: Fout {at}}}\n"))), "")
    }),
    ("events that repeat", 10, |n| items(n, |_| "event: {start: 2013-12-03 10:00, repeat: FREQ=DAILY}\n".to_owned())),
    ("days of a repeated event", 100, |n| {
        let days = (0..n).map(|at| (at % 366 + 1).to_string()).collect::<Vec<_>>().join(",");
        item(&format!("event: {{start: 2013-01-01, repeat: \"FREQ=YEARLY;BYYEARDAY={days}\"}}\n"), "")
    }),
    ("attachments", 50, |n| {
        let files = (0..n).map(|at| file(&format!("content/nieuws/d{at}.pdf"), "%PDF-1.4\n"));
        let names = (0..n).map(|at| format!("d{at}.pdf")).collect::<Vec<_>>().join(", ");
        and(item(&format!("attachments: [{names}]\n"), ""), files)
    }),
    ("terms of a taxonomy", 30, |n| {
        with("taxonomies: {wijken: {}}\n", items(n, |at| format!("wijken: [w{at}, alle]\n")))
    }),
    ("files of terms", 30, |n| {
        let files = (0..n).map(|at| file(&format!("content/tags/t{at}.md"), &format!("---\ntitle: t{at}\n---\nx\n")));
        and(items(n, |at| format!("tags: [t{at}]\n")), files)
    }),
    ("sections", 20, |n| {
        let names = (0..n).map(|at| format!("s{at}")).collect::<Vec<_>>();
        let item =
            |name: &String| file(&format!("content/{name}/a-{name}.md"), "---\ntitle: A\ndate: 2013-12-03\n---\nx\n");
        with(&format!("sections: [{}]\n", names.join(", ")), names.iter().map(item).collect())
    }),
    ("words of the search", 300, |n| with("search: true\n", item("", &each(n, |at| format!("woord{at} "))))),
    ("letters of a word of the search", 5000, |n| with("search: true\n", item("", &"a".repeat(n)))),
    ("items of the search", 50, |n| with("search: true\n", items(n, |_| String::new()))),
    ("notice boards", 30, |n| {
        let dated = |at: usize| format!("---\ntitle: B\ndate: {}-{:02}-03\n---\nx\n", 1990 + at / 12, at % 12 + 1);
        let files = (0..n).map(|at| file(&format!("content/nieuws/b{at}.md"), &dated(at)));
        and(full(""), files.chain([file("site.yaml", "title: D\nbase_url: https://d.example\nnoticeboard: true\n")]))
    }),
    ("items of a notice board", 50, |n| {
        and(
            items(n, |_| String::new()),
            [file("site.yaml", "title: D\nbase_url: https://d.example\nnoticeboard: true\n")],
        )
    }),
    ("feeds of every format", 30, |n| {
        with("feeds: {formats: [atom, rss, json, ninjs]}\n", items(n, |at| format!("tags: [t{at}]\n")))
    }),
    ("plain-language versions", 30, |n| {
        let files = (0..n).map(|at| {
            file(&format!("content/nieuws/b{at}.nl-x-eenvoudig.md"), "---\ntitle: E\ndate: 2013-12-03\n---\nx\n")
        });
        and(items(n, |_| String::new()), files)
    }),
    ("pictures of a gallery", 100, |n| {
        full(&format!("::: gallery\n{}:::\n", "![a](https://e.example/b.jpg)\n\n".repeat(n)))
    }),
    ("rows of a timeline", 100, |n| full(&format!("::: timeline\n{}:::\n", "- **2013**: a\n".repeat(n)))),
    ("blocks of every kind", 50, |n| {
        full(&"::: quote \"x\"\na\n:::\n\n::: details \"b\"\nc\n:::\n\n::: note\nd\n:::\n\n".repeat(n))
    }),
    ("withdrawn items", 50, |n| items(n, |_| "withdrawn: {date: 2017-11-03, reason: x}\n".to_owned())),
    ("old addresses that redirect", 100, |n| vec![redirects(n, |at| format!("/oud{at}/,/nieuws/\n"))]),
];
