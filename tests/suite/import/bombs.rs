//! Old sites whose templates would take all memory or all time: what they make is bounded, and told as lost.

use std::process::Command;

use super::Archive;

/// 4 GB of addresses, of which Courant takes a part.
const MEMORY: &str = "ulimit -v 4000000; exec \"$0\" \"$@\"";

/// Imports an old site with little memory; returns the report.
fn imported(files: &[(&str, &str)]) -> (Archive, String) {
    let archive = Archive::of(files);
    let mut command = Command::new("sh");
    command.args(["-c", MEMORY, env!("CARGO_BIN_EXE_courant"), "--root", "new", "import", "old"]);
    let output = command.current_dir(archive.0.path()).output().unwrap();
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}: {told}", output.status);
    let report = archive.read("import-report.md");
    (archive, told + &report)
}

#[test]
fn values_that_double_are_lost() {
    let front = "---\ntitle: Een\ndate: 2020-01-01\n---\n";
    let shortcode = "+++\ntitle = \"Een\"\ndate = 2020-01-01\n+++\n{{ bom(a=\"x\") }}\n";
    let liquid = format!("{front}{{% assign a = 'x' %}}{}{{{{ a }}}}\n", "{% assign a = a | append: a %}".repeat(50));
    let captured =
        format!("{front}{{% assign a = 'x' %}}{}{{{{ a }}}}\n", "{% capture a %}{{a}}{{a}}{% endcapture %}".repeat(50));
    let set = format!("{front}{{% set a = 'x' %}}{}{{{{ a }}}}\n", "{% set a %}{{a}}{{a}}{% endset %}".repeat(50));
    let go = format!("{{{{ $a := \"x\" }}}}{}{{{{ $a }}}}", "{{ $a = print $a $a }}".repeat(50));
    let tera = format!("{{% set a = 'x' %}}{}{{{{ a }}}}", "{% set a = a ~ a %}".repeat(50));
    let nested = format!("{front}{}x{}\n", "{{< bom >}}".repeat(28), "{{< /bom >}}".repeat(28));
    let sites: &[&[(&str, &str)]] = &[
        &[("_config.yml", "title: Dorp\n"), ("_posts/2020-01-01-een.md", &liquid)],
        &[("_config.yml", "title: Dorp\n"), ("_posts/2020-01-01-een.md", &captured)],
        &[(".eleventy.js", ""), ("een.md", &set)],
        &[
            ("hugo.toml", ""),
            ("layouts/shortcodes/bom.html", &go),
            ("content/post/een.md", &format!("{front}{{{{< bom >}}}}\n")),
        ],
        &[
            ("hugo.toml", ""),
            ("layouts/shortcodes/bom.html", "{{ .Inner }}{{ .Inner }}{{ .Inner }}"),
            ("content/post/een.md", &nested),
        ],
        &[
            ("config.toml", "base_url = \"https://dorp.example\"\n"),
            ("templates/shortcodes/bom.html", &tera),
            ("content/een.md", shortcode),
        ],
        &[
            ("config.toml", "base_url = \"https://dorp.example\"\n"),
            ("templates/shortcodes/bom.html", "{%for a in range (end=99999999)%}{{a}}{%endfor%}"),
            ("content/een.md", shortcode),
        ],
    ];
    for files in sites {
        let (_, report) = imported(files);
        assert!(report.contains("has no equivalent"), "{files:?}: {report}");
    }
}

