//! The check of a product that was made anywhere: no order of summation fails, and what is wrong is found and named.

use crate::oracle::{Case, EntryKind, kind, sizes};
use proptest::prelude::*;
use shared::certificate::product_check::{OUTCOME, SKETCH, SUSPECTS};
use shared::certificate::{
    ColumnScales, EntrySums, Findings, Rounding, RowOutcome, Rows, WrongEntry, column_sizes, compare_rows, sketch,
};
use shared::random::SplitMix64;
use shared::{DType, Element};

/// What the check comes to, as the page decides it.
#[derive(Debug, PartialEq)]
enum Judgement {
    Right { bound: f64 },
    Undecided,
    Wrong { row: usize, entry: WrongEntry },
}

/// The check, in bands of `height` rows.
struct Check<'a, T, C> {
    case: &'a Case<T>,
    c: &'a [C],
    rounding: Rounding,
    height: usize,
    seed: u64,
}

impl<'a, T: Element, C: Element> Check<'a, T, C> {
    fn new(case: &'a Case<T>, c: &'a [C], seed: u64) -> Self {
        let rounding = Rounding::new(case.k, T::DTYPE, T::DTYPE, C::DTYPE);
        Self { case, c, rounding, height: 5, seed }
    }

    fn bands<R>(&self, rows: usize, band: impl Fn(usize, usize) -> R) -> Vec<R> {
        (0..rows).step_by(self.height).map(|first| band(first, self.height.min(rows - first))).collect()
    }

    fn b(&self, first: usize, rows: usize) -> Rows<'_, T> {
        Rows::packed(&self.case.b[first * self.case.n..], rows, self.case.n).unwrap()
    }

    fn scales(&self) -> ColumnScales {
        let mut sizes = vec![0.0f64; self.case.n + 1];
        for piece in self.bands(self.case.k, |first, rows| column_sizes(self.b(first, rows))) {
            sizes.iter_mut().zip(piece).for_each(|(size, other)| *size = size.max(other));
        }
        ColumnScales::new(&sizes).unwrap()
    }

    fn outcomes(&self) -> (ColumnScales, Vec<f64>) {
        let (scales, Case { m, k, n, a, .. }) = (self.scales(), self.case);
        let sketch = self.bands(*k, |first, rows| sketch(self.b(first, rows), &scales, self.seed).unwrap()).concat();
        assert_eq!(sketch.len(), k * SKETCH);
        let outcomes = self.bands(*m, |first, rows| {
            let a = Rows::packed(&a[first * k..], rows, *k).unwrap();
            let c = Rows::packed(&self.c[first * n..], rows, *n).unwrap();
            compare_rows(a, c, &sketch, &scales, self.seed, self.rounding).unwrap()
        });
        (scales, outcomes.concat())
    }

    /// The entry of a row that is wrong, if any.
    fn entry(&self, row: usize, exact: bool) -> Option<WrongEntry> {
        let (k, n) = (self.case.k, self.case.n);
        let mut sums = EntrySums::new(1, n);
        for piece in self.bands(k, |first, rows| {
            let a: Vec<f64> = self.case.a[row * k + first..][..rows].iter().map(|value| value.to_f64()).collect();
            EntrySums::of_band(&a, self.b(first, rows))
        }) {
            sums.add(piece.numbers(), n);
        }
        let c = self.c[row * n..(row + 1) * n].iter().map(|value| value.to_f64());
        sums.worst(0, c, n, (!exact).then_some(self.rounding))
    }

    fn verdict(&self) -> Judgement {
        let (scales, outcomes) = self.outcomes();
        let mut findings = Findings::default();
        findings.add(0, RowOutcome::read(&outcomes));
        let wrong = findings
            .suspects(usize::MAX)
            .into_iter()
            .find_map(|suspect| Some((suspect.row, self.entry(suspect.row, suspect.exact)?)));
        match wrong {
            Some((row, entry)) => Judgement::Wrong { row, entry },
            None if findings.undecided.is_some() || scales.leaves_out() => Judgement::Undecided,
            None => Judgement::Right { bound: findings.bound },
        }
    }
}

