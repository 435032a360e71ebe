//! Compressed copies of files, for hosts that send them: `index.html.gz` beside `index.html`. Each is made once, and kept
//! under the fingerprint of the name and the bytes of its original.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use brotli::enc::BrotliEncoderParams;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::release::{self, ReleaseFile};
use super::state_error::cannot_write;
use crate::base::compression::{Compression, is_compressible};
use crate::base::fingerprint::Mixer;
use crate::base::{Error, Fingerprint, Role, RootedFolder, SharedCache, disk};

/// Below this size, in bytes, a file fits in the first packets of an answer as it is.
const SMALLEST: u64 = 1024;
/// The quality of Brotli for pages. Of a thousand pages of 10 kB this makes 31.1 % in 0.4 ms each, where gzip makes 33.3 %.
const BROTLI_OF_PAGES: i32 = 5;
/// The quality of Brotli for assets, which are few and change seldom: 28.9 % of such pages, in 14 ms each.
const BROTLI_OF_ASSETS: i32 = 11;

/// The size in bytes from which compressing a file takes longer than asking the shared cache for the copy.
const LARGE: u64 = 64 << 10;
/// The version of the settings of the encoders, for the shared cache.
const RECIPE: &[u8] = b"courant compressed 2";

/// The kept copies: by the fingerprint of the original and the form, the fingerprint and size of the copy. The size is 0 where
/// the copy would not be smaller.
type KeptCopies = BTreeMap<(Fingerprint, Compression), (Fingerprint, u64)>;

/// The folder of the copies, which all targets of a site share.
const FOLDER: &str = "compressed";

