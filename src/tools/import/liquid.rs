//! Liquid in the bodies of Jekyll: what it says is written out.

use super::equivalents::{equivalent, fence, image};
use super::item::ImportedItem;
use super::jekyll_context::JekyllContext;
use super::rewrite::{Dialect, InnerText, Replacement, TagRules};
use super::template_tag::{TagCall, TemplateTag};

/// Liquid in the text of an item.
pub(super) struct Liquid<'l> {
    /// The site.
    pub(super) source: &'l JekyllContext,
    /// The item.
    pub(super) item: &'l ImportedItem,
}

impl Liquid<'_> {
    /// The marks of Liquid.
    pub(super) const DIALECT: Dialect = Dialect {
        name: "Liquid",
        delimiters: &[("{%-", "-%}"), ("{%", "%}"), ("{{-", "-}}"), ("{{", "}}")],
        end: |name| format!("end{name}"),
    };

    /// The value of an expression: a text in quotes or a variable, with filters.
    fn value(&self, expression: &str) -> Option<String> {
        let mut parts = expression.split('|');
        let first = parts.next()?.trim();
        let quoted = first.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        let mut value = match quoted {
            Some(text) => text.to_owned(),
            None => self.variable(first)?,
        };
        for filter in parts {
            value = self.filter(filter.trim(), value)?;
        }
        Some(value)
    }

    fn variable(&self, name: &str) -> Option<String> {
        match name {
            "site.baseurl" => return Some(String::new()),
            "site.url" => return Some(self.source.config.text("url").unwrap_or_default()),
            "page.title" => return Some(self.item.title.clone()),
            "page.url" => return self.item.address.clone(),
            "page.date" => return self.item.day().map(|day| day.to_string()),
            _ => {}
        }
        if let Some(path) = name.strip_prefix("site.") {
            return self.source.config.text(path);
        }
        let path = name.strip_prefix("page.")?;
        self.item.extra.get(path).and_then(super::values::text)
    }

    fn filter(&self, filter: &str, value: String) -> Option<String> {
        let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
        let argument = || self.value(argument);
        Some(match name.trim() {
            "relative_url" | "absolute_url" => format!("/{}", value.trim_start_matches('/')),
            "prepend" => format!("{}{value}", argument()?),
            "append" => format!("{value}{}", argument()?),
            "downcase" => value.to_lowercase(),
            "upcase" => value.to_uppercase(),
            "strip" | "escape" | "xml_escape" | "markdownify" | "uri_escape" | "cgi_escape" | "smartify" => {
                value.trim().to_owned()
            }
            "default" if value.is_empty() => argument()?,
            "default" | "date" | "date_to_string" => value,
            _ => return None,
        })
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
            return or_left(self.value(tag.inner));
        }
        match (call.name.as_str(), inner) {
            ("raw" | "verbatim", Some(inner)) => Replacement::Text(inner.raw.to_owned()),
            ("comment", Some(_)) => Replacement::Nothing,
            ("post_url" | "link", _) => or_left(self.link(call).map(|address| super::equivalents::address(&address))),
            _ if in_code => Replacement::Left,
            ("highlight", Some(inner)) => {
                let language = call.values.first().map(String::as_str).unwrap_or_default();
                Replacement::Text(fence(language, inner.raw.trim_matches('\n').trim_end()))
            }
            ("include" | "include_relative" | "include_cached", _) => or_left(include(call)),
            ("seo" | "feed_meta" | "assign" | "capture", _) => Replacement::Left,
            (_, inner) => or_left(equivalent(
                call,
                inner.map(|inner| if self.is_raw(&call.name) { inner.raw } else { inner.markdown }),
            )),
        }
    }

    fn is_raw(&self, name: &str) -> bool {
        matches!(name, "raw" | "verbatim" | "highlight" | "comment" | "codeblock")
    }
}

/// An include by its name: what it shows is what its arguments say.
fn include(call: &TagCall) -> Option<String> {
    let mut values = call.values.iter();
    let name = values.next()?;
    let shown = TagCall { name: name.clone(), values: values.cloned().collect(), named: call.named.clone() };
    equivalent(&shown, None).or_else(|| {
        let src = shown.named.values().next().filter(|_| shown.named.len() == 1 && name.contains("image"))?;
        Some(image(src, "", None, None))
    })
}
