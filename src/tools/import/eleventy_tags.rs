//! Tags of Liquid and Nunjucks in the texts of Eleventy.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::eleventy_context::EleventyContext;
use super::equivalents::{address, equivalent, fence, image, include, label};
use super::front::Values;
use super::html::HtmlConverter;
use super::item::ImportedItem;
use super::loss::ImportLoss;
use super::rewrite::{Dialect, InnerText, Replacement, TagRewriter, TagRules};
use super::tag_budget::{LARGE, TagBudget};
use super::template_tag::{TagCall, TemplateTag};
use super::values::{at, text};

/// The deepest nesting of includes.
const DEEPEST: usize = 8;

/// Tags of Liquid and Nunjucks in the text of an item.
pub(super) struct EleventyTags<'e> {
    /// The values of the text and of the folders above.
    pub(super) values: &'e Values,
    /// The site.
    pub(super) context: &'e EleventyContext,
    /// The item.
    pub(super) item: &'e ImportedItem,
    /// What the text captures.
    pub(super) captured: RefCell<HashMap<String, String>>,
    /// The captured texts that were not shown yet.
    pub(super) unread: RefCell<HashSet<String>>,
    /// The captured texts that nothing shows: they stay where they are.
    pub(super) kept: HashSet<String>,
    /// How many includes it stands in.
    pub(super) depth: usize,
    /// What the tags may still do.
    pub(super) budget: TagBudget,
}

/// The marks around what is no tag, which code has too.
const RAW: &[&str] = &["{% raw %}", "{% endraw %}", "{%- raw -%}", "{%- endraw -%}"];

impl EleventyTags<'_> {
    /// The marks of Liquid and Nunjucks.
    pub(super) const DIALECT: Dialect = Dialect {
        name: "template",
        delimiters: &[("{%", "%}"), ("{{", "}}"), ("{#", "#}")],
        end: |name| format!("end{name}"),
        is_html: false,
    };

    /// A text with its tags replaced, and what is lost. A text that is captured and shown by nothing that is understood stays.
    pub(super) fn rewrite(&mut self, body: &str, (file, line): (&str, usize)) -> (String, Vec<ImportLoss>) {
        let run = |rules: &Self| {
            let is_html = [".html", ".njk", ".liquid"].iter().any(|ending| file.ends_with(ending));
            let dialect = Dialect { is_html, ..Self::DIALECT };
            let mut rewriter = TagRewriter { dialect, rules, file, losses: Vec::new() };
            let body = rewriter.rewrite(body, line);
            (body, rewriter.losses)
        };
        let done = run(self);
        self.kept = self.unread.take();
        if self.kept.is_empty() {
            return done;
        }
        self.captured.take();
        run(self)
    }

    /// Notes a text that is shown later.
    fn capture(&self, name: &str, inner: InnerText<'_>) -> Replacement {
        // What is shown as code later is not read here.
        let is_code = name.to_lowercase().contains("code");
        let text = without_raw(if is_code { inner.raw } else { inner.markdown });
        if self.kept.contains(name) {
            return if is_code {
                Replacement::Text(fence("", text.trim_matches('\n').trim_end()))
            } else {
                Replacement::Left
            };
        }
        self.captured.borrow_mut().insert(name.to_owned(), text);
        self.unread.borrow_mut().insert(name.to_owned());
        Replacement::Nothing
    }

    /// A text that was captured.
    fn captured(&self, name: &str) -> Option<String> {
        let text = self.captured.borrow().get(name).cloned()?;
        self.unread.borrow_mut().remove(name);
        Some(text)
    }

    /// What an include of the site shows, where all of its tags have values.
    fn own_include(&self, call: &TagCall) -> Option<String> {
        let name = call.values.first().filter(|_| self.depth < DEEPEST)?;
        let name = &self.context.include_name(name)?;
        let text = self.context.includes.get(name)?;
        let noted: usize = self.captured.borrow().iter().map(|(name, text)| name.len() + text.len()).sum();
        self.budget.spend(LARGE + noted)?;
        let captured = RefCell::new(self.captured.borrow().clone());
        captured.borrow_mut().extend(call.named.clone());
        let unread = RefCell::new(self.unread.borrow().clone());
        let (depth, kept, budget) = (self.depth + 1, HashSet::new(), self.budget.clone());
        let (values, context, item) = (self.values, self.context, self.item);
        let inner = Self { values, context, item, captured, unread, kept, depth, budget };
        let mut rewriter = TagRewriter { dialect: Self::DIALECT, rules: &inner, file: name, losses: Vec::new() };
        let text = rewriter.rewrite(text, 1);
        let has_script = ["<script", "<form", "<style"].iter().any(|mark| text.contains(mark));
        if has_script || !rewriter.losses.is_empty() {
            return None;
        }
        self.unread.borrow_mut().retain(|name| inner.unread.borrow().contains(name));
        let is_markdown = name.ends_with(".md") || !text.trim_start().starts_with('<');
        let text = if is_markdown { text.trim().to_owned() } else { HtmlConverter::default().convert(&text) };
        Some(if text.contains('\n') || !is_markdown { format!("\n\n{text}\n\n") } else { text })
    }

    /// An include that cannot be had: one that shows texts which stay where they are says little more.
    fn around(&self, call: &TagCall) -> Replacement {
        let name = call.values.first().and_then(|name| self.context.include_name(name));
        let text = name.and_then(|name| self.context.includes.get(&name)).map(String::as_str).unwrap_or_default();
        let is_read = self.budget.spend(text.len().saturating_mul(self.kept.len())).is_some();
        let shows_kept = is_read && self.kept.iter().any(|name| text.contains(name.as_str()));
        if shows_kept { Replacement::Around } else { Replacement::Left }
    }

    /// The code that a text sets and shows with a filter for code: `{{ block | highlight("js") | safe }}`.
    fn code(&self, expression: &str) -> Option<Replacement> {
        let (name, filters) = expression.split_once('|')?;
        let name = name.trim();
        let language = filters.trim().strip_prefix("highlight")?.split(['"', '\'']).nth(1).unwrap_or_default();
        let code = self.captured(name)?;
        Some(Replacement::Text(fence(language, code.trim_matches('\n').trim_end())))
    }

    /// A variable of the text: `{% set host = "example.org" %}`.
    fn set(&self, tag: &str) -> Replacement {
        let assigned = tag.split_once(char::is_whitespace).and_then(|(_, rest)| rest.split_once('='));
        let Some((name, expression)) = assigned else { return Replacement::Left };
        match self.value(expression.trim()) {
            Some(value) => {
                self.captured.borrow_mut().insert(name.trim().to_owned(), value);
                Replacement::Nothing
            }
            None => Replacement::Left,
        }
    }

    pub(super) fn value(&self, expression: &str) -> Option<String> {
        let (name, filters) = expression.split_once('|').unwrap_or((expression, ""));
        let is_plain = filters
            .split('|')
            .all(|filter| matches!(filter.trim(), "" | "url" | "safe" | "trim" | "escape" | "markdownify"));
        let name = name.trim();
        let quoted = name.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        let value = match (quoted, name) {
            (Some(quoted), _) => Some(quoted.to_owned()),
            (None, "page.url") => self.item.address.clone(),
            (None, "site.baseurl" | "baseurl") => Some(String::new()),
            (None, name) if is_plain && self.captured.borrow().contains_key(name) => self.captured(name),
            (None, name) => at(self.values, name).or_else(|| at(&self.context.globals, name)).and_then(text),
        };
        value.filter(|_| is_plain)
    }
}

