//! Every portable kernel against the naive loop, through the same driver that the browser's kernels use.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod check;
mod portable;

use portable::{FUSED, UNFUSED};
use proptest::prelude::*;
use shared::element::Element;
use shared::kernel::{Algorithm, Dims, Gemm, Kernel, PackedB, Workspace, naive};
use shared::random::numbers;

/// Both portable kernels with their element type.
fn kernels<T: Element>() -> [&'static dyn Gemm<T>; 2] {
    [&UNFUSED, &FUSED]
}

/// Both portable kernels pass the check, in both element types.
macro_rules! passes {
    ($check:path) => {
        kernels::<f64>().into_iter().for_each(|gemm| $check(gemm).unwrap());
        kernels::<f32>().into_iter().for_each(|gemm| $check(gemm).unwrap());
    };
}

#[test]
fn every_shape_has_the_bits_of_the_naive_loop() {
    check::every_shape::<f64>(&UNFUSED).unwrap();
    check::every_shape::<f32>(&UNFUSED).unwrap();
}

#[test]
fn every_shape_has_the_bits_of_the_fused_naive_loop() {
    check::every_shape::<f64>(&FUSED).unwrap();
    check::every_shape::<f32>(&FUSED).unwrap();
}

#[test]
fn special_numbers_come_out_as_the_naive_loop_has_them() {
    passes!(check::special_numbers);
}

#[test]
fn identities_change_nothing() {
    passes!(check::identities);
}

#[test]
fn tiles_of_columns_have_the_bits_of_the_whole() {
    passes!(check::tiles_of_columns);
}

#[test]
fn one_column_has_the_same_bits_however_its_rows_are_divided() {
    passes!(check::one_column);
}

#[test]
fn the_recursion_stays_within_its_error_and_its_slabs_have_the_bits_of_the_whole() {
    check::strassen::<f64>(&UNFUSED, &[Dims::new(261, 515, 517), Dims::new(256, 512, 512)]).unwrap();
    check::strassen::<f64>(&UNFUSED, &[Dims::new(1537, 512, 513)]).unwrap();
    // Slabs of one height, which go down together: two of them, and two and one.
    check::strassen::<f64>(&UNFUSED, &[Dims::new(1546, 1025, 513), Dims::new(2562, 512, 512)]).unwrap();
    check::strassen::<f32>(&UNFUSED, &[Dims::new(259, 1025, 513)]).unwrap();
}

#[test]
fn below_one_level_the_recursion_has_the_bits_of_the_classical_product() {
    let dims = Dims::new(127, 300, 511);
    let (a, b) = (numbers::<f64>(dims.m * dims.k, 1), numbers::<f64>(dims.k * dims.n, 2));
    let (mut classical, mut recursive) = (vec![0.0; dims.m * dims.n], vec![0.0; dims.m * dims.n]);
    let mut workspace = Workspace::new();
    UNFUSED.multiply(dims, &a, &b, &mut classical, &mut workspace);
    UNFUSED.multiply_strassen(dims, &a, &b, &mut recursive, &mut workspace);
    check::same_bits("strassen", dims, &recursive, &classical).unwrap();
}

#[test]
fn fused_and_unfused_products_differ_so_that_their_tests_can_fail() {
    let dims = Dims::new(3, 50, 3);
    let (a, b) = (numbers::<f64>(150, 1), numbers::<f64>(150, 2));
    assert_ne!(naive::fused(dims, &a, &b), naive::unfused(dims, &a, &b));
}

#[test]
fn lanes_and_chains_differ_so_that_their_tests_can_fail() {
    let (a, x) = (numbers::<f64>(50, 1), numbers::<f64>(50, 2));
    let chain = a.iter().zip(&x).fold(0.0, |sum, (a, x)| a.mul_add(*x, sum));
    assert_ne!(naive::fused_in_lanes(&a, &x), chain);
}

#[test]
fn lanes_are_added_halves_first_and_the_rest_comes_last() {
    // 2^24 + 1 is not an f32: which sums are formed, and when, shows in the result.
    let large = 16_777_216.0f32;
    assert_eq!(naive::fused_in_lanes(&[large, 1.0, -large, 1.0], &[1.0; 4]), 2.0);
    assert_eq!(naive::fused_in_lanes(&[large, -large, 1.0, 1.0], &[1.0; 4]), 1.0);
    assert_eq!(naive::fused_in_lanes(&[large, -large, 0.0, 0.0, 1.0], &[1.0; 5]), 1.0);
    assert_eq!(naive::fused_in_lanes::<f32>(&[], &[]), 0.0);
}

