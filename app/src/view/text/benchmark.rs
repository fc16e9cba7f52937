//! Texts of the benchmark.

use super::texts;

texts! {
    TITLE: "Benchmark", "Benchmark";
    SPEED: "speed of this machine", "Tempo dieses Rechners";
    PURPOSE: "Measures the kernels against the roofline: multiply-adds in registers only, the most that one core can do. \
        Every speed is the median of seven samples, taken alternately with samples of the roofline. It takes a minute or two \
        on all cores; close other programs first.",
        "Misst die Kernel gegen die Roofline: Multiplikationen mit Addition nur in Registern, das Äußerste, was ein Kern \
        schafft. Jedes Tempo ist der Median von sieben Messungen, abwechselnd mit Messungen der Roofline. Das dauert ein, \
        zwei Minuten auf allen Kernen; vorher andere Programme schließen.";
    STOP: "Stop benchmark", "Benchmark stoppen";
    RUN: "Run benchmark", "Benchmark starten";
    COPY: "Copy as text", "Als Text kopieren";
    STARTING: "Starting workers …", "Worker starten …";
    DONE: "Done.", "Fertig.";
    COPIED: "Copied as text.", "Als Text kopiert.";
    MEASURING: "Measuring {0}, n = {1} …", "Misst {0}, n = {1} …";
    MEASURING_WORKERS: "Measuring products with {0} of {1} workers …", "Misst Produkte mit {0} von {1} Workern …";
    BY_SIZE: "GFLOP/s by size, one worker", "GFLOP/s nach Größe, ein Worker";
    BY_WORKERS: "GFLOP/s by number of workers, 1024 × 1024", "GFLOP/s nach Anzahl der Worker, 1024 × 1024";
    WORKERS_AXIS: "workers", "Worker";
    CHART: "{0}; the numbers are in the table below", "{0}; die Zahlen stehen in der Tabelle darunter";
    SIZES_TABLE: "GFLOP/s and share of the roofline by size, one worker",
        "GFLOP/s und Anteil an der Roofline nach Größe, ein Worker";
    WORKERS_TABLE: "Products of 1024 × 1024 from call to result, by number of workers",
        "Produkte von 1024 × 1024 vom Aufruf bis zum Ergebnis, nach Anzahl der Worker";
    WORKERS: "Workers", "Worker";
    CALL_TO_RESULT: "GFLOP/s, call to result", "GFLOP/s, Aufruf bis Ergebnis";
    OF_ROOFLINES: "Of as many rooflines", "Von ebenso vielen Rooflines";
    ROOFLINE_IN: "{0} GFLOP/s in {1}", "{0} GFLOP/s in {1}";
    QUIET: "a quiet machine", "ein ruhiger Rechner";
    SOME_NOISE: "some noise", "etwas unruhig";
    NOISY: "noisy: other programs are running, so these numbers are not reliable",
        "unruhig: Andere Programme laufen, diese Zahlen sind nicht verlässlich";
    ROOFLINES: "Roofline of one core: {0}; 8 of 10 samples within {1} % ({2}).",
        "Roofline eines Kerns: {0}; 8 von 10 Messungen innerhalb von {1} % ({2}).";
    ROOFLINE_LINE: "roofline, {0}", "Roofline, {0}";
    ROOFLINES_LINE: "as many rooflines", "ebenso viele Rooflines";
    PRODUCTS_LINE: "f64, call to result", "f64, Aufruf bis Ergebnis";
    EXPORT_TITLE: "Matmill {0} benchmark", "Matmill {0}, Benchmark";
    EXPORT_COLUMNS: "GFLOP/s (of roofline), n", "GFLOP/s (von Roofline), n";
    EXPORT_WORKERS: "1024 × 1024 with {0} workers: {1} GFLOP/s ({2} %)", "1024 × 1024 mit {0} Workern: {1} GFLOP/s ({2} %)";
    MACHINE_ISOLATED: "{0}, {1} workers, page isolated", "{0}, {1} Worker, Seite isoliert";
    MACHINE: "{0}, {1} workers, page not isolated", "{0}, {1} Worker, Seite nicht isoliert";
}
