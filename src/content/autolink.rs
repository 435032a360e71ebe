//! Web and mail addresses that stand in a text become links, by the rules of GitHub Flavored Markdown (§6.9): not in code, not
//! in links, and without the punctuation after them.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};
use quick_xml::escape::unescape;

use super::body_event::{BodyEvent, Steps};
use super::html;

/// An address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FoundAddress {
    range: Range<usize>,
    to: String,
    is_mail: bool,
}

/// Makes links of the addresses in a body.
pub(super) fn link_addresses<'a>(steps: Steps<'a>, body: &'a str) -> Steps<'a> {
    if !may_have_addresses(body) {
        return steps;
    }
    let mut linker = Linker { body, out: Vec::with_capacity(steps.len()), run: Vec::new(), closed: 0, anchors: [0; 2] };
    for (step, range) in steps {
        match step {
            BodyEvent::Event(Event::Text(text)) if linker.closed == 0 && linker.anchors == [0; 2] => {
                linker.text(text, range);
            }
            step => {
                linker.end_run();
                linker.note(&step);
                linker.out.push((step, range));
            }
        }
    }
    linker.end_run();
    linker.out
}

/// Whether there is a sign of an address: `://`, `@` or `www.`.
fn may_have_addresses(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_sign = |at: usize| match bytes.get(at) {
        Some(b':') => bytes.get(at..).is_some_and(|rest| rest.starts_with(b"://")),
        Some(b'.') => bytes.get(at.saturating_sub(3)..at).is_some_and(|before| before.eq_ignore_ascii_case(b"www")),
        at_sign => at_sign.is_some(),
    };
    memchr::memchr3_iter(b'@', b':', b'.', bytes).any(is_sign)
}

struct Linker<'a> {
    body: &'a str,
    out: Steps<'a>,
    /// Texts without a gap between them: an address may be in several.
    run: Vec<(CowStr<'a>, Range<usize>)>,
    /// How many links, images and blocks of code are open.
    closed: usize,
    /// How many elements of HTML are open in which nothing becomes a link: of blocks, and of the paragraph.
    anchors: [usize; 2],
}

impl<'a> Linker<'a> {
    /// Notes what opens and closes.
    fn note(&mut self, step: &BodyEvent<'a>) {
        let BodyEvent::Event(event) = step else { return };
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => self.closed += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => self.closed = self.closed.saturating_sub(1),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => {
                self.anchors[1] = 0;
            }
            Event::Html(html) => self.anchors[0] = html::count_anchors(html, self.anchors[0]),
            Event::InlineHtml(html) => self.anchors[1] = html::count_anchors(html, self.anchors[1]),
            _ => {}
        }
    }

    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        if self.run.last().is_some_and(|(_, before)| before.end != range.start) {
            self.end_run();
        }
        self.run.push((text, range));
    }

    fn end_run(&mut self) {
        let (Some(start), Some(end)) = (self.run.first().map(|(_, r)| r.start), self.run.last().map(|(_, r)| r.end))
        else {
            return;
        };
        let source = self.body.get(start..end).unwrap_or_default();
        let mut found = if may_have_addresses(source) { addresses(source) } else { Vec::new() };
        for address in &mut found {
            address.range = start + address.range.start..start + address.range.end;
        }
        let mut found = found.into_iter().peekable();
        for (text, range) in std::mem::take(&mut self.run) {
            self.write(text, range, &mut found);
        }
    }

    /// Writes a text, with a link for each address that starts in it, and without what belongs to an address.
    fn write(&mut self, mut text: CowStr<'a>, mut range: Range<usize>, found: &mut Peekable<IntoIter<FoundAddress>>) {
        while let Some(address) = found
            .next_if(|address| address.range.start < range.end && address.range.end <= range.end)
            .or_else(|| found.peek().filter(|address| address.range.start < range.end).cloned())
        {
            let whole = address.range.clone();
            if range.start < whole.start {
                // An address starts where a text starts, or in one that can be cut.
                let cut = cut(&text, &range, whole.start).unwrap_or_else(|| (CowStr::Borrowed(""), text.clone()));
                let (before, rest) = cut;
                self.out.push((BodyEvent::Event(Event::Text(before)), range.start..whole.start));
                (text, range) = (rest, whole.start..range.end);
            }
            if range.start == whole.start {
                self.link(&address);
            }
            if range.end <= whole.end {
                return;
            }
            if let Some((_, rest)) = cut(&text, &range, whole.end) {
                (text, range) = (rest, whole.end..range.end);
            }
        }
        self.out.push((BodyEvent::Event(Event::Text(text)), range));
    }

    fn link(&mut self, found: &FoundAddress) {
        let label = self.body.get(found.range.clone()).unwrap_or_default();
        let link_type = if found.is_mail { LinkType::Email } else { LinkType::Autolink };
        let link = Tag::Link { link_type, dest_url: found.to.clone().into(), title: "".into(), id: "".into() };
        let label = unescape(label).map_or(CowStr::Borrowed(label), |label| label.into_owned().into());
        let steps = [Event::Start(link), Event::Text(label), Event::End(TagEnd::Link)];
        self.out.extend(steps.map(|event| (BodyEvent::Event(event), found.range.clone())));
    }
}

