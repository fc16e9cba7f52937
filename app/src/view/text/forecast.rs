//! Texts of the line beside Multiply that says what it would give and take.

use super::texts;

texts! {
    THRICE: "3 × {0}", "3 × {0}";
    EACH: "A {0}, B {1}, C {2}", "A {0}, B {1}, C {2}";
    FACTORS: "factors {0}, intermediate matrices and C up to {1}", "Faktoren {0}, Zwischenergebnisse und C bis zu {1}";
    CHAIN_TOO_LARGE: "Too large for this tab: the factors, intermediate matrices and C have {0}, and products may use {1}. Make the matrices smaller, or multiply parts of the chain.",
        "Zu groß für diesen Tab: Faktoren, Zwischenergebnisse und C haben {0}, und Produkte dürfen {1} belegen. Kleinere Matrizen oder Teile der Kette multiplizieren.";
    ABOUT: "about {0}", "etwa {0}";
    ABOUT_ON_WORKERS: "about {0} on {1}", "etwa {0} auf {1}";
    ABOUT_ON_MAIN_THREAD: "about {0} on the main thread", "etwa {0} im Hauptthread";
    TOO_LARGE: "Too large for this tab: A, B and C have {0}, and products may use {1} with all copies. Square matrices of up to {2} × {2} would fit.",
        "Zu groß für diesen Tab: A, B und C haben {0}, und Produkte dürfen mit allen Kopien {1} belegen. Quadratische Matrizen bis {2} × {2} würden passen.";
}
