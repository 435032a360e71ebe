//! The data of streams (ISO 32000-1 §7.3.8, §7.4): plain, or compressed with deflate and the predictors of PNG.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::object::{Dictionary, PdfObject};

/// The most bytes that a stream may have when it is unpacked: cross-references of two million objects take 20 MB.
pub(super) const LARGEST: usize = 32 << 20;

/// Unpacks the data of a stream. `None` for a filter that is not known here, and for data that is larger than allowed.
pub(super) fn unpacked(data: &[u8], dictionary: &Dictionary) -> Option<Vec<u8>> {
    let filter = match dictionary.get("Filter") {
        PdfObject::Null => return Some(data.get(..data.len().min(LARGEST))?.to_vec()),
        PdfObject::Array(filters) if filters.is_empty() => return Some(data.to_vec()),
        PdfObject::Array(filters) if filters.len() == 1 => filters.first()?,
        filter => filter,
    };
    let PdfObject::Name(name) = filter else { return None };
    if !matches!(name.as_slice(), b"FlateDecode" | b"Fl") {
        return None;
    }
    let mut bytes = Vec::new();
    // A stream whose checksum is missing is as good as any; what came out of a torn one is looked at.
    let _ = ZlibDecoder::new(data).take(LARGEST as u64 + 1).read_to_end(&mut bytes);
    if bytes.len() > LARGEST {
        return None;
    }
    let parameters = match dictionary.get("DecodeParms") {
        PdfObject::Array(all) => all.first().and_then(PdfObject::dictionary),
        one => one.dictionary(),
    };
    match parameters.and_then(|parameters| Some((parameters, parameters.integer("Predictor")?))) {
        Some((parameters, 10..)) => without_predictor(&bytes, parameters),
        Some((_, 2)) => None,
        _ => Some(bytes),
    }
}

/// Rows as they were before a filter of PNG (PNG 1.2 §6).
fn without_predictor(bytes: &[u8], parameters: &Dictionary) -> Option<Vec<u8>> {
    let value = |key, default: i64| usize::try_from(parameters.integer(key).unwrap_or(default)).ok();
    let bits = value("Colors", 1)?.checked_mul(value("BitsPerComponent", 8)?)?;
    let width = bits.checked_mul(value("Columns", 1)?)?.div_ceil(8);
    if width == 0 || width > LARGEST {
        return None;
    }
    let pixel = bits.div_ceil(8).max(1);
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; width];
    for row in bytes.chunks(width + 1) {
        let (kind, row) = row.split_first()?;
        let mut plain = Vec::with_capacity(width);
        for (at, byte) in row.iter().enumerate() {
            let back = |line: &[u8]| at.checked_sub(pixel).and_then(|at| line.get(at).copied()).unwrap_or(0);
            let (left, up, corner) = (back(&plain), above.get(at).copied().unwrap_or(0), back(&above));
            let predicted = match kind {
                1 => left,
                2 => up,
                3 => left.midpoint(up),
                4 => paeth(left, up, corner),
                _ => 0,
            };
            plain.push(byte.wrapping_add(predicted));
        }
        out.extend_from_slice(&plain);
        plain.resize(width, 0);
        above = plain;
    }
    Some(out)
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, up, corner].map(i16::from);
    let guess = a + b - c;
    let [to_left, to_up, to_corner] = [a, b, c].map(|value| (guess - value).abs());
    if to_left <= to_up && to_left <= to_corner {
        left
    } else if to_up <= to_corner {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_predicted_as_in_png() {
        let parameters = Dictionary(vec![(b"Columns".to_vec(), PdfObject::Integer(3))]);
        let rows = [[0, 1, 2, 3], [1, 1, 1, 1], [2, 1, 1, 1], [3, 1, 1, 1], [4, 1, 1, 1]].concat();
        let plain = without_predictor(&rows, &parameters).unwrap();
        assert_eq!(plain, [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5]);
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let filter = Dictionary(vec![(b"Filter".to_vec(), PdfObject::Name(b"FlateDecode".to_vec()))]);
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(&mut std::io::repeat(0).take(LARGEST as u64 + 1), &mut packed).unwrap();
        assert_eq!(unpacked(&packed.finish().unwrap(), &filter), None);
    }
}
