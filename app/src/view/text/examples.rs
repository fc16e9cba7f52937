//! Texts of the examples, and of matrices that were generated.

use super::texts;

texts! {
    SMALL: "2 × 2", "2 × 2";
    RANDOM_512: "512 × 512 random", "512 × 512 Zufallszahlen";
    RANDOM_1024: "1024 × 1024 random", "1024 × 1024 Zufallszahlen";
    MORE: "More …", "Mehr …";
    MORE_EXAMPLES: "More examples", "Weitere Beispiele";
    EXAMPLE: "Example", "Beispiel";
    RANDOM: "Random numbers", "Zufallszahlen";
    IDENTITY: "Identity matrix", "Einheitsmatrix";
    HILBERT: "Hilbert matrix and its inverse", "Hilbert-Matrix und ihre Inverse";
    ROTATION: "Rotations", "Drehungen";
    MARKOV: "Markov chain", "Markow-Kette";
    PASCAL: "Pascal’s triangle", "Pascalsches Dreieck";
    HADAMARD: "Hadamard matrix", "Hadamard-Matrix";
    GRAPH: "Paths in a graph", "Wege in einem Graphen";
    RANDOM_SHOWS: "A · B shows how fast large products are. The same seed gives the same numbers on every machine.", "A · B zeigt, wie schnell große Produkte sind. Derselbe Startwert ergibt auf jedem Gerät dieselben Zahlen.";
    IDENTITY_SHOWS: "A · I = A: the identity matrix changes nothing.", "A · I = A: Die Einheitsmatrix ändert nichts.";
    HILBERT_SHOWS: "H · H⁻¹ should be the identity matrix. What differs is rounding, which this matrix magnifies like few others.", "H · H⁻¹ sollte die Einheitsmatrix sein. Die Abweichung ist Rundung, die kaum eine Matrix so vergrößert wie diese.";
    ROTATION_SHOWS: "R(α) · R(β) = R(α + β): two turns in a row are one turn by the sum of their angles.", "R(α) · R(β) = R(α + β): Zwei Drehungen nacheinander sind eine Drehung um die Summe der Winkel.";
    MARKOV_SHOWS: "P · P holds the chances of getting from one place to another in two steps. Every row still adds up to 1.", "P · P enthält die Wahrscheinlichkeiten, in zwei Schritten von einem Ort zum anderen zu kommen. Jede Zeile ergibt weiterhin 1.";
    PASCAL_SHOWS: "L · Lᵀ is the symmetric Pascal matrix: every entry is the sum of the one above it and the one to its left.", "L · Lᵀ ist die symmetrische Pascal-Matrix: Jeder Eintrag ist die Summe des Eintrags darüber und des Eintrags links davon.";
    HADAMARD_SHOWS: "H · Hᵀ = n · I: any two rows of a Hadamard matrix are orthogonal.", "H · Hᵀ = n · I: Je zwei Zeilen einer Hadamard-Matrix sind orthogonal.";
    GRAPH_SHOWS: "A · A counts the paths of two edges between two points of the Petersen graph; on the diagonal, the neighbours of a point.", "A · A zählt die Wege aus zwei Kanten zwischen zwei Punkten des Petersen-Graphen, auf der Diagonale die Nachbarn eines Punktes.";
    ROWS: "Rows", "Zeilen";
    COLUMNS: "Columns", "Spalten";
    SIZE: "Rows and columns", "Zeilen und Spalten";
    MINIMUM: "Minimum", "Minimum";
    MAXIMUM: "Maximum", "Maximum";
    SEED: "Seed", "Startwert";
    INTEGERS: "Whole numbers", "Ganze Zahlen";
    ANGLE_A: "Angle of A in degrees", "Winkel von A in Grad";
    ANGLE_B: "Angle of B in degrees", "Winkel von B in Grad";
    FILL_BOTH: "Fill in A and B", "A und B füllen";
    ONLY_A: "Only A", "Nur A";
    ONLY_B: "Only B", "Nur B";
    NOT_WHOLE: "{0}: enter a whole number from {1} to {2}.", "{0}: Hier passt eine ganze Zahl von {1} bis {2}.";
    NOT_A_NUMBER: "{0}: enter a number.", "{0}: Hier fehlt eine Zahl.";
    NOT_A_POWER: "A Hadamard matrix of {0} rows is not available: enter 1, 2, 4, 8, or another power of 2.", "Eine Hadamard-Matrix mit {0} Zeilen ist nicht verfügbar: Möglich sind 1, 2, 4, 8 und weitere Zweierpotenzen.";
    EMPTY_RANGE: "The minimum {0} is above the maximum {1}.", "Das Minimum {0} liegt über dem Maximum {1}.";
    NO_WHOLE_NUMBER: "There is no whole number from {0} to {1}.", "Von {0} bis {1} gibt es keine ganze Zahl.";
    RANGE_TOO_WIDE: "Whole numbers are exact only from −{0} to {0}.", "Ganze Zahlen sind nur von −{0} bis {0} exakt.";
    ORIGIN_RANDOM: "random numbers from {0} to {1}, seed {2}", "Zufallszahlen von {0} bis {1}, Startwert {2}";
    ORIGIN_INTEGERS: "random whole numbers from {0} to {1}, seed {2}", "ganze Zufallszahlen von {0} bis {1}, Startwert {2}";
    ORIGIN_IDENTITY: "identity matrix", "Einheitsmatrix";
    ORIGIN_HILBERT: "Hilbert matrix", "Hilbert-Matrix";
    ORIGIN_INVERSE_HILBERT: "inverse of the Hilbert matrix", "Inverse der Hilbert-Matrix";
    ORIGIN_ROTATION: "rotation by {0}°", "Drehung um {0}°";
    ORIGIN_MARKOV: "Markov chain", "Markow-Kette";
    ORIGIN_PASCAL: "Pascal’s triangle", "Pascalsches Dreieck";
    ORIGIN_PASCAL_TRANSPOSED: "Pascal’s triangle, transposed", "Pascalsches Dreieck, transponiert";
    ORIGIN_HADAMARD: "Hadamard matrix", "Hadamard-Matrix";
    ORIGIN_PETERSEN: "adjacency of the Petersen graph", "Adjazenz des Petersen-Graphen";
    NOT_MADE: "{0}: {1} Choose a smaller matrix.", "{0}: {1} Eine kleinere Matrix passt.";
}
