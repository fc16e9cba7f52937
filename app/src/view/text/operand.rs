//! Texts of the cards of A, B and C.

use super::texts;

texts! {
    SWAP: "Swap A and B", "A und B vertauschen";
    UNDO: "Undo", "Rückgängig";
    UNDO_HINT: "Undo the last change to A or B (Ctrl+Z)", "Letzte Änderung an A oder B rückgängig machen (Strg+Z)";
}
