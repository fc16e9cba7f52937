//! The examples of the panel "More": which matrices each fills in, and what their product shows. Pure.

use crate::view::text::{Text, examples as text};
use shared::generate::{Family, Generator, NumberRange, RangeError};
use shared::{DType, Shape};

/// An example.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Example {
    /// Random numbers.
    #[default]
    Random,
    /// A and the identity matrix.
    Identity,
    /// The Hilbert matrix and its inverse.
    Hilbert,
    /// Two rotations.
    Rotation,
    /// Two steps of a Markov chain.
    Markov,
    /// Pascal's triangle and its transpose.
    Pascal,
    /// A Hadamard matrix and its transpose.
    Hadamard,
    /// The neighbours in a graph.
    Graph,
}

/// A field of an example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExampleField {
    /// Its id, without a prefix.
    pub id: &'static str,
    /// Its label.
    pub label: Text,
    /// What it holds at first.
    pub initial: f64,
    /// The least and the largest whole number; `None` where any number is allowed.
    pub whole: Option<(f64, f64)>,
}

/// Rows and columns that the fields allow; the memory may allow less.
const LARGEST: f64 = 65_536.0;

/// JavaScript's numbers hold whole numbers up to this one exactly.
const MAX_SEED: f64 = ((1u64 << 53) - 1) as f64;

const fn whole(id: &'static str, label: Text, initial: f64, least: f64, most: f64) -> ExampleField {
    ExampleField { id, label, initial, whole: Some((least, most)) }
}

const RANDOM: &[ExampleField] = &[
    whole("rows", text::ROWS, 8.0, 1.0, LARGEST),
    whole("columns", text::COLUMNS, 8.0, 1.0, LARGEST),
    ExampleField { id: "minimum", label: text::MINIMUM, initial: -1.0, whole: None },
    ExampleField { id: "maximum", label: text::MAXIMUM, initial: 1.0, whole: None },
    whole("seed", text::SEED, 1.0, 0.0, MAX_SEED),
];
const ROTATION: &[ExampleField] =
    &[whole("alpha", text::ANGLE_A, 30.0, 0.0, 360.0), whole("beta", text::ANGLE_B, 60.0, 0.0, 360.0)];

impl Example {
    /// All examples, in the order of the list.
    pub const ALL: [Example; 8] = [
        Example::Random,
        Example::Identity,
        Example::Hilbert,
        Example::Rotation,
        Example::Markov,
        Example::Pascal,
        Example::Hadamard,
        Example::Graph,
    ];

    /// Its name.
    pub fn label(self) -> Text {
        match self {
            Example::Random => text::RANDOM,
            Example::Identity => text::IDENTITY,
            Example::Hilbert => text::HILBERT,
            Example::Rotation => text::ROTATION,
            Example::Markov => text::MARKOV,
            Example::Pascal => text::PASCAL,
            Example::Hadamard => text::HADAMARD,
            Example::Graph => text::GRAPH,
        }
    }

    /// What its product shows.
    pub fn shows(self) -> Text {
        match self {
            Example::Random => text::RANDOM_SHOWS,
            Example::Identity => text::IDENTITY_SHOWS,
            Example::Hilbert => text::HILBERT_SHOWS,
            Example::Rotation => text::ROTATION_SHOWS,
            Example::Markov => text::MARKOV_SHOWS,
            Example::Pascal => text::PASCAL_SHOWS,
            Example::Hadamard => text::HADAMARD_SHOWS,
            Example::Graph => text::GRAPH_SHOWS,
        }
    }

    /// The families of A and B; random numbers have none.
    fn families(self) -> Option<[Family; 2]> {
        match self {
            Example::Random => None,
            Example::Identity => Some([Family::Identity; 2]),
            Example::Hilbert => Some([Family::Hilbert, Family::InverseHilbert]),
            Example::Rotation => Some([Family::Rotation; 2]),
            Example::Markov => Some([Family::Markov; 2]),
            Example::Pascal => Some([Family::Pascal, Family::PascalTransposed]),
            Example::Hadamard => Some([Family::Hadamard; 2]),
            Example::Graph => Some([Family::Petersen; 2]),
        }
    }

    /// What can be chosen.
    pub fn fields(self) -> Vec<ExampleField> {
        match (self, self.families()) {
            (Example::Random, _) | (_, None) => RANDOM.to_vec(),
            (Example::Rotation, _) => ROTATION.to_vec(),
            (Example::Graph, _) => Vec::new(),
            (_, Some([family, _])) => {
                let (least, most) = family.parameters();
                vec![whole("size", text::SIZE, 8.0, least.into(), most.into())]
            }
        }
    }

