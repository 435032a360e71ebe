//! stub
use std::borrow::Cow;
use crate::content::{Directive, Target};
/// stub
pub struct Resolved { /// x
 pub href: String, /// x
 pub size: Option<(u32, u32)> }
/// stub
pub struct BodyContext<'a, E> { /// x
 pub quotes: &'a [&'static str; 4], /// x
 pub untrusted: bool, /// x
 pub id_prefix: &'a str, /// x
 pub resolve: &'a (dyn Fn(&str, Target) -> Option<Resolved> + 'a), /// x
 pub directive: &'a (dyn Fn(&Directive<'_>, &str) -> Result<String, E> + 'a) }
/// stub
pub fn render<E>(markdown: &str, _context: &BodyContext<'_, E>, out: &mut String) -> Result<(), E> {
    pulldown_cmark::html::push_html(out, pulldown_cmark::Parser::new(markdown)); Ok(()) }
/// stub
pub fn absolutise<'h>(html: &'h str, _: &str, _: &str) -> Cow<'h, str> { Cow::Borrowed(html) }
