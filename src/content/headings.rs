//! The headings of a body.

use serde::{Deserialize, Serialize};

/// The headings of a body. They are stored as one text, a line each, because there are many: `2 id text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headings(Box<str>);

/// A heading of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// Its level as it is written out, 2 to 6.
    pub level: u8,
    /// Its id, unique in the body.
    pub id: &'a str,
    /// Its text, plain.
    pub text: &'a str,
}

impl Headings {
    pub(super) fn new(lines: String) -> Self {
        Self(lines.into())
    }

    /// Adds a heading to those that are given to [`Headings::new`].
    pub(super) fn push(lines: &mut String, level: usize, id: &str, text: &str) {
        let id = id.split_whitespace().collect::<Vec<_>>().join("-");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        lines.extend([level.to_string().as_str(), " ", &id, " ", &text, "\n"]);
    }

    /// The headings, in order.
    pub fn iter(&self) -> impl Iterator<Item = Heading<'_>> + Clone {
        self.0.lines().filter_map(|line| {
            let mut parts = line.splitn(3, ' ');
            let (level, id, text) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
            Some(Heading { level, id, text })
        })
    }
}
