//! Texts of `index.html`, for the time before the app has started: the build writes them into the page.

use super::texts;

texts! {
    PRESSED: "Matmill is still loading and will do this as soon as it can.", "Matmill wird noch geladen und erledigt das, sobald es geht.";
    NO_SIMD: "Matmill needs WebAssembly SIMD, which this browser does not support. Please use Chrome or Edge 97, Firefox 114, Safari 16.4, or newer.", "Matmill braucht WebAssembly SIMD, das dieser Browser nicht unterstützt. Es läuft in Chrome und Edge ab 97, Firefox ab 114 und Safari ab 16.4.";
    NOT_LOADED: "Matmill did not load completely. The connection may have failed, or the page may have been updated meanwhile. Please reload.", "Matmill wurde nicht vollständig geladen: Die Verbindung war gestört, oder die Seite wurde inzwischen aktualisiert. Neu laden hilft meist.";
    RELOAD: "Reload", "Neu laden";
    NO_SCRIPT: "Matmill computes in your browser and needs JavaScript. Please allow it for this page.", "Matmill rechnet im Browser und braucht JavaScript, das hier abgeschaltet ist.";
}
