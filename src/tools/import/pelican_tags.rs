//! Tags of the plugin `liquid_tags` in Markdown of Pelican: those with an equivalent, and code that they include.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::equivalents::{equivalent, fence, image};
use super::html::HtmlConverter;
use super::input::InputFolder;
use super::item::ImportedFile;
use super::loss::{Harm, ImportLoss};
use super::notebook::{CellRange, Notebook};
use super::notebook_output::NotebookText;
use super::rewrite::{Dialect, InnerText, Replacement, TagRules};
use super::tag_budget::{LARGE, TagBudget};
use super::template_tag::{TagCall, TemplateTag};
use crate::base::slug::slugify;

/// The tags of the plugin. Any other that the code of the site does not add is text, as it was in Pelican.
const NAMES: &[&str] = &[
    "audio",
    "b64img",
    "flickr",
    "generic",
    "gist",
    "giphy",
    "gram",
    "graphviz",
    "img",
    "include_code",
    "literal",
    "mp3",
    "notebook",
    "soundcloud",
    "speakerdeck",
    "spotify",
    "tweet",
    "video",
    "vimeo",
    "youtube",
];

/// Tags in the text of an item.
pub(super) struct PelicanTags<'p> {
    /// The source.
    pub(super) folder: &'p InputFolder,
    /// The folder of code that texts include.
    pub(super) code: String,
    /// The folder of notebooks that texts show.
    pub(super) notebooks: String,
    /// The tags that the code of the site adds.
    pub(super) own: &'p BTreeSet<String>,
    /// What the notebooks of the text give.
    pub(super) found: RefCell<NotebookParts>,
    /// What the tags may still do.
    pub(super) budget: TagBudget,
}

/// What notebooks give beside text.
#[derive(Default)]
pub(super) struct NotebookParts {
    /// The pictures, which go beside the item.
    pub(super) files: Vec<ImportedFile>,
    /// What is lost of them.
    pub(super) losses: Vec<ImportLoss>,
}

impl NotebookParts {
    /// Notes the pictures and the losses of a notebook.
    pub(super) fn add(&mut self, file: &str, text: &NotebookText) {
        let pictures = text.pictures.iter();
        self.files.extend(pictures.map(|(place, to)| ImportedFile { from: format!("{file}#{place}"), to: to.clone() }));
        let lose = |harm, message, hint| ImportLoss::new(harm, "outputs of notebooks", file).told(message, hint);
        if text.lost > 0 {
            let message = format!("{} outputs are made by scripts, and show nothing without them", text.lost);
            self.losses.push(lose(Harm::Part, message, "write what they showed, or make a picture of each"));
        }
        if text.without_scripts > 0 {
            let message = format!("{} outputs also ran scripts, which were left out", text.without_scripts);
            self.losses.push(lose(Harm::Detail, message, "make a picture of each, if the text needs it"));
        }
    }
}

impl PelicanTags<'_> {
    /// The marks of tags.
    pub(super) const DIALECT: Dialect =
        Dialect { name: "Liquid", delimiters: &[("{%", "%}")], end: |name| format!("end{name}"), is_html: false };

    /// `notebook file.ipynb cells[2:]`: the cells.
    fn notebook(&self, inner: &str) -> Option<String> {
        let arguments = inner.strip_prefix("notebook")?.trim();
        let end = arguments.find(".ipynb")? + ".ipynb".len();
        let (file, arguments) = arguments.split_at_checked(end).filter(|(file, _)| !file.contains(".."))?;
        let path = format!("{}/{file}", self.notebooks);
        let read = self.read(&path)?;
        let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".ipynb");
        let notebook = Notebook::read(&read)?;
        let text = notebook.markdown(CellRange::of(arguments), &slugify(name), &HtmlConverter::default());
        self.found.borrow_mut().add(&path, &text);
        Some(format!("\n\n{}", text.markdown))
    }

    /// `include_code file.py lang:python Its title`: the code.
    fn code(&self, inner: &str) -> Option<String> {
        let mut words = inner.split_whitespace().skip(1);
        let file = words.next().filter(|file| !file.contains(".."))?;
        let language = words.find_map(|word| word.strip_prefix("lang:"));
        let language = language.or_else(|| file.rsplit_once('.').map(|(_, ending)| ending)).unwrap_or_default();
        let path = format!("{}/{file}", self.code);
        let code = self.read(&path)?;
        Some(format!("\n\n{}\n\n", fence(language, code.trim_matches('\n'))))
    }

    /// The text of a file that a tag shows.
    fn read(&self, path: &str) -> Option<String> {
        let text = self.folder.has(path).then(|| self.folder.read(path).ok()).flatten()?.text;
        self.budget.spend(LARGE + text.len()).map(|()| text)
    }
}

