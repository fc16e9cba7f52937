//! One operand as the page shows it: its matrix, the read in progress, the last error.
//!
//! The text of the editor is not part of it: the browser's textarea holds that.

use crate::engine::Source;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::selection::GridCell;
use crate::view::state::loaded::Loaded;
use shared::Shape;
use shared::format::{Alternative, Dialect};

/// Which matrix that a user enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperandSide {
    /// The left one.
    A,
    /// The right one.
    B,
    /// The one to be compared with their product.
    C,
    /// The third factor of a chain: C is the product.
    D,
    /// The fourth.
    E,
    /// The fifth.
    F,
}

/// Something for each matrix that a user enters, in the order of [`OperandSide::ALL`].
pub type BySide<T> = [T; OperandSide::ALL.len()];

impl OperandSide {
    /// Both operands, in reading order.
    pub const BOTH: [OperandSide; 2] = [OperandSide::A, OperandSide::B];

    /// What a check compares: the operands and their product.
    pub const CHECKED: [OperandSide; 3] = [OperandSide::A, OperandSide::B, OperandSide::C];

    /// The factors of the longest chain, in order.
    pub const FACTORS: [OperandSide; 5] =
        [OperandSide::A, OperandSide::B, OperandSide::D, OperandSide::E, OperandSide::F];

    /// All that a user enters.
    pub const ALL: [OperandSide; 6] =
        [OperandSide::A, OperandSide::B, OperandSide::C, OperandSide::D, OperandSide::E, OperandSide::F];

    /// "A", "B" and so on.
    pub fn letter(self) -> &'static str {
        ["A", "B", "C", "D", "E", "F"][self.index()]
    }

    /// What changes places with it when A and B are swapped.
    pub fn other(self) -> OperandSide {
        match self {
            OperandSide::A => OperandSide::B,
            OperandSide::B => OperandSide::A,
            other => other,
        }
    }

    /// Its place in [`OperandSide::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

/// A matrix that came from a file, a text, a generator or a product.
#[derive(Clone, Debug)]
pub struct ImportedMatrix {
    /// The matrix.
    pub loaded: ByPtr<Loaded>,
    /// The file's name, if it has one.
    pub name: Option<String>,
    /// Whether the editor shows the numbers; otherwise a summary does.
    pub in_editor: bool,
}

impl ImportedMatrix {
    /// Its rows and columns.
    pub fn shape(&self) -> Shape {
        self.loaded.matrix.shape
    }
}

/// What an operand holds.
#[derive(Clone, Debug, Default)]
enum OperandContent {
    /// Nothing.
    #[default]
    Empty,
    /// Text in the editor that is not read yet or was rejected, and the matrix that it would replace.
    Unread { previous: Option<ImportedMatrix> },
    /// A matrix, ready for a job.
    Ready(ImportedMatrix),
}

/// A read in progress.
#[derive(Clone, Debug)]
pub struct PendingRead {
    /// Answers to other requests are dropped.
    pub request_id: u32,
    /// Name of the file, or `None` for the editor's text.
    pub name: Option<String>,
    /// Share of the bytes read, 0 to 1.
    pub share: f64,
    /// Restored when the read is cancelled.
    previous_alternatives: Option<Alternatives>,
}

/// What was read last, kept because it can be interpreted in other ways.
#[derive(Clone, Debug)]
pub struct Alternatives {
    /// The text or file.
    pub source: Source,
    /// The file's name, if it has one.
    pub name: Option<String>,
    /// The interpretations that the first read found besides its own.
    pub others: Vec<Alternative>,
    /// Whether the first read gave a matrix, so that the user can return to it.
    pub recognised: bool,
    /// The interpretation that the user chose; `None` for the first read's own.
    pub chosen: Option<Dialect>,
}

impl Alternatives {
    fn allow(&self, dialect: Dialect) -> bool {
        self.others.iter().any(|other| other.dialect == dialect)
    }
}

