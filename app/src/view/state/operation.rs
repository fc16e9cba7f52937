//! What the page computes of its matrices. Pure.

use crate::view::state::slot::{BySide, OperandSide};
use shared::Shape;
use std::ops::RangeInclusive;

/// The largest exponent that can be entered.
pub const LARGEST_EXPONENT: u32 = 1_000_000;

/// How many factors a chain has, at least and at most.
pub const CHAIN_LENGTHS: RangeInclusive<usize> = 3..=OperandSide::FACTORS.len();

/// Which operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperationKind {
    /// A·B, either of them perhaps transposed.
    #[default]
    Product,
    /// Aᵀ·A.
    Gram,
    /// A·Aᵀ.
    OuterGram,
    /// A to the power of a whole number.
    Power,
    /// A·B·D and so on, in the cheapest order.
    Chain,
}

impl OperationKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Product, Self::Gram, Self::OuterGram, Self::Power, Self::Chain];

    /// A name for forms and links.
    pub fn name(self) -> &'static str {
        ["product", "gram", "outer-gram", "power", "chain"][self as usize]
    }

    /// The operation with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// An operation and its parameters. Those that another kind needs are kept while this one is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Which one.
    pub kind: OperationKind,
    /// Of a power.
    pub exponent: u32,
    /// Of a product: whether A, and whether B, is taken transposed.
    pub transposed: [bool; 2],
    /// Of a chain: how many factors it has.
    pub length: usize,
}

impl Default for Operation {
    fn default() -> Self {
        Self { kind: OperationKind::Product, exponent: 2, transposed: [false; 2], length: *CHAIN_LENGTHS.start() }
    }
}

