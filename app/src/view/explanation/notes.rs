//! What stands out in a sum, in sentences: signs, cancellation, and whether it ends with the bits of C.

use crate::view::explanation::explainer::Explanation;
use crate::view::explanation::sum::{Cancellation, SumEnding};
use crate::view::result::number;
use crate::view::text::explanation as text;
use shared::DType;
use shared::kernel::{Algorithm, Kernel};

/// Always three sentences, so that nothing moves while the focus does.
pub fn notes(explanation: &Explanation) -> [String; 3] {
    [signs(explanation), cancellation(explanation), ending(explanation)]
}

fn signs(explanation: &Explanation) -> String {
    let sum = &explanation.sum;
    let signs = &sum.signs;
    match signs.nan {
        0 => text::SIGNS.with(&[&sum.length, &signs.positive, &signs.negative, &signs.zero]),
        nan => text::SIGNS_AND_NAN.with(&[&sum.length, &signs.positive, &signs.negative, &signs.zero, &nan]),
    }
}

fn cancellation(explanation: &Explanation) -> String {
    let (sum, dtype) = (&explanation.sum, explanation.shown.product.matrix.dtype());
    let magnitude = number::short(sum.magnitude, DType::F64);
    match sum.cancellation {
        Cancellation::NoTerms if sum.length == 0 => text::NO_TERMS.get().to_owned(),
        Cancellation::NoTerms => text::ALL_ZERO.get().to_owned(),
        Cancellation::None => text::NOTHING_CANCELS.with(&[&magnitude]),
        Cancellation::Complete => text::CANCELS_ALL.with(&[&magnitude]),
        Cancellation::Partial(ratio, 0) => text::CANCELS_LITTLE.with(&[&magnitude, &number::rough(ratio)]),
        Cancellation::Partial(ratio, digits) => {
            let all = match dtype {
                DType::F64 => 16,
                DType::F32 => 7,
            };
            text::CANCELS.with(&[&magnitude, &number::rough(ratio), &digits.min(all), &all])
        }
        Cancellation::NotFinite(term) => {
            let [total, a, b] = [term.total, term.a, term.b].map(|value| number::short(value, dtype));
            text::NOT_FINITE.with(&[&total, &(term.index + 1), &a, &b])
        }
    }
}

fn ending(explanation: &Explanation) -> String {
    let Explanation { shown, value, sum, .. } = explanation;
    let (report, dtype) = (&shown.product.report, shown.product.matrix.dtype());
    let [value, total] = [*value, sum.total].map(|value| number::legible(value, dtype));
    let is_one_column = shown.product.matrix.shape.cols == 1;
    match sum.ending {
        SumEnding::SameBits if report.exact => text::EXACT.get().to_owned(),
        SumEnding::SameBits => text::SAME_BITS.get().to_owned(),
        SumEnding::Differs if report.algorithm == Algorithm::Strassen => text::DIFFERS_STRASSEN.with(&[&value, &total]),
        SumEnding::Differs if report.kernel == Kernel::Relaxed && is_one_column => {
            text::DIFFERS_LANES.with(&[&value, &total])
        }
        SumEnding::Differs => text::DIFFERS.with(&[&value, &total]),
    }
}
