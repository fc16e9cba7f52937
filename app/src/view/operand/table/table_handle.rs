//! What keys, the mouse and the clipboard do in the table.

use crate::view::controller::Controller;
use crate::view::controller::cells::TableLine;
use crate::view::controller::paste::text_of;
use crate::view::operand::table::contents::TableContents;
use crate::view::operand::table::table_model::{Leave, TableModel, destination};
use crate::view::result::grid_layout::ROW_HEIGHT;
use crate::view::result::grid_row::cell_at;
use crate::view::result::selection::Selection;
use crate::view::result::visible_range::ScrollAxis;
use crate::view::state::slot::OperandSide;
use js_sys::Reflect;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, HtmlElement, HtmlInputElement, Node};
use yew::prelude::*;

/// Width of a column in pixels; constant, so that nothing moves while numbers are entered.
pub const COLUMN_WIDTH: f64 = 88.0;

/// Width of the row numbers in pixels.
pub const NUMBERS_WIDTH: f64 = 44.0;

/// The button that selects, as in [`MouseEvent::button`] and [`MouseEvent::buttons`].
const PRIMARY: i16 = 0;
const PRIMARY_IS_DOWN: u16 = 1;

/// The table and all that its handlers need.
#[derive(Clone)]
pub struct TableHandle {
    /// The page's controller.
    pub controller: Controller,
    /// Which operand.
    pub side: OperandSide,
    /// Node of the table.
    pub node: NodeRef,
    /// Node of the field in the open cell.
    pub field: NodeRef,
    /// Selection and open cell.
    pub model: Rc<RefCell<TableModel>>,
    /// Has the table drawn again.
    pub redraw: UseForceUpdateHandle,
    /// Pixels in view.
    pub view: (f64, f64),
}

impl TableHandle {
    /// What the table shows now, which may not be drawn yet.
    fn contents(&self) -> Option<TableContents> {
        self.controller.table_contents(self.side)
    }

    /// The rows and the columns shown, as seen through the table.
    pub fn axes(&self, (rows, cols): (usize, usize)) -> (ScrollAxis, ScrollAxis) {
        let (width, height) = self.view;
        (
            ScrollAxis { count: rows, size: ROW_HEIGHT, view: (height - ROW_HEIGHT).max(ROW_HEIGHT) },
            ScrollAxis { count: cols, size: COLUMN_WIDTH, view: (width - NUMBERS_WIDTH).max(COLUMN_WIDTH) },
        )
    }

    fn shown(&self) -> (usize, usize) {
        self.contents().map_or((1, 1), |contents| contents.shown())
    }

    /// Gives the table the focus.
    pub fn focus(&self) {
        if let Some(table) = self.node.cast::<HtmlElement>() {
            let _ = table.focus();
        }
    }

    /// Draws what has changed, with the active cell in view.
    fn show(&self) {
        if let Some(table) = self.node.cast::<HtmlElement>() {
            let (rows, cols) = self.axes(self.shown());
            let (row, col) = self.model.borrow().selection.active;
            table.set_scroll_top(rows.reveal(row, f64::from(table.scroll_top())).round() as i32);
            table.set_scroll_left(cols.reveal(col, f64::from(table.scroll_left())).round() as i32);
        }
        self.redraw.force_update();
    }

    /// The text in the open cell.
    fn entered(&self) -> Option<String> {
        let edit = self.model.borrow().edit.clone()?;
        let field = self.field.cast::<HtmlInputElement>().filter(|_| edit.is_on_page);
        Some(field.map_or(edit.text, |field| field.value()))
    }

    /// Opens the active cell: with its own text, or with what was typed to replace it.
    pub fn open(&self, typed: Option<&str>) {
        let cell = self.model.borrow().selection.active;
        let own = || self.contents().map(|contents| contents.text(cell)).unwrap_or_default();
        let text = typed.map_or_else(own, str::to_owned);
        self.model.borrow_mut().open(text, typed.is_some());
        self.show();
    }

    /// Enters what is in the open cell and closes it; says whether it is closed. What is not a number keeps it open.
    fn leave(&self, leave: Leave) -> bool {
        let cell = self.model.borrow().edit.as_ref().map(|edit| edit.cell);
        let (Some(cell), Some(text)) = (cell, self.entered()) else { return true };
        if !self.controller.enter_cell(self.side, cell, &text) {
            if let Some(edit) = &mut self.model.borrow_mut().edit {
                edit.text = text;
            }
            return false;
        }
        self.close(leave);
        true
    }

