//! The step `deny`: judges the dependencies by `deny.toml`.
//!
//! Licences, duplicate versions and sources need no network. Known vulnerabilities come from a database on GitHub, which
//! not every machine reaches: there an older copy is used, or the check is skipped with a line that says so. On GitHub's
//! own machines, where the public checks run, it is never skipped.

use crate::{child, workspace};
use std::path::Path;

/// How old the database of known vulnerabilities is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    /// It has just been fetched.
    Fresh,
    /// It could not be fetched, but was at some time before.
    Older,
    /// It could not be fetched, and never was.
    Missing,
}

/// Judges everything; known vulnerabilities only where there is a database of them.
pub(crate) fn check() -> Result<(), String> {
    child::run(&mut child::cargo("deny --locked check --hide-inclusion-graph bans licenses sources"))?;
    println!("==> fetching the database of known vulnerabilities");
    let fetched = child::run(&mut child::cargo("deny --locked fetch db")).is_ok();
    let database = match workspace::cargo_home() {
        _ if fetched => Database::Fresh,
        Some(home) if has_advisories(&home.join("advisory-dbs")) => Database::Older,
        _ => Database::Missing,
    };
    if let Some(line) = excuse(database, std::env::var_os("GITHUB_ACTIONS").is_some())? {
        println!("==> {line}");
    }
    let network = match database {
        Database::Fresh => "",
        Database::Older => "--offline",
        Database::Missing => return Ok(()),
    };
    child::run(&mut child::cargo(&format!("deny --locked {network} check --hide-inclusion-graph advisories")))
}

/// Whether a database was fetched into this folder at some time: cargo-deny keeps each in a folder of its own.
fn has_advisories(folder: &Path) -> bool {
    let databases = std::fs::read_dir(folder).into_iter().flatten().flatten();
    databases.into_iter().any(|database| database.path().join("crates").is_dir())
}

/// What to say of a database that is not fresh; an error where it must be.
fn excuse(database: Database, must_be_fresh: bool) -> Result<Option<&'static str>, String> {
    match database {
        Database::Fresh => Ok(None),
        _ if must_be_fresh => {
            Err("the database of known vulnerabilities could not be fetched; run the job again".into())
        }
        Database::Older => Ok(Some("not reachable: using the copy that was fetched before")),
        Database::Missing => {
            Ok(Some("skipped: known vulnerabilities, because their database cannot be fetched from GitHub here"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_machines_that_reach_the_database_must_have_it() {
        for database in [Database::Fresh, Database::Older, Database::Missing] {
            let is_fresh = database == Database::Fresh;
            assert_eq!(excuse(database, true).is_ok(), is_fresh, "{database:?}");
            assert_eq!(excuse(database, false).unwrap().is_none(), is_fresh, "{database:?}");
        }
    }

    #[test]
    fn a_folder_without_a_database_has_no_advisories() {
        let folder = std::env::temp_dir().join(format!("matmill-deny-{}", std::process::id()));
        assert!(!has_advisories(&folder));
        std::fs::create_dir_all(folder.join("advisory-db-1")).unwrap();
        assert!(!has_advisories(&folder), "an interrupted fetch leaves an empty folder");
        std::fs::create_dir_all(folder.join("advisory-db-1").join("crates")).unwrap();
        assert!(has_advisories(&folder));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
