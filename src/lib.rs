//! Courant: a static site generator made for news. Markdown items with YAML front matter go through Tera themes and
//! come out as a complete static news site with a news index.
//!
//! The rooms, in the order in which a site passes through them; imports run one way only, downwards in this list to
//! upwards: [`base`] (values that know no sites) ← [`config`] (site.yaml → settings) ← [`content`] (files → items) ←
//! [`model`] (items → every order and grouping) ← [`theme`] (templates, words, options) ← [`plan`] (every page and its view)
//! ← [`render`] (page → bytes) and [`save`] (bytes → output) ← [`build`] (the story) ← [`tools`] (what uses the whole of it).

pub mod base;
pub mod build;
pub mod config;
pub mod content;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod model;
pub mod plan;
pub mod render;
pub mod save;
pub mod theme;
pub mod tools;
