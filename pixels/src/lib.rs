//! Pixels for [Courant](https://docs.rs/courant): the bytes of a picture → smaller copies of it in the formats of the web.
//!
//! A crate of its own, because here is where a build with photographs spends its time: it is compiled to be fast, and beside the rest.
//! A picture is decoded once (decode), and its copies are encoded from it (encode, av1) in a form (form).

mod av1;
mod decode;
mod encode;
mod form;

pub use decode::{Decoded, Filter, MOST_PIXELS, decode};
pub use encode::Encoding;
pub use form::{Focus, Format, Quality};
