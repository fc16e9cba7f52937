//! Texts of the options of a job.

use super::texts;

texts! {
    TITLE: "Options", "Optionen";
    MODE: "Mode", "Ausführung";
    MODE_AUTO: "Auto: whichever is faster", "Auto: was schneller ist";
    MODE_POOL: "Worker pool", "Worker-Pool";
    MODE_LOCAL: "Local: main thread", "Lokal: Hauptthread";
    WORKERS: "Workers", "Worker";
    ALL_WORKERS: "all", "alle";
    KERNEL: "Kernel", "Kernel";
    KERNEL_AUTO: "Auto: fastest here", "Auto: hier am schnellsten";
    KERNEL_SIMD: "SIMD: same bits everywhere", "SIMD: überall dieselben Bits";
    KERNEL_RELAXED: "Relaxed SIMD", "Relaxed SIMD";
    ALGORITHM: "Algorithm", "Algorithmus";
    CLASSICAL: "Classical", "Klassisch";
    STRASSEN: "Strassen–Winograd", "Strassen–Winograd";
    ABOUT_STRASSEN: "Strassen–Winograd needs fewer multiplications and is faster from about 512 × 512 per worker. It is cut \
        into slabs of about 1,000 rows: below 1,536 rows it runs on one worker only, and classical is faster on several. Its \
        error is bounded relative to the largest entries, so small entries next to large ones lose precision. It is used \
        only when you select it.",
        "Strassen–Winograd braucht weniger Multiplikationen und ist ab etwa 512 × 512 je Worker schneller. Gerechnet wird in \
        Streifen von etwa 1000 Zeilen: Unter 1536 Zeilen läuft es auf nur einem Worker, und klassisch ist auf mehreren \
        schneller. Der Fehler ist relativ zu den größten Einträgen beschränkt, darum verlieren kleine Einträge neben großen \
        an Genauigkeit. Es wird nur benutzt, wenn es hier gewählt ist.";
    VERIFY: "Verify", "Verifizieren";
    ABOUT_VERIFY: "Checks every product with Freivalds’ algorithm: A·(B·x) is compared with C·x for a random vector x of \
        signs, at a small part of the cost. An error in a single entry that is larger than rounding explains is found; \
        several errors in one row that cancel each other out may be missed.",
        "Prüft jedes Produkt nach Freivalds: A·(B·x) wird mit C·x verglichen, für einen zufälligen Vektor x aus Vorzeichen, \
        zu einem kleinen Teil der Kosten. Ein Fehler in einem einzelnen Eintrag wird gefunden, wenn er größer ist, als \
        Rundung erklärt; mehrere Fehler in einer Zeile, die sich aufheben, können unentdeckt bleiben.";
}
