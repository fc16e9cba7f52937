//! Reads a text that is neither JSON nor Matrix Market: finds its dialect, bounds its size, reads it, and notes what was
//! assumed. The text is never held: it is passed over once to bound its numbers and once to read them.

use crate::format::allocation::checked_size;
use crate::format::byte_source::{ByteSource, ByteWindow};
use crate::format::dialect::{DecimalMark, Delimiter, Dialect, Labels};
use crate::format::display::block;
use crate::format::error::{ErrorKind, FormatError};
use crate::format::matrix_sink::MatrixSink;
use crate::format::note::Note;
use crate::format::number::{self, Number};
use crate::format::parsed::{Alternative, Format, Parsed};
use crate::format::table::ambiguity::doubts;
use crate::format::table::preamble;
use crate::format::table::ranking::{Fit, rank};
use crate::format::table::scan::{self, ScanPlan, ScannedTable, scan_with};
use crate::format::text_input::TextInput;
use crate::format::text_sample::{MOST_SAMPLED, TextSample};
use crate::format::token_count::count_tokens;
use crate::format::value_sink::ChunkedSink;
use crate::matrix::Shape;

/// Reads a table in the dialect that was asked for, or in the one that fits.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let TextInput { source, sample, name, options, sink } = input;
    match options.dialect {
        Some(dialect) => Ok(read_as::<T>(source, dialect, *name, options.limit_bytes, *sink)?),
        None => read::<T>(source, sample, *name, options.limit_bytes, *sink),
    }
}

/// Reads a block.
pub(crate) fn read_block<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    Ok(read_as::<T>(input.source, Dialect::Block, input.name, input.options.limit_bytes, input.sink)?)
}