/// The product with the terms of every entry added up in an order of its own.
fn in_random_order<T: Element>(case: &Case<T>, random: &mut SplitMix64) -> Vec<T> {
    let mut c = Vec::new();
    for entry in 0..case.m * case.n {
        let (i, j) = (entry / case.n, entry % case.n);
        let mut terms: Vec<T> = (0..case.k).map(|l| case.a[i * case.k + l] * case.b[l * case.n + j]).collect();
        // Any two are joined until one is left: chains, pairs and blocks are among these orders.
        while terms.len() > 1 {
            let one = terms.swap_remove(random.below(terms.len()));
            let place = random.below(terms.len());
            terms[place] += one;
        }
        c.push(terms.pop().unwrap_or_default());
    }
    c
}

fn never_fails<T: Element>((m, k, n): (usize, usize, usize), kinds: (EntryKind, EntryKind), seed: u64) {
    let case = Case::<T>::new(m, k, n, kinds, seed);
    let mut random = SplitMix64::new(!seed);
    for c in [case.product(false), case.product(true), in_random_order(&case, &mut random)] {
        let check = Check::new(&case, &c, seed);
        let (_, outcomes) = check.outcomes();
        for (row, outcome) in RowOutcome::read(&outcomes).enumerate() {
            let RowOutcome { difference, tolerance, bound, .. } = outcome;
            assert!(difference <= tolerance || tolerance.is_nan(), "row {row}: {outcome:?}");
            assert_eq!(check.entry(row, bound == 0.0), None, "row {row}");
        }
        if let Judgement::Right { bound } = check.verdict() {
            assert!(case.largest_error(&c) <= bound);
        }
    }
}

/// Changes one entry by three times what its row may differ by, and by three times its own bound.
fn one_wrong_entry_is_named<T: Element>((m, k, n): (usize, usize, usize), kinds: (EntryKind, EntryKind), seed: u64) {
    let case = Case::<T>::new(m, k, n, kinds, seed);
    let mut random = SplitMix64::new(!seed);
    let mut c = case.product(false);
    let (row, col) = (random.below(m), random.below(n));
    let (_, outcomes) = Check::new(&case, &c, seed).outcomes();
    let largest = case.b.iter().skip(col).step_by(n).map(|value| value.to_f64().abs()).fold(0.0, f64::max);
    let outcome = RowOutcome::read(&outcomes).nth(row).unwrap();
    prop_assume_decided(outcome.tolerance);
    // The scale of the column is at least half of 1 / largest.
    let change = 3.0 * (outcome.notable * 2.0 * largest + outcome.bound) + c[row * n + col].to_f64().abs() * 1e-3;
    let entry = T::from_f64(c[row * n + col].to_f64() + change.max(f64::from(f32::MIN_POSITIVE)));
    if !entry.to_f64().is_finite() {
        return;
    }
    c[row * n + col] = entry;
    match Check::new(&case, &c, seed).verdict() {
        Judgement::Wrong { row: found_row, entry } => {
            assert_eq!((found_row, entry.col), (row, col));
            let (high, low) = case.entry(row, col);
            let difference = (c[row * n + col].to_f64() - high - low).abs();
            assert!((entry.difference - difference).abs() <= 1e-9 * difference, "{entry:?}, not {difference}");
            assert!(entry.difference > entry.bound);
        }
        verdict => panic!("{change} at ({row}, {col}): {verdict:?}"),
    }
}

fn prop_assume_decided(tolerance: f64) {
    assert!(tolerance.is_finite(), "operands of these kinds do not overflow");
}