/// Cuts a text at a byte of the body. `None` where it does not stand in the body as it is.
fn cut<'a>(text: &CowStr<'a>, range: &Range<usize>, at: usize) -> Option<(CowStr<'a>, CowStr<'a>)> {
    if text.len() != range.len() {
        return None;
    }
    let at = at.checked_sub(range.start)?;
    Some(match text {
        CowStr::Borrowed(text) => (CowStr::Borrowed(text.get(..at)?), CowStr::Borrowed(text.get(at..)?)),
        text => (text.get(..at)?.to_owned().into(), text.get(at..)?.to_owned().into()),
    })
}

/// The addresses in a text, in order.
fn addresses(text: &str) -> Vec<FoundAddress> {
    let mut found: Vec<FoundAddress> = Vec::new();
    let (mut at, mut done) = (0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['h', 'H', 'w', 'W', '@'])) {
        at += next;
        match address_at(text, done, at) {
            Ok(address) => {
                (at, done) = (address.range.end, address.range.end);
                found.push(address);
            }
            Err(length) => at += length.max(1),
        }
    }
    found
}

/// The address that starts at a byte of a text, or around it; otherwise the length of what was looked at in vain. It is not
/// looked at again.
fn address_at(text: &str, done: usize, at: usize) -> Result<FoundAddress, usize> {
    let rest = text.get(at..).unwrap_or_default();
    if rest.starts_with('@') {
        return mail(text, done, at).ok_or(1);
    }
    let before = text.get(done..at).and_then(|before| before.chars().next_back());
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '@' | '-' | '_')) {
        return Err(1);
    }
    let length = web(rest)?;
    let url = rest.get(..length).unwrap_or_default();
    let scheme = if starts_with(url, "www.") { "https://" } else { "" };
    let whole = unescape(url).map_or_else(|_as_it_is| url.into(), std::borrow::Cow::into_owned);
    Ok(FoundAddress { range: at..at + length, to: format!("{scheme}{whole}"), is_mail: false })
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// The length of the web address that starts a text; otherwise the length of what was looked at in vain.
fn web(text: &str) -> Result<usize, usize> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| starts_with(text, scheme)).unwrap_or_default();
    if scheme.is_empty() && !starts_with(text, "www.") {
        return Err(0);
    }
    let host = text.get(scheme.len()..).unwrap_or_default();
    let end = host.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(host.len());
    let host = host.get(..end).unwrap_or_default().trim_end_matches(['.', '-', '_']);
    let parts: Vec<&str> = host.rsplitn(3, '.').collect();
    let is_host = parts.len() >= if scheme.is_empty() { 3 } else { 2 }
        && host.split('.').all(|part| !part.is_empty())
        && !parts.iter().take(2).any(|part| part.contains('_'));
    if !is_host {
        return Err(scheme.len() + end);
    }
    let whole = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`')).unwrap_or(text.len());
    let whole = text.get(..whole).unwrap_or_default();
    // A bracket that closes one before the address, as in `[url=https://a.example]`, ends it.
    let closing = whole.find(']').filter(|at| !whole.get(..*at).is_some_and(|before| before.contains('[')));
    let closing = closing.or_else(|| whole.find("[/"));
    let length = without_punctuation(closing.and_then(|at| whole.get(..at)).unwrap_or(whole));
    Ok(length.max(scheme.len() + host.len()))
}

