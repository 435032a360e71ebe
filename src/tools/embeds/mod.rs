//! `courant build --fetch`: films and posts of other services get the title and the picture that the service has for them, as a
//! writer would give them: in the text, with the picture beside it. That is done once, and what stands there afterwards is
//! content like any other. What the service says is read (answer), and written into the block (fill).

mod answer;
mod fetch;
mod fill;

pub use fetch::{FetchedEmbeds, fetch_embeds};
