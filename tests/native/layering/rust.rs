//! Reads what the rules need from one Rust source: its modules, imports, paths and type definitions.
//!
//! Works on tokens, so comments and strings do not count. Macros are not expanded: their arguments are read like other
//! code.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What one module holds, the modules written in its file included as [`Submodule::body`].
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) submodules: Vec<Submodule>,
    pub(crate) imports: Vec<Import>,
    /// Paths of two or more names in code, as `crate::pool::start`.
    pub(crate) paths: Vec<NamedPath>,
    pub(crate) types: Vec<TypeDefinition>,
}

/// `mod name;` or `mod name { … }`.
#[derive(Debug)]
pub(crate) struct Submodule {
    pub(crate) name: String,
    /// The file that a `#[path = "…"]` names.
    pub(crate) path: Option<String>,
    pub(crate) only_in_tests: bool,
    pub(crate) body: Option<Contents>,
}

/// One name that a `use` brings in: `use a::{b, c as d}` makes two.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) path: NamedPath,
    /// The name that it has from here on; `None` for `*`.
    pub(crate) name: Option<String>,
}

/// A path, the line where it stands, and whether only tests are compiled with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPath {
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
    pub(crate) only_in_tests: bool,
}

/// A struct, enum, union, trait or type alias; associated types do not count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TypeDefinition {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// For an alias, the last name of the path that it stands for.
    pub(crate) alias_of: Option<String>,
}

/// The contents of `source`.
///
/// # Errors
/// Where the text does not consist of Rust's tokens.
pub(crate) fn read(source: &str) -> Result<Contents, String> {
    let tokens: TokenStream = source.parse().map_err(|error| format!("not Rust: {error}"))?;
    let mut contents = Contents::default();
    read_tokens(&trees(tokens), Surroundings::default(), &mut contents);
    Ok(contents)
}

#[derive(Clone, Copy, Default)]
struct Surroundings {
    only_in_tests: bool,
    /// Directly inside an `impl` or a trait, where `type` makes no new name.
    associated: bool,
}

/// What is known of the item that is being read.
#[derive(Default)]
struct Item {
    only_in_tests: bool,
    path: Option<String>,
    keyword: Option<&'static str>,
}

fn trees(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

fn read_tokens(tokens: &[TokenTree], surroundings: Surroundings, contents: &mut Contents) {
    let mut item = Item::default();
    let mut at = 0;
    while at < tokens.len() {
        let only_in_tests = surroundings.only_in_tests || item.only_in_tests;
        match &tokens[at] {
            TokenTree::Punct(punct) if punct.as_char() == '#' => at = read_attribute(tokens, at, &mut item),
            TokenTree::Punct(punct) => {
                if punct.as_char() == ';' {
                    item = Item::default();
                }
                at += 1;
            }
            TokenTree::Group(group) => {
                let is_body = group.delimiter() == Delimiter::Brace;
                let associated = is_body && matches!(item.keyword, Some("impl" | "trait"));
                let inner = Surroundings { only_in_tests, associated };
                read_tokens(&trees(group.stream()), inner, contents);
                if is_body {
                    item = Item::default();
                }
                at += 1;
            }
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let next = name_at(tokens, at + 1);
                match (word.as_str(), next) {
                    ("use", _) if !punct_at(tokens, at + 1, '<') => {
                        let end = (at..tokens.len()).find(|&index| punct_at(tokens, index, ';'));
                        let end = end.unwrap_or(tokens.len());
                        read_imports(&tokens[at + 1..end], &[], only_in_tests, &mut contents.imports);
                        at = end;
                    }
                    // The path in `pub(in crate::pool)` imports nothing.
                    ("pub", _) if matches!(tokens.get(at + 1), Some(TokenTree::Group(_))) => at += 2,
                    ("mod", Some(name)) => {
                        let mut submodule = Submodule { name, path: item.path.take(), only_in_tests, body: None };
                        if let Some(TokenTree::Group(group)) = tokens.get(at + 2) {
                            let mut body = Contents::default();
                            let inner = Surroundings { only_in_tests, associated: false };
                            read_tokens(&trees(group.stream()), inner, &mut body);
                            submodule.body = Some(body);
                        }
                        contents.submodules.push(submodule);
                        item = Item::default();
                        at += 3;
                    }
                    ("struct" | "enum" | "union" | "trait" | "type", Some(name)) => {
                        let is_alias = word == "type";
                        if !(is_alias && surroundings.associated) {
                            let line = tokens[at + 1].span().start().line;
                            let alias_of = if is_alias { aliased(&tokens[at + 2..]) } else { None };
                            contents.types.push(TypeDefinition { name, line, alias_of });
                        }
                        item.keyword = item.keyword.or((word == "trait").then_some("trait"));
                        at += 2;
                    }
                    ("fn", _) => {
                        item.keyword = Some("fn");
                        at += 1;
                    }
                    ("impl", _) => {
                        item.keyword = item.keyword.or(Some("impl"));
                        at += 1;
                    }
                    _ => at = read_path(tokens, at, only_in_tests, &mut contents.paths),
                }
            }
            TokenTree::Literal(_) => at += 1,
        }
    }
}

