//! Generated matrices: their products show what they are known for, their texts read back, and bounds hold.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use shared::generate::{Family, Generator, GeneratorTextError, NumberRange, RangeError};
use shared::{DType, Shape};

fn numbers(generator: &Generator) -> Vec<f64> {
    let mut numbers = vec![0.0; generator.shape().elements().unwrap() as usize];
    generator.fill(0, &mut numbers);
    numbers
}

fn family(family: Family, n: u32) -> Vec<f64> {
    assert!(family.allows(n));
    numbers(&Generator::Family(family, n))
}

/// The product of two n × n matrices.
fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let entry = |row: usize, col: usize| (0..n).map(|k| a[row * n + k] * b[k * n + col]).sum();
    (0..n * n).map(|index| entry(index / n, index % n)).collect()
}

fn scaled_identity(n: usize, scale: f64) -> Vec<f64> {
    (0..n * n).map(|index| if index / n == index % n { scale } else { 0.0 }).collect()
}

fn parse(text: &str) -> Result<Generator, GeneratorTextError> {
    Generator::parse(text, &|number| number.parse().ok())
}

#[test]
fn a_hadamard_matrix_times_its_transpose_is_n_times_the_identity() {
    for n in [1, 2, 4, 64] {
        let hadamard = family(Family::Hadamard, n);
        // It is symmetric.
        assert_eq!(product(&hadamard, &hadamard, n as usize), scaled_identity(n as usize, n.into()));
    }
    assert!(!Family::Hadamard.allows(12) && !Family::Hadamard.allows(0));
}

#[test]
fn pascals_triangle_times_its_transpose_is_the_symmetric_pascal_matrix_exactly() {
    let n = Family::Pascal.parameters().1;
    let both = [Family::Pascal, Family::PascalTransposed].map(|pascal| family(pascal, n));
    let n = n as usize;
    let symmetric = product(&both[0], &both[1], n);
    for (row, col) in (1..n).flat_map(|row| (1..n).map(move |col| (row, col))) {
        assert_eq!(symmetric[row * n + col], symmetric[(row - 1) * n + col] + symmetric[row * n + col - 1]);
    }
    assert!(symmetric[n * n - 1] < (1u64 << 53) as f64, "the largest entry is exact");
}

#[test]
fn a_hilbert_matrix_times_its_inverse_is_nearly_the_identity() {
    let largest = Family::Hilbert.parameters().1;
    for n in 1..=largest {
        let (hilbert, inverse) = (family(Family::Hilbert, n), family(Family::InverseHilbert, n));
        assert!(inverse.iter().all(|entry| entry.fract() == 0.0 && entry.abs() < (1u64 << 53) as f64));
        let identity = scaled_identity(n as usize, 1.0);
        let product = product(&hilbert, &inverse, n as usize);
        let off = product.iter().zip(&identity).map(|(a, b)| (a - b).abs());
        // The condition number is about e^(3.5 n).
        assert!(off.fold(0.0, f64::max) < 1e-15 * (3.5 * f64::from(n)).exp(), "n = {n}");
    }
    let known = [16.0, -120.0, 240.0, -140.0, -120.0, 1200.0, -2700.0, 1680.0];
    assert_eq!(family(Family::InverseHilbert, 4)[..8], known);
}

#[test]
fn rotations_add_their_angles() {
    for degrees in 0..=360 {
        let [cosine, minus_sine, sine, cosine_again] = family(Family::Rotation, degrees)[..] else { panic!() };
        let angle = f64::from(degrees).to_radians();
        // The angle in radians is rounded itself.
        assert!((cosine - angle.cos()).abs() < 2e-15 && (sine - angle.sin()).abs() < 2e-15, "{degrees}");
        assert_eq!((cosine, sine), (cosine_again, -minus_sine));
        assert!([cosine, sine, minus_sine].iter().all(|number| *number != 0.0 || number.is_sign_positive()));
    }
    let turned = product(&family(Family::Rotation, 30), &family(Family::Rotation, 60), 2);
    let off = turned.iter().zip(family(Family::Rotation, 90)).map(|(a, b)| (a - b).abs());
    assert!(off.fold(0.0, f64::max) < 3e-16);
}

#[test]
fn two_steps_of_a_markov_chain_are_chances_again() {
    for n in [1, 2, 5, 40] {
        let chain = family(Family::Markov, n);
        for chances in [&chain, &product(&chain, &chain, n as usize)] {
            assert!(chances.chunks(n as usize).all(|row| row.iter().sum::<f64>() == 1.0));
        }
    }
}

#[test]
fn in_the_petersen_graph_points_that_are_not_neighbours_have_one_path_of_two_edges() {
    let graph = family(Family::Petersen, 10);
    let paths = product(&graph, &graph, 10);
    for (index, count) in paths.iter().enumerate() {
        let expected = if index / 10 == index % 10 { 3.0 } else { 1.0 - graph[index] };
        assert_eq!((*count, graph[index]), (expected, graph[index % 10 * 10 + index / 10]));
    }
}

#[test]
fn random_numbers_are_the_same_everywhere_and_in_any_slices() {
    let range = NumberRange::new(-1.0, 1.0, false, DType::F64).unwrap();
    assert_eq!(range, NumberRange::UNIT);
    let generator = Generator::Random { shape: Shape::new(3, 4), seed: 1, range };
    let whole = numbers(&generator);
    assert_eq!(whole[..2], [0.133_123_150_344_561_8, 0.491_563_514_525_402_26]);
    assert_eq!(whole, shared::random::numbers::<f64>(12, 1));
    let mut sliced = vec![0.0; 12];
    sliced.chunks_mut(5).enumerate().for_each(|(index, slice)| generator.fill(index as u64 * 5, slice));
    assert_eq!(sliced, whole);
}

