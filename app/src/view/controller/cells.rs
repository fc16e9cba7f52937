//! What the table does to an operand.
//!
//! Without blanks the table is a matrix, and a change makes a new one. With blanks it is a draft in the text of the
//! editor, which the readers refuse as long as a number is missing.

use crate::engine::{ParseOptions, Source};
use crate::event_loop::spawn_local;
use crate::failure::{Failure, js_message};
use crate::memory::can_share;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::operand::editor_text;
use crate::view::operand::table::cell_number;
use crate::view::operand::table::contents::TableContents;
use crate::view::operand::table::draft::Draft;
use crate::view::operand::table::numbers::{MAX_SIDE, TableNumbers};
use crate::view::platform::by_ptr::ByPtr;
use crate::view::platform::clipboard;
use crate::view::result::number;
use crate::view::result::selection::{GridCell, Selection};
use crate::view::state::action::{OperandAction, PageAction};
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::slot::{ImportedMatrix, OperandSide, RefusedCell};
use crate::view::state::undo::InputChange;
use crate::view::text::table as text;
use js_sys::{Array, JsString, Uint8Array};
use shared::format::Export;
use shared::{DType, Shape};
use web_sys::Blob;

/// Longest text that is pasted into a table; numbers of 200 × 200 cells are shorter.
const LONGEST_PASTE: u32 = 4 << 20;

/// Most cells of a table with blanks, which the editor holds as text.
const MOST_DRAFTED: usize = 10_000;

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableLine {
    /// A row.
    Row,
    /// A column.
    Column,
}

impl Controller {
    /// Why nothing can be computed while a cell of these matrices holds what is not a number.
    pub(super) fn refused_cell(&self, sides: &[OperandSide]) -> Option<String> {
        let state = self.state();
        sides.iter().find_map(|&side| state.slot(side).refused_cell().map(|refused| refused.reason.clone()))
    }

    /// What the table of `side` shows now; `None` if there is none.
    pub fn table_contents(&self, side: OperandSide) -> Option<TableContents> {
        TableContents::of(self.state().slot(side), || self.editors().text(side))
    }

    /// Enters `text` into a cell, unless it is not a number: says whether it did.
    pub fn enter_cell(&self, side: OperandSide, cell: GridCell, text: &str) -> bool {
        let Some(contents) = self.table_contents(side) else { return true };
        let text = text.trim();
        if text == contents.text(cell) {
            self.restore_cell(side);
            return true;
        }
        let (rows, cols) = contents.filled();
        let is_inside = cell.0 < rows && cell.1 < cols;
        match (contents, cell_number::parse(text)) {
            (TableContents::Matrix(loaded), Some(value)) if is_inside => {
                let mut numbers = TableNumbers::of(&loaded.matrix);
                numbers.set(cell, value);
                self.change_matrix(side, &numbers, InputChange::Numbers(side));
            }
            (TableContents::Draft(mut draft), _) if text.is_empty() => {
                draft.clear(cell.0..=cell.0, cell.1..=cell.1);
                self.change_draft(side, &draft, InputChange::Numbers(side));
            }
            (contents, Some(_)) => {
                let mut draft = draft_of(&contents);
                draft.set(cell, cell_number::normalized(text).unwrap_or_default());
                self.change_draft(side, &draft, InputChange::Numbers(side));
            }
            (_, None) => {
                self.refuse_cell(side, cell, text);
                return false;
            }
        }
        true
    }

    fn refuse_cell(&self, side: OperandSide, cell: GridCell, found: &str) {
        let place: [&dyn std::fmt::Display; 4] = [&side.letter(), &(cell.0 + 1), &(cell.1 + 1), &found];
        let reason = if found.is_empty() { text::BLANK_REFUSED } else { text::REFUSED }.with(&place);
        let refused = RefusedCell { cell, text: found.to_owned(), reason };
        self.dispatch_operand(side, OperandAction::CellRefused(Some(ByPtr::new(refused))));
    }

    /// What was refused is taken back: the cell shows its number again.
    pub fn restore_cell(&self, side: OperandSide) {
        if self.state().slot(side).refused_cell().is_some() {
            self.dispatch_operand(side, OperandAction::CellRefused(None));
        }
    }

    /// Makes the selected numbers of a matrix 0, or the selected cells of a draft blank.
    pub fn clear_cells(&self, side: OperandSide, selection: Selection) {
        match self.table_contents(side) {
            Some(TableContents::Matrix(loaded)) => {
                let mut numbers = TableNumbers::of(&loaded.matrix);
                numbers.clear(selection.rows(), selection.cols());
                self.change_matrix(side, &numbers, InputChange::Numbers(side));
                self.succeeded(text::CLEARED.get().into());
            }
            Some(TableContents::Draft(mut draft)) => {
                draft.clear(selection.rows(), selection.cols());
                self.change_draft(side, &draft, InputChange::Numbers(side));
            }
            None => {}
        }
    }

