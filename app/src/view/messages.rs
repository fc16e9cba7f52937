//! Every sentence of the page that is put together from values. Pure text.

pub mod deployment;
mod verdict;

pub use verdict::{checking, nothing_to_check, verdict};

use crate::engine::{Mode, Outage, Report};
use crate::failure::{Failure, js_message};
use crate::pool::scheduler::{Span, SpanStatus};
use crate::view::examples::example;
use crate::view::state::ShownProduct;
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::operation::{Operation, OperationKind};
use crate::view::state::run_state::RunState;
use crate::view::state::slot::{ImportedMatrix, OperandSide, OperandSlot};
use crate::view::text::translation::translated;
use crate::view::text::{Text, messages as text, operation as operation_text, share, table};
use shared::certificate::Verification;
use shared::format::{Export, Format};
use shared::kernel::{Algorithm, Kernel};
use shared::sequence::Sequence;
use shared::{DType, Shape};
use std::ops::RangeInclusive;
use wasm_bindgen::JsValue;

/// "f64" or "f32".
pub fn dtype(dtype: DType) -> &'static str {
    match dtype {
        DType::F32 => "f32",
        DType::F64 => "f64",
    }
}

/// "read as 3 × 4, semicolon-separated, decimal comma, skipped header row: a, b · CSV · f64".
fn loaded(loaded: &Loaded) -> String {
    origin(&loaded.origin, loaded.matrix.shape, loaded.matrix.dtype())
}

fn origin(origin: &Origin, shape: Shape, dtype: DType) -> String {
    let dtype = self::dtype(dtype);
    match origin {
        Origin::Parsed { format, notes, .. } => {
            let notes: String = notes.iter().map(|note| format!(", {}", translated(note))).collect();
            text::READ_AS.with(&[&format!("{shape}{notes}"), &format_label(*format), &dtype])
        }
        Origin::Generated(generator) => format!("{shape} · {} · {dtype}", example::origin(generator)),
        Origin::Product => text::A_PRODUCT.with(&[&shape, &dtype]),
        Origin::Table { .. } => format!("{shape} · {} · {dtype}", table::IN_TABLE.get()),
        Origin::Linked => share::ORIGIN_LINKED.with(&[&shape, &dtype]),
        Origin::Kept => share::ORIGIN_KEPT.with(&[&shape, &dtype]),
    }
}

/// The line under an operand; empty when there is nothing to say.
pub fn slot(slot: &OperandSlot) -> String {
    if let Some(read) = slot.pending_file() {
        // In quarters, because it is read out; the bar beside it is finer.
        let name = read.name.as_deref().unwrap_or_default();
        return text::READING.with(&[&name, &((read.share * 4.0) as u32 * 25)]);
    }
    match slot.ready().or(slot.summary()) {
        Some(ImportedMatrix { loaded: matrix, name: Some(name), .. }) => format!("{name}: {}", loaded(matrix)),
        Some(matrix) => loaded(&matrix.loaded),
        None => String::new(),
    }
}

/// Why a multiplication cannot start.
pub fn empty_operand(side: OperandSide) -> String {
    text::EMPTY.with(&[&side.letter()])
}

/// Why `side` got no matrix, with the name of the file at its beginning.
pub fn rejected(side: OperandSide, name: Option<&str>, message: &str) -> String {
    let message = with_full_stop(message);
    match name {
        Some(name) if message.starts_with(name) => message,
        Some(name) => format!("{name}: {message}"),
        None => format!("{}: {message}", side.letter()),
    }
}

/// `error`, and which matrix Multiply will use.
pub fn with_kept_matrix(side: OperandSide, slot: &OperandSlot, error: String) -> String {
    let letter = side.letter();
    match slot.ready() {
        Some(matrix @ ImportedMatrix { name: Some(name), .. }) => {
            format!("{error} {}", text::STILL_THE_FILE.with(&[&letter, name, &matrix.shape()]))
        }
        Some(matrix) => format!("{error} {}", text::STILL_THE_PREVIOUS.with(&[&letter, &matrix.shape()])),
        None => error,
    }
}

