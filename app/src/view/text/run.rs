//! Texts beside Multiply.

use super::texts;

texts! {
    MULTIPLY: "Multiply", "Multiplizieren";
    MULTIPLY_HINT: "Ctrl+Enter", "Strg+Eingabe";
    STOP: "Stop", "Stopp";
    STOP_HINT: "Esc", "Esc";
    PROGRESS: "Progress", "Fortschritt";
    ENTER_FIRST: "Enter A and B, then press {0}", "A und B eingeben, dann {0} drücken";
    GIVES: "{0} times {1} gives {2}", "{0} mal {1} ergibt {2}";
    OTHER_ORDER: "B × A is possible.", "B × A ist möglich.";
    SWAP: "Swap", "Vertauschen";
}
