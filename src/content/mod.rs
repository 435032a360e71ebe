//! Files → items: every Markdown file is walked (load) and read (`read_file`, read): its front matter is split off (`front_matter`, with `other_front_matter`)
//! and typed (typed, with `odd_dates`, `author_file`, `newsroom_keys` and `lead_image`; `idle_keys`, `held_back` and `other_keys` with `other_key_names`: keys of other systems; `item_terms`: its tags and other terms; `plain_version` and version: whether it is in plain language, and what it takes over from the item that it is a version of; `read_term`, `term_file` and profile: texts about terms and sections), the facts of its body taken (facts and summary, with `html_text`), and the body forgotten. One
//! parser reads all bodies (markdown, which gives `body_event`s, with `body_settings`, hidden, directive, quotes, ids, `heading_ids`,
//! `attribute_list`, attach, more, emoji, autolink and, for raw HTML, html, `html_comments`, `html_tables` and `html_balance`, within the
//! limits of nesting). Contacts have files of their own (contacts, `contact_file`). Checks read the text of a body anew (prose, with leftover, `leftover_kind`, `line_mark`,
//! `list_mark`, `table_mark`, `block_mark`, `emphasis_mark`, `link_mark`, `url_mark`, `sign_mark`, `head_element`, `foreign_mark`, `board_mark`, `table_row`, `unread_block`,
//! `odd_block`, `joined_line`, `typed_address`, `plain_text`, emoji and `damaged_text`). Unchanged files are not read
//! again: their items are in the ledger on disk, or in memory (`item_cache`), behind one type (cache). Pictures are inspected
//! (`image_index`, picture, with jpeg, png and gif, which find damages, and `image_problem`) but not decoded. Every mistake is a
//! finding with its place.

mod attach;
mod attribute_list;
mod author_file;
mod autolink;
mod block_mark;
mod board_mark;
pub mod body_event;
mod body_settings;
mod cache;
mod contact_file;
mod contacts;
mod damaged_text;
mod directive;
mod embed;
mod emoji;
mod emphasis_mark;
mod event_dates;
pub mod facts;
mod file_name;
mod foreign_mark;
mod front_matter;
pub mod gif;
mod head_element;
mod heading_ids;
mod headings;
mod held_back;
mod hidden;
mod html;
mod html_balance;
mod html_comments;
mod html_tables;
mod html_text;
mod idle_keys;
pub mod ids;
mod image_index;
mod image_problem;
mod item;
mod item_cache;
mod item_terms;
mod joined_line;
mod jpeg;
mod lead_image;
mod ledger;
pub mod leftover;
mod leftover_kind;
mod line_mark;
mod link_mark;
mod list_mark;
mod load;
pub mod markdown;
mod more;
mod nesting;
mod newsroom;
mod newsroom_forms;
mod newsroom_keys;
mod odd_block;
mod odd_dates;
mod old_address;
mod other_front_matter;
mod other_key_names;
mod other_keys;
pub mod page_load;
pub mod picture;
mod plain_text;
mod plain_version;
pub mod png;
mod profile;
pub mod prose;
mod quotes;
mod read;
mod read_file;
mod read_newsroom;
mod read_term;
mod reference;
mod shared_item;
mod sign_mark;
mod site_input;
mod summary;
mod table_mark;
mod table_row;
mod term_file;
mod typed;
mod typed_address;
mod unread_block;
mod url_mark;
mod version;

pub use attribute_list::AttributeList;
pub use block_mark::attribute_meant;
pub use body_settings::BodySettings;
pub use cache::Cache;
pub use contacts::{Contacts, ItemContact, contacts};
pub use damaged_text::{DamagedText, damaged};
pub use directive::Directive;
pub use embed::{Embed, embed_of};
pub use facts::Facts;
pub use file_name::{is_copy, is_html, is_markdown, may_be_item, own_folder};
pub use front_matter::{LONGEST, Split, has_front_matter, split};
pub use headings::{Heading, Headings};
pub use html::with_references;
pub use html_comments::without_comments;
pub use html_tables::with_frames;
pub use ids::ReservedIds;
pub use image_index::{ImageIndex, ImageStatus};
pub use image_problem::{ImageDamage, ImageProblem, MOST_PIXELS};
pub use item::{Attachment, BodyLocation, Focus, Item, ItemKind, LeadImage, RareFields, TermId, TermNames};
pub use item_cache::ItemCache;
pub use ledger::Ledger;
#[cfg(any(test, fuzzing))]
pub(crate) use ledger::fuzz_ledger;
pub use load::Content;
pub use nesting::DEEPEST;
pub use newsroom::{Change, Closing, ClosingKind, Correction, FollowUp, NewsEvent, Newsroom};
pub use newsroom_keys::{CorrectionKind, Keep};
pub use old_address::as_page;
pub use picture::{Picture, PictureFormat};
pub use plain_text::without_marks;
pub use plain_version::PlainVersion;
pub use profile::{DossierStatus, Profile, ProfileKind};
pub use read::CONTENT;
pub use reference::{Reference, ReferenceKind, is_elsewhere, is_external};
pub use site_input::SiteInput;
pub use summary::summary_of;
pub use term_file::{TERM_KEYS, TermFile};
pub use typed::{ItemFile, KEYS};