/// Reads `#[…]` or `#![…]` and gives the index behind it.
fn read_attribute(tokens: &[TokenTree], at: usize, item: &mut Item) -> usize {
    let group_at = if punct_at(tokens, at + 1, '!') { at + 2 } else { at + 1 };
    let Some(TokenTree::Group(group)) = tokens.get(group_at) else { return at + 1 };
    let inner = trees(group.stream());
    match (name_at(&inner, 0).as_deref(), inner.last()) {
        (Some("cfg"), Some(TokenTree::Group(condition))) => {
            let condition: String = condition.stream().to_string().split_whitespace().collect();
            item.only_in_tests |= condition == "test" || condition.starts_with("all(test,");
        }
        (Some("path"), Some(TokenTree::Literal(path))) => {
            item.path = Some(path.to_string().trim_matches('"').to_owned());
        }
        _ => {}
    }
    group_at + 1
}

/// The names that the tree of a `use` brings in, each with its whole path.
fn read_imports(tokens: &[TokenTree], prefix: &[String], only_in_tests: bool, imports: &mut Vec<Import>) {
    let is_comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    for branch in tokens.split(is_comma).filter(|branch| !branch.is_empty()) {
        let mut segments = prefix.to_vec();
        let mut renamed = None;
        let mut is_glob = false;
        let mut nested = false;
        for (at, tree) in branch.iter().enumerate() {
            match tree {
                TokenTree::Ident(word) if word == "as" => renamed = name_at(branch, at + 1),
                TokenTree::Ident(_) if renamed.is_some() => {}
                TokenTree::Ident(word) => segments.push(word.to_string()),
                TokenTree::Group(group) => {
                    read_imports(&trees(group.stream()), &segments, only_in_tests, imports);
                    nested = true;
                }
                TokenTree::Punct(punct) if punct.as_char() == '*' => is_glob = true,
                // A path that begins with `::` is another crate's.
                TokenTree::Punct(_) if segments.is_empty() => segments.push(String::new()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        // `use pool::{self}` is `use pool`.
        if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        if !nested {
            let name = if is_glob { None } else { renamed.or_else(|| segments.last().cloned()) };
            let line = branch[0].span().start().line;
            imports.push(Import { path: NamedPath { segments, line, only_in_tests }, name });
        }
    }
}

/// Reads the path that begins at `at`, if one does, and gives the index behind it.
fn read_path(tokens: &[TokenTree], at: usize, only_in_tests: bool, paths: &mut Vec<NamedPath>) -> usize {
    let continues = at >= 2 && punct_at(tokens, at - 1, ':') && punct_at(tokens, at - 2, ':');
    let mut segments: Vec<String> = name_at(tokens, at).into_iter().collect();
    let mut next = at + 1;
    while punct_at(tokens, next, ':') && punct_at(tokens, next + 1, ':') {
        let Some(name) = name_at(tokens, next + 2) else { break };
        segments.push(name);
        next += 3;
    }
    if segments.len() > 1 && !continues {
        paths.push(NamedPath { segments, line: tokens[at].span().start().line, only_in_tests });
    }
    next
}

/// The last name of the path behind the `=` of an alias.
fn aliased(tokens: &[TokenTree]) -> Option<String> {
    let start = (0..tokens.len()).find(|&index| punct_at(tokens, index, '='))? + 1;
    let path = tokens[start..].iter().take_while(|tree| match tree {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        _ => false,
    });
    path.filter_map(|tree| if let TokenTree::Ident(word) = tree { Some(word.to_string()) } else { None }).last()
}

fn name_at(tokens: &[TokenTree], at: usize) -> Option<String> {
    if let Some(TokenTree::Ident(word)) = tokens.get(at) { Some(word.to_string()) } else { None }
}

fn punct_at(tokens: &[TokenTree], at: usize, character: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}
