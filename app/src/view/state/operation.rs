//! What the page computes of its matrices. Pure.

use crate::view::state::slot::OperandSide;
use shared::Shape;

/// The largest exponent that can be entered.
pub const LARGEST_EXPONENT: u32 = 1_000_000;

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
}

impl OperationKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Product, Self::Gram, Self::OuterGram, Self::Power];

    /// A name for forms and links.
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Gram => "gram",
            Self::OuterGram => "outer-gram",
            Self::Power => "power",
        }
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
}

impl Default for Operation {
    fn default() -> Self {
        Self { kind: OperationKind::Product, exponent: 2, transposed: [false; 2] }
    }
}

impl Operation {
    /// The matrices that it needs.
    pub fn operands(self) -> &'static [OperandSide] {
        match self.kind {
            OperationKind::Product => &OperandSide::BOTH,
            OperationKind::Gram | OperationKind::OuterGram | OperationKind::Power => &[OperandSide::A],
        }
    }

    /// Its left and right factor, and whether each is transposed; `None` if it is more than one product.
    pub fn pair(self) -> Option<[(OperandSide, bool); 2]> {
        let (sides, transposed) = match self.kind {
            OperationKind::Product => (OperandSide::BOTH, self.transposed),
            OperationKind::Gram => ([OperandSide::A; 2], [true, false]),
            OperationKind::OuterGram => ([OperandSide::A; 2], [false, true]),
            OperationKind::Power => return None,
        };
        Some([(sides[0], transposed[0]), (sides[1], transposed[1])])
    }

    /// The factors' labels and shapes as they are multiplied, from the shapes of A and B; A twice for a power.
    pub fn factors(self, shapes: [Option<Shape>; 2]) -> [(&'static str, Option<Shape>); 2] {
        let plain = [(OperandSide::A, false); 2];
        self.pair().unwrap_or(plain).map(|(side, is_transposed)| {
            let label = match (side, is_transposed) {
                (_, false) => side.letter(),
                (OperandSide::A, true) => "Aᵀ",
                (_, true) => "Bᵀ",
            };
            let shape = shapes.get(side.index()).copied().flatten();
            (label, shape.map(|shape| shape.transposed_if(is_transposed)))
        })
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
        Self {
            kind: self.kind,
            exponent: if self.kind == OperationKind::Power { self.exponent } else { plain.exponent },
            transposed: if self.takes_transposes() { self.transposed } else { plain.transposed },
        }
    }

    /// The operation as links name it: `product:A` with the operands that are transposed, `gram`, `power:3`.
    pub fn to_text(self) -> String {
        let Self { kind, exponent, transposed } = self.effective();
        let parameter = match kind {
            OperationKind::Power => exponent.to_string(),
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
            _ => Self {
                kind,
                transposed: OperandSide::BOTH.map(|side| parameter.contains(side.letter())),
                ..Self::default()
            },
        };
        (operation.exponent <= LARGEST_EXPONENT && operation.to_text() == text).then_some(operation)
    }

    /// The name for files of the result, without an ending, from those of A and B: `A_T_x_B`, `A_pow_3`.
    pub fn file_stem(self, stems: &[String; 2]) -> String {
        let stem = |side: OperandSide| stems.get(side.index()).map_or("", String::as_str);
        match self.pair() {
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
    use super::{Operation, OperationKind};
    use shared::Shape;

    fn of(kind: OperationKind, transposed: [bool; 2]) -> Operation {
        Operation { kind, exponent: 12, transposed }
    }

    #[test]
    fn operations_name_factors_and_files() {
        let stems = ["left", "B"].map(str::to_owned);
        let (tall, wide) = (Shape::new(3, 2), Shape::new(2, 3));
        let (a, b) = (tall, Shape::new(2, 4));
        for (operation, factors, stem) in [
            (of(OperationKind::Product, [false, false]), [("A", a), ("B", b)], "left_x_B"),
            (of(OperationKind::Product, [true, true]), [("Aᵀ", wide), ("Bᵀ", Shape::new(4, 2))], "left_T_x_B_T"),
            (of(OperationKind::Gram, [false, true]), [("Aᵀ", wide), ("A", tall)], "left_T_x_left"),
            (of(OperationKind::OuterGram, [true, false]), [("A", tall), ("Aᵀ", wide)], "left_x_left_T"),
            (of(OperationKind::Power, [true, false]), [("A", tall), ("A", tall)], "left_pow_12"),
        ] {
            assert_eq!(operation.factors([Some(a), Some(b)]), factors.map(|(label, shape)| (label, Some(shape))));
            assert_eq!(operation.file_stem(&stems), stem);
            assert_eq!(OperationKind::parse(operation.kind.name()), Some(operation.kind));
        }
    }

    #[test]
    fn an_operation_is_named_and_read() {
        for text in
            ["product", "product:A", "product:B", "product:AB", "gram", "outer-gram", "power:0", "power:1000000"]
        {
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
        assert!(
            of(OperationKind::Product, [false; 2]).is_plain() && !of(OperationKind::Product, [true, false]).is_plain()
        );
    }
}
