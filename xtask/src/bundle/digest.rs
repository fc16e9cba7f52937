//! SHA-256 in the notations that names of files, policies and `integrity` attributes use.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The first `digits` hexadecimal digits of the hash.
pub(super) fn hex(content: &[u8], digits: usize) -> String {
    let hash = Sha256::digest(content);
    hash.iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .take(digits)
        .collect()
}

/// `sha256-` and the hash in base64, as in policies and `integrity` attributes.
pub(super) fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_notations_are_of_the_published_hash() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(hex(b"abc", 16), "ba7816bf8f01cfea");
        assert_eq!(integrity(b"abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
