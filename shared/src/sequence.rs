//! Products of several factors as a sequence of products of two: powers by repeated squaring, chains in the cheapest
//! order.

use crate::kernel::Dims;
use crate::matrix::{Shape, ShapeError, product_shape};

/// An operand of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOperand {
    /// One of the factors, counted from 0.
    Factor(usize),
    /// The product of an earlier step, counted from 0.
    Step(usize),
}

/// Products of two, in the order in which they are computed; the last one is the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// Left and right operand of each.
    pub steps: Vec<[StepOperand; 2]>,
}

impl Sequence {
    /// The power `exponent` of the one factor by repeated squaring, from the highest bit of the exponent down: one
    /// intermediate matrix at a time. No step for the exponents 0 and 1.
    pub fn power(exponent: u64) -> Self {
        let mut steps = Vec::new();
        let mut power = StepOperand::Factor(0);
        for bit in (0..exponent.checked_ilog2().unwrap_or(0)).rev() {
            for right in
                [Some(power), (exponent >> bit & 1 == 1).then_some(StepOperand::Factor(0))].into_iter().flatten()
            {
                // The square first, then perhaps one more factor.
                steps.push([power, right]);
                power = StepOperand::Step(steps.len() - 1);
            }
        }
        Self { steps }
    }

    /// The product of factors of these shapes in the order with the fewest operations; of several such orders the one that
    /// goes from left to right the longest.
    ///
    /// # Errors
    /// The place of the first factor that does not fit the next, and why.
    pub fn chain(shapes: &[Shape]) -> Result<Self, (usize, ShapeError)> {
        for (place, pair) in shapes.windows(2).enumerate() {
            product_shape(pair[0], pair[1]).map_err(|error| (place, error))?;
        }
        let mut sequence = Self::default();
        sequence.add_chain(shapes, 0);
        Ok(sequence)
    }

    /// Adds the steps for some neighbouring factors, the first of which is number `first`.
    fn add_chain(&mut self, shapes: &[Shape], first: usize) -> StepOperand {
        let (_, split) = cheapest(shapes);
        if split == 0 {
            return StepOperand::Factor(first);
        }
        let left = self.add_chain(&shapes[..split], first);
        let right = self.add_chain(&shapes[split..], first + split);
        self.steps.push([left, right]);
        StepOperand::Step(self.steps.len() - 1)
    }

    /// The product of this many factors, at least two, each multiplied to the product of all on its left.
    pub fn from_left(factors: usize) -> Self {
        let left = |step: usize| step.checked_sub(1).map_or(StepOperand::Factor(0), StepOperand::Step);
        Self { steps: (1..factors).map(|factor| [left(factor - 1), StepOperand::Factor(factor)]).collect() }
    }

    /// The share of its operations that the product from left to right would take in vain, 0 to 1.
    pub fn saving(&self, factors: &[Shape]) -> f64 {
        let operations = |sequence: &Self| sequence.dims(factors).into_iter().map(Dims::operations).sum::<f64>();
        let from_left = operations(&Self::from_left(factors.len()));
        if from_left > 0.0 { 1.0 - operations(self) / from_left } else { 0.0 }
    }

    /// The sizes of every step, from the shapes of the factors.
    pub fn dims(&self, factors: &[Shape]) -> Vec<Dims> {
        let products = self.shapes(factors);
        let dims = |(operands, product): (&[StepOperand; 2], &Shape)| {
            let inner = match operands[0] {
                StepOperand::Factor(factor) => factors[factor].cols,
                StepOperand::Step(step) => products[step].cols,
            };
            Dims::new(product.rows, inner, product.cols)
        };
        self.steps.iter().zip(&products).map(dims).collect()
    }

    /// The shape of every step's product, from those of the factors.
    pub fn shapes(&self, factors: &[Shape]) -> Vec<Shape> {
        let mut shapes: Vec<Shape> = Vec::new();
        for operands in &self.steps {
            let [left, right] = operands.map(|operand| match operand {
                StepOperand::Factor(factor) => factors[factor],
                StepOperand::Step(step) => shapes[step],
            });
            shapes.push(Shape::new(left.rows, right.cols));
        }
        shapes
    }

    /// Whether step `step` is the last that needs the product of step `product`.
    pub fn is_last_use(&self, step: usize, product: usize) -> bool {
        let uses = |operands: &[StepOperand; 2]| operands.contains(&StepOperand::Step(product));
        uses(&self.steps[step]) && !self.steps[step + 1..].iter().any(uses)
    }

    /// Most elements of intermediate matrices and the result that exist at a time, from the shapes of the products.
    pub fn peak_elements(&self, products: &[Shape]) -> u128 {
        let size = |product: usize| products[product].rows as u128 * products[product].cols as u128;
        let (mut live, mut peak) = (0, 0);
        for step in 0..self.steps.len() {
            live += size(step);
            peak = peak.max(live);
            live -= (0..step).filter(|&product| self.is_last_use(step, product)).map(size).sum::<u128>();
        }
        peak
    }

    /// The order in which the factors are multiplied: `(A·B)·C`.
    pub fn describe(&self, names: &[String]) -> String {
        self.steps.len().checked_sub(1).map_or_else(String::new, |last| self.describe_step(last, names))
    }

    fn describe_step(&self, step: usize, names: &[String]) -> String {
        let [left, right] = self.steps[step].map(|operand| match operand {
            StepOperand::Factor(factor) => names[factor].clone(),
            StepOperand::Step(step) => format!("({})", self.describe_step(step, names)),
        });
        format!("{left}·{right}")
    }
}

