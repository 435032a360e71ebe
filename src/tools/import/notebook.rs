//! Jupyter notebooks, in the formats 3 and 4: their cells as Markdown, with the pictures that stand in them.

use serde_json::Value;

use super::equivalents::fence;
use super::html::HtmlConverter;
use super::notebook_output::{NotebookText, lines, output, picture_bytes};
use super::values::one_line;

/// A notebook that was read.
pub(super) struct Notebook {
    values: Value,
    cells: Vec<Value>,
}

/// The cells that are shown: `cells[2:]` → from the third on. Negative numbers count from the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CellRange {
    from: Option<i64>,
    to: Option<i64>,
}

impl CellRange {
    /// The range in the arguments of a tag; all cells where there is none.
    pub(super) fn of(arguments: &str) -> Self {
        let range = arguments.split_once("cells[").and_then(|(_, rest)| rest.split_once(']')).map(|(range, _)| range);
        let Some(range) = range else { return Self::default() };
        let number = |text: &str| text.trim().parse().ok();
        match range.split_once(':') {
            Some((from, to)) => Self { from: number(from), to: number(to) },
            None => Self { from: number(range), to: number(range).map(|cell: i64| cell + 1).filter(|end| *end != 0) },
        }
    }

    /// The numbers of cells, the last one not among them.
    fn within(self, count: usize) -> (usize, usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let place = |number: i64| if number < 0 { (count + number).max(0) } else { number.min(count) };
        let (from, to) = (self.from.map_or(0, place), self.to.map_or(count, place));
        (usize::try_from(from).unwrap_or_default(), usize::try_from(to.max(from)).unwrap_or_default())
    }
}

impl Notebook {
    /// Reads the text of a notebook. `None` where it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut values: Value = serde_json::from_str(text).ok()?;
        let cells_of = |sheet: &mut Value| match sheet.get_mut("cells").map(Value::take) {
            Some(Value::Array(cells)) => cells,
            _ => Vec::new(),
        };
        let cells = match values.get_mut("worksheets").and_then(Value::as_array_mut) {
            Some(sheets) => sheets.iter_mut().flat_map(cells_of).collect(),
            None => cells_of(&mut values),
        };
        let notebook = Self { values, cells };
        (!notebook.cells.is_empty()).then_some(notebook)
    }

    /// The language of its code.
    fn language(&self, cell: &Value) -> String {
        let of_notebook = ["/metadata/language_info/name", "/metadata/kernelspec/language"];
        let language = of_notebook.iter().find_map(|path| self.values.pointer(path)).or_else(|| cell.get("language"));
        language.and_then(Value::as_str).unwrap_or("python").to_lowercase()
    }

    /// The metadata of a text, which its first cell has as lines or as a list: `- title: An example`.
    pub(super) fn metadata(&self) -> Option<Vec<(String, String)>> {
        let first = lines(self.cells.first()?.get("source")?);
        let pairs = first.lines().filter(|line| !line.trim().is_empty() && line.trim() != "---").map(|line| {
            let (key, value) = line.trim().trim_start_matches(['-', '*']).split_once(':')?;
            let key = key.trim();
            key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then(|| (key.to_lowercase(), one_line(value)))
        });
        pairs.collect::<Option<Vec<_>>>().filter(|pairs| pairs.iter().any(|(key, _)| key == "title"))
    }

    /// Some cells as Markdown. Pictures get names that begin with that of the notebook.
    pub(super) fn markdown(&self, range: CellRange, name: &str, html: &HtmlConverter) -> NotebookText {
        let (from, to) = range.within(self.cells.len());
        let mut text = NotebookText::default();
        for (number, cell) in self.cells.iter().enumerate().take(to).skip(from) {
            let source = cell.get("source").or_else(|| cell.get("input")).map(lines).unwrap_or_default();
            let written = match cell.get("cell_type").and_then(Value::as_str) {
                Some("heading") => {
                    let level = cell.get("level").and_then(Value::as_u64).unwrap_or(1).clamp(1, 6);
                    let marks = usize::try_from(level).unwrap_or(1);
                    format!("{} {}", "#".repeat(marks), one_line(&source))
                }
                Some("code") => fence(&self.language(cell), source.trim_matches('\n').trim_end()),
                _ => text.with_attachments(&source, cell, number, name),
            };
            let is_empty_code = source.trim().is_empty();
            text.add(if is_empty_code { "" } else { &written });
            let outputs = cell.get("outputs").and_then(Value::as_array);
            for (place, shown) in outputs.into_iter().flatten().enumerate() {
                output(&mut text, shown, (number, place), name, html);
            }
        }
        text
    }

    /// The bytes of a picture, by its place in the notebook.
    pub(super) fn picture(&self, place: &str) -> Option<Vec<u8>> {
        let (cell, place) = place.split_once('/')?;
        picture_bytes(self.cells.get(cell.parse::<usize>().ok()?)?, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_cells_are_those_of_python() {
        for (typed, within) in [
            ("a.ipynb", (0, 5)),
            ("a.ipynb cells[2:]", (2, 5)),
            ("a.ipynb cells[:-1]", (0, 4)),
            ("a.ipynb cells[-2:]", (3, 5)),
            ("a.ipynb cells[1]", (1, 2)),
            ("a.ipynb cells[-1]", (4, 5)),
            ("a.ipynb cells[9:2]", (5, 5)),
            ("a.ipynb cells[x:y]", (0, 5)),
        ] {
            assert_eq!(CellRange::of(typed).within(5), within, "{typed}");
        }
    }

    #[test]
    fn what_is_no_notebook_is_none() {
        for text in ["", "[]", "{}", "{\"cells\": 3}", "{\"worksheets\": [{}]}"] {
            assert!(Notebook::read(text).is_none(), "{text}");
        }
    }
}
