//! How matrices come in: typed or pasted text, files chosen or dropped, examples, products used again.
//!
//! Refuses to interpret: every text and file goes to the engine, which reads it in a worker.

use crate::engine::{ParseOptions, Source};
use crate::failure::{Failure, js_message};
use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::controller::random;
use crate::view::messages;
use crate::view::result::number;
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::slot::{Alternatives, OperandSide};
use crate::view::state::{ImportedMatrix, PageAction};
use js_sys::Uint8Array;
use shared::format::{Alternative, Dialect};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, DataTransfer, File, FileList};

/// Numbers that the editor shows of itself; more are summarised.
const EDITOR_CELLS: usize = 2_000;

/// Numbers that the editor shows when asked to.
pub const EDITOR_CELLS_AT_MOST: usize = 10_000;

/// Characters from which on a pasted text is a file and stays out of the editor.
const PASTED_FILE: u32 = 64 * 1024;

fn cells(matrix: &Operand) -> usize {
    matrix.shape.rows.saturating_mul(matrix.shape.cols)
}

/// Whether the editor shows `matrix` without being asked. It cannot show an empty one.
fn fits_editor(matrix: &Operand) -> bool {
    (1..=EDITOR_CELLS).contains(&cells(matrix))
}

/// A source that is read again, and how: in this dialect, or in the one that fits best.
type RepeatedRead = (Option<Dialect>, Alternatives);

/// What else the user may make of a source: the ways that the first reading found, whichever was chosen since.
fn offered(
    (source, name): (Source, Option<String>),
    (alternatives, recognised): (Vec<Alternative>, bool),
    again: Option<RepeatedRead>,
) -> Option<Alternatives> {
    match again {
        Some((chosen, former)) => Some(Alternatives { chosen, ..former }),
        None if alternatives.is_empty() => None,
        None => Some(Alternatives { source, name, alternatives, recognised, chosen: None }),
    }
}

fn as_text(matrix: &Operand) -> String {
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    number::table(rows, cols, matrix.dtype(), |row, col| matrix.elements.get((row * cols + col) as u32))
}

impl Controller {
    /// Notes A and B, because something is about to replace one of them.
    fn remember(&self) {
        self.dispatch(PageAction::Remembered(OperandSide::BOTH.map(|side| self.text(side))));
        self.undo_by_key(true);
    }

    /// Brings A and B back as they were before they were last replaced.
    pub fn undo(&self) {
        let Some(former) = self.state().former.clone() else { return };
        OperandSide::BOTH.into_iter().for_each(|side| self.interrupt(side));
        self.undo_by_key(false);
        let texts = OperandSide::BOTH.map(|side| self.text(side));
        // Before the state knows of it: a job that waits reads what is unread at once.
        for side in OperandSide::BOTH {
            self.set_text(side, &former.texts[side.index()]);
        }
        self.dispatch(PageAction::Undone(texts));
        for side in OperandSide::BOTH {
            if self.state().slot(side).unread {
                self.read_editor(side);
            }
        }
    }

    /// Something was typed or pasted into the editor of `side`. Where that replaces a matrix which the editor does not
    /// show, the browser cannot bring it back.
    pub fn typed(&self, side: OperandSide) {
        self.undo_by_key(false);
        let state = self.state();
        if state.slot(side).summarised && !state.slot(side).unread {
            let mut texts = OperandSide::BOTH.map(|side| self.text(side));
            texts[side.index()].clear();
            self.dispatch(PageAction::Remembered(texts));
        }
        self.edited(side);
    }

    /// The text in the editor of `side` has changed: reads it after a pause.
    pub fn edited(&self, side: OperandSide) {
        self.supersede(side, None);
        self.dispatch(PageAction::Edited(side));
        let controller = self.clone();
        self.after_pause(side, Some(Box::new(move || controller.read_editor(side))));
    }

    /// Reads the editor of `side` now.
    pub fn read_editor(&self, side: OperandSide) {
        self.after_pause(side, None);
        let text = self.text(side);
        if text.trim().is_empty() {
            let summarised = self.state().slot(side).summarised;
            return self.dispatch(if summarised { PageAction::Reverted(side) } else { PageAction::Cleared(side) });
        }
        let bytes = Uint8Array::from(text.as_bytes());
        self.read(side, Source::bytes(bytes, None), None, None);
    }

    /// Reads `file` into `side`.
    pub fn read_file(&self, side: OperandSide, file: File) {
        self.remember();
        self.read_source(side, file);
    }

    fn read_source(&self, side: OperandSide, file: File) {
        let name = file.name();
        self.read(side, Source::File(file), Some(name), None);
    }

