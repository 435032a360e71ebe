//! stub
use crate::plan::feed::*;
/// stub
pub fn write(_: &SitemapView, _: &mut Vec<u8>) -> Result<(), crate::base::Error> { Ok(()) }
/// stub
pub fn write_index(_: &SitemapIndexView, _: &mut Vec<u8>) -> Result<(), crate::base::Error> { Ok(()) }
/// stub
pub fn write_news(_: &NewsSitemapView<'_>, _: &mut Vec<u8>) -> Result<(), crate::base::Error> { Ok(()) }
/// stub
pub fn write_robots(_: &RobotsView, _: &mut Vec<u8>) { }
