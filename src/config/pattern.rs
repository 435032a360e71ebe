//! Address patterns: `/nieuws/{year}/{slug}/` and an item's fields → its address.

use std::fmt::Write as _;

use crate::base::Address;

/// A pattern that was checked: every field is known, `{slug}` is among them, it ends in `/` or `.html`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Box<str>),
    Field(Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Year,
    Month,
    Day,
    Slug,
    Folder,
}

/// What an item brings to its address.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// The year of its date.
    pub year: i32,
    /// The month of its date, 1 to 12.
    pub month: u32,
    /// The day of its date, 1 to 31.
    pub day: u32,
    /// Its slug.
    pub slug: &'a str,
    /// The folder of its file below `content/`, slugified part by part; may be empty.
    pub folder: &'a str,
}

impl Pattern {
    /// Checks a pattern; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a `{` is not closed")?;
            parts.push(Part::Text(before.into()));
            parts.push(Part::Field(field(name)?));
            rest = after;
        }
        parts.push(Part::Text(rest.into()));
        let pattern = Self(parts);
        if !pattern.0.contains(&Part::Field(Field::Slug)) {
            return Err("it lacks `{slug}`, so all items would stand at one address".to_owned());
        }
        if !text.ends_with('/') && !text.ends_with(".html") {
            return Err("it ends in neither `/` nor `.html`".to_owned());
        }
        let sample = Fields { year: 2013, month: 12, day: 3, slug: "a", folder: "b" };
        pattern.address(sample).map(|_| pattern).map_err(|error| error.to_string())
    }

    /// The address of an item.
    pub fn address(&self, fields: Fields<'_>) -> Result<Address, crate::base::address::AddressError> {
        let mut text = String::with_capacity(64);
        for part in &self.0 {
            // Writing to a String cannot fail.
            let _ = match part {
                Part::Text(part) => text.write_str(part),
                Part::Field(Field::Year) => write!(text, "{:04}", fields.year),
                Part::Field(Field::Month) => write!(text, "{:02}", fields.month),
                Part::Field(Field::Day) => write!(text, "{:02}", fields.day),
                Part::Field(Field::Slug) => text.write_str(fields.slug),
                Part::Field(Field::Folder) => text.write_str(fields.folder),
            };
        }
        // An item at the top of `content/` has no folder: `/{folder}/{slug}/` is `/slug/` for it.
        Address::parse(&text.replace("//", "/"))
    }
}

fn field(name: &str) -> Result<Field, String> {
    match name {
        "year" => Ok(Field::Year),
        "month" => Ok(Field::Month),
        "day" => Ok(Field::Day),
        "slug" => Ok(Field::Slug),
        "folder" => Ok(Field::Folder),
        other => Err(format!(
            "there is no field `{{{other}}}`; there are {{year}}, {{month}}, {{day}}, {{slug}} and {{folder}}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_makes_addresses_or_says_what_is_wrong() {
        let fields = Fields { year: 2013, month: 2, day: 3, slug: "a-b", folder: "" };
        let address = |pattern| Pattern::parse(pattern).unwrap().address(fields).unwrap().to_string();
        assert_eq!(address("/nieuws/{year}/{slug}/"), "/nieuws/2013/a-b/");
        assert_eq!(address("/{folder}/{year}{month}{day}-{slug}.html"), "/20130203-a-b.html");
        for wrong in ["/nieuws/", "nieuws/{slug}/", "/{slug}", "/{jaar}/{slug}/", "/{slug", "/../{slug}/"] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
