//! Wide matrices that are printed in parts below each other: by MATLAB and Octave (`Columns 1 through 8`, `Column 11`), or
//! by R (`[,1] [,2]` above each part and `[1,]` before each row). Joins the parts into an ordinary table.
//!
//! Missing columns, parts of different height, and any other text around the parts are errors, so that two matrices are
//! never read as one. Missing parts at the end cannot be detected, so a note says which columns were read.

use crate::format::byte_source::ByteSource;
use crate::format::cell_text;
use crate::format::display::heading;
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::lines;
use crate::format::note::Note;
use crate::format::number;
use std::ops::RangeInclusive;

/// The longest text whose parts are joined in memory: a display is for people.
const MOST: u64 = 1 << 20;

/// What to do about a text with more than one matrix.
const ONE: &str = "paste one matrix at a time, and nothing else";

/// A display whose parts were joined.
#[derive(Debug, Default)]
pub(crate) struct SplitDisplay {
    /// The lines before it, then each row in one line, with spaces between the parts.
    pub(crate) text: Vec<u8>,
    /// Lines before the first row in `text`.
    before: u64,
    parts: Vec<DisplayPart>,
    printer: Printer,
    /// Whether R printed names of rows.
    has_names: bool,
}

/// Who printed a display.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Printer {
    /// MATLAB or Octave.
    #[default]
    Matlab,
    R,
}

impl Printer {
    /// What to do about an incomplete display.
    const fn remedy(self) -> &'static str {
        match self {
            Printer::Matlab => {
                "copy the whole display, or save the matrix with writematrix or dlmwrite and load that file"
            }
            Printer::R => {
                "copy the whole display, or save the matrix with write.csv(A, row.names = FALSE) and load that file"
            }
        }
    }
}

#[derive(Debug)]
struct DisplayPart {
    columns: RangeInclusive<u64>,
    title: u64,
    /// Of each row: its line in the source, and its cells.
    rows: Vec<(u64, String)>,
}

impl SplitDisplay {
    /// Joins the display in `source`; `None` if there is none, or if MATLAB printed it in one part.
    ///
    /// # Errors
    /// What is wrong with the display.
    pub(crate) fn of(source: &mut ByteSource<'_>, sample: &[u8]) -> Result<Option<Self>, ErrorKind> {
        // For nearly every text the beginning decides.
        let first = lines(sample).take(MOST_LINES_BEFORE).find_map(title);
        let Some((_, printer)) = first.filter(|(columns, _)| *columns.start() == 1) else { return Ok(None) };
        if source.length() > MOST {
            let second = lines(sample).filter_map(title).nth(1).is_some();
            let found = format!("the matrix is printed in parts of more than {MOST} bytes in all").into();
            let error = ErrorKind::Syntax { line: 1, found, remedy: printer.remedy().into() };
            return if second || printer == Printer::R { Err(error) } else { Ok(None) };
        }
        let (mut text, mut window) = (Vec::new(), source.text()?);
        loop {
            window.fill()?;
            let length = window.available().len();
            if length == 0 {
                break;
            }
            text.extend_from_slice(window.available());
            window.advance(length);
        }
        Self::join(&text, printer)
    }

    fn join(text: &[u8], printer: Printer) -> Result<Option<Self>, ErrorKind> {
        if printer == Printer::Matlab && lines(text).filter_map(title).nth(1).is_none() {
            return Ok(None);
        }
        let mut display = Self { printer, ..Self::default() };
        for (line, words) in (1..).zip(lines(text)) {
            let words = words.trim_ascii();
            let unexpected = |place: &str| ErrorKind::Syntax {
                line,
                found: format!("\"{}\" stands {place} a matrix printed in parts", quote(words)).into(),
                remedy: ONE.into(),
            };
            match (title(words), display.parts.last_mut()) {
                (Some((columns, _)), _) => display.parts.push(DisplayPart { columns, title: line, rows: Vec::new() }),
                (None, None) if is_prompt(words) => {}
                (None, None) if words.is_empty() || heading::belongs_before(words) => {
                    display.text.extend_from_slice(words);
                    display.text.push(b'\n');
                    display.before += 1;
                }
                (None, None) => return Err(unexpected("before")),
                (None, Some(_)) if words.is_empty() || matches!(words, b">>" | b">") => {}
                (None, Some(_)) if heading::belongs_before(words) || is_prompt(words) => {
                    return Err(unexpected("after"));
                }
                (None, Some(part)) => {
                    let label = match printer {
                        Printer::Matlab => String::new(),
                        Printer::R => format!("[{},]", part.rows.len() + 1),
                    };
                    let cells = words.strip_prefix(label.as_bytes());
                    let named = cells.is_none() && printer == Printer::R;
                    let Some(cells) = cells.or_else(|| after_row_name(words).filter(|_| named)) else {
                        let found =
                            format!("\"{}\" stands where \"{label}\" or the end is expected", quote(words)).into();
                        return Err(ErrorKind::Syntax { line, found, remedy: printer.remedy().into() });
                    };
                    display.has_names |= named;
                    part.rows.push((line, String::from_utf8_lossy(cells).into_owned()));
                }
            }
        }
        display.check()?;
        let rows = display.parts.first().map_or(0, |part| part.rows.len());
        for row in 0..rows {
            for (_, cells) in display.parts.iter().filter_map(|part| part.rows.get(row)) {
                display.text.extend_from_slice(cells.as_bytes());
                display.text.push(b' ');
            }
            display.text.push(b'\n');
        }
        Ok(Some(display))
    }

