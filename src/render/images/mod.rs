//! Pictures → renditions. A picture is decoded once, and all its renditions are encoded from it by the crate `courant-pixels`. They are
//! cached in `.courant/images/` under a fingerprint of their inputs, so a second build makes none. Published originals lose the metadata
//! of cameras (strip) and the texts of colour profiles (profile), and drawings of untrusted authors are written anew (drawing). An item
//! without a picture can have a share card (card, with `card_logo`), which is kept with the renditions (kept). Several machines can make a share each
//! (share). The icon of a site is drawn in its colour (icon).

mod card;
mod card_logo;
mod drawing;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod icon;
mod kept;
mod profile;
mod share;
mod strip;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Mutex;

use courant_pixels::{Decoded, Quality};
use flate2::read::ZlibDecoder;
use rayon::prelude::*;

use crate::base::fingerprint::Mixer;
use crate::base::{Code, Diagnostic, Error, Fingerprint, Place, disk};
use crate::content::png;
use crate::plan::{Rendition, Snapshot};
use crate::render::failure::Failure;

#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::{fuzz_drawing, fuzz_picture, fuzz_strip};
pub(super) use icon::draw_icon;
pub use share::ImageShare;

/// The version of the encoder settings: another version makes other renditions.
pub(super) const RECIPE: &[u8] = b"courant images 2";

/// The length of a fingerprint in bytes.
const PRINT: usize = 16;

/// Pictures with more pixels are processed one after another, to bound memory: 24 megapixels take 170 MB.
const LARGE: u64 = 24_000_000;

/// The renditions of a site's pictures, and their cache.
pub struct Images<'p> {
    snapshot: &'p Snapshot,
    /// The cache folder; without it, renditions are made each time.
    folder: Option<&'p Path>,
    /// The pictures and cards of the share, by the fingerprints of what they are made of; `None` for all.
    share: Option<BTreeSet<Fingerprint>>,
}

impl std::fmt::Debug for Images<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Images").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// The missing renditions of one picture.
struct Job<'p> {
    copies: Vec<&'p Rendition>,
    /// Whether the job runs alone, with its renditions in parallel: the picture is large, or the only one. Other pictures run in
    /// parallel, each on one thread: a job that waited for its renditions would start another picture meanwhile, and so on.
    alone: bool,
}

impl<'p> Images<'p> {
    /// The images of a site.
    pub fn of(snapshot: &'p Snapshot) -> Self {
        Self { snapshot, folder: snapshot.image_cache.as_deref(), share: None }
    }

    /// Makes all renditions that are not cached yet. `begin` receives the number of pictures, `starts` the file of each one when
    /// it is begun, and `made` reports each one.
    ///
    /// # Errors
    /// If the cache folder cannot be written to.
    pub fn develop(
        &self,
        begin: impl FnOnce(usize),
        starts: impl Fn(&str) + Sync,
        made: impl Fn() + Sync,
    ) -> Result<Vec<Diagnostic>, Error> {
        let Some(folder) = self.folder else { return Ok(Vec::new()) };
        let jobs = self.jobs();
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        disk::create_folder(folder).map_err(|error| cannot_keep(&error))?;
        begin(jobs.len());
        each(&jobs, |job| {
            job.copies.first().into_iter().for_each(|copy| starts(&copy.file));
            let done = self.make(job, |copy, bytes| self.keep(copy, &bytes));
            made();
            done
        })
    }

    /// Decodes the selected pictures whose renditions are not cached yet.
    ///
    /// # Errors
    /// If a picture cannot be read.
    pub fn verify(&self, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<Diagnostic>, Error> {
        let mut jobs = self.jobs();
        jobs.retain(|job| job.copies.first().is_some_and(|copy| is_wanted(&copy.file)));
        each(&jobs, |job| job.copies.first().map_or(Ok(()), |copy| self.decoded(copy).map(drop)))
    }

    /// The renditions that are not cached yet, by picture.
    fn jobs(&self) -> Vec<Job<'p>> {
        // Two items may show equal files: a copy is named by what it is made of, and made once.
        let mut known: BTreeSet<String> = self.kept().into_iter().collect();
        let mut jobs: BTreeMap<&'p str, Vec<&'p Rendition>> = BTreeMap::new();
        for copy in self.renditions().filter(|copy| known.insert(name(copy))) {
            jobs.entry(&copy.file).or_default().push(copy);
        }
        let only = jobs.len() == 1;
        let pictures = self.snapshot.pictures();
        let job = |(file, copies)| Job { copies, alone: only || pictures.pixels(file) > LARGE };
        jobs.into_iter().map(job).collect()
    }

