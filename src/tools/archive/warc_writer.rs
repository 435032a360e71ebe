//! WARC files of at most a gigabyte, each with a record about itself at its start. Every record is compressed alone, so that a
//! player reads it without the others.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use ring::digest::{Context, SHA256};

use super::record::{RECORD_END, RecordDigest, RecordHead, record_id};
use crate::base::fingerprint::hexadecimal;
use crate::base::{Error, RootedFolder};

/// A block of a record.
pub(super) trait RecordBlock {
    /// Passes its bytes on, part by part.
    ///
    /// # Errors
    /// It cannot be read, or not be passed on.
    fn pass_on(&mut self, sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error>;
}

impl RecordBlock for &[u8] {
    fn pass_on(&mut self, sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        sink(self)
    }
}

/// The place of a record in the WARC files of a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecordPlace {
    /// The first byte.
    pub(super) offset: u64,
    /// The length in the file.
    pub(super) length: u64,
}

/// The form of the WARC files of a run.
#[derive(Clone, Debug)]
pub(super) struct WarcForm<'f> {
    /// The start of the names of the files: `www.example.org-20181203120000`.
    pub(super) prefix: &'f str,
    /// The moment of the run: `2018-12-03T12:00:00Z`.
    pub(super) date: &'f str,
    /// What the files say of themselves, as `application/warc-fields`.
    pub(super) info: &'f str,
    /// Whether records are compressed.
    pub(super) is_compressed: bool,
    /// The most bytes of a file. One that holds a single larger answer has more.
    pub(super) largest: u64,
}

/// The WARC files of a run.
pub(super) struct WarcWriter<'w> {
    folder: &'w RootedFolder,
    form: WarcForm<'w>,
    open: Option<OpenWarc>,
    /// The names and digests of the files that are done.
    done: Vec<(String, String)>,
    /// The bytes of the files that are done.
    bytes: u64,
}

/// The file that is written to.
struct OpenWarc {
    name: String,
    info_id: String,
    file: CountedFile,
}

/// A file that knows its length and its digest.
struct CountedFile {
    file: BufWriter<File>,
    length: u64,
    digest: Context,
}

impl Write for CountedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        self.digest.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The most bytes that a record takes: what cannot be compressed becomes a little longer (RFC 1951 §3.2.4).
pub(super) fn most_bytes(length: u64) -> u64 {
    length + length / 1000 + 2048
}

impl<'w> WarcWriter<'w> {
    /// The files of a run, in a folder. The first one is made when there is something to write.
    pub(super) fn new(folder: &'w RootedFolder, form: WarcForm<'w>) -> Self {
        Self { folder, form, open: None, done: Vec::new(), bytes: 0 }
    }

    /// Begins another file where records of this many bytes have no place in this one. Returns the name of the file, and the
    /// identity of the record about it.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub(super) fn make_room(&mut self, bytes: u64) -> Result<(String, String), Error> {
        if self.open.as_ref().is_some_and(|open| open.file.length + bytes > self.form.largest) {
            self.end_file()?;
        }
        if self.open.is_none() {
            self.begin_file()?;
        }
        let open = self.open.as_ref().ok_or_else(|| Error::internal("no WARC file is open"))?;
        Ok((open.name.clone(), open.info_id.clone()))
    }

    fn begin_file(&mut self) -> Result<(), Error> {
        let end = if self.form.is_compressed { "warc.gz" } else { "warc" };
        let name = format!("{}-{:05}.{end}", self.form.prefix, self.done.len());
        let file = self.folder.create_new(&name).map_err(|error| cannot_write(&name, &error))?;
        let file =
            CountedFile { file: BufWriter::with_capacity(1 << 18, file), length: 0, digest: Context::new(&SHA256) };
        let block = self.form.info.as_bytes();
        let digest = RecordDigest::of(block);
        let info_id = record_id(&["warcinfo", &name, self.form.date, &digest]);
        self.open = Some(OpenWarc { name: name.clone(), info_id: info_id.clone(), file });
        let fields = vec![("WARC-Filename", &*name), ("WARC-Block-Digest", &*digest)];
        let head = RecordHead {
            kind: "warcinfo",
            id: &info_id,
            date: self.form.date,
            fields,
            content_type: "application/warc-fields",
            length: block.len() as u64,
        };
        self.add(&head, &mut { block }).map(drop)
    }

    /// Adds a record to the file.
    ///
    /// # Errors
    /// The block cannot be read, or the file not be written.
    pub(super) fn add(&mut self, head: &RecordHead<'_>, block: &mut dyn RecordBlock) -> Result<RecordPlace, Error> {
        let is_compressed = self.form.is_compressed;
        let OpenWarc { name, file, .. } = self.open.as_mut().ok_or_else(|| Error::internal("no WARC file is open"))?;
        let offset = file.length;
        if is_compressed {
            let mut encoder = GzEncoder::new(&mut *file, Compression::default());
            add_record(head, block, &mut encoder, name)?;
            encoder.finish().map_err(|error| cannot_write(name, &error))?;
        } else {
            add_record(head, block, file, name)?;
        }
        Ok(RecordPlace { offset, length: file.length - offset })
    }

    fn end_file(&mut self) -> Result<(), Error> {
        let Some(OpenWarc { name, mut file, .. }) = self.open.take() else { return Ok(()) };
        let synced = file.flush().and_then(|()| file.file.get_ref().sync_all());
        synced.map_err(|error| cannot_write(&name, &error))?;
        self.bytes += file.length;
        self.done.push((name, hexadecimal(file.digest.finish().as_ref())));
        Ok(())
    }

    /// Ends the last file. Returns the names of all files with their SHA-256, and their bytes.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn end(mut self) -> Result<(Vec<(String, String)>, u64), Error> {
        self.end_file()?;
        Ok((self.done, self.bytes))
    }
}

