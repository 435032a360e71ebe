//! The arguments of `courant cache`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `courant cache`.
#[derive(Debug, Args)]
pub(crate) struct CacheCommand {
    /// Write the state of builds to this file, a zip archive
    ///
    /// What publishing remembers is left out: it belongs to one machine.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "import")]
    pub(crate) export: Option<PathBuf>,
    /// Take the state of builds from this file
    ///
    /// Of a file of another version or system only the copies of images are taken. A file with anything else than the state of builds
    /// is refused.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "export")]
    pub(crate) import: Option<PathBuf>,
    /// The most that the file may have, such as `500MB`, and at least `10kB`: the least recently used copies of images are left out first
    #[arg(long, value_name = "SIZE", conflicts_with = "import", value_parser = size)]
    pub(crate) max_size: Option<u64>,
}

/// The least size of a file that has anything, in bytes.
const LEAST: u64 = 10_000;

/// `500MB`, `1.5 GB`, `300MiB`, `4096`: a size in bytes.
fn size(typed: &str) -> Result<u64, String> {
    let typed = typed.trim();
    let end = typed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(typed.len());
    let (number, unit) = (typed.get(..end).unwrap_or_default(), typed.get(end..).unwrap_or_default());
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => 0,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| (!text.is_empty() && text.len() <= 12).then(|| text.parse::<u64>().ok())?;
    let bytes = digits(whole).zip(digits(part)).and_then(|(whole, hundredths)| {
        let scale = 10_u64.pow(u32::try_from(part.len()).ok()?);
        whole.checked_mul(unit)?.checked_add(hundredths.checked_mul(unit)? / scale)
    });
    bytes
        .filter(|bytes| unit > 0 && *bytes >= LEAST)
        .ok_or_else(|| "write a number and a unit, such as `500MB` or `2GB`: at least `10kB`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_size_has_a_unit() {
        for (typed, bytes) in [
            ("500MB", 500_000_000),
            ("1.5 GB", 1_500_000_000),
            ("300MiB", 300 << 20),
            ("40960", 40960),
            ("2g", 2_000_000_000),
            ("10.05kb", 10_050),
        ] {
            assert_eq!(size(typed), Ok(bytes), "{typed}");
        }
        for typed in [
            "",
            "MB",
            "0",
            "0MB",
            "9.9kB",
            "-1MB",
            "5 pages",
            "1.2.3MB",
            "1e3",
            "99999999999999999999MB",
            ".5GB",
            "5.GB",
            "999999999999TB",
        ] {
            assert!(size(typed).is_err(), "{typed}");
        }
    }
}
