//! The scripts that inject faults into a page's workers.

use tests::page::Page;

/// From the next load on, faults can be injected.
pub(crate) fn inject_faults(page: &Page) {
    page.before_load(include_str!("claim_faults.js"));
    page.before_load(include_str!("fault_injection.js"));
}
