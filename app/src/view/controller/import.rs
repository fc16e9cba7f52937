//! Reads matrices into A, B and C: text from the editors, files, products.
//!
//! Texts and files go to the engine, which reads them in a worker.

use crate::engine::{ParseOptions, Source};
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::memory::can_share;
use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::operand::editor_text;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::action::{OperandAction, PageAction};
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::slot::{Alternatives, ImportedMatrix, OperandSide};
use crate::view::state::undo::InputChange;
use crate::view::text::translation::translated;
use crate::view::text::{messages as text, share};
use js_sys::{Array, JsString, Uint8Array};
use shared::format::{Dialect, Parsed};
use std::rc::Rc;
use web_sys::{AbortController, File, FileList};

/// Pasted text of this length or more is read like a file and stays out of the editor.
const LONG_TEXT: u32 = 64 * 1024;

impl Controller {
    /// Reads the editor of `side` now.
    pub(super) fn read_editor(&self, side: OperandSide) {
        self.after_pause(side, None);
        let text = self.editors().text(side);
        if text.trim().is_empty() {
            let has_summary = self.state().slot(side).summary().is_some();
            let action = if has_summary { OperandAction::Reverted } else { OperandAction::Cleared };
            return self.dispatch_operand(side, action);
        }
        let bytes = Uint8Array::from(text.as_bytes());
        self.read(side, Source::bytes(bytes, None), None, None);
    }

    /// Reads `file` into `side`.
    pub fn read_file(&self, side: OperandSide, file: File) {
        self.take_snapshot(InputChange::Loaded(side));
        self.read_source(side, file);
    }

    fn read_source(&self, side: OperandSide, file: File) {
        let name = file.name();
        self.read(side, Source::File(file), Some(name), None);
    }

    /// Reads one file into `preferred`, or into the first free operand; two files into A and B.
    pub fn read_files(&self, files: &[File], preferred: Option<OperandSide>) {
        match files {
            [] => {}
            [file] => self.read_file(preferred.unwrap_or_else(|| self.first_free()), file.clone()),
            [one, two] => {
                // In the order of their names: browsers give files in the order of the selection or of the folder.
                let name = |file: &File| file.name().to_lowercase();
                let (first, second) = if name(one) <= name(two) { (one, two) } else { (two, one) };
                self.take_snapshot(InputChange::FilledIn);
                self.read_source(OperandSide::A, first.clone());
                self.read_source(OperandSide::B, second.clone());
                self.dispatch(PageAction::Succeeded(share::TWO_FILES.with(&[&first.name(), &second.name()])));
            }
            _ => self.dispatch(PageAction::Failed(share::TOO_MANY_FILES.with(&[&files.len()]))),
        }
    }

    fn first_free(&self) -> OperandSide {
        let state = self.state();
        let is_free = |side: &OperandSide| state.settings.operation.shows(*side) && state.slot(*side).is_free();
        OperandSide::FACTORS.into_iter().find(is_free).unwrap_or(OperandSide::A)
    }

    /// Reads pasted or dropped `text`, unless the editor that it goes to should take it: says whether it did.
    pub(super) fn read_pasted_text(&self, text: &JsString, side: Option<OperandSide>, in_editor: bool) -> bool {
        let is_long = text.length() >= LONG_TEXT;
        if text.length() == 0 || in_editor && !is_long {
            return false;
        }
        let side = side.unwrap_or_else(|| self.first_free());
        // The text in the editor is replaced only after the pasted one was read without error.
        if !is_long && self.state().slot(side).is_free() {
            self.take_snapshot(InputChange::Loaded(side));
            self.enter_text(side, &String::from(text));
        } else if let Ok(file) = File::new_with_str_sequence(&Array::of1(text), text::PASTED_TEXT.get()) {
            self.read_file(side, file);
        }
        true
    }

    /// Cancels the read of `side`; what was there before stays.
    pub fn stop_reading(&self, side: OperandSide) {
        self.replace_read(side, None);
        if let Some(read) = self.state().slot(side).pending() {
            self.dispatch_operand(side, OperandAction::ReadCancelled(read.request_id));
        }
    }

    /// Makes the product the operand of `side`.
    pub fn use_product(&self, side: OperandSide) {
        let Some(shown) = self.state().product.clone() else { return };
        self.take_snapshot(InputChange::Reused(side));
        self.cancel_input(side);
        let id = self.start_read(side, None);
        let loaded = Loaded { matrix: shown.product.matrix.clone(), origin: Origin::Product };
        self.finish_read(side, id, Ok(loaded), None, false);
    }