#[test]
fn a_wrong_element_is_noticed_with_its_place() {
    let dims = Dims::new(1, 1, 3);
    let message = check::same_bits("product", dims, &[1.0, 2.5, 3.0], &[1.0, 2.0, 3.0]).unwrap_err();
    assert!(message.contains("element 1 is 2.5 instead of 2.0"), "{message}");
    assert!(check::same_bits("product", dims, &[0.0], &[-0.0]).is_err(), "signed zeros differ");
}

#[test]
fn a_packed_matrix_can_be_reused_for_another_size() {
    let mut packed = PackedB::new(300, 40);
    packed.pack_rows(0, &vec![7.0; 300 * 40]);
    let dims = Dims::new(9, 20, 11);
    let (a, b) = (numbers::<f64>(180, 3), numbers::<f64>(220, 4));
    packed.reset(dims.k, dims.n);
    packed.pack_rows(0, &b);
    let mut c = vec![f64::NAN; 99];
    UNFUSED.multiply_packed(dims.m, &a, &packed, &mut c, &mut Workspace::new());
    check::same_bits("multiply_packed", dims, &c, &naive::unfused(dims, &a, &b)).unwrap();
}

#[test]
#[should_panic(expected = "reach beyond the 3 rows of B")]
fn a_band_beyond_the_last_row_is_refused() {
    PackedB::new(3, 2).pack_rows(2, &[1.0, 2.0, 3.0, 4.0]);
}

#[test]
#[should_panic(expected = "B must hold 2 × 2 elements")]
fn an_operand_of_the_wrong_length_is_refused() {
    UNFUSED.multiply(Dims::new(2, 2, 2), &[1.0; 4], &[1.0; 3], &mut [0.0; 4], &mut Workspace::new());
}

#[test]
fn names_of_kernels_and_algorithms_can_be_read_back() {
    for kernel in [Kernel::Simd128, Kernel::Relaxed] {
        assert_eq!(Kernel::parse(&kernel.to_string()), Some(kernel));
        assert_eq!(serde_json::to_string(&kernel).unwrap(), format!("\"{kernel}\""));
    }
    for algorithm in [Algorithm::Classical, Algorithm::Strassen] {
        assert_eq!(Algorithm::parse(&algorithm.to_string()), Some(algorithm));
        assert_eq!(serde_json::to_string(&algorithm).unwrap(), format!("\"{algorithm}\""));
    }
    assert_eq!(Kernel::parse("Relaxed"), None);
    assert_eq!(Algorithm::parse(""), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_shape_and_any_seed_have_the_bits_of_the_naive_loop(
        m in 0usize..40, k in 0usize..300, n in 0usize..70, seed in any::<u64>(),
    ) {
        let dims = Dims::new(m, k, n);
        let (a, b) = (numbers::<f64>(m * k, seed), numbers::<f64>(k * n, !seed));
        prop_assert_eq!(check::product::<f64>(&UNFUSED, dims, &a, &b), Ok(()));
        let (a, b) = (numbers::<f32>(m * k, seed), numbers::<f32>(k * n, !seed));
        prop_assert_eq!(check::product::<f32>(&FUSED, dims, &a, &b), Ok(()));
    }

    #[test]
    fn integers_are_exact_and_the_product_is_distributive(
        m in 1usize..20, k in 1usize..40, n in 1usize..20, seed in any::<u64>(),
    ) {
        let dims = Dims::new(m, k, n);
        let integers = |len: usize, seed: u64| -> Vec<f64> {
            numbers::<f64>(len, seed).iter().map(|x| (x * 1000.0).round()).collect()
        };
        let (a, b, d) = (integers(m * k, seed), integers(k * n, seed ^ 1), integers(k * n, seed ^ 2));
        let product = |b: &[f64]| {
            let mut c = vec![0.0; m * n];
            FUSED.multiply(dims, &a, b, &mut c, &mut Workspace::new());
            c
        };
        let sum = |x: &[f64], y: &[f64]| -> Vec<f64> { x.iter().zip(y).map(|(x, y)| x + y).collect() };
        prop_assert_eq!(product(&sum(&b, &d)), sum(&product(&b), &product(&d)));
    }

    #[test]
    fn slabs_are_whole_in_order_and_slabs_of_slabs_are_themselves(
        m in 0usize..20_000, k in 0usize..4000, n in 0usize..4000,
    ) {
        let dims = Dims::new(m, k, n);
        let slabs = shared::kernel::recursion::slabs(dims);
        prop_assert_eq!(slabs.first().map(|slab| slab.start), Some(0));
        prop_assert_eq!(slabs.last().map(|slab| slab.end), Some(m));
        prop_assert!(slabs.windows(2).all(|pair| pair[0].end == pair[1].start));
        for slab in slabs {
            let inner = shared::kernel::recursion::slabs(Dims { m: slab.len(), ..dims });
            prop_assert_eq!(inner, vec![0..slab.len()]);
        }
    }
}
