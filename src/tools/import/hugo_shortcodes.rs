//! Shortcodes of Hugo: links, figures, films, code; and those of the site, where their templates only show their arguments.

use super::data_files::element;
use super::equivalents::{equivalent, fence};
use super::go_expression::INNER;
use super::go_scratch::PageScratch;
use super::go_template::{TemplateValues, evaluate};
use super::html::HtmlConverter;
use super::hugo_context::HugoContext;
use super::input::InputFolder;
use super::item::ImportedItem;
use super::loss::ImportLoss;
use super::rewrite::{Dialect, InnerText, Replacement, TagRewriter, TagRules};
use super::tag_budget::TagBudget;
use super::template_tag::{TagCall, TemplateTag};
use super::values::text;
use serde_json::{Value, json};

/// Shortcodes in the text of an item.
pub(super) struct Shortcodes<'s> {
    /// The site.
    pub(super) context: &'s HugoContext,
    /// The language.
    pub(super) language: &'s str,
    /// The folder of the text, below that of all texts.
    pub(super) folder: &'s str,
    /// The item.
    pub(super) item: &'s ImportedItem,
    /// The files of the site.
    pub(super) files: &'s InputFolder,
    /// The converter of what templates give.
    pub(super) html: &'s HtmlConverter,
    /// What the tags of the text note for one another.
    pub(super) scratch: PageScratch,
    /// What the tags may still do.
    pub(super) budget: TagBudget,
}

impl Shortcodes<'_> {
    /// The marks of shortcodes.
    pub(super) const DIALECT: Dialect = Dialect {
        name: "shortcode",
        delimiters: &[("{{<", ">}}"), ("{{%", "%}}")],
        end: |name| format!("/{name}"),
        is_html: false,
    };

    /// A text with its tags replaced, and what is lost.
    pub(super) fn rewrite(&self, body: &str, (file, line): (&str, usize)) -> (String, Vec<ImportLoss>) {
        let run = || {
            let mut rewriter = TagRewriter { dialect: Self::DIALECT, rules: self, file, losses: Vec::new() };
            let body = rewriter.rewrite(body, line);
            (body, rewriter.losses)
        };
        let done = run();
        if !self.scratch.is_unread.get() {
            return done;
        }
        // What tags noted, nobody showed: their texts stay where they are.
        self.scratch.is_off.set(true);
        run()
    }

    fn reference(&self, call: &TagCall) -> Replacement {
        let Some(to) = call.get_or(&["path"], 0) else { return Replacement::Left };
        if to.starts_with("https://") || to.starts_with("http://") {
            return Replacement::Text(super::equivalents::address(to));
        }
        let language = call.get(&["lang"]).unwrap_or(self.language);
        match self.context.reference(language, self.folder, to) {
            Some(address) => Replacement::Text(super::equivalents::address(&address)),
            None => Replacement::Guess(format!("/{}/", to.trim_matches('/').trim_end_matches(".md"))),
        }
    }

    fn param(&self, call: &TagCall) -> Option<String> {
        let name = call.values.first()?;
        self.item.extra.get(name).and_then(text).or_else(|| self.context.param(&format!("params.{name}")))
    }

    /// A value that a template asks for.
    fn value(&self, path: &str) -> Option<Value> {
        match path {
            "page.title" => return Some(Value::from(self.item.title.as_str())),
            "page.relpermalink" | "page.permalink" => return self.item.address.clone().map(Value::from),
            "page.section" => return Some(Value::from(self.folder.split('/').next().unwrap_or_default())),
            "site.baseurl" => return Some(Value::from("/")),
            "site.language.lang" | "site.languageprefix" | "page.language.lang" | "page.lang" | "page.language" => {
                return Some(Value::from(self.language));
            }
            _ => {}
        }
        if let Some(key) = path.strip_prefix("i18n.") {
            return self.context.data.word(self.language, key);
        }
        if let Some(to) = path.strip_prefix("getpage.") {
            // A page that is not translated is better than none.
            let main = self.context.config.languages.first().map_or(self.language, |language| language.key.as_str());
            let path = to.trim_matches('/').trim_end_matches(".md").to_lowercase();
            let both = || [self.language, main].into_iter();
            let address = both().find_map(|language| self.context.reference(language, self.folder, to));
            let title = both().find_map(|language| self.context.titles.get(&format!("{language}/{path}")));
            return Some(address.map_or(
                Value::Null,
                |address| json!({"Title": title, "LinkTitle": title, "RelPermalink": address, "Permalink": address}),
            ));
        }
        if let Some(path) = path.strip_prefix("site.data.") {
            return Some(self.context.data.files.at(path));
        }
        if path == "page.params" {
            return Some(Value::Object(self.item.extra.clone().into_iter().collect()));
        }
        if let Some(keys) = path.strip_prefix("page.params.") {
            let (key, rest) = keys.split_once('.').unwrap_or((keys, ""));
            let value = self.item.extra.get(key).cloned().unwrap_or_default();
            let inner = |value, key: &str| element(&value, key).cloned().unwrap_or_default();
            return Some(rest.split('.').filter(|key| !key.is_empty()).fold(value, inner));
        }
        if let Some(file) = path.strip_prefix("readfile.").map(|file| file.trim_start_matches(['.', '/'])) {
            let own = format!("content/{}/{file}", self.folder);
            let found = [file, own.as_str()].into_iter().find(|file| !file.contains("..") && self.files.has(file))?;
            return self.files.read(found).ok().map(|input| Value::from(input.text));
        }
        let path = path.strip_prefix("site.").filter(|path| path.starts_with("params.") || matches!(*path, "title"))?;
        Some(super::values::at(&self.context.config.values, path).cloned().unwrap_or_default())
    }

    /// What the site's own template of a shortcode gives.
    fn of_template(&self, call: &TagCall, inner: Option<&str>) -> Option<Replacement> {
        let template = self.context.templates.get(&call.name.to_lowercase())?;
        let partial = |name: &str| self.context.partials.get(&name.to_lowercase()).cloned();
        let value = |path: &str| self.value(path);
        let inner = inner.unwrap_or_default().trim();
        let (scratch, budget) = (&self.scratch, &self.budget);
        let values = TemplateValues { call, value: &value, partial: &partial, scratch, inner, budget };
        let html = evaluate(template, values)?;
        let html = without_comments(&html);
        if html.contains("<form") {
            return None;
        }
        let has_script = html.contains("<script");
        let markdown = self.html.convert(&html);
        if has_script && !markdown.contains(INNER) && !markdown.chars().any(char::is_alphanumeric) {
            return own_scripts(&html).map(Replacement::Script);
        }
        let is_block =
            inner.contains('\n') || html.trim_start().starts_with("<div") || html.trim_start().starts_with("<p");
        let inner = if is_block && markdown.trim() == INNER { format!("\n\n{inner}\n\n") } else { inner.to_owned() };
        let text = self.budget.replaced(&markdown, INNER, &inner)?;
        let begins = ["<div", "<figure", "<p", "<section", "<blockquote", "<iframe", "<aside", "<table", "<ul"];
        let is_block = begins.iter().any(|begin| html.trim_start().starts_with(begin));
        let text = if is_block { format!("\n\n{}\n\n", text.trim()) } else { text };
        Some(if has_script { Replacement::WithoutScript(text) } else { Replacement::Text(text) })
    }
}

