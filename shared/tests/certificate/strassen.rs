//! Strassen–Winograd: the bound against a plain recursion that forms products apart or in place.

use crate::bounds::norms;
use crate::check::expected_rows;
use crate::oracle::{Case, EntryKind, kind};
use proptest::prelude::*;
use shared::certificate::{
    ColumnBlock, EntryError, Freivalds, Levels, Norms, RowCheck, Rows, check_rows, error_bound, exact,
    strassen_entry_error, strassen_error_bound, strassen_exact, strassen_levels,
};
use shared::kernel::Dims;
use shared::{DType, Element};

/// A square matrix of the recursion.
#[derive(Clone)]
struct Square<T> {
    size: usize,
    data: Vec<T>,
}

impl<T: Element> Square<T> {
    fn quarter(&self, row: usize, column: usize) -> Self {
        let half = self.size / 2;
        let rows = (row * half..(row + 1) * half).map(|i| i * self.size + column * half);
        Self { size: half, data: rows.flat_map(|start| self.data[start..start + half].to_vec()).collect() }
    }

    fn put(&mut self, row: usize, column: usize, quarter: &Self) {
        for (i, line) in quarter.data.chunks(quarter.size).enumerate() {
            let start = (row * quarter.size + i) * self.size + column * quarter.size;
            self.data[start..start + quarter.size].copy_from_slice(line);
        }
    }

    fn zip(&self, other: &Self, with: impl Fn(T, T) -> T) -> Self {
        let data = self.data.iter().zip(&other.data).map(|(&x, &y)| with(x, y)).collect();
        Self { size: self.size, data }
    }

    fn plus(&self, other: &Self) -> Self {
        self.zip(other, |x, y| x + y)
    }

    fn minus(&self, other: &Self) -> Self {
        self.zip(other, |x, y| x - y)
    }

    /// c + self · other; the innermost products run on from c when `in_place`.
    fn onto(&self, other: &Self, c: &Self, depth: u32, in_place: bool) -> Self {
        if depth == 0 && in_place {
            let n = self.size;
            let mut c = c.clone();
            for i in 0..n {
                for l in 0..n {
                    for j in 0..n {
                        c.data[i * n + j] =
                            self.data[i * n + l].fused_mul_add(other.data[l * n + j], c.data[i * n + j]);
                    }
                }
            }
            c
        } else {
            c.plus(&self.times(other, depth, in_place))
        }
    }

    fn times(&self, other: &Self, depth: u32, in_place: bool) -> Self {
        let zero = Self { size: self.size, data: vec![T::default(); self.data.len()] };
        if depth == 0 {
            return self.onto(other, &zero, 0, true);
        }
        let [a11, a12, a21, a22] = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| self.quarter(i, j));
        let [b11, b12, b21, b22] = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| other.quarter(i, j));
        let s1 = a21.plus(&a22);
        let s2 = s1.minus(&a11);
        let s3 = a11.minus(&a21);
        let s4 = a12.minus(&s2);
        let t1 = b12.minus(&b11);
        let t2 = b22.minus(&t1);
        let t3 = b22.minus(&b12);
        let t4 = b21.minus(&t2);
        let next = depth - 1;
        let first = a11.times(&b11, next, in_place);
        let c11 = a12.onto(&b21, &first, next, in_place);
        let u2 = s2.onto(&t2, &first, next, in_place);
        let u3 = s3.onto(&t3, &u2, next, in_place);
        let c22 = s1.onto(&t1, &u3, next, in_place);
        let u4 = s1.onto(&t1, &u2, next, in_place);
        let c12 = s4.onto(&b22, &u4, next, in_place);
        let c21 = u3.plus(&a22.times(&t4, next, in_place));
        let mut c = zero;
        for (row, column, quarter) in [(0, 0, c11), (0, 1, c12), (1, 0, c21), (1, 1, c22)] {
            c.put(row, column, &quarter);
        }
        c
    }
}

fn product<T: Element>(case: &Case<T>, depth: u32, in_place: bool) -> Vec<T> {
    let unit = 1 << depth;
    let size = case.m.max(case.k).max(case.n).next_multiple_of(unit);
    let square = |data: &[T], rows: usize, cols: usize| {
        let mut square = Square { size, data: vec![T::default(); size * size] };
        for i in 0..rows {
            square.data[i * size..i * size + cols].copy_from_slice(&data[i * cols..(i + 1) * cols]);
        }
        square
    };
    let c = square(&case.a, case.m, case.k).times(&square(&case.b, case.k, case.n), depth, in_place);
    c.data.chunks(size).take(case.m).flat_map(|row| row[..case.n].to_vec()).collect()
}

