//! A matrix that the page holds, and where it came from.

use crate::operand::Operand;
use shared::format::{DecimalMark, Dialect, Export, Format, Parsed};
use shared::generate::Generator;

/// A matrix, and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The matrix.
    pub matrix: Operand,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a matrix came from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A file or the editor's text.
    Parsed {
        /// What that was recognised as.
        format: Format,
        /// Its dialect, if it is a text that has one.
        dialect: Option<Dialect>,
        /// What was assumed.
        notes: Vec<String>,
    },
    /// An example, which can be generated again.
    Generated(Generator),
    /// A product computed here.
    Product,
    /// Numbers entered or changed in the table.
    Table {
        /// The format of the matrix before, in which a product goes out.
        export: Export,
    },
    /// A link that was followed.
    Linked,
    /// What this tab kept while it was reloaded.
    Kept,
}

impl Origin {
    /// The format in which a product goes out unless another is chosen, if this is the origin of its left operand.
    pub fn default_export(&self) -> Export {
        match self {
            Origin::Parsed {
                format: Format::Csv,
                dialect: Some(Dialect::Table { decimal: DecimalMark::Comma, .. }),
                ..
            } => Export::CsvDecimalComma,
            Origin::Parsed { format, .. } => Export::from(*format),
            Origin::Table { export } => *export,
            Origin::Generated(_) | Origin::Product | Origin::Linked | Origin::Kept => Export::Csv,
        }
    }
}

impl From<Parsed<Operand, String>> for Loaded {
    fn from(parsed: Parsed<Operand, String>) -> Self {
        let Parsed { matrix, format, dialect, notes, .. } = parsed;
        Self { matrix, origin: Origin::Parsed { format, dialect, notes } }
    }
}
