//! Texts of the explanation of a number, and of the steps of a small product.

use super::texts;

texts! {
    EXPLANATION: "Explanation", "Erklärung";
    TERMS: "Terms of c({0}, {1}) in order", "Summanden von c({0}, {1}) der Reihe nach";
    TERMS_IN_ORDER: "Terms in order", "Summanden der Reihe nach";
    PRODUCT: "Product", "Produkt";
    RUNNING_TOTAL: "Running total", "Zwischensumme";
    HIDDEN: "{0} more terms, t = {1} to {2}", "{0} weitere Summanden, t = {1} bis {2}";
    MORE: "Show more", "Mehr zeigen";
    FEWER: "Show fewer", "Weniger zeigen";
    LARGEST: "Largest terms", "Größte Summanden";
    COMPUTING: "Adding {0} terms …", "{0} Summanden werden addiert …";
    NO_FACTORS: "There is nothing to write out: C is not the product of two matrices that the page still has.",
        "Hier gibt es nichts auszuschreiben: C ist nicht das Produkt zweier Matrizen, die noch da sind.";
    NO_TERMS: "A has no columns, so the sum has no terms and is 0.", "A hat keine Spalten: Die Summe ist leer, also 0.";
    EARLIER: "A or B has changed since. This explains the product shown, from A and B as they were multiplied.",
        "A oder B wurde seither geändert. Erklärt wird das gezeigte Produkt, mit A und B, wie sie multipliziert wurden.";
    SIGNS: "{0} terms: {1} positive, {2} negative, {3} zero", "{0} Summanden: {1} positiv, {2} negativ, {3} gleich null";
    SIGNS_AND_NAN: "{0} terms: {1} positive, {2} negative, {3} zero, {4} NaN", "{0} Summanden: {1} positiv, {2} negativ, {3} gleich null, {4} NaN";
    ALL_ZERO: "Every term is zero.", "Alle Summanden sind null.";
    NOTHING_CANCELS: "The sizes of the terms add up to {0}: next to nothing cancels.",
        "Die Beträge der Summanden ergeben {0}: Es hebt sich fast nichts auf.";
    CANCELS_LITTLE: "The sizes of the terms add up to {0}, {1} times the size of the sum: less than one digit cancels.",
        "Die Beträge der Summanden ergeben {0}, das {1}-Fache des Betrags der Summe: Weniger als eine Stelle hebt sich auf.";
    CANCELS: "The sizes of the terms add up to {0}, {1} times the size of the sum: about {2} of {3} digits cancel.",
        "Die Beträge der Summanden ergeben {0}, das {1}-Fache des Betrags der Summe: Etwa {2} von {3} Stellen heben sich auf.";
    CANCELS_ALL: "The sizes of the terms add up to {0}, and they cancel completely.",
        "Die Beträge der Summanden ergeben {0}; sie heben sich ganz auf.";
    NOT_FINITE: "The running total is {0} from t = {1} on, where a · b is {2} · {3}.",
        "Ab t = {1} ist die Zwischensumme {0}; dort ist a · b = {2} · {3}.";
    EXACT: "No rounding: every product and every total is exact.", "Keine Rundung: Alle Produkte und Zwischensummen sind exakt.";
    SAME_BITS: "The running total ends with this number of C, bit for bit.",
        "Die Zwischensumme endet mit dieser Zahl von C, Bit für Bit.";
    DIFFERS: "C has {0}; added in this order the sum is {1}.", "C enthält {0}; in dieser Reihenfolge addiert ergibt sich {1}.";
    DIFFERS_STRASSEN: "C has {0}; added in this order the sum is {1}. Strassen–Winograd adds in another one.",
        "C enthält {0}; in dieser Reihenfolge addiert ergibt sich {1}. Strassen–Winograd addiert in einer anderen.";
    DIFFERS_LANES: "C has {0}; added in this order the sum is {1}. For a single column, relaxed SIMD adds several partial sums.",
        "C enthält {0}; in dieser Reihenfolge addiert ergibt sich {1}. Bei nur einer Spalte addiert Relaxed SIMD mehrere Teilsummen.";
    SHOW_STEPS: "Show all steps", "Alle Schritte zeigen";
    HIDE_STEPS: "Hide the steps", "Schritte ausblenden";
    STEPS: "Steps", "Schritte";
    STEP: "Step {0} of {1}", "Schritt {0} von {1}";
    PREVIOUS: "Previous", "Zurück";
    NEXT: "Next", "Weiter";
    ALL_AT_ONCE: "All at once", "Alle auf einmal";
    PRINT: "Print", "Drucken";
    DIGITS: "Digits shown", "Gezeigte Stellen";
    DECIMAL_MARK: "Decimal mark shown", "Gezeigtes Dezimalzeichen";
    BY_LANGUAGE: "As usual in the language", "Wie in der Sprache üblich";
    POINT: "Point: 0.5", "Punkt: 0.5";
    COMMA: "Comma: 0,5", "Komma: 0,5";
    ONLY_SHOWN: "Digits and decimal mark are only for reading: what is copied, downloaded or edited always has all digits.",
        "Stellen und Dezimalzeichen gelten nur für die Anzeige: Kopiert, gespeichert und bearbeitet wird immer mit allen Stellen.";
}
