//! Prints the sizes of the bundle, plain and compressed, and compares what a visit loads with its limits.

use std::path::Path;

/// What a browser loads together, and how many bytes it may be when gzipped.
struct Part {
    name: &'static str,
    /// Its files begin and end so.
    files: &'static [(&'static str, &'static str)],
    limit: u64,
}

/// A browser with relaxed SIMD, as all current ones are, loads these and nothing else.
const PARTS: [Part; 4] = [
    Part { name: "page: module and scripts", files: PAGE, limit: 407_500 },
    Part { name: "worker: module and script", files: WORKER, limit: 260_000 },
    Part { name: "packed files: module and script, loaded when one is met", files: UNPACK, limit: 160_000 },
    Part { name: "first visit: page, worker, HTML and CSS", files: FIRST_VISIT, limit: 720_000 },
];

const PAGE: &[(&str, &str)] = &[("app-", ".js"), ("app_bg-", ".wasm"), ("scripts-", ".js")];
const WORKER: &[(&str, &str)] = &[("worker_relaxed-", ".js"), ("worker_relaxed_bg-", ".wasm")];
const UNPACK: &[(&str, &str)] = &[("worker_unpack-", ".js"), ("worker_unpack_bg-", ".wasm")];
const FIRST_VISIT: &[(&str, &str)] = &[
    ("app-", ".js"),
    ("app_bg-", ".wasm"),
    ("scripts-", ".js"),
    ("worker_relaxed-", ".js"),
    ("worker_relaxed_bg-", ".wasm"),
    ("index", ".html"),
    ("", ".css"),
];

struct File {
    name: String,
    bytes: u64,
    gzipped: u64,
    brotli: u64,
}

/// Lists the files of `folder` with their sizes, plain and as they lie compressed beside it, and the parts with their
/// limits.
pub(crate) fn print(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let bytes = entry.metadata().map_err(failed)?.len();
        let compressed =
            |ending: &str| std::fs::metadata(folder.join(format!("{name}.{ending}"))).map_or(bytes, |file| file.len());
        let (gzipped, brotli) = (compressed("gz"), compressed("br"));
        if !name.ends_with(".gz") && !name.ends_with(".br") {
            files.push(File { name, bytes, gzipped, brotli });
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    println!(
        "{:>12} {:>12} {:>12}  {}/",
        "bytes",
        "gzip",
        "brotli",
        folder.file_name().unwrap_or_default().to_string_lossy()
    );
    for File { name, bytes, gzipped, brotli } in &files {
        println!("{bytes:>12} {gzipped:>12} {brotli:>12}  {name}");
    }
    println!("{:>12} {:>12} {:>12}  loaded together", "KB of gzip", "limit", "of brotli");
    for part in PARTS {
        let (size, brotli) = (size_of(&part, &files, |file| file.gzipped), size_of(&part, &files, |file| file.brotli));
        let verdict = if size > part.limit { " (over the limit)" } else { "" };
        let [size, limit, brotli] = [size, part.limit, brotli].map(|bytes| bytes as f64 / 1e3);
        println!("{size:>12.1} {limit:>12.1} {brotli:>12.1}  {}{verdict}", part.name);
    }
    Ok(())
}

fn size_of(part: &Part, files: &[File], size: impl Fn(&File) -> u64) -> u64 {
    let belongs =
        |file: &&File| part.files.iter().any(|(start, end)| file.name.starts_with(start) && file.name.ends_with(end));
    files.iter().filter(belongs).map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_is_the_page_a_worker_and_what_is_around_them() {
        let names = [
            "app-12ab.js",
            "app_bg-12ab.wasm",
            "index.html",
            "scripts-12ab.js",
            "matmill-12ab.d.ts",
            "style-34cd.css",
            "theme-56ef.css",
            "worker_relaxed-12ab.js",
            "worker_relaxed_bg-12ab.wasm",
            "worker_simd128-12ab.js",
            "worker_simd128_bg-12ab.wasm",
            "worker_unpack-12ab.js",
            "worker_unpack_bg-12ab.wasm",
        ];
        let files: Vec<File> = names
            .iter()
            .enumerate()
            .map(|(bit, name)| File { name: (*name).into(), bytes: 0, gzipped: 1 << bit, brotli: 0 })
            .collect();
        let sizes = PARTS.map(|part| size_of(&part, &files, |file| file.gzipped));
        assert_eq!(sizes, [0b000_0000_1011, 0b001_1000_0000, 0b1_1000_0000_0000, 0b001_1110_1111]);
    }
}