impl TagRules for Shortcodes<'_> {
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, inner: Option<InnerText<'_>>, in_code: bool) -> Replacement {
        if let Some(shown) = tag.inner.strip_prefix("/*") {
            // A shortcode that is shown as text.
            let close = if tag.open == "{{<" { ">}}" } else { "%}}" };
            let shown = shown.trim_end().trim_end_matches("*/").trim();
            let escape = if in_code { "" } else { "\\" };
            return Replacement::Text(format!("{escape}{} {shown} {close}", tag.open));
        }
        if in_code {
            return match call.name.as_str() {
                "ref" | "relref" => self.reference(call),
                _ => Replacement::Left,
            };
        }
        let call = &without_slash(call);
        let markdown = inner.map(|inner| inner.markdown);
        let or_left = |text: Option<String>| text.map_or(Replacement::Left, Replacement::Text);
        match call.name.to_lowercase().as_str() {
            "ref" | "relref" => self.reference(call),
            "param" => or_left(self.param(call)),
            "comment" => Replacement::Nothing,
            "highlight" => {
                let language = call.values.first().map(String::as_str).unwrap_or_default();
                or_left(inner.map(|inner| fence(language, inner.raw.trim_matches('\n').trim_end())))
            }
            name => {
                let is_picture =
                    ["img", "image", "figure", "photo"].iter().any(|word| name.contains(word)) && name != "figure";
                let own = || self.of_template(call, markdown);
                let usual = || equivalent(call, markdown).map(Replacement::Text);
                let found = if is_picture { own().or_else(usual) } else { usual().or_else(own) };
                found.unwrap_or(Replacement::Left)
            }
        }
    }

    fn is_raw(&self, name: &str) -> bool {
        matches!(name, "highlight" | "comment" | "mermaid" | "math" | "katex")
    }

    fn budget(&self) -> &TagBudget {
        &self.budget
    }
}

/// HTML whose scripts are all files of the site, on one line: it works as it is. `None` where the site would refuse a script.
fn own_scripts(html: &str) -> Option<String> {
    let is_own = |tag: &str| {
        let tag = tag.split('>').next().unwrap_or_default();
        let src = tag.split_once("src=")?.1.trim_start_matches(['"', '\'']);
        Some(src.starts_with('/') && !src.starts_with("//"))
    };
    let all = html.split("<script").skip(1).all(|tag| is_own(tag) == Some(true));
    let line = html.split_whitespace().collect::<Vec<_>>().join(" ");
    all.then(|| format!("\n\n{line}\n\n"))
}

/// HTML without its comments.
fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("-->").map_or("", |(_, after)| after))
}

/// A call without the slash of a tag that closes itself: `{{< x />}}`.
fn without_slash(call: &TagCall) -> TagCall {
    let mut call = call.clone();
    if call.values.last().is_some_and(|last| last == "/") {
        call.values.pop();
    }
    call.name = call.name.trim_end_matches('/').to_owned();
    call
}
