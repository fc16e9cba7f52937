//! Texts of a product that is being computed.

use super::texts;

texts! {
    TILES_OF_C: "Tiles of C", "Kacheln von C";
    REMAINING: "about {0} left", "noch etwa {0}";
    WITH_REMAINING: "{0}, {1}", "{0}, {1}";
    FINISHED: "Finished, 100 %", "Fertig, 100 %";
    WORKER: "Worker {0}", "Worker {0}";
    MAIN_THREAD: "Main thread", "Hauptthread";
    NOT_COMPUTED: "not computed yet", "noch nicht berechnet";
    TILES_DONE: "{0} of {1} tiles done", "{0} von {1} Kacheln fertig";
    SHARE: "{0}: {1}", "{0}: {1}";
    NUMBERS_APPEAR: "Numbers appear as their tiles are done. Finished rows can be copied with Ctrl + C.", "Zahlen erscheinen, sobald ihre Kacheln fertig sind. Fertige Zeilen lassen sich mit Strg + C kopieren.";
    SO_FAR: "Result so far", "Ergebnis bis jetzt";
    BEING_COMPUTED: "being computed", "wird berechnet";
    WHO_COMPUTED_WHAT: "Tiles by worker", "Kacheln nach Worker";
    NO_FINISHED_ROW: "None of the selected rows is computed completely yet. Wait, or select numbers that are there.", "Noch keine der ausgewählten Zeilen ist vollständig berechnet. Später noch einmal kopieren oder vorhandene Zahlen auswählen.";
    ROWS_COPIED: "Rows {0} to {1} copied as {2}; other selected rows are not computed yet.", "Zeilen {0} bis {1} als {2} kopiert; andere ausgewählte Zeilen sind noch nicht berechnet.";
}
