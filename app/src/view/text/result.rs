//! Texts of the product and of its grid.

use super::texts;

texts! {
    RESULT: "Result", "Ergebnis";
    APPEARS_HERE: "C = A × B appears here.", "C = A × B erscheint hier.";
    AWAITS_INPUT: "C will be computed when A and B are read.", "C wird berechnet, sobald A und B gelesen sind.";
    IS_COMPUTED: "C is being computed.", "C wird berechnet.";
    STALE: "What it was made of has changed since", "Die Eingabe hat sich seitdem geändert";
    FORMAT: "Format", "Format";
    DOWNLOAD: "Download", "Herunterladen";
    COPY: "Copy", "Kopieren";
    USE_AS: "Use as {0}", "Als {0} verwenden";
    BINARY_HINT: "A .npy file is binary: download it", "Eine .npy-Datei ist binär: herunterladen";
    BINARY: "A .npy file is binary and cannot be copied.", "Eine .npy-Datei ist binär und lässt sich nicht kopieren.";
    EMPTY: "C is {0}: an empty matrix.", "C ist {0}: eine leere Matrix.";
    NUMBERS: "Numbers of C", "Zahlen von C";
    ROW: "Row", "Zeile";
}
