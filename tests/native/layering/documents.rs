//! What the documents name exists: files and folders of ours, and the headings and files that they link to.

use crate::{files, is_ours, none};

/// Folders that hold no crate.
const FOLDERS: &[&str] = &[".github", "beyond", "deploy", "docs"];

/// Made by the build, by the benchmark, by operators and by the scripts in `beyond`, and samples that may lie beside the
/// workspace.
const NOT_IN_THE_REPOSITORY: &[&str] = &[
    "C.json",
    "job.json",
    "deploy/security-headers.conf",
    "dist/embedding.json",
    "dist/index.html",
    "target/bench.json",
    "target/release-files/SHA256SUMS",
    "../shared/samples",
];

/// All paths that a document may name.
fn existing() -> Vec<String> {
    let mut all = files::ending("");
    all.extend(FOLDERS.iter().flat_map(|folder| files::below(folder)));
    let top = std::fs::read_dir(files::root()).unwrap();
    all.extend(top.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()));
    all.extend(NOT_IN_THE_REPOSITORY.iter().map(|&path| path.to_owned()));
    all
}

/// Every document, by its path.
fn documents() -> Vec<String> {
    let top = std::fs::read_dir(files::root()).unwrap().map(Result::unwrap).filter(is_ours);
    let mut all: Vec<String> = top.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    all.extend(FOLDERS.iter().flat_map(|folder| files::below(folder)));
    all.retain(|file| file.ends_with(".md"));
    all.sort();
    all
}

/// The text without blocks of code, which hold neither citations nor links nor headings.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// What a text names in backticks and looks like a file or a folder of ours: a `/` or a source file's ending. Types such
/// as `text/css`, and paths from the root of a system, are somebody else's.
fn cited_paths(text: &str) -> Vec<String> {
    let endings = [".rs", ".toml", ".js", ".ts", ".css", ".html", ".json", ".md", ".conf", ".yml"];
    let others = ["/", "application/", "image/", "text/"];
    let is_path = |word: &str| {
        let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "/._-*".contains(c));
        let may_be_ours = !others.iter().any(|start| word.starts_with(start));
        plain
            && may_be_ours
            && (word.contains('/') || endings.iter().any(|end| word.len() > end.len() && word.ends_with(end)))
    };
    let prose = prose(text);
    prose.split('`').skip(1).step_by(2).filter(|word| is_path(word)).map(str::to_owned).collect()
}

/// Whether `path` is one that `cited` names: all of it, or its end from the beginning of a name on. A `*` at the end of
/// a name stands for any rest, a `/` at the end for all that is in a folder.
fn names(cited: &str, path: &str) -> bool {
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    let mut tails = starts.map(|start| &path[start..]);
    match cited.split_once('*') {
        Some((start, end)) => tails.any(|tail| tail.starts_with(start) && tail.ends_with(end)),
        None if cited.ends_with('/') => path.starts_with(cited),
        None => tails.any(|tail| tail == cited),
    }
}

/// Where the links of a text go, those to other sites left out.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).filter(|target| !target.contains("://")).collect()
}

/// The names by which a text's headings can be linked to, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let headings = prose(text).lines().filter(|line| line.starts_with('#')).map(str::to_lowercase).collect::<Vec<_>>();
    let kept = |c: &char| c.is_alphanumeric() || "-_ ".contains(*c);
    headings
        .iter()
        .map(|line| line.trim_start_matches('#').trim().chars().filter(kept).collect::<String>().replace(' ', "-"))
        .collect()
}

/// A path with its `..` followed.
fn plain(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." if parts.last().is_some_and(|&last| last != "..") => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// What is wrong with a link in `document`.
fn broken(document: &str, link: &str) -> Option<String> {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = if file.is_empty() { document.to_owned() } else { plain(&format!("{folder}/{file}")) };
    if !files::root().join(&target).exists() {
        return Some(format!("{document} links to {link}, which does not exist"));
    }
    let is_there = anchor.is_empty() || anchors(&files::read(&target)).iter().any(|found| found == anchor);
    (!is_there).then(|| format!("{document} links to {link}, but {target} has no such heading"))
}

#[test]
fn every_path_that_the_documents_name_exists() {
    let all = existing();
    let mut violations = Vec::new();
    for document in documents() {
        let missing =
            cited_paths(&files::read(&document)).into_iter().filter(|cited| !all.iter().any(|path| names(cited, path)));
        violations.extend(missing.map(|cited| format!("{document} names {cited}, which does not exist")));
    }
    none(&violations);
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let documents = documents();
    assert!(documents.iter().any(|document| document.starts_with("docs/")), "the guides are found: {documents:?}");
    let links = documents
        .iter()
        .flat_map(|document| links(&files::read(document)).into_iter().filter_map(move |link| broken(document, &link)));
    none(&links.collect::<Vec<_>>());
}

#[test]
fn a_path_is_seen_in_prose_and_found_by_its_end() {
    let text = "`tests/a.rs`, `pool/kit.rs`, `b*.rs`, `c.conf` and `fuzz/`; not `app → worker`, `A·(B·x)`, `text/css`, `/etc/a` or\n\
                ```\n`code.rs`\n```\n";
    assert_eq!(cited_paths(text), ["tests/a.rs", "pool/kit.rs", "b*.rs", "c.conf", "fuzz/"]);
    assert!(names("kit.rs", "app/src/kit.rs") && names("src/kit*", "app/src/kit/a.rs") && names("app/", "app/a"));
    assert!(!names("it.rs", "app/src/kit.rs") && !names("src/", "app/src/a") && !names("src/a*.js", "app/src/ab.rs"));
}

#[test]
fn a_link_leads_to_files_and_headings() {
    let text = "# The *Title*, `a.b`: 1\n[x](#y) [z](../a/b.md#c-d) ![p](q.png)\n```\n# no\n[no](no)\n```\n<https://e.org> [e](https://e.org)";
    assert_eq!(links(text), ["#y", "../a/b.md#c-d", "q.png"]);
    assert_eq!(anchors(text), ["the-title-ab-1"]);
    assert_eq!((plain("docs/../a/./b.md"), plain("../shared")), ("a/b.md".to_owned(), "../shared".to_owned()));
    for (document, link, is_broken) in [
        ("README.md", "LICENSE", false),
        ("README.md", "docs/hosting.md#caching-and-updates", false),
        ("docs/hosting.md", "../README.md", false),
        ("docs/hosting.md", "#nginx", false),
        ("docs/hosting.md", "absent.md", true),
        ("docs/hosting.md", "#apache", true),
    ] {
        assert_eq!(broken(document, link).is_some(), is_broken, "{document}: {link}");
    }
}