    fn close(&self, leave: Leave) {
        let shown = self.shown();
        self.model.borrow_mut().close(leave, shown);
        if leave != Leave::Blur {
            self.focus();
        }
        self.show();
    }

    /// A key went down.
    pub fn on_key(&self, event: &KeyboardEvent) {
        if event.is_composing() {
            return;
        }
        let edit = self.model.borrow().edit.clone();
        let is_handled = match edit {
            Some(edit) => self.on_key_in_cell(event, edit.is_replacing, edit.is_on_page),
            None => self.on_key_in_table(event),
        };
        if is_handled {
            event.prevent_default();
        }
    }

    /// A key in the open cell: whether it is dealt with.
    fn on_key_in_cell(&self, event: &KeyboardEvent, is_replacing: bool, is_on_page: bool) -> bool {
        let key = event.key();
        let with_ctrl = event.ctrl_key() || event.meta_key();
        match key.as_str() {
            // Multiply follows, unless what is in the cell is refused.
            "Enter" if with_ctrl => {
                self.leave(Leave::Enter { is_up: false });
                false
            }
            "Enter" => {
                self.leave(Leave::Enter { is_up: event.shift_key() });
                true
            }
            "Tab" => {
                self.leave(Leave::Tab { is_left: event.shift_key() });
                true
            }
            "Escape" => {
                // It is about this cell, and about no job.
                event.stop_propagation();
                self.controller.restore_cell(self.side);
                let cell = self.model.borrow().selection.active;
                self.close(Leave::Arrow(cell));
                true
            }
            "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" if is_replacing && !with_ctrl && !event.alt_key() => {
                let (row, col) = self.model.borrow().selection.active;
                // A number that is entered at the edge makes room for another one.
                self.leave(Leave::Arrow(match key.as_str() {
                    "ArrowUp" => (row.saturating_sub(1), col),
                    "ArrowDown" => (row + 1, col),
                    "ArrowLeft" => (row, col.saturating_sub(1)),
                    _ => (row, col + 1),
                }));
                true
            }
            // Typed before the field is on the page.
            _ if !is_on_page && !with_ctrl && key.chars().count() == 1 => {
                if let Some(edit) = &mut self.model.borrow_mut().edit {
                    edit.text.push_str(&key);
                }
                true
            }
            _ => false,
        }
    }

    /// A key while no cell is open: whether it is dealt with.
    fn on_key_in_table(&self, event: &KeyboardEvent) -> bool {
        let Some(contents) = self.contents() else { return false };
        let key = event.key();
        let (controller, side, selection) = (&self.controller, self.side, self.model.borrow().selection);
        let with_ctrl = event.ctrl_key() || event.meta_key();
        let shown = contents.shown();
        if event.alt_key() {
            return match key.as_str() {
                "ArrowDown" if event.shift_key() => self.insert(TableLine::Row, true),
                "ArrowUp" if event.shift_key() => self.insert(TableLine::Row, false),
                "ArrowRight" if event.shift_key() => self.insert(TableLine::Column, true),
                "ArrowLeft" if event.shift_key() => self.insert(TableLine::Column, false),
                "Delete" => self.delete(TableLine::Column),
                _ => false,
            };
        }
        match key.as_str() {
            "Enter" if with_ctrl => return false,
            "Enter" | "F2" => self.open(None),
            "Delete" if with_ctrl => return self.delete(TableLine::Row),
            "Delete" | "Backspace" => controller.clear_cells(side, selection),
            "a" | "A" if with_ctrl => {
                let (rows, cols) = contents.filled();
                self.model.borrow_mut().selection = Selection::all(rows, cols);
                self.show();
            }
            "c" | "C" if with_ctrl && !event.shift_key() => controller.copy_cells(side, selection),
            "x" | "X" if with_ctrl => {
                controller.copy_cells(side, selection);
                controller.clear_cells(side, selection);
            }
            // The question mark opens the list of shortcuts, and a space would scroll the page.
            " " => {}
            _ if !with_ctrl && key != "?" && key.chars().count() == 1 => self.open(Some(&key)),
            _ => {
                let next = destination(&key, with_ctrl, selection.active, self.axes(shown), contents.filled());
                let Some(next) = next else { return false };
                self.model.borrow_mut().select(event.shift_key(), next);
                self.show();
            }
        }
        true
    }

