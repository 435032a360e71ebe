//! Files compressed beforehand, for hosts that send them so: `index.html.gz` beside `index.html`. Each is made once, and
//! kept by the fingerprint of the file that it is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::shelf::{self, Piece};
use crate::base::{Error, Fingerprint, disk};
use crate::config::{Compression, is_compressible};
use crate::plan::Role;

/// Below this size, in bytes, a file fits in the first packets of an answer as it is.
const SMALLEST: u64 = 1024;
/// How hard is tried for pages. Of a thousand pages of 10 kB this makes 31.1 % in 0.4 ms each, where gzip makes 33.3 %.
const BROTLI_OF_PAGES: i32 = 5;
/// How hard is tried for what they share, which is little and changes seldom: 28.9 % of such pages, in 14 ms each.
const BROTLI_OF_ASSETS: i32 = 11;

/// What is kept: for a file, by its fingerprint, and a form the fingerprint and the size of what it became; no size where it
/// did not become smaller.
type Kept = BTreeMap<(Fingerprint, Compression), (Fingerprint, u64)>;

/// Adds the compressed files to the shelf; they are kept in a folder, and those of files that are no longer there go.
///
/// # Errors
/// Where a file cannot be read, or the folder not be written to.
pub(super) fn add(shelf: &mut Vec<Piece>, forms: &[Compression], folder: &Path) -> Result<(), Error> {
    if forms.is_empty() {
        return Ok(());
    }
    let failed = |error: io::Error| Error::io("cannot write to .courant", &error);
    disk::create_folder(folder).map_err(failed)?;
    let is_worth_it = |piece: &&Piece| piece.size >= SMALLEST && piece.path.is_some() && is_compressible(&piece.file);
    let worth_it: Vec<&Piece> = shelf.iter().filter(is_worth_it).collect();
    let kept = sweep(folder, &worth_it.iter().map(|piece| piece.bytes).collect()).map_err(failed)?;
    let pairs: Vec<(&Piece, Compression)> =
        worth_it.iter().flat_map(|piece| forms.iter().map(|form| (*piece, *form))).collect();
    let compressed = pairs.par_iter().map(|(piece, form)| {
        let file = format!("{}{}", piece.file, form.end());
        if shelf::find(shelf, &file).is_some() {
            // The author's own.
            return Ok(None);
        }
        let is_whole = |(fingerprint, size): &(Fingerprint, u64)| {
            // One that was torn when the machine lost its power has another size.
            let stamp = disk::stamp(&folder.join(name(piece.bytes, *form, *fingerprint, *size)));
            stamp.is_ok_and(|stamp| stamp.is_some_and(|stamp| stamp.size == *size))
        };
        let (fingerprint, size) = match kept.get(&(piece.bytes, *form)).filter(|kept| is_whole(kept)) {
            Some(kept) => *kept,
            None => make(piece, *form, folder)?,
        };
        let path = Some(folder.join(name(piece.bytes, *form, fingerprint, size)));
        let copy =
            Piece { file: file.into(), role: Role::Machine, size, bytes: fingerprint, fingerprint, path, source: None };
        Ok(Some(copy).filter(|copy| copy.size > 0))
    });
    let compressed = compressed.collect::<Result<Vec<_>, Error>>()?;
    shelf.extend(compressed.into_iter().flatten());
    shelf.par_sort_unstable_by(|a, b| a.file.cmp(&b.file));
    Ok(())
}

/// The name under which is kept what a file became.
fn name(of: Fingerprint, form: Compression, fingerprint: Fingerprint, size: u64) -> String {
    format!("{of}-{fingerprint}-{size}{}", form.end())
}

/// Reads a name; `None` where it is of another form.
fn read_name(name: &str) -> Option<((Fingerprint, Compression), (Fingerprint, u64))> {
    let form = Compression::ALL.into_iter().find(|form| name.ends_with(form.end()))?;
    let mut parts = Compression::original(name)?.splitn(3, '-');
    let (of, fingerprint) = (Fingerprint::parse(parts.next()?)?, Fingerprint::parse(parts.next()?)?);
    Some(((of, form), (fingerprint, parts.next()?.parse().ok()?)))
}

/// What is kept of these files; what is kept of others goes.
fn sweep(folder: &Path, wanted: &BTreeSet<Fingerprint>) -> io::Result<Kept> {
    let mut kept = Kept::new();
    for name in disk::list(folder)? {
        match name.to_str().and_then(read_name).filter(|((of, _), _)| wanted.contains(of)) {
            Some((key, value)) => drop(kept.insert(key, value)),
            None => disk::remove(&folder.join(name))?,
        }
    }
    Ok(kept)
}

/// Compresses a file, and keeps what it became.
fn make(piece: &Piece, form: Compression, folder: &Path) -> Result<(Fingerprint, u64), Error> {
    let path = piece.path.as_deref().unwrap_or(Path::new(""));
    let bytes = disk::read(path).map_err(|error| Error::io(&format!("cannot read {}", path.display()), &error))?;
    let quality = if piece.role == Role::Asset { BROTLI_OF_ASSETS } else { BROTLI_OF_PAGES };
    let kept = compress(&bytes, form, quality).and_then(|mut small| {
        if small.len() >= bytes.len() {
            small.clear();
        }
        let (fingerprint, size) = (Fingerprint::of(&small), small.len() as u64);
        let name = name(piece.bytes, form, fingerprint, size);
        // Two files with the same bytes may be made at once; either is as good as the other.
        let part = folder.join(format!("{}-{name}.part", Fingerprint::of(piece.file.as_bytes())));
        disk::write(&part, &small).and_then(|()| disk::rename(&part, &folder.join(name)))?;
        Ok((fingerprint, size))
    });
    kept.map_err(|error| Error::io("cannot write to .courant", &error))
}

fn compress(bytes: &[u8], form: Compression, quality: i32) -> io::Result<Vec<u8>> {
    match form {
        Compression::Gzip => {
            let mut gz = GzEncoder::new(Vec::new(), flate2::Compression::best());
            gz.write_all(bytes)?;
            gz.finish()
        }
        Compression::Brotli => {
            let parameters = BrotliEncoderParams { quality, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
            let mut small = Vec::new();
            brotli::BrotliCompress(&mut &*bytes, &mut small, &parameters)?;
            Ok(small)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let (of, fingerprint) = (Fingerprint::of(b"a"), Fingerprint::of(b"b"));
        for form in Compression::ALL {
            assert_eq!(read_name(&name(of, form, fingerprint, 12)), Some(((of, form), (fingerprint, 12))));
        }
        for other in ["", "a.gz", "x-y-1.br", &format!("{of}-{fingerprint}-1"), &format!("{of}-{fingerprint}-.gz")] {
            assert_eq!(read_name(other), None, "{other}");
        }
    }
}
