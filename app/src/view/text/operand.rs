//! Texts of the cards of matrices.

use super::{Text, texts};
use crate::view::state::undo::{HistoryStep, InputChange};

texts! {
    SWAP: "Swap A and B", "A und B vertauschen";
    UNDO: "Undo", "Rückgängig";
    MATRIX: "Matrix", "Matrix";
    STOP: "Stop", "Stopp";
    STOP_READING: "Stop reading {0}", "Stopp: {0} lesen";
    CLEAR: "Clear", "Leeren";
    CLEAR_SIDE: "Clear {0}", "Leeren: {0}";
    LOAD: "Load {0}", "{0} laden";
    EDIT_AS_TEXT: "Edit as text", "Als Text bearbeiten";
    TYPE_TO_REPLACE: "Type or paste here to replace it", "Zum Ersetzen hier tippen oder einfügen";
    TYPE_PRODUCT: "Type, paste or drop\nthe product you have", "Das vorhandene Produkt\neintippen, einfügen oder ablegen";
    TYPE_NUMBERS: "Type numbers, row by row,\npaste from a spreadsheet,\nor drop a file: CSV, TSV,\nJSON, .npy, .mtx",
        "Zahlen Zeile für Zeile eintippen,\naus einer Tabelle einfügen\noder eine Datei ablegen: CSV,\nTSV, JSON, .npy, .mtx";
    READING: "Reading {0}", "Lesen von {0}";
    OTHER_WAYS: "Other ways to read {0}", "Andere Lesarten von {0}";
    READ_AS: "Read as {0}", "Als {0} lesen";
    READ_AS_DETECTED: "Read as detected", "Wie erkannt lesen";
    EMPTY: "This matrix is empty.", "Diese Matrix ist leer.";
    FIRST_NUMBERS: "First numbers", "Erste Zahlen";
    REDO: "Redo", "Wiederholen";
    NOTHING_TO_UNDO: "Nothing to undo (Ctrl+Z)", "Nichts rückgängig zu machen (Strg+Z)";
    NOTHING_TO_REDO: "Nothing to redo (Ctrl+Shift+Z)", "Nichts zu wiederholen (Strg+Umschalt+Z)";
    UNDO_WHAT: "Undo: {0} (Ctrl+Z)", "Rückgängig: {0} (Strg+Z)";
    REDO_WHAT: "Redo: {0} (Ctrl+Shift+Z)", "Wiederholen: {0} (Strg+Umschalt+Z)";
    UNDONE: "Undone: {0}.", "Rückgängig gemacht: {0}.";
    REDONE: "Redone: {0}.", "Wiederholt: {0}.";
    TYPED: "type in {0}", "Eingabe in {0}";
    NUMBERS: "change numbers of {0}", "Zahlen in {0} ändern";
    LINES: "change rows or columns of {0}", "Zeilen oder Spalten von {0} ändern";
    LOADED: "load {0}", "{0} laden";
    CLEARED: "clear {0}", "{0} leeren";
    REUSED: "use the product as {0}", "Produkt als {0} verwenden";
    SWAPPED: "swap A and B", "A und B vertauschen";
    FILLED_IN: "fill in A and B", "A und B füllen";
}

/// A change in a few words.
fn change(change: InputChange) -> String {
    let (text, side): (Text, _) = match change {
        InputChange::Typed(side) => (TYPED, side),
        InputChange::Numbers(side) => (NUMBERS, side),
        InputChange::Lines(side) => (LINES, side),
        InputChange::Loaded(side) => (LOADED, side),
        InputChange::Cleared(side) => (CLEARED, side),
        InputChange::Reused(side) => (REUSED, side),
        InputChange::Swapped => return SWAPPED.get().into(),
        InputChange::FilledIn => return FILLED_IN.get().into(),
    };
    text.with(&[&side.letter()])
}

/// What the button for a step would do.
pub fn step(step: HistoryStep, next: Option<InputChange>) -> String {
    let (what, nothing) = match step {
        HistoryStep::Undo => (UNDO_WHAT, NOTHING_TO_UNDO),
        HistoryStep::Redo => (REDO_WHAT, NOTHING_TO_REDO),
    };
    next.map_or_else(|| nothing.get().into(), |next| what.with(&[&change(next)]))
}

/// What a step has done.
pub fn stepped(step: HistoryStep, done: InputChange) -> String {
    match step {
        HistoryStep::Undo => UNDONE,
        HistoryStep::Redo => REDONE,
    }
    .with(&[&change(done)])
}
