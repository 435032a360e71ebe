//! Work grows with the input, not with its square: the instructions of a check, a build and an import are counted at n, 2n and 4n of
//! everything that a writer can repeat or nest.

mod features;
mod imported;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::program::{copy, write};

/// The most that the step from 2n to 4n may cost, in steps from n to 2n: linear work gives two, `n log n` a little more, and a
/// square four. The work that does not grow is in neither.
const MOST: f64 = 3.0;

/// Something to repeat: its name, the smallest number, and the files of a site with that many.
type Construct = (&'static str, usize, fn(usize) -> Vec<(String, String)>);

/// What counts the constructs of a table.
const TABLES: &[(&[&str], &[Construct])] = &[
    (&["check", "--at", "2026-01-01"], CONSTRUCTS),
    (&["check", "--at", "2026-01-01"], features::CHECKED),
    (&["build", "--at", "2026-01-01"], features::BUILT),
    (&["--root", "new", "import", "old"], imported::IMPORTED),
];

const CONSTRUCTS: &[Construct] = &[
    ("nested lists", 500, |n| item("", &format!("{}x", "- ".repeat(n)))),
    ("nested quotations", 500, |n| item("", &format!("{}x", ">".repeat(n)))),
    ("nested directives", 500, |n| item("", &format!("{}x\n{}", "::: note\n".repeat(n), ":::\n".repeat(n)))),
    ("nested emphasis", 500, |n| item("", &format!("{}x{}", "*a **b ".repeat(n), " c** d*".repeat(n)))),
    ("nested brackets", 500, |n| item("", &format!("{}x{}", "[".repeat(n), "](a.md)".repeat(n)))),
    ("nested images", 500, |n| item("", &format!("{}x{}", "![".repeat(n), "](/a.jpg)".repeat(n)))),
    ("nested elements", 500, |n| item("", &format!("{}x{}", "<div>".repeat(n), "</div>".repeat(n)))),
    ("open elements", 500, |n| item("", &"<b id=a>x\n\n".repeat(n))),
    ("nested YAML", 500, |n| item(&format!("extra: {}{}\n", "[".repeat(n), "]".repeat(n)), "")),
    ("words", 2000, |n| item("", &"woord ".repeat(n))),
    ("paragraphs", 500, |n| item("", &"woord\n\n".repeat(n))),
    ("letters of a word", 5000, |n| item("", &"a".repeat(n))),
    ("letters of a title", 2000, |n| item(&format!("summary: {}\n", "a".repeat(n)), "")),
    ("quotation marks", 1000, |n| item("", &"\"a\" 'b' ".repeat(n))),
    ("backticks", 60, |n| item("", &(1..n).fold(String::new(), |text, count| text + "a" + &"`".repeat(count % 100)))),
    ("items", 50, |n| items(n, |_| String::new())),
    ("tags of an item", 150, |n| item(&format!("tags: [{}]\n", list(n, "tag")), "")),
    ("tags of a site", 10, |n| items(n, |at| format!("tags: [{}]\n", list(20, &format!("tag {at} "))))),
    ("aliases", 200, |n| item(&format!("aliases: [{}]\n", list(n, "/a/")), "")),
    ("aliases of YAML", 500, |n| item(&format!("extra:\n  a: &a [x]\n  b: [{}]\n", "*a, ".repeat(n)), "")),
    ("duplicate keys", 500, |n| item(&"lead: a\n".repeat(n), "")),
    ("unknown keys", 300, |n| item(&each(n, |at| format!("k{at}: a\n")), "")),
    ("links in a line", 300, |n| item("", &"[a](a.md) ".repeat(n))),
    ("links to documents", 200, |n| item("", &"[a](https://e.example/a.pdf) ".repeat(n))),
    ("broken links", 200, |n| item("", &each(n, |at| format!("[a](b{at}.md)\n")))),
    ("references", 300, |n| item("", &each(n, |at| format!("[a{at}]\n\n[a{at}]: a.md\n\n")))),
    ("images without text in a line", 200, |n| item("", &"![](https://e.example/a.jpg) ".repeat(n))),
    ("figures", 100, |n| item("", &each(n, |_| "![a](/b.jpg \"c\")\n\n".to_owned()))),
    ("footnotes", 200, |n| item("", &each(n, |at| format!("x[^{at}]\n\n[^{at}]: y\n\n")))),
    ("headings", 300, |n| item("", &"## a\n\n".repeat(n))),
    ("rows of a table", 300, |n| item("", &format!("|a|b|\n|-|-|\n{}", "|c|d|\n".repeat(n)))),
    ("columns of a table", 300, |n| {
        item("", &format!("|{}\n|{}\n|{}\n", "a|".repeat(n), "-|".repeat(n), "c|".repeat(n)))
    }),
    ("attributes of an element", 500, |n| item("", &format!("<p {}>x</p>", each(n, |at| format!("a{at}=b "))))),
    ("attributes of a directive", 500, |n| {
        item("", &format!("::: note {}\n:::\n", each(n, |at| format!("a{at}=\"b\" "))))
    }),
    ("words of a directive", 1000, |n| item("", &format!("::: note {}\n:::\n", "a ".repeat(n)))),
    ("directives", 200, |n| item("", &"::: note\nx\n:::\n\n".repeat(n))),
    ("beginnings of elements", 2000, |n| item("", &format!("x {}", "<a".repeat(n)))),
    ("comments and scripts", 500, |n| item("", &"<script>a</script><!-- b -->\n\n".repeat(n))),
    ("open instructions", 4000, |n| item("", &"<?".repeat(n))),
    ("open comments", 1000, |n| item("", &"<!-- <script> ".repeat(n))),
    ("items with a broken link", 60, |n| each_item(n, |at| format!("[a](c{at}.md)"))),
    ("entities", 1000, |n| item("", &"&amp;&a ".repeat(n))),
    ("web addresses", 500, |n| item("", &"www.e.example https://e.example/(a mail@e.example ".repeat(n))),
    ("beginnings of web addresses", 1000, |n| item("", &"www._https://@a@www.a".repeat(n))),
    ("letters of a web address", 5000, |n| item("", &format!("https://e.example/{}", ").;(".repeat(n)))),
    ("beginnings of marks", 1000, |n| item("", &"[a](b ][c {{< {% [d :e_ ".repeat(n))),
    ("marks of other programs", 100, |n| item("", &"{{< a >}} [gallery] {: .b} :tada: [c](d e.pdf) [^f]\n".repeat(n))),
    ("marks for a summary", 500, |n| item("", &format!("<p>\n{}", "<!-- more --> <!-- mor\n".repeat(n)))),
    ("files in HTML", 200, |n| item("", &"<a href=a.md><img src=/b.jpg srcset='/b.jpg, /b.jpg 2x'></a>\n".repeat(n))),
    ("headings in braces", 300, |n| item("", &"## a {b}\n\n## c {#fn-1}\n\n".repeat(n))),
    ("notes of one label", 200, |n| item("", &"x[^a]\n\n[^a]: y\n\n".repeat(n))),
    ("files", 100, |n| (0..n).map(|at| (format!("static/a{at}.txt"), "x".to_owned())).collect()),
];

fn each(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).map(part).collect()
}

