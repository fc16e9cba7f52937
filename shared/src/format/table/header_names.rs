//! The leading row of names that a table may have.

use crate::format::cell_text;
use crate::format::error::quote;
use crate::format::number;

/// Most names of a header row that are shown.
const SHOWN_NAMES: usize = 12;
/// Most characters of them, up to the end of a name.
const SHOWN_CHARACTERS: usize = 240;

/// The names in a header row, as far as they are shown.
pub(crate) struct HeaderNames {
    /// Text of the first cell.
    pub(crate) first: Vec<u8>,
    /// Number of cells.
    pub(crate) count: u64,
    shown: Vec<String>,
    /// Characters that may still be shown.
    room: usize,
    left_out: bool,
    /// Whether any cell is more than a placeholder.
    named: bool,
    numbers: HeaderNumbers,
    /// Whether the last cell is empty.
    pub(crate) ends_empty: bool,
}

/// Numbers in a header row, where they stand for names.
struct HeaderNumbers {
    count: u64,
    /// Whether they are 0, 1, 2 from the first cell on …
    from_first: bool,
    /// … or from the second.
    from_second: bool,
}

impl HeaderNumbers {
    /// Those of a row that begins with the cell `first`.
    fn of(first: &[u8], mark: u8) -> Self {
        let mut numbers = Self { count: 0, from_first: true, from_second: true };
        if !first.trim_ascii().is_empty() {
            numbers.push(first.trim_ascii(), mark, 0);
        }
        numbers
    }

    /// Adds the next cell, which stands in `place`, from 0.
    fn push(&mut self, text: &[u8], mark: u8, place: u64) {
        let Some(value) = number::whole::<f64>(text, mark) else { return };
        self.count += 1;
        self.from_first &= value == place as f64;
        self.from_second &= value + 1.0 == place as f64;
    }
}

impl HeaderNames {
    /// A row that begins with the cell `first`; `mark` is the decimal mark.
    pub(crate) fn new(first: &[u8], mark: u8) -> Self {
        let shown = quote(first);
        let room = SHOWN_CHARACTERS.saturating_sub(shown.chars().count());
        let named = names_something(first.trim_ascii());
        let numbers = HeaderNumbers::of(first, mark);
        let ends_empty = first.trim_ascii().is_empty();
        Self { first: first.to_vec(), count: 1, shown: vec![shown], room, left_out: false, named, numbers, ends_empty }
    }

    /// Adds the next cell.
    pub(crate) fn push(&mut self, text: &[u8], mark: u8) {
        self.numbers.push(text, mark, self.count);
        self.ends_empty = text.is_empty();
        self.count += 1;
        self.named |= names_something(text);
        if self.shown.len() < SHOWN_NAMES && self.room > 0 && !self.left_out {
            let name = quote(text);
            self.room = self.room.saturating_sub(name.chars().count());
            self.shown.push(name);
        } else {
            self.left_out = true;
        }
    }

    /// Whether these cells name columns. A lone cell with a delimiter in it is a row of another dialect.
    pub(crate) fn is_header(&self) -> bool {
        let lone = self.count == 1 && self.first.iter().any(|byte| b",;|\t".contains(byte));
        self.named && !lone
    }

    /// Takes off the last cell, which lies behind the border of a drawn table.
    pub(crate) fn drop_last(&mut self) {
        self.count -= 1;
        if !self.left_out && self.shown.len() as u64 > self.count {
            self.shown.pop();
        }
    }

    /// Whether there is nothing in any cell.
    pub(crate) fn is_blank(&self) -> bool {
        self.shown.iter().all(String::is_empty) && !self.left_out
    }

    /// Whether all cells are numbers, but for the first one above labels of rows.
    pub(crate) fn are_numbers(&self, is_corner: bool) -> bool {
        let corner = u64::from(is_corner);
        self.numbers.count > 0 && self.numbers.count + corner == self.count
    }

    /// Whether these numbers are 0, 1, 2 and so on.
    pub(crate) fn count_from_0(&self, is_corner: bool) -> bool {
        if is_corner { self.numbers.from_second } else { self.numbers.from_first }
    }

    /// The names for people, shortened; nothing if they are all empty.
    pub(crate) fn shown(mut self) -> String {
        if self.is_blank() {
            return String::new();
        }
        if self.shown.first().is_some_and(String::is_empty) {
            self.shown.remove(0);
        }
        self.shown.extend(self.left_out.then(|| "…".to_string()));
        self.shown.join(", ")
    }
}

/// Whether a cell is more than a placeholder for a name or a number.
pub(crate) fn names_something(cell: &[u8]) -> bool {
    !(cell.is_empty()
        || is_label(cell)
        || cell_text::is_missing(cell)
        || cell_text::is_truth_value(cell)
        || cell_text::is_error_value(cell))
}

/// Whether a cell may be the name of a column: it holds a letter and does not begin like a number.
/// Something like `1.5.2`, `2,5` or `€ 5` is a misspelt number, and must not disappear as a name.
pub(crate) fn is_name(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let begins_like_number = cell.first().is_some_and(|byte| byte.is_ascii_digit() || b"+-.,=".contains(byte));
    cell.is_empty()
        || !begins_like_number
            && !cell_text::is_misspelt(cell)
            && cell.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

/// Whether a cell may be a name where others are: `2019 sales`. Alone it may just as well be a number with its unit.
pub(crate) fn is_label(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let word = cell.iter().position(|byte| *byte == b' ').and_then(|blank| cell.get(blank + 1));
    cell.first().is_some_and(u8::is_ascii_digit)
        && word.is_some_and(u8::is_ascii_alphabetic)
        && !cell_text::is_misspelt(cell)
}