/// Adds compressed copies to the files of a release, sorted by name. Copies are kept in the state as long as their original
/// exists.
///
/// # Errors
/// A file cannot be read, or the folder not be written to.
pub(super) fn add(
    files: &mut Vec<ReleaseFile>,
    forms: &[Compression],
    state: &RootedFolder,
    cache: Option<&SharedCache>,
) -> Result<(), Error> {
    if forms.is_empty() {
        return Ok(());
    }
    let failed = |error: io::Error| cannot_write(&error);
    let folder = &state.create_folder(FOLDER).map_err(failed)?;
    let is_worth_it =
        |file: &&ReleaseFile| file.size >= SMALLEST && file.local.is_some() && is_compressible(&file.name);
    let worth_it: Vec<&ReleaseFile> = files.iter().filter(is_worth_it).collect();
    let mut kept = sweep(folder, &worth_it.iter().map(|file| key(file)).collect()).map_err(failed)?;
    let pairs: Vec<(&ReleaseFile, Compression)> =
        worth_it.iter().flat_map(|file| forms.iter().map(|form| (*file, *form))).collect();
    let is_missing = |(file, form): &&(&ReleaseFile, Compression)| !kept.contains_key(&(key(file), *form));
    let missing: Vec<_> = pairs.iter().filter(is_missing).filter(|(file, _)| is_shared(file)).copied().collect();
    if let Some(cache) = cache.filter(|_| !missing.is_empty()) {
        kept.extend(fetch(&missing, folder, cache).map_err(failed)?);
    }
    let compressed = pairs.par_iter().map(|(file, form)| {
        let copy = format!("{}{}", file.name, form.end());
        if release::find(files, &copy).is_some() {
            // The author's own copy.
            return Ok(None);
        }
        let is_whole = |(fingerprint, size): &(Fingerprint, u64)| {
            // A copy that was torn by a power cut has another size.
            let stamp = folder.stamp(name(key(file), *form, *fingerprint, *size));
            stamp.is_ok_and(|stamp| stamp.is_some_and(|stamp| stamp.size == *size))
        };
        let (fingerprint, size) = match kept.get(&(key(file), *form)).filter(|kept| is_whole(kept)) {
            Some(kept) => *kept,
            None => make(file, *form, folder, cache)?,
        };
        let copy = ReleaseFile {
            name: copy.into(),
            role: Role::Machine,
            is_immutable: false,
            media_type: file.media_type,
            size,
            content: fingerprint,
            fingerprint,
            local: Some(folder.path_of(name(key(file), *form, fingerprint, size))),
            item: None,
        };
        Ok(Some(copy).filter(|copy| copy.size > 0))
    });
    let compressed = compressed.collect::<Result<Vec<_>, Error>>()?;
    files.extend(compressed.into_iter().flatten());
    files.par_sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

/// What an original is known by. The name is part of it, because fingerprints of files are not made to withstand people: a contributor's
/// table of figures could else have that of a page, whose readers would get it in its place.
fn key(file: &ReleaseFile) -> Fingerprint {
    Mixer::default().bytes(file.name.as_bytes()).fingerprint(file.content).finish()
}

/// The name of a kept copy.
fn name(of: Fingerprint, form: Compression, fingerprint: Fingerprint, size: u64) -> String {
    format!("{of}-{fingerprint}-{size}{}", form.end())
}

/// Parses the name of a kept copy.
fn read_name(name: &str) -> Option<((Fingerprint, Compression), (Fingerprint, u64))> {
    let form = Compression::ALL.into_iter().find(|form| name.ends_with(form.end()))?;
    let mut parts = Compression::original(name)?.splitn(3, '-');
    let (of, fingerprint) = (Fingerprint::parse(parts.next()?)?, Fingerprint::parse(parts.next()?)?);
    Some(((of, form), (fingerprint, parts.next()?.parse().ok()?)))
}

/// The kept copies of these originals; others are removed.
fn sweep(folder: &RootedFolder, originals: &BTreeSet<Fingerprint>) -> io::Result<KeptCopies> {
    let mut kept = KeptCopies::new();
    for name in folder.list(".")? {
        match name.to_str().and_then(read_name).filter(|((of, _), _)| originals.contains(of)) {
            Some((key, value)) => drop(kept.insert(key, value)),
            None => folder.remove(name)?,
        }
    }
    Ok(kept)
}

/// Compresses a file, and keeps the copy.
fn make(
    file: &ReleaseFile,
    form: Compression,
    folder: &RootedFolder,
    cache: Option<&SharedCache>,
) -> Result<(Fingerprint, u64), Error> {
    let path = file.local.as_deref().unwrap_or(Path::new(""));
    let bytes = disk::read(path).map_err(|error| Error::io(&format!("cannot read {}", path.display()), &error))?;
    let kept = compress(&bytes, form, quality(file)).and_then(|mut small| {
        if small.len() >= bytes.len() {
            small.clear();
        }
        if let Some(cache) = cache.filter(|_| is_shared(file)) {
            cache.put(&shared_name(file, form), &small);
        }
        keep(file, form, &small, folder)
    });
    kept.map_err(|error| cannot_write(&error))
}

/// Keeps a copy.
fn keep(file: &ReleaseFile, form: Compression, copy: &[u8], folder: &RootedFolder) -> io::Result<(Fingerprint, u64)> {
    let (fingerprint, size) = (Fingerprint::of(copy), copy.len() as u64);
    // Two files with the same bytes may be compressed at once; their copies are equal.
    folder.write_cache(name(key(file), form, fingerprint, size), copy)?;
    Ok((fingerprint, size))
}

/// The quality of Brotli for a file.
fn quality(file: &ReleaseFile) -> i32 {
    if file.role == Role::Asset { BROTLI_OF_ASSETS } else { BROTLI_OF_PAGES }
}

/// Whether the shared cache has the copies of a file: those of a page are made in less time than a request takes.
fn is_shared(file: &ReleaseFile) -> bool {
    file.role == Role::Asset || file.size >= LARGE
}

/// The name of a copy in the shared cache. It tells the settings of the encoders: another version makes other copies.
fn shared_name(file: &ReleaseFile, form: Compression) -> String {
    let mixer = Mixer::default().bytes(RECIPE).bytes(&quality(file).to_le_bytes()).fingerprint(key(file));
    format!("compressed/{}{}", mixer.finish(), form.end())
}

/// Fetches copies from the shared cache, and keeps those that it has.
fn fetch(
    missing: &[(&ReleaseFile, Compression)],
    folder: &RootedFolder,
    cache: &SharedCache,
) -> io::Result<KeptCopies> {
    let wanted: BTreeMap<String, (&ReleaseFile, Compression)> =
        missing.iter().map(|(file, form)| (shared_name(file, *form), (*file, *form))).collect();
    let names: Vec<String> = wanted.keys().cloned().collect();
    let kept: Mutex<io::Result<KeptCopies>> = Mutex::new(Ok(KeptCopies::new()));
    cache.fetch(&names, &|name, copy| {
        let Some(((file, form), copy)) = wanted.get(name).copied().zip(copy) else { return };
        let written = keep(file, form, &copy, folder);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        match (&mut *kept, written) {
            (Ok(kept), Ok(copy)) => drop(kept.insert((key(file), form), copy)),
            (Ok(_), Err(error)) => *kept = Err(error),
            (Err(_), _) => {}
        }
    });
    kept.into_inner().unwrap_or_else(PoisonError::into_inner)
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
