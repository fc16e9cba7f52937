//! Sentences and labels that are made of numbers. Pure text, in one place.

use crate::engine::{Mode, Outage, Report};
use crate::pool::scheduler::{Span, SpanStatus};
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::slot::{OperandSide, OperandSlot};
use shared::certificate::Verification;
use shared::format::{DecimalMark, Dialect, Export, Format};
use shared::kernel::{Algorithm, Kernel};
use shared::{DType, Shape};
use std::ops::RangeInclusive;

/// "f64" or "f32".
pub fn dtype(dtype: DType) -> &'static str {
    match dtype {
        DType::F32 => "f32",
        DType::F64 => "f64",
    }
}

/// The format in which a product goes out unless another is chosen: that of its left operand.
pub fn natural_export(loaded: &Loaded) -> Export {
    match loaded.origin {
        Origin::Parsed {
            format: Format::Csv,
            dialect: Some(Dialect::Table { decimal: DecimalMark::Comma, .. }),
            ..
        } => Export::CsvDecimalComma,
        Origin::Parsed { format, .. } => Export::from(format),
        Origin::Random { .. } | Origin::Product => Export::Csv,
    }
}

/// "read as 3 × 4, semicolon-separated, decimal comma, skipped header row: a, b · CSV · f64".
pub fn loaded(loaded: &Loaded) -> String {
    line(&loaded.origin, loaded.matrix.shape, loaded.matrix.dtype())
}

fn line(origin: &Origin, shape: Shape, dtype: DType) -> String {
    let dtype = self::dtype(dtype);
    match origin {
        Origin::Parsed { format, notes, .. } => {
            let notes: String = notes.iter().map(|note| format!(", {note}")).collect();
            format!("read as {shape}{notes} · {} · {dtype}", format.label())
        }
        Origin::Random { seed } => format!("{shape}, from \u{2212}1 to 1, seed {seed} · random numbers · {dtype}"),
        Origin::Product => format!("{shape} · a product · {dtype}"),
    }
}

/// "Rows 2 to 4, column 1: 3 numbers. Ctrl + C copies them in full."
pub fn selected(rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) -> String {
    let span = |name: &str, range: &RangeInclusive<usize>| match (range.start() + 1, range.end() + 1) {
        (first, last) if first == last => format!("{name} {first}"),
        (first, last) => format!("{name}s {first} to {last}"),
    };
    let count = rows.clone().count() * cols.clone().count();
    format!("{}, {}: {count} numbers. Ctrl + C copies them in full.", span("Row", &rows), span("column", &cols))
}

/// The line under an operand; empty when there is nothing to say.
pub fn slot(slot: &OperandSlot) -> String {
    if let Some(reading) = &slot.reading {
        // The editor's own text is read too fast to be announced.
        if let Some(name) = &reading.name {
            // In quarters, for it is read out; the bar beside it is finer.
            return format!("Reading {name} … {} %", (reading.share * 4.0) as u32 * 25);
        }
    }
    match (&slot.loaded, &slot.name) {
        (Some(matrix), Some(name)) if !slot.unread || slot.summarised => format!("{name}: {}", loaded(matrix)),
        (Some(matrix), None) if !slot.unread || slot.summarised => loaded(matrix),
        _ => String::new(),
    }
}

/// "8 tiles, busy for 58 ms of 61 ms, 1 lost".
pub fn worked(spans: &[&Span], whole: f64) -> String {
    let units = |status| spans.iter().filter(|span| span.status == status).map(|span| span.units).sum::<u32>();
    let (tiles, lost) = (units(SpanStatus::Computed), units(SpanStatus::Lost));
    let busy = spans.iter().map(|span| span.busy).sum();
    let mut line = counted(tiles, "tile", "tiles");
    line.push_str(&format!(", busy for {} of {}", duration(busy), duration(whole)));
    if lost > 0 {
        line.push_str(&format!(", {lost} lost"));
    }
    line
}

/// A refusal of what `side` should have been, led by where it came from.
pub fn refusal(side: OperandSide, name: Option<&str>, message: &str) -> String {
    let message = with_full_stop(message);
    match name {
        Some(name) if message.starts_with(name) => message,
        Some(name) => format!("{name}: {message}"),
        None => format!("{}: {message}", side.letter()),
    }
}

