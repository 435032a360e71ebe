//! Addresses of Hugo: permalinks, and the form that names have in them.

use chrono::{DateTime, Datelike as _, FixedOffset};

/// What a permalink is made of.
pub(super) struct HugoPermalink<'p> {
    /// The date.
    pub(super) date: Option<DateTime<FixedOffset>>,
    /// The title.
    pub(super) title: &'p str,
    /// The slug of the front matter.
    pub(super) slug: Option<&'p str>,
    /// The name of the file, or of its folder.
    pub(super) name: &'p str,
    /// The folders of the file, without its own.
    pub(super) sections: &'p [&'p str],
    /// Whether capitals stay.
    pub(super) keeps_case: bool,
}

impl HugoPermalink<'_> {
    /// The address by a pattern, or by the folders of the file.
    pub(super) fn address(&self, pattern: Option<&str>) -> String {
        let Some(pattern) = pattern else {
            let mut address = String::from("/");
            for section in self.sections {
                address.push_str(&self.path(section));
                address.push('/');
            }
            address.push_str(&self.path(self.slug.unwrap_or(self.name)));
            address.push('/');
            return address.replace("//", "/");
        };
        let mut address = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once(':') {
            address.push_str(before);
            let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
            let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
            address.push_str(&self.value(name));
            // `:sections[1:]`: all folders but the first.
            rest = match after.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
                Some((range, after)) if name == "sections" => {
                    let skip = range.split(':').next().and_then(|from| from.parse().ok()).unwrap_or(0);
                    let all = self.value("sections");
                    address.truncate(address.len() - all.len());
                    let parts: Vec<String> = self.sections.iter().skip(skip).map(|part| self.path(part)).collect();
                    address.push_str(&parts.join("/"));
                    after
                }
                _ => after,
            };
        }
        address.push_str(rest);
        while address.contains("//") {
            address = address.replace("//", "/");
        }
        let address = if address.starts_with('/') { address } else { format!("/{address}") };
        let last = address.rsplit('/').next().unwrap_or_default();
        if last.is_empty() || last.contains('.') { address } else { format!("{address}/") }
    }

    fn value(&self, name: &str) -> String {
        // Without a date it is the first day of the first year.
        let first = chrono::NaiveDate::from_ymd_opt(1, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
        let written = self.date.or_else(|| first.map(|first| first.and_utc().fixed_offset()));
        let date = |form: &str| written.map(|date| date.format(form).to_string()).unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "year" | "2006" => date("%Y"),
            "month" | "01" => date("%m"),
            "monthname" => date("%B").to_lowercase(),
            "day" | "02" => date("%d"),
            "weekday" => self.date.map(|date| date.weekday().num_days_from_sunday().to_string()).unwrap_or_default(),
            "weekdayname" => date("%A").to_lowercase(),
            "yearday" => self.date.map(|date| date.ordinal().to_string()).unwrap_or_default(),
            "section" => self.sections.first().map(|section| self.path(section)).unwrap_or_default(),
            "sections" => self.sections.iter().map(|section| self.path(section)).collect::<Vec<_>>().join("/"),
            "title" => self.path(self.title),
            "slug" => self.path(self.slug.unwrap_or(self.title)),
            "slugorfilename" | "slugorcontentbasename" => self.path(self.slug.unwrap_or(self.name)),
            "filename" | "contentbasename" => self.path(self.name),
            _ => String::new(),
        }
    }

    fn path(&self, text: &str) -> String {
        urlized(text, self.keeps_case)
    }
}

/// A name as Hugo has it in addresses: letters of all scripts stay, spaces are hyphens.
pub(super) fn urlized(text: &str, keeps_case: bool) -> String {
    let mut url = String::with_capacity(text.len());
    let mut has_space = false;
    for c in text.chars() {
        if c.is_alphanumeric() || "._-#+~@".contains(c) || is_mark(c) {
            if has_space && !url.is_empty() && !url.ends_with('-') {
                url.push('-');
            }
            has_space = false;
            url.push(c);
        } else if c.is_whitespace() {
            has_space = true;
        }
    }
    let url = url.replace('#', "");
    if keeps_case { url } else { url.to_lowercase() }
}

/// Marks that belong to a letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{93e}'..='\u{94d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permalinks_are_those_of_hugo() {
        let sections = ["Blog", "Oud nieuws"];
        let permalink = HugoPermalink {
            date: "2013-02-03T04:05:06+01:00".parse().ok(),
            title: "Wijkgericht werken: doel?",
            slug: None,
            name: "open-dag",
            sections: &sections,
            keeps_case: false,
        };
        for (pattern, address) in [
            (None, "/blog/oud-nieuws/open-dag/"),
            (Some("/:year/:month/:day/:title/"), "/2013/02/03/wijkgericht-werken-doel/"),
            (Some(":section/:year/:slugorfilename"), "/blog/2013/open-dag/"),
            (Some("/:sections[1:]/:filename/"), "/oud-nieuws/open-dag/"),
            (Some("/:yearday/:slug.html"), "/34/wijkgericht-werken-doel.html"),
        ] {
            assert_eq!(permalink.address(pattern), address, "{pattern:?}");
        }
        assert_eq!(urlized("Één café #2, C++", false), "één-café-2-c++");
    }
}