#[test]
fn includes_that_multiply_are_lost() {
    let front = "---\ntitle: Een\ndate: 2020-01-01\n---\n";
    let sites = [
        (
            "_config.yml",
            "_includes/a#.html",
            "{% include a@.html %}",
            "_posts/2020-01-01-een.md",
            "{% include a0.html %}",
            9,
        ),
        (".eleventy.js", "_includes/a#.njk", "{% include \"a@.njk\" %}", "een.md", "{% include \"a0.njk\" %}", 9),
        (
            "hugo.toml",
            "layouts/partials/a#.html",
            "{{ partial \"a@.html\" . }}",
            "content/post/een.md",
            "{{< bom >}}",
            18,
        ),
    ];
    for (settings, include, inner, text, call, deep) in sites {
        let names: Vec<String> = (0..=deep).map(|number: usize| include.replace('#', &number.to_string())).collect();
        let texts: Vec<String> =
            (0..deep).map(|number: usize| inner.replace('@', &(number + 1).to_string()).repeat(20)).collect();
        let text_of_item = format!("{front}{call}\n");
        let mut files = vec![(settings, "title: Dorp\n"), (text, text_of_item.as_str())];
        files.extend(
            [("layouts/shortcodes/bom.html", "{{ partial \"a0.html\" . }}")].iter().filter(|_| settings == "hugo.toml"),
        );
        files.extend(names.iter().map(String::as_str).zip(texts.iter().map(String::as_str).chain(["x"])));
        if settings == "hugo.toml" {
            files.retain(|(name, _)| *name != settings);
            files.push((settings, "title = \"Dorp\"\n"));
        }
        let (_, report) = imported(&files);
        assert!(report.contains("has no equivalent"), "{settings}: {report}");
    }
}

#[test]
fn files_that_are_shown_very_often_are_lost() {
    let code = "x = 1\n".repeat(200_000);
    let text = format!("Title: Een\nDate: 2020-01-01\n\n{}\n", "{% include_code a.py %}\n".repeat(5000));
    let (archive, report) =
        imported(&[("pelicanconf.py", "SITENAME = 'Dorp'\n"), ("content/code/a.py", &code), ("content/een.md", &text)]);
    assert!(report.contains("has no equivalent"), "{report}");
    let written = crate::program::files(&archive.site());
    let item = written.iter().find(|file| file.ends_with("een.md")).unwrap();
    assert!(archive.read(item).len() < 80 << 20);
}

#[test]
fn forms_of_dates_and_brackets_that_make_no_sense_are_passed() {
    let settings = "SITENAME = 'Dorp'\nARTICLE_URL = '{date:%Y-%Q}/{date:%Y%H}/{slug}/'\n";
    let (archive, _) =
        imported(&[("pelicanconf.py", settings), ("content/een.md", "Title: Een\nDate: 2020-01-01\n\nTekst.\n")]);
    assert!(archive.read("site.yaml").contains("Dorp"));
    let front = "---\ntitle: Een\ndate: 2020-01-01\n";
    let (_, report) = imported(&[
        (".eleventy.js", ""),
        ("een.md", &format!("{front}permalink: \"/{{{{ page.date | date: '%Q' }}}}/\"\n---\nTekst.\n")),
    ]);
    assert!(!report.is_empty());
    let deep = format!("{{{{ {}1{} }}}}", "(".repeat(9000), ")".repeat(9000));
    let (_, report) = imported(&[
        ("hugo.toml", "title = \"Dorp\"\n"),
        ("layouts/shortcodes/diep.html", &deep),
        ("content/post/een.md", &format!("{front}---\n{{{{< diep >}}}}\n")),
    ]);
    assert!(report.contains("has no equivalent"), "{report}");
    let nots = format!("{front}---\n{{% if {}x %}}a{{% endif %}}\n", "not ".repeat(4900));
    imported(&[(".eleventy.js", ""), ("een.md", &nots)]);
}

#[test]
fn each_picture_of_a_notebook_is_read_once() {
    let output = r#"{"output_type":"display_data","data":{"image/png":"iVBORw0KGgo="}},"#;
    let cells = format!(
        "{{\"cells\":[{{\"cell_type\":\"markdown\",\"source\":\"- title: Een\\n- date: 2020-01-01\"}},\
         {{\"cell_type\":\"code\",\"source\":\"x\",\"outputs\":[{}{{}}]}}]}}",
        output.repeat(2000)
    );
    let (archive, _) =
        imported(&[("pelicanconf.py", "SITENAME = 'Dorp'\nMARKUP = ('md', 'ipynb')\n"), ("content/een.ipynb", &cells)]);
    let pictures = crate::program::files(&archive.site()).into_iter().filter(|file| file.ends_with(".png")).count();
    assert_eq!(pictures, 2000);
}
