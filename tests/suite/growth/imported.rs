//! What `courant import` reads: an old site in `old/`, of which one part is repeated or nested.

use super::{Construct, each};

fn old(name: &str, text: String) -> Vec<(String, String)> {
    vec![(format!("old/{name}"), text)]
}

/// A text of Pelican in reStructuredText.
fn rest(body: &str) -> Vec<(String, String)> {
    let text = format!("Een bericht\n###########\n\n:date: 2013-12-03\n:slug: een\n\n{body}\n");
    let settings =
        ("old/pelicanconf.py".to_owned(), "SITENAME = 'Dorp'\nSITEURL = 'https://dorp.example'\n".to_owned());
    vec![settings, ("old/content/een.rst".to_owned(), text)]
}

/// A text of Jekyll.
fn jekyll(body: &str) -> Vec<(String, String)> {
    let text = format!("---\ntitle: Een\n---\n{body}\n");
    let settings = ("old/_config.yml".to_owned(), "title: Dorp\nurl: https://dorp.example\n".to_owned());
    vec![settings, ("old/_posts/2013-12-03-een.md".to_owned(), text)]
}

/// A page of Jekyll.
fn page(body: &str) -> Vec<(String, String)> {
    let settings = ("old/_config.yml".to_owned(), "title: Dorp\nurl: https://dorp.example\n".to_owned());
    vec![settings, ("old/lijst.md".to_owned(), format!("---\ntitle: Een\n---\n{body}\n"))]
}

/// A notebook of Pelican, with a cell of these keys.
fn notebook(cell: &str) -> Vec<(String, String)> {
    let settings = "SITENAME = 'Dorp'\nMARKUP = ('md', 'ipynb')\n".to_owned();
    let first = "{\"cell_type\":\"markdown\",\"source\":\"- title: Een\\n- date: 2013-12-03\"}";
    let files =
        [("old/pelicanconf.py", settings), ("old/content/een.ipynb", format!("{{\"cells\":[{first},{{{cell}}}]}}"))];
    files.map(|(name, text)| (name.to_owned(), text)).into()
}

/// A text of Hugo, with a shortcode of the old site.
fn hugo(body: &str) -> Vec<(String, String)> {
    let text = format!("---\ntitle: Een\ndate: 2013-12-03\n---\n{body}\n");
    let shortcode = "{{ if .Get 0 }}{{ range (seq 3) }}<b>{{ $.Inner }}</b>{{ end }}{{ end }}";
    let files = [
        ("old/hugo.toml", "title = 'Dorp'\nbaseURL = 'https://dorp.example'\n".to_owned()),
        ("old/layouts/shortcodes/vak.html", shortcode.to_owned()),
        ("old/content/posts/een.md", text),
    ];
    files.map(|(name, text)| (name.to_owned(), text)).into()
}

/// An export of WordPress with these items.
fn wordpress(items: &str) -> Vec<(String, String)> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
                xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel><title>Dorp</title><link>https://dorp.example</link>\
                <wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://dorp.example</wp:base_site_url>\
                <wp:base_blog_url>https://dorp.example</wp:base_blog_url>";
    old("export.xml", format!("{head}{items}</channel></rss>"))
}

fn post(number: usize, more: &str, body: &str) -> String {
    format!(
        "<item><title>Bericht {number}</title><link>https://dorp.example/b{number}/</link><content:encoded><![CDATA[{body}]]>\
         </content:encoded><wp:post_id>{number}</wp:post_id><wp:post_date>2013-12-03 10:00:00</wp:post_date>\
         <wp:post_name>b{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}</item>"
    )
}

