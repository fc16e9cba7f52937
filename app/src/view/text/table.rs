//! Texts of the table of an operand.

use super::texts;

texts! {
    IN_TABLE: "edited in the table", "in der Tabelle bearbeitet";
    SHOW_AS: "Show {0} as", "{0} anzeigen als";
    AS_TEXT: "Text", "Text";
    AS_TABLE: "Table", "Tabelle";
    TOO_LARGE: "Matrices of up to {0} × {0} can be edited in a table", "Matrizen bis {0} × {0} lassen sich in einer Tabelle bearbeiten";
    NO_TABLE: "This text is not a table of numbers. Correct it in the text view.", "Dieser Text ist keine Zahlentabelle. In der Textansicht lässt er sich korrigieren.";
    TABLE_OF: "Table of {0}", "Tabelle von {0}";
    ROW: "Row", "Zeile";
    CELL_FIELD: "{0}, row {1}, column {2}", "{0}, Zeile {1}, Spalte {2}";
    CELL: "Row {0}, column {1}: {2}", "Zeile {0}, Spalte {1}: {2}";
    BLANK: "blank", "leer";
    BLOCK: "{0} × {1} cells selected", "{0} × {1} Zellen ausgewählt";
    HOW_TO: "Type a number. Enter moves down, Tab to the right, Esc restores.", "Zahl eintippen. Eingabetaste geht nach unten, Tab nach rechts, Esc stellt wieder her.";
    TOOLS: "Rows and columns of {0}", "Zeilen und Spalten von {0}";
    INSERT_ROW: "Insert row", "Zeile einfügen";
    INSERT_COLUMN: "Insert column", "Spalte einfügen";
    DELETE_ROW: "Delete row", "Zeile löschen";
    DELETE_COLUMN: "Delete column", "Spalte löschen";
    INSERT_ROW_HINT: "Below the selected cell (Alt+Shift+↓; above it: Alt+Shift+↑)", "Unter der ausgewählten Zelle (Alt+Umschalt+↓; darüber: Alt+Umschalt+↑)";
    INSERT_COLUMN_HINT: "At the right of the selected cell (Alt+Shift+→; at its left: Alt+Shift+←)", "Rechts von der ausgewählten Zelle (Alt+Umschalt+→; links davon: Alt+Umschalt+←)";
    DELETE_ROW_HINT: "The rows of the selection (Ctrl+Delete)", "Die Zeilen der Auswahl (Strg+Entf)";
    DELETE_COLUMN_HINT: "The columns of the selection (Alt+Delete)", "Die Spalten der Auswahl (Alt+Entf)";
    REFUSED: "{0}, row {1}, column {2}: \"{3}\" is not a number. Correct it, or press Esc to restore the number.", "{0}, Zeile {1}, Spalte {2}: „{3}“ ist keine Zahl. Korrigieren oder mit Esc die Zahl wiederherstellen.";
    BLANK_REFUSED: "{0}, row {1}, column {2}: the cell is blank. Enter a number, or press Esc to restore the one before.", "{0}, Zeile {1}, Spalte {2}: Die Zelle ist leer. Zahl eingeben oder mit Esc die vorige wiederherstellen.";
    FULL: "{0} has {1} rows or columns already, and a table holds no more. Load larger matrices from a file.", "{0} hat schon {1} Zeilen oder Spalten, mehr fasst eine Tabelle nicht. Größere Matrizen lassen sich aus einer Datei laden.";
    PASTE_TOO_LARGE: "The block would reach beyond {0} × {0} cells, more than a table holds. Load it as a file or paste it in the text view.", "Der Block reicht über {0} × {0} Zellen hinaus, mehr fasst eine Tabelle nicht. Als Datei laden oder in der Textansicht einfügen.";
    PASTE_WITH_GAP: "The block would leave cells of {0} without numbers. Paste it where it overlaps or completes rows and columns.", "Der Block ließe Zellen von {0} ohne Zahlen. Dort einfügen, wo er Zeilen und Spalten überdeckt oder vervollständigt.";
    PASTED: "{0} numbers pasted", "{0} Zahlen eingefügt";
    NOTHING_COPIED: "The selected cells are blank.", "Die ausgewählten Zellen sind leer.";
    CLEARED: "The selected numbers are 0 now.", "Die ausgewählten Zahlen sind jetzt 0.";
    ROW_INSERTED: "{0} has another row of zeros.", "{0} hat eine weitere Zeile mit Nullen.";
    COLUMN_INSERTED: "{0} has another column of zeros.", "{0} hat eine weitere Spalte mit Nullen.";
}