    /// Inserts a row or column before the one with this number: zeros into a matrix, blanks into a draft. Says whether
    /// there was room.
    pub fn insert_line(&self, side: OperandSide, line: TableLine, at: usize) -> bool {
        let Some(contents) = self.table_contents(side) else { return false };
        let (rows, cols) = contents.filled();
        if (if line == TableLine::Row { rows } else { cols }) >= MAX_SIDE {
            self.failed(&text::FULL.with(&[&side.letter(), &MAX_SIDE]));
            return false;
        }
        match contents {
            TableContents::Matrix(loaded) => {
                let mut numbers = TableNumbers::of(&loaded.matrix);
                match line {
                    TableLine::Row => numbers.insert_row(at),
                    TableLine::Column => numbers.insert_col(at),
                }
                self.change_matrix(side, &numbers, InputChange::Lines(side));
                let inserted = if line == TableLine::Row { text::ROW_INSERTED } else { text::COLUMN_INSERTED };
                self.succeeded(inserted.with(&[&side.letter()]));
            }
            TableContents::Draft(mut draft) => {
                match line {
                    TableLine::Row => draft.insert_row(at),
                    TableLine::Column => draft.insert_col(at),
                }
                self.change_draft(side, &draft, InputChange::Lines(side));
            }
        }
        true
    }

    /// Deletes the rows or columns of the selection.
    pub fn delete_lines(&self, side: OperandSide, line: TableLine, selection: Selection) {
        match self.table_contents(side) {
            Some(TableContents::Matrix(loaded)) => {
                let mut numbers = TableNumbers::of(&loaded.matrix);
                match line {
                    TableLine::Row => numbers.delete_rows(&selection.rows()),
                    TableLine::Column => numbers.delete_cols(&selection.cols()),
                }
                self.change_matrix(side, &numbers, InputChange::Lines(side));
            }
            Some(TableContents::Draft(mut draft)) => {
                match line {
                    TableLine::Row => draft.delete_rows(&selection.rows()),
                    TableLine::Column => draft.delete_cols(&selection.cols()),
                }
                self.change_draft(side, &draft, InputChange::Lines(side));
            }
            None => {}
        }
    }

    /// Pastes numbers from the cell `at` on. What is not a block of numbers changes nothing.
    pub fn paste_cells(&self, side: OperandSide, at: GridCell, pasted: &JsString) {
        if pasted.length() > LONGEST_PASTE {
            return self.failed(&text::PASTE_TOO_LARGE.with(&[&MAX_SIDE]));
        }
        let pasted = String::from(pasted);
        if cell_number::parse(&pasted).is_some() {
            self.enter_cell(side, at, &pasted);
            return;
        }
        let controller = self.clone();
        spawn_local(async move {
            let source = Source::bytes(Uint8Array::from(pasted.as_bytes()), None);
            match controller.engine().parse(source, ParseOptions::default()).await {
                Ok(parsed) => {
                    let shape = parsed.matrix.shape;
                    if at.0 + shape.rows > MAX_SIDE || at.1 + shape.cols > MAX_SIDE {
                        return controller.failed(&text::PASTE_TOO_LARGE.with(&[&MAX_SIDE]));
                    }
                    if controller.paste_block(side, at, &TableNumbers::of(&parsed.matrix)) {
                        let notes: String = parsed.notes.iter().map(|note| format!(", {note}")).collect();
                        controller.succeeded(format!("{}{notes}.", text::PASTED.with(&[&shape])));
                    }
                }
                Err(Failure::Cancelled) => {}
                Err(failure) => controller.failed(&messages::rejected(side, None, &failure.to_string())),
            }
        });
    }

    fn paste_block(&self, side: OperandSide, at: GridCell, block: &TableNumbers) -> bool {
        let Some(contents) = self.table_contents(side) else { return false };
        if let TableContents::Matrix(loaded) = &contents {
            if let Some(numbers) = TableNumbers::of(&loaded.matrix).with_block(at, block) {
                self.change_matrix(side, &numbers, InputChange::Numbers(side));
                return true;
            }
            if !editor_text::is_shown(&loaded.matrix) {
                self.failed(&text::PASTE_WITH_GAP.with(&[&side.letter()]));
                return false;
            }
        }
        if contents.filled() == (0, 0) && at == (0, 0) {
            self.change_matrix(side, block, InputChange::Numbers(side));
            return true;
        }
        let mut draft = draft_of(&contents);
        let (rows, cols) = draft.extent();
        if rows.max(at.0 + block.rows) * cols.max(at.1 + block.cols) > MOST_DRAFTED {
            self.failed(&text::PASTE_WITH_GAP.with(&[&side.letter()]));
            return false;
        }
        draft.paste(at, block.rows, block.cols, |cell| number::full(block.get(cell), DType::F64));
        self.change_draft(side, &draft, InputChange::Numbers(side));
        true
    }