/// "A is 2 × 3 and B is 1 × 4. They cannot be multiplied: A has 3 columns, but B has 1 row."; `None` if they can.
pub fn shape_mismatch(a: Shape, b: Shape) -> Option<String> {
    (a.cols != b.rows).then(|| {
        let (columns, rows) = (text::COUNTED_COLUMNS.of(a.cols as u64), text::COUNTED_ROWS.of(b.rows as u64));
        text::MISMATCH.with(&[&a, &b, &columns, &rows])
    })
}

/// Why these neighbours among the factors of the chosen operation, which have different sizes there, cannot be multiplied.
pub fn misfit(operation: Operation, [(left, a), (right, b)]: [(&str, Shape); 2]) -> String {
    if operation.kind == OperationKind::Power {
        return operation_text::NOT_SQUARE.with(&[&a]);
    }
    shape_mismatch(a, b).filter(|_| operation.is_plain()).unwrap_or_else(|| {
        let (columns, rows) = (text::COUNTED_COLUMNS.of(a.cols as u64), text::COUNTED_ROWS.of(b.rows as u64));
        operation_text::MISFIT.with(&[&left, &a, &right, &b, &columns, &rows])
    })
}

/// The line beside Stop: "42 % · 54 of 128 tiles · 1.2 s".
pub fn progress(run: RunState, elapsed_ms: f64) -> String {
    let seconds = format!("{:.1}", elapsed_ms / 1000.0);
    match run {
        RunState::Running { done, total, .. } if total > 0 && done == total => text::FINISHING.with(&[&seconds]),
        RunState::Running { done, total, .. } if total > 0 => {
            text::PROGRESS.with(&[&run.percent(), &done, &text::TILES.of(total), &seconds])
        }
        RunState::Waiting => text::WAITING.get().into(),
        RunState::Idle | RunState::Running { .. } => text::STARTING.with(&[&seconds]),
    }
}

/// The same for an operation that may be several products: only a share, because their tiles differ.
pub fn progress_of(operation: Operation, run: RunState, elapsed_ms: f64) -> String {
    match run {
        RunState::Running { done, total, .. } if operation.pair().is_none() && done < total => {
            operation_text::PROGRESS.with(&[&run.percent(), &format!("{:.1}", elapsed_ms / 1000.0)])
        }
        _ => progress(run, elapsed_ms),
    }
}

/// What assistive technology announces about a job: its quarters, not its tiles.
pub fn announcement(run: RunState, status: Option<&str>) -> String {
    match run {
        RunState::Idle => status.unwrap_or_default().to_owned(),
        RunState::Waiting => text::WAITING.get().into(),
        RunState::Running { .. } => text::MULTIPLYING.with(&[&(run.percent() / 25 * 25)]),
    }
}

/// "C is 1024 × 1024, f64: 43 ms · 49.9 GFLOP/s · 4 workers · SIMD".
pub fn outcome(ShownProduct { product, operands, .. }: &ShownProduct, is_earlier: bool) -> String {
    let (shape, dtype) = (product.matrix.shape, dtype(product.matrix.dtype()));
    let text = if is_earlier { text::EARLIER_OUTCOME } else { text::OUTCOME };
    let mut parts = report(&product.report);
    if let Some(order) = &product.report.order {
        let shapes: Vec<Shape> = operands.iter().map(|operand| operand.matrix.shape).collect();
        parts.push(order_taken(order, &shapes));
    }
    text.with(&[&shape, &dtype, &parts.join(" · ")])
}

/// "in the order A·(B·D), 75 % fewer operations than from left to right", for factors of these shapes.
fn order_taken(order: &str, shapes: &[Shape]) -> String {
    let percent = Sequence::chain(shapes).map_or(0.0, |sequence| 100.0 * sequence.saving(shapes)) as u32;
    let text = if percent > 0 { operation_text::ORDER_SAVES } else { operation_text::ORDER };
    text.with(&[&order, &percent])
}

