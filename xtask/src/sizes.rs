//! Prints the sizes of the bundle, uncompressed and gzipped, and compares what a visit loads with its limits.

use std::io::Write;
use std::path::Path;

/// What a browser loads together, and how many bytes it may be when gzipped.
struct Part {
    name: &'static str,
    /// Its files begin and end so.
    files: &'static [(&'static str, &'static str)],
    limit: usize,
}

/// A browser with relaxed SIMD, as all current ones are, loads these and nothing else.
const PARTS: [Part; 3] = [
    Part { name: "page: module and script", files: PAGE, limit: 330_000 },
    Part { name: "worker: module and script", files: WORKER, limit: 260_000 },
    Part { name: "first visit: page, worker, HTML and CSS", files: FIRST_VISIT, limit: 600_000 },
];

const PAGE: &[(&str, &str)] = &[("app-", ".js"), ("app-", ".wasm"), ("inline", ".js")];
const WORKER: &[(&str, &str)] = &[("worker_relaxed", ".js"), ("worker_relaxed", ".wasm")];
const FIRST_VISIT: &[(&str, &str)] = &[
    ("app-", ".js"),
    ("app-", ".wasm"),
    ("inline", ".js"),
    ("worker_relaxed", ".js"),
    ("worker_relaxed", ".wasm"),
    ("index", ".html"),
    ("", ".css"),
];

struct File {
    name: String,
    bytes: usize,
    gzipped: usize,
}

/// Lists the files of `folder` with their sizes, uncompressed and after gzip at level 9, and the parts with their limits.
pub(crate) fn print(folder: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    collect(folder, &mut files).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    files.sort_by(|one, other| one.name.cmp(&other.name));
    println!("{:>12} {:>12}  {}/", "bytes", "gzipped", folder.file_name().unwrap_or_default().to_string_lossy());
    for File { name, bytes, gzipped } in &files {
        println!("{bytes:>12} {gzipped:>12}  {name}");
    }
    println!("{:>12} {:>12}  loaded together, gzipped", "KB", "limit");
    for part in PARTS {
        let size = size_of(&part, &files);
        let verdict = if size > part.limit { " (over the limit)" } else { "" };
        println!("{:>12.1} {:>12.1}  {}{verdict}", size as f64 / 1e3, part.limit as f64 / 1e3, part.name);
    }
    Ok(())
}

/// The files of a folder and of those in it.
fn collect(folder: &Path, files: &mut Vec<File>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            let content = std::fs::read(&path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(File { name, bytes: content.len(), gzipped: gzipped(&content)? });
        }
    }
    Ok(())
}

fn size_of(part: &Part, files: &[File]) -> usize {
    let belongs =
        |file: &&File| part.files.iter().any(|(start, end)| file.name.starts_with(start) && file.name.ends_with(end));
    files.iter().filter(belongs).map(|file| file.gzipped).sum()
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

    #[test]
    fn a_first_visit_is_the_page_a_worker_and_what_is_around_them() {
        let names = [
            "app-12ab.js",
            "app-12ab_bg.wasm",
            "index.html",
            "inline0.js",
            "matmill.d.ts",
            "style-34cd.css",
            "theme-56ef.css",
            "worker_relaxed.js",
            "worker_relaxed_bg.wasm",
            "worker_simd128.js",
            "worker_simd128_bg.wasm",
        ];
        let files: Vec<File> = names
            .iter()
            .enumerate()
            .map(|(bit, name)| File { name: (*name).into(), bytes: 0, gzipped: 1 << bit })
            .collect();
        let sizes = PARTS.map(|part| size_of(&part, &files));
        assert_eq!(sizes, [0b000_0000_1011, 0b001_1000_0000, 0b001_1110_1111]);
    }
}