    /// Inserts a row or column beside the active cell, after or before it.
    pub fn insert(&self, line: TableLine, is_after: bool) -> bool {
        let (row, col) = self.model.borrow().selection.active;
        let at = if line == TableLine::Row { row } else { col } + usize::from(is_after);
        if self.leave(Leave::Blur) && self.controller.insert_line(self.side, line, at) {
            let cell = if line == TableLine::Row { (at, col) } else { (row, at) };
            self.model.borrow_mut().select(false, cell);
            self.show();
        }
        true
    }

    /// Deletes the rows or columns of the selection.
    pub fn delete(&self, line: TableLine) -> bool {
        let selection = self.model.borrow().selection;
        if self.leave(Leave::Blur) {
            self.controller.delete_lines(self.side, line, selection);
            self.model.borrow_mut().select(false, (*selection.rows().start(), *selection.cols().start()));
            self.show();
        }
        true
    }

    /// The button went down: it selects.
    pub fn on_mouse_down(&self, event: &MouseEvent) {
        let Some((_, cell)) = cell_at(event).filter(|_| event.button() == PRIMARY) else { return };
        if !self.leave(Leave::Blur) {
            // The field keeps the focus.
            return event.prevent_default();
        }
        self.model.borrow_mut().select(event.shift_key(), cell);
        self.show();
    }

    /// The pointer moved onto another cell, which extends the selection while the button is down.
    pub fn on_mouse_over(&self, event: &MouseEvent) {
        let is_dragging = event.buttons() == PRIMARY_IS_DOWN && self.model.borrow().edit.is_none();
        if let Some((_, cell)) = cell_at(event).filter(|_| is_dragging) {
            let mut model = self.model.borrow_mut();
            model.selection = model.selection.to(cell);
            drop(model);
            self.redraw.force_update();
        }
    }

    /// A finger tapped the cell that was active already: there is no keyboard yet, so it opens.
    pub fn on_tap(&self, event: &MouseEvent) {
        let is_same = self.model.borrow().tapped == cell_at(event).map(|(_, cell)| cell);
        let cell = cell_at(event).map(|(_, cell)| cell);
        self.model.borrow_mut().tapped = cell;
        if is_same && cell.is_some() && is_touch(event) {
            self.open(None);
        }
    }

    /// The open cell is on the page: its field gets the focus, and the text with the caret at its end.
    pub fn enter_field(&self) {
        let Some(field) = self.field.cast::<HtmlInputElement>() else { return };
        if let Some(edit) = &mut self.model.borrow_mut().edit {
            edit.is_on_page = true;
            field.set_value(&edit.text);
        }
        let _ = field.focus();
    }

    /// What was entered was refused, or is so no longer: by an undo, for example, which closes the cell.
    pub fn on_refusal(&self, is_refused: bool) {
        let was_refused = std::mem::replace(&mut self.model.borrow_mut().is_refused, is_refused);
        if was_refused && !is_refused && self.model.borrow_mut().edit.take().is_some() {
            self.redraw.force_update();
        }
    }

    /// A paste: of a block, from the selection on.
    pub fn on_paste(&self, event: &ClipboardEvent) {
        if self.model.borrow().edit.is_some() {
            return;
        }
        // Files are for the page, which reads them.
        let Some(pasted) = event.clipboard_data().and_then(|data| text_of(&data)) else { return };
        event.prevent_default();
        let selection = self.model.borrow().selection;
        self.controller.paste_cells(self.side, (*selection.rows().start(), *selection.cols().start()), &pasted);
    }

    /// The focus left an element of `root`, the table with its buttons.
    pub fn on_focus_out(&self, event: &FocusEvent, root: Option<Element>) {
        // What was typed into the open cell counts, wherever the focus goes.
        if event.target_dyn_into::<HtmlInputElement>().is_some() {
            self.leave(Leave::Blur);
        }
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        let is_inside = next.is_some_and(|next| root.is_some_and(|root| root.contains(Some(&next))));
        if !is_inside {
            self.controller.left(self.side);
        }
    }
}

/// Whether an event comes from a finger.
fn is_touch(event: &MouseEvent) -> bool {
    let kind = Reflect::get(event.as_ref(), &"pointerType".into()).ok();
    kind.and_then(|kind| kind.as_string()).as_deref() == Some("touch")
}
