//! The share card of an item without a picture: the name of the site, the title and the date, as large as they fit.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::{Arc, LazyLock};

use flate2::read::GzDecoder;
use quick_xml::escape::escape;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

use super::card_logo::DrawnLogo;
use crate::plan::CardView;
use crate::render::clean::for_xml;

/// Width, height and margin in pixels.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
const MARGIN: f32 = 80.0;
/// The upper edge of a logo.
const LOGO_TOP: f32 = 52.0;
/// The font sizes of the title in pixels, largest first, each with the number of lines that fit.
const SIZES: [(f32, usize); 4] = [(84.0, 3), (68.0, 4), (56.0, 5), (46.0, 6)];

/// Noto Serif Bold, the letters of Latin, Greek and Cyrillic (SIL Open Font License 1.1), as gzip: half of its bytes.
static FONT: &[u8] = include_bytes!("font/NotoSerif-Bold.ttf.gz");

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let (mut fonts, mut font) = (Database::new(), Vec::new());
    // Our own file is whole; without it a card would have no letters, and a test sees that.
    if GzDecoder::new(FONT).read_to_end(&mut font).is_ok() {
        fonts.load_font_data(font);
    }
    Options { fontdb: Arc::new(fonts), font_family: "Noto Serif".to_owned(), ..Options::default() }
});

/// The most characters of a text that are laid out. Six lines of the narrowest letters have 600; more never fit on a card.
const MOST_CHARACTERS: usize = 600;

/// Draws a card, as PNG.
///
/// # Errors
/// The reason why the card cannot be drawn.
pub(in crate::render) fn draw(card: &CardView<'_>) -> Result<Vec<u8>, String> {
    let ruler = Ruler::default();
    let (size, lines) = ruler.set(card);
    let logo = card.logo.and_then(|logo| DrawnLogo::read(&logo.bytes));
    let top = if logo.is_some() { "" } else { card.site };
    let tree =
        Tree::from_str(&drawing(card, top, (size, &lines), &ruler), &OPTIONS).map_err(|error| error.to_string())?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or("there is not enough memory for its pixels")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    if let Some(logo) = &logo {
        logo.draw(&mut pixels, MARGIN, LOGO_TOP);
    }
    pixels.encode_png().map_err(|error| error.to_string())
}

/// The drawing of a card, with a text above the title.
fn drawing(card: &CardView<'_>, top: &str, (size, lines): (f32, &[String]), ruler: &Ruler) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"{}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" font-weight=\"700\">\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fbfaf7\"/>\
         <path d=\"M{MARGIN} 150h1040\" stroke=\"{accent}\" stroke-width=\"8\"/><path d=\"M{MARGIN} 158h1040\" stroke=\"{accent}\" stroke-width=\"2\"/>",
        escape(card.language),
        accent = escape(card.accent.unwrap_or("#1d1c1a")),
    );
    let mut text = |y: f32, size: f32, colour: &str, text: &str| {
        let _ = write!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\" xml:space=\"preserve\">{}</text>",
            escape(for_xml(text))
        );
    };
    text(122.0, 40.0, "#1d1c1a", &ruler.shortened(&beginning(top), 40.0));
    for (line, number) in lines.iter().zip(0_u8..) {
        text(190.0 + size * (1.0 + 1.16 * f32::from(number)), size, "#1d1c1a", line);
    }
    text(574.0, 30.0, "#5c5952", &ruler.shortened(&beginning(&card.date), 30.0));
    svg + "</svg>"
}

/// The beginning of a text that can fit on a card. An ellipsis at its end says that there is more.
fn beginning(text: &str) -> String {
    let mut letters = text.chars().filter(|c| !is_symbol(*c));
    let mut start: String = letters.by_ref().take(MOST_CHARACTERS).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}

/// Characters without a glyph in the font: emoji and their joiners.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{2600}'..='\u{27bf}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f000}'..)
}

