//! stub
use crate::plan::view::*;
/// stub
pub fn json_ld(_: &View<'_>, _: &SiteView<'_>, _: &str, _: &dyn Fn(Kind) -> String) -> Option<String> { None }
