//! Texts about matrices, jobs and files that stand in several parts of the page.

use super::{counted_texts, texts};

texts! {
    READ_AS: "read as {0} · {1} · {2}", "gelesen als {0} · {1} · {2}";
    A_PRODUCT: "{0} · a product · {1}", "{0} · ein Produkt · {1}";
    TEXT_FORMAT: "text", "Text";
    READING: "Reading {0} … {1} %", "{0} wird gelesen … {1} %";
    EMPTY: "{0} is empty. Type, paste or load a matrix, then multiply.",
        "{0} ist leer. Erst eine Matrix eintippen, einfügen oder laden, dann multiplizieren.";
    NOTHING_TO_CHECK: "{0} is empty. Type, paste or load a matrix, then check.",
        "{0} ist leer. Erst eine Matrix eintippen, einfügen oder laden, dann prüfen.";
    PASTED_TEXT: "pasted text", "eingefügter Text";
    STILL_THE_FILE: "{0} is still {1}, {2}.", "{0} ist weiterhin {1}, {2}.";
    STILL_THE_PREVIOUS: "{0} is still the previous {1} matrix.", "{0} ist weiterhin die vorige Matrix, {1}.";
    MISMATCH: "A is {0} and B is {1}. They cannot be multiplied: A has {2}, but B has {3}.",
        "A ist {0} und B ist {1}. Das lässt sich nicht multiplizieren: A hat {2}, B aber {3}.";
    FINISHING: "All tiles done, finishing · {0} s", "Alle Kacheln fertig, Abschluss · {0} s";
    PROGRESS: "{0} % · {1} of {2} · {3} s", "{0} % · {1} von {2} · {3} s";
    STARTING: "Starting · {0} s", "Start · {0} s";
    WAITING: "Waiting until the matrices are read", "Wartet, bis die Matrizen gelesen sind";
    MULTIPLYING: "Multiplying, {0} %", "Multiplikation läuft, {0} %";
    OUTCOME: "C is {0}, {1}: {2}", "C ist {0}, {1}: {2}";
    EARLIER_OUTCOME: "Still the earlier product: C is {0}, {1}: {2}", "Noch das vorige Produkt: C ist {0}, {1}: {2}";
    ON_MAIN_THREAD: "on the main thread", "im Hauptthread";
    CHECKED: "checked (Freivalds)", "geprüft (Freivalds)";
    CHECK_FAILED: "check failed", "Prüfung nicht bestanden";
    CHECK_UNDECIDED: "check undecided", "Prüfung unentschieden";
    NOT_CHECKED: "not checked", "nicht geprüft";
    EXACT: "exact", "exakt";
    WITHIN: "each entry within {0} of the true value", "jeder Eintrag höchstens {0} neben dem wahren Wert";
    NO_BOUND: "no error bound: a sum may overflow, or an entry is not finite",
        "keine Fehlerschranke: Eine Summe kann überlaufen, oder ein Eintrag ist nicht endlich";
    SELECTED: "{0}, {1}: {2} numbers selected. Ctrl + C copies them in full precision.",
        "{0}, {1}: {2} Zahlen ausgewählt. Strg + C kopiert sie in voller Genauigkeit.";
    ROW: "Row {0}", "Zeile {0}";
    ROWS: "Rows {0} to {1}", "Zeilen {0} bis {1}";
    COLUMN: "column {0}", "Spalte {0}";
    COLUMNS: "columns {0} to {1}", "Spalten {0} bis {1}";
    ENTRY: "Row {0}, column {1}: {2}", "Zeile {0}, Spalte {1}: {2}";
    WRITING: "Writing {0} …", "{0} wird geschrieben …";
    STILL_WRITING: "A file is still being written.", "Eine Datei wird noch geschrieben.";
    NOT_SAVED: "Not saved.", "Nicht gespeichert.";
    SAVED: "Saved as {0}, {1}.", "Gespeichert als {0}, {1}.";
    SAVING_FAILED: "the browser did not save {0} ({1}); try again, or use Copy",
        "der Browser hat {0} nicht gespeichert ({1}); noch einmal versuchen oder kopieren";
    COPYING: "Copying as {0} …", "Wird als {0} kopiert …";
    STILL_COPYING: "The previous copy is still being written.", "Die vorige Kopie wird noch geschrieben.";
    COPIED: "Copied as {0}.", "Als {0} kopiert.";
    NUMBER_COPIED: "1 number copied as {0}.", "1 Zahl als {0} kopiert.";
    NUMBERS_COPIED: "{0} numbers copied as {1}.", "{0} Zahlen als {1} kopiert.";
    COPYING_FAILED: "the numbers could not be copied ({0}); select fewer, or use Download",
        "die Zahlen ließen sich nicht kopieren ({0}); weniger auswählen oder herunterladen";
    TOO_MANY_SELECTED: "{0} × {1} numbers are selected; without all columns, up to {2} rows and {3} numbers can be copied. \
        Select fewer numbers or whole rows, or use Download",
        "{0} × {1} Zahlen sind ausgewählt; ohne alle Spalten lassen sich bis zu {2} Zeilen und {3} Zahlen kopieren. \
        Weniger Zahlen oder ganze Zeilen auswählen, oder herunterladen";
    NO_CLIPBOARD: "this browser allows copying only on pages from https or localhost; use Download",
        "dieser Browser erlaubt das Kopieren nur auf Seiten von https oder localhost; stattdessen herunterladen";
    CLIPBOARD_DENIED: "the browser did not allow copying ({0}); allow this page to use the clipboard, or use Download",
        "der Browser hat das Kopieren nicht erlaubt ({0}); dieser Seite die Zwischenablage erlauben oder herunterladen";
    DECIMAL_COMMA_CSV: "CSV (Excel, decimal comma)", "CSV (Excel, Dezimalkomma)";
    NUMPY_LITERAL: "NumPy literal", "NumPy-Ausdruck";
    MATLAB_LITERAL: "MATLAB literal", "MATLAB-Ausdruck";
    NO_WORKER: "No worker is available: {0}. {1}", "Kein Worker ist verfügbar: {0}. {1}";
    NOTHING_WORKS: "Matmill cannot compute, read or write anything until this file is loaded.",
        "Matmill kann nichts berechnen, lesen oder schreiben, bis diese Datei geladen ist.";
    MAIN_THREAD_ONLY: "Products run on the main thread until one starts.",
        "Produkte laufen im Hauptthread, bis einer startet.";
    WORK: "{0}, busy for {1} of {2}", "{0}, beschäftigt für {1} von {2}";
    WORK_AND_LOSS: "{0}, busy for {1} of {2}, {3} lost", "{0}, beschäftigt für {1} von {2}, {3} verloren";
    NO_WORKER_COUNT: "\"{0}\" is not a number of workers; enter a whole number, 1 or more",
        "„{0}“ ist keine Anzahl von Workern; eine ganze Zahl ab 1 eingeben";
    UNREADABLE_WORKER_COUNT: "the text is not a number of workers; enter a whole number, 1 or more",
        "der Text ist keine Anzahl von Workern; eine ganze Zahl ab 1 eingeben";
    UNDER_1_MS: "under 1 ms", "unter 1 ms";
    JOB_CANCELLED: "The job was cancelled.", "Der Auftrag wurde abgebrochen.";
    CHECK_CANCELLED: "The check was cancelled.", "Die Prüfung wurde abgebrochen.";
    STOPPED: "Stopped. The matrices are unchanged.", "Gestoppt. Die Matrizen sind unverändert.";
    STOPPED_WHILE_READING: "Multiplication cancelled. Files are still loading.",
        "Multiplikation abgebrochen. Dateien werden noch geladen.";
}

counted_texts! {
    COUNTED_COLUMNS: "{0} column" | "{0} columns", "{0} Spalte" | "{0} Spalten";
    COUNTED_ROWS: "{0} row" | "{0} rows", "{0} Zeile" | "{0} Zeilen";
    TILES: "{0} tile" | "{0} tiles", "{0} Kachel" | "{0} Kacheln";
    TILES_RETRIED: "{0} tile retried" | "{0} tiles retried", "{0} Kachel wiederholt" | "{0} Kacheln wiederholt";
    WORKERS: "{0} worker" | "{0} workers", "{0} Worker" | "{0} Worker";
}
