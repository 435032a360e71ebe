//! A text as a QR code (ISO/IEC 18004), drawn as SVG: in templates the address of a page, for readers of paper.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};
use tera::{Kwargs, State, Tera, TeraResult, Value};

/// The modules around a code that stay empty (§5.3.8).
const QUIET: i32 = 4;

/// Registers the filter `qr`.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("qr", |text: &str, _: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        svg(text).map(|svg| Value::safe_string(&svg)).ok_or_else(|| {
            tera::Error::message(format!("a text of {} bytes is too long for a QR code: at most 2331 fit", text.len()))
        })
    });
}

/// The code of a text, black on white in any colour scheme. The link beside it says the same, so it has no name.
fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                _ = write!(path, "M{} {}h{}v1h-{}z", start + QUIET, y + QUIET, x - start, x - start);
            }
            x += 1;
        }
    }
    Some(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\" focusable=\"false\">\
         <path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_patterns_and_a_quiet_zone() {
        let svg = svg("https://lindewolde.example/nieuws/2018/brug/").expect("a code");
        // The upper row of the two finder patterns above, and nothing nearer to the edge.
        assert!(svg.contains("M4 4h7v1h-7z") && !svg.contains("M3 ") && !svg.contains(" 3h"), "{svg}");
        assert!(svg.len() < 9_000, "{} bytes", svg.len());
    }

    #[test]
    fn a_text_that_is_too_long_has_no_code() {
        assert!(svg(&"x".repeat(2331)).is_some());
        assert!(svg(&"x".repeat(2332)).is_none());
    }
}