/// Reads a table in the dialect that fits.
fn read<T: Number>(
    source: &mut ByteSource<'_>,
    sample: &TextSample,
    name: Option<&str>,
    limit: u64,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, FormatError> {
    let declared = match preamble::declared_delimiter(&sample.text) {
        None => None,
        Some(Some(delimiter)) => Some(delimiter),
        Some(None) => {
            let found = "the line sep= declares an unknown delimiter".into();
            return Err(ErrorKind::Syntax { line: 1, found, remedy: "use one of , ; | or tab".into() }.into());
        }
    };
    let ranking = rank(&sample.text, sample.whole, declared);
    if ranking.is_without_numbers {
        if let Some(longer) = sample.longer(source)? {
            return read::<T>(source, &longer, name, limit, sink);
        }
        let found = format!("the first {MOST_SAMPLED} bytes contain no number").into();
        let remedy = "remove what precedes the numbers".into();
        return Err(ErrorKind::Syntax { line: 1, found, remedy }.into());
    }
    let mut first_error = None;
    for (place, fit) in ranking.fits.iter().enumerate() {
        match read_fit::<T>(source, sample, fit, name, limit, sink) {
            Ok(mut text) => {
                // A table with as many columns as one that fits is the same table.
                let differs = |other: &&Fit| {
                    other.dialect == Dialect::Block || ranking.fits.iter().all(|fit| fit.table.cols != other.table.cols)
                };
                let others = ranking.fits[place + 1..].iter().chain(ranking.doubtful.iter().filter(differs));
                let relabelled = fit.with_other_labels();
                text.alternatives = alternatives(relabelled.iter().chain(others), sample.whole);
                return Ok(text);
            }
            Err(
                error @ (ErrorKind::TooLarge { .. }
                | ErrorKind::MoreThanLimit { .. }
                | ErrorKind::Memory { .. }
                | ErrorKind::Io { .. }),
            ) => {
                return Err(error.into());
            }
            Err(error) => {
                first_error.get_or_insert(error);
            }
        }
    }
    let mut error = FormatError::from(first_error.unwrap_or(ranking.closest));
    error.alternatives = alternatives(ranking.doubtful.iter(), sample.whole);
    Err(error)
}

/// Reads the whole text in the dialect that fits the sample, or, where the first decimal comma stands beyond the sample,
/// in the one with decimal commas.
fn read_fit<T: Number>(
    source: &mut ByteSource<'_>,
    sample: &TextSample,
    fit: &Fit,
    name: Option<&str>,
    limit: u64,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, ErrorKind> {
    let (mut read, first_comma) = match (read_as::<T>(source, fit.dialect, name, limit, sink), fit.with_comma) {
        (Err(ErrorKind::Cell { row, column, line, text, remedy }), Some(comma))
            if number::whole::<f64>(text.as_bytes(), b',').is_some() =>
        {
            match read_as::<T>(source, comma, name, limit, sink) {
                Ok(read) => (read, Some(text)),
                // The dialect that got further explains the error better.
                Err(ErrorKind::Cell { row: other, .. }) if other < row => {
                    return Err(ErrorKind::Cell { row, column, line, text, remedy });
                }
                Err(error) => return Err(error),
            }
        }
        (outcome, _) => (outcome?, None),
    };
    let doubts = doubts(&read, sample, first_comma.as_deref());
    read.notes.extend(doubts);
    read.notes.extend(fit.first_row_may_be_names.then_some(Note::FirstRowMayBeNames));
    Ok(read)
}

fn alternatives<'f>(fits: impl Iterator<Item = &'f Fit>, whole: bool) -> Vec<Alternative> {
    fits.map(|fit| {
        let shape = if whole { Some(Shape::new(fit.table.rows as usize, fit.table.cols as usize)) } else { None };
        let words = match fit.dialect {
            // A single column has no separators.
            Dialect::Table { decimal, labels: Labels::Recognised, .. } if fit.table.cols == 1 => match decimal {
                DecimalMark::Point => Note::OneNumberPerLine.to_string(),
                DecimalMark::Comma => format!("{}, {}", Note::OneNumberPerLine, Note::DecimalComma),
            },
            dialect => dialect.to_string(),
        };
        let description = match shape {
            Some(shape) => format!("{shape}, {words}"),
            None => words,
        };
        Alternative { dialect: fit.dialect, shape, description }
    })
    .collect()
}

/// Reads the whole text in `dialect`.
fn read_as<T: Number>(
    source: &mut ByteSource<'_>,
    dialect: Dialect,
    name: Option<&str>,
    limit: u64,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, ErrorKind> {
    let bound = bound(&mut source.text()?, dialect)?;
    let (rows, cols, notes, format) = match dialect {
        Dialect::Block | Dialect::Part(_) => {
            let mut cells = ChunkedSink::<T>::new(bound, limit, sink)?;
            let found = block::scan(&mut source.text()?, &mut cells)?;
            cells.finish()?;
            // The declared shape of an empty matrix may not fit a usize of 32 bits.
            checked_size::<T>(found.rows, found.cols, u64::MAX)?;
            let notes = [found.layout.note()].into_iter().chain(found.spelling.notes()).collect();
            (found.rows, found.cols, notes, Format::Text)
        }
        Dialect::Table { delimiter, decimal, labels } => {
            let table = scan_with(ScanPlan::new(delimiter, decimal, labels), |layout| {
                let mut cells = ChunkedSink::<T>::new(bound, limit, sink)?;
                let outcome = scan::scan(&mut source.text()?, layout, &mut cells, false)?;
                cells.finish()?;
                Ok(outcome)
            })?;
            let notes = notes(&table, delimiter, decimal, labels);
            (table.rows, table.cols, notes, format_of(&table, delimiter, name))
        }
    };
    // No wrap: rows and cols count numbers within the limit, or empty brackets in the text.
    let shape = Shape::new(rows as usize, cols as usize);
    Ok(Parsed { matrix: shape, format, dialect: Some(dialect), notes, alternatives: Vec::new() })
}

fn notes(table: &ScannedTable, delimiter: Delimiter, decimal: DecimalMark, labels: Labels) -> Vec<Note> {
    let mut notes = vec![if table.cols == 1 { Note::OneNumberPerLine } else { Note::Separated(delimiter) }];
    notes.extend((decimal == DecimalMark::Comma).then_some(Note::DecimalComma));
    match (&table.names, labels) {
        (Some(names), _) if !names.is_empty() => notes.push(Note::HeaderRowSkipped(names.clone())),
        (Some(_), Labels::FirstRow | Labels::FirstRowAndColumn) => notes.push(Note::FirstRowLeftOut),
        _ => {}
    }
    notes.extend(table.labels.is_some().then_some(Note::LabelsLeftOut));
    notes.extend(table.has_empty_last.then_some(Note::EmptyLastColumn));
    notes.extend(table.is_drawn.then_some(Note::DrawnTable));
    notes.extend(table.spelling.notes());
    let skipped = table.preamble.skipped;
    notes.extend((skipped > 0).then_some(Note::LinesSkipped(skipped)));
    notes.extend(table.preamble.factor.map(Note::ScaledByPowerOfTen));
    notes.extend((table.blank > 0).then_some(Note::BlankLinesSkipped(table.blank)));
    notes
}

fn format_of(table: &ScannedTable, delimiter: Delimiter, name: Option<&str>) -> Format {
    if table.is_drawn {
        return Format::Text;
    }
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension.to_ascii_lowercase());
    match (delimiter, extension.as_deref()) {
        // A single column has no delimiter to decide by.
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
fn bound(window: &mut ByteWindow<'_>, dialect: Dialect) -> Result<u64, ErrorKind> {
    let delimiter = match dialect {
        Dialect::Table { delimiter, .. } => delimiter.byte(),
        Dialect::Block | Dialect::Part(_) => None,
    };
    // White space separates numbers in every dialect.
    match delimiter {
        Some(delimiter) => {
            let separates = |byte| (byte == delimiter) | (byte <= b' ');
            count_tokens(window, separates, |byte| !separates(byte))
        }
        None => {
            // Behind what is not ASCII, because that may be a typeset space.
            let is_mark = |byte| (byte == b',') | (byte == b';') | (byte == b'[') | (byte == b'(');
            let separates = |byte| (byte <= b' ') | is_mark(byte) | (byte >= 0x80);
            count_tokens(window, separates, |byte| !separates(byte))
        }
    }
}