impl Operation {
    /// The matrices that it needs.
    pub fn operands(self) -> &'static [OperandSide] {
        match self.kind {
            OperationKind::Product => &OperandSide::BOTH,
            OperationKind::Gram | OperationKind::OuterGram | OperationKind::Power => &[OperandSide::A],
            OperationKind::Chain => OperandSide::FACTORS.get(..self.length).unwrap_or(&OperandSide::FACTORS),
        }
    }

    /// Whether the matrix of `side` is on the page: A, B and C always are.
    pub fn shows(self, side: OperandSide) -> bool {
        OperandSide::CHECKED.contains(&side) || self.operands().contains(&side)
    }

    /// The chain with one factor more, or one less; `None` if it would be too long or too short.
    pub fn resized(self, is_longer: bool) -> Option<Self> {
        let length = if is_longer { self.length + 1 } else { self.length - 1 };
        let is_possible = self.kind == OperationKind::Chain && CHAIN_LENGTHS.contains(&length);
        is_possible.then_some(Self { length, ..self })
    }

    /// Its left and right factor, and whether each is transposed; `None` if it is more than one product.
    pub fn pair(self) -> Option<[(OperandSide, bool); 2]> {
        let (sides, transposed) = match self.kind {
            OperationKind::Product => (OperandSide::BOTH, self.transposed),
            OperationKind::Gram => ([OperandSide::A; 2], [true, false]),
            OperationKind::OuterGram => ([OperandSide::A; 2], [false, true]),
            OperationKind::Power | OperationKind::Chain => return None,
        };
        Some([(sides[0], transposed[0]), (sides[1], transposed[1])])
    }

    /// The factors' labels and shapes as they are multiplied, from the shapes of the matrices; A twice for a power.
    pub fn factors(self, shapes: &BySide<Option<Shape>>) -> Vec<(&'static str, Option<Shape>)> {
        let sides = if self.kind == OperationKind::Chain { self.operands() } else { &[OperandSide::A; 2] };
        let plain = || sides.iter().map(|&side| (side, false)).collect();
        let factors: Vec<_> = self.pair().map_or_else(plain, Vec::from);
        let labelled = |(side, is_transposed): (OperandSide, bool)| {
            let label = match (side, is_transposed) {
                (_, false) => side.letter(),
                (OperandSide::A, true) => "Aᵀ",
                (_, true) => "Bᵀ",
            };
            (label, shapes[side.index()].map(|shape| shape.transposed_if(is_transposed)))
        };
        factors.into_iter().map(labelled).collect()
    }

    /// Whether it is A·B as they are.
    pub fn is_plain(self) -> bool {
        self.effective() == Self::default()
    }

    /// Whether A and B can be transposed by choice.
    pub fn takes_transposes(self) -> bool {
        self.kind == OperationKind::Product
    }

    /// The same operation without the parameters that have no effect: equal ones give equal results.
    pub fn effective(self) -> Self {
        let plain = Self::default();
        match self.kind {
            OperationKind::Product => Self { transposed: self.transposed, ..plain },
            OperationKind::Gram | OperationKind::OuterGram => Self { kind: self.kind, ..plain },
            OperationKind::Power => Self { kind: self.kind, exponent: self.exponent, ..plain },
            OperationKind::Chain => Self { kind: self.kind, length: self.length, ..plain },
        }
    }

    /// The operation as links name it: `product:A` with the operands that are transposed, `gram`, `power:3`, `chain:4`.
    pub fn to_text(self) -> String {
        let Self { kind, exponent, transposed, length } = self.effective();
        let parameter = match kind {
            OperationKind::Power => exponent.to_string(),
            OperationKind::Chain => length.to_string(),
            _ => OperandSide::BOTH
                .into_iter()
                .zip(transposed)
                .filter(|(_, is)| *is)
                .map(|(side, _)| side.letter())
                .collect(),
        };
        if parameter.is_empty() { kind.name().into() } else { format!("{}:{parameter}", kind.name()) }
    }

    /// Reads what [`to_text`](Self::to_text) wrote, and nothing else.
    pub fn of_text(text: &str) -> Option<Self> {
        let (name, parameter) = text.split_once(':').unwrap_or((text, ""));
        let kind = OperationKind::parse(name)?;
        let operation = match kind {
            OperationKind::Power => Self { kind, exponent: parameter.parse().ok()?, ..Self::default() },
            OperationKind::Chain => Self { kind, length: parameter.parse().ok()?, ..Self::default() },
            _ => Self {
                kind,
                transposed: OperandSide::BOTH.map(|side| parameter.contains(side.letter())),
                ..Self::default()
            },
        };
        let is_possible = operation.exponent <= LARGEST_EXPONENT && CHAIN_LENGTHS.contains(&operation.length);
        (is_possible && operation.to_text() == text).then_some(operation)
    }

    /// The name for files of the result, without an ending, from those of the operands: `A_T_x_B`, `A_pow_3`.
    pub fn file_stem(self, stems: &[String]) -> String {
        let stem = |side: OperandSide| stems.get(side.index()).map_or("", String::as_str);
        match self.pair() {
            None if self.kind == OperationKind::Chain => stems.join("_x_"),
            None => format!("{}_pow_{}", stem(OperandSide::A), self.exponent),
            Some(pair) => {
                let label = |(side, is_transposed)| format!("{}{}", stem(side), if is_transposed { "_T" } else { "" });
                pair.map(label).join("_x_")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OperandSide, Operation, OperationKind};
    use shared::Shape;

    fn of(kind: OperationKind, transposed: [bool; 2]) -> Operation {
        Operation { kind, exponent: 12, transposed, length: 4 }
    }

    #[test]
    fn operations_name_factors_and_files() {
        let stems = ["left", "B", "D", "E"].map(str::to_owned);
        let (tall, wide) = (Shape::new(3, 2), Shape::new(2, 3));
        let (a, b) = (tall, Shape::new(2, 4));
        for (operation, factors, stem) in [
            (of(OperationKind::Product, [false, false]), [("A", a), ("B", b)], "left_x_B"),
            (of(OperationKind::Product, [true, true]), [("Aᵀ", wide), ("Bᵀ", Shape::new(4, 2))], "left_T_x_B_T"),
            (of(OperationKind::Gram, [false, true]), [("Aᵀ", wide), ("A", tall)], "left_T_x_left"),
            (of(OperationKind::OuterGram, [true, false]), [("A", tall), ("Aᵀ", wide)], "left_x_left_T"),
            (of(OperationKind::Power, [true, false]), [("A", tall), ("A", tall)], "left_pow_12"),
        ] {
            let shapes = [Some(a), Some(b), None, None, None, None];
            assert_eq!(operation.factors(&shapes), factors.map(|(label, shape)| (label, Some(shape))));
            assert_eq!(operation.file_stem(&stems[..operation.operands().len()]), stem);
            assert_eq!(OperationKind::parse(operation.kind.name()), Some(operation.kind));
        }
    }

    #[test]
    fn a_chain_skips_the_letter_of_the_product() {
        let chain = of(OperationKind::Chain, [true, true]);
        let shapes = [1, 2, 99, 4, 5, 6].map(|size| Some(Shape::new(size, size)));
        let named = |factor: (&'static str, Option<Shape>)| (factor.0, factor.1.map_or(0, |shape| shape.rows));
        let named: Vec<_> = chain.factors(&shapes).into_iter().map(named).collect();
        assert_eq!(named, [("A", 1), ("B", 2), ("D", 4), ("E", 5)]);
        assert_eq!(chain.file_stem(&["A", "b", "D", "E"].map(str::to_owned)), "A_x_b_x_D_x_E");
        assert_eq!((chain.pair(), chain.takes_transposes()), (None, false));
        let of_length = |length| Operation { length, ..chain };
        assert_eq!([true, false].map(|is_longer| chain.resized(is_longer)), [Some(of_length(5)), Some(of_length(3))]);
        assert_eq!((of_length(5).resized(true), of_length(3).resized(false)), (None, None));
        assert_eq!(of(OperationKind::Power, [false; 2]).resized(true), None);
        assert!(chain.shows(OperandSide::E) && !chain.shows(OperandSide::F) && chain.shows(OperandSide::C));
        assert!(!Operation::default().shows(OperandSide::D));
    }

    #[test]
    fn an_operation_is_named_and_read() {
        for text in [
            "product",
            "product:A",
            "product:B",
            "product:AB",
            "gram",
            "outer-gram",
            "power:0",
            "power:1000000",
            "chain:3",
            "chain:5",
        ] {
            assert_eq!(Operation::of_text(text).map(Operation::to_text).as_deref(), Some(text));
        }
        for text in [
            "",
            "product:",
            "product:BA",
            "product:C",
            "gram:A",
            "power",
            "power:-1",
            "power:01",
            "power:1000001",
            "chain",
            "chain:2",
            "chain:6",
            "chain:03",
            "inverse",
        ] {
            assert_eq!(Operation::of_text(text), None, "{text}");
        }
    }

    #[test]
    fn what_has_no_effect_makes_no_difference() {
        let power = of(OperationKind::Power, [true, false]);
        assert_eq!(power.effective(), of(OperationKind::Power, [false, false]).effective());
        assert_ne!(power.effective(), Operation { exponent: 3, ..power }.effective());
        let chain = of(OperationKind::Chain, [true, false]);
        assert_eq!(chain.effective(), Operation { exponent: 3, transposed: [false; 2], ..chain }.effective());
        assert_ne!(chain.effective(), Operation { length: 3, ..chain }.effective());
        assert!(
            of(OperationKind::Product, [false; 2]).is_plain() && !of(OperationKind::Product, [true, false]).is_plain()
        );
    }
}
