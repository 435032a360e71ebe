//! A file with old addresses, whatever its form: a list, a sitemap or an index of sitemaps, or an access log; also compressed.

use std::io::{self, BufRead, BufReader};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::line::next_line;
use super::log;
use super::sitemap::{self, OldSitemapEntry};
use crate::base::{Error, ErrorCode, disk};

/// An old address, as it stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Old<'l> {
    /// A line of a list, or an entry of a sitemap: an address or a URL.
    Listed(&'l str),
    /// A request of an access log that was answered, with the virtual host where it is known.
    Asked(&'l str, Option<&'l str>),
    /// A line that is none of these.
    Unread,
    /// A sitemap that an index names, and that does not stand beside it.
    Absent(&'l str),
}

/// Reads a file, and gives each address to `visit`.
///
/// # Errors
/// The file cannot be read, or is no sitemap although it begins as one.
pub(super) fn read(path: &Path, visit: &mut dyn FnMut(Old<'_>)) -> Result<(), Error> {
    read_file(path, visit, true)
}

fn read_file(path: &Path, visit: &mut dyn FnMut(Old<'_>), may_be_index: bool) -> Result<(), Error> {
    let failed = |error: &io::Error| Error::io(&format!("cannot read {}", path.display()), error);
    let mut file = disk::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let message = format!("there is no file {}", path.display());
            Error::usage(ErrorCode::NotFound, message)
                .hint("name a file with the old addresses: a list, a sitemap or an access log; a relative name starts at the folder that you are in")
        }
        _ => failed(&error),
    })?;
    let is_compressed = file.fill_buf().map_err(|error| failed(&error))?.starts_with(&[0x1f, 0x8b]);
    let mut input: Box<dyn BufRead> = if is_compressed {
        Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    };
    if matches!(input.fill_buf().map_err(|error| failed(&error))?, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(unreadable(path, "is UTF-16, and not UTF-8", "open it in an editor and save it as UTF-8"));
    }
    skip_mark(&mut *input).map_err(|error| failed(&error))?;
    let start = input.fill_buf().map_err(|error| failed(&error))?.trim_ascii_start();
    let is_page = |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if is_page(b"<!doctype html") || is_page(b"<html") {
        let hint =
            "give the sitemap itself, which often is at `/sitemap.xml`, or a text file with an address on each line";
        return Err(unreadable(path, "is a web page, and no list of addresses", hint));
    }
    let is_xml = matches!(start, [b'<', b'?' | b'!' | b'a'..=b'z', ..]);
    if is_xml {
        return read_sitemap(path, &mut *input, visit, may_be_index);
    }
    let mut line = Vec::new();
    while next_line(&mut *input, &mut line).map_err(|error| failed(&error))? {
        if let Some(old) = of_line(String::from_utf8_lossy(&line).trim()) {
            visit(old);
        }
    }
    Ok(())
}

/// Skips a byte-order mark.
fn skip_mark(input: &mut dyn BufRead) -> io::Result<()> {
    if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    Ok(())
}

/// The address of a line; `None` where it is empty or a comment, or a request that was not answered with a page or file.
fn of_line(line: &str) -> Option<Old<'_>> {
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let listed = address_of(line);
    if listed.len() < line.len() && (listed.starts_with('/') || listed.contains("://")) && log::parse(line).is_none() {
        return Some(Old::Listed(listed));
    }
    if line.starts_with('/') || line.contains("://") && !line.contains(char::is_whitespace) {
        return Some(Old::Listed(line));
    }
    match log::parse(line) {
        // 304: the reader has it already.
        Some(request) if request.is_read && matches!(request.status, 200..=299 | 304) => {
            Some(Old::Asked(request.target, request.host))
        }
        Some(_) => None,
        None => Some(Old::Unread),
    }
}

/// The address of a line of a table: `/old/,3`, `"/old/";"12"`, `  3 /old/`, as programs that count visits write it.
fn address_of(line: &str) -> &str {
    let is_number = |text: &str| {
        let text = text.trim().trim_matches('"');
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'%'))
    };
    let line =
        line.split_once(char::is_whitespace).filter(|(count, _)| is_number(count)).map_or(line, |(_, rest)| rest);
    let mut address = line.trim();
    while let Some((before, number)) = address.rsplit_once([',', ';', '\t', ' ']).filter(|(_, last)| is_number(last)) {
        address = before.trim_end_matches([',', ';']).trim();
        if number.is_empty() {
            break;
        }
    }
    address.trim_matches('"')
}

fn read_sitemap(
    path: &Path,
    input: &mut dyn BufRead,
    visit: &mut dyn FnMut(Old<'_>),
    may_be_index: bool,
) -> Result<(), Error> {
    let mut entry = |entry: OldSitemapEntry| -> Result<(), Error> {
        match entry {
            OldSitemapEntry::Url(url) => visit(Old::Listed(&url)),
            OldSitemapEntry::Sitemap(url) => match beside(path, &url).filter(|_| may_be_index) {
                Some(file) => read_file(&file, visit, false)?,
                None => visit(Old::Absent(&url)),
            },
        }
        Ok(())
    };
    sitemap::read(input, &mut entry).unwrap_or_else(|problem| {
        let what = format!("is not a valid sitemap: {problem}");
        Err(unreadable(path, &what, "download it again, or write the addresses into a text file, one on each line"))
    })
}

/// The error on a file from which no address can be read.
pub(super) fn unreadable(path: &Path, what: &str, hint: &str) -> Error {
    Error::usage(ErrorCode::AddressesUnreadable, format!("{} {what}", path.display())).hint(hint)
}

/// The file of a sitemap that an index names: the file of its name beside the index.
fn beside(index: &Path, url: &str) -> Option<std::path::PathBuf> {
    let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let is_plain = !name.is_empty() && name != ".." && !name.contains('\\');
    let names = [name.to_owned(), format!("{name}.gz"), name.trim_end_matches(".gz").to_owned()];
    let mut files = names.iter().map(|name| index.with_file_name(name));
    is_plain.then(|| files.find(|file| matches!(disk::stamp(file), Ok(Some(_)))))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_tables_are_read_without_their_numbers() {
        for (line, address) in [
            ("/oud/,3", "/oud/"),
            ("\"/oud/\";\"12\";0.5%", "/oud/"),
            ("3 /oud/", "/oud/"),
            ("/oud/\t3", "/oud/"),
            ("/oud/?a=1,2b", "/oud/?a=1,2b"),
            ("/2013/12", "/2013/12"),
            ("https://www.dorp.example/oud/", "https://www.dorp.example/oud/"),
        ] {
            assert_eq!(address_of(line), address, "{line}");
        }
    }
}
