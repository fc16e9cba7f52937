//! Removes function names from the bundle's modules: a sixth of the bytes, and only debuggers use them.
//!
//! The linker's own stripping would also remove the section `target_features`, which wasm-bindgen needs. Only the custom
//! sections `name` and `producers` are removed.

/// The module without the two sections; `None` if it is malformed
/// (<https://webassembly.github.io/spec/core/binary/modules.html>).
pub(crate) fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    let mut kept = module.get(..HEADER)?.to_vec();
    kept.starts_with(b"\0asm").then_some(())?;
    let mut at = HEADER;
    while at < module.len() {
        let (size, body) = leb128(module, at + 1)?;
        let end = body.checked_add(size)?;
        let section = module.get(at..end)?;
        let is_name = module[at] == 0 && {
            let (length, name) = leb128(module, body)?;
            matches!(module.get(name..name.checked_add(length)?)?, b"name" | b"producers")
        };
        if !is_name {
            kept.extend_from_slice(section);
        }
        at = end;
    }
    Some(kept)
}

/// An unsigned number at `at`, and where it ends.
fn leb128(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0usize, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    fn section(id: u8, body: &[u8]) -> Vec<u8> {
        [&[id, body.len() as u8], body].concat()
    }

    #[test]
    fn only_names_go() {
        let types = section(1, &[0]);
        let features = section(0, b"\x0ftarget_features\0");
        let module =
            [HEADER, &types, &section(0, b"\x04name1234"), &features, &section(0, b"\x09producers\0")].concat();
        assert_eq!(without_names(&module).unwrap(), [HEADER, &types, &features].concat());
    }

    #[test]
    fn a_cut_off_module_is_refused() {
        let module = [HEADER, &section(1, &[0, 0, 0])].concat();
        for length in (0..HEADER.len()).chain(HEADER.len() + 1..module.len()) {
            assert_eq!(without_names(&module[..length]), None, "{length} bytes");
        }
    }
}
