//! Tags of the plugin `liquid_tags` in Markdown of Pelican: those with an equivalent, and code that they include.

use super::equivalents::{equivalent, fence, image};
use super::input::InputFolder;
use super::rewrite::{Dialect, InnerText, Replacement, TagRules};
use super::template_tag::{TagCall, TemplateTag};

/// The tags of the plugin. Any other is text, as it was in Pelican.
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
}

impl PelicanTags<'_> {
    /// The marks of tags.
    pub(super) const DIALECT: Dialect =
        Dialect { name: "Liquid", delimiters: &[("{%", "%}")], end: |name| format!("end{name}") };

    /// `include_code file.py lang:python Its title`: the code.
    fn code(&self, inner: &str) -> Option<String> {
        let mut words = inner.split_whitespace().skip(1);
        let file = words.next().filter(|file| !file.contains(".."))?;
        let language = words.find_map(|word| word.strip_prefix("lang:"));
        let language = language.or_else(|| file.rsplit_once('.').map(|(_, ending)| ending)).unwrap_or_default();
        let path = format!("{}/{file}", self.code);
        let code = self.folder.has(&path).then(|| self.folder.read(&path).ok()).flatten()?.text;
        Some(format!("\n\n{}\n\n", fence(language, code.trim_matches('\n'))))
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

impl TagRules for PelicanTags<'_> {
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, _: Option<InnerText<'_>>, in_code: bool) -> Replacement {
        let found = match &*call.name {
            "literal" => {
                let shown = tag.inner.strip_prefix("literal").unwrap_or_default().trim();
                let escape = if in_code { "" } else { "\\" };
                Some(format!("{escape}{{% {shown} %}}"))
            }
            name if in_code || !NAMES.contains(&name) => return Replacement::Keep,
            "img" | "b64img" => picture(tag.inner),
            "include_code" => self.code(tag.inner),
            _ => equivalent(call, None),
        };
        found.map_or(Replacement::Left, Replacement::Text)
    }

    fn is_raw(&self, _: &str) -> bool {
        false
    }
}
