//! stub
use std::borrow::Cow; use std::ops::Range;
/// stub
pub struct Directive<'a> { /// x
 pub name: &'a str, /// x
 pub argument: &'a str, /// x
 pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>, /// x
 pub range: Range<usize> }