    /// Reads files without a given place: into `preferred`, else into the first free operand; two into A and B.
    pub fn read_files(&self, files: &FileList, preferred: Option<OperandSide>) {
        if let (Some(first), Some(second)) = (files.item(0), files.item(1)) {
            self.remember();
            self.read_source(OperandSide::A, first);
            self.read_source(OperandSide::B, second);
            if files.length() > 2 {
                let count = files.length();
                self.dispatch(PageAction::Remarked(format!("Of {count} files the first two are read, into A and B.")));
            }
        } else if let Some(file) = files.item(0) {
            self.read_file(preferred.unwrap_or_else(|| self.first_free()), file);
        }
    }

    fn first_free(&self) -> OperandSide {
        let state = self.state();
        OperandSide::BOTH.into_iter().find(|&side| state.slot(side).is_free()).unwrap_or(OperandSide::A)
    }

    /// Takes a paste that the editor must not get: files, and texts as large as files. Says whether it did.
    pub fn take_paste(&self, data: &DataTransfer, side: Option<OperandSide>, in_editor: bool) -> bool {
        // Read as a JavaScript string: a paste of a hundred megabytes need not come into our memory.
        let text = js_sys::Reflect::get(data, &"getData".into())
            .ok()
            .and_then(|get| get.dyn_into::<js_sys::Function>().ok())
            .and_then(|get| get.call1(data, &"text/plain".into()).ok())
            .and_then(|text| text.dyn_into::<js_sys::JsString>().ok());
        let text = text.filter(|text| text.length() > 0);
        // Spreadsheets put a picture of the cells beside their text.
        let files = data.files().filter(|files| files.length() > 0 && !(text.is_some() && are_pictures(files)));
        if let Some(files) = files {
            self.read_files(&files, side);
            return true;
        }
        let Some(text) = text.filter(|text| text.length() > if in_editor { PASTED_FILE - 1 } else { 0 }) else {
            return false;
        };
        let side = side.unwrap_or_else(|| self.first_free());
        // What stands in the editor is replaced only by what could be read.
        if text.length() < PASTED_FILE && (in_editor || self.state().slot(side).is_free()) {
            self.set_text(side, &String::from(text));
            self.edited(side);
            self.read_editor(side);
        } else if let Ok(file) = File::new_with_str_sequence(&js_sys::Array::of1(&text), "pasted text") {
            self.read_file(side, file);
        }
        true
    }

    /// Empties `side`. The button that says so goes with what was there, so the focus is moved.
    pub fn clear(&self, side: OperandSide) {
        self.remember();
        self.interrupt(side);
        self.set_text(side, "");
        self.dispatch(PageAction::Cleared(side));
        self.focus_editor(side);
    }

    /// Gives up what is being read into `side`; what was there before stays.
    pub fn stop_reading(&self, side: OperandSide) {
        self.supersede(side, None);
        let ticket = self.state().slot(side).ticket;
        self.dispatch(PageAction::ReadCancelled(side, ticket));
    }

    /// Shows a summarised matrix in the editor.
    pub fn open_in_editor(&self, side: OperandSide) {
        if let Some(loaded) = &self.state().slot(side).loaded {
            self.set_text(side, &as_text(&loaded.matrix));
            self.dispatch(PageAction::Opened(side));
            self.focus_editor(side);
            self.show_first_row(side);
        }
    }

    /// A and B change places, with their texts.
    pub fn swap(&self) {
        self.remember();
        let texts = OperandSide::BOTH.map(|side| self.text(side));
        for (side, text) in OperandSide::BOTH.into_iter().zip(&texts) {
            self.interrupt(side);
            self.set_text(side.other(), text);
        }
        self.dispatch(PageAction::Swapped);
        let state = self.state();
        for side in OperandSide::BOTH {
            if state.slot(side).unread {
                self.read_editor(side);
            }
        }
    }

    /// Fills in two matrices of two rows and two columns.
    pub fn small_example(&self) {
        self.remember();
        for (side, text) in [(OperandSide::A, "1  2\n3  4"), (OperandSide::B, "5  6\n7  8")] {
            self.set_text(side, text);
            self.edited(side);
            self.read_editor(side);
        }
    }

    /// Fills in two random n × n matrices, the same ones each time.
    pub fn random_example(&self, n: u32) {
        self.remember();
        for (side, seed) in [(OperandSide::A, 1), (OperandSide::B, 2)] {
            self.interrupt(side);
            let ticket = self.ticket();
            self.dispatch(PageAction::ReadBegan(side, ticket, Some(format!("{n} × {n} random numbers"))));
            let controller = self.clone();
            spawn_local(async move {
                let result =
                    random::square(n, seed).await.map(|matrix| Loaded { matrix, origin: Origin::Random { seed } });
                let result = result.map_err(|error: JsValue| {
                    format!("{}: no memory for {n} × {n} numbers ({}).", side.letter(), js_message(&error))
                });
                controller.arrive(side, ticket, result, None, false);
            });
        }
    }

