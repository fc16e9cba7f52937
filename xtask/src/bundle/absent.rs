//! Proves that a crate we depend on is in no module: gloo-worker's default encoding, bincode, is unmaintained
//! (RUSTSEC-2025-0141). We encode messages ourselves, so no function of it is linked.
//!
//! The names of functions are searched before they are removed, and the texts of panics and errors with them.

/// What must not be in any module.
const UNWANTED: &str = "bincode";

/// What is in every module that has its names: without them the search would prove nothing.
const PRESENT: &str = "wasm_bindgen";

/// Checks a module that still has the names of its functions.
///
/// # Errors
/// A sentence, if something of the unwanted crate is in it, or if it has no names.
pub(super) fn check(name: &str, module: &[u8]) -> Result<(), String> {
    let contains = |text: &str| module.windows(text.len()).any(|window| window == text.as_bytes());
    if contains(UNWANTED) {
        return Err(format!(
            "{name} contains code of the crate {UNWANTED} (RUSTSEC-2025-0141): encode messages with worker::wire::Wire"
        ));
    }
    if !contains(PRESENT) {
        return Err(format!(
            "{name} has no names of functions, so what it contains cannot be checked: build it without `strip`"
        ));
    }
    Ok(())
}