/// The length of an address without the punctuation after it: it belongs to the sentence. A bracket that was opened in the
/// address belongs to it.
fn without_punctuation(address: &str) -> usize {
    let count = |sign: char| address.matches(sign).count();
    let (opened, mut closed) = ([count('('), count('[')], [count(')'), count(']')]);
    let mut rest = address;
    while let Some(last) = rest.chars().next_back() {
        let ends = match last {
            ')' if closed[0] > opened[0] => {
                closed[0] -= 1;
                true
            }
            ']' if closed[1] > opened[1] => {
                closed[1] -= 1;
                true
            }
            ';' => {
                let entity = rest.rfind('&').and_then(|start| rest.get(start + 1..rest.len() - 1));
                if let Some(name) = entity.filter(|name| name.len() < 32 && name.chars().all(char::is_alphanumeric)) {
                    rest = rest.get(..rest.len() - name.len() - 1).unwrap_or_default();
                }
                true
            }
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '"' | '”' | '’' | '»' | '“' | '‘' | '…' | '。'
            | '，' | '、' | '）' | '」' | '|' | '}' => true,
            _ => false,
        };
        if !ends {
            break;
        }
        rest = rest.get(..rest.len() - last.len_utf8()).unwrap_or_default();
    }
    rest.len()
}

/// Endings of names of files, which are no ends of mail addresses: `foto@2x.png`.
const FILES: &[&str] = &[
    "avif", "bmp", "css", "csv", "doc", "docx", "gif", "heic", "htm", "html", "ico", "jpeg", "jpg", "js", "json", "md",
    "mp3", "mp4", "odt", "pdf", "php", "png", "ppt", "pptx", "svg", "tif", "tiff", "txt", "webp", "xls", "xlsx", "xml",
    "zip",
];

/// The mail address around an `@`.
fn mail(text: &str, from: usize, at: usize) -> Option<FoundAddress> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let local = text.get(from..at)?;
    let start = at - (local.len() - local.trim_end_matches(is_local).len());
    let start = start + (text.get(start..at)?.len() - text.get(start..at)?.trim_start_matches(['.', '-', '+']).len());
    let before = text.get(..start).and_then(|before| before.chars().next_back());
    if start == at || before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '/' | ':' | '=')) {
        return None;
    }
    let rest = text.get(at + 1..)?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(rest.len());
    let host = rest.get(..end)?.trim_end_matches('.');
    let after = rest.get(host.len()..)?;
    let (name, last) = host.rsplit_once('.')?;
    let is_name = name.split('.').all(|part| !part.is_empty()) && last.len() >= 2;
    let is_domain = last.bytes().all(|b| b.is_ascii_alphabetic()) && !FILES.contains(&&*last.to_ascii_lowercase());
    // `git@example.org:courant` and `https://…@…/` are no mail addresses.
    let goes_on = after.starts_with(['@', '/'])
        || after.strip_prefix(':').is_some_and(|after| after.starts_with(|c: char| c.is_ascii_alphanumeric()));
    let range = start..at + 1 + host.len();
    let to = text.get(range.clone())?.to_owned();
    (is_name && is_domain && !goes_on).then_some(FoundAddress { range, to, is_mail: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        addresses(text).into_iter().map(|address| address.to).collect()
    }

    #[test]
    fn addresses_end_before_the_punctuation_of_the_sentence() {
        assert_eq!(found("Zie https://e.example/a."), ["https://e.example/a"]);
        assert_eq!(found("[url]https://e.example[/url]"), ["https://e.example"]);
        assert_eq!(
            found("[url=https://e.example/a]b[/url] https://e.example/?a[]=1"),
            ["https://e.example/a", "https://e.example/?a[]=1"]
        );
        assert_eq!(
            found("(zie https://e.example/a_(b)), http://e.example/?q=1&amp;r=2!"),
            ["https://e.example/a_(b)", "http://e.example/?q=1&r=2"]
        );
        assert_eq!(
            found("www.e.example/a&lt; „https://f.example/é”; WWW.G.EXAMPLE…"),
            ["https://www.e.example/a", "https://f.example/é", "https://WWW.G.EXAMPLE"]
        );
        assert_eq!(
            found("mail info@dorp.example, of jan.de-vries+a@e.example."),
            ["info@dorp.example", "jan.de-vries+a@e.example"]
        );
    }

    #[test]
    fn what_only_looks_like_an_address_is_none() {
        for text in [
            "foto@2x.png",
            "rapport@v2.pdf",
            "b@c.md",
            "@jan@mastodon.example",
            "git@e.example:a/b.git",
            "http://localhost:8080",
            "https://",
            "www.",
            "www.a",
            "a@b",
            "xhttps://e.example",
            "1 @ 2.50",
            "a@1.50",
            "https://_._",
            "http://..a.b",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
