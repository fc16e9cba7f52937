//! Texts of the page's frame: header, examples, footer, and the notice of a new version.

use super::texts;

texts! {
    LANGUAGE: "Language", "Sprache";
    PURPOSE: "Multiplies large matrices from your files, in this tab, on all cores.",
        "Multipliziert große Matrizen aus Dateien, in diesem Tab, auf allen Kernen.";
    SHORTCUTS: "Keyboard shortcuts", "Tastenkürzel";
    SHORTCUTS_HINT: "Keyboard shortcuts (?)", "Tastenkürzel (?)";
    DARK: "Dark colours", "Dunkle Farben";
    DARK_HINT: "Switch between light and dark", "Zwischen hell und dunkel wechseln";
    EXAMPLES: "Examples", "Beispiele";
    STAYS_HERE: "Nothing leaves this tab: files are read and multiplied on your own device.",
        "Nichts verlässt diesen Tab: Dateien werden auf diesem Gerät gelesen und multipliziert.";
    BUILD: "Matmill {0}, build {1}", "Matmill {0}, Build {1}";
    UPDATE_READY: "A new version of Matmill is ready.", "Eine neue Version von Matmill ist bereit.";
    RELOAD: "Reload", "Neu laden";
    DISMISS: "Dismiss", "Schließen";
    DISMISS_HINT: "Go on with this version", "Mit dieser Version weitermachen";
}
