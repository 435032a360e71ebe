//! Tables with a row for each text: comma or semicolon separated values, whose first row names the columns.

use std::collections::HashMap;

use super::input::InputFolder;
use super::loss::{Harm, ImportLoss};

/// A row: its values by the names of their columns, and its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TableRow {
    /// The values.
    pub(super) values: HashMap<String, String>,
    /// The line on which it begins.
    pub(super) line: usize,
}

impl TableRow {
    /// The value of a column; empty where there is none.
    pub(super) fn get(&self, column: &str) -> &str {
        self.values.get(column).map_or("", |value| value.trim())
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(super) struct TableFile {
    /// The names of the columns.
    pub(super) columns: Vec<String>,
    /// The rows.
    pub(super) rows: Vec<TableRow>,
    /// Rows that cannot be read.
    pub(super) losses: Vec<ImportLoss>,
}

/// Reads a table.
///
/// # Errors
/// The file cannot be read: the loss.
pub(super) fn read(folder: &InputFolder, file: &str) -> Result<TableFile, ImportLoss> {
    let text = folder.read(file)?.text;
    Ok(of_text(&text, file))
}

fn of_text(text: &str, file: &str) -> TableFile {
    let first = text.lines().next().unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let separators = [(',', b','), (';', b';'), ('\t', b'\t')];
    let separator = separators.iter().max_by_key(|(separator, _)| count(*separator)).map_or(b',', |(_, byte)| *byte);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map(|row| row.iter().map(|name| name.trim().to_owned()).collect()).unwrap_or_default();
    let mut table = TableFile { columns, ..TableFile::default() };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or_default());
                let values = table.columns.iter().cloned().zip(record.iter().map(ToOwned::to_owned)).collect();
                table.rows.push(TableRow { values, line });
            }
            Err(error) => {
                let line = error.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or_default());
                let loss = ImportLoss::new(Harm::Page, "rows that cannot be read", file).at(line);
                table.losses.push(loss.told(error.to_string(), "mend the row: quotation marks in a value are doubled"));
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_values_by_the_names_of_columns() {
        let table = of_text("Titel;Datum\nEen;\"a;b\"\n\"Twee\nregels\";2\nkort\n", "a.csv");
        let get =
            |row: usize, column: &str| table.rows.get(row).map(|row| row.get(column).to_owned()).unwrap_or_default();
        assert_eq!(
            (get(0, "Titel"), get(0, "Datum"), get(1, "Titel"), get(2, "Datum")),
            ("Een".into(), "a;b".into(), "Twee\nregels".into(), String::new())
        );
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 5]);
        assert_eq!(of_text("a,b\n1,2\n", "").columns, ["a", "b"]);
        assert!(of_text("", "").rows.is_empty());
    }
}
