//! stub
/// stub
pub fn write(_: &crate::plan::feed::FeedView<'_>, _: &[std::borrow::Cow<'_, str>], _: &mut Vec<u8>) -> Result<(), crate::base::Error> { Ok(()) }
