//! Exports of Medium and Substack, tables, folders of documents, and zip archives.

use std::io::Write as _;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Archive;
use crate::program::courant;

/// A zip archive with these files.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn medium(url: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Open dag</title></head><body><article class=\"h-entry\"><header><h1 class=\"p-name\">Open dag</h1></header>\
         <section data-field=\"subtitle\" class=\"p-summary\">Kort gezegd.</section>\
         <section data-field=\"body\" class=\"e-content\"><section class=\"section\"><div><h3 class=\"graf graf--title\">Open dag</h3><p class=\"graf\">Kom <strong>langs</strong>.</p>\
         <div class=\"graf graf--mixtapeEmbed\"><a href=\"https://x.example/\"><strong>Een ander</strong><br><em>over x</em></a></div></div></section></section>\
         <footer><p>By <a href=\"https://medium.com/@anna\" class=\"p-author h-card\">Anna</a> on <a href=\"{url}\"><time class=\"dt-published\" datetime=\"2019-01-02T10:00:00.000Z\">x</time></a>.</p>\
         <p><a href=\"{url}\" class=\"p-canonical\">Canonical link</a></p></footer></article></body></html>"
    )
}

#[test]
fn a_medium_export_is_read_as_a_folder_and_as_an_archive() {
    let html = medium("https://blog.dorp.example/open-dag-0123456789ab");
    let archive = Archive::of(&[
        ("posts/2019-01-02_Open-dag-0123456789ab.html", &html),
        ("posts/draft_Later-0123456789ac.html", &html.replace("Open dag", "Later")),
    ]);
    archive.import();
    let text = archive.read("content/news/2019/2019-01-02-open-dag-0123456789ab.md");
    for line in [
        "title: Open dag",
        "date: 2019-01-02 11:00",
        "summary: Kort gezegd.",
        "authors: [Anna]",
        "Kom **langs**.\n\n[Een ander](https://x.example/)",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert_eq!(text.matches("Open dag").count(), 1, "{text}");
    archive.leads(&["/open-dag-0123456789ab"]);
    let zip = zipped(&[(
        "posts/2019-01-02_Open-dag-0123456789ab.html",
        medium("https://medium.com/@anna/open-dag-0123456789ab").as_bytes(),
    )]);
    std::fs::write(archive.0.path().join("medium.zip"), zip).unwrap();
    let told = courant(archive.0.path(), &["--root", "zipped", "import", "medium.zip"]);
    assert!(told.status == 0 && told.out.contains("1 of 1 news items"), "{told:?}");
    let folder = archive.0.path().join("zipped");
    assert!(folder.join("content/news/2019/2019-01-02-open-dag.md").exists(), "{:?}", super::files(&folder));
    assert!(std::fs::read_to_string(folder.join("import-report.md")).unwrap().contains("stood on medium.com"));
}

#[test]
fn a_substack_export_has_its_table_and_its_texts() {
    let table = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n\
        1.open-dag,2021-07-02T12:30:00.000Z,true,,,newsletter,everyone,\"Open, dag\",Kort gezegd.,\n\
        2.betaald,2021-07-03T12:30:00.000Z,true,,,newsletter,only_paid,Betaald,,\n\
        3.weg,2021-07-04T12:30:00.000Z,true,,,newsletter,everyone,Weg,,\n\
        4.later,,false,,,newsletter,everyone,Later,,\n";
    let archive = Archive::of(&[
        ("posts.csv", table),
        ("posts/1.open-dag.html", "<p>Kom <em>langs</em>.</p>"),
        ("posts/2.betaald.html", "<p>x</p>"),
    ]);
    archive.import();
    let text = archive.read("content/news/2021/2021-07-02-open-dag.md");
    for line in ["title: \"Open, dag\"", "date: 2021-07-02 14:30", "summary: Kort gezegd.", "Kom *langs*."] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("content/news/2021/2021-07-03-betaald.md").contains("draft: true"));
    let report = archive.read("import-report.md");
    assert!(
        report.contains("there is no file `posts/3.weg.html`") && report.contains("only for subscribers"),
        "{report}"
    );
    archive.leads(&["/p/open-dag"]);
}