/// A refusal, and what is in the refused one's place: Multiply takes that.
pub fn with_rest(side: OperandSide, slot: &OperandSlot, refusal: String) -> String {
    match (slot.shape(), &slot.name) {
        (Some(shape), Some(name)) => format!("{refusal} {} is still {name}, {shape}.", side.letter()),
        (Some(shape), None) => format!("{refusal} {} is still the {shape} matrix from before.", side.letter()),
        (None, _) => refusal,
    }
}

/// `message` with a full stop at its end.
fn with_full_stop(message: &str) -> String {
    if message.ends_with(['.', '!', '?']) { message.to_owned() } else { format!("{message}.") }
}

/// `count` things.
pub fn counted(count: u32, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// "43 ms", "1.24 s", "2 min 5 s".
pub fn duration(milliseconds: f64) -> String {
    if milliseconds < 1.0 {
        "under 1 ms".into()
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

/// How a product was made, in short phrases to stand in a row.
pub fn report(report: &Report) -> Vec<String> {
    let mut parts = vec![duration(report.milliseconds)];
    if report.gflops >= 0.1 && report.gflops.is_finite() {
        parts.push(format!("{:.1} GFLOP/s", report.gflops));
    }
    parts.push(match report.mode {
        Mode::Local => "on this page's own thread".into(),
        Mode::Auto | Mode::Pool => counted(report.workers, "worker", "workers"),
    });
    if report.retries > 0 {
        parts.push(counted(report.retries, "tile computed again", "tiles computed again"));
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

/// What the check after Freivalds found.
pub fn check(report: &Report) -> &'static str {
    match report.verification {
        Verification::Passed => "checked (Freivalds)",
        Verification::Failed => "the check failed",
        Verification::Undecided => "the check could not decide",
        Verification::Skipped => "not checked",
    }
}

/// How far any number of the product may be from the true one.
pub fn accuracy(report: &Report) -> String {
    if report.exact {
        "exact".into()
    } else if report.error_bound.is_finite() {
        format!("each number within {} of the true one", raised(report.error_bound)).replace("e-", "e\u{2212}")
    } else {
        "no error bound: a sum may overflow, or not all numbers are finite".into()
    }
}

/// A number of workers as typed into a field, or none if that is empty; `unreadable` if the browser made nothing of it.
///
/// # Errors
/// A sentence.
pub fn whole_number(text: &str, unreadable: bool) -> Result<Option<u32>, String> {
    let text = text.trim();
    if text.is_empty() && !unreadable {
        return Ok(None);
    }
    let found = if text.is_empty() { "what stands there".to_owned() } else { format!("\"{text}\"") };
    let number = text.parse().ok().filter(|&number: &u32| number > 0);
    number.map(Some).ok_or_else(|| format!("{found} is not a number of workers; type a whole number from 1 on"))
}

/// A bound in two digits, rounded up.
fn raised(bound: f64) -> String {
    let rounded = format!("{bound:.1e}");
    // Half of the last digit at most is missing: a twentieth more makes up for it.
    if rounded.parse().is_ok_and(|rounded: f64| rounded >= bound) { rounded } else { format!("{:.1e}", bound * 1.05) }
}

/// Why two shapes do not fit, for the line beside Multiply; `None` when they do.
pub fn shape_mismatch(a: Shape, b: Shape) -> Option<String> {
    (a.cols != b.rows).then(|| {
        format!(
            "A is {a}, B is {b}: they do not fit, because A has {} and B has {}.",
            counted(a.cols as u32, "column", "columns"),
            counted(b.rows as u32, "row", "rows"),
        )
    })
}

/// The last part of a file's name without its ending, made safe for a file name; the letter if there is no file.
pub fn stem(side: OperandSide, name: Option<&str>) -> String {
    let Some(name) = name else { return side.letter().into() };
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let safe: String = stem.chars().map(|c| if c.is_alphanumeric() || "-_ .".contains(c) { c } else { '_' }).collect();
    let safe: String = safe.trim().chars().take(60).collect();
    if safe.is_empty() { side.letter().into() } else { safe }
}

/// Why there is no worker, and what that means.
pub fn outage(outage: &Outage) -> String {
    let consequence = match outage {
        Outage::Module(_) => "Matmill cannot compute, read or write anything until this file is loaded",
        Outage::Workers(_) => "Products run on the main thread until one starts",
    };
    format!("No worker is available: {}. {consequence}.", outage.reason())
}

/// `message` with a capital at its start and a full stop at its end.
pub fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    let Some(first) = characters.next() else { return String::new() };
    format!("{}{}", first.to_uppercase(), with_full_stop(characters.as_str()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use shared::format::{Delimiter, Note};

    #[test]
    fn a_refusal_is_led_by_its_file_or_its_side_but_not_twice() {
        assert_eq!(refusal(OperandSide::A, None, "row 2 is short"), "A: row 2 is short.");
        assert_eq!(refusal(OperandSide::A, Some("x.csv"), "row 2 is short"), "x.csv: row 2 is short.");
        assert_eq!(refusal(OperandSide::A, Some("x.csv"), "x.csv, row 2: it is short"), "x.csv, row 2: it is short.");
    }

    #[test]
    fn what_was_assumed_in_reading_is_one_line() {
        let notes =
            vec![Note::Separated(Delimiter::Semicolon), Note::DecimalComma, Note::HeaderRowSkipped("a, b".into())];
        let origin = Origin::Parsed { format: Format::Csv, dialect: None, notes };
        let shape = Shape::new(3, 4);
        assert_eq!(
            line(&origin, shape, DType::F64),
            "read as 3 × 4, semicolon-separated, decimal comma, skipped header row: a, b · CSV · f64"
        );
        assert_eq!(line(&Origin::Product, shape, DType::F32), "3 × 4 · a product · f32");
    }

    #[test]
    fn a_bound_is_never_shown_smaller_than_it_is() {
        let shown = [1.249e-13, 1.2e-13, 9.96e-14, 1.01e-300, 5.04e7].map(raised);
        assert_eq!(shown, ["1.3e-13", "1.2e-13", "1.0e-13", "1.1e-300", "5.3e7"]);
    }

    #[test]
    fn a_number_of_workers_is_whole_or_refused() {
        assert_eq!(whole_number(" 3 ", false), Ok(Some(3)));
        assert_eq!(whole_number("", false), Ok(None));
        for (text, unreadable) in [("2.5", false), ("-3", false), ("0", false), ("1e1", false), ("", true)] {
            let refusal = whole_number(text, unreadable).unwrap_err();
            assert!(refusal.contains("whole number") && (text.is_empty() || refusal.contains(text)), "{refusal}");
        }
    }

    #[test]
    fn a_misfit_names_both_shapes_and_both_lengths() {
        let sentence = shape_mismatch(Shape::new(2, 3), Shape::new(1, 4)).unwrap();
        for part in ["2 × 3", "1 × 4", "3 columns", "1 row."] {
            assert!(sentence.contains(part), "{sentence}");
        }
        assert_eq!(shape_mismatch(Shape::new(2, 3), Shape::new(3, 0)), None);
    }

    #[test]
    fn a_stem_is_safe_and_falls_back_to_the_letter() {
        assert_eq!(stem(OperandSide::A, Some("weights.npy")), "weights");
        assert_eq!(stem(OperandSide::B, Some("../up/a:b?.csv")), "a_b_");
        assert_eq!(stem(OperandSide::B, None), "B");
        assert_eq!(stem(OperandSide::A, Some(".csv")), ".csv");
    }

    #[test]
    fn sentences_begin_large_and_end_with_a_stop() {
        assert_eq!(sentence("the pool failed"), "The pool failed.");
        assert_eq!(sentence("Really?"), "Really?");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn durations_keep_about_three_digits() {
        assert_eq!(duration(0.2), "under 1 ms");
        assert_eq!(duration(43.12), "43 ms");
        assert_eq!(duration(1240.0), "1.24 s");
        assert_eq!(duration(125_000.0), "2 min 5 s");
        assert_eq!(duration(119_700.0), "2 min 0 s");
    }
}
