//! Style sheets as browsers get them: without the white space that only helps those who write them, for every page waits for it.

/// A style sheet without white space that says nothing, and without the last semicolon of a block. Texts in quotation marks, comments and
/// unquoted URLs stay as they are.
pub(super) fn compact(sheet: &str) -> String {
    let mut compacted = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(letter) = rest.chars().next() {
        let length = verbatim(rest);
        if length > 0 {
            let (own, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            compacted.push_str(own);
            rest = after;
            continue;
        }
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        if !letter.is_ascii_whitespace() {
            if letter == '}' && compacted.ends_with(';') && !compacted.ends_with(":;") {
                compacted.pop();
            }
            compacted.push(letter);
            rest = after;
            continue;
        }
        rest = after.trim_ascii_start();
        // A custom property may be empty, and then has its space.
        let is_empty = compacted.ends_with(':') && rest.starts_with([';', '}']);
        let is_apart = compacted.is_empty() || compacted.ends_with(['{', '}', ';', ',', ':']) || rest.is_empty();
        if is_empty || !(is_apart || rest.starts_with(['{', '}', ';', ','])) {
            compacted.push(' ');
        }
    }
    if sheet.ends_with('\n') && !compacted.ends_with('\n') {
        compacted.push('\n');
    }
    compacted
}

/// The length of what stays as it is and starts here; 0 where nothing does.
fn verbatim(rest: &str) -> usize {
    let until = |end: &str, from: usize| {
        let after = rest.get(from..).unwrap_or_default();
        after.find(end).map_or(rest.len(), |at| from + at + end.len())
    };
    match rest.as_bytes() {
        [b'/', b'*', ..] => until("*/", 2),
        [quote @ (b'"' | b'\''), ..] => quoted(rest, *quote),
        [b'\\', ..] => rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at),
        [b'u' | b'U', b'r' | b'R', b'l' | b'L', b'(', ..] => {
            let inner = rest.get(4..).unwrap_or_default().trim_ascii_start();
            if inner.starts_with(['"', '\'']) { 4 } else { until(")", 4) }
        }
        _ => 0,
    }
}

/// The length of a text in quotation marks.
fn quoted(rest: &str, quote: u8) -> usize {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_says_nothing_is_left_out() {
        for (sheet, expected) in [
            (
                "\na {\n  margin: 0 auto;\n  color: red;\n}\n\nb, i > u { top: 0 }",
                "a{margin:0 auto;color:red}b,i > u{top:0}",
            ),
            ("a :hover { content: \"; } , \\\" : \" }", "a :hover{content:\"; } , \\\" : \"}"),
            (
                "@media (min-width: 40rem) and (x) { a { width: calc(1px + 2px) } }",
                "@media (min-width:40rem) and (x){a{width:calc(1px + 2px)}}",
            ),
            (":root { --a: ; --b: }", ":root{--a: ;--b: }"),
            ("a { background: url(b ; c.png) } /* d ; e */", "a{background:url(b ; c.png)}/* d ; e */"),
            ("a { background: url( 'b ; c.png' ) }", "a{background:url( 'b ; c.png' )}"),
            (".a\\ , b { }", ".a\\ ,b{}"),
        ] {
            assert_eq!(compact(sheet), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(sheet in "([a-z{}:;,\"'()\\\\ \n]|/\\*|\\*/|url\\(|\\PC){0,60}") {
            prop_assert!(compact(&sheet).len() <= sheet.len());
        }
    }
}
