//! Texts of the choice of what is computed.

use super::texts;

texts! {
    OPERATION: "Operation", "Rechnung";
    PRODUCT: "A·B: product", "A·B: Produkt";
    GRAM: "Aᵀ·A: Gram matrix of the columns", "Aᵀ·A: Gram-Matrix der Spalten";
    OUTER_GRAM: "A·Aᵀ: Gram matrix of the rows", "A·Aᵀ: Gram-Matrix der Zeilen";
    POWER: "Aᵏ: power", "Aᵏ: Potenz";
    NOT_HERE: "Not available here", "Hier nicht verfügbar";
    INVERSE: "A⁻¹: inverse", "A⁻¹: Inverse";
    DETERMINANT: "det A: determinant", "det A: Determinante";
    EIGENVALUES: "λ: eigenvalues", "λ: Eigenwerte";
    ELSEWHERE: "Matmill multiplies. For inverses, determinants and eigenvalues use NumPy (numpy.linalg), Octave or Julia.",
        "Matmill multipliziert. Für Inverse, Determinanten und Eigenwerte gibt es NumPy (numpy.linalg), Octave oder Julia.";
    EXPONENT: "Exponent k", "Exponent k";
    ABOUT_POWER: "By repeated squaring; A⁰ is the identity.", "Durch wiederholtes Quadrieren; A⁰ ist die Einheitsmatrix.";
    ONLY_A: "Only A is used.", "Nur A wird benutzt.";
    TRANSPOSE: "Transpose {0}", "{0} transponieren";
    PROGRESS: "{0} % of all products · {1} s", "{0} % aller Produkte · {1} s";
    NOT_SQUARE: "A is {0}. Only square matrices have powers.", "A ist {0}. Potenzen gibt es nur von quadratischen Matrizen.";
    MISFIT: "{0} is {1} and {2} is {3}. They cannot be multiplied: {0} has {4}, but {2} has {5}.",
        "{0} ist {1} und {2} ist {3}. Das Produkt gibt es nicht: {0} hat {4}, aber {2} hat {5}.";
}
