//! The first column of a table, where it holds labels of the rows and no numbers of the matrix: the index that pandas and
//! R write, or names.

use crate::format::cell_text;
use crate::format::error::{ErrorKind, quote};
use crate::format::number;
use crate::format::table::header_names::{is_name, names_something};

/// Why a first column is taken for labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LabelReason {
    /// The choice of the reader's caller.
    Chosen,
    /// The row of names has no name for it.
    Unnamed,
    /// The row of names is one cell shorter than the others.
    ShortHeader,
    /// It holds names.
    Names,
}

/// The labels of the rows, as far as they decide whether they are labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowLabels {
    pub(crate) reason: LabelReason,
    count: u64,
    numbers: u64,
    counts_from_0: bool,
    counts_from_1: bool,
    /// Whether every label is a name or stands in quotes.
    marked: bool,
    /// Row, line and text of the first label.
    first: Option<(u64, u64, String)>,
    previous: Vec<u8>,
}

impl RowLabels {
    pub(crate) fn new(reason: LabelReason) -> Self {
        let (counts_from_0, counts_from_1, marked) = (true, true, true);
        Self { reason, count: 0, numbers: 0, counts_from_0, counts_from_1, marked, first: None, previous: Vec::new() }
    }

    /// Takes the label of the next row.
    ///
    /// # Errors
    /// A label that shows that the column holds no labels.
    pub(crate) fn push(&mut self, label: &[u8], quoted: bool, row: u64, line: u64) -> Result<(), ErrorKind> {
        let text = label.trim_ascii();
        if self.reason == LabelReason::Chosen {
            self.count += 1;
            return Ok(());
        }
        if text.is_empty() {
            return Err(ErrorKind::EmptyCell { row, column: 1, line: Some(line) });
        }
        self.first.get_or_insert_with(|| (row, line, quote(text)));
        let value = number::whole::<f64>(text, b'.');
        if self.reason == LabelReason::Names && (!can_be_label(text) || text == self.previous) {
            return Err(self.no_labels());
        }
        self.numbers += u64::from(value.is_some());
        self.counts_from_0 &= value == Some(self.count as f64);
        self.counts_from_1 &= value == Some(self.count as f64 + 1.0);
        self.marked &= quoted || value.is_none();
        self.count += 1;
        self.previous.clear();
        self.previous.extend_from_slice(text);
        Ok(())
    }

    /// The error about the first label, where the column holds something else.
    fn no_labels(&self) -> ErrorKind {
        let (row, line, text) = self.first.clone().unwrap_or_default();
        let remedy = cell_text::remedy(text.as_bytes()).into();
        ErrorKind::Cell { row, column: 1, line: Some(line), text, remedy }
    }

    /// Whether all labels are numbers, so that the column may belong to the matrix.
    pub(crate) fn are_numbers(&self) -> bool {
        self.reason != LabelReason::Chosen && self.count > 0 && self.numbers == self.count
    }

    /// Whether the labels are such as stand below a row of names that are numbers, which do or do not count from 0.
    pub(crate) fn suit_numbers(&self, counting: bool) -> bool {
        self.numbers == 0 || counting && self.counts_from_0
    }

    /// Whether they are labels in a table whose row of names is one cell shorter: names or quoted, counting, or below a row
    /// that is indented for them. Otherwise that row may be a title above numbers.
    pub(crate) fn suit_short_header(&self, comma: bool, is_indented: bool) -> bool {
        // Where commas separate cells, a cell too many may also be a decimal comma.
        self.marked || !comma && (is_indented || self.counts_from_0 || self.counts_from_1)
    }
}

/// Whether a cell is the name of a row, and neither a misspelt number nor a word for a missing value.
pub(crate) fn can_be_label(cell: &[u8]) -> bool {
    is_name(cell) && names_something(cell.trim_ascii())
}
