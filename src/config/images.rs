//! Settings of the copies of images: formats, qualities and widths.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place};

/// The widths of copies in pixels: a picture in a list, a list or a small phone on a high-density screen, most phones, which
/// want 984 to 1074 pixels, and the full width of a page. A picture is never enlarged: its own width replaces larger ones.
const WIDTHS: [u32; 4] = [360, 720, 1080, 1600];

/// The smallest and the largest width of a copy, and the most widths. Each width is a file more in each format.
const NARROWEST: u32 = 32;
const WIDEST: u32 = 3840;
const MOST_WIDTHS: usize = 8;

/// Generated images.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImagesFile {
    /// The formats to generate in addition to the original format. AVIF gives the smallest files and takes longest to
    /// encode. With both, versions of more than 1080 pixels wide are WebP alone. Default: `[avif, webp]`; `[]` generates only the
    /// original format.
    pub formats: Option<Vec<ImageFormat>>,
    /// The quality of each format.
    pub quality: ImageQualityFile,
    /// The widths of the versions in pixels, at most 8 from 32 to 3840. An image is never enlarged: its own width replaces larger
    /// ones. Default: `[360, 720, 1080, 1600]`.
    pub widths: Option<Vec<u32>>,
}

/// Quality of generated images, from 1 to 100, in the scale of each format: the same number is another quality in another format.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImageQualityFile {
    /// The quality of AVIF. Default: 60, and 80 for PNG images.
    pub avif: Option<u32>,
    /// The quality of WebP. Default: 78, 62 where WebP stands in for AVIF, and 90 for PNG images, or without loss if that is smaller.
    pub webp: Option<u32>,
    /// The quality of JPEG. Default: 80.
    pub jpeg: Option<u32>,
}

/// Image format to generate in addition to the original format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImageFormat {
    /// AVIF.
    Avif,
    /// WebP.
    Webp,
}

/// Settings of the copies of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSettings {
    /// Formats that are offered in addition to the original format, best first: a browser uses the first one that it supports.
    pub formats: Vec<ImageFormat>,
    /// The quality of AVIF, where it is set.
    pub avif_quality: Option<u8>,
    /// The quality of WebP, where it is set.
    pub webp_quality: Option<u8>,
    /// The quality of JPEG, where it is set.
    pub jpeg_quality: Option<u8>,
    /// Widths in pixels, smallest first; at least one.
    pub widths: Vec<u32>,
}

impl Default for ImageSettings {
    fn default() -> Self {
        let formats = vec![ImageFormat::Avif, ImageFormat::Webp];
        Self { formats, avif_quality: None, webp_quality: None, jpeg_quality: None, widths: WIDTHS.to_vec() }
    }
}

impl ImageSettings {
    pub(super) fn resolve(typed: ImagesFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Self {
        let ImagesFile { formats, quality, widths } = typed;
        let default = Self::default();
        let mut formats = formats.unwrap_or(default.formats);
        formats.sort_unstable();
        formats.dedup();
        let mut level = |format: &str, typed: Option<u32>, usual: u8| {
            let level = u8::try_from(typed?).ok().filter(|level| (1..=100).contains(level));
            if level.is_none() {
                let typed = typed.unwrap_or_default();
                let message = format!("the quality of {format} is `{typed}`, which is not between 1 and 100");
                let hint = format!("write `{format}: {usual}`, or remove it to use the default");
                findings.push(out_of_range(mapping, [format, &typed.to_string()], message, hint));
            }
            level
        };
        let avif_quality = level("avif", quality.avif, 60);
        let webp_quality = level("webp", quality.webp, 78);
        let jpeg_quality = level("jpeg", quality.jpeg, 80);
        let widths = widths.and_then(|widths| checked_widths(widths, mapping, findings)).unwrap_or(default.widths);
        Self { formats, avif_quality, webp_quality, jpeg_quality, widths }
    }
}

/// The widths in order; `None` if one is wrong.
fn checked_widths(mut widths: Vec<u32>, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<Vec<u32>> {
    let count = findings.len();
    let hint = format!("write `widths: {WIDTHS:?}`, or remove it to use these");
    if widths.is_empty() {
        let message = "`widths` has no width, so there would be no versions of images";
        findings.push(out_of_range(mapping, ["widths", ""], message, hint.clone()));
    }
    for width in widths.iter().filter(|width| !(NARROWEST..=WIDEST).contains(*width)) {
        let message = format!("the width `{width}` is not between {NARROWEST} and {WIDEST} pixels");
        findings.push(out_of_range(mapping, ["widths", &width.to_string()], message, hint.clone()));
    }
    widths.sort_unstable();
    widths.dedup();
    if widths.len() > MOST_WIDTHS {
        let message =
            format!("`widths` has {} widths, and the most is {MOST_WIDTHS}: each is a file more", widths.len());
        findings.push(out_of_range(mapping, ["widths", ""], message, hint));
    }
    (findings.len() == count).then_some(widths)
}

/// A finding about a value of a key below `images`, at the value where that is found, and else at the key.
fn out_of_range(
    mapping: &Mapping<'_>,
    [key, value]: [&str; 2],
    message: impl Into<String>,
    hint: String,
) -> Diagnostic {
    let text = mapping.text;
    let after = |start: usize, word: &str| {
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_-.".contains(c));
        let is_whole = |at: &usize| {
            let (before, behind) = (text.get(..*at), text.get(at + word.len()..));
            !is_part(before.and_then(|text| text.chars().next_back()))
                && !is_part(behind.and_then(|text| text.chars().next()))
        };
        let found = text.get(start..).into_iter().flat_map(|rest| rest.match_indices(word));
        found.map(|(at, _)| start + at).find(is_whole).filter(|_| !word.is_empty())
    };
    let key_at = after(0, "images").and_then(|start| after(start, key));
    let value_at = key_at.and_then(|start| after(start, value));
    let span = value_at.map(|start| start..start + value.len()).or(key_at.map(|start| start..start + key.len()));
    let place = span.map_or_else(|| mapping.key("images"), |span| Place::span(mapping.file, text, span));
    Diagnostic::new(Code::ValueOutOfRange, place, message).hint(hint)
}
