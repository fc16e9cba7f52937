//! The sum that makes an element of C: its terms in order, the running total, and what stands out. Pure.
//!
//! Nothing is multiplied anew: the terms of one element are added in the order of the kernel and with its rounding, so
//! that the running total ends with the bits that C has. A kernel for relaxed SIMD may round each step once or twice,
//! so both totals are kept until it is known which of them C has.

use shared::DType;
use shared::kernel::Kernel;

/// Terms at the end of a long sum that are shown.
pub const LAST_TERMS: usize = 3;

/// The largest terms that are shown.
pub const LARGEST_TERMS: usize = 5;

/// How one step of the sum, total + a·b, is rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
enum StepRounding {
    /// The product, and then the sum.
    Separate,
    /// Once.
    Fused,
}

impl StepRounding {
    fn step(self, dtype: DType, a: f64, b: f64, total: f64) -> f64 {
        match (self, dtype) {
            (StepRounding::Separate, DType::F64) => a * b + total,
            (StepRounding::Separate, DType::F32) => f64::from(a as f32 * b as f32 + total as f32),
            (StepRounding::Fused, DType::F64) => a.mul_add(b, total),
            (StepRounding::Fused, DType::F32) => f64::from((a as f32).mul_add(b as f32, total as f32)),
        }
    }
}

/// A term of the sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SumTerm {
    /// Its number t, from 0.
    pub index: usize,
    /// a(i, t).
    pub a: f64,
    /// b(t, j).
    pub b: f64,
    /// a(i, t) · b(t, j), rounded.
    pub product: f64,
    /// The total after it.
    pub total: f64,
}

/// How the sum ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SumEnding {
    /// With the bits that C has.
    SameBits,
    /// With another number: C was summed in another order, or rounded otherwise.
    Differs,
}

/// How much of the terms is left in the sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cancellation {
    /// Every term is zero, or there is none.
    NoTerms,
    /// A term made the total infinite or NaN: this one.
    NotFinite(SumTerm),
    /// The terms are together less than twice as large as the sum.
    None,
    /// The sizes of the terms are together this many times the size of the sum, and this many decimal digits are gone.
    Partial(f64, u32),
    /// The terms are not zero, but the sum is.
    Complete,
}

/// The number of terms of each sign.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SignCounts {
    /// Above zero.
    pub positive: usize,
    /// Below zero.
    pub negative: usize,
    /// Zero.
    pub zero: usize,
    /// Not a number.
    pub nan: usize,
}

/// A sum, written out.
#[derive(Clone, Debug, PartialEq)]
pub struct ExplainedSum {
    /// Number of terms.
    pub length: usize,
    /// The first terms, or all.
    pub first: Vec<SumTerm>,
    /// The last terms, if not all are among the first.
    pub last: Vec<SumTerm>,
    /// The terms with the largest products, the largest first; NaN is no size.
    pub largest: Vec<SumTerm>,
    /// The signs of the products.
    pub signs: SignCounts,
    /// The sum of the products' sizes, in f64.
    pub magnitude: f64,
    /// How much of it is left.
    pub cancellation: Cancellation,
    /// The last running total.
    pub total: f64,
    /// Whether C has it.
    pub ending: SumEnding,
}

/// A sum that is being formed.
#[derive(Debug)]
pub struct RunningSum {
    dtype: DType,
    length: usize,
    first_terms: usize,
    roundings: &'static [StepRounding],
    totals: [f64; 2],
    next: usize,
    /// Each term with both totals; `total` is not set yet.
    first: Vec<(SumTerm, [f64; 2])>,
    last: Vec<(SumTerm, [f64; 2])>,
    largest: Vec<(SumTerm, [f64; 2])>,
    /// For each rounding, the term that made the total infinite or NaN.
    not_finite: [Option<SumTerm>; 2],
    signs: SignCounts,
    magnitude: f64,
}

impl RunningSum {
    /// A sum of `length` terms as `kernel` forms it, of which the first `first_terms` will be shown.
    pub fn new(dtype: DType, kernel: Kernel, length: usize, first_terms: usize) -> Self {
        // To hide a single term would save nothing.
        let shows_all = length <= first_terms + LAST_TERMS + 1;
        Self {
            dtype,
            length,
            first_terms: if shows_all { length } else { first_terms },
            roundings: match kernel {
                Kernel::Simd128 => &[StepRounding::Separate],
                Kernel::Relaxed => &[StepRounding::Fused, StepRounding::Separate],
            },
            totals: [0.0; 2],
            next: 0,
            first: Vec::new(),
            last: Vec::new(),
            largest: Vec::new(),
            not_finite: [None; 2],
            signs: SignCounts::default(),
            magnitude: 0.0,
        }
    }

    /// The number of the next term, from 0; `None` after the last.
    pub fn next(&self) -> Option<usize> {
        (self.next < self.length).then_some(self.next)
    }