/// How a product was made, in short phrases.
fn report(report: &Report) -> Vec<String> {
    let mut parts = vec![duration(report.milliseconds)];
    if report.gflops >= 0.1 && report.gflops.is_finite() {
        parts.push(format!("{:.1} GFLOP/s", report.gflops));
    }
    parts.push(match report.mode {
        Mode::Local => text::ON_MAIN_THREAD.get().into(),
        Mode::Auto | Mode::Pool => text::WORKERS.of(report.workers),
    });
    if report.retries > 0 {
        parts.push(text::TILES_RETRIED.of(report.retries));
    }
    parts.push(
        match report.kernel {
            Kernel::Simd128 => "SIMD",
            Kernel::Relaxed => "relaxed SIMD",
        }
        .into(),
    );
    if report.algorithm == Algorithm::Strassen {
        parts.push("Strassen–Winograd".into());
    }
    parts
}

/// What Freivalds' check found.
pub fn verification(report: &Report) -> &'static str {
    match report.verification {
        Verification::Passed => text::CHECKED.get(),
        Verification::Failed => text::CHECK_FAILED.get(),
        Verification::Undecided => text::CHECK_UNDECIDED.get(),
        Verification::Skipped => text::NOT_CHECKED.get(),
    }
}

/// How far any entry of the product may be from the true one.
pub fn accuracy(report: &Report) -> String {
    if report.exact {
        text::EXACT.get().into()
    } else if report.error_bound.is_finite() {
        text::WITHIN.with(&[&rounded_up(report.error_bound).replace("e-", "e\u{2212}")])
    } else {
        text::NO_BOUND.get().into()
    }
}

/// A bound in two digits, rounded up.
fn rounded_up(bound: f64) -> String {
    // Not by parsing the text of two digits: the page's module does without the large tables of the parser of floats.
    // Any larger bound holds as well; near the smallest numbers the power of ten would be 0.
    if bound < 1e-300 {
        return "1.0e-300".into();
    }
    let unit = 10f64.powi(bound.log10().floor() as i32 - 1);
    let nearest = (bound / unit).round();
    let digits = if nearest * unit >= bound { nearest } else { nearest + 1.0 };
    format!("{:.1e}", digits * unit)
}

/// "Rows 2 to 4, column 1: 3 numbers selected. Ctrl + C copies them in full precision."
pub fn selected(rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) -> String {
    let span = |one: Text, several: Text, range: &RangeInclusive<usize>| match (range.start() + 1, range.end() + 1) {
        (first, last) if first == last => one.with(&[&first]),
        (first, last) => several.with(&[&first, &last]),
    };
    let count = rows.clone().count() * cols.clone().count();
    let (rows, cols) = (span(text::ROW, text::ROWS, &rows), span(text::COLUMN, text::COLUMNS, &cols));
    text::SELECTED.with(&[&rows, &cols, &count])
}

/// "Row 2, column 1: 0.5", for the cell with these numbers from 0.
pub fn entry((row, col): (usize, usize), number: &str) -> String {
    text::ENTRY.with(&[&(row + 1), &(col + 1), &number])
}

/// "2 × 3 numbers copied as TSV."
pub fn numbers_copied(shape: Shape, export: Export) -> String {
    let label = export_label(export);
    match (shape.rows, shape.cols) {
        (1, 1) => text::NUMBER_COPIED.with(&[&label]),
        _ => text::NUMBERS_COPIED.with(&[&shape, &label]),
    }
}

/// What a list of formats shows.
pub fn export_label(export: Export) -> &'static str {
    match export {
        Export::CsvDecimalComma => text::DECIMAL_COMMA_CSV.get(),
        Export::NumpyLiteral => text::NUMPY_LITERAL.get(),
        Export::MatlabLiteral => text::MATLAB_LITERAL.get(),
        _ => export.label(),
    }
}

fn format_label(format: Format) -> &'static str {
    match format {
        Format::Text => text::TEXT_FORMAT.get(),
        _ => format.label(),
    }
}

/// Why a selection was not copied.
pub fn not_copied(error: &JsValue) -> String {
    text::COPYING_FAILED.with(&[&js_error(error)])
}

/// Where a file was saved.
pub fn saved(name: &str, size: u64) -> String {
    text::SAVED.with(&[&name, &bytes(size)])
}

