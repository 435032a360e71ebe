//! The site → its pages.
pub mod feed;
pub mod view;