    /// Makes the product the operand of `side`.
    pub fn use_product(&self, side: OperandSide) {
        if let Some(outcome) = &self.state().outcome {
            self.remember();
            self.interrupt(side);
            let ticket = self.ticket();
            self.dispatch(PageAction::ReadBegan(side, ticket, None));
            let matrix = outcome.product.matrix.clone();
            let loaded = Loaded { matrix, origin: Origin::Product };
            self.arrive(side, ticket, Ok(loaded), None, false);
        }
    }

    /// Reads what `side` was given last once more, in `dialect`; `None` is the one that fits best.
    pub fn read_as(&self, side: OperandSide, dialect: Option<Dialect>) {
        let offer = self.state().slot(side).offer.clone();
        if let Some(offer) = offer.filter(|offer| offer.chosen != dialect) {
            self.read(side, offer.source.clone(), offer.name.clone(), Some((dialect, offer)));
        }
    }

    fn read(&self, side: OperandSide, source: Source, name: Option<String>, again: Option<RepeatedRead>) {
        self.after_pause(side, None);
        let ticket = self.ticket();
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        self.supersede(side, abort);
        self.dispatch(PageAction::ReadBegan(side, ticket, name.clone()));
        if let Some((chosen, offer)) = again.clone() {
            // The button that was pressed stays, and the focus on it.
            self.dispatch(PageAction::Offered(side, ticket, Some(Alternatives { chosen, ..offer })));
        }
        let progress: Rc<dyn Fn(f64, f64)> = {
            let controller = self.clone();
            Rc::new(move |done, all| {
                let share = if all > 0.0 { done / all } else { 0.0 };
                let former = controller.state().slot(side).reading.as_ref().map_or(1.0, |reading| reading.share);
                if share >= former + 0.01 {
                    controller.dispatch(PageAction::ReadProgress(side, ticket, share));
                }
            })
        };
        let controller = self.clone();
        spawn_local(async move {
            let dialect = again.as_ref().and_then(|(dialect, _)| *dialect);
            let options = ParseOptions { dialect, signal, on_progress: Some(progress) };
            let kept = (source.clone(), name.clone());
            let result = controller.engine().parse(source, options).await;
            let found = match &result {
                Ok(loaded) => (loaded.alternatives.clone(), true),
                Err(Failure::Ambiguous(_, alternatives)) => (alternatives.clone(), false),
                Err(_) => (Vec::new(), false),
            };
            let is_first = again.is_none();
            if !matches!(result, Err(Failure::Cancelled)) {
                controller.dispatch(PageAction::Offered(side, ticket, offered(kept, found, again)));
            }
            if let Some(chosen) = controller.kept_reading(side, ticket).filter(|_| is_first) {
                return controller.read_as(side, Some(chosen));
            }
            match result {
                Ok(parsed) => {
                    let from_editor = name.is_none();
                    controller.arrive(side, ticket, Ok(parsed.into()), name, from_editor);
                }
                Err(Failure::Cancelled) => controller.dispatch(PageAction::ReadCancelled(side, ticket)),
                Err(failure) => {
                    let mut message = messages::refusal(side, name.as_deref(), &failure.to_string());
                    // Of text the editor holds what was refused, and that is what Multiply would take.
                    if name.is_some() {
                        message = messages::with_rest(side, controller.state().slot(side), message);
                    }
                    controller.dispatch(PageAction::ReadEnded(side, ticket, Err(message)));
                }
            }
        });
    }

    /// The way in which the user chose to read the editor's text, if it may still be read so: what was decided once is not
    /// taken back by the next key.
    fn kept_reading(&self, side: OperandSide, ticket: u32) -> Option<Dialect> {
        let state = self.state();
        let slot = state.slot(side);
        let (kept, offer) = slot.kept.zip(slot.offer.as_ref()).filter(|_| slot.awaits(ticket))?;
        offer.alternatives.iter().any(|other| other.dialect == kept).then_some(kept)
    }

    /// Puts what was read in its place, unless something newer has begun there.
    fn arrive(
        &self,
        side: OperandSide,
        ticket: u32,
        result: Result<Loaded, String>,
        name: Option<String>,
        from_editor: bool,
    ) {
        if !self.state().slot(side).awaits(ticket) {
            return;
        }
        let result = result.map(|loaded| {
            let in_editor = from_editor || fits_editor(&loaded.matrix);
            if !from_editor {
                self.set_text(side, &if in_editor { as_text(&loaded.matrix) } else { String::new() });
            }
            ImportedMatrix { loaded: Rc::new(loaded), name, in_editor }
        });
        self.dispatch(PageAction::ReadEnded(side, ticket, result));
    }
}

fn are_pictures(files: &FileList) -> bool {
    (0..files.length()).filter_map(|index| files.item(index)).all(|file| file.type_().starts_with("image/"))
}
