//! Texts of the choice of what is computed.

use super::texts;

texts! {
    OPERATION: "Operation", "Rechnung";
    PRODUCT: "A·B: product", "A·B: Produkt";
    GRAM: "Aᵀ·A: Gram matrix of the columns", "Aᵀ·A: Gram-Matrix der Spalten";
    OUTER_GRAM: "A·Aᵀ: Gram matrix of the rows", "A·Aᵀ: Gram-Matrix der Zeilen";
    POWER: "Aᵏ: power", "Aᵏ: Potenz";
    CHAIN: "A·B·D…: chain of 3 to 5 matrices", "A·B·D…: Kette aus 3 bis 5 Matrizen";
    NOT_HERE: "Not available here", "Hier nicht verfügbar";
    INVERSE: "A⁻¹: inverse", "A⁻¹: Inverse";
    DETERMINANT: "det A: determinant", "det A: Determinante";
    EIGENVALUES: "λ: eigenvalues", "λ: Eigenwerte";
    SUMS: "A + B, A − B: sums", "A + B, A − B: Summen";
    ELSEWHERE: "Matmill multiplies. For inverses, determinants and eigenvalues use NumPy (numpy.linalg), Octave or Julia; for sums \
        also a spreadsheet.",
        "Matmill multipliziert. Für Inverse, Determinanten und Eigenwerte gibt es NumPy (numpy.linalg), Octave oder Julia; für \
        Summen auch eine Tabellenkalkulation.";
    EXPONENT: "Exponent k", "Exponent k";
    ABOUT_POWER: "By repeated squaring; A⁰ is the identity.", "Durch wiederholtes Quadrieren; A⁰ ist die Einheitsmatrix.";
    ABOUT_CHAIN: "In the cheapest order, which the result names. C is the product, so the factors are A, B, D, E and F.",
        "In der günstigsten Reihenfolge, die das Ergebnis nennt. C ist das Produkt, also heißen die Faktoren A, B, D, E und F.";
    ADD_FACTOR: "Add a factor", "Faktor hinzufügen";
    REMOVE: "Remove {0}", "{0} entfernen";
    CHAIN_GIVES: "{0} gives {1}, in the order {2}", "{0} ergibt {1}, in der Reihenfolge {2}";
    ORDER: "in the order {0}, as from left to right", "in der Reihenfolge {0}, wie von links nach rechts";
    ORDER_SAVES: "in the order {0}, {1} % fewer operations than from left to right",
        "in der Reihenfolge {0}, {1} % weniger Rechenschritte als von links nach rechts";
    ONLY_A: "Only A is used.", "Nur A wird benutzt.";
    TRANSPOSE: "Transpose {0}", "{0} transponieren";
    PROGRESS: "{0} % of all products · {1} s", "{0} % aller Produkte · {1} s";
    NOT_SQUARE: "A is {0}. Only square matrices have powers.", "A ist {0}. Potenzen gibt es nur von quadratischen Matrizen.";
    MISFIT: "{0} is {1} and {2} is {3}. They cannot be multiplied: {0} has {4}, but {2} has {5}.",
        "{0} ist {1} und {2} ist {3}. Das Produkt gibt es nicht: {0} hat {4}, aber {2} hat {5}.";
}