    /// Reads once more what `side` was given last, in `dialect`; `None` is the one that fits best.
    pub fn read_as(&self, side: OperandSide, dialect: Option<Dialect>) {
        let state = self.state();
        let alternatives = state.slot(side).alternatives().filter(|found| found.chosen != dialect);
        if let Some(alternatives) = alternatives.cloned() {
            let (source, name) = (alternatives.source.clone(), alternatives.name.clone());
            self.read(side, source, name, Some(Alternatives { chosen: dialect, ..alternatives }));
        }
    }

    pub(super) fn start_read(&self, side: OperandSide, name: Option<String>) -> u32 {
        let id = self.next_request_id();
        self.dispatch_operand(side, OperandAction::ReadStarted(id, name));
        id
    }

    /// Reads `source`, called `name` if it is a file; `known` if it was read before and in which dialect to read it now.
    fn read(&self, side: OperandSide, source: Source, name: Option<String>, known: Option<Alternatives>) {
        self.after_pause(side, None);
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        self.replace_read(side, abort);
        let id = self.start_read(side, name.clone());
        if known.is_some() {
            // The button that was pressed stays, and the focus on it.
            self.dispatch_operand(side, OperandAction::AlternativesFound(id, known.clone()));
        }
        let options = ParseOptions {
            dialect: known.as_ref().and_then(|known| known.chosen),
            shared: can_share(),
            signal,
            on_progress: Some(self.progress_of(side, id)),
        };
        let controller = self.clone();
        spawn_local(async move {
            let result = controller.engine().parse(source.clone(), options).await;
            if matches!(result, Err(Failure::Cancelled)) {
                return controller.dispatch_operand(side, OperandAction::ReadCancelled(id));
            }
            let is_first_read = known.is_none();
            let alternatives = known.or_else(|| alternatives_in(&result, source, name.clone()));
            controller.dispatch_operand(side, OperandAction::AlternativesFound(id, alternatives));
            let state = controller.state();
            let slot = state.slot(side);
            // What the user decided for this text holds while it is edited.
            if let Some(dialect) = slot.applicable_dialect().filter(|_| is_first_read && slot.awaits(id)) {
                return controller.read_as(side, Some(dialect));
            }
            let from_editor = name.is_none();
            if !matches!(result, Ok(_) | Err(Failure::Format(_) | Failure::Ambiguous(..))) {
                // Typing on does not mend what is not about the text.
                controller.set_calm(side, false);
            }
            let result = result.map(Loaded::from).map_err(|failure| {
                let error = messages::rejected(side, name.as_deref(), &translated(&failure.to_string()));
                // A rejected text stays in the editor, and Multiply would read it again.
                if from_editor { error } else { messages::with_kept_matrix(side, slot, error) }
            });
            controller.finish_read(side, id, result, name, from_editor);
            controller.judge_refusal(side);
        });
    }

    fn progress_of(&self, side: OperandSide, id: u32) -> Rc<dyn Fn(f64, f64)> {
        let controller = self.clone();
        Rc::new(move |done, all| {
            let share = if all > 0.0 { done / all } else { 0.0 };
            let shown = controller.state().slot(side).pending().map_or(1.0, |read| read.share);
            if share >= shown + 0.01 {
                controller.dispatch_operand(side, OperandAction::ReadProgress(id, share));
            }
        })
    }

    /// Puts the matrix in its place, unless a newer read has begun there.
    pub(super) fn finish_read(
        &self,
        side: OperandSide,
        id: u32,
        result: Result<Loaded, String>,
        name: Option<String>,
        from_editor: bool,
    ) {
        if !self.state().slot(side).awaits(id) {
            return;
        }
        let result = result.map(|loaded| {
            let in_editor = from_editor || editor_text::is_shown(&loaded.matrix);
            if !from_editor {
                let text = if in_editor { editor_text::of(&loaded.matrix) } else { String::new() };
                self.editors().set_text(side, &text);
            }
            ImportedMatrix { loaded: ByPtr::new(loaded), name, in_editor }
        });
        self.dispatch_operand(side, OperandAction::ReadFinished(id, result));
    }
}

/// The files of a drop or a paste.
pub fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|index| files.item(index)).collect()
}

/// Other interpretations of `source` that its first read found.
fn alternatives_in(
    result: &Result<Parsed<Operand, String>, Failure>,
    source: Source,
    name: Option<String>,
) -> Option<Alternatives> {
    let (others, recognised) = match result {
        Ok(parsed) => (&parsed.alternatives, true),
        Err(Failure::Ambiguous(_, alternatives)) => (alternatives, false),
        Err(_) => return None,
    };
    (!others.is_empty()).then(|| Alternatives { source, name, others: others.clone(), recognised, chosen: None })
}
