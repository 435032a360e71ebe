//! Files → items.
pub mod facts;
mod item;
pub use facts::{Facts, Heading, Reference, Target};
pub use item::{Body, Image, Item, Kind, Names, TermId};
