//! Address patterns: `/nieuws/{year}/{slug}/` and the fields of an item → its address.

use std::fmt::Write as _;

use crate::base::Address;

/// A valid address pattern: it has only known fields, contains `{slug}`, and ends in `/` or `.html`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
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

/// Values of the fields of a pattern, for one item.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// Year of the date.
    pub year: i32,
    /// Month of the date, 1 to 12.
    pub month: u32,
    /// Day of the date, 1 to 31.
    pub day: u32,
    /// Slug.
    pub slug: &'a str,
    /// Folder of the file below `content/`, each part slugified; may be empty.
    pub folder: &'a str,
}

impl Pattern {
    /// Parses and checks a pattern; the error describes the problem.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a `{` is not closed")?;
            segments.push(Segment::Text(before.into()));
            segments.push(Segment::Field(field(name)?));
            rest = after;
        }
        segments.push(Segment::Text(rest.into()));
        let pattern = Self(segments);
        if !pattern.0.contains(&Segment::Field(Field::Slug)) {
            return Err("it has no `{slug}`, so all items would have the same address".to_owned());
        }
        if !text.ends_with('/') && !text.ends_with(".html") {
            return Err("it must end in `/` or `.html`".to_owned());
        }
        let sample = Fields { year: 2013, month: 12, day: 3, slug: "a", folder: "b" };
        pattern.address(sample).map(|_| pattern).map_err(|error| error.to_string())
    }

    /// Whether it has the field `{folder}`.
    pub fn has_folder(&self) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Field(Field::Folder)))
    }

    /// Fills in the fields and returns the address.
    pub fn address(&self, fields: Fields<'_>) -> Result<Address, crate::base::address::AddressError> {
        let mut text = String::with_capacity(64);
        for segment in &self.0 {
            // Writing to a String cannot fail.
            let _ = match segment {
                Segment::Text(literal) => text.write_str(literal),
                Segment::Field(Field::Year) => write!(text, "{:04}", fields.year),
                Segment::Field(Field::Month) => write!(text, "{:02}", fields.month),
                Segment::Field(Field::Day) => write!(text, "{:02}", fields.day),
                Segment::Field(Field::Slug) => text.write_str(fields.slug),
                Segment::Field(Field::Folder) => text.write_str(fields.folder),
            };
        }
        // An item directly in `content/` has no folder, so `/{folder}/{slug}/` gives `/slug/`.
        if text.contains("//") {
            text = text.replace("//", "/");
        }
        Address::parse(&text)
    }
}

/// The pattern that is probably meant by one of another program, `/:year/:slug/` or `/%year%/%postname%/`, or without its last slash.
pub(super) fn meant(text: &str) -> Option<String> {
    const NAMES: &[(&str, &[&str])] = &[
        ("{year}", &[":year", "%year%", "{jaar}", "{jahr}", "{annee}", "{Y}", "{date:%Y}"]),
        ("{month}", &[":month", ":i_month", "%monthnum%", "{maand}", "{monat}", "{m}", "{date:%m}"]),
        ("{day}", &[":day", "%day%", "{dag}", "{tag}", "{d}", "{date:%d}"]),
        ("{folder}", &[":sections", ":section", ":categories", ":path", "%category%", "{map}"]),
        (
            "{slug}",
            &[
                ":slug",
                ":title",
                ":slugorfilename",
                ":contentbasename",
                ":filename",
                ":name",
                "%postname%",
                "{titel}",
                "{title}",
                "{name}",
            ],
        ),
    ];
    let mut found = text.to_owned();
    // The longest name first: `:slugorfilename` begins with `:slug`.
    let mut names: Vec<(&str, &str)> =
        NAMES.iter().flat_map(|(field, names)| names.iter().map(move |name| (*name, *field))).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, field) in names {
        found = found.replace(name, field);
    }
    if !found.starts_with('/') {
        found.insert(0, '/');
    }
    if !found.ends_with('/') && !found.ends_with(".html") {
        found.push('/');
    }
    Pattern::parse(&found).is_ok().then_some(found)
}

/// An address that is the same for all: braces in it would be text.
pub(super) fn without_fields(address: Address) -> Result<Address, String> {
    if address.as_str().contains(['{', '}']) {
        return Err("it cannot have fields in braces".to_owned());
    }
    Ok(address)
}

fn field(name: &str) -> Result<Field, String> {
    match name {
        "year" => Ok(Field::Year),
        "month" => Ok(Field::Month),
        "day" => Ok(Field::Day),
        "slug" => Ok(Field::Slug),
        "folder" => Ok(Field::Folder),
        other => Err(format!(
            "unknown field `{{{other}}}`; the fields are {{year}}, {{month}}, {{day}}, {{slug}} and {{folder}}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_gives_addresses_or_an_error() {
        let fields = Fields { year: 2013, month: 2, day: 3, slug: "a-b", folder: "" };
        let address = |pattern| Pattern::parse(pattern).unwrap().address(fields).unwrap().to_string();
        assert_eq!(address("/nieuws/{year}/{slug}/"), "/nieuws/2013/a-b/");
        assert_eq!(address("/{folder}/{year}{month}{day}-{slug}.html"), "/20130203-a-b.html");
        for wrong in ["/nieuws/", "nieuws/{slug}/", "/{slug}", "/{jaar}/{slug}/", "/{slug", "/../{slug}/"] {
            assert!(Pattern::parse(wrong).is_err(), "{wrong}");
        }
        for (typed, pattern) in [
            ("/:year/:month/:slug/", Some("/{year}/{month}/{slug}/")),
            ("/:slugorfilename", Some("/{slug}/")),
            ("/%year%/%postname%/", Some("/{year}/{slug}/")),
            ("{jaar}/{slug}", Some("/{year}/{slug}/")),
            ("/nieuws/", None),
        ] {
            assert_eq!(meant(typed).as_deref(), pattern, "{typed}");
        }
    }
}
