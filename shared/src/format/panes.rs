//! The display of a wide matrix as MATLAB and Octave print it, in panes of columns below each other: `Columns 1 through 8`,
//! `Columns 9 and 10`, `Column 11`. Puts them side by side, and what comes out is a table like any other.
//!
//! Refuses panes that do not follow each other or differ in their rows, so that a part of a display is never taken for
//! all of it, and texts of more than [`MOST`] bytes: a display is for people.

use crate::format::fault::Fault;
use crate::format::source::Source;
use std::ops::RangeInclusive;

/// The longest text that is put together in memory.
const MOST: u64 = 1 << 20;

/// What to do about a display that is not whole.
const REMEDY: &str = "copy the whole display, or save the matrix with writematrix or dlmwrite and load that file";

/// A display put together.
#[derive(Debug, Default)]
pub(crate) struct Display {
    /// The lines before it, then each row in one line, blanks between the panes.
    pub(crate) text: Vec<u8>,
    panes: Vec<Pane>,
}

#[derive(Debug)]
struct Pane {
    columns: RangeInclusive<u64>,
    title: u64,
    /// Of each row: its line in the text, and what stands there.
    rows: Vec<(u64, String)>,
}

impl Display {
    /// The display that the text in `source` is; `None` if it is none, or has all columns in one pane.
    pub(crate) fn of(source: &mut Source<'_>, sample: &[u8]) -> Result<Option<Self>, Fault> {
        // A look at the beginning decides for nearly every text.
        let begins = || sample.split(|&byte| byte == b'\n').take(MOST_LINES_BEFORE).find_map(title);
        if source.length() > MOST || begins().is_none_or(|columns| *columns.start() != 1) {
            return Ok(None);
        }
        let (mut text, mut window) = (Vec::new(), source.text()?);
        loop {
            window.ensure()?;
            let length = window.held().len();
            if length == 0 {
                break;
            }
            text.extend_from_slice(window.held());
            window.advance(length);
        }
        Self::put_together(&text)
    }

    fn put_together(text: &[u8]) -> Result<Option<Self>, Fault> {
        let mut display = Self::default();
        for (line, words) in (1..).zip(text.split(|&byte| byte == b'\n')) {
            match (title(words), display.panes.last_mut()) {
                (Some(columns), _) => display.panes.push(Pane { columns, title: line, rows: Vec::new() }),
                (None, None) => {
                    display.text.extend_from_slice(words);
                    display.text.push(b'\n');
                }
                (None, Some(_)) if words.trim_ascii().is_empty() => {}
                (None, Some(pane)) => pane.rows.push((line, String::from_utf8_lossy(words.trim_ascii()).into_owned())),
            }
        }
        if display.panes.len() < 2 {
            return Ok(None);
        }
        display.check()?;
        let rows = display.panes.first().map_or(0, |pane| pane.rows.len());
        for row in 0..rows {
            for (_, cells) in display.panes.iter().filter_map(|pane| pane.rows.get(row)) {
                display.text.extend_from_slice(cells.as_bytes());
                display.text.push(b' ');
            }
            display.text.push(b'\n');
        }
        Ok(Some(display))
    }

    /// Every pane begins where the one before ends, has the rows of the first, and the columns of its title.
    fn check(&self) -> Result<(), Fault> {
        let refusal = |line: u64, found: String| Fault::Syntax { line, found: found.into(), remedy: REMEDY.into() };
        let (mut next, rows) = (1, self.panes.first().map_or(0, |pane| pane.rows.len()));
        for Pane { columns, title, rows: own } in &self.panes {
            let (first, last) = (*columns.start(), *columns.end());
            if first != next {
                return Err(refusal(*title, format!("column {first} is printed where column {next} is due")));
            }
            if own.len() != rows {
                let count = |rows: usize| if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
                let found =
                    format!("columns {first} to {last} have {}, but column 1 has {}", count(own.len()), count(rows));
                return Err(refusal(*title, found));
            }
            for (line, cells) in own {
                let (found, expected) = (cells.split_ascii_whitespace().count() as u64, last - first + 1);
                if found != expected {
                    return Err(refusal(*line, format!("{found} cells are printed of columns {first} to {last}")));
                }
            }
            next = last + 1;
        }
        Ok(())
    }

    /// What to tell about it.
    pub(crate) fn note(&self) -> String {
        format!("columns printed in {} parts", self.panes.len())
    }

    /// The same fault with the line in the display's own text.
    pub(crate) fn at_its_line(&self, fault: Fault) -> Fault {
        match fault {
            Fault::Cell { row, column, text, remedy, .. } => {
                let pane = self.panes.iter().find(|pane| pane.columns.contains(&column));
                let place = usize::try_from(row).unwrap_or(usize::MAX).wrapping_sub(1);
                let line = pane.and_then(|pane| pane.rows.get(place)).map(|(line, _)| *line);
                Fault::Cell { row, column, line, text, remedy }
            }
            fault => fault,
        }
    }
}

/// Lines that are looked at for the first title: a name, a factor and blank lines come before it.
const MOST_LINES_BEFORE: usize = 32;

/// The columns that a line announces.
fn title(line: &[u8]) -> Option<RangeInclusive<u64>> {
    let words = std::str::from_utf8(line).ok()?.trim();
    let mut words = words.strip_suffix(':').unwrap_or(words).split_ascii_whitespace();
    let (kind, first) = (words.next()?, words.next()?.parse().ok()?);
    let last = match (kind, words.next()) {
        ("Column", None) => first,
        ("Columns", Some("through" | "and" | "to")) => words.next()?.parse().ok()?,
        _ => return None,
    };
    (words.next().is_none() && first <= last && last < u64::MAX).then_some(first..=last)
}
