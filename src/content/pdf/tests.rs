//! PDFs of every form, made here: with tables and streams of cross-references, updated, torn, encrypted.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{PdfFacts, PdfProblem};

const TAGGED: &str = "<</Type/Catalog/Pages 2 0 R/Lang(nl-NL)/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R\
                      /ViewerPreferences<</DisplayDocTitle true>>>>";
const PAGES: &str = "<</Type/Pages/Kids[]/Count 0>>";
const TREE: &str = "<</Type/StructTreeRoot>>";

const ALL: PdfFacts = PdfFacts { has_title: true, shows_title: true, has_language: true, is_tagged: true };

/// A PDF with a table of cross-references. The catalog is object 1, the pages are 2, the information 3, the structure 4.
fn with_table(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        writeln!(bytes, "{} 0 obj\n{object}\nendobj", number + 1).unwrap();
    }
    let start = bytes.len();
    writeln!(bytes, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for place in places {
        writeln!(bytes, "{place:010} 00000 n ").unwrap();
    }
    writeln!(bytes, "trailer\n<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).unwrap();
    bytes
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PDF whose objects are in a stream, and its cross-references in another, with a predictor.
fn with_streams() -> Vec<u8> {
    let objects = [TAGGED, PAGES, "<</Title(Het besluit)>>", TREE];
    let (mut pairs, mut texts) = (String::new(), String::new());
    for (number, object) in objects.iter().enumerate() {
        pairs = format!("{pairs}{} {} ", number + 1, texts.len());
        texts.push_str(object);
        texts.push(' ');
    }
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let stream = packed(format!("{pairs}{texts}").as_bytes());
    let at = bytes.len();
    let head = format!(
        "5 0 obj\n<</Type/ObjStm/N 4/First {}/Length {}/Filter/FlateDecode>>\nstream\r\n",
        pairs.len(),
        stream.len()
    );
    bytes.extend([head.as_bytes(), &stream, b"\nendstream\nendobj\n"].concat());
    let start = bytes.len();
    let mut rows: Vec<[u8; 4]> = vec![[0, 0, 0, 255]];
    rows.extend((0_u8..4).map(|index| [2, 0, 5, index]));
    rows.push([1, 0, u8::try_from(at).unwrap(), 0]);
    rows.push([1, u8::try_from(start >> 8).unwrap(), u8::try_from(start & 255).unwrap(), 0]);
    let mut above = [0_u8; 4];
    let mut predicted = Vec::new();
    for row in rows {
        predicted.push(2);
        predicted.extend(row.iter().zip(above).map(|(byte, up)| byte.wrapping_sub(up)));
        above = row;
    }
    let stream = packed(&predicted);
    let head = format!(
        "6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Info 3 0 R/Length {}/Filter/FlateDecode\
         /DecodeParms<</Predictor 12/Columns 4>>>>\nstream\n",
        stream.len()
    );
    bytes.extend([head.as_bytes(), &stream, b"\nendstream\nendobj\n"].concat());
    writeln!(bytes, "startxref\n{start}\n%%EOF").unwrap();
    bytes
}

fn accessible() -> Vec<u8> {
    with_table(&[TAGGED, PAGES, "<</Title(Het besluit)>>", TREE], "/Info 3 0 R")
}

#[test]
fn an_accessible_pdf_says_all_of_it() {
    assert_eq!(PdfFacts::inspect(&accessible()), Ok(ALL));
    assert_eq!(PdfFacts::inspect(&with_streams()), Ok(ALL));
    let behind_something = [&b"HTTP header left by a bad download\r\n\r\n"[..], &accessible()].concat();
    assert_eq!(PdfFacts::inspect(&behind_something), Ok(ALL));
}

#[test]
fn what_is_missing_is_found() {
    let facts = |catalog: &str, info: &str| {
        PdfFacts::inspect(&with_table(&[catalog, PAGES, info, TREE], "/Info 3 0 R")).unwrap()
    };
    let bare = facts("<</Pages 2 0 R>>", "<</Title()>>");
    assert_eq!(bare, PdfFacts { has_title: false, shows_title: false, has_language: false, is_tagged: false });
    assert!(!facts(&TAGGED.replace("Marked true", "Marked false"), "<<>>").is_tagged);
    assert!(!facts(&TAGGED.replace("/StructTreeRoot 4 0 R", ""), "<<>>").is_tagged);
    assert!(!facts(&TAGGED.replace("(nl-NL)", "( )"), "<<>>").has_language);
    assert!(facts(TAGGED, "<</Title<FEFF0041>>>").has_title);
    assert!(!facts(TAGGED, "<</Title<FEFF0020>>>").has_title);
}

#[test]
fn a_title_in_the_metadata_is_one() {
    let titled = |title: &str| {
        let xmp = format!(
            "<x:xmpmeta><dc:title><rdf:Alt><rdf:li xml:lang=\"nl\">{title}</rdf:li></rdf:Alt></dc:title></x:xmpmeta>"
        );
        let metadata = format!("<</Type/Metadata/Subtype/XML/Length {}>>\nstream\n{xmp}\nendstream", xmp.len());
        let catalog = TAGGED.replace("/Pages", "/Metadata 5 0 R/Pages");
        PdfFacts::inspect(&with_table(&[&catalog, PAGES, "<<>>", TREE, &metadata], "/Info 3 0 R")).unwrap().has_title
    };
    assert!(titled("Het besluit") && titled("&amp;"));
    assert!(!titled("") && !titled("  "));
}

#[test]
fn an_update_has_the_last_word() {
    let mut bytes = accessible();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let before: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
    let at = bytes.len();
    writeln!(bytes, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj").unwrap();
    let start = bytes.len();
    writeln!(bytes, "xref\n1 1\n{at:010} 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Info 3 0 R/Prev {before}>>").unwrap();
    writeln!(bytes, "startxref\n{start}\n%%EOF").unwrap();
    let facts = PdfFacts::inspect(&bytes).unwrap();
    assert!(facts.has_title && !facts.is_tagged && !facts.has_language);
}

#[test]
fn what_is_torn_damaged_or_encrypted_is_told_apart() {
    let bytes = accessible();
    assert_eq!(PdfFacts::inspect(&bytes[..bytes.len() - 40]), Err(PdfProblem::Torn));
    assert_eq!(PdfFacts::inspect(&bytes[..100]), Err(PdfProblem::Torn));
    assert_eq!(PdfFacts::inspect(b"%PDF-1.7"), Err(PdfProblem::Torn));
    for no_pdf in [&b""[..], b"<!DOCTYPE html>", b"PK\x03\x04"] {
        assert_eq!(PdfFacts::inspect(no_pdf), Err(PdfProblem::NoPdf));
    }
    assert_eq!(PdfFacts::inspect(b"version https://git-lfs.github.com/spec/v1\n"), Err(PdfProblem::Pointer));
    let moved = String::from_utf8_lossy(&bytes).replace("startxref\n", "startxref\n9");
    assert_eq!(PdfFacts::inspect(moved.as_bytes()), Err(PdfProblem::Damaged));
    let encrypted = with_table(&[TAGGED, PAGES, "<<>>", TREE], "/Encrypt<</Filter/Standard>>");
    assert_eq!(PdfFacts::inspect(&encrypted), Err(PdfProblem::Encrypted));
    assert_eq!(PdfFacts::inspect(&with_table(&["<<>>"], "")), Err(PdfProblem::Damaged));
}

#[test]
fn circles_end() {
    let circle = with_table(&["2 0 R", "1 0 R"], "/Info 1 0 R");
    assert_eq!(PdfFacts::inspect(&circle), Err(PdfProblem::Damaged));
    let itself = String::from_utf8_lossy(&accessible()).into_owned();
    let start: usize = itself.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
    let itself = itself.replace("/Info 3 0 R>>", &format!("/Info 3 0 R/Prev {start}>>"));
    assert!(PdfFacts::inspect(itself.as_bytes()).is_ok());
}
