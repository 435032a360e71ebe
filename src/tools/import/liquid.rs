//! Liquid in the bodies of Jekyll: what it says is written out.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::Value;

use super::equivalents::{equivalent, fence, include};
use super::html::HtmlConverter;
use super::item::ImportedItem;
use super::jekyll_context::JekyllContext;
use super::rewrite::{Dialect, InnerText, Replacement, TagRewriter, TagRules};
use super::tag_budget::{LARGE, TagBudget, weight};
use super::template_tag::{TagCall, TemplateTag};

/// The deepest nesting of includes.
const DEEPEST: usize = 8;

/// Where a round of a loop ends, and the loop with it.
pub(super) const BREAK: char = '\u{1}';
/// Where a round of a loop ends.
pub(super) const CONTINUE: char = '\u{2}';

/// Liquid in the text of an item.
pub(super) struct Liquid<'l> {
    /// The site.
    pub(super) source: &'l JekyllContext,
    /// The item.
    pub(super) item: &'l ImportedItem,
    /// What the text assigns; nothing for what nobody knows.
    pub(super) variables: RefCell<HashMap<String, Option<Value>>>,
    /// How many includes it stands in.
    pub(super) depth: usize,
    /// What its tags may still do.
    pub(super) budget: TagBudget,
}

impl Liquid<'_> {
    /// The marks of Liquid.
    pub(super) const DIALECT: Dialect = Dialect {
        name: "Liquid",
        delimiters: &[("{%", "%}"), ("{{", "}}")],
        end: |name| format!("end{name}"),
        is_html: false,
    };

    /// What an include of the site itself shows, where all of its tags have values.
    fn own_include(&self, tag: &str, call: &TagCall) -> Option<String> {
        let name = call.values.first().filter(|name| !name.contains("..") && self.depth < DEEPEST)?;
        let file = format!("{}_includes/{name}", self.source.config.source);
        let text = self.source.folder.has(&file).then(|| self.source.folder.read(&file).ok()).flatten()?.text;
        // One that depends on no text shows the same in all of them. Addresses must be known by then.
        let is_own = |name: &String| text.contains(name.as_str());
        let is_fixed = call.named.is_empty()
            && !self.source.addresses.is_empty()
            && !["page.", "include.", "include ", "assign ", "capture "].iter().any(|word| text.contains(word))
            && !self.variables.borrow().keys().any(is_own);
        if let Some(shown) = self.source.shown.borrow().get(&file).filter(|_| is_fixed) {
            return Some(shown.clone());
        }
        let named = call.named.iter().map(|(key, value)| {
            // A value without quotes is an expression.
            let is_text = ['"', '\''].iter().any(|quote| tag.contains(&format!("{key}={quote}")));
            let known = if is_text { None } else { self.value(value) };
            (key.clone(), known.unwrap_or_else(|| Value::from(value.as_str())))
        });
        self.budget.spend(LARGE + self.variables.borrow().values().flatten().map(weight).sum::<usize>())?;
        let mut variables = self.variables.borrow().clone();
        let outer = variables.insert("include".to_owned(), Some(Value::Object(named.collect())));
        let inner = Self {
            source: self.source,
            item: self.item,
            variables: RefCell::new(variables),
            depth: self.depth + 1,
            budget: self.budget.clone(),
        };
        let mut rewriter = TagRewriter { dialect: Self::DIALECT, rules: &inner, file: &file, losses: Vec::new() };
        let text = rewriter.rewrite(&text, 1);
        let has_script = ["<script", "<form", "<style"].iter().any(|mark| text.contains(mark));
        if has_script || !rewriter.losses.is_empty() {
            return None;
        }
        // What an include assigns is known behind it.
        let mut variables = inner.variables.take();
        variables.remove("include");
        variables.extend(outer.map(|outer| ("include".to_owned(), outer)));
        self.variables.replace(variables);
        let is_html = (file.ends_with(".html") || file.ends_with(".htm")) && text.trim_start().starts_with('<');
        let shown = if is_html { format!("\n\n{}\n\n", HtmlConverter::default().convert(&text)) } else { text };
        if is_fixed {
            self.source.shown.borrow_mut().insert(file, shown.clone());
        }
        Some(shown)
    }

    /// The address of another text.
    fn link(&self, call: &TagCall) -> Option<String> {
        let words = call.values.join(" ");
        let words = words.trim().trim_start_matches('/');
        let (path, fragment) = words.split_once('#').unwrap_or((words, ""));
        let address = self.source.addresses.get(path).cloned().or_else(|| {
            let is_file = self.source.folder.has(&format!("{}{path}", self.source.config.source));
            is_file.then(|| format!("/{path}"))
        })?;
        Some(if fragment.is_empty() { address } else { format!("{address}#{fragment}") })
    }
}

impl TagRules for Liquid<'_> {
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, inner: Option<InnerText<'_>>, in_code: bool) -> Replacement {
        let or_left = |text: Option<String>| text.map_or(Replacement::Left, Replacement::Text);
        if tag.open.starts_with("{{") {
            return or_left(self.shown(tag.inner).filter(|shown| !in_code || !shown.is_empty()));
        }
        match (call.name.as_str(), inner) {
            ("raw" | "verbatim", Some(inner)) => Replacement::Text(inner.raw.to_owned()),
            ("comment", Some(_)) => Replacement::Nothing,
            ("assign", _) if !in_code => self.assign(tag.inner),
            ("capture", Some(inner)) if !in_code => self.capture(call, inner.markdown),
            ("if" | "unless" | "case", Some(inner)) if !in_code => self.branch(tag.inner, inner.raw),
            ("for", Some(inner)) if !in_code => self.repeat(tag.inner, inner.raw),
            ("break", _) if self.budget.is_within() => Replacement::Text(BREAK.to_string()),
            ("continue", _) if self.budget.is_within() => Replacement::Text(CONTINUE.to_string()),
            ("post_url" | "link", _) => or_left(self.link(call).map(|address| super::equivalents::address(&address))),
            _ if in_code => Replacement::Left,
            ("highlight", Some(inner)) => {
                let language = call.values.first().map(String::as_str).unwrap_or_default();
                Replacement::Text(fence(language, inner.raw.trim_matches('\n').trim_end()))
            }
            ("include" | "include_relative" | "include_cached", _) => {
                or_left(include(call).or_else(|| self.own_include(tag.inner, call)))
            }
            ("seo" | "feed_meta", _) => Replacement::Left,
            (_, inner) => or_left(equivalent(
                call,
                inner.map(|inner| if self.is_raw(&call.name) { inner.raw } else { inner.markdown }),
            )),
        }
    }

    fn is_raw(&self, name: &str) -> bool {
        matches!(name, "raw" | "verbatim" | "highlight" | "comment" | "codeblock")
    }

    fn is_read_by_rules(&self, name: &str) -> bool {
        matches!(name, "if" | "unless" | "case" | "for")
    }

    fn budget(&self) -> &TagBudget {
        &self.budget
    }
}
