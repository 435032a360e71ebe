//! Page + view + theme → bytes. A theme is a chain of layers (layers) with templates and words (theme, words); what Tera
//! says of a template becomes a finding (`template_error`). The renderer (renderer) gathers what a page is made of and renders
//! it: HTML through the theme, with the writers' texts (texts, body, footnotes, clean) and structured data (`structured_data`), and the smaller copies of pictures (images); feeds (atom, rss, `json_feed`)
//! and what is for machines (sitemap) without templates.

mod atom;
mod body;
mod clean;
mod footnotes;
mod host;
pub mod images;
mod json_feed;
mod layers;
mod options;
mod picture;
mod renderer;
mod rss;
mod sitemap;
mod structured_data;
mod table;
mod template_error;
mod texts;
pub mod theme;
mod words;

pub use renderer::{Failure, PageInput, Renderer};
