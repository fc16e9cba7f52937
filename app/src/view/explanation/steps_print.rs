//! Prints the steps of a product without the rest of the page.

use crate::view::platform::browser;

/// On the document's element while only the steps are printed; the style sheet hides the rest.
const ONLY_STEPS: &str = "data-print-steps";

/// Opens the browser's print dialog for the steps.
pub fn print() {
    let Some(window) = browser::window() else { return };
    let root = browser::document().and_then(|document| document.document_element());
    if let Some(root) = &root {
        let _ = root.set_attribute(ONLY_STEPS, "");
    }
    // It returns when the dialog is closed. A frame may not print, and then nothing happens.
    let _ = window.print();
    if let Some(root) = &root {
        let _ = root.remove_attribute(ONLY_STEPS);
    }
}
