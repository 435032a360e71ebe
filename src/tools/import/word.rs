//! A Word document (.docx, ECMA-376) → HTML: headings, paragraphs, lists, tables, links, notes.

use std::collections::{HashMap, HashSet};
use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::html_tag::{attribute_value, html_text, plain_text};
use super::xml_node::XmlNode;

/// The most bytes of a part of a document.
const LONGEST_PART: u64 = 64 << 20;

/// The most bytes of the targets of links together: each is written as often as the text leads to it.
const MOST_LINKED: usize = 16 << 20;

/// A document that was read.
#[derive(Debug, Default)]
pub(super) struct WordText {
    /// The title: the first paragraph in a style for titles, or the title in the properties.
    pub(super) title: String,
    /// Who wrote it.
    pub(super) author: String,
    /// When it was made, as written in its properties.
    pub(super) created: String,
    /// The text.
    pub(super) html: String,
    /// The pictures, as their parts of the document: `word/media/image1.png`.
    pub(super) pictures: Vec<String>,
    /// The number of drawings, and of pictures in forms of Windows, which stay behind.
    pub(super) drawings: usize,
    /// The number of pieces of hidden text, which stay behind.
    pub(super) hidden: usize,
    /// The number of text boxes, which stay behind.
    pub(super) boxes: usize,
}

/// Reads a document. The error is a sentence.
///
/// # Errors
/// It is no Word document, or is damaged.
pub(super) fn read(bytes: &[u8]) -> Result<WordText, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| format!("it is no Word document, or is damaged: {error}"))?;
    let mut part = |name: &str| -> Result<XmlNode, String> {
        let entry = archive.by_name(name).map_err(|error| format!("it has no {name}: {error}"))?;
        let mut text = String::new();
        let mut bounded = entry.take(LONGEST_PART + 1);
        bounded.read_to_string(&mut text).map_err(|error| format!("{name} is damaged: {error}"))?;
        if text.len() as u64 > LONGEST_PART {
            return Err(format!("{name} is too large"));
        }
        XmlNode::parse(&text).map_err(|error| format!("{name} is damaged: {error}"))
    };
    let document = part("word/document.xml")?;
    let links = part("word/_rels/document.xml.rels").map(|root| links(&root)).unwrap_or_default();
    let numbered = part("word/numbering.xml").map(|root| numbered(&root)).unwrap_or_default();
    let notes = ["word/footnotes.xml", "word/endnotes.xml"].map(|name| part(name).unwrap_or_default());
    let properties = part("docProps/core.xml").unwrap_or_default();
    let properties = properties.child("cp:coreProperties").cloned().unwrap_or_default();
    let mut reader = WordReader { links, numbered, ..WordReader::default() };
    let body = document.child("w:document").and_then(|document| document.child("w:body")).ok_or("it has no text")?;
    reader.blocks(body);
    reader.end_lists(0);
    reader.notes(&notes);
    let WordReader { pictures, drawings, hidden, boxes, .. } = reader;
    let title = if reader.title.is_empty() { properties.text_of("dc:title").to_owned() } else { reader.title };
    Ok(WordText {
        title: plain_text(&title),
        author: properties.text_of("dc:creator").to_owned(),
        created: properties.text_of("dcterms:created").to_owned(),
        html: reader.html,
        pictures,
        drawings,
        hidden,
        boxes,
    })
}

/// The targets of links, by their ids.
fn links(root: &XmlNode) -> HashMap<String, String> {
    let all = root.child("Relationships").map(|all| all.children.as_slice()).unwrap_or_default();
    let link = |link: &XmlNode| Some((link.attribute("Id")?.to_owned(), link.attribute("Target")?.to_owned()));
    all.iter().filter_map(link).collect()
}

/// Nodes of a name, by an attribute.
fn by_id<'n>(parent: &'n XmlNode, name: &'n str, id: &str) -> HashMap<&'n str, &'n XmlNode> {
    parent.all(name).filter_map(|node| Some((node.attribute(id)?, node))).collect()
}

/// The lists whose entries have numbers.
fn numbered(root: &XmlNode) -> HashSet<String> {
    let Some(numbering) = root.child("w:numbering") else { return HashSet::new() };
    let formats = by_id(numbering, "w:abstractNum", "w:abstractNumId");
    let is_numbered = |id: &str| {
        let format = formats.get(id);
        let format =
            format.and_then(|list| list.child("w:lvl")?.child("w:numFmt")?.attribute("w:val").map(ToOwned::to_owned));
        format.is_some_and(|format| !matches!(&*format, "bullet" | "none"))
    };
    let list = |list: &XmlNode| {
        let id = list.child("w:abstractNumId")?.attribute("w:val")?;
        is_numbered(id).then(|| list.attribute("w:numId").map(ToOwned::to_owned))?
    };
    numbering.all("w:num").filter_map(list).collect()
}

