//! Files → items: every Markdown file is walked (load) and read (read): its front matter is split off (`front_matter`)
//! and typed (typed), the facts of its body taken (facts, by way of markdown and, for raw HTML, html, both within the limits of nesting), and the body
//! forgotten. Checks read the text of a body anew (prose). Unchanged files are not read again: their items are in the
//! ledger on disk, or in memory (`item_cache`), behind one type (cache). Pictures are inspected (`image_index`, picture, with
//! jpeg, png and gif, which find damages, and `image_problem`) but not decoded. Every mistake is a finding with its place.

mod cache;
mod directive;
pub mod facts;
mod front_matter;
mod gif;
mod headings;
mod html;
mod image_index;
mod image_problem;
mod item;
mod item_cache;
mod jpeg;
mod ledger;
mod load;
pub mod markdown;
mod nesting;
pub mod picture;
pub mod png;
pub mod prose;
mod read;
mod reference;
mod typed;

pub use cache::Cache;
pub use directive::Directive;
pub use facts::Facts;
pub use front_matter::{LONGEST, Split, split};
pub use headings::{Heading, Headings};
pub use image_index::{ImageIndex, ImageStatus};
pub use image_problem::{ImageDamage, ImageProblem, MOST_PIXELS};
pub use item::{Attachment, BodyLocation, Item, ItemKind, LeadImage, RareFields, TermId, TermNames};
pub use item_cache::ItemCache;
pub use ledger::Ledger;
pub use load::Content;
pub use nesting::DEEPEST;
pub use picture::{Picture, PictureFormat};
pub use read::CONTENT;
pub use reference::{Reference, ReferenceKind, is_external};
pub use typed::{ItemFile, KEYS};