/// What was entered into a cell of the table and is not a number. The matrix keeps its own number until it is.
#[derive(Clone, Debug, PartialEq)]
pub struct RefusedCell {
    /// Row and column, from 0.
    pub cell: GridCell,
    /// What was entered.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

/// One operand. Each method that changes it is one transition.
#[derive(Clone, Debug, Default)]
pub struct OperandSlot {
    content: OperandContent,
    pending: Option<PendingRead>,
    error: Option<String>,
    alternatives: Option<Alternatives>,
    preferred_dialect: Option<Dialect>,
    /// The user is at work on the text: an error in it waits.
    is_calm: bool,
    refused_cell: Option<ByPtr<RefusedCell>>,
}

impl OperandSlot {
    /// The matrix that a job takes.
    pub fn ready(&self) -> Option<&ImportedMatrix> {
        match &self.content {
            OperandContent::Ready(matrix) => Some(matrix),
            OperandContent::Empty | OperandContent::Unread { .. } => None,
        }
    }

    /// The matrix that is here, also if newer text is to replace it.
    pub fn matrix(&self) -> Option<&ImportedMatrix> {
        match &self.content {
            OperandContent::Empty => None,
            OperandContent::Unread { previous } => previous.as_ref(),
            OperandContent::Ready(matrix) => Some(matrix),
        }
    }

    /// The matrix that is shown as a summary, because the editor does not show its numbers.
    pub fn summary(&self) -> Option<&ImportedMatrix> {
        self.matrix().filter(|matrix| !matrix.in_editor)
    }

    /// Whether the editor holds text that is not read yet or was rejected.
    pub fn is_unread(&self) -> bool {
        matches!(self.content, OperandContent::Unread { .. })
    }

    /// The shape that a job would see.
    pub fn shape(&self) -> Option<Shape> {
        self.ready().map(ImportedMatrix::shape)
    }

    /// Whether a file can be loaded here without replacing anything.
    pub fn is_free(&self) -> bool {
        matches!(self.content, OperandContent::Empty) && self.pending.is_none()
    }

    /// The read in progress.
    pub fn pending(&self) -> Option<&PendingRead> {
        self.pending.as_ref()
    }

    /// The read in progress, if it is of a file: the editor's own text is read too fast to be shown.
    pub fn pending_file(&self) -> Option<&PendingRead> {
        self.pending.as_ref().filter(|read| read.name.is_some())
    }

    /// Why the newest read gave no matrix, or what is wrong with a cell; not while the user is at work on the text.
    pub fn error(&self) -> Option<&str> {
        let refused = self.refused_cell.as_ref().map(|refused| refused.reason.as_str());
        refused.or(self.error.as_deref().filter(|_| !self.is_calm))
    }

    /// Whether there is an error that waits.
    pub fn has_withheld_error(&self) -> bool {
        self.is_calm && self.error.is_some()
    }

    /// Whether errors wait, because the user is at work on the text.
    pub fn is_calm(&self) -> bool {
        self.is_calm
    }

    /// What was entered into a cell and is not a number.
    pub fn refused_cell(&self) -> Option<&ByPtr<RefusedCell>> {
        self.refused_cell.as_ref()
    }

    /// Other interpretations of what was read last.
    pub fn alternatives(&self) -> Option<&Alternatives> {
        self.alternatives.as_ref()
    }

    /// The dialect that the user chose for the editor's text. It is kept while the text is edited, as long as the text
    /// can be read in it.
    pub fn preferred_dialect(&self) -> Option<Dialect> {
        self.preferred_dialect
    }

    /// The preferred dialect, if what was read last can be read in it.
    pub fn applicable_dialect(&self) -> Option<Dialect> {
        self.preferred_dialect.filter(|&dialect| self.alternatives.as_ref().is_some_and(|found| found.allow(dialect)))
    }

    /// Whether the answer to `request_id` is still wanted.
    pub fn awaits(&self, request_id: u32) -> bool {
        self.pending.as_ref().is_some_and(|read| read.request_id == request_id)
    }

