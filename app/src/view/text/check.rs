//! Texts of the check of a product that the user has.

use super::texts;

texts! {
    TITLE: "Check a product you have", "Ein vorhandenes Produkt prüfen";
    PURPOSE: "Is it A × B? For a C that a GPU, a cluster or a spreadsheet computed.",
        "Ist es A × B? Für ein C aus einer GPU, einem Cluster oder einer Tabellenkalkulation.";
    CHECK: "Check", "Prüfen";
    STOP: "Stop", "Stopp";
    STOP_CHECKING: "Stop checking", "Stopp der Prüfung";
    PROGRESS: "Progress of the check", "Fortschritt der Prüfung";
    WAITING: "Waiting until A, B and C are read", "Wartet, bis A, B und C gelesen sind";
    CHECKING: "Checking, {0} %", "Prüfung läuft, {0} %";
    EXACTLY: "C is exactly A·B.", "C ist genau A·B.";
    WITHIN_ROUNDING: "C is A·B within rounding (bound {0}).", "C ist A·B bis auf Rundung (Schranke {0}).";
    UNDECIDED_ROW: "Nothing wrong was found, but row {0} cannot be judged: a number there is not finite, or its sums overflow.",
        "Nichts Falsches gefunden, aber Zeile {0} lässt sich nicht beurteilen: Eine Zahl dort ist nicht endlich, oder ihre \
        Summen laufen über.";
    UNDECIDED_COLUMNS: "Nothing wrong was found, but columns in which B is not finite cannot be judged.",
        "Nichts Falsches gefunden, aber Spalten, in denen B nicht endlich ist, lassen sich nicht beurteilen.";
    WRONG: "Row {0} of C is not A·B: entry ({0}, {1}) is {2} and should be {3}. It is off by {4}, {5}.",
        "Zeile {0} von C ist nicht A·B: Eintrag ({0}, {1}) ist {2}, richtig wäre {3}. Er weicht um {4} ab, {5}.";
    WITHOUT_ROUNDING: "without any rounding", "ganz ohne Rundung";
    ROUNDING_EXPLAINS: "rounding explains {0} at most", "Rundung erklärt höchstens {0}";
    DIGITS_AGREE: "They agree to {0} digits; C may hold rounded numbers.",
        "Sie stimmen auf {0} Stellen überein; C enthält vielleicht gerundete Zahlen.";
    ROWS_WRONG: "At least {0} rows are wrong.", "Mindestens {0} Zeilen sind falsch.";
}
