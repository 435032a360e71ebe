//! Lines of any length, in little memory: of a line that is too long only the beginning is kept.

use std::io::{self, BufRead};

/// The most bytes of a line that are kept.
const LONGEST: usize = 16 * 1024;

/// Reads the next line, without its end, into `line`. `false` at the end of the file.
pub(super) fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut has_any = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok(has_any);
        }
        has_any = true;
        let end = buffer.iter().position(|b| *b == b'\n');
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        let room = LONGEST.saturating_sub(line.len());
        line.extend(part.iter().take(room));
        let used = end.map_or(buffer.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_any_length_is_read() {
        let text = format!("een\n\n{}\ndrie", "x".repeat(100_000));
        let mut input = io::BufReader::with_capacity(100, text.as_bytes());
        let mut line = Vec::new();
        let mut lengths = Vec::new();
        while next_line(&mut input, &mut line).unwrap() {
            lengths.push(line.len());
        }
        assert_eq!(lengths, [3, 0, LONGEST, 4]);
    }
}