    /// A and B for the numbers in its [fields](Self::fields); `is_whole` asks for whole random numbers.
    ///
    /// # Errors
    /// What is wrong with them, as a sentence.
    pub fn generators(self, numbers: &[f64], is_whole: bool) -> Result<[Generator; 2], String> {
        for (field, &number) in self.fields().iter().zip(numbers) {
            match field.whole {
                Some((least, most)) if !(least..=most).contains(&number) || number.fract() != 0.0 => {
                    return Err(text::NOT_WHOLE.with(&[&field.label.get(), &least, &most]));
                }
                None if !number.is_finite() => return Err(text::NOT_A_NUMBER.with(&[&field.label.get()])),
                _ => {}
            }
        }
        match (self.families(), numbers) {
            (None, &[rows, cols, min, max, seed]) => {
                let range = NumberRange::new(min, max, is_whole, DType::F64).map_err(|error| range_error(&error))?;
                let (shape, seed) = (Shape::new(rows as usize, cols as usize), seed as u64);
                let next_seed = (seed + 1) % (1 << 53);
                let transposed = Shape::new(shape.cols, shape.rows);
                Ok([(shape, seed), (transposed, next_seed)].map(|(shape, seed)| Generator::Random {
                    shape,
                    seed,
                    range,
                }))
            }
            (Some(_), &[n]) if self == Example::Identity => {
                let range = NumberRange::new(-9.0, 9.0, true, DType::F64).map_err(|error| range_error(&error))?;
                let shape = Shape::new(n as usize, n as usize);
                Ok([Generator::Random { shape, seed: 1, range }, Generator::Family(Family::Identity, n as u32)])
            }
            (Some([family, _]), &[n]) if !family.allows(n as u32) => Err(text::NOT_A_POWER.with(&[&n])),
            (Some([a, b]), numbers) => {
                let parameter =
                    |index: usize| numbers.get(index).or(numbers.first()).map_or(a.parameters().0, |&n| n as u32);
                Ok([Generator::Family(a, parameter(0)), Generator::Family(b, parameter(1))])
            }
            (None, _) => Err(text::NOT_A_NUMBER.with(&[&self.label().get()])),
        }
    }
}

fn range_error(error: &RangeError) -> String {
    match error {
        RangeError::NotFinite(min, max) | RangeError::Empty(min, max) => text::EMPTY_RANGE.with(&[min, max]),
        RangeError::NoWholeNumber(min, max) => text::NO_WHOLE_NUMBER.with(&[min, max]),
        RangeError::TooWide(_, _, limit) => text::RANGE_TOO_WIDE.with(&[limit]),
    }
}

/// What a generated matrix is, as a phrase.
pub fn origin(generator: &Generator) -> String {
    match *generator {
        Generator::Random { seed, range, .. } => {
            let (min, max, is_whole) = range.bounds();
            let phrase = if is_whole { text::ORIGIN_INTEGERS } else { text::ORIGIN_RANDOM };
            let [min, max] = [min, max].map(|bound| format!("{bound:?}").replace('-', "\u{2212}"));
            let [min, max] = [&min, &max].map(|bound| bound.strip_suffix(".0").unwrap_or(bound));
            phrase.with(&[&min, &max, &seed])
        }
        Generator::Family(Family::Rotation, degrees) => text::ORIGIN_ROTATION.with(&[&degrees]),
        Generator::Family(family, _) => match family {
            Family::Identity => text::ORIGIN_IDENTITY,
            Family::Hilbert => text::ORIGIN_HILBERT,
            Family::InverseHilbert => text::ORIGIN_INVERSE_HILBERT,
            Family::Rotation => text::ORIGIN_ROTATION,
            Family::Markov => text::ORIGIN_MARKOV,
            Family::Pascal => text::ORIGIN_PASCAL,
            Family::PascalTransposed => text::ORIGIN_PASCAL_TRANSPOSED,
            Family::Hadamard => text::ORIGIN_HADAMARD,
            Family::Petersen => text::ORIGIN_PETERSEN,
        }
        .get()
        .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use shared::matrix::product_shape;

    #[test]
    fn what_an_example_fills_in_at_first_can_be_multiplied() {
        for example in Example::ALL {
            let numbers: Vec<f64> = example.fields().iter().map(|field| field.initial).collect();
            let [a, b] = example.generators(&numbers, false).unwrap();
            assert!(product_shape(a.shape(), b.shape()).is_ok(), "{example:?}");
        }
    }

    #[test]
    fn rectangles_of_random_numbers_fit_each_other_and_differ() {
        let [a, b] = Example::Random.generators(&[3.0, 5.0, 0.0, 9.0, 4.0], true).unwrap();
        assert_eq!((a.shape(), b.shape()), (Shape::new(3, 5), Shape::new(5, 3)));
        let seeds = [a, b].map(|generator| match generator {
            Generator::Random { seed, .. } => seed,
            Generator::Family(..) => 0,
        });
        assert_eq!(seeds, [4, 5]);
    }

    #[test]
    fn fields_without_a_usable_number_are_named() {
        for (example, numbers, is_whole, part) in [
            (Example::Random, &[0.0, 5.0, 0.0, 9.0, 4.0][..], false, "Rows"),
            (Example::Random, &[3.0, 5.5, 0.0, 9.0, 4.0], false, "Columns"),
            (Example::Random, &[3.0, 5.0, f64::NAN, 9.0, 4.0], false, "Minimum"),
            (Example::Random, &[3.0, 5.0, 0.0, 9.0, -4.0], false, "Seed"),
            (Example::Random, &[3.0, 5.0, 10.0, 9.0, 4.0], false, "10"),
            (Example::Random, &[3.0, 5.0, 0.25, 0.75, 4.0], true, "0.25"),
            (Example::Hadamard, &[12.0], false, "12"),
            (Example::Hilbert, &[13.0], false, "12"),
            (Example::Rotation, &[30.0, 361.0], false, "Angle of B"),
        ] {
            let error = example.generators(numbers, is_whole).unwrap_err();
            assert!(error.contains(part), "{example:?}: {error}");
        }
    }
}
