//! Files and pasted text.
