//! Texts of the list of keyboard shortcuts, and the names of keys.

use super::texts;

texts! {
    TITLE: "Keyboard shortcuts", "Tastenkürzel";
    CLOSE: "Close", "Schließen";
    CTRL: "Ctrl", "Strg";
    ENTER: "Enter", "Eingabe";
    ESC: "Esc", "Esc";
    HOME: "Home", "Pos1";
    END: "End", "Ende";
    PAGE_UP: "Page Up", "Bild ↑";
    PAGE_DOWN: "Page Down", "Bild ↓";
    SHIFT: "Shift", "Umschalt";
    MULTIPLY: "Multiply (on a Mac also Cmd + Enter)", "Multiplizieren (am Mac auch Cmd + Eingabe)";
    STOP: "Stop multiplying, checking or loading", "Multiplizieren, Prüfen oder Laden stoppen";
    UNDO: "Undo the last change of A, B or C; with Shift redo it (also Ctrl + Y)",
        "Letzte Änderung an A, B oder C rückgängig machen; mit Umschalt wiederholen (auch Strg + Y)";
    MOVE: "Move through the numbers of C or of a table", "Durch die Zahlen von C oder einer Tabelle gehen";
    ROW_ENDS: "Go to the first or last number of a row", "Zur ersten oder letzten Zahl einer Zeile";
    CORNERS: "Go to the first number of C; with End to the last, with an arrow to the edge",
        "Zur ersten Zahl von C; mit „Ende“ zur letzten, mit einem Pfeil an den Rand";
    PAGE: "Move one page up or down", "Eine Seite nach oben oder unten";
    EXTEND: "With any of these keys or a click: extend the selection",
        "Mit einer dieser Tasten oder einem Klick: Auswahl erweitern";
    SELECT_ALL: "Select all numbers of C", "Alle Zahlen von C auswählen";
    COPY: "Copy the selected numbers in full precision", "Ausgewählte Zahlen in voller Genauigkeit kopieren";
    ALT: "Alt", "Alt";
    DELETE: "Delete", "Entf";
    EDIT: "Edit the number of a table; typing replaces it", "Zahl einer Tabelle bearbeiten; Tippen ersetzt sie";
    ENTER_NUMBER: "In a number: enter it and go down or right; Esc restores it",
        "In einer Zahl: übernehmen und nach unten oder rechts gehen; Esc stellt sie wieder her";
    ZERO: "Make the selected numbers of a table 0; with Ctrl delete their rows, with Alt their columns",
        "Ausgewählte Zahlen einer Tabelle auf 0 setzen; mit Strg ihre Zeilen löschen, mit Alt ihre Spalten";
    INSERT: "Insert a row or column on that side", "Auf dieser Seite eine Zeile oder Spalte einfügen";
    OPEN: "Open this list (not in a text field)", "Diese Liste öffnen (nicht in einem Textfeld)";
}