#[derive(Default)]
struct WordReader {
    links: HashMap<String, String>,
    numbered: HashSet<String>,
    title: String,
    html: String,
    pictures: Vec<String>,
    shown: HashSet<String>,
    drawings: usize,
    hidden: usize,
    boxes: usize,
    /// The bytes of the targets of links that were written.
    linked: usize,
    /// The elements of the lists that are open.
    lists: Vec<&'static str>,
    /// The ids of the notes, with whether they stand at the end of the document, in the order in which the text refers to them.
    noted: Vec<(bool, String)>,
}

impl WordReader {
    fn blocks(&mut self, parent: &XmlNode) {
        for node in &parent.children {
            match node.name.as_str() {
                "w:p" => self.paragraph(node),
                "w:tbl" => {
                    self.end_lists(0);
                    self.table(node);
                }
                "w:sdt" => node.all("w:sdtContent").for_each(|content| self.blocks(content)),
                _ => {}
            }
        }
    }

    fn table(&mut self, table: &XmlNode) {
        self.html.push_str("<table>");
        for (number, row) in table.all("w:tr").enumerate() {
            let cell = if number == 0 { "th" } else { "td" };
            self.html.push_str("<tr>");
            for content in row.all("w:tc") {
                let texts: Vec<String> = content.all("w:p").map(|paragraph| self.runs(paragraph)).collect();
                self.html.extend([format!("<{cell}>{}</{cell}>", texts.join("<br>"))]);
            }
            self.html.push_str("</tr>");
        }
        self.html.push_str("</table>\n");
    }

    fn paragraph(&mut self, paragraph: &XmlNode) {
        let properties = paragraph.child("w:pPr");
        let style =
            properties.and_then(|all| all.child("w:pStyle")?.attribute("w:val")).unwrap_or_default().to_lowercase();
        let text = self.runs(paragraph);
        if text.trim().is_empty() {
            return;
        }
        let list = properties.and_then(|all| all.child("w:numPr"));
        let level = style.chars().last().and_then(|last| last.to_digit(10)).filter(|_| is_heading(&style));
        if list.is_none() || level.is_some() {
            self.end_lists(0);
        }
        if self.title.is_empty() && self.html.is_empty() && (is_title(&style) || level == Some(1)) {
            self.title = text;
            return;
        }
        match (level, list) {
            (Some(level), _) => {
                let level = level.clamp(1, 5) + 1;
                self.html.extend([format!("<h{level}>{text}</h{level}>\n")]);
            }
            (None, Some(list)) => self.entry(list, &text),
            (None, None) if style.contains("quote") || style.contains("citaat") => {
                self.html.extend([format!("<blockquote><p>{text}</p></blockquote>\n")]);
            }
            (None, None) => self.html.extend([format!("<p>{text}</p>\n")]),
        }
    }

    fn entry(&mut self, list: &XmlNode, text: &str) {
        let value = |name: &str| list.child(name).and_then(|node| node.attribute("w:val")).unwrap_or_default();
        let depth = value("w:ilvl").parse::<usize>().unwrap_or_default().min(8) + 1;
        let tag = if self.numbered.contains(value("w:numId")) { "ol" } else { "ul" };
        self.end_lists(depth);
        if self.lists.len() == depth && self.lists.last() != Some(&tag) {
            self.end_lists(depth - 1);
        }
        while self.lists.len() < depth {
            self.html.extend(["<", tag, ">"]);
            self.lists.push(tag);
        }
        self.html.extend([format!("<li>{text}</li>")]);
    }

    fn end_lists(&mut self, depth: usize) {
        while self.lists.len() > depth {
            let tag = self.lists.pop().unwrap_or("ul");
            self.html.extend(["</", tag, ">\n"]);
        }
    }

    /// The text of a paragraph or a link.
    fn runs(&mut self, parent: &XmlNode) -> String {
        let mut text = String::new();
        for node in &parent.children {
            match node.name.as_str() {
                "w:r" => text.push_str(&self.run(node)),
                "w:hyperlink" => {
                    let target = node.attribute("r:id").and_then(|id| self.links.get(id)).cloned();
                    self.linked += target.as_ref().map_or(0, String::len);
                    let target = target.filter(|_| self.linked <= MOST_LINKED);
                    let words = self.runs(node);
                    match target {
                        Some(target) => text.extend([format!("<a href=\"{}\">{words}</a>", attribute_value(&target))]),
                        None => text.push_str(&words),
                    }
                }
                // What was deleted while changes were recorded stays deleted.
                "w:ins" | "w:moveTo" | "w:smartTag" | "w:sdt" | "w:sdtContent" | "w:fldSimple" => {
                    text.push_str(&self.runs(node));
                }
                _ => {}
            }
        }
        text
    }

