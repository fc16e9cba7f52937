//! Reads a text that is neither JSON nor Matrix Market: finds its dialect, bounds its size, reads
//! it, and says what was assumed.
//!
//! Refuses to hold the text: it is passed over once to bound its numbers and once to read them.

use crate::format::cells::{Cells, checked_size};
use crate::format::dialect::{DecimalMark, Delimiter, Dialect};
use crate::format::display::block;
use crate::format::fault::Fault;
use crate::format::number::{self, Number};
use crate::format::receiver::Receiver;
use crate::format::source::{MAX_TOKEN, Source, Window};
use crate::format::table::preamble;
use crate::format::table::ranking::{Fit, blanks_like_thousands, like_decimals, like_thousands, rank};
use crate::format::table::scan::{self, Table};
use crate::format::{Format, Reading};
use crate::matrix::Shape;

/// What was found in a text.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) shape: Shape,
    pub(crate) format: Format,
    pub(crate) dialect: Dialect,
    pub(crate) notes: Vec<String>,
    pub(crate) alternatives: Vec<Reading>,
}

/// A refusal, and the readings that might do instead.
pub(crate) type Refusal = (Fault, Vec<Reading>);

/// The beginning of a text.
pub(crate) struct Sample {
    pub(crate) text: Vec<u8>,
    /// Whether that is all of it.
    pub(crate) whole: bool,
}

/// The longest beginning of a text that is looked at, where nothing but names, comments and blank lines stand in less.
const MOST_SAMPLED: usize = 1 << 24;

impl Sample {
    /// The first [`MAX_TOKEN`] bytes of the text in `source`, or more where these are blank.
    pub(crate) fn of(source: &mut Source<'_>) -> Result<Self, Fault> {
        let mut sample = Self::first(source, MAX_TOKEN)?;
        while sample.text.trim_ascii_start().is_empty() {
            let Some(longer) = sample.longer(source)? else { break };
            sample = longer;
        }
        Ok(sample)
    }

    /// The first `most` bytes of the text in `source`.
    fn first(source: &mut Source<'_>, most: usize) -> Result<Self, Fault> {
        let mut window = source.text()?;
        let mut text = Vec::new();
        loop {
            window.ensure()?;
            let length = window.held().len().min(most - text.len());
            if length == 0 {
                break;
            }
            text.extend_from_slice(&window.held()[..length]);
            window.advance(length);
        }
        Ok(Self { text, whole: window.is_last() && window.held().is_empty() })
    }

    /// All but what may be half a number at the end.
    fn settled(&self) -> &[u8] {
        let is_open = |byte: &u8| byte.is_ascii_digit() || b".,".contains(byte);
        let open = if self.whole { 0 } else { self.text.iter().rev().take_while(|byte| is_open(byte)).count() };
        &self.text[..self.text.len() - open]
    }

    /// A longer one, if there is more to be had.
    fn longer(&self, source: &mut Source<'_>) -> Result<Option<Self>, Fault> {
        if self.whole || self.text.len() >= MOST_SAMPLED {
            return Ok(None);
        }
        Self::first(source, (self.text.len() * 16).min(MOST_SAMPLED)).map(Some)
    }
}

/// Reads a table in the dialect that fits.
pub(crate) fn read<T: Number>(
    source: &mut Source<'_>,
    sample: &Sample,
    name: Option<&str>,
    limit: u64,
    receiver: &mut dyn Receiver,
) -> Result<Text, Refusal> {
    let stated = match preamble::stated_delimiter(&sample.text) {
        None => None,
        Some(Some(delimiter)) => Some(delimiter),
        Some(None) => {
            let found = "the line sep= states an unknown delimiter".into();
            return Err((Fault::Syntax { line: 1, found, remedy: "use one of , ; | and tab".into() }, Vec::new()));
        }
    };
    let ranking = rank(&sample.text, sample.whole, stated);
    if ranking.is_without_numbers {
        let plain = |fault| (fault, Vec::new());
        if let Some(longer) = sample.longer(source).map_err(plain)? {
            return read::<T>(source, &longer, name, limit, receiver);
        }
        let found = format!("the first {MOST_SAMPLED} bytes hold no number").into();
        let remedy = "remove what stands before the numbers".into();
        return Err(plain(Fault::Syntax { line: 1, found, remedy }));
    }
    let mut first_fault = None;
    for (place, fit) in ranking.fits.iter().enumerate() {
        match read_fit::<T>(source, sample, fit, name, limit, receiver) {
            Ok(mut text) => {
                // A table with as many columns as one that fits is the same table.
                let differs = |other: &&Fit| {
                    other.dialect == Dialect::Block || ranking.fits.iter().all(|fit| fit.table.cols != other.table.cols)
                };
                let others = ranking.fits[place + 1..].iter().chain(ranking.doubtful.iter().filter(differs));
                text.alternatives = offers(others, sample.whole);
                return Ok(text);
            }
            Err(
                fault @ (Fault::TooLarge { .. }
                | Fault::MoreThanLimit { .. }
                | Fault::Memory { .. }
                | Fault::Source { .. }),
            ) => {
                return Err((fault, Vec::new()));
            }
            Err(fault) => {
                first_fault.get_or_insert(fault);
            }
        }
    }
    Err((first_fault.unwrap_or(ranking.closest), offers(ranking.doubtful.iter(), sample.whole)))
}