#[test]
fn a_table_is_read_by_the_names_of_its_columns_or_a_mapping() {
    let table = "Kop;Datum;Tekst;Trefwoorden;URL;Zaal\nOpen dag;3 december 2013;Kom langs.;markt, zorg;https://www.dorp.example/nieuws/open-dag.html;A\n\
        Over ons;;<p>Wij <b>zijn</b> er.</p>;;/over/;\n";
    let archive =
        Archive::of(&[("items.csv", table), ("items.yaml", "base_url: https://www.dorp.example\nsite_title: Dorp\n")]);
    archive.import();
    let text = archive.read("content/news/2013/2013-12-03-open-dag.md");
    for line in ["title: Open dag", "tags: [markt, zorg]", "Zaal: A", "Kom langs."] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(archive.read("content/pages/over.md").contains("Wij **zijn** er."));
    archive.leads(&["/nieuws/open-dag.html", "/over/"]);
    let odd = Archive::of(&[("items.csv", "A,B,C\nOpen dag,2013-12-03,*Kom*\n")]);
    let told = odd.import_with(&[]);
    assert!(told.status == 2 && told.err.contains("write a file `items.yaml` beside it"), "{told:?}");
    odd.old("items.yaml", "title: A\ndate: B\nbody: C\nformat: markdown\n");
    let told = courant(odd.0.path(), &["--root", "new", "import", "old/items.csv"]);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(odd.read("content/news/2013/2013-12-03-Open-dag.md").contains("\n*Kom*\n"));
}