fn tame_kind() -> impl Strategy<Value = EntryKind> {
    kind().prop_filter("the bound of the smallest subnormals says nothing", |kind| {
        !matches!(kind, EntryKind::Subnormal | EntryKind::Tiny | EntryKind::Huge)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_summation_fails(
        sizes in sizes(40), kinds in (kind(), kind()), seed in any::<u64>(), single in any::<bool>(),
    ) {
        if single { never_fails::<f32>(sizes, kinds, seed) } else { never_fails::<f64>(sizes, kinds, seed) }
    }

    #[test]
    fn one_wrong_entry_is_found_wherever_it_is(
        sizes in sizes(40), kinds in (tame_kind(), tame_kind()), seed in any::<u64>(), single in any::<bool>(),
    ) {
        if single {
            one_wrong_entry_is_named::<f32>(sizes, kinds, seed);
        } else {
            one_wrong_entry_is_named::<f64>(sizes, kinds, seed);
        }
    }
}

fn case<T: Element>(n: usize, kind: EntryKind) -> Case<T> {
    Case::new(n, n, n, (kind, kind), 7)
}

#[test]
fn errors_far_below_the_worst_case_are_found() {
    // Entries are about 7 at n = 512, and γ_k |A||B| sums up to some 0.8 over a row.
    let case = case::<f32>(512, EntryKind::Uniform);
    let mut c = case.product(false);
    let Judgement::Right { bound } = Check::new(&case, &c, 3).verdict() else { panic!("a right product") };
    assert!((0.001..0.05).contains(&bound), "{bound}");
    c[511 * 512 + 300] += 0.006;
    match Check::new(&case, &c, 3).verdict() {
        Judgement::Wrong { row: 511, entry } => assert_eq!(entry.col, 300),
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn a_product_in_single_precision_is_one_of_doubles_only_if_it_is_held_as_such() {
    let double = case::<f64>(60, EntryKind::Uniform);
    let narrow = Case {
        a: double.a.iter().map(|&value| value as f32).collect(),
        b: double.b.iter().map(|&value| value as f32).collect(),
        m: 60,
        k: 60,
        n: 60,
    };
    let single = narrow.product(true);
    let widened: Vec<f64> = single.iter().map(|&value| f64::from(value)).collect();
    assert!(matches!(Check::new(&double, &single, 1).verdict(), Judgement::Right { .. }));
    // Where there is one term, the roundings of both operands show.
    let thin = Case { k: 1, a: double.a[..60].to_vec(), b: double.b[..60].to_vec(), ..double.clone() };
    let c: Vec<f32> = (0..3600).map(|at| thin.a[at / 60] as f32 * thin.b[at % 60] as f32).collect();
    assert!((0..60).all(|row| Check::new(&thin, &c, 1).entry(row, false).is_none()));
    assert!(matches!(Check::new(&double, &widened, 1).verdict(), Judgement::Wrong { .. }));
    // What f32 operands give is an f32 product, in whatever array it lies.
    assert!(matches!(Check::new(&narrow, &widened, 1).verdict(), Judgement::Right { .. }));
}

#[test]
fn rows_and_columns_in_different_units_are_checked_as_sharply() {
    let mut case = case::<f64>(64, EntryKind::Uniform);
    let unit = |index: usize| 2f64.powi(5 * index as i32 - 160);
    for i in 0..64 {
        for j in 0..64 {
            case.a[i * 64 + j] *= unit(i) * unit(63 - j);
            case.b[i * 64 + j] *= unit(i) * unit(j);
        }
    }
    let right = case.product(true);
    assert!(matches!(Check::new(&case, &right, 1).verdict(), Judgement::Right { .. }));
    for (row, col) in [(0, 0), (0, 63), (63, 0), (63, 63), (30, 5)] {
        let mut c = right.clone();
        c[row * 64 + col] *= 1.0 + 1e-9;
        match Check::new(&case, &c, 1).verdict() {
            Judgement::Wrong { row: found, entry } => assert_eq!((found, entry.col), (row, col)),
            verdict => panic!("({row}, {col}): {verdict:?}"),
        }
    }
}

#[test]
fn integers_must_be_exact() {
    let case = case::<f64>(200, EntryKind::Whole);
    let right = case.product(false);
    assert_eq!(Check::new(&case, &right, 1).verdict(), Judgement::Right { bound: 0.0 });
    assert!(RowOutcome::read(&Check::new(&case, &right, 1).outcomes().1).all(|row| row.tolerance == 0.0));
    for change in [1.0, -1.0, 0.5, 1e-9, 1e300] {
        let mut c = right.clone();
        c[7 * 200 + 9] += change;
        let Judgement::Wrong { row: 7, entry } = Check::new(&case, &c, 1).verdict() else { panic!("{change}") };
        assert_eq!((entry.col, entry.expected, entry.bound), (9, right[7 * 200 + 9], 0.0));
    }
}

#[test]
fn a_fraction_among_integers_is_found_where_it_would_be_lost_in_the_sum_of_the_row() {
    let wide = 2f64.powi(44);
    let case = Case { m: 1, k: 2, n: 2, a: vec![1.0, 1.0], b: vec![wide, wide, 5.0 - wide, wide] };
    assert_eq!(Check::new(&case, &[5.0, 2.0 * wide], 1).verdict(), Judgement::Right { bound: 0.0 });
    let verdict = Check::new(&case, &[5.0 + 1e-9, 2.0 * wide], 1).verdict();
    assert!(matches!(verdict, Judgement::Wrong { row: 0, .. }), "{verdict:?}");
}

#[test]
fn the_worst_entry_of_a_row_is_named_with_what_it_should_be() {
    // Sums of which nothing is left in f64 but what the roundings of sums, and of a product, lost.
    let near = 1.0 + 2f64.powi(-30);
    let cases = [
        (vec![1e16, 1.0, -1e16], vec![1.0, 1.0, 1.0], 1.0),
        (vec![near, -1.0 - 2f64.powi(-29)], vec![near, 1.0], 2f64.powi(-60)),
    ];
    for (a, b, exact) in cases {
        let b: Vec<f64> = b.into_iter().flat_map(|b| [b; 3]).collect();
        let case = Case { m: 1, k: a.len(), n: 3, a, b };
        for (c, col, difference) in [([exact, 90.0, 100.0], 2, 100.0), ([-200.0, exact, 100.0], 0, 200.0)] {
            let entry = Check::new(&case, &c, 1).entry(0, true).unwrap();
            assert_eq!((entry.col, entry.expected), (col, exact));
            assert!((entry.difference - difference).abs() <= 1.0, "{entry:?}");
        }
        assert_eq!(Check::new(&case, &[exact; 3], 1).entry(0, true), None);
    }
}

#[test]
fn equal_errors_of_opposite_sign_do_not_hide_each_other() {
    let case = case::<f64>(20, EntryKind::Whole);
    let mut c = case.product(false);
    c[4 * 20 + 3] += 1.0;
    c[4 * 20 + 11] -= 1.0;
    // Any one vector of signs misses every second of these.
    for seed in 0..400 {
        assert!(matches!(Check::new(&case, &c, seed).verdict(), Judgement::Wrong { row: 4, .. }), "seed {seed}");
    }
}

#[test]
fn columns_of_zeros_stay_so() {
    let mut case = case::<f64>(30, EntryKind::Uniform);
    for col in [4, 5] {
        case.b.iter_mut().skip(col).step_by(30).for_each(|entry| *entry = 0.0);
    }
    let right = case.product(false);
    assert!(matches!(Check::new(&case, &right, 1).verdict(), Judgement::Right { .. }));
    // The last two overflow in the check's own sums, some of them with opposite signs.
    for (entries, col) in [([1e-30, 0.0], 4), ([0.0, -1e-200], 5), ([1e300, 1.5e300], 5)] {
        for seed in 0..20 {
            let mut c = right.clone();
            c[64..66].copy_from_slice(&entries);
            let verdict = Check::new(&case, &c, seed).verdict();
            let Judgement::Wrong { row: 2, entry } = verdict else { panic!("{entries:?}: {verdict:?}") };
            assert_eq!((entry.col, entry.expected), (col, 0.0));
        }
    }
}

#[test]
fn what_is_not_finite_is_left_open_and_the_rest_is_judged() {
    let case = case::<f64>(30, EntryKind::Uniform);
    // (where NaN stands: A, B or C; its row and column)
    for (operand, row, col) in [(0, 3, 5), (1, 3, 5), (2, 3, 5)] {
        for value in [f64::NAN, f64::INFINITY] {
            let mut case = case.clone();
            if operand < 2 {
                [&mut case.a, &mut case.b][operand][row * 30 + col] = value;
            }
            let mut c = case.product(false);
            if operand == 2 {
                c[row * 30 + col] = value;
            }
            assert_eq!(Check::new(&case, &c, 1).verdict(), Judgement::Undecided, "{value} in {operand}");
            c[9 * 30 + 8] += 1e-6;
            let verdict = Check::new(&case, &c, 1).verdict();
            assert!(matches!(verdict, Judgement::Wrong { row: 9, .. }), "{value} in {operand}: {verdict:?}");
        }
    }
}

#[test]
fn empty_sums_are_zeros() {
    for (m, k, n) in [(3, 0, 4), (0, 3, 4), (3, 4, 0), (0, 0, 0)] {
        let case = Case::<f64>::new(m, k, n, (EntryKind::Uniform, EntryKind::Uniform), 1);
        let mut c = vec![0.0; m * n];
        assert_eq!(Check::new(&case, &c, 1).verdict(), Judgement::Right { bound: 0.0 }, "{m} × {k} × {n}");
        if let Some(last) = c.last_mut() {
            *last = 1e-300;
            assert!(matches!(Check::new(&case, &c, 1).verdict(), Judgement::Wrong { row: 2, .. }), "{m} × {k} × {n}");
        }
    }
}

#[test]
fn bands_make_no_difference() {
    let case = case::<f32>(37, EntryKind::Graded);
    let c = case.product(false);
    let outcomes = |height| Check { height, ..Check::new(&case, &c, 5) }.outcomes().1;
    assert_eq!(outcomes(37), outcomes(1));
    assert_eq!(outcomes(37), outcomes(6));
}

#[test]
fn shapes_that_do_not_fit_are_refused() {
    let numbers = [1.0f64; 12];
    let rows = |rows, cols| Rows::packed(&numbers, rows, cols).unwrap();
    let scales = ColumnScales::new(&[1.0, 1.0, 1.0, 0.0]).unwrap();
    let sketched = sketch(rows(2, 3), &scales, 1).unwrap();
    let rounding = Rounding::new(2, DType::F64, DType::F64, DType::F64);
    let compare = |a, c, sketch: &[f64]| compare_rows(a, c, sketch, &scales, 1, rounding).map(|numbers| numbers.len());
    assert_eq!(compare(rows(4, 2), rows(4, 3), &sketched), Some(4 * OUTCOME));
    assert_eq!(compare(rows(4, 3), rows(4, 3), &sketched), None);
    assert_eq!(compare(rows(4, 2), rows(4, 2), &sketched), None);
    assert_eq!(compare(rows(3, 2), rows(4, 3), &sketched), None);
    assert_eq!(compare(rows(4, 2), rows(4, 3), &sketched[..SKETCH]), None);
    assert_eq!(sketch(rows(2, 2), &scales, 1), None);
    assert!(ColumnScales::new(&[]).is_none());
}

#[test]
fn the_first_wrong_row_and_those_that_stand_out_are_looked_at() {
    // (what is tested, differences of rows, the rows that are looked at); 1 is notable, and 100 too much.
    let cases: [(&str, Vec<f64>, Vec<usize>); 7] = [
        ("nothing stands out", vec![0.5; 20], vec![]),
        ("a row by itself", vec![0.5, 1.5, 0.4], vec![1]),
        ("no row of few by comparison", vec![0.5, 0.01, 0.01], vec![]),
        ("one of many by comparison", (0..20).map(|row| if row == 7 { 0.5 } else { 0.1 }).collect(), vec![7]),
        ("one beside rows that agree exactly", (0..20).map(|row| if row == 7 { 1e-9 } else { 0.0 }).collect(), vec![7]),
        ("the most of many", (0..20).map(|row| 2.0 + f64::from(row)).collect(), (20 - SUSPECTS..20).collect()),
        (
            "the first beyond its tolerance as well",
            (0..20)
                .map(|row| if row == 2 { 101.0 } else { 98.0 * f64::from(u8::from(row > 8)) + f64::from(row) })
                .collect(),
            [2].into_iter().chain(20 - SUSPECTS..20).collect(),
        ),
    ];
    for (what, differences, expected) in cases {
        let outcome = |&difference: &f64| RowOutcome { difference, tolerance: 100.0, notable: 1.0, bound: 1e-3 };
        for cut in [0, 1, differences.len()] {
            let (upper, lower) = differences.split_at(cut);
            let mut findings = Findings::default();
            findings.add(cut, lower.iter().map(outcome));
            findings.add(0, upper.iter().map(outcome));
            let rows: Vec<usize> = findings.suspects(usize::MAX).iter().map(|suspect| suspect.row).collect();
            assert_eq!(rows, expected, "{what}");
            assert_eq!(findings.wrong_rows, differences.iter().filter(|&&difference| difference > 100.0).count());
        }
    }
}