fn list(n: usize, name: &str) -> String {
    (0..n).map(|at| format!("{name}{at}")).collect::<Vec<_>>().join(", ")
}

fn item(keys: &str, body: &str) -> Vec<(String, String)> {
    let text = format!("---\ntitle: Een bericht\ndate: 2013-12-03\n{keys}---\n{body}\n");
    vec![("content/nieuws/a.md".to_owned(), text)]
}

fn items(n: usize, keys: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let text = |at: usize| format!("---\ntitle: Bericht {at}\ndate: 2013-12-03\n{}---\nTekst.\n", keys(at));
    (0..n).map(|at| (format!("content/nieuws/b{at}.md"), text(at))).collect()
}

fn each_item(n: usize, body: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let text = |at: usize| format!("---\ntitle: Bericht {at}\ndate: 2013-12-03\n---\n{}\n", body(at));
    (0..n).map(|at| (format!("content/nieuws/b{at}.md"), text(at))).collect()
}

/// The instructions of a run in a site with these files, on one thread.
fn instructions(program: &Path, arguments: &[&str], files: &[(String, String)]) -> f64 {
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let site = folder.path();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/plain"), &site.join("themes/plain"));
    write(site, "site.yaml", "title: Dorp\nbase_url: https://dorp.example\ntheme: plain\n");
    write(site, "themes/plain/templates/directives/note.html", "<aside>{{ directive.content }}</aside>\n");
    write(site, "static/b.jpg", "\u{feff}no picture, which is only looked into where it is shown");
    for (file, text) in files {
        write(site, file, text);
    }
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program).args(arguments);
    let output = valgrind.current_dir(site).env("RAYON_NUM_THREADS", "1").output().expect("valgrind is not installed");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0..=2)) && !err.contains("panicked"), "{err}");
    let counted = err.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim().parse());
    counted.expect("no count").unwrap()
}

/// The program without its debugging information, which valgrind would read at each start.
fn stripped(folder: &Path) -> std::path::PathBuf {
    let program = folder.join("courant");
    let done = Command::new("strip").arg("-o").arg(&program).arg(env!("CARGO_BIN_EXE_courant")).status();
    if !done.is_ok_and(|status| status.success()) {
        std::fs::copy(env!("CARGO_BIN_EXE_courant"), &program).unwrap();
    }
    program
}

#[test]
#[ignore = "takes some minutes and needs valgrind"]
fn work_grows_no_faster_than_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let program = stripped(folder.path());
    let only = std::env::var("COURANT_GROWTH").unwrap_or_default();
    let all = TABLES.iter().flat_map(|(arguments, table)| table.iter().map(move |construct| (*arguments, construct)));
    let constructs: Vec<(&[&str], &Construct)> = all.filter(|(_, (name, ..))| name.contains(&only)).collect();
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((arguments, (name, n, files))) = constructs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let counts = [1, 2, 4].map(|times| instructions(&program, arguments, &files(n * times)));
            rows.lock().unwrap().push((*name, *n, counts));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut rows = rows.into_inner().unwrap();
    rows.sort_by_key(|(name, ..)| constructs.iter().position(|(_, (known, ..))| known == name));
    let mut table =
        String::from("| millions of instructions | n | n | 2n | 4n | growth |\n|---|--:|--:|--:|--:|--:|\n");
    let mut failed = Vec::new();
    for (name, n, [once, twice, four]) in &rows {
        let (first, second) = (twice - once, four - twice);
        // What is bounded costs next to nothing more.
        let growth = if second < 5e6 { 0.0 } else { second / first.max(1.0) };
        let [once, twice, four] = [once, twice, four].map(|count| count / 1e6);
        writeln!(table, "| {name} | {n} | {once:.1} | {twice:.1} | {four:.1} | {growth:.1} |").unwrap();
        if growth > MOST {
            failed.push(*name);
        }
    }
    #[expect(clippy::print_stdout, reason = "the table is for people who run this test with --nocapture")]
    {
        println!("{table}");
    }
    assert!(failed.is_empty(), "the work grows faster than the input: {failed:?}\n{table}");
}
