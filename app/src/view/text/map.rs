//! Texts of the heat maps.

use super::texts;

texts! {
    MAP: "Map of {0}", "Karte von {0}";
    HELP: "Each pixel has the colour of its entry that is furthest from zero. Arrow keys move, plus and minus zoom, 0 shows everything, Enter goes to the entry in the table.", "Jedes Pixel hat die Farbe seines Eintrags, der am weitesten von null entfernt ist. Pfeiltasten bewegen, Plus und Minus zoomen, 0 zeigt alles, Enter geht zum Eintrag in der Tabelle.";
    HINT: "Each pixel has the colour of its entry that is furthest from zero. A click goes to that entry, Ctrl and the wheel zoom.", "Jedes Pixel hat die Farbe seines Eintrags, der am weitesten von null entfernt ist. Ein Klick geht zu diesem Eintrag, Strg und Mausrad zoomen.";
    ZOOM_IN: "Zoom in on {0}", "{0} vergrößern";
    ZOOM_OUT: "Zoom out of {0}", "{0} verkleinern";
    SHOW_WHOLE: "Show all of {0}", "{0} ganz zeigen";
    LOGARITHMIC: "log scale for the colours of {0}", "log-Skala für die Farben von {0}";
    LOG: "log", "log";
    NO_WORKER: "There is no map, because no worker is available.", "Keine Karte, weil kein Worker verfügbar ist.";
    FAILED: "The map could not be drawn.", "Die Karte konnte nicht gezeichnet werden.";
    CELL: "Row {0}, column {1}", "Zeile {0}, Spalte {1}";
    CELLS_OF_ROW: "Row {0}, columns {1}–{2}", "Zeile {0}, Spalten {1}–{2}";
    CELLS_OF_COLUMN: "Rows {0}–{1}, column {2}", "Zeilen {0}–{1}, Spalte {2}";
    CELLS: "Rows {0}–{1}, columns {2}–{3}", "Zeilen {0}–{1}, Spalten {2}–{3}";
    MIN: "min {0}", "min {0}";
    MEAN: "mean {0}", "Mittel {0}";
    MAX: "max {0}", "max {0}";
    ZEROS: "zeros {0}", "Nullen {0}";
    NANS: "NaN {0}", "NaN {0}";
    INFINITIES: "+∞ {0}", "+∞ {0}";
    NEGATIVE_INFINITIES: "−∞ {0}", "−∞ {0}";
}
