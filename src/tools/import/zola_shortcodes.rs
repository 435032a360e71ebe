//! Shortcodes of Zola: those with an equivalent, and those of the site whose templates show their arguments.

use tera::Context;

use super::equivalents::equivalent;
use super::html::HtmlConverter;
use super::rewrite::{Dialect, InnerText, Replacement, TagRules};
use super::tag_budget::{LARGE, TagBudget};
use super::template_tag::{TagCall, TemplateTag};
use super::zola_context::ZolaContext;
use crate::theme;

/// Shortcodes in the text of an item.
pub(super) struct ZolaShortcodes<'z> {
    /// The site.
    pub(super) context: &'z ZolaContext,
    /// What the tags may still do.
    pub(super) budget: TagBudget,
}

/// What templates of shortcodes may not do: repeat, read other files, define.
const REFUSED: &[&str] =
    &["{% for", "{%- for", "import", "include", "macro", "load_data", "resize_image", "extends", "range("];

/// The place of the text between two tags.
const BODY: &str = "\u{e000}body\u{e000}";

impl ZolaShortcodes<'_> {
    /// The marks of shortcodes.
    pub(super) const DIALECT: Dialect = Dialect {
        name: "shortcode",
        delimiters: &[("{{", "}}"), ("{%", "%}")],
        end: |_| "end".to_owned(),
        is_html: false,
    };

    fn of_template(&self, call: &TagCall, inner: Option<&str>) -> Option<String> {
        let template = self.context.templates.get(&call.name)?;
        if REFUSED.iter().any(|word| template.contains(word)) || template.len() > 20_000 {
            return None;
        }
        let mut context = Context::new();
        for (key, value) in &call.named {
            context.insert(key.clone(), value);
        }
        context.insert("body", BODY);
        context.insert("nth", &1);
        self.budget.spend(LARGE + template.len())?;
        let html = theme::render_alone(template, &context)?;
        self.budget.spend(html.len())?;
        if html.contains("<script") || html.contains("<style") {
            return None;
        }
        let markdown = HtmlConverter::default().convert(&html);
        let text = self.budget.replaced(&markdown, BODY, inner.unwrap_or_default().trim())?;
        Some(format!("\n\n{}\n\n", text.trim()))
    }

    /// Whether the inside of a tag is a shortcode: `name(…)`. Anything else is text.
    fn is_one(inner: &str) -> bool {
        let end = inner
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '/' || c == '.'))
            .unwrap_or(inner.len());
        let name = inner.get(..end).unwrap_or_default();
        let rest = inner.get(end..).unwrap_or_default().trim_start();
        !name.is_empty() && rest.starts_with('(') && inner.ends_with(')')
    }
}

impl TagRules for ZolaShortcodes<'_> {
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, inner: Option<InnerText<'_>>, in_code: bool) -> Replacement {
        if let Some(shown) = tag.inner.strip_prefix("/*") {
            let (open, close) = if tag.open == "{{" { ("{{", "}}") } else { ("{%", "%}") };
            let escape = if in_code { "" } else { "\\" };
            return Replacement::Text(format!("{escape}{open}{} {close}", shown.trim_end_matches("*/").trim_end()));
        }
        if !Self::is_one(tag.inner) {
            return Replacement::Keep;
        }
        let markdown = inner.map(|inner| inner.markdown);
        let is_picture = ["img", "image", "figure", "photo"].iter().any(|word| call.name.contains(word));
        let own = || self.of_template(call, markdown);
        let usual = || equivalent(call, markdown);
        let found = if is_picture { own().or_else(usual) } else { usual().or_else(own) };
        found.map_or(Replacement::Left, Replacement::Text)
    }

    fn is_raw(&self, name: &str) -> bool {
        matches!(name, "mermaid" | "math" | "katex")
    }

    fn budget(&self) -> &TagBudget {
        &self.budget
    }
}