    /// Adds the next term, a·b.
    pub fn add(&mut self, a: f64, b: f64) {
        let product = match self.dtype {
            DType::F64 => a * b,
            DType::F32 => f64::from(a as f32 * b as f32),
        };
        let mut term = SumTerm { index: self.next, a, b, product, total: 0.0 };
        for (at, rounding) in self.roundings.iter().enumerate() {
            let total = rounding.step(self.dtype, a, b, self.totals[at]);
            if self.not_finite[at].is_none() && !total.is_finite() {
                term.total = total;
                self.not_finite[at] = Some(term);
            }
            self.totals[at] = total;
        }
        match product {
            _ if product.is_nan() => self.signs.nan += 1,
            0.0 => self.signs.zero += 1,
            _ if product > 0.0 => self.signs.positive += 1,
            _ => self.signs.negative += 1,
        }
        self.magnitude += product.abs();
        if term.index < self.first_terms {
            self.first.push((term, self.totals));
        } else if term.index + LAST_TERMS >= self.length {
            self.last.push((term, self.totals));
        }
        self.keep_if_large(term);
        self.next += 1;
    }

    fn keep_if_large(&mut self, term: SumTerm) {
        let size = term.product.abs();
        let is_smaller = |(other, _): &(SumTerm, [f64; 2])| other.product.abs() >= size;
        // Most terms of a long sum are compared with the smallest only.
        let is_too_small = self.largest.len() == LARGEST_TERMS && self.largest.last().is_some_and(is_smaller);
        if size.is_nan() || is_too_small {
            return;
        }
        let place = self.largest.iter().position(|other| !is_smaller(other)).unwrap_or(self.largest.len());
        self.largest.insert(place, (term, self.totals));
        self.largest.truncate(LARGEST_TERMS);
    }

    /// The whole sum, where C has `value`.
    pub fn finish(self, value: f64) -> ExplainedSum {
        let has_value = |&at: &usize| same(self.totals[at], value);
        let found = (0..self.roundings.len()).find(has_value);
        // Where no total is that of C, a sum that rounds twice can be followed with any pocket calculator.
        let chosen = found.unwrap_or(self.roundings.len() - 1);
        let total = self.totals[chosen];
        let with_total = |terms: Vec<(SumTerm, [f64; 2])>| -> Vec<SumTerm> {
            terms.into_iter().map(|(term, totals)| SumTerm { total: totals[chosen], ..term }).collect()
        };
        ExplainedSum {
            length: self.length,
            cancellation: cancellation(self.not_finite[chosen], self.magnitude, total),
            first: with_total(self.first),
            last: with_total(self.last),
            largest: with_total(self.largest),
            signs: self.signs,
            magnitude: self.magnitude,
            total,
            ending: if found.is_some() { SumEnding::SameBits } else { SumEnding::Differs },
        }
    }
}

/// Whether both have the same bits. NaN is one number here, as in a product.
fn same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

