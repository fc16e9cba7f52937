//! The modules of each crate, and which of them import which.
//!
//! A crate's root is a target of its manifest, or a file that cargo finds without being told. From there modules are
//! followed as the compiler follows them.

use crate::files;
use crate::rust::{self, Contents, Import, NamedPath};
use std::collections::{BTreeMap, BTreeSet};

/// All modules of one crate, the root first.
pub(crate) struct Crate {
    pub(crate) modules: Vec<Module>,
}

/// One module.
pub(crate) struct Module {
    /// `app::pool::memory`.
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) contents: Contents,
    pub(crate) parent: Option<usize>,
    children: BTreeMap<String, usize>,
    only_in_tests: bool,
}

/// That a module names another, and the first line where it does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) line: usize,
}

/// Every crate of the workspace and of the two workspaces beside it.
pub(crate) fn crates() -> Vec<Crate> {
    let all: BTreeSet<String> = files::ending(".rs").into_iter().collect();
    let roots: Vec<&String> = all.iter().filter(|file| is_root(file)).collect();
    roots
        .into_iter()
        .map(|root| Crate::read(crate_name(root), root, &|file| all.contains(file).then(|| files::read(file))))
        .collect()
}

/// Where cargo looks for targets, and the targets that `tests/Cargo.toml` and `fuzz/Cargo.toml` name.
fn is_root(file: &str) -> bool {
    let folder = file.split('/').next().unwrap();
    let inside = &file[folder.len() + 1..];
    let named = files::read(&format!("{folder}/Cargo.toml")).contains(&format!("path = \"{inside}\""));
    let parts: Vec<&str> = inside.split('/').collect();
    named
        || matches!(parts[..], ["src", "lib.rs" | "main.rs"] | ["src", "bin", _])
        || (folder != "tests" && matches!(parts[..], ["tests", _] | ["tests", _, "main.rs"]))
}

fn crate_name(root: &str) -> &str {
    root.trim_end_matches(".rs").trim_end_matches("/main").trim_end_matches("/src/lib").trim_end_matches("/src")
}

impl Crate {
    /// Reads the crate whose root is the file `root`; `read` gives the text of a file that exists.
    pub(crate) fn read(name: &str, root: &str, read: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut found = Self { modules: Vec::new() };
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        let source = read(root).unwrap_or_else(|| panic!("there is no {root}"));
        let contents = rust::read(&source).unwrap_or_else(|error| panic!("{root}: {error}"));
        found.add(name.to_owned(), root, folder, contents, None, false, read);
        found
    }

    #[allow(clippy::too_many_arguments)]
    fn add(
        &mut self,
        name: String,
        file: &str,
        folder: &str,
        mut contents: Contents,
        parent: Option<usize>,
        only_in_tests: bool,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> usize {
        let index = self.modules.len();
        let submodules = std::mem::take(&mut contents.submodules);
        let children = BTreeMap::new();
        self.modules.push(Module {
            name: name.clone(),
            file: file.to_owned(),
            contents,
            parent,
            children,
            only_in_tests,
        });
        for submodule in submodules {
            let child_name = format!("{name}::{}", submodule.name);
            let child_folder = format!("{folder}/{}", submodule.name);
            let only_in_tests = only_in_tests || submodule.only_in_tests;
            let child = match submodule.body {
                Some(body) => self.add(child_name, file, &child_folder, body, Some(index), only_in_tests, read),
                None => {
                    let beside = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let candidates = match &submodule.path {
                        Some(path) => vec![joined(beside, path)],
                        None => vec![format!("{child_folder}.rs"), format!("{child_folder}/mod.rs")],
                    };
                    let found = candidates.iter().find_map(|file| Some((file, read(file)?)));
                    let (file, source) = found.unwrap_or_else(|| panic!("{file}: there is no file for {child_name}"));
                    let body = rust::read(&source).unwrap_or_else(|error| panic!("{file}: {error}"));
                    let is_root_like = submodule.path.is_some();
                    let child_folder =
                        if is_root_like { file.rsplit_once('/').unwrap().0.to_owned() } else { child_folder };
                    self.add(child_name, file, &child_folder, body, Some(index), only_in_tests, read)
                }
            };
            self.modules[index].children.insert(submodule.name, child);
        }
        index
    }

    /// Which modules name which others, code for tests left out.
    pub(crate) fn edges(&self) -> Vec<Edge> {
        let mut edges = BTreeMap::new();
        for (from, module) in self.modules.iter().enumerate().filter(|(_, module)| !module.only_in_tests) {
            let imports = module.contents.imports.iter().map(|import| &import.path);
            for path in imports.chain(&module.contents.paths).filter(|path| !path.only_in_tests) {
                if let Some((to, _)) = self.resolve(from, &path.segments, 0).filter(|&(to, _)| to != from) {
                    edges.entry((from, to)).or_insert(Edge { from, to, line: path.line });
                }
            }
        }
        edges.into_values().collect()
    }

    /// The innermost module that a path in module `from` names, and whether the whole path names a module.
    fn resolve(&self, from: usize, segments: &[String], depth: usize) -> Option<(usize, bool)> {
        let (first, mut rest) = segments.split_first()?;
        let mut module = match first.as_str() {
            "crate" => 0,
            "self" => from,
            "super" => self.modules[from].parent?,
            name => self.in_scope(from, name, depth)?,
        };
        while let Some((name, others)) = rest.split_first() {
            module = match name.as_str() {
                "super" => self.modules[module].parent?,
                "self" => module,
                name => match self.modules[module].children.get(name) {
                    Some(&child) => child,
                    None => return Some((module, false)),
                },
            };
            rest = others;
        }
        Some((module, true))
    }

    /// The module that goes by `name` inside module `from`: its child, or one that it imports.
    fn in_scope(&self, from: usize, name: &str, depth: usize) -> Option<usize> {
        // Imports may lead in a circle.
        const DEEPEST: usize = 8;
        if depth > DEEPEST {
            return None;
        }
        let module = &self.modules[from];
        if let Some(&child) = module.children.get(name) {
            return Some(child);
        }
        let whole = |path: &NamedPath| match self.resolve(from, &path.segments, depth + 1) {
            Some((module, true)) => Some(module),
            _ => None,
        };
        let named = |import: &&Import| import.name.as_deref() == Some(name) && import.path.segments[0] != name;
        let direct = module.contents.imports.iter().filter(named).find_map(|import| whole(&import.path));
        direct.or_else(|| {
            let mut globs = module.contents.imports.iter().filter(|import| import.name.is_none());
            globs.find_map(|import| self.in_scope(whole(&import.path)?, name, depth + 1))
        })
    }

    /// Whether one of the two is the other's parent.
    pub(crate) fn are_parent_and_child(&self, one: usize, other: usize) -> bool {
        self.modules[one].parent == Some(other) || self.modules[other].parent == Some(one)
    }

    /// Whether the two have the same parent.
    pub(crate) fn are_siblings(&self, one: usize, other: usize) -> bool {
        self.modules[one].parent == self.modules[other].parent
    }
}

/// `path` as seen from `folder`, the `..` in it resolved.
fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