impl TagRules for EleventyTags<'_> {
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, inner: Option<InnerText<'_>>, in_code: bool) -> Replacement {
        let or_left = |text: Option<String>| text.map_or(Replacement::Left, Replacement::Text);
        if tag.open == "{#" {
            // `{#id}` of a heading is no comment.
            let is_comment = tag.range.len() > tag.inner.len() + 4 && !in_code;
            return if is_comment { Replacement::Nothing } else { Replacement::Text(format!("{{#{}#}}", tag.inner)) };
        }
        if tag.open.starts_with("{{") {
            return self
                .value(tag.inner)
                .map(Replacement::Text)
                .or_else(|| self.code(tag.inner))
                .or_else(|| plain(tag.inner))
                .unwrap_or(Replacement::Left);
        }
        match (call.name.as_str(), inner) {
            ("raw" | "verbatim", Some(inner)) => Replacement::Text(inner.raw.to_owned()),
            ("comment", Some(_)) => Replacement::Nothing,
            _ if in_code => Replacement::Left,
            ("capture" | "set", Some(inner)) if call.values.len() == 1 => {
                self.capture(call.values.first().map(String::as_str).unwrap_or_default(), inner)
            }
            // A loop without its list, and a macro without its call, say nothing.
            ("for" | "macro" | "asyncEach" | "asyncAll", Some(_)) => Replacement::Whole,
            ("if" | "unless", Some(inner)) => self.branch(tag.inner, inner.raw),
            ("set" | "assign", None) => self.set(tag.inner),
            ("highlight", Some(inner)) => {
                let language = call.values.first().map(String::as_str).unwrap_or_default();
                let code = RAW.iter().fold(inner.raw.to_owned(), |code, mark| code.replace(mark, ""));
                Replacement::Text(fence(language, code.trim_matches('\n').trim_end()))
            }
            ("image", None) if call.values.len() > 1 => {
                let (src, alt) = (call.values.first().map(String::as_str), call.values.get(1).map(String::as_str));
                let src = src.map(rooted);
                or_left(src.map(|src| image(&src, alt.unwrap_or_default(), None, None)))
            }
            (name, None) if ["image", "img", "figure", "photo"].iter().any(|word| name.contains(word)) => {
                let call = TagCall { values: call.values.iter().map(|value| file(value)).collect(), ..call.clone() };
                or_left(equivalent(&call, None))
            }
            ("include" | "render" | "renderFile", None) => {
                let shown = include(call).or_else(|| self.own_include(call));
                shown.map_or_else(|| self.around(call), Replacement::Text)
            }
            (_, None) => {
                let found = equivalent(call, None).map(Replacement::Text);
                let name = call.name.to_lowercase();
                let decorates = ["icon", "avatar"].iter().any(|word| name.contains(word));
                let ornament = || decorates.then_some(Replacement::Ornament);
                let words = || words(call).filter(|_| tag.inner.contains(['"', '\'']));
                found.or_else(ornament).or_else(words).unwrap_or(Replacement::Left)
            }
            (_, inner) => or_left(equivalent(call, inner.map(|inner| inner.markdown))),
        }
    }

    fn is_raw(&self, name: &str) -> bool {
        matches!(name, "raw" | "verbatim" | "highlight" | "comment")
    }

    fn is_read_by_rules(&self, name: &str) -> bool {
        matches!(name, "for" | "macro" | "asyncEach" | "asyncAll" | "if" | "unless")
    }

    fn budget(&self) -> &TagBudget {
        &self.budget
    }
}

