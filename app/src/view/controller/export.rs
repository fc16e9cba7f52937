//! Copies products to the clipboard and saves them as files.
//!
//! A worker writes the bytes into a `Blob`; the page only passes that on.

use crate::event_loop::spawn_local;
use crate::operand::Operand;
use crate::view::controller::{Controller, file_save};
use crate::view::messages;
use crate::view::platform::clipboard;
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;
use crate::view::text::{live, messages as text};
use shared::format::Export;
use std::cell::Cell;
use std::ops::RangeInclusive;

/// Rows of a block with only some of the columns: the page itself copies them, one by one.
const MAX_ROWS_OF_PARTS: usize = 65_536;

/// Numbers of such a block.
const MAX_NUMBERS_OF_PARTS: usize = 4_194_304;

/// Where a product goes.
#[derive(Clone, Copy)]
enum ExportTarget {
    Clipboard,
    File,
}

/// For each target, whether an export is in progress.
#[derive(Default)]
pub struct ExportsInProgress([Cell<bool>; 2]);

/// Keeps the button from starting another export until this one is dropped.
struct ExportGuard(Controller, ExportTarget);

impl Drop for ExportGuard {
    fn drop(&mut self) {
        self.0.0.exports.0[self.1 as usize].set(false);
    }
}

impl Controller {
    fn start_export(&self, target: ExportTarget) -> Option<ExportGuard> {
        let was_in_progress = self.0.exports.0[target as usize].replace(true);
        (!was_in_progress).then(|| ExportGuard(self.clone(), target))
    }

    pub(super) fn succeeded(&self, status: String) {
        self.dispatch(PageAction::Succeeded(status));
    }

    pub(super) fn failed(&self, error: &str) {
        self.dispatch(PageAction::Failed(messages::sentence(error)));
    }

    /// Writes the product in the chosen format and has the browser save it.
    pub fn download(&self) {
        let state = self.state();
        let Some(shown) = state.product.clone() else { return };
        self.save_matrix(shown.product.matrix.clone(), &shown.file_stem, state.export());
    }

    /// Writes the operand of `side` in the format of its file where that can be written.
    pub fn download_operand(&self, side: OperandSide) {
        if let Some(matrix) = self.state().slot(side).ready() {
            self.save_matrix(matrix.loaded.matrix.clone(), side.letter(), matrix.loaded.origin.default_export());
        }
    }

    fn save_matrix(&self, matrix: Operand, file_stem: &str, export: Export) {
        let name = format!("{file_stem}.{}", export.extension());
        let Some(guard) = self.start_export(ExportTarget::File) else {
            return self.succeeded(text::STILL_WRITING.get().into());
        };
        self.succeeded(text::WRITING.with(&[&name]));
        let controller = self.clone();
        spawn_local(async move {
            let _guard = guard;
            let blob = match controller.engine().export(&matrix, export).await {
                Ok(blob) => blob,
                Err(failure) => return controller.dispatch(PageAction::Failed(messages::failure(&failure))),
            };
            // The picker opens only now, because it empties an existing file at once. Some seconds after the click the
            // browser does not open it any more, and the file becomes a download.
            let Ok(picked) = file_save::pick(&name, export).await else {
                return controller.succeeded(text::NOT_SAVED.get().into());
            };
            match file_save::save(&blob, picked, &name).await {
                Ok(name) => controller.succeeded(messages::saved(&name, blob.size() as u64)),
                Err(error) => controller.failed(&messages::not_saved(&name, &error)),
            }
        });
    }

    /// Copies the product in the chosen format.
    pub fn copy(&self) {
        let state = self.state();
        if let Some(shown) = &state.product {
            self.copy_matrix(
                shown.product.matrix.clone(),
                state.export(),
                text::COPIED.with(&[&messages::export_label(state.export())]),
            );
        }
    }

    /// Copies a block of the product for a spreadsheet; while it is computed, the first finished rows of it.
    pub fn copy_block(&self, rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) {
        let state = self.state();
        let Some(product) = &state.live else {
            let Some(shown) = &state.product else { return };
            return self.copy_rows(&shown.product.matrix, rows, cols, None);
        };
        let (wanted, cells) = (*rows.start()..rows.end() + 1, *cols.start()..cols.end() + 1);
        let finished = product.tiles().finished_rows(wanted.clone(), cells);
        if finished.is_empty() {
            return self.succeeded(live::NO_FINISHED_ROW.get().into());
        }
        let (first, last) = (finished.start, finished.end - 1);
        let copied = (finished != wanted)
            .then(|| live::ROWS_COPIED.with(&[&(first + 1), &(last + 1), &messages::export_label(Export::Tsv)]));
        self.copy_rows(product.matrix(), first..=last, cols, copied);
    }

    /// Copies a block of `matrix`. `copied` says so if not all of what was selected is there.
    fn copy_rows(
        &self,
        matrix: &Operand,
        rows: RangeInclusive<usize>,
        cols: RangeInclusive<usize>,
        copied: Option<String>,
    ) {
        let (height, width) = (rows.clone().count(), cols.clone().count());
        if width < matrix.shape.cols && (height > MAX_ROWS_OF_PARTS || height * width > MAX_NUMBERS_OF_PARTS) {
            return self.failed(&text::TOO_MANY_SELECTED.with(&[
                &height,
                &width,
                &MAX_ROWS_OF_PARTS,
                &MAX_NUMBERS_OF_PARTS,
            ]));
        }
        match matrix.block(rows, cols) {
            Ok(block) => {
                let copied = copied.unwrap_or_else(|| messages::numbers_copied(block.shape, Export::Tsv));
                self.copy_matrix(block, Export::Tsv, copied);
            }
            Err(error) => self.failed(&messages::not_copied(&error)),
        }
    }

    /// Copies `matrix`; `copied` is the sentence that says so.
    pub(super) fn copy_matrix(&self, matrix: Operand, export: Export, copied: String) {
        let Some(guard) = self.start_export(ExportTarget::Clipboard) else {
            return self.succeeded(text::STILL_COPYING.get().into());
        };
        self.succeeded(text::COPYING.with(&[&messages::export_label(export)]));
        let controller = self.clone();
        let exported = async move {
            let blob = controller.engine().export(&matrix, export).await.map_err(|failure| failure.to_js())?;
            // The clipboard takes only this type. A slice of a blob copies nothing.
            let size = blob.size();
            Ok(blob.slice_with_f64_and_f64_and_content_type(0.0, size, "text/plain")?.into())
        };
        let written = clipboard::write(Box::pin(exported));
        let controller = self.clone();
        spawn_local(async move {
            let _guard = guard;
            match written.await {
                Ok(()) => controller.succeeded(copied),
                Err(error) => controller.failed(&error.to_string()),
            }
        });
    }
}