    /// A rendition: from the cache, or made now and then cached.
    pub(super) fn copy(&self, copy: &Rendition) -> Result<Vec<u8>, Failure> {
        if let Some(bytes) = self.kept_copy(copy) {
            return Ok(bytes);
        }
        let made = Mutex::new(Vec::new());
        self.make(&Job { copies: vec![copy], alone: false }, |_, bytes| {
            *made.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = bytes;
            Ok(())
        })?;
        let bytes = made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if self.folder.is_some_and(|folder| disk::create_folder(folder).is_ok()) {
            // A rendition that cannot be cached is made again next time.
            let _ = self.keep(copy, &bytes);
        }
        Ok(bytes)
    }

    /// The picture of a rendition, decoded.
    fn decoded(&self, copy: &Rendition) -> Result<Decoded, Failure> {
        let file = &copy.file;
        let bytes =
            self.snapshot.sources.read(file).map_err(|error| Error::io(&format!("cannot read {file}"), &error))?;
        if Fingerprint::collision_resistant(&bytes) != copy.fingerprint {
            return Err(Error::changed_meanwhile(file).into());
        }
        decoded(bytes).map_err(|reason| Failure::Findings(vec![unreadable(file, &reason)]))
    }

    /// Makes renditions of one picture.
    fn make(
        &self,
        job: &Job<'_>,
        put: impl Fn(&Rendition, Vec<u8>) -> Result<(), Error> + Sync,
    ) -> Result<(), Failure> {
        let Some(first) = job.copies.first() else { return Ok(()) };
        let picture = self.decoded(first)?;
        let unreadable = |reason: String| Failure::Findings(vec![unreadable(&first.file, &reason)]);
        let one = |copy: &&Rendition| {
            let size = (copy.width, copy.height);
            let encoded = picture.copy(size, copy.focus, copy.format, copy.quality).map_err(unreadable)?;
            put(copy, encoded).map_err(Failure::from)
        };
        if job.alone { job.copies.par_iter().try_for_each(one) } else { job.copies.iter().try_for_each(one) }
    }

    /// A cached rendition.
    pub fn kept_copy(&self, copy: &Rendition) -> Option<Vec<u8>> {
        self.read_kept(&name(copy))
    }

    fn keep(&self, copy: &Rendition, bytes: &[u8]) -> Result<(), Error> {
        self.keep_made(&name(copy), bytes)
    }

    /// Removes renditions of pictures, and cards, that the site no longer has.
    pub fn sweep(&self) {
        let Some(folder) = self.folder else { return };
        let pictures = self.snapshot.images.pictures().map(|(_, picture)| made_of(picture.fingerprint));
        let known = pictures.chain(self.cards().into_iter().map(|(made_of, _)| made_of));
        let known: BTreeSet<String> = known.map(|made_of| made_of.to_string()).collect();
        // The temporary file of a copy that is being written has the name of the copy after a dot.
        let source = |name: &str| name.trim_start_matches('.').split('-').next().unwrap_or_default().to_owned();
        let is_stale = |name: &&String| !known.contains(&source(name));
        for name in self.kept().iter().filter(is_stale) {
            // A later build removes it otherwise.
            let _ = disk::remove(&folder.join(name));
        }
    }

    fn kept(&self) -> Vec<String> {
        let names = self.folder.and_then(|folder| disk::list(folder).ok()).unwrap_or_default();
        names.into_iter().filter_map(|name| name.into_string().ok()).collect()
    }
}

/// Decodes a picture. The decoder sees only the parts of the file that are published.
fn decoded(bytes: Vec<u8>) -> Result<Decoded, String> {
    let is_damaged = bytes.starts_with(b"\x89PNG") && png::damage(&bytes).is_ok_and(|damage| damage.is_some());
    let published = strip::without_metadata(bytes)?;
    courant_pixels::decode(published, &|png, width| is_damaged && has_a_line(png, width))
}

/// Whether a PNG has pixels before its damage: at least a line of them, each of one bit.
fn has_a_line(png: &[u8], width: u32) -> bool {
    let compressed: Vec<u8> =
        png::chunks(png).filter(|chunk| chunk.name == *b"IDAT").flat_map(|chunk| chunk.content).copied().collect();
    let mut line = vec![0; width as usize / 8 + 2];
    ZlibDecoder::new(&compressed[..]).read_exact(&mut line).is_ok()
}

