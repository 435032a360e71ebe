//! Numbers at places in bytes; `None` where the bytes end before.

pub(super) fn big16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_be_bytes)
}

pub(super) fn big32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_be_bytes)
}

pub(super) fn big64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().copied().map(u64::from_be_bytes)
}

pub(super) fn little16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

pub(super) fn little32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

pub(super) fn little64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().copied().map(u64::from_le_bytes)
}

/// Milliseconds of a number of units, of which there are `rate` a second; `None` where the rate is 0, or the result is more than a
/// year.
pub(super) fn milliseconds(units: u64, rate: u64) -> Option<u64> {
    let value = (u128::from(units) * 1000).checked_div(u128::from(rate))?;
    u64::try_from(value).ok().filter(|value| *value < 366 * 24 * 3_600_000)
}