/// `img left /images/a.png 400 300 The text`: words before the file and the size only say how it looks.
fn picture(inner: &str) -> Option<String> {
    let mut words = inner.split_whitespace().skip(1).skip_while(|word| !word.contains(['/', '.']));
    let src = words.next()?;
    let is_size = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    let text = words.skip_while(is_size).collect::<Vec<_>>().join(" ");
    let alt = text.split('"').map(str::trim).find(|part| !part.is_empty()).unwrap_or_default();
    Some(image(src, alt.trim_matches(['[', ']', '\'']), None, None))
}

/// The picture of a tag of the site: whatever else it does, it names a picture.
fn own_picture(inner: &str) -> Option<String> {
    inner.split_whitespace().any(is_picture).then(|| picture(inner)).flatten()
}

/// A list of pictures in the lines of a tag, below the folder in its first line: `a.jpg Its caption | its description`.
fn pictures(inner: &str) -> Option<String> {
    let mut lines = inner.lines();
    let folder = lines.next()?.split_whitespace().nth(1).unwrap_or_default().trim_end_matches('/');
    let of = |line: &str| {
        let (file, texts) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
        let (caption, alt) = texts.split_once('|').unwrap_or((texts, texts));
        let caption = Some(caption.trim()).filter(|caption| !caption.is_empty());
        is_picture(file).then(|| image(&format!("{folder}/{file}"), alt.trim(), caption, None))
    };
    let found: Option<Vec<String>> = lines.filter(|line| !line.trim().is_empty()).map(of).collect();
    found.filter(|found| !found.is_empty()).map(|found| format!("\n\n{}\n\n", found.join("\n\n")))
}

fn is_picture(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| ["jpg", "jpeg", "png", "gif", "webp", "svg", "avif"].contains(&&*ending))
}

/// The tags that the code of a site adds to those of the plugin: `@LiquidTags.register('illus')`.
pub(super) fn added(folder: &InputFolder) -> BTreeSet<String> {
    const MARK: &str = "LiquidTags.register(";
    let is_code = |file: &&str| file.ends_with(".py");
    let names = |file: &str| {
        let text = folder.read(file).map(|input| input.text).unwrap_or_default();
        let name = |(at, mark): (usize, &str)| {
            let rest = text.get(at + mark.len()..)?;
            rest.split(['"', '\'']).nth(1).map(str::to_owned)
        };
        text.match_indices(MARK).filter_map(name).collect::<Vec<_>>()
    };
    folder.below("").filter(is_code).flat_map(names).collect()
}

impl TagRules for PelicanTags<'_> {
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, _: Option<InnerText<'_>>, in_code: bool) -> Replacement {
        let found = match &*call.name {
            "literal" => {
                let shown = tag.inner.strip_prefix("literal").unwrap_or_default().trim();
                let escape = if in_code { "" } else { "\\" };
                Some(format!("{escape}{{% {shown} %}}"))
            }
            name if in_code || !(NAMES.contains(&name) || self.own.contains(name)) => return Replacement::Keep,
            name if self.own.contains(name) => {
                pictures(tag.inner).or_else(|| equivalent(call, None)).or_else(|| own_picture(tag.inner))
            }
            "img" | "b64img" => picture(tag.inner),
            "include_code" => self.code(tag.inner),
            "notebook" => self.notebook(tag.inner),
            _ => equivalent(call, None),
        };
        found.map_or(Replacement::Left, Replacement::Text)
    }

    fn is_raw(&self, _: &str) -> bool {
        false
    }

    fn budget(&self) -> &TagBudget {
        &self.budget
    }
}
