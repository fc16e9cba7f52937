//! Prints the sizes of the bundle, uncompressed and gzipped.

use std::io::Write;
use std::path::Path;

/// Lists the files of `folder` with their sizes, uncompressed and after gzip at level 9.
pub(crate) fn print(folder: &Path) -> Result<(), String> {
    let unreadable = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if entry.path().is_file() {
            let bytes = std::fs::read(entry.path()).map_err(unreadable)?;
            rows.push((
                entry.file_name().to_string_lossy().into_owned(),
                bytes.len(),
                gzipped(&bytes).map_err(unreadable)?,
            ));
        }
    }
    rows.sort();
    println!("{:>12} {:>12}  {}/", "bytes", "gzipped", folder.file_name().unwrap_or_default().to_string_lossy());
    for (name, plain, packed) in &rows {
        println!("{plain:>12} {packed:>12}  {name}");
    }
    let sum = |size: fn(&(String, usize, usize)) -> usize| rows.iter().map(size).sum::<usize>();
    println!("{:>12} {:>12}  together", sum(|row| row.1), sum(|row| row.2));
    Ok(())
}

fn gzipped(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_repeats_itself_packs_well() {
        assert!(gzipped(&[b'a'; 10_000]).unwrap() < 100);
    }
}