fn add_record(
    head: &RecordHead<'_>,
    block: &mut dyn RecordBlock,
    file: &mut dyn Write,
    name: &str,
) -> Result<(), Error> {
    let mut put = |bytes: &[u8]| file.write_all(bytes).map_err(|error| cannot_write(name, &error));
    put(head.text().as_bytes())?;
    block.pass_on(&mut put)?;
    put(RECORD_END)
}

/// The error of a file of the archive.
pub(super) fn cannot_write(name: &str, error: &io::Error) -> Error {
    Error::io(&format!("cannot write {name} of the archive"), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::disk;

    fn written(is_compressed: bool) -> (tempfile::TempDir, Vec<RecordPlace>, Vec<(String, String)>) {
        let place = tempfile::tempdir().unwrap();
        let folder = RootedFolder::open(place.path()).unwrap();
        let form = WarcForm {
            prefix: "proef",
            date: "2018-12-03T12:00:00Z",
            info: "software: proef\r\n",
            is_compressed,
            largest: 9000,
        };
        let mut writer = WarcWriter::new(&folder, form);
        let blocks = [vec![b'a'; 1000], vec![b'b'; 20_000], vec![b'c'; 1000], vec![b'd'; 1000]];
        let add = |block: &Vec<u8>| {
            let (_, info) = writer.make_room(most_bytes(block.len() as u64)).unwrap();
            let fields = vec![("WARC-Warcinfo-ID", &*info)];
            let (date, length) = ("2018-12-03T12:00:00Z", block.len() as u64);
            let head = RecordHead { kind: "resource", id: "urn:x", date, fields, content_type: "text/plain", length };
            writer.add(&head, &mut &block[..]).unwrap()
        };
        let places = blocks.iter().map(add).collect();
        let (files, bytes) = writer.end().unwrap();
        let on_disk = files.iter().map(|(name, _)| disk::read(&place.path().join(name)).unwrap().len() as u64);
        assert_eq!(on_disk.sum::<u64>(), bytes);
        (place, places, files)
    }

    fn part<'b>(bytes: &'b [u8], place: &RecordPlace) -> &'b [u8] {
        let [start, length] = [place.offset, place.length].map(|number| usize::try_from(number).unwrap());
        &bytes[start..start + length]
    }

    #[test]
    fn a_file_ends_before_it_is_too_large_and_what_is_larger_has_one_of_its_own() {
        let (place, places, files) = written(false);
        let names: Vec<&str> = files.iter().map(|(name, _)| &**name).collect();
        assert_eq!(names, ["proef-00000.warc", "proef-00001.warc", "proef-00002.warc"]);
        let sizes: Vec<usize> = names.iter().map(|name| disk::read(&place.path().join(name)).unwrap().len()).collect();
        assert!(sizes[0] < 9000 && sizes[1] > 20_000 && sizes[2] < 9000, "{sizes:?}");
        let third = disk::read(&place.path().join(names[2])).unwrap();
        let last = &places[3];
        let record = part(&third, last);
        assert!(record.starts_with(b"WARC/1.1\r\nWARC-Type: resource\r\n") && record.ends_with(b"dddd\r\n\r\n"));
    }

    #[test]
    fn each_record_is_compressed_alone() {
        let (place, places, files) = written(true);
        let bytes = disk::read(&place.path().join(&files[0].0)).unwrap();
        let mut text = String::new();
        let record = part(&bytes, &places[0]);
        io::Read::read_to_string(&mut flate2::read::GzDecoder::new(record), &mut text).unwrap();
        assert!(text.starts_with("WARC/1.1\r\n") && text.ends_with("aaaa\r\n\r\n"), "{text}");
        assert_eq!(written(true).2, files, "the same records are the same bytes");
    }
}
