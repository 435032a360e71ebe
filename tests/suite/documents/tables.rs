//! Markdown tables.

/// A table; cells may have any text.
pub(super) fn table(heads: &[&str], rows: Vec<Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let rule = format!("|{}\n", "---|".repeat(heads.len()));
    let rows = rows.into_iter().map(|row| line(row.iter().map(|cell| cell_text(cell)).collect()));
    format!("{}{rule}{}\n", line(heads), rows.collect::<String>())
}

/// Paragraphs that end in a full stop, as the help of a command line does not.
pub(super) fn sentences(text: &str) -> String {
    let close = |part: &str| {
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        if part.ends_with(['.', ':', '?', '!']) { part } else { format!("{part}.") }
    };
    text.split("\n\n").map(close).collect::<Vec<_>>().join("\n\n")
}

fn cell_text(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