/// Runs all jobs: small pictures in parallel, large ones one after another. Findings are collected.
fn each(jobs: &[Job<'_>], make: impl Fn(&Job<'_>) -> Result<(), Failure> + Sync) -> Result<Vec<Diagnostic>, Error> {
    let (alone, together): (Vec<&Job<'_>>, Vec<&Job<'_>>) = jobs.iter().partition(|job| job.alone);
    let mut done: Vec<Result<(), Failure>> = together.par_iter().map(|job| make(job)).collect();
    done.extend(alone.into_iter().map(make));
    let mut findings = Vec::new();
    for failure in done.into_iter().filter_map(Result::err) {
        match failure {
            Failure::Findings(found) => findings.extend(found),
            Failure::Error(error) => return Err(error),
        }
    }
    Ok(findings)
}

/// The cache name of a rendition: fingerprint of the inputs, dimensions, quality, format.
fn name(copy: &Rendition) -> String {
    let focus = copy.focus.map_or_else(String::new, |focus| format!("-{}-{}", focus.x, focus.y));
    let quality = match copy.quality {
        Quality::Default => String::new(),
        Quality::AsAvif => "-a".to_owned(),
        Quality::Set(level) => format!("-q{level}"),
    };
    let (width, height, ending) = (copy.width, copy.height, copy.format.ending());
    format!("{}-{width}x{height}{focus}{quality}-{ending}", made_of(copy.fingerprint))
}

fn made_of(fingerprint: Fingerprint) -> Fingerprint {
    Mixer::default().bytes(RECIPE).fingerprint(fingerprint).finish()
}

/// The fingerprint of a rendition's inputs.
pub(super) fn fingerprint(copy: &Rendition) -> postcard::Result<Fingerprint> {
    let Rendition { width, height, format, focus, quality, .. } = copy;
    Ok(Mixer::default()
        .fingerprint(made_of(copy.fingerprint))
        .value(&(width, height, format, focus, quality))?
        .finish())
}

/// The file of a picture without the metadata of cameras and editors.
pub(super) fn without_metadata(file: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    strip::without_metadata(bytes).map_err(|reason| Failure::Findings(vec![unreadable(file, &reason)]))
}

/// A drawing of an untrusted author, without scripts and external references.
pub(super) fn harmless_drawing(file: &str, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    drawing::harmless(file, bytes).map_err(|finding| Failure::Findings(vec![*finding]))
}

fn unreadable(file: &str, reason: &str) -> Diagnostic {
    let message = format!("this image cannot be read: {reason}");
    let hint = "open it in an image editor and save it again, or replace it with the original";
    Diagnostic::new(Code::ImageUnreadable, Place::file(file), message).hint(hint)
}

fn cannot_keep(error: &io::Error) -> Error {
    Error::io("cannot write to .courant/images", error)
}

#[cfg(test)]
mod tests {
    use courant_pixels::{Encoding, Filter, Format, Quality};
    use image::{DynamicImage, RgbaImage};
    use proptest::prelude::*;

    use super::{decoded, strip};
    use crate::content::Picture;

    fn encode(image: &DynamicImage, format: Format) -> Result<Vec<u8>, String> {
        Encoding { format, quality: Quality::Default, is_drawn: true }.encode(image)
    }

    fn picture(format: Format) -> Vec<u8> {
        let image = RgbaImage::from_fn(24, 18, |x, y| {
            image::Rgba([x * 9, y * 11, 90, x + y * 9].map(|part| u8::try_from(part).unwrap()))
        });
        encode(&DynamicImage::from(image), format).unwrap()
    }

    #[test]
    fn every_size_that_fits_a_format_can_be_encoded_in_it() {
        for format in [Format::Jpeg, Format::Png, Format::Webp, Format::Avif] {
            for (width, height) in
                [(1, 1), (1, 16_383), (16_383, 2), (1, 17_000), (65_535, 1), (1, 70_000), (2, 65_536)]
            {
                let image = DynamicImage::from(RgbaImage::new(width, height));
                let encoded = encode(&image, format);
                assert!(!format.fits(width, height) || encoded.is_ok(), "{format:?} {width} × {height}: {encoded:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn a_file_that_was_spoiled_anywhere_is_an_error_or_a_picture(
            format in prop::sample::select(vec![Format::Jpeg, Format::Png, Format::Webp, Format::Avif]),
            spoils in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            end in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut bytes = picture(format);
            for (at, byte) in spoils {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(end) = end {
                bytes.truncate(end.index(bytes.len()));
            }
            if let Ok(seen) = Picture::inspect(&bytes) && seen.has_renditions() && let Ok(picture) = decoded(bytes.clone()) {
                let scaled = picture.scaled((8, 6), None, Filter::Soft);
                prop_assert!(scaled.is_ok_and(|scaled| (scaled.width(), scaled.height()) == (8, 6)));
            }
            let _ = strip::without_metadata(bytes);
        }
    }
}
