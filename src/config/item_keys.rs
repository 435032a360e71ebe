//! The keys of items: no taxonomy of a site can have one of these names.

/// The keys of the front matter, in the order of `content::ItemFile`.
pub const ITEM_KEYS: &[&str] = &[
    "title",
    "date",
    "updated",
    "summary",
    "lead",
    "slug",
    "address",
    "id",
    "aliases",
    "tags",
    "authors",
    "dossiers",
    "language",
    "image",
    "draft",
    "pinned_until",
    "withdrawn",
    "corrections",
    "event",
    "contact",
    "attachments",
    "related",
    "template",
    "extra",
];
