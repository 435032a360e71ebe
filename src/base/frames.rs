//! The file format of the state in `.courant/`: a version, then frames, each with its length and checksum. A frame can be
//! appended without rewriting the others. A torn frame, or a file of another version, reads as empty.

use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;

use super::{Fingerprint, disk};

/// The longest frame that is accepted, in bytes.
const LONGEST: usize = 1 << 28;

/// The frames of a file, read one by one, so that the file never is in memory as a whole.
#[derive(Debug)]
pub struct Frames {
    file: Option<disk::FileReader>,
    whole: bool,
}

impl Frames {
    /// Opens a file. A missing file, or one of another version, has no frames; a torn file has the frames before the tear.
    pub fn open(path: &Path, version: Fingerprint) -> Self {
        let open = || {
            let (mut file, mut head) = (disk::open(path).ok()?, [0; 16]);
            file.read_exact(&mut head).ok()?;
            (head == *version.bytes()).then_some(file)
        };
        Self { file: open(), whole: false }
    }

    /// Whether all frames were read, up to the very end of the file: only then can frames be appended.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The next frame; an empty read at the very start of one is the end of the file.
    fn read(&mut self) -> Option<Vec<u8>> {
        let file = self.file.as_mut()?;
        let mut length = [0; 4];
        let (first, rest) = length.split_first_mut()?;
        if file.read(std::slice::from_mut(first)).ok()? == 0 {
            self.whole = true;
            return None;
        }
        file.read_exact(rest).ok()?;
        let length = u32::from_le_bytes(length) as usize;
        let mut fingerprint = [0; 16];
        file.read_exact(&mut fingerprint).ok()?;
        let mut contents = Vec::new();
        let read = file.take(length.min(LONGEST) as u64).read_to_end(&mut contents).ok()?;
        (read == length && *Fingerprint::of(&contents).bytes() == fingerprint).then_some(contents)
    }
}

impl Iterator for Frames {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let frame = self.read();
        if frame.is_none() {
            self.file = None;
        }
        frame
    }
}

/// The value in the first frame of bytes that begin with one; `None` where it is torn.
pub fn first<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (fingerprint, contents) = rest.split_first_chunk()?;
    let contents = contents.get(..u32::from_le_bytes(*length) as usize)?;
    (Fingerprint::of(contents).bytes() == fingerprint).then(|| value(contents))?
}

/// The value in a frame; `None` where it does not decode.
pub fn value<'f, T: serde::Deserialize<'f>>(frame: &'f [u8]) -> Option<T> {
    postcard::from_bytes(frame).ok()
}

/// A value as the contents of a frame.
pub fn bytes<T: Serialize + ?Sized>(value: &T) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(io::Error::other)
}

/// A value as a frame.
pub fn frame<T: Serialize + ?Sized>(value: &T) -> io::Result<Vec<u8>> {
    let contents = bytes(value)?;
    Ok([&head(&contents)?[..], &contents].concat())
}

/// What stands before the contents of a frame.
fn head(contents: &[u8]) -> io::Result<[u8; 20]> {
    let length = u32::try_from(contents.len()).map_err(io::Error::other)?;
    let mut head = [0; 20];
    let (first, rest) = head.split_at_mut(4);
    first.copy_from_slice(&length.to_le_bytes());
    rest.copy_from_slice(Fingerprint::of(contents).bytes());
    Ok(head)
}

/// Writes a file of one frame with these contents, or nothing. It does not wait for the disk: a torn file reads as empty.
pub fn write_one(path: &Path, version: Fingerprint, contents: &[u8]) -> io::Result<()> {
    let head = head(contents)?;
    disk::write_cache(path, |file| {
        [version.bytes(), &head[..], contents].into_iter().try_for_each(|part| file.write_all(part))
    })
}

/// Writes a whole file of frames, or nothing. The frames come in batches, so that they are never all in memory.
pub fn write(
    path: &Path,
    version: Fingerprint,
    frames: impl IntoIterator<Item = io::Result<Vec<Vec<u8>>>>,
) -> io::Result<()> {
    disk::write_whole(path, |file| {
        file.write_all(version.bytes())?;
        for frames in frames {
            frames?.iter().try_for_each(|frame| file.write_all(frame))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_torn_or_of_another_version_reads_as_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frames");
        let version = Fingerprint::of(b"1");
        write(&path, version, [Ok(vec![frame("een").unwrap()]), Ok(vec![frame("twee").unwrap()])]).unwrap();
        disk::append(&path, &frame("drie").unwrap()).unwrap();
        let read = || {
            let mut frames = Frames::open(&path, version);
            let all: Vec<String> = frames.by_ref().filter_map(|frame| value(&frame)).collect();
            (all, frames.is_whole())
        };
        let all: Vec<String> = ["een", "twee", "drie"].map(str::to_owned).into();
        assert_eq!(read(), (all.clone(), true));
        assert_eq!(Frames::open(&path, Fingerprint::of(b"2")).count(), 0);
        let bytes = disk::read(&path).unwrap();
        for end in 0..bytes.len() {
            disk::write(&path, bytes.get(..end).unwrap()).unwrap();
            let (torn, _) = read();
            assert!(torn.len() < 3 && all.starts_with(&torn), "{torn:?}");
        }
        let mut changed = bytes.clone();
        *changed.last_mut().unwrap() ^= 1;
        disk::write(&path, &changed).unwrap();
        assert_eq!(read(), (all.get(..2).unwrap().to_vec(), false));
    }
}
