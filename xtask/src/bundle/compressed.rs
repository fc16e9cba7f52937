//! Compresses the files of a bundle once, as well as possible, for web servers that send them so.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Ends of the names of files that become smaller.
const COMPRESSIBLE: [&str; 9] = [".js", ".css", ".html", ".wasm", ".svg", ".webmanifest", ".json", ".ts", ".py"];

/// Writes `NAME.gz` and `NAME.br` beside the compressible files of `folder`.
///
/// # Errors
/// A sentence that names the folder.
pub(crate) fn write(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot compress the files of {}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(failed)?;
    let is_compressible = |path: &PathBuf| COMPRESSIBLE.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    let mut paths: Vec<PathBuf> = entries.iter().map(std::fs::DirEntry::path).filter(is_compressible).collect();
    // The largest is taken first, so that no thread is left with it at the end.
    paths.sort_by_key(|path| std::fs::metadata(path).map_or(0, |metadata| metadata.len()));
    let paths = Mutex::new(paths);
    let next = || paths.lock().ok().and_then(|mut paths| paths.pop());
    let work = || std::iter::from_fn(next).try_for_each(|path| compress(&path));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let outcomes = threads.into_iter().map(|thread| {
            thread.join().unwrap_or_else(|_| Err(std::io::Error::other("a thread that compressed files panicked")))
        });
        // All are waited for before the first error is returned.
        outcomes.collect::<Vec<_>>().into_iter().collect::<std::io::Result<()>>()
    })
    .map_err(failed)
}

fn compress(path: &Path) -> std::io::Result<()> {
    let content = std::fs::read(path)?;
    let beside = |ending: &str| format!("{}.{ending}", path.display());
    std::fs::write(beside("gz"), gzip(&content)?)?;
    std::fs::write(beside("br"), brotli(&content)?)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}

fn brotli(mut content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content, &mut compressed, &brotli::enc::BrotliEncoderParams::default())?;
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read;

    #[test]
    fn both_forms_unpack_to_the_file_and_are_small() {
        let content = b"matmill ".repeat(1000);
        let (gzipped, brotli) = (gzip(&content).unwrap(), brotli(&content).unwrap());
        assert!(gzipped.len() < 100 && brotli.len() < 100, "{} and {} bytes", gzipped.len(), brotli.len());
        let mut from_gzip = Vec::new();
        flate2::read::GzDecoder::new(&gzipped[..]).read_to_end(&mut from_gzip).unwrap();
        let mut from_brotli = Vec::new();
        brotli::BrotliDecompress(&mut &brotli[..], &mut from_brotli).unwrap();
        assert!(from_gzip == content && from_brotli == content);
    }
}
