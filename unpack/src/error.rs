//! Why a packed file could not be unpacked. Each message says what was found, where, and what to do.

use crate::part::PartChoice;
use std::io;

/// More bytes came out of a file than the limit allows.
#[derive(Debug, thiserror::Error)]
#[error("{limit}")]
pub(crate) struct TooMuch {
    pub(crate) limit: u64,
}

/// Why unpacking failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnpackError {
    /// Not what an archive looks like.
    #[error("the ZIP archive is corrupt or truncated; download it again")]
    Corrupt,
    /// The list of files at the end of the archive is missing or too long.
    #[error(
        "the ZIP archive has no list of files at its end, or one of more than {limit} bytes; it may be truncated, so download it again"
    )]
    Directory {
        /// Bytes allowed.
        limit: u64,
    },
    /// Too many files.
    #[error("the ZIP archive holds {found} files, but the limit is {limit}; save fewer arrays or sheets in it")]
    ManyFiles {
        /// Files in it.
        found: usize,
        /// Files allowed.
        limit: usize,
    },
    /// Bytes that belong to two files.
    #[error("two files in the ZIP archive share the same bytes; it is corrupt, so download it again")]
    Overlapping,
    /// A file with a password.
    #[error("{file} in the ZIP archive is encrypted; save it without a password")]
    Encrypted {
        /// The file.
        file: String,
    },
    /// A way of compression that is not supported.
    #[error(
        "{file} in the ZIP archive is compressed by a method that is not supported; compress it with deflate, or not at all"
    )]
    Method {
        /// The file.
        file: String,
    },
    /// More bytes than the limit.
    #[error(
        "{file} holds more than {limit} bytes when unpacked, which is the limit; load a smaller matrix, or a part of it"
    )]
    TooLarge {
        /// The file.
        file: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// An archive of something else.
    #[error("this is a ZIP archive without NumPy arrays, and no spreadsheet; unpack it and load the file inside")]
    NothingKnown,
    /// Several arrays.
    #[error("the archive holds {} arrays: {}; choose one of them (scripts pass the option part: 1 for the first)", .choices.len(), list(.choices))]
    SeveralArrays {
        /// The arrays.
        choices: Vec<PartChoice>,
    },
    /// A part that does not exist.
    #[error("there is no part {part} to read; choose a number from 1 to {count}")]
    NoSuchPart {
        /// The number asked for.
        part: u32,
        /// How many there are.
        count: usize,
    },
    /// A file that a spreadsheet must have.
    #[error("the spreadsheet lacks its file {file}; save it again, or save the sheet as CSV")]
    Missing {
        /// The file.
        file: String,
    },
    /// XML that cannot be read.
    #[error("{file} in the spreadsheet is not well-formed XML; save it again, or save the sheet as CSV")]
    Xml {
        /// The file.
        file: String,
    },
    /// Elements in elements in elements.
    #[error("{file} is nested more than {limit} levels deep; load a file of numbers")]
    Deep {
        /// The file.
        file: String,
        /// Levels allowed.
        limit: usize,
    },
    /// Too many cells.
    #[error("{file} holds more than {limit} cells, which is the limit; load a smaller matrix, or a part of it")]
    ManyCells {
        /// The sheet or table.
        file: String,
        /// Cells allowed.
        limit: usize,
    },
    /// No numbers in any sheet.
    #[error("no sheet of the spreadsheet holds numbers; enter some, or load another file")]
    NoNumbers,
    /// A sheet that was chosen.
    #[error("sheet {sheet} holds no numbers; choose another sheet")]
    EmptySheet {
        /// The sheet.
        sheet: String,
    },
    /// A cell that is not a number.
    #[error("sheet {sheet}, cell {cell}: \"{text}\" is not a number; correct the cell, or save only the numbers")]
    NotANumber {
        /// The sheet.
        sheet: String,
        /// Its name, as in `B3`.
        cell: String,
        /// What it holds.
        text: String,
    },
    /// An empty cell between numbers.
    #[error("sheet {sheet}, cell {cell}: the cell is empty, and a missing value is not read as 0; fill it in")]
    EmptyCell {
        /// The sheet.
        sheet: String,
        /// Its name.
        cell: String,
    },
    /// A date or a time.
    #[error("sheet {sheet}, cell {cell}: a date or time is not a number; format the cell as a number, or leave it out")]
    Date {
        /// The sheet.
        sheet: String,
        /// Its name.
        cell: String,
    },
    /// A formula that nobody has computed.
    #[error(
        "sheet {sheet}, cell {cell}: the formula has no stored result; open and save the file in a spreadsheet program"
    )]
    Formula {
        /// The sheet.
        sheet: String,
        /// Its name.
        cell: String,
    },
    /// Markup without a table of numbers.
    #[error(
        "this is markup without a table that holds numbers; load the data file itself, or copy only the cells of the table"
    )]
    NoTable,
    /// A number in a cell that covers several.
    #[error(
        "table {table}, row {row}: the number {text} stands in a cell that covers several rows or columns; give every number a cell of its own"
    )]
    Spanning {
        /// The table, from 1.
        table: usize,
        /// Its row, from 1.
        row: usize,
        /// What it holds.
        text: String,
    },
    /// Damaged gzip data.
    #[error(
        "the gzip data is corrupt or truncated, or other data follows it; download it again, or unpack it with another program"
    )]
    CorruptGzip,
    /// Gzip in gzip.
    #[error("this is a gzip file in a gzip file; unpack it once, and load what is inside")]
    NestedGzip,
    /// A browser without decompression.
    #[error("this browser cannot unpack gzip; unpack the file with another program")]
    NoGzip,
    /// The reader or writer failed.
    #[error("unpacking stopped: {message}; try again")]
    Io {
        /// Its message.
        message: String,
    },
}

fn list(choices: &[PartChoice]) -> String {
    const SHOWN: usize = 10;
    let mut list: Vec<String> = choices.iter().take(SHOWN).map(|choice| choice.kind.to_string()).collect();
    if choices.len() > SHOWN {
        list.push("…".to_owned());
    }
    list.join("; ")
}

impl UnpackError {
    /// Whether something is too large, rather than malformed.
    pub fn is_limit(&self) -> bool {
        matches!(self, UnpackError::ManyFiles { .. } | UnpackError::TooLarge { .. } | UnpackError::ManyCells { .. })
    }

    /// What can be chosen instead.
    pub fn choices(&self) -> &[PartChoice] {
        match self {
            UnpackError::SeveralArrays { choices } => choices,
            _ => &[],
        }
    }

    /// What a failure to read `file` means.
    pub(crate) fn from_io(error: &io::Error, file: &str) -> Self {
        if let Some(TooMuch { limit }) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return UnpackError::TooLarge { file: file.to_owned(), limit: *limit };
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                UnpackError::Corrupt
            }
            _ => UnpackError::Io { message: shared::format::quote(error.to_string().as_bytes()) },
        }
    }
}