    /// Whether both hold the same matrix and differ at most in the text of the editor.
    pub fn has_content_of(&self, other: &OperandSlot) -> bool {
        let loaded = |slot: &OperandSlot| slot.matrix().map(|matrix| matrix.loaded.clone());
        self.is_unread() == other.is_unread() && loaded(self) == loaded(other)
    }

    /// Errors of the text wait from now on, or no longer.
    pub fn set_calm(&mut self, is_calm: bool) {
        self.is_calm = is_calm;
    }

    /// What was entered into a cell is refused, or taken back.
    pub fn set_refused_cell(&mut self, refused: Option<ByPtr<RefusedCell>>) {
        self.refused_cell = refused;
    }

    /// The table was changed: this is its matrix now.
    pub fn replace(&mut self, matrix: ImportedMatrix) {
        *self = Self { content: OperandContent::Ready(matrix), is_calm: self.is_calm, ..Self::default() };
    }

    /// The user changed the text, so the read in progress is outdated.
    pub fn edit(&mut self) {
        self.pending = None;
        self.refused_cell = None;
        // The numbers of a file are shown in our own notation, so its dialect does not apply to what is typed there.
        if let Some(alternatives) = self.alternatives.take() {
            self.preferred_dialect = alternatives.chosen.filter(|_| alternatives.name.is_none());
        }
        self.content = OperandContent::Unread { previous: self.matrix().cloned() };
    }

    /// The text that was to replace the matrix was deleted.
    pub fn revert(&mut self) {
        self.content = self.matrix().cloned().map_or(OperandContent::Empty, OperandContent::Ready);
        self.error = None;
        self.alternatives = None;
        self.preferred_dialect = None;
    }

    /// The editor shows the numbers from now on.
    pub fn open_in_editor(&mut self) {
        if let OperandContent::Ready(matrix) | OperandContent::Unread { previous: Some(matrix) } = &mut self.content {
            matrix.in_editor = true;
        }
    }

    /// A read began; it replaces the one in progress.
    pub fn start_read(&mut self, request_id: u32, name: Option<String>) {
        if name.is_some() {
            self.is_calm = false;
            self.preferred_dialect = None;
            if !self.is_unread() {
                // It was about another file, and not about the text in the editor.
                self.error = None;
            }
        }
        let previous_alternatives = self.alternatives.take();
        self.pending = Some(PendingRead { request_id, name, share: 0.0, previous_alternatives });
    }

    /// The read in progress found these alternatives.
    pub fn set_alternatives(&mut self, alternatives: Option<Alternatives>) {
        self.alternatives = alternatives;
    }

    /// The read has come this far; the share shown never decreases.
    pub fn advance(&mut self, share: f64) {
        if let Some(read) = &mut self.pending {
            read.share = share.clamp(read.share, 1.0);
        }
    }

    /// The read was cancelled.
    pub fn cancel_read(&mut self) {
        if let Some(previous) = self.pending.take().and_then(|read| read.previous_alternatives) {
            self.alternatives = Some(previous);
        }
    }

    /// The read gave a matrix, or an error; an error keeps the matrix, its name and the text.
    pub fn finish_read(&mut self, result: Result<ImportedMatrix, String>) {
        self.pending = None;
        match result {
            Ok(matrix) => {
                let is_chosen = self.alternatives.as_ref().is_some_and(|found| found.chosen == self.preferred_dialect);
                if !is_chosen {
                    self.preferred_dialect = self.applicable_dialect();
                }
                self.content = OperandContent::Ready(matrix);
                self.error = None;
                self.refused_cell = None;
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// A and B were swapped: the read in progress ends, and so do errors, which name their side.
    pub fn swap(&mut self) {
        self.cancel_read();
        self.refused_cell = None;
        if self.error.take().is_some() {
            self.alternatives = None;
        }
    }
}