/// Reads the whole text in the dialect that fits the sample, or, where the first decimal comma stands beyond the sample,
/// in the one with decimal commas.
fn read_fit<T: Number>(
    source: &mut Source<'_>,
    sample: &Sample,
    fit: &Fit,
    name: Option<&str>,
    limit: u64,
    receiver: &mut dyn Receiver,
) -> Result<Text, Fault> {
    let (mut read, first_comma) = match (read_as::<T>(source, fit.dialect, name, limit, receiver), fit.otherwise) {
        (Err(Fault::Cell { row, column, line, text, remedy }), Some(comma))
            if number::whole::<f64>(text.as_bytes(), b',').is_some() =>
        {
            match read_as::<T>(source, comma, name, limit, receiver) {
                Ok(read) => (read, Some(text)),
                // The reading that came further tells what is wrong.
                Err(Fault::Cell { row: other, .. }) if other < row => {
                    return Err(Fault::Cell { row, column, line, text, remedy });
                }
                Err(fault) => return Err(fault),
            }
        }
        (outcome, _) => (outcome?, None),
    };
    let doubts = doubts(&read, sample, first_comma.as_deref());
    read.notes.extend(doubts.into_iter().map(str::to_string));
    read.notes.extend(fit.counting.map(|counting| counting.note().to_string()));
    Ok(read)
}

/// What `read` was taken for and might not be. `first_comma` is the first cell with a decimal comma, where that stands
/// beyond the sample.
fn doubts(read: &Text, sample: &Sample, first_comma: Option<&str>) -> Vec<&'static str> {
    let Dialect::Table { delimiter, decimal } = read.dialect else { return Vec::new() };
    let (single, comma) = (read.shape.cols == 1, decimal == DecimalMark::Comma);
    let settled = sample.settled();
    let mut doubts = Vec::new();
    if delimiter == Delimiter::Whitespace && !single && settled.contains(&b'\t') {
        doubts.push("tabs and spaces alike taken to part cells");
    }
    if delimiter == Delimiter::Whitespace
        && comma
        && blanks_like_thousands(&sample.text, sample.whole, Delimiter::Comma)
    {
        doubts.push("1 234 taken as two cells and not as a thousand");
    }
    if delimiter == Delimiter::Comma && !comma && read.shape.cols == 2 && like_decimals(settled) {
        doubts.push("1,05 taken as two cells and not as a decimal comma");
    }
    if comma && delimiter != Delimiter::Comma {
        let text = first_comma.map_or(settled, str::as_bytes);
        if like_thousands(text, decimal, false) {
            doubts.push("1,234 taken as 1.234 and not as a thousand");
        }
    }
    // Where commas or blanks part cells, points are decimal; a single column may have any dialect.
    let plain = !single && matches!(delimiter, Delimiter::Comma | Delimiter::Whitespace);
    if !comma && !plain && like_thousands(settled, decimal, false) {
        doubts.push("1.234 taken as 1.234 and not as a thousand");
    }
    doubts
}

fn offers<'f>(fits: impl Iterator<Item = &'f Fit>, whole: bool) -> Vec<Reading> {
    fits.map(|fit| {
        let shape = if whole { Some(Shape::new(fit.table.rows as usize, fit.table.cols as usize)) } else { None };
        let words = match fit.dialect {
            // Nothing parts the cells of a single column.
            Dialect::Table { decimal, .. } if fit.table.cols == 1 => match decimal {
                DecimalMark::Point => "one number a line".to_string(),
                DecimalMark::Comma => "one number a line, decimal comma".to_string(),
            },
            dialect => dialect.to_string(),
        };
        let description = match shape {
            Some(shape) => format!("{shape}, {words}"),
            None => words,
        };
        Reading { dialect: fit.dialect, shape, description }
    })
    .collect()
}