#[test]
fn f32_numbers_stay_within_their_range() {
    for (min, max) in [(0.7, 0.9), (-0.7, 0.7), (0.0, 1.0)] {
        let range = NumberRange::new(min, max, false, DType::F32).unwrap();
        for bits in [0, 1 << 63, u64::MAX] {
            let short = f64::from(range.nearest_f32(range.number(bits)));
            assert!(min <= short && short < max, "{short}");
        }
    }
}

#[test]
fn ranges_that_hold_no_numbers_are_refused() {
    let range = |min, max, is_whole, dtype| NumberRange::new(min, max, is_whole, dtype).map(drop);
    assert!(matches!(range(f64::NAN, 1.0, false, DType::F64), Err(RangeError::NotFinite(..))));
    assert_eq!(range(0.0, f64::INFINITY, false, DType::F64), Err(RangeError::NotFinite(0.0, f64::INFINITY)));
    assert_eq!(range(2.0, 1.0, false, DType::F64), Err(RangeError::Empty(2.0, 1.0)));
    assert_eq!(range(0.2, 0.8, true, DType::F64), Err(RangeError::NoWholeNumber(0.2, 0.8)));
    assert!(matches!(range(0.0, 1e16, true, DType::F64), Err(RangeError::TooWide(..))));
    assert!(matches!(range(0.0, 1e8, true, DType::F32), Err(RangeError::TooWide(..))));
    assert_eq!(range(0.0, 1e8, true, DType::F64), Ok(()));
}

#[test]
fn texts_that_describe_no_matrix_are_refused() {
    use GeneratorTextError::{Form, Name, Parameter, Range};
    let range = Range(RangeError::Empty(1.0, 0.0));
    for (text, error) in [
        ("", Name),
        ("nobody:3", Name),
        ("random", Form),
        ("random:3x3", Form),
        ("random:3x3:1:0", Form),
        ("random:3x3:1:0:1:integers:more", Form),
        ("random:3x3:1:0:1:whole", Form),
        ("random:-3x3:1:0:1", Form),
        ("random:3x+3:1:0:1", Form),
        ("random:4294967296x1:1:0:1", Form),
        ("random:3x3:18446744073709551616:0:1", Form),
        ("random:3x3:000000000000000000000000001:0:1", Form),
        ("random:3x3:1:nan:1", Form),
        ("random:3x3:1:inf:inf", Form),
        ("random:3x3:1::1", Form),
        ("random:3x3:1:1:0", range),
        ("hilbert", Form),
        ("hilbert:x", Form),
        ("hilbert:3:4", Form),
        ("hilbert:0", Parameter),
        ("hilbert:13", Parameter),
        ("hadamard:12", Parameter),
        ("petersen:9", Parameter),
        ("identity:4294967297", Parameter),
    ] {
        assert_eq!(parse(text), Err(error), "{text}");
    }
    assert_eq!(parse("random:2x3:7:-1:1:integers").unwrap().to_string(), "random:2x3:7:-1:1:integers");
}

fn ranges() -> impl Strategy<Value = NumberRange> {
    let bound = prop_oneof![Just(f64::MAX), Just(f64::MIN), Just(0.0), -1e3..1e3f64, -9e15..9e15f64];
    (bound.clone(), bound, any::<bool>()).prop_filter_map("no such range", |(one, two, is_whole)| {
        NumberRange::new(one.min(two), one.max(two), is_whole, DType::F64).ok()
    })
}

fn generators() -> impl Strategy<Value = Generator> {
    let random = (any::<u16>(), any::<u32>(), any::<u64>(), ranges()).prop_map(|(rows, cols, seed, range)| {
        Generator::Random { shape: Shape::new(rows.into(), cols as usize), seed, range }
    });
    let family = (proptest::sample::select(&Family::ALL[..]), 0u32..400)
        .prop_filter_map("no such matrix", |(family, n)| family.allows(n).then_some(Generator::Family(family, n)));
    prop_oneof![random, family]
}

proptest! {
    #[test]
    fn texts_read_back(generator in generators()) {
        prop_assert_eq!(parse(&generator.to_string()), Ok(generator));
    }

    #[test]
    fn hostile_texts_are_refused_or_read_back(text in "(random|hadamard|identity|rotation)?:?[0-9x:.eE+-]{0,40}(:integers)?") {
        if let Ok(generator) = parse(&text) {
            prop_assert_eq!(parse(&generator.to_string()), Ok(generator));
        }
    }

    #[test]
    fn random_numbers_lie_within_their_range(range in ranges(), bits in any::<u64>()) {
        let (min, max, is_whole) = range.bounds();
        for bits in [bits, 0, u64::MAX] {
            let number = range.number(bits);
            prop_assert!((min..=max).contains(&number) && (is_whole || number < max || min == max), "{}", number);
            prop_assert!(!is_whole || number.fract() == 0.0);
            let short = f64::from(range.nearest_f32(number));
            prop_assert!(number.abs() > f64::from(f32::MAX) || short.is_infinite() || (short - number).abs() <= number.abs() * 1.2e-7 + 1e-40, "{}", short);
        }
        prop_assert!(!is_whole || (range.number(0), range.number(u64::MAX)) == (min.ceil(), max.floor()));
    }
}
