//! What can happen to the page. Pure data.

use crate::engine::LiveProduct;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::platform::requests::RequestCount;
use crate::view::result::selection::{CellRange, GridCell};
use crate::view::state::ShownProduct;
use crate::view::state::check_state::CheckAction;
use crate::view::state::settings::Settings;
use crate::view::state::share_state::ShareState;
use crate::view::state::slot::{Alternatives, BySide, ImportedMatrix, OperandSide, RefusedCell};
use crate::view::state::undo::{HistoryStep, InputChange};
use crate::view::text::language::Language;
use shared::format::Export;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum PageAction {
    /// To one operand.
    Operand(OperandSide, OperandAction),
    /// To the job.
    Job(JobAction),
    /// To the check of a product that the user has.
    Check(CheckAction),
    /// A and B changed places.
    Swapped,
    /// A matrix is about to be changed; these are the texts of the editors.
    SnapshotTaken(InputChange, BySide<String>),
    /// The last change was undone or made again; these were the texts of the editors until now.
    SteppedInHistory(HistoryStep, BySide<String>),
    /// The user changed the settings.
    Configured(Settings),
    /// The user chose a format for copies and downloads.
    FormatChosen(Export),
    /// Something other than a job succeeded.
    Succeeded(String),
    /// Something other than a job failed.
    Failed(String),
    /// Copy link offers this besides.
    Shared(ShareState),
    /// Something is being dragged over the page, or no longer.
    Dragged(DragState),
    /// The card "Compute elsewhere" was opened or closed.
    ElsewhereToggled(bool),
    /// A job is being saved for a script, or was: what to say of it.
    JobSaving(Option<String>),
    /// So many requests were made since the page loaded.
    Requested(RequestCount),
    /// This cell of C has the focus of the grid.
    CellFocused(GridCell),
    /// These cells of C are in the grid's view.
    CellsShown(CellRange),
    /// The page speaks this language from now on.
    LanguageChosen(Language),
    /// Another build is ready, or the user goes on with this one.
    UpdateReady(bool),
}

/// Something that happened to one operand. Numbers identify the request.
#[derive(Clone, Debug)]
pub enum OperandAction {
    /// The user changed the text; it is not read yet.
    Edited,
    /// The operand was emptied.
    Cleared,
    /// The text that was to replace a summarised matrix was deleted.
    Reverted,
    /// A summarised matrix is now shown in the editor.
    OpenedInEditor,
    /// A read began, of a file if it has a name; it replaces earlier reads of this operand.
    ReadStarted(u32, Option<String>),
    /// A read found that the source can be interpreted in other ways.
    AlternativesFound(u32, Option<Alternatives>),
    /// Share of the bytes read, 0 to 1.
    ReadProgress(u32, f64),
    /// A read ended with a matrix or an error.
    ReadFinished(u32, Result<ImportedMatrix, String>),
    /// A read ended without either.
    ReadCancelled(u32),
    /// The user is at work on the text, so that refusals of it wait; or no longer.
    Calmed(bool),
    /// The table was changed, which gave this matrix.
    TableChanged(ImportedMatrix),
    /// What was entered into a cell of the table is not a number; `None`: it was taken back.
    CellRefused(Option<ByPtr<RefusedCell>>),
}

/// Something that happened to the job. Numbers identify the request.
#[derive(Clone, Debug)]
pub enum JobAction {
    /// Multiply was pressed.
    Requested,
    /// The engine began.
    Started(u32),
    /// Tiles done and in all.
    Progress(u32, u32, u32),
    /// The product can be seen while it is computed.
    Seen(u32, LiveProduct),
    /// The engine made the product.
    Finished(u32, ByPtr<ShownProduct>),
    /// The engine gave an error, or the page before it asked the engine.
    Failed(Option<u32>, String),
    /// The engine found that the product is too large for this tab, for this reason.
    TooLarge(u32, String),
    /// The user stopped it.
    Stopped,
}

/// Where something is being dragged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum DragState {
    /// Nothing is.
    #[default]
    None,
    /// Over the page.
    OverPage,
    /// Over the card of an operand.
    OverOperand(OperandSide),
}
