//! How a table of numbers is written as text: what separates its cells, and its decimal mark.

use serde::{Deserialize, Serialize};

/// What stands between two cells of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// One tab.
    Tab,
    /// `|`
    Pipe,
    /// Any run of spaces with at most one tab in it: between two tabs there is an empty cell.
    Whitespace,
}

impl Delimiter {
    /// The byte, or `None` for runs of whitespace.
    pub const fn byte(self) -> Option<u8> {
        match self {
            Delimiter::Comma => Some(b','),
            Delimiter::Semicolon => Some(b';'),
            Delimiter::Tab => Some(b'\t'),
            Delimiter::Pipe => Some(b'|'),
            Delimiter::Whitespace => None,
        }
    }

    /// As notes say it: `semicolon-separated`.
    pub const fn description(self) -> &'static str {
        match self {
            Delimiter::Comma => "comma-separated",
            Delimiter::Semicolon => "semicolon-separated",
            Delimiter::Tab => "tab-separated",
            Delimiter::Pipe => "pipe-separated",
            Delimiter::Whitespace => "space-separated",
        }
    }
}

/// The decimal mark of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DecimalMark {
    /// `1.5`
    Point,
    /// `1,5`
    Comma,
}

impl DecimalMark {
    /// The byte.
    pub const fn byte(self) -> u8 {
        match self {
            DecimalMark::Point => b'.',
            DecimalMark::Comma => b',',
        }
    }
}

/// How to split a text into numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dialect {
    /// One row per line.
    Table {
        /// Between cells.
        delimiter: Delimiter,
        /// Before decimals.
        decimal: DecimalMark,
    },
    /// A block as NumPy and MATLAB print it: rows separated by brackets, `;` or line ends, values by spaces or commas,
    /// decimal point.
    Block,
}

impl Dialect {
    /// Every pair of delimiter and decimal mark, likelier ones first.
    pub const TABLES: [Dialect; 10] = {
        use DecimalMark::{Comma as C, Point as P};
        use Delimiter::{Comma, Pipe, Semicolon, Tab, Whitespace};
        [
            Dialect::Table { delimiter: Tab, decimal: P },
            Dialect::Table { delimiter: Comma, decimal: P },
            Dialect::Table { delimiter: Semicolon, decimal: P },
            Dialect::Table { delimiter: Pipe, decimal: P },
            Dialect::Table { delimiter: Whitespace, decimal: P },
            Dialect::Table { delimiter: Tab, decimal: C },
            Dialect::Table { delimiter: Semicolon, decimal: C },
            Dialect::Table { delimiter: Pipe, decimal: C },
            Dialect::Table { delimiter: Whitespace, decimal: C },
            Dialect::Table { delimiter: Comma, decimal: C },
        ]
    };
}

impl core::fmt::Display for Dialect {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Dialect::Table { delimiter, decimal: DecimalMark::Point } => f.write_str(delimiter.description()),
            Dialect::Table { delimiter, decimal: DecimalMark::Comma } => {
                write!(f, "{}, decimal comma", delimiter.description())
            }
            Dialect::Block => f.write_str("rows separated by brackets or semicolons"),
        }
    }
}