/// The address of a file that a tag names by its path in the project.
fn rooted(src: &str) -> String {
    let is_address = src.contains("//") || src.starts_with('/');
    if is_address { src.to_owned() } else { format!("/{}", src.trim_start_matches("./")) }
}

/// A text with a filter of the site: what it does with the text is not known, and the text is better than nothing.
fn plain(expression: &str) -> Option<Replacement> {
    let (text, filter) = expression.split_once('|')?;
    let text = text.trim().strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
    let arguments = filter;
    let filter = filter.split(['|', ':', '(']).next()?.trim();
    if text.starts_with("https://") && filter.to_lowercase().contains("embed") {
        let open = arguments.find(['"', '\''])?;
        let title = arguments.get(open + 1..)?.trim_end().trim_end_matches(')').trim_end_matches(['"', '\'']);
        return Some(Replacement::Text(format!("[{}]({})", label(title), address(text))));
    }
    let is_picture = ["photo", "image", "img", "icon", "avatar", "svg", "asset", "embed"]
        .iter()
        .any(|word| filter.to_lowercase().contains(word));
    let is_words = !text.is_empty() && !text.contains(['/', '<', '{']);
    let is_url = text.starts_with("http") && filter.to_lowercase().contains("url");
    ((is_words || is_url) && !is_picture).then(|| Replacement::Plain(text.to_owned(), filter.to_owned()))
}

/// A tag of the site with one text, such as a label: what it does with the text is not known, and the text is better than nothing.
fn words(call: &TagCall) -> Option<Replacement> {
    let name = call.name.to_lowercase();
    let text = match call.values.as_slice() {
        [url] if url.starts_with("https://") || url.starts_with("http://") => {
            let is_picture = ["avatar", "icon", "logo", "screenshot"].iter().any(|word| name.contains(word));
            return (!is_picture).then(|| Replacement::Plain(format!("[{}]({})", label(url), address(url)), name));
        }
        [text] => text,
        [text, url] if url.starts_with("http") && text.contains(char::is_alphabetic) => {
            return Some(Replacement::Plain(format!("[{}]({})", label(text), address(url)), name));
        }
        _ => return None,
    };
    let is_title = ["title", "label", "caption"].iter().any(|word| name.contains(word)) && !text.starts_with('/');
    let is_picture =
        ["photo", "avatar", "icon", "svg", "logo", "asset", "css", "js", "style", "script", "extends", "import"]
            .iter()
            .any(|word| name.contains(word));
    let is_words = text.contains(char::is_alphanumeric)
        && (is_title || !text.contains(['/', '_']))
        && !text.contains(['<', '{', '='])
        && !text.contains("..");
    let is_known =
        matches!(&*name, "if" | "elseif" | "elif" | "for" | "block" | "macro" | "call" | "filter" | "case" | "when");
    (is_words && call.named.is_empty() && !is_picture && !is_known)
        .then(|| Replacement::Plain(text.clone(), name.clone()))
}

/// A text without the tags that keep its marks from being read.
fn without_raw(text: &str) -> String {
    [
        "{% raw %}",
        "{%- raw %}",
        "{% raw -%}",
        "{%- raw -%}",
        "{% endraw %}",
        "{%- endraw %}",
        "{% endraw -%}",
        "{%- endraw -%}",
    ]
    .iter()
    .fold(text.to_owned(), |text, tag| text.replace(tag, ""))
}

/// A value that names a file of the project is an address.
fn file(value: &str) -> String {
    let is_path =
        value.contains('/') && value.rsplit('/').next().is_some_and(|name| name.contains('.')) && !value.contains(' ');
    if is_path { rooted(value) } else { value.to_owned() }
}