    /// Copies the selected numbers in full precision, separated by tabs.
    pub fn copy_cells(&self, side: OperandSide, selection: Selection) {
        let Some(contents) = self.table_contents(side) else { return };
        let (rows, cols) = contents.filled();
        let (top, left) = (*selection.rows().start(), *selection.cols().start());
        if top >= rows || left >= cols {
            return self.succeeded(text::NOTHING_COPIED.get().into());
        }
        let (rows, cols) =
            (top..=(*selection.rows().end()).min(rows - 1), left..=(*selection.cols().end()).min(cols - 1));
        let shape = Shape::new(rows.clone().count(), cols.clone().count());
        let copied = messages::numbers_copied(shape, Export::Tsv);
        match contents {
            TableContents::Matrix(loaded) => match loaded.matrix.block(rows, cols) {
                Ok(block) => self.copy_matrix(block, Export::Tsv, copied),
                Err(error) => self.failed(&messages::not_copied(&error)),
            },
            TableContents::Draft(draft) => {
                let line = |row| cols.clone().map(|col| draft.get((row, col))).collect::<Vec<_>>().join("\t") + "\n";
                let lines: String = rows.map(line).collect();
                let blob = async move { Blob::new_with_str_sequence(&Array::of1(&lines.into())).map(Into::into) };
                let written = clipboard::write(Box::pin(blob));
                let controller = self.clone();
                spawn_local(async move {
                    match written.await {
                        Ok(()) => controller.succeeded(copied),
                        Err(error) => controller.failed(&error.to_string()),
                    }
                });
            }
        }
    }

    /// The user has finished a draft: blank rows above it and blank columns at its left do not count.
    pub(super) fn settle_draft(&self, side: OperandSide) {
        if !self.state().slot(side).is_unread() {
            return;
        }
        if let Some(TableContents::Draft(draft)) = self.table_contents(side) {
            let cropped = draft.clone().cropped();
            if cropped != draft && cropped.complete(cell_number::parse).is_some() {
                self.change_draft(side, &cropped, InputChange::Lines(side));
            }
        }
    }

    /// The table of `side` is this draft now: a matrix as soon as no cell is blank.
    fn change_draft(&self, side: OperandSide, draft: &Draft, change: InputChange) {
        if let Some(numbers) = draft.complete(cell_number::parse) {
            return self.change_matrix(side, &numbers, change);
        }
        if self.state().slot(side).ready().is_none() && draft.to_text() == self.editors().text(side) {
            return;
        }
        self.take_snapshot(change);
        self.cancel_input(side);
        let text = draft.to_text();
        self.editors().set_text(side, &text);
        if text.is_empty() {
            return self.dispatch_operand(side, OperandAction::Cleared);
        }
        self.set_calm(side, true);
        self.dispatch_operand(side, OperandAction::Edited);
    }

    /// The table of `side` is this matrix now. The text shows the same, if it shows numbers.
    fn change_matrix(&self, side: OperandSide, numbers: &TableNumbers, change: InputChange) {
        let state = self.state();
        let before = state.slot(side).ready();
        if before.is_some_and(|before| TableNumbers::of(&before.loaded.matrix) == *numbers) {
            return;
        }
        let dtype = before.map_or(DType::F64, |before| before.loaded.matrix.dtype());
        let matrix = match numbers.to_operand(dtype, can_share()) {
            Ok(matrix) => matrix,
            Err(error) => return self.failed(&js_message(&error)),
        };
        self.take_snapshot(change);
        self.cancel_input(side);
        if numbers.is_empty() {
            self.editors().set_text(side, "");
            return self.dispatch_operand(side, OperandAction::Cleared);
        }
        let in_editor = before.is_some_and(|before| before.in_editor) || editor_text::is_shown(&matrix);
        self.editors().set_text(side, &if in_editor { editor_text::of(&matrix) } else { String::new() });
        let export = before.map_or(Export::Csv, |before| before.loaded.origin.default_export());
        let loaded = ByPtr::new(Loaded { matrix, origin: Origin::Table { export } });
        let name = before.and_then(|before| before.name.clone());
        self.dispatch(PageAction::Operand(
            side,
            OperandAction::TableChanged(ImportedMatrix { loaded, name, in_editor }),
        ));
    }
}

fn draft_of(contents: &TableContents) -> Draft {
    match contents {
        TableContents::Draft(draft) => draft.clone(),
        TableContents::Matrix(_) => {
            let (rows, cols) = contents.filled();
            Draft::of_cells(rows, cols, |row, col| contents.text((row, col)))
        }
    }
}
