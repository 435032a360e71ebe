//! The URLs of a sitemap, or of an index of sitemaps (sitemaps.org), read as a stream.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

/// An entry of a sitemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OldSitemapEntry {
    /// A page or an image.
    Url(String),
    /// Another sitemap.
    Sitemap(String),
}

/// Reads a sitemap, and gives each entry to `visit`. The error is a sentence.
pub(super) fn read<E>(
    input: &mut dyn BufRead,
    visit: &mut dyn FnMut(OldSitemapEntry) -> Result<(), E>,
) -> Result<Result<(), E>, String> {
    let mut reader = Reader::from_reader(input);
    let (mut buffer, mut text) = (Vec::new(), String::new());
    let (mut is_index, mut is_loc) = (false, false);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| format!("byte {}: {error}", reader.error_position()))?;
        match event {
            Event::Start(start) => {
                is_index |= start.local_name().as_ref() == "sitemapindex";
                is_loc = start.local_name().as_ref() == "loc";
                text.clear();
            }
            Event::Text(part) if is_loc => text.push_str(&part),
            Event::CData(part) if is_loc => text.push_str(&part),
            Event::GeneralRef(name) if is_loc => {
                let entity = format!("&{};", &*name);
                text.push_str(&unescape(&entity).map_err(|error| error.to_string())?);
            }
            Event::End(end) if is_loc && end.local_name().as_ref() == "loc" => {
                is_loc = false;
                let url = text.trim().to_owned();
                let entry = if is_index { OldSitemapEntry::Sitemap(url) } else { OldSitemapEntry::Url(url) };
                if let Err(error) = visit(entry) {
                    return Ok(Err(error));
                }
            }
            Event::Eof => return Ok(Ok(())),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(xml: &str) -> Result<Vec<OldSitemapEntry>, String> {
        let mut found = Vec::new();
        read::<()>(&mut xml.as_bytes(), &mut |entry| {
            found.push(entry);
            Ok(())
        })?
        .unwrap();
        Ok(found)
    }

    #[test]
    fn pages_images_and_sitemaps_are_found() {
        let url = |url: &str| OldSitemapEntry::Url(url.to_owned());
        let xml = "<?xml version=\"1.0\"?><urlset xmlns=\"x\"><url><loc> https://a.example/?a=1&amp;b=2 </loc></url>\
            <url><loc><![CDATA[/b/]]></loc><image:image><image:loc>/c.jpg</image:loc></image:image></url></urlset>";
        assert_eq!(entries(xml), Ok(vec![url("https://a.example/?a=1&b=2"), url("/b/"), url("/c.jpg")]));
        let index = "<sitemapindex><sitemap><loc>https://a.example/pages.xml.gz</loc></sitemap></sitemapindex>";
        assert_eq!(entries(index), Ok(vec![OldSitemapEntry::Sitemap("https://a.example/pages.xml.gz".to_owned())]));
        assert!(entries("<urlset><url></loc>").is_err());
    }
}
