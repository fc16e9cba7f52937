//! The far side of `postMessage`.