fn cancellation(not_finite: Option<SumTerm>, magnitude: f64, total: f64) -> Cancellation {
    if let Some(term) = not_finite {
        return Cancellation::NotFinite(term);
    }
    if magnitude == 0.0 {
        return Cancellation::NoTerms;
    }
    if total == 0.0 {
        return Cancellation::Complete;
    }
    let ratio = magnitude / total.abs();
    if ratio < 2.0 {
        return Cancellation::None;
    }
    let (mut rest, mut digits) = (ratio, 0);
    while rest >= 10.0 && rest.is_finite() {
        rest /= 10.0;
        digits += 1;
    }
    Cancellation::Partial(ratio, digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(dtype: DType, kernel: Kernel, terms: &[(f64, f64)], first: usize, value: f64) -> ExplainedSum {
        let mut sum = RunningSum::new(dtype, kernel, terms.len(), first);
        while let Some(index) = sum.next() {
            sum.add(terms[index].0, terms[index].1);
        }
        sum.finish(value)
    }

    fn in_f64(terms: &[(f64, f64)], value: f64) -> ExplainedSum {
        explained(DType::F64, Kernel::Simd128, terms, 5, value)
    }

    fn indices(terms: &[SumTerm]) -> Vec<usize> {
        terms.iter().map(|term| term.index).collect()
    }

    #[test]
    fn a_short_sum_is_shown_whole_with_every_total() {
        let sum = in_f64(&[(1.0, 5.0), (2.0, 7.0), (-3.0, 1.0)], 16.0);
        let totals: Vec<f64> = sum.first.iter().map(|term| term.total).collect();
        assert_eq!(totals, [5.0, 19.0, 16.0]);
        assert_eq!((sum.last.len(), sum.ending, sum.total), (0, SumEnding::SameBits, 16.0));
        assert_eq!(indices(&sum.largest), [1, 0, 2]);
    }

    #[test]
    fn of_a_long_sum_the_first_and_last_terms_are_shown() {
        let terms: Vec<(f64, f64)> = (0..20).map(|t| (f64::from(t), 1.0)).collect();
        let sum = in_f64(&terms, 190.0);
        assert_eq!((indices(&sum.first), indices(&sum.last)), (vec![0, 1, 2, 3, 4], vec![17, 18, 19]));
        assert_eq!(sum.last[2].total, 190.0);
        // One hidden term would take as much room as a line that says so.
        assert_eq!(in_f64(&terms[..9], 36.0).first.len(), 9);
        let ten = in_f64(&terms[..10], 45.0);
        assert_eq!((ten.first.len(), ten.last.len()), (5, 3));
    }

    #[test]
    fn the_largest_terms_are_in_order_and_the_earlier_of_equals_comes_first() {
        let sizes = [1.0, -9.0, 3.0, 9.0, f64::NAN, 0.0, 4.0, 3.0, -5.0];
        let terms: Vec<(f64, f64)> = sizes.into_iter().map(|size| (size, 1.0)).collect();
        assert_eq!(indices(&in_f64(&terms, f64::NAN).largest), [1, 3, 8, 6, 2]);
    }

    #[test]
    fn signs_are_counted() {
        let terms = [(1.0, 2.0), (-1.0, 2.0), (0.0, -2.0), (-1.0, -1.0), (f64::NAN, 0.0)];
        let signs = in_f64(&terms, f64::NAN).signs;
        assert_eq!(signs, SignCounts { positive: 2, negative: 1, zero: 1, nan: 1 });
    }

    #[test]
    fn each_kernel_has_its_own_rounding() {
        let (a, b) = (1.0 + f64::EPSILON, 1.0 - f64::EPSILON);
        // a·b is 1 − ε², which is 1 when the product is rounded.
        let terms = [(-1.0, 1.0), (a, b)];
        let (separate, fused) = (0.0, -f64::EPSILON * f64::EPSILON);
        let ending = |kernel, value| explained(DType::F64, kernel, &terms, 5, value).ending;
        assert_eq!(ending(Kernel::Simd128, separate), SumEnding::SameBits);
        assert_eq!(ending(Kernel::Simd128, fused), SumEnding::Differs);
        // The hardware may not fuse.
        assert_eq!(ending(Kernel::Relaxed, separate), SumEnding::SameBits);
        assert_eq!(ending(Kernel::Relaxed, fused), SumEnding::SameBits);
        let sum = explained(DType::F64, Kernel::Relaxed, &terms, 5, fused);
        assert_eq!((sum.first[1].product, sum.first[1].total), (1.0, fused));
    }

    #[test]
    fn single_precision_is_summed_in_single_precision() {
        let terms = [(16_777_216.0, 1.0), (1.0, 1.0)];
        let sum = explained(DType::F32, Kernel::Simd128, &terms, 5, 16_777_216.0);
        assert_eq!((sum.total, sum.ending), (16_777_216.0, SumEnding::SameBits));
        let third = f64::from(1.0f32 / 3.0);
        let sum = explained(DType::F32, Kernel::Simd128, &[(third, third)], 5, 0.0);
        assert_eq!(sum.first[0].product, f64::from(third as f32 * third as f32));
    }

    #[test]
    fn another_result_is_never_passed_over() {
        let sum = in_f64(&[(0.1, 1.0), (0.2, 1.0)], 0.3);
        assert_eq!((sum.total, sum.ending), (0.1 + 0.2, SumEnding::Differs));
        assert_eq!(in_f64(&[(-0.0, 1.0)], -0.0).ending, SumEnding::Differs, "a sum starts from +0");
    }

    #[test]
    fn cancellation_is_measured() {
        let of = |terms: &[(f64, f64)], value| in_f64(terms, value).cancellation;
        assert_eq!(of(&[], 0.0), Cancellation::NoTerms);
        assert_eq!(of(&[(0.0, 3.0)], 0.0), Cancellation::NoTerms);
        assert_eq!(of(&[(2.0, 3.0), (1.0, 1.0)], 7.0), Cancellation::None);
        assert_eq!(of(&[(2.0, 3.0), (-6.0, 1.0)], 0.0), Cancellation::Complete);
        assert_eq!(of(&[(1000.0, 1.0), (-999.0, 1.0)], 1.0), Cancellation::Partial(1999.0, 3));
        assert_eq!(of(&[(2.0, 1.0), (-1.0, 1.0)], 1.0), Cancellation::Partial(3.0, 0));
    }

    #[test]
    fn the_first_term_that_gives_no_number_is_named() {
        let terms = [(1.0, 1.0), (f64::INFINITY, 1.0), (f64::INFINITY, 0.0), (1.0, 1.0)];
        let sum = in_f64(&terms, f64::NAN);
        let Cancellation::NotFinite(term) = sum.cancellation else { panic!("{:?}", sum.cancellation) };
        assert_eq!((term.index, term.total), (1, f64::INFINITY));
        assert_eq!(sum.ending, SumEnding::SameBits);
        let overflow = in_f64(&[(f64::MAX, 1.0), (f64::MAX, 1.0)], f64::INFINITY);
        assert!(matches!(overflow.cancellation, Cancellation::NotFinite(SumTerm { index: 1, .. })));
    }
}