/// Old sites.
pub(super) const IMPORTED: &[Construct] = &[
    ("reST: marks", 200, |n| rest(&"`a <b>`_ ``c`` :ref:`d` |e| [1]_ *f* **g** __ ".repeat(n))),
    ("reST: headings", 200, |n| rest(&"Kop\n====\n\nTekst.\n\n".repeat(n))),
    ("reST: directives", 200, |n| rest(&".. image:: a.jpg\n   :alt: b\n\n.. note::\n\n   c\n\n".repeat(n))),
    // Each stands a space further in than the one before, so a text of n characters has as many as the root of n.
    ("reST: nested directives", 3600, |n| rest(&each(n.isqrt(), |at| format!("{}.. note::\n\n", " ".repeat(at))))),
    ("reST: tables", 100, |n| rest(&format!("=== ===\na   b\n=== ===\n{}=== ===\n", "c   d\n".repeat(n)))),
    ("reST: targets and notes", 200, |n| rest(&each(n, |at| format!("`a{at}`_ [#]_\n\n.. _a{at}: x\n.. [#] y\n\n")))),
    ("reST: substitutions", 200, |n| rest(&each(n, |at| format!("|a{at}|\n\n.. |a{at}| replace:: |a{}|\n\n", at + 1)))),
    ("Liquid: tags", 200, |n| jekyll(&"{% if a %}b{{ c | d: 'e' }}{% endif %}\n\n".repeat(n))),
    ("Liquid: nested tags", 100, |n| jekyll(&format!("{}x{}", "{% if a %}".repeat(n), "{% endif %}".repeat(n)))),
    ("Liquid: open tags", 200, |n| jekyll(&"{% for a in b %}{{ c {% raw %}".repeat(n))),
    ("Liquid: names of tags", 200, |n| jekyll(&each(n, |at| format!("{{% t{at} %}} ")))),
    ("Liquid: tags in code", 200, |n| page(&"`{% for a in b %}` ".repeat(n))),
    ("notebook: pictures", 200, |n| {
        let outputs = "{\"data\":{\"image/png\":\"iVBORw0KGgo=\"}},".repeat(n);
        notebook(&format!("\"cell_type\":\"code\",\"source\":\"x\",\"outputs\":[{outputs}{{}}]"))
    }),
    ("notebook: scripts", 300, |n| {
        let html = "<script>a</script>b".repeat(n);
        notebook(&format!("\"cell_type\":\"code\",\"outputs\":[{{\"data\":{{\"text/html\":\"{html}\"}}}}]"))
    }),
    ("notebook: attached pictures", 100, |n| {
        let (source, files) =
            (each(n, |at| format!("![](attachment:{at}.png)")), each(n, |at| format!("\"{at}.png\":{{}},")));
        notebook(&format!("\"cell_type\":\"markdown\",\"source\":\"{source}\",\"attachments\":{{{files}\"z\":{{}}}}"))
    }),
    ("kramdown: attributes", 200, |n| jekyll(&"## a\n{: #b .c}\n\n[d](e){:target=\"f\"}\n\n".repeat(n))),
    ("Hugo: shortcodes", 100, |n| hugo(&"{{< vak 1 >}}a{{< /vak >}}\n\n{{% youtube b %}}\n\n".repeat(n))),
    ("Hugo: nested shortcodes", 20, |n| hugo(&format!("{}x{}", "{{< a >}}".repeat(n), "{{< /a >}}".repeat(n)))),
    ("Hugo: open shortcodes", 200, |n| hugo(&"{{< vak ".repeat(n))),
    ("WordPress: posts", 40, |n| wordpress(&each(n, |at| post(at, "", "<p>Tekst.</p>")))),
    ("WordPress: shortcodes", 200, |n| {
        wordpress(&post(1, "", &"[gallery ids=\"1,2\"] [a]b[/a] [caption]c[/caption]\n".repeat(n)))
    }),
    ("WordPress: nested shortcodes", 100, |n| {
        wordpress(&post(1, "", &format!("{}x{}", "[a]".repeat(n), "[/a]".repeat(n))))
    }),
    ("WordPress: comments of blocks", 200, |n| {
        wordpress(&post(1, "", &"<!-- wp:group {\"a\":1} --><p>x</p><!-- /wp:group -->\n".repeat(n)))
    }),
    ("WordPress: fields", 200, |n| {
        let field =
            |at| format!("<wp:postmeta><wp:meta_key>k{at}</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:postmeta>");
        wordpress(&post(1, &each(n, field), "x"))
    }),
    ("HTML: nested elements", 100, |n| {
        wordpress(&post(1, "", &format!("{}x{}", "<div><b>".repeat(n), "</b></div>".repeat(n))))
    }),
    ("HTML: open elements", 200, |n| wordpress(&post(1, "", &"<p><b>x <ul><li>".repeat(n)))),
    ("HTML: links and pictures", 200, |n| {
        wordpress(&post(1, "", &"<p><a href=\"/b/\"><img src=\"/c.jpg\"></a></p>\n".repeat(n)))
    }),
    ("HTML: cells of tables", 100, |n| {
        wordpress(&post(1, "", &format!("<table><tr>{}</tr></table>", "<td>a</td>".repeat(n))))
    }),
    ("entries of a feed", 40, |n| {
        let entry = |at| {
            format!(
                "<item><title>A {at}</title><link>https://d.example/{at}/</link><pubDate>Tue, 03 Dec 2013 10:00:00 GMT</pubDate><description>x</description></item>"
            )
        };
        old(
            "feed.xml",
            format!(
                "<rss version=\"2.0\"><channel><title>D</title><link>https://d.example/</link>{}</channel></rss>",
                each(n, entry)
            ),
        )
    }),
    ("rows of a table", 40, |n| {
        old("a.csv", format!("title,date,text\n{}", each(n, |at| format!("A {at},2013-12-03,x\n"))))
    }),
];
