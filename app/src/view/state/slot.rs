//! One operand as the page shows it: what is loaded, what is being read, what was refused.
//!
//! Refuses to hold the text of the editor: the browser's textarea is the one place where it lives.

use crate::engine::Source;
use crate::view::state::ImportedMatrix;
use crate::view::state::loaded::Loaded;
use shared::Shape;
use shared::format::{Alternative, Dialect};
use std::rc::Rc;

/// Which operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperandSide {
    /// The left one.
    A,
    /// The right one.
    B,
}

impl OperandSide {
    /// Both, in reading order.
    pub const BOTH: [OperandSide; 2] = [OperandSide::A, OperandSide::B];

    /// "A" or "B".
    pub fn letter(self) -> &'static str {
        match self {
            OperandSide::A => "A",
            OperandSide::B => "B",
        }
    }

    /// The other one.
    pub fn other(self) -> OperandSide {
        match self {
            OperandSide::A => OperandSide::B,
            OperandSide::B => OperandSide::A,
        }
    }

    /// 0 or 1.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// A reading under way.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingRead {
    /// Name of the file, or `None` for the editor's text.
    pub name: Option<String>,
    /// Share of the bytes read, 0 to 1.
    pub share: f64,
}

/// What was read last, kept because it can be read in other ways.
#[derive(Clone, Debug)]
pub struct Alternatives {
    /// The text or file.
    pub source: Source,
    /// The file's name, if it has one.
    pub name: Option<String>,
    /// The ways that were not taken.
    pub alternatives: Vec<Alternative>,
    /// Whether it was a matrix when it was only recognised, so that there is a way back.
    pub recognised: bool,
    /// The way that the user chose; `None` when it was recognised.
    pub chosen: Option<Dialect>,
}

/// One operand.
#[derive(Clone, Debug, Default)]
pub struct OperandSlot {
    /// The matrix that a job takes, unless `unread`.
    pub loaded: Option<Rc<Loaded>>,
    /// Name of the file it came from.
    pub name: Option<String>,
    /// A summary stands above the editor, because the editor does not show the numbers.
    pub summarised: bool,
    /// The editor holds text that is not read yet or was refused.
    pub unread: bool,
    /// The reading under way.
    pub reading: Option<PendingRead>,
    /// Number of the newest reading; answers of older ones are dropped.
    pub ticket: u32,
    /// Why the newest reading gave no matrix.
    pub trouble: Option<String>,
    /// Other ways to read what was read last.
    pub offer: Option<Alternatives>,
    /// What could be offered before the reading under way, which may be given up.
    pub former: Option<Alternatives>,
    /// The way that the user chose for the editor's text. It holds while that is edited, as long as it can be read so.
    pub kept: Option<Dialect>,
}

impl OperandSlot {
    /// The shape that a job would see, if it is known.
    pub fn shape(&self) -> Option<Shape> {
        self.loaded.as_ref().filter(|_| !self.unread).map(|loaded| loaded.matrix.shape)
    }

    /// Whether a file may come in without replacing anything.
    pub fn is_free(&self) -> bool {
        self.loaded.is_none() && !self.unread && self.reading.is_none()
    }

    /// The reading under way, if it is of a file: the editor's own text is read too fast to be seen.
    pub fn file_reading(&self) -> Option<&PendingRead> {
        self.reading.as_ref().filter(|reading| reading.name.is_some())
    }

    /// Whether the answer of reading `ticket` is still wanted.
    pub fn awaits(&self, ticket: u32) -> bool {
        self.ticket == ticket && self.reading.is_some()
    }

    /// Records that the user changed the text: what is being read has just been overtaken.
    pub fn edit(&mut self) {
        self.unread = true;
        self.reading = None;
        self.former = None;
        // Of a file the editor shows the numbers, not the text in which they came.
        match self.offer.take() {
            Some(offer) if offer.name.is_none() => self.kept = offer.chosen,
            Some(_) => self.kept = None,
            None => {}
        }
    }

    /// Records that reading `ticket` began.
    pub fn begin(&mut self, ticket: u32, name: Option<String>) {
        self.ticket = ticket;
        self.former = self.offer.take();
        if name.is_some() {
            self.kept = None;
            if !self.unread {
                // It was about another file, and not about the text in the editor.
                self.trouble = None;
            }
        }
        self.reading = Some(PendingRead { name, share: 0.0 });
    }

    /// Records how far the reading is; never back.
    pub fn advance(&mut self, share: f64) {
        if let Some(reading) = &mut self.reading {
            reading.share = share.clamp(reading.share, 1.0);
        }
    }

    /// Records that the reading was given up: what was there before can be read as before.
    pub fn give_up(&mut self) {
        self.reading = None;
        if let Some(former) = self.former.take() {
            self.offer = Some(former);
        }
    }

    /// Records the end of the reading. A refusal keeps the matrix, its name and the text.
    pub fn end(&mut self, result: Result<ImportedMatrix, String>) {
        self.reading = None;
        self.former = None;
        match result {
            Ok(arrival) => {
                let kept = |offer: &Alternatives| {
                    offer.chosen == self.kept || offer.alternatives.iter().any(|other| Some(other.dialect) == self.kept)
                };
                if !self.offer.as_ref().is_some_and(kept) {
                    self.kept = None;
                }
                self.loaded = Some(arrival.loaded);
                self.name = arrival.name;
                self.summarised = !arrival.in_editor;
                self.unread = false;
                self.trouble = None;
            }
            Err(trouble) => self.trouble = Some(trouble),
        }
    }
}
