//! Texts of the cards of A, B and C.

use super::texts;

texts! {
    SWAP: "Swap A and B", "A und B vertauschen";
    UNDO: "Undo", "Rückgängig";
    UNDO_HINT: "Undo the last change to A or B (Ctrl+Z)", "Letzte Änderung an A oder B rückgängig machen (Strg+Z)";
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
}
