//! Links, code and roles within a line of reStructuredText → Markdown.

use std::collections::{BTreeMap, HashMap};

use super::equivalents::{address, image, label};

/// The targets of links, by their names in lower case, and what stands for a name such as `|logo|`.
pub(super) struct RestLinks(BTreeMap<String, String>, HashMap<String, String>);

/// `.. |logo| image:: a.png` with its `:alt:`, and `.. |name| replace:: text`.
fn substitutions(text: &str) -> HashMap<String, String> {
    let mut lines = text.lines().peekable();
    let mut found = HashMap::new();
    while let Some(line) = lines.next() {
        let definition = line.strip_prefix(".. |").and_then(|rest| rest.split_once("| "));
        let Some((name, (kind, value))) = definition.and_then(|(name, rest)| Some((name, rest.split_once("::")?)))
        else {
            continue;
        };
        let mut alt = "";
        while let Some(option) = lines.next_if(|line| line.trim_start().starts_with(':')) {
            alt = option.trim().strip_prefix(":alt:").map_or(alt, str::trim);
        }
        match kind {
            "image" => drop(found.insert(name.to_owned(), image(value.trim(), alt, None, None))),
            "replace" => drop(found.insert(name.to_owned(), value.trim().to_owned())),
            _ => {}
        }
    }
    found
}

/// A name as links and targets compare it.
fn key(name: &str) -> String {
    super::values::one_line(name).trim_matches('`').to_lowercase()
}

impl RestLinks {
    /// Targets `.. _name: address` of a text.
    pub(super) fn of(text: &str) -> Self {
        let targets = text.lines().filter_map(|line| line.trim_start().strip_prefix(".. _")?.split_once(": "));
        let mut found: BTreeMap<String, String> = targets.map(|(name, to)| (key(name), to.trim().to_owned())).collect();
        // `__ address` are the targets of links without a name, in order; only a text with a single one is certain.
        let mut nameless =
            text.lines().filter_map(|line| line.strip_prefix("__ ").or_else(|| line.strip_prefix(".. __: ")));
        if let (Some(to), None) = (nameless.next(), nameless.next()) {
            found.insert("__".to_owned(), to.trim().to_owned());
        }
        Self(found, substitutions(text))
    }

    /// Text as Markdown.
    pub(super) fn inline(&self, text: &str) -> String {
        let (mut written, mut rest) = (String::with_capacity(text.len()), text);
        while let Some((before, quoted)) = rest.split_once('`') {
            if let Some((code, after)) = quoted.strip_prefix('`').and_then(|code| code.split_once("``")) {
                written.push_str(&self.words(before));
                written.push_str(&literal(code));
                rest = after;
                continue;
            }
            let Some((inside, after)) = quoted.split_once('`') else { break };
            let (before, role) = role(before);
            written.push_str(&self.words(before));
            let marks = after.len() - after.trim_start_matches('_').len();
            rest = after.get(marks..).unwrap_or_default();
            let shown = match (role, marks) {
                (Some(role), _) => of_role(role, inside),
                (None, 0) => format!("*{inside}*"),
                (None, _) => self.link(inside, marks > 1),
            };
            written.push_str(&shown);
        }
        written.push_str(&self.words(rest));
        written
    }

    /// `text <address>` or the name of a target.
    fn link(&self, inside: &str, is_nameless: bool) -> String {
        let pair = inside.trim_end().strip_suffix('>').and_then(|inside| inside.rsplit_once('<'));
        if let Some((text, to)) = pair {
            let to = to.split_whitespace().collect::<String>();
            let own = to.strip_suffix('_').and_then(|name| self.0.get(&key(name))).cloned().unwrap_or(to);
            let text = if text.trim().is_empty() { &own } else { text };
            return format!("[{}]({})", label(text), address(&own));
        }
        let to = self.0.get(&key(inside)).or_else(|| self.0.get("__").filter(|_| is_nameless));
        to.map_or_else(|| inside.to_owned(), |to| format!("[{}]({})", label(inside), address(to)))
    }

    /// Text without backticks: `name_` and `[1]_`.
    fn words(&self, text: &str) -> String {
        let mut words = Vec::new();
        for word in text.replace("\\ ", "").split(' ') {
            let end = word.rfind('_').filter(|_| !word.contains("://"));
            let (name, after) = end.and_then(|end| word.split_at_checked(end)).unwrap_or((word, ""));
            let start = name.rfind(['\n', '(', '"']).map_or(0, |at| at + 1);
            let (lead, name) = name.split_at_checked(start).unwrap_or(("", name));
            let tail = after.strip_prefix('_').filter(|tail| !tail.starts_with(char::is_alphanumeric));
            let note = name.strip_prefix('[').and_then(|note| note.strip_suffix(']'));
            words.push(match (tail, note, self.0.get(&key(name))) {
                (Some(tail), Some(note), _) => format!("{lead}[^{}]{tail}", note.trim_start_matches('#')),
                (Some(tail), None, Some(to)) if !name.is_empty() => {
                    format!("{lead}[{}]({}){tail}", label(name), address(to))
                }
                _ => word.to_owned(),
            });
        }
        self.substituted(&words.join(" ").replace('<', "\\<"))
    }

    /// Text with what stands for names such as `|logo|`. What it gives is not read again: a name in it could double a text at each
    /// step.
    fn substituted(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('|') {
            written.push_str(before);
            let found = after.split_once('|').and_then(|(name, after)| Some((self.1.get(name)?, after)));
            rest = if let Some((shown, after)) = found {
                written.push_str(shown);
                after
            } else {
                written.push('|');
                after
            };
        }
        written.push_str(rest);
        written
    }
}

/// The text before a role, and its name: `see :code:`.
fn role(before: &str) -> (&str, Option<&str>) {
    let found = before.strip_suffix(':').and_then(|rest| rest.rsplit_once(':'));
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c));
    found.filter(|(_, name)| is_name(name)).map_or((before, None), |(text, name)| (text, Some(name)))
}

/// Code; two marks around code that has one.
fn literal(code: &str) -> String {
    let mark = "`".repeat(1 + usize::from(code.contains('`')));
    format!("{mark}{code}{mark}")
}

fn of_role(name: &str, inside: &str) -> String {
    match name {
        "code" | "literal" | "math" | "kbd" | "file" | "command" | "samp" => format!("`{inside}`"),
        "strong" => format!("**{inside}**"),
        "emphasis" | "title-reference" => format!("*{inside}*"),
        "sub" | "subscript" => format!("<sub>{inside}</sub>"),
        "sup" | "superscript" => format!("<sup>{inside}</sup>"),
        _ => inside.split('<').next().unwrap_or_default().trim().trim_start_matches('~').to_owned(),
    }
}
