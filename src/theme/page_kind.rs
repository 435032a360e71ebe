//! The kinds of pages that a theme has templates for.

use schemars::JsonSchema;
use serde::Serialize;

/// Kind of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// The home page of a language.
    Home,
    /// A page of the news index.
    Index,
    /// The overview of years and months.
    Archive,
    /// A page of the items of a year.
    Year,
    /// A page of the items of a month.
    Month,
    /// A page of the items of a day.
    Day,
    /// The overview of tags.
    Tags,
    /// A page of the items with a tag.
    Tag,
    /// The overview of authors.
    Authors,
    /// A page of the items of an author.
    Author,
    /// The overview of dossiers.
    Dossiers,
    /// A page of the items of a dossier.
    Dossier,
    /// The overview of a taxonomy that the site declares itself.
    Terms,
    /// A page of the items with a term of such a taxonomy.
    Term,
    /// The agenda: events that are not over.
    Agenda,
    /// A page of the events of a year.
    AgendaYear,
    /// A page of the items with corrections.
    Corrections,
    /// The items and dates of a week, for a notice board.
    Week,
    /// What is left of an item that is withdrawn or has expired.
    Closed,
    /// The search page.
    Search,
    /// The page with all that readers can follow: feeds and calendars. Only a theme with a template for it has the page.
    Follow,
    /// A news item.
    Item,
    /// A standing page.
    Page,
    /// The page for addresses that are not there.
    NotFound,
    /// A page at an old address that leads to the new one.
    Redirect,
}

impl PageKind {
    /// All kinds.
    pub const ALL: [Self; 25] = [
        Self::Home,
        Self::Index,
        Self::Archive,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Tags,
        Self::Tag,
        Self::Authors,
        Self::Author,
        Self::Dossiers,
        Self::Dossier,
        Self::Terms,
        Self::Term,
        Self::Agenda,
        Self::AgendaYear,
        Self::Corrections,
        Self::Week,
        Self::Closed,
        Self::Search,
        Self::Follow,
        Self::Item,
        Self::Page,
        Self::NotFound,
        Self::Redirect,
    ];

    /// The file of its template, and that of the template for all kinds alike: a theme has at least the second.
    pub(super) fn templates(self) -> [&'static str; 2] {
        match self {
            Self::Home => ["home.html", "home.html"],
            Self::Index => ["index.html", "list.html"],
            Self::Year => ["year.html", "list.html"],
            Self::Month => ["month.html", "list.html"],
            Self::Day => ["day.html", "list.html"],
            Self::Tag => ["tag.html", "list.html"],
            Self::Author => ["author.html", "list.html"],
            Self::Dossier => ["dossier.html", "list.html"],
            Self::Term => ["term.html", "list.html"],
            Self::Agenda => ["agenda.html", "list.html"],
            Self::AgendaYear => ["agenda_year.html", "list.html"],
            Self::Corrections => ["corrections.html", "list.html"],
            Self::Week => ["week.html", "list.html"],
            Self::Closed => ["closed.html", "page.html"],
            Self::Terms => ["terms.html", "overview.html"],
            Self::Archive => ["archive.html", "overview.html"],
            Self::Tags => ["tags.html", "overview.html"],
            Self::Authors => ["authors.html", "overview.html"],
            Self::Dossiers => ["dossiers.html", "overview.html"],
            Self::Search => ["search.html", "page.html"],
            Self::Follow => ["follow.html", "follow.html"],
            Self::Item => ["item.html", "item.html"],
            Self::Page => ["page.html", "item.html"],
            Self::NotFound => ["not_found.html", "page.html"],
            Self::Redirect => ["redirect.html", "redirect.html"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_are_listed() {
        let schema = serde_json::to_value(schemars::schema_for!(PageKind)).expect("a schema");
        let known: Vec<&str> =
            schema["oneOf"].as_array().expect("kinds").iter().filter_map(|kind| kind["const"].as_str()).collect();
        let listed: Vec<String> = PageKind::ALL
            .iter()
            .map(|kind| serde_json::to_value(kind).expect("a name"))
            .map(|name| name.as_str().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(listed, known);
    }
}