/// Measures texts by laying them out, which takes longer than anything else on a card.
#[derive(Default)]
struct Ruler {
    /// The number of characters that were laid out.
    characters: Cell<usize>,
}

impl Ruler {
    /// The lines of the title at the largest size that fits; at the smallest size the end is replaced by an ellipsis.
    fn set(&self, card: &CardView<'_>) -> (f32, Vec<String>) {
        let title = beginning(card.title);
        let mut set = (0.0, Vec::new());
        for (size, most) in SIZES {
            set = (size, self.broken(&title, size));
            if set.1.len() <= most && set.1.iter().all(|line| self.fits(line, size)) {
                return set;
            }
        }
        let (size, mut lines) = set;
        let most = SIZES.last().map_or(0, |(_, most)| *most);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push('…');
            }
        }
        (size, lines.into_iter().map(|line| self.shortened(&line, size)).collect())
    }

    fn broken(&self, text: &str, size: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.fits(&format!("{line} {word}"), size) => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// A line that fits: the end of a longer one is replaced by an ellipsis.
    fn shortened(&self, line: &str, size: f32) -> String {
        if self.fits(line, size) {
            return line.to_owned();
        }
        let line = line.trim_end_matches('…');
        let ends: Vec<usize> = line.char_indices().map(|(at, _)| at).collect();
        let shorter = |end: usize| format!("{}…", line.get(..end).unwrap_or_default().trim_end());
        let count = ends.partition_point(|end| self.fits(&shorter(*end), size));
        count.checked_sub(1).and_then(|last| ends.get(last)).map_or_else(String::new, |end| shorter(*end))
    }

    #[expect(clippy::cast_precision_loss, reason = "the width of a card is a small number")]
    fn fits(&self, text: &str, size: f32) -> bool {
        self.width(text, size) <= WIDTH as f32 - 2.0 * MARGIN
    }

    /// The width of a text in pixels.
    fn width(&self, text: &str, size: f32) -> f32 {
        self.characters.set(self.characters.get() + text.chars().count());
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text font-size=\"{size}\" font-weight=\"700\">{}</text></svg>",
            escape(for_xml(text))
        );
        Tree::from_str(&svg, &OPTIONS).map_or(0.0, |tree| tree.root().abs_bounding_box().width())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(title: &str) -> CardView<'_> {
        CardView {
            title,
            date: "3 december 2013".to_owned(),
            site: "Dorpsbelang Lindewolde",
            language: "nl",
            accent: Some("#8a1c22"),
            logo: None,
        }
    }

    #[test]
    fn a_title_is_as_large_as_it_fits_and_never_larger_than_the_card() {
        let ruler = Ruler::default();
        let (size, lines) = ruler.set(&card("Brug open"));
        assert_eq!((size, lines), (84.0, vec!["Brug open".to_owned()]));
        let words = "Wijkgericht werken doel of middel ".repeat(15);
        let long = [words.as_str(), &"x".repeat(500), "", "🎉🎉", "Ĳsbaan <open> & 👍🏽 \u{0}"];
        for title in long {
            let (size, lines) = ruler.set(&card(title));
            assert!(lines.len() <= 6 && lines.iter().all(|line| ruler.fits(line, size)), "{title}: {lines:?}");
            assert!(draw(&card(title)).is_ok(), "{title}");
        }
        assert!(ruler.set(&card(&words)).1.last().is_some_and(|line| line.ends_with('…')));
    }

    #[test]
    fn a_longer_title_is_not_more_work() {
        let work = |title: &str| {
            let ruler = Ruler::default();
            let (_, lines) = ruler.set(&card(title));
            assert!(lines.last().is_some_and(|line| line.ends_with('…')), "{lines:?}");
            ruler.characters.get()
        };
        for part in ["x", "i ", "woord ", "e\u{301}", "👍🏽i"] {
            let [short, long] = [700, 700_000].map(|times| work(&part.repeat(times)));
            assert!(long <= short && short < 100_000, "{part}: {short} and {long} characters");
        }
    }
}