    /// Each part begins where the one before ends, has as many rows as the first, and the columns of its title.
    fn check(&self) -> Result<(), ErrorKind> {
        let remedy = self.printer.remedy();
        let refusal = |line: u64, found: String| ErrorKind::Syntax { line, found: found.into(), remedy: remedy.into() };
        let (mut next, rows) = (1, self.parts.first().map_or(0, |part| part.rows.len()));
        for DisplayPart { columns, title, rows: own } in &self.parts {
            let (first, last) = (*columns.start(), *columns.end());
            if first != next {
                return Err(refusal(*title, format!("column {first} is printed where column {next} is expected")));
            }
            for (row, (line, cells)) in (1..).zip(own) {
                let (found, expected) = (cells.split_ascii_whitespace().count() as u64, last - first + 1);
                // What R prints in quotes is text, and a first row of words is not a header.
                if found == expected && self.printer == Printer::Matlab {
                    continue;
                }
                // A cell that is not a number is reported before a wrong number of cells: it is the better explanation.
                let mut numbers = (first..).zip(cells.split_ascii_whitespace());
                let strange = numbers.find(|(_, cell)| number::whole::<f64>(cell.as_bytes(), b'.').is_none());
                return Err(match strange {
                    None if found == expected => continue,
                    Some((column, cell)) if self.printer == Printer::R => {
                        let remedy = cell_text::remedy(cell.as_bytes()).into();
                        ErrorKind::Cell { row, column, line: Some(*line), text: quote(cell.as_bytes()), remedy }
                    }
                    Some((column, cell)) => {
                        let last = cells.split_ascii_whitespace().last().unwrap_or(cell);
                        // In `1.5 + 2i` the imaginary unit matters.
                        let telling = if last.ends_with(['i', 'j']) { last } else { cell };
                        let remedy = cell_text::remedy(telling.as_bytes()).into();
                        ErrorKind::Cell { row, column, line: Some(*line), text: quote(cells.as_bytes()), remedy }
                    }
                    None => refusal(*line, format!("{found} cells are printed for columns {first} to {last}")),
                });
            }
            if own.len() != rows {
                let count = |rows: usize| if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
                let found =
                    format!("columns {first} to {last} have {}, but column 1 has {}", count(own.len()), count(rows));
                return Err(refusal(*title, found));
            }
            next = last + 1;
        }
        Ok(())
    }

    /// The notes about it.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let columns = self.parts.last().map_or(0, |part| *part.columns.end());
        let parts = self.parts.len();
        let joined = (parts > 1).then_some(Note::PartsJoined { columns, parts });
        let by_r = (self.printer == Printer::R).then_some(Note::PrintedByR);
        let names = self.has_names.then_some(Note::LabelsLeftOut);
        joined.into_iter().chain(by_r).chain(names).collect()
    }

    /// The same error, with the line in the source instead of the one in [`Self::text`].
    pub(crate) fn with_source_line(&self, error: ErrorKind) -> ErrorKind {
        match error {
            ErrorKind::Cell { row, column, line, text, remedy } => {
                let part = self.parts.iter().find(|part| part.columns.contains(&column));
                let place = line.and_then(|line| line.checked_sub(self.before + 1));
                let place = place.and_then(|place| usize::try_from(place).ok());
                let line = part.zip(place).and_then(|(part, place)| part.rows.get(place)).map(|(line, _)| *line);
                ErrorKind::Cell { row, column, line, text, remedy }
            }
            error => error,
        }
    }
}

/// What follows the name of a row, a word that is no number and no place.
fn after_row_name(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().position(|byte| *byte == b' ')?;
    let is_name = line[..end].iter().any(u8::is_ascii_alphabetic)
        && !line[..end].starts_with(b"[")
        && number::whole::<f64>(&line[..end], b'.').is_none()
        && !cell_text::is_missing(&line[..end]);
    is_name.then(|| &line[end..])
}

/// Lines searched for the first title: a name, a factor and blank lines may precede it.
const MOST_LINES_BEFORE: usize = 32;

/// The command that printed the display, or the prompt below it.
fn is_prompt(line: &[u8]) -> bool {
    line.starts_with(b">>") || line.starts_with(b"> ")
}

/// The columns that a title names, and who printed it.
fn title(line: &[u8]) -> Option<(RangeInclusive<u64>, Printer)> {
    let line = line.trim_ascii();
    if line.starts_with(b"[,") { labels(line).zip(Some(Printer::R)) } else { words(line).zip(Some(Printer::Matlab)) }
}

/// The columns in `[,8] [,9] [,10]`.
fn labels(line: &[u8]) -> Option<RangeInclusive<u64>> {
    let label = |word: &str| word.strip_prefix("[,")?.strip_suffix(']')?.parse::<u64>().ok();
    let mut labels = std::str::from_utf8(line).ok()?.split_ascii_whitespace().map(label);
    let first = labels.next()??;
    let last = labels.try_fold(first, |last, next| next.filter(|next| Some(*next) == last.checked_add(1)))?;
    (last < u64::MAX).then_some(first..=last)
}

/// The columns in `Columns 1 through 8`.
fn words(line: &[u8]) -> Option<RangeInclusive<u64>> {
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