/// Fewest operations for some neighbouring factors, and how many of them are on the left of the last product; 0 for one
/// factor. A chain has few factors, so that it is not worth a table.
fn cheapest(shapes: &[Shape]) -> (f64, usize) {
    let [first, .., last] = shapes else { return (0.0, 0) };
    let mut best = (f64::INFINITY, 1);
    for split in (1..shapes.len()).rev() {
        let inner = shapes[split].rows;
        let last_product = first.rows as f64 * inner as f64 * last.cols as f64;
        let operations = cheapest(&shapes[..split]).0 + cheapest(&shapes[split..]).0 + last_product;
        if operations < best.0 {
            best = (operations, split);
        }
    }
    best
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Sequence, StepOperand};
    use crate::matrix::Shape;
    use proptest::prelude::*;

    /// The exponent that the steps of a power come to.
    fn exponent(sequence: &Sequence) -> u64 {
        let mut exponents: Vec<u64> = Vec::new();
        for operands in &sequence.steps {
            let of = |operand: StepOperand| match operand {
                StepOperand::Factor(_) => 1,
                StepOperand::Step(step) => exponents[step],
            };
            exponents.push(of(operands[0]) + of(operands[1]));
        }
        exponents.last().copied().unwrap_or(1)
    }

    /// Multiplications that the sequence takes, and the first and last factor of its result: neighbours are multiplied.
    fn operations(sequence: &Sequence, factors: &[Shape]) -> (u128, (usize, usize)) {
        let (mut sum, mut spans) = (0, Vec::new());
        for operands in &sequence.steps {
            let [left, right] = operands.map(|operand| match operand {
                StepOperand::Factor(factor) => (factor, factor),
                StepOperand::Step(step) => spans[step],
            });
            assert_eq!(left.1 + 1, right.0);
            sum += (factors[left.0].rows * factors[right.0].rows * factors[right.1].cols) as u128;
            spans.push((left.0, right.1));
        }
        (sum, spans.last().copied().unwrap_or((0, 0)))
    }

    /// Fewest multiplications of all orders, from the definition.
    fn fewest(sizes: &[usize]) -> u128 {
        let products = 1..sizes.len() - 1;
        let way = |split: usize| {
            let last = (sizes[0] * sizes[split] * sizes[sizes.len() - 1]) as u128;
            fewest(&sizes[..=split]) + fewest(&sizes[split..]) + last
        };
        products.map(way).min().unwrap_or(0)
    }

    fn factors(sizes: &[usize]) -> Vec<Shape> {
        sizes.windows(2).map(|pair| Shape::new(pair[0], pair[1])).collect()
    }

    proptest! {
        #[test]
        fn a_power_comes_to_its_exponent_with_at_most_two_products_a_bit(power in 1u64..1 << 53) {
            let sequence = Sequence::power(power);
            prop_assert_eq!(exponent(&sequence), power);
            prop_assert_eq!(sequence.steps.len() as u32, power.ilog2() + power.count_ones() - 1);
            let products = vec![Shape::new(10, 10); sequence.steps.len()];
            prop_assert!(sequence.peak_elements(&products) <= 200);
        }

        #[test]
        fn no_order_of_a_chain_takes_fewer_operations(sizes in prop::collection::vec(0usize..60, 3..=9)) {
            let factors = factors(&sizes);
            let sequence = Sequence::chain(&factors).unwrap();
            let (found, span) = operations(&sequence, &factors);
            prop_assert_eq!(span, (0, factors.len() - 1));
            prop_assert_eq!(found, fewest(&sizes));
            let dims: f64 = sequence.dims(&factors).into_iter().map(|dims| dims.operations()).sum();
            prop_assert_eq!(dims, 2.0 * found as f64);
            let from_left = Sequence::from_left(factors.len());
            let (operations, _) = operations(&from_left, &factors);
            prop_assert_eq!(from_left.saving(&factors), 0.0);
            let saving = (operations - found) as f64 / operations.max(1) as f64;
            prop_assert!((sequence.saving(&factors) - saving).abs() < 1e-12);
            let products = sequence.shapes(&factors);
            prop_assert_eq!(products.last(), Some(&Shape::new(sizes[0], sizes[sizes.len() - 1])));
        }
    }

    #[test]
    fn the_order_is_described() {
        let names = ["A", "B", "C", "D"].map(str::to_owned);
        for (sizes, order) in [
            (&[5, 5][..], ""),
            (&[5, 5, 5], "A·B"),
            (&[5, 5, 5, 5], "(A·B)·C"),
            (&[100, 100, 100, 1], "A·(B·C)"),
            (&[100, 1, 100, 1, 100], "(A·(B·C))·D"),
            (&[5, 5, 5, 5, 5], "((A·B)·C)·D"),
        ] {
            assert_eq!(Sequence::chain(&factors(sizes)).unwrap().describe(&names), order, "{sizes:?}");
        }
    }

    #[test]
    fn what_is_not_needed_any_more_does_not_count() {
        let sizes = [3, 3, 3, 3, 3];
        let sequence = Sequence::chain(&factors(&sizes)).unwrap();
        assert_eq!(sequence.peak_elements(&sequence.shapes(&factors(&sizes))), 18);
    }

    #[test]
    fn a_chain_that_does_not_fit_is_refused_at_its_place() {
        let shapes = [Shape::new(2, 3), Shape::new(3, 4), Shape::new(5, 6)];
        let (place, error) = Sequence::chain(&shapes).unwrap_err();
        assert_eq!(place, 1);
        assert!(error.to_string().contains("3 × 4"));
    }
}