    fn run(&mut self, run: &XmlNode) -> String {
        let mut text = String::new();
        let properties = run.child("w:rPr");
        let has = |name: &str| {
            let found = properties.and_then(|all| all.child(name));
            found.is_some_and(|found| !matches!(found.attribute("w:val"), Some("0" | "false" | "none")))
        };
        if has("w:vanish") {
            self.hidden += usize::from(run.all("w:t").any(|node| !node.text.trim().is_empty()));
            return text;
        }
        for node in &run.children {
            match node.name.as_str() {
                "w:t" => text.push_str(&html_text(&node.text)),
                "w:br" | "w:cr" => text.push_str("<br>"),
                "w:tab" => text.push(' '),
                "w:noBreakHyphen" => text.push('\u{2011}'),
                "w:drawing" | "w:pict" | "mc:AlternateContent" if has_box(node) => self.boxes += 1,
                "w:drawing" | "w:pict" | "w:object" | "mc:AlternateContent" => match self.picture(node) {
                    Some(image) => text.push_str(&image),
                    None => self.drawings += 1,
                },
                "w:footnoteReference" | "w:endnoteReference" => {
                    let is_at_end = node.name == "w:endnoteReference";
                    self.noted.push((is_at_end, node.attribute("w:id").unwrap_or_default().to_owned()));
                    text.extend([format!("<sup>{}</sup>", self.noted.len())]);
                }
                _ => {}
            }
        }
        let is_blank = text.trim().is_empty();
        for (_, tag) in [("w:b", "strong"), ("w:i", "em"), ("w:strike", "del")]
            .into_iter()
            .filter(|(name, _)| has(name) && !is_blank)
        {
            text = format!("<{tag}>{text}</{tag}>");
        }
        text
    }

    /// A picture that stands in the document, in a form that browsers show.
    fn picture(&mut self, node: &XmlNode) -> Option<String> {
        let id = first(node, &|node| match node.name.as_str() {
            "a:blip" => node.attribute("r:embed"),
            "v:imagedata" => node.attribute("r:id"),
            _ => None,
        })?;
        let part = format!("word/{}", self.links.get(id)?.trim_start_matches("/word/"));
        let name = part.rsplit('/').next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
        if !["png", "jpg", "jpeg", "gif", "webp", "svg"].contains(&&*ending) {
            return None;
        }
        let alt = first(node, &|node| node.attribute("descr").filter(|_| node.name == "wp:docPr")).unwrap_or_default();
        let image = format!("<img src=\"{}\" alt=\"{}\">", attribute_value(name), attribute_value(alt));
        if self.shown.insert(part.clone()) {
            self.pictures.push(part);
        }
        Some(image)
    }

    /// The notes, as a list behind the text.
    fn notes(&mut self, [foot, end]: &[XmlNode; 2]) {
        let noted = std::mem::take(&mut self.noted);
        if noted.is_empty() {
            return;
        }
        let mut foot = foot.child("w:footnotes").map(|all| by_id(all, "w:footnote", "w:id")).unwrap_or_default();
        let mut end = end.child("w:endnotes").map(|all| by_id(all, "w:endnote", "w:id")).unwrap_or_default();
        self.html.push_str("<ol>");
        for (is_at_end, id) in &noted {
            // The text of a note stands there once, however many marks lead to it.
            let note = if *is_at_end { end.remove(id.as_str()) } else { foot.remove(id.as_str()) };
            let texts: Vec<String> =
                note.into_iter().flat_map(|note| note.all("w:p")).map(|paragraph| self.runs(paragraph)).collect();
            self.html.extend([format!("<li>{}</li>", texts.join(" ").trim())]);
        }
        self.html.push_str("</ol>\n");
    }
}

/// What is found first in a node or those below it.
fn first<'n>(node: &'n XmlNode, find: &dyn Fn(&'n XmlNode) -> Option<&'n str>) -> Option<&'n str> {
    find(node).or_else(|| node.children.iter().find_map(|child| first(child, find)))
}

/// A document whose parts can be read.
pub(super) type WordDocument = ZipArchive<Cursor<Vec<u8>>>;

/// Opens a document. `None` where it is none.
pub(super) fn open(bytes: Vec<u8>) -> Option<WordDocument> {
    ZipArchive::new(Cursor::new(bytes)).ok()
}

/// A part of a document, such as a picture. `None` where it is not there, or too large.
pub(super) fn part(document: &mut WordDocument, name: &str) -> Option<Vec<u8>> {
    let mut read = Vec::new();
    document.by_name(name).ok()?.take(LONGEST_PART + 1).read_to_end(&mut read).ok()?;
    (read.len() as u64 <= LONGEST_PART).then_some(read)
}

/// Whether a drawing is a box with a text.
fn has_box(node: &XmlNode) -> bool {
    node.name == "w:txbxContent" || node.children.iter().any(has_box)
}

/// Whether a style is one for headings, in the languages of Word.
fn is_heading(style: &str) -> bool {
    ["heading", "kop", "berschrift", "titre", "koptekst"].iter().any(|name| style.contains(name))
        && style.ends_with(|c: char| c.is_ascii_digit())
}

fn is_title(style: &str) -> bool {
    matches!(style, "title" | "titel" | "titre" | "titolo" | "título" | "titulo")
}