/// Why a file was not saved.
pub fn not_saved(name: &str, error: &JsValue) -> String {
    text::SAVING_FAILED.with(&[&name, &js_error(error)])
}

fn js_error(error: &JsValue) -> String {
    js_message(error).trim_end_matches('.').to_owned()
}

/// Why there is no worker, and what that means.
pub fn outage(outage: &Outage) -> String {
    let consequence = match outage {
        Outage::Module(_) => text::NOTHING_WORKS,
        Outage::Workers(_) => text::MAIN_THREAD_ONLY,
    };
    text::NO_WORKER.with(&[&translated(outage.reason()), &consequence.get()])
}

/// "8 tiles, busy for 58 ms of 61 ms, 1 lost".
pub fn work_of(spans: &[&Span], whole: f64) -> String {
    let units = |status| spans.iter().filter(|span| span.status == status).map(|span| span.units).sum::<u32>();
    let (tiles, lost) = (units(SpanStatus::Computed), units(SpanStatus::Lost));
    let busy = spans.iter().map(|span| span.busy).sum();
    let text = if lost > 0 { text::WORK_AND_LOSS } else { text::WORK };
    text.with(&[&text::TILES.of(tiles), &duration(busy), &duration(whole), &lost])
}

/// A number of workers from a field, `None` if that is empty; `is_bad_input` if it holds no number.
///
/// # Errors
/// What is wrong with it.
pub fn worker_count(entered: &str, is_bad_input: bool) -> Result<Option<u32>, String> {
    let entered = entered.trim();
    if entered.is_empty() {
        return if is_bad_input { Err(text::UNREADABLE_WORKER_COUNT.get().into()) } else { Ok(None) };
    }
    let number = entered.parse().ok().filter(|&number: &u32| number > 0);
    number.map(Some).ok_or_else(|| text::NO_WORKER_COUNT.with(&[&entered]))
}

/// What matrices are called in names of files: "weights", "B".
pub fn file_stems(sides: &[OperandSide], matrices: &[&ImportedMatrix]) -> Vec<String> {
    sides.iter().zip(matrices).map(|(&side, matrix)| file_stem(side, matrix.name.as_deref())).collect()
}

/// The last part of a file's name without its ending, made safe for a file name; the letter if there is no file.
fn file_stem(side: OperandSide, name: Option<&str>) -> String {
    let Some(name) = name else { return side.letter().into() };
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let safe: String = stem.chars().map(|c| if c.is_alphanumeric() || "-_ .".contains(c) { c } else { '_' }).collect();
    let safe: String = safe.trim().chars().take(60).collect();
    if safe.is_empty() { side.letter().into() } else { safe }
}

/// "43 ms", "1.24 s", "2 min 5 s".
pub fn duration(milliseconds: f64) -> String {
    if milliseconds < 1.0 {
        text::UNDER_1_MS.get().into()
    } else if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else if milliseconds < 1000.0 {
        format!("{milliseconds:.0} ms")
    } else if milliseconds < 60_000.0 {
        format!("{:.2} s", milliseconds / 1000.0)
    } else {
        let seconds = (milliseconds / 1000.0).round() as u64;
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// "512 B", "8.0 MB".
pub fn bytes(bytes: u64) -> String {
    let bytes = bytes as f64;
    if bytes < 1000.0 {
        format!("{bytes} B")
    } else if bytes < 1e6 {
        format!("{:.1} kB", bytes / 1e3)
    } else if bytes < 1e9 {
        format!("{:.1} MB", bytes / 1e6)
    } else {
        format!("{:.2} GB", bytes / 1e9)
    }
}

/// Why a call failed, as a sentence.
pub fn failure(failure: &Failure) -> String {
    sentence(&translated(&failure.to_string()))
}

/// `message` with a capital letter at its start and a full stop at its end.
pub fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    let Some(first) = characters.next() else { return String::new() };
    format!("{}{}", first.to_ascii_uppercase(), with_full_stop(characters.as_str()))
}

fn with_full_stop(message: &str) -> String {
    if message.ends_with(['.', '!', '?']) { message.to_owned() } else { format!("{message}.") }
}

#[cfg(test)]
mod tests;