/// The padded inner size is what counts; see `product`.
fn bound_and_check_hold<T: Element>(case: &Case<T>, depth: u32, seed: u64) {
    let (a, b) = norms(case);
    let check = Freivalds::new(seed);
    for in_place in [false, true] {
        let levels = Levels { depth, accumulated: u32::from(in_place && depth > 0) };
        let size = case.m.max(case.k).max(case.n);
        let bound = strassen_error_bound(size, levels, &a, &b, T::DTYPE);
        let c = product(case, depth, in_place);
        let error = case.largest_error(&c);
        assert!(error <= bound, "{error} > {bound}");
        if strassen_exact(size, levels, &a, &b, T::DTYPE) {
            assert_eq!((error, bound), (0.0, 0.0));
        }
        let mut block = ColumnBlock::new(Some(check), case.k, 0..case.n);
        block.add_band(Rows::packed(&case.b, case.k, case.n).unwrap());
        let entry_error = strassen_entry_error(size, levels, &a, &b, T::DTYPE);
        let expected = expected_rows(case, &block.finish().0, entry_error);
        let signs = check.signs(0..case.n);
        let outcome = |c: &[T]| check_rows(Rows::packed(c, case.m, case.n).unwrap(), &signs, &expected, 0);
        assert_eq!(outcome(&c), RowCheck::Passed);
        let mut wrong = c.clone();
        let place = seed as usize % c.len();
        wrong[place] = T::from_f64(wrong[place].to_f64() + 3.0 * expected[place / case.n].tolerance + 1.0 / 8.0);
        assert!(matches!(outcome(&wrong), RowCheck::Failed { .. }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bound_holds_and_the_check_decides_correctly(
        (m, k, n) in (1usize..34, 1usize..34, 1usize..34), depth in 0u32..4, left in kind(), right in kind(), seed: u64,
    ) {
        let plain = |kind: EntryKind| !matches!(kind, EntryKind::Huge | EntryKind::Tiny | EntryKind::Subnormal);
        prop_assume!(plain(left) && plain(right));
        bound_and_check_hold(&Case::<f64>::new(m, k, n, (left, right), seed), depth, seed);
        bound_and_check_hold(&Case::<f32>::new(m, k, n, (left, right), seed), depth, seed);
    }
}

fn one(max: f64) -> Norms {
    Norms { max_abs: max, max_norm1: 4096.0 * max, max_norm2: 64.0 * max, integers: false, finite: true }
}

#[test]
fn the_bound_agrees_with_the_published_one_to_first_order() {
    // Higham (2002), section 23.2.2, for n = 2^L n₀ with products formed apart.
    for (size, depth) in [(512usize, 1u32), (1024, 2), (2048, 3), (4096, 4)] {
        let base = (size >> depth) as f64;
        let published = 18f64.powi(depth as i32) * (base * base + 6.0 * base) - 6.0 * size as f64;
        let apart = Levels { depth, accumulated: 0 };
        let bound = strassen_error_bound(size, apart, &one(1.0), &one(1.0), DType::F64) * 2f64.powi(53);
        assert!((0.95..1.25).contains(&(bound / published)), "{size}: {bound} {published}");
        assert!(
            strassen_error_bound(size, Levels::new(depth), &one(1.0), &one(1.0), DType::F64) > bound * 2f64.powi(-53)
        );
    }
}

#[test]
fn the_kernel_goes_as_deep_as_its_sizes_pay_and_the_rows_of_a_slab_allow() {
    let depth = |m, k, n| strassen_levels(Dims::new(m, k, n)).depth;
    assert_eq!([511, 512, 1024, 2048, 4096, 8192].map(|n| depth(n, n, n)), [0, 1, 2, 3, 3, 3]);
    assert_eq!([depth(127, 2048, 2048), depth(128, 2048, 2048), depth(256, 2048, 2048)], [0, 0, 1]);
    assert_eq!([depth(2048, 511, 2048), depth(2048, 2048, 511), depth(2048, 1023, 2048)], [0, 0, 1]);
    // Slabs of 1024 rows, of 768 and of 1535.
    assert_eq!([depth(1 << 20, 4096, 4096), depth(1536, 4096, 4096), depth(1535, 4096, 4096)], [3, 2, 3]);
}

#[test]
fn no_levels_are_the_classical_product() {
    let (a, b) = norms(&Case::<f64>::new(5, 6, 7, (EntryKind::Uniform, EntryKind::Whole), 1));
    assert_eq!(strassen_error_bound(6, Levels::new(0), &a, &b, DType::F64), error_bound(6, &a, &b, DType::F64));
    assert_eq!(strassen_error_bound(0, Levels::new(3), &a, &b, DType::F64), 0.0);
    assert_eq!(strassen_entry_error(0, Levels::new(3), &a, &b, DType::F64), EntryError::NONE);
}

#[test]
fn exactness_asks_for_more_room_than_the_classical_product() {
    let whole = |max: f64| Norms { max_abs: max, integers: true, ..Norms::EMPTY };
    // 18 · 4 · 2^46 < 2^53 < 18 · 4 · 2^47, inner size 8, one level.
    assert!(strassen_exact(8, Levels::new(1), &whole(2f64.powi(46)), &whole(1.0), DType::F64));
    assert!(!strassen_exact(8, Levels::new(1), &whole(2f64.powi(47)), &whole(1.0), DType::F64));
    assert!(exact(8, &whole(2f64.powi(47)), &whole(1.0), DType::F64));
    assert!(!strassen_exact(8, Levels::new(1), &whole(1e308), &whole(0.0), DType::F64));
}

#[test]
fn the_bound_is_infinite_where_a_sum_on_the_way_may_overflow() {
    let bound = |a: f64, b: f64| strassen_error_bound(64, Levels::new(2), &one(a), &one(b), DType::F64);
    assert!(bound(1e150, 1e150).is_finite());
    assert_eq!(bound(1e154, 1e154), f64::INFINITY);
    assert_eq!(bound(1e308, 1e-308), f64::INFINITY);
    let endless = Norms { finite: false, ..one(1.0) };
    assert_eq!(strassen_error_bound(64, Levels::new(2), &endless, &one(1.0), DType::F64), f64::INFINITY);
    assert_eq!(strassen_error_bound(64, Levels::new(u32::MAX), &one(1.0), &one(1.0), DType::F64), f64::INFINITY);
}
