//! Bytes as letters, digits, `-` and `_`, which links and storage hold unchanged (RFC 4648, without padding).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The text of these bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().fold(0u32, |word, &byte| word << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        let digit = |index: usize| char::from(ALPHABET[(word >> (18 - 6 * index)) as usize & 63]);
        text.extend((0..=group.len()).map(digit));
    }
    text
}

/// The bytes of a text that [`encode`] wrote; `None` for any other.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut word = 0u32;
        for &letter in group {
            word = word << 6 | u32::from(value(letter)?);
        }
        // The bits that a shorter group has beyond its bytes are 0.
        let missing = 4 - group.len();
        word <<= 6 * missing;
        if missing == 3 || word & ((1 << (8 * missing)) - 1) != 0 {
            return None;
        }
        bytes.extend(&word.to_be_bytes()[1..4 - missing]);
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'-' => Some(62),
        b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_of_the_specification() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn all_bytes_read_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..=bytes.len() {
            assert_eq!(decode(&encode(&bytes[..length])).as_deref(), Some(&bytes[..length]));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["A", "AAAAA", "Zh", "Zm9", "Zg==", "Zm9v ", "+/+/", "Zm9v\n", "ä"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