/// Reads the whole text in `dialect`.
pub(crate) fn read_as<T: Number>(
    source: &mut Source<'_>,
    dialect: Dialect,
    name: Option<&str>,
    limit: u64,
    receiver: &mut dyn Receiver,
) -> Result<Text, Fault> {
    let bound = bound(&mut source.text()?, dialect)?;
    let mut cells = Cells::<T>::new(bound, limit, receiver)?;
    let mut window = source.text()?;
    let (rows, cols, notes, format) = match dialect {
        Dialect::Block => {
            let found = block::scan(&mut window, &mut cells)?;
            // A shape that is stated of no numbers may not fit a usize of 32 bits.
            checked_size::<T>(found.rows, found.cols, u64::MAX)?;
            (found.rows, found.cols, vec![found.layout.note()], Format::Text)
        }
        Dialect::Table { delimiter, decimal } => {
            let table = scan::scan(&mut window, delimiter, decimal, &mut cells, false)?;
            let notes = notes(&table, delimiter, decimal);
            (table.rows, table.cols, notes, format_of(&table, delimiter, name))
        }
    };
    cells.finish()?;
    // No wrap: rows and cols count numbers within the limit, or empty brackets in the text.
    let shape = Shape::new(rows as usize, cols as usize);
    Ok(Text { shape, format, dialect, notes, alternatives: Vec::new() })
}

fn notes(table: &Table, delimiter: Delimiter, decimal: DecimalMark) -> Vec<String> {
    let mut notes = Vec::new();
    if table.cols == 1 {
        notes.push("one number a line".to_string());
    } else {
        notes.push(delimiter.words().to_string());
    }
    if decimal == DecimalMark::Comma {
        notes.push("decimal comma".to_string());
    }
    if let Some(names) = &table.names {
        notes.push(format!("skipped header row: {names}"));
    }
    let lines = |count: u64| if count == 1 { "1 line".to_string() } else { format!("{count} lines") };
    if table.preamble.mentioned > 0 {
        notes.push(format!("skipped {} before the table", lines(table.preamble.mentioned)));
    }
    if let Some(exponent) = table.preamble.factor {
        notes.push(format!("values times 1e{exponent} (such a display rounds them; format long g shows more digits)"));
    }
    if table.blank > 0 {
        notes.push(format!("skipped {} without anything in between", lines(table.blank)));
    }
    notes
}

fn format_of(table: &Table, delimiter: Delimiter, name: Option<&str>) -> Format {
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension.to_ascii_lowercase());
    match (delimiter, extension.as_deref()) {
        // A single column has no delimiter to tell by.
        (_, Some("csv")) if table.cols == 1 => Format::Csv,
        (_, Some("txt" | "dat")) if table.cols == 1 => Format::Text,
        (Delimiter::Tab, _) => Format::Tsv,
        (Delimiter::Whitespace, _) => Format::Text,
        _ => Format::Csv,
    }
}

/// The most numbers that the text can hold, counted over all of it: every number begins after
/// something that no number holds. Delimiters without anything between them do not count, so that
/// a text of nothing but commas asks for no memory.
fn bound(window: &mut Window<'_>, dialect: Dialect) -> Result<u64, Fault> {
    let delimiter = match dialect {
        Dialect::Table { delimiter, .. } => delimiter.byte(),
        Dialect::Block => None,
    };
    let mut count: u64 = 0;
    loop {
        window.ensure()?;
        let bytes = window.held();
        if bytes.is_empty() {
            return Ok(count);
        }
        // Blanks and line ends, with all else up to them, part numbers in every dialect.
        count += match delimiter {
            Some(delimiter) => starts(bytes, |byte| (byte == delimiter) | (byte <= b' ')),
            None => {
                starts(bytes, |byte| (byte <= b' ') | (byte == b',') | (byte == b';') | (byte == b'[') | (byte == b'('))
            }
        };
        let length = bytes.len();
        window.advance(length);
    }
}

/// How many bytes stand at the start, or behind one that parts numbers without being one itself.
#[inline]
fn starts(bytes: &[u8], part: impl Fn(u8) -> bool) -> u64 {
    // Runs short enough to be counted in a byte, so that a compiler can count many at once.
    const RUN: usize = 255;
    let mut count = bytes.first().map_or(0, |&first| u64::from(!part(first)));
    for (run, next) in bytes.chunks(RUN).zip(bytes[1.min(bytes.len())..].chunks(RUN)) {
        let mut found: u8 = 0;
        for (&byte, &next) in run.iter().zip(next) {
            found += u8::from(part(byte) & !part(next));
        }
        count += u64::from(found);
    }
    count
}
