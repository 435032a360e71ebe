//! A text in the quotes of YAML.

/// A text as YAML in double quotes. It may have quotes already, which need not match.
pub fn quoted(text: &str) -> String {
    let bare = text.chars().next().filter(|first| matches!(first, '"' | '\'')).map_or_else(
        || text.to_owned(),
        |quote| {
            let inner = text.get(1..).unwrap_or_default();
            let inner = match (inner.strip_suffix(quote), inner.contains(quote)) {
                (Some(inner), _) => inner,
                // `'s Avonds`: an apostrophe is part of the text.
                (None, false) if quote == '\'' => text,
                (None, false) => inner,
                (None, true) => text,
            };
            if quote == '"' { inner.replace("\\\"", "\"") } else { inner.replace("''", "'") }
        },
    );
    format!("\"{}\"", bare.replace('\\', "\\\\").replace('"', "\\\""))
}
