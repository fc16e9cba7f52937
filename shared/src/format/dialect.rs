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

/// Which cells of a table are labels and no numbers of the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Labels {
    /// Those that are recognised: a row of names, a first column without a name, names of rows.
    #[default]
    Recognised,
    /// A row of names; every number belongs to the matrix.
    Numbers,
    /// The first row, even if it holds numbers.
    FirstRow,
    /// The first column; there is no row of names.
    FirstColumn,
    /// The first row and the first column.
    FirstRowAndColumn,
}

impl Labels {
    /// Every choice.
    pub const ALL: [Labels; 5] =
        [Labels::Recognised, Labels::Numbers, Labels::FirstRow, Labels::FirstColumn, Labels::FirstRowAndColumn];

    /// As the description of a dialect says it.
    const fn description(self) -> Option<&'static str> {
        match self {
            Labels::Recognised => None,
            Labels::Numbers => Some("labels read as numbers"),
            Labels::FirstRow => Some("without the first row"),
            Labels::FirstColumn => Some("without the first column"),
            Labels::FirstRowAndColumn => Some("without the first row and column"),
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
        /// What is no number of the matrix.
        #[serde(default)]
        labels: Labels,
    },
    /// A block as NumPy and MATLAB print it: rows separated by brackets, `;` or line ends, values by spaces or commas,
    /// decimal point.
    Block,
    /// Not how a text is split, but which array or sheet of a packed file is read; they count from 1. The readers of texts
    /// are never asked for it.
    Part(u32),
}

impl Dialect {
    /// A table whose labels are recognised.
    pub const fn table(delimiter: Delimiter, decimal: DecimalMark) -> Self {
        Dialect::Table { delimiter, decimal, labels: Labels::Recognised }
    }

    /// The same with another choice of labels.
    #[must_use]
    pub const fn with_labels(self, labels: Labels) -> Self {
        match self {
            Dialect::Table { delimiter, decimal, .. } => Dialect::Table { delimiter, decimal, labels },
            other => other,
        }
    }

    /// Every pair of delimiter and decimal mark, likelier ones first.
    pub const TABLES: [Dialect; 10] = {
        use DecimalMark::{Comma as C, Point as P};
        use Delimiter::{Comma, Pipe, Semicolon, Tab, Whitespace};
        [
            Dialect::table(Tab, P),
            Dialect::table(Comma, P),
            Dialect::table(Semicolon, P),
            Dialect::table(Pipe, P),
            Dialect::table(Whitespace, P),
            Dialect::table(Tab, C),
            Dialect::table(Semicolon, C),
            Dialect::table(Pipe, C),
            Dialect::table(Whitespace, C),
            Dialect::table(Comma, C),
        ]
    };
}

impl core::fmt::Display for Dialect {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (delimiter, decimal, labels) = match self {
            Dialect::Table { delimiter, decimal, labels } => (delimiter, decimal, labels),
            Dialect::Block => return f.write_str("rows separated by brackets or semicolons"),
            Dialect::Part(number) => return write!(f, "part {number}"),
        };
        f.write_str(delimiter.description())?;
        if *decimal == DecimalMark::Comma {
            f.write_str(", decimal comma")?;
        }
        labels.description().map_or(Ok(()), |words| write!(f, ", {words}"))
    }
}