/// A Word document with these paragraphs.
fn document(paragraphs: &str) -> Vec<u8> {
    let body = format!("<w:document xmlns:w=\"x\" xmlns:r=\"y\"><w:body>{paragraphs}</w:body></w:document>");
    let links = "<Relationships><Relationship Id=\"r1\" Target=\"https://x.example/\"/><Relationship Id=\"rId7\" Target=\"media/image1.png\"/>\
        <Relationship Id=\"rId8\" Target=\"media/image2.emf\"/></Relationships>";
    let end =
        "<w:endnotes><w:endnote w:id=\"1\"><w:p><w:r><w:t>Een eindnoot.</w:t></w:r></w:p></w:endnote></w:endnotes>";
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl><w:numFmt w:val=\"decimal\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let notes =
        "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>Een noot.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let properties = "<cp:coreProperties><dc:title>Uit de eigenschappen</dc:title><dc:creator>Anna</dc:creator><dcterms:created>2013-12-03T10:00:00Z</dcterms:created></cp:coreProperties>";
    zipped(&[
        ("word/document.xml", body.as_bytes()),
        ("word/_rels/document.xml.rels", links.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/endnotes.xml", end.as_bytes()),
        ("word/media/image1.png", PICTURE),
        ("word/media/image2.emf", b"x"),
        ("docProps/core.xml", properties.as_bytes()),
    ])
}

/// A picture of one pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff\xff\x7f\0\t\xfb\x03\xfd\x05\xcc\xd3'\0\0\0\0IEND\xaeB`\x82";

fn drawing(id: &str) -> String {
    format!("<w:r><w:drawing><wp:docPr id=\"1\" descr=\"Een brug\"/><a:blip r:embed=\"{id}\"/></w:drawing></w:r>")
}

fn paragraph(style: &str, runs: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>") };
    format!("<w:p>{style}{runs}</w:p>")
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn word_documents_become_items() {
    let list = |number: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{number}\"/></w:numPr></w:pPr>{}</w:p>",
            run("", text)
        )
    };
    let body = [
        paragraph("Titel", &run("", "Open &amp; vrij")),
        paragraph("", &[run("", "Kom "), run("<w:b/>", "langs"), run("<w:b w:val=\"0\"/>", " en lees "), "<w:hyperlink r:id=\"r1\"><w:r><w:t>meer</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:del><w:r><w:delText>weg</w:delText></w:r></w:del>".to_owned()].concat()),
        paragraph("Kop1", &run("", "Kop")),
        list("1", "een"),
        list("1", "twee"),
        list("9", "punt"),
        paragraph("", &[run("<w:vanish/>", "geheim"), drawing("rId7"), drawing("rId8"), "<w:r><w:pict><v:shape><w:txbxContent><w:p/></w:txbxContent></v:shape></w:pict></w:r><w:moveTo><w:r><w:t>Verplaatst.</w:t></w:r></w:moveTo><w:r><w:endnoteReference w:id=\"1\"/></w:r>".to_owned()].concat()),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Dag</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Tijd</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>ma</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>9 uur</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".to_owned(),
    ];
    let archive = Archive::of(&[
        ("oud.txt", "De fanfare\n3 december 2013\n\nOp het *plein*.\n"),
        (
            "los.html",
            "<html><head><title>Los</title><meta name=\"date\" content=\"2014-01-02\"></head><body><h1>Losse pagina</h1><p>Tekst.</p></body></html>",
        ),
        ("foto.jpg", "x"),
    ]);
    std::fs::write(archive.0.path().join("old/2013-12-03 open.docx"), document(&body.concat())).unwrap();
    std::fs::write(archive.0.path().join("old/stuk.docx"), b"PK geen document").unwrap();
    archive.import();
    let text = archive.read("content/2013-12-03-open/index.md");
    for line in [
        "title: \"Open & vrij\"",
        "authors: [Anna]",
        "Kom **langs** en lees [meer](https://x.example/)<sup>1</sup>",
        "## Kop",
        "1. een\n2. twee",
        "- punt",
        "| Dag",
        "1. Een noot.",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert!(!text.contains("weg") && !text.contains("geheim"), "{text}");
    assert!(text.contains("![Een brug](image1.png)") && text.contains("2. Een eindnoot."), "{text}");
    assert_eq!(std::fs::read(archive.site().join("content/2013-12-03-open/image1.png")).unwrap(), PICTURE);
    let report = archive.read("import-report.md");
    for told in ["1 pieces of hidden text", "1 text boxes stay", "1 drawings stay"] {
        assert!(report.contains(told), "{told}: {report}");
    }
    let old = archive.read("content/oud.md");
    assert!(
        old.contains("title: De fanfare") && old.contains("date: 2013-12-03") && old.contains("\\*plein\\*"),
        "{old}"
    );
    assert!(archive.read("content/los.md").contains("title: Losse pagina"));
    assert!(archive.read("import-report.md").contains("it is no Word document, or is damaged"));
    archive.leads(&["/los.html", "/foto.jpg"]);
}

#[test]
fn hostile_archives_are_refused_or_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let import = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        courant(folder.path(), &["--root", "new", "import", name])
    };
    let bomb = zipped(&[("posts/a.html", &vec![b'a'; 70 << 20])]);
    let told = import("bomb.zip", &bomb);
    assert!(
        told.status == 2 && told.err.contains("it would take 70 MB, and an archive of its size may take 64 MB"),
        "{told:?}"
    );
    let whole = zipped(&[("posts/2019-01-02_a.html", medium("https://x.example/a").as_bytes())]);
    let told = import("cut.zip", whole.get(..whole.len() / 2).unwrap());
    assert!(told.status == 2 && told.err.contains("is damaged, or is no zip archive"), "{told:?}");
    let tricks = zipped(&[
        ("../../buiten.html", b"x"),
        ("/etc/x", b"x"),
        ("posts/2019-01-02_a.html", medium("https://x.example/a").as_bytes()),
    ]);
    let told = import("tricks.zip", &tricks);
    assert_eq!(told.status, 0, "{told:?}");
    assert!(
        !folder.path().join("buiten.html").exists() && !folder.path().parent().unwrap().join("buiten.html").exists()
    );
    assert!(super::files(&folder.path().join("new/content")).iter().all(|file| file.starts_with("news/")));
}
