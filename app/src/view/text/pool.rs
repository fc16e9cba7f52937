//! Texts of the panel of the workers.

use super::{counted_texts, texts};

texts! {
    TITLE: "Pool", "Pool";
    STARTING: "starting", "im Start";
    IDLE: "idle", "frei";
    BUSY: "busy", "beschäftigt";
    LOST: "lost", "verloren";
    IN_STATE: "{0} {1}", "{0} {1}";
    RETRY: "Retry", "Erneut versuchen";
    NUMBER: "Number of workers", "Anzahl der Worker";
    ONE_PER_CORE: "one per core", "einer je Kern";
    COPIES: "Page and workers copy matrices to each other; after a reload they share memory, which is faster.",
        "Seite und Worker kopieren einander Matrizen; nach einem Neuladen teilen sie Speicher, und das ist schneller.";
    RELOAD_TO_SHARE: "Reload to share memory", "Neu laden und Speicher teilen";
    WORKER: "Worker", "Worker";
    STATE: "State", "Zustand";
    TILES: "Tiles", "Kacheln";
    BUSY_FOR: "Busy", "Beschäftigt";
    LAST_PRODUCT: "Last product", "Letztes Produkt";
    LEGEND_TILES: "tiles", "Kacheln";
    LEGEND_LOST: "lost, repeated by another worker", "verloren, von einem anderen Worker wiederholt";
}

counted_texts! {
    READY: "{0} worker ready" | "{0} workers ready", "{0} Worker bereit" | "{0} Worker bereit";
}
