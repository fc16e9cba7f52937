//! The formats that a product can be copied and saved in.

/// A format to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Comma-separated values.
    #[default]
    Csv,
    /// Tab-separated values.
    Tsv,
    /// Rows of rows.
    Json,
    /// NumPy's binary file.
    Npy,
    /// Matrix Market's text file.
    Mtx,
}

impl Kind {
    /// All, in the order of the list that people see.
    pub const ALL: [Kind; 5] = [Kind::Csv, Kind::Tsv, Kind::Json, Kind::Npy, Kind::Mtx];

    /// The name that the engine uses, which is also the file's ending.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Csv => "csv",
            Kind::Tsv => "tsv",
            Kind::Json => "json",
            Kind::Npy => "npy",
            Kind::Mtx => "mtx",
        }
    }

    /// The name that people see.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Csv => "CSV",
            Kind::Tsv => "TSV",
            Kind::Json => "JSON",
            Kind::Npy => "NumPy .npy",
            Kind::Mtx => "Matrix Market .mtx",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Kind::Csv => "text/csv",
            Kind::Tsv => "text/tab-separated-values",
            Kind::Json => "application/json",
            Kind::Npy => "application/octet-stream",
            Kind::Mtx => "text/plain",
        }
    }

    /// Whether it can go to the clipboard as text.
    pub fn is_text(self) -> bool {
        self != Kind::Npy
    }

    /// The format of that name, if it can be written.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
