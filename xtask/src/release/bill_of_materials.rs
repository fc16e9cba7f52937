//! What the bundle was made from, as a CycloneDX bill of materials (<https://cyclonedx.org/docs/1.6/json/>).
//!
//! Made from cargo's own tree of page and workers, so that it names the crates whose code can be in the bundle: no tests,
//! no build commands, nothing that runs in the compiler only.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What `cargo tree --prefix depth` has to write for each crate: name and version, licence, repository.
pub(super) const FORMAT: &str = "|{p}|{l}|{r}";

/// The name of the program, whose own crates are not listed one by one.
const PROGRAM: &str = "matmill";

/// One crate of the tree.
struct Component {
    name: String,
    version: String,
    licence: String,
    repository: String,
}

/// The bill as JSON, from the lines of `cargo tree` and the text of `Cargo.lock`.
///
/// # Errors
/// When a line is not of that form, or a crate's checksum is not in the lock file.
pub(super) fn of(tree: &str, lock: &str, version: &str) -> Result<String, String> {
    let mut components = BTreeMap::new();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // The crates above the line, from the root on.
    let mut above: Vec<String> = Vec::new();
    for line in tree.lines().filter(|line| !line.is_empty()) {
        let (depth, component) = parsed(line).ok_or_else(|| format!("cargo tree wrote `{line}`, not `0{FORMAT}`"))?;
        let reference = component.as_ref().map_or_else(|| PROGRAM.to_owned(), Component::reference);
        above.truncate(depth);
        edges.entry(reference.clone()).or_default();
        if let Some(user) = above.last().filter(|&user| *user != reference) {
            edges.entry(user.clone()).or_default().insert(reference.clone());
        }
        above.push(reference.clone());
        if let Some(component) = component {
            components.insert(reference, component);
        }
    }
    let listed = components.values().map(|component| component.described(lock)).collect::<Result<Vec<_>, _>>()?;
    let dependencies: Vec<Value> =
        edges.iter().map(|(reference, uses)| json!({ "ref": reference, "dependsOn": uses })).collect();
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": PROGRAM,
                "name": PROGRAM,
                "version": version,
                "licenses": [{ "license": { "id": "MIT" } }],
            },
        },
        "components": listed,
        "dependencies": dependencies,
    });
    serde_json::to_string_pretty(&bill).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// How deep a line stands, and its crate; none for a crate of the workspace.
fn parsed(line: &str) -> Option<(usize, Option<Component>)> {
    let [depth, package, licence, repository] = line.split('|').collect::<Vec<_>>()[..] else { return None };
    let mut words = package.split(' ');
    let (name, version) = (words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned());
    // What follows is the folder of a crate that does not come from a registry.
    let is_ours = words.next().is_some();
    // A mark at the end says that the crate's own dependencies were listed before.
    let [licence, repository] = [licence, repository].map(|text| text.trim_end_matches(" (*)").to_owned());
    let component = Component { name, version, licence, repository };
    Some((depth.parse().ok()?, (!is_ours).then_some(component)))
}

impl Component {
    /// The crate's package URL (<https://github.com/package-url/purl-spec>).
    fn reference(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }

    fn described(&self, lock: &str) -> Result<Value, String> {
        let checksum = checksum(lock, &self.name, &self.version)
            .ok_or_else(|| format!("Cargo.lock has no checksum of {} {}", self.name, self.version))?;
        let mut described = json!({
            "type": "library",
            "bom-ref": self.reference(),
            "name": self.name,
            "version": self.version,
            "purl": self.reference(),
            "hashes": [{ "alg": "SHA-256", "content": checksum }],
        });
        if !self.licence.is_empty() {
            // Older crates separate alternatives by a slash.
            described["licenses"] = json!([{ "expression": self.licence.replace('/', " OR ") }]);
        }
        if !self.repository.is_empty() {
            described["externalReferences"] = json!([{ "type": "vcs", "url": self.repository }]);
        }
        Ok(described)
    }
}

/// The SHA-256 of a crate as published, from the lock file.
fn checksum<'a>(lock: &'a str, name: &str, version: &str) -> Option<&'a str> {
    let lines = [format!("name = \"{name}\""), format!("version = \"{version}\"")];
    let package =
        lock.split("[[package]]").find(|package| lines.iter().all(|line| package.lines().any(|l| l == line)))?;
    package.lines().find_map(|line| line.strip_prefix("checksum = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TREE: &str = "0|app v0.1.0 (/somewhere/app)|MIT|\n1|a v1.0.0|MIT/Apache-2.0|https://a.example\n\
        2|b v2.0.0|MIT|\n1|b v2.0.0|MIT| (*)\n\n0|worker v0.1.0 (/somewhere/worker)|MIT|\n1|c v3.0.0|MIT|https://c.example (*)\n";
    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"aa\"\n\n\
        [[package]]\nname = \"b\"\nversion = \"1.0.0\"\nchecksum = \"b1\"\n\n[[package]]\nname = \"b\"\nversion = \"2.0.0\"\n\
        checksum = \"b2\"\n\n[[package]]\nname = \"c\"\nversion = \"3.0.0\"\nchecksum = \"cc\"\n";

    #[test]
    fn crates_are_listed_once_with_their_checksums_and_who_uses_whom() {
        let bill: Value = serde_json::from_str(&of(TREE, LOCK, "0.1.0").unwrap()).unwrap();
        let listed: Vec<(&str, &str)> = bill["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|component| (component["purl"].as_str().unwrap(), component["hashes"][0]["content"].as_str().unwrap()))
            .collect();
        assert_eq!(listed, [("pkg:cargo/a@1.0.0", "aa"), ("pkg:cargo/b@2.0.0", "b2"), ("pkg:cargo/c@3.0.0", "cc")]);
        assert_eq!(bill["components"][0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(bill["components"][2]["externalReferences"][0]["url"], "https://c.example");
        let uses = |user: &str| {
            let all = bill["dependencies"].as_array().unwrap();
            all.iter().find(|entry| entry["ref"] == user).unwrap()["dependsOn"].clone()
        };
        assert_eq!(uses("matmill"), json!(["pkg:cargo/a@1.0.0", "pkg:cargo/b@2.0.0", "pkg:cargo/c@3.0.0"]));
        assert_eq!(uses("pkg:cargo/a@1.0.0"), json!(["pkg:cargo/b@2.0.0"]));
        assert_eq!(uses("pkg:cargo/b@2.0.0"), json!([]));
    }

    #[test]
    fn a_crate_that_is_not_in_the_lock_file_is_refused() {
        assert!(of("0|d v1.0.0|MIT|\n", LOCK, "0.1.0").unwrap_err().contains("d 1.0.0"));
        assert!(of("d v1.0.0\n", LOCK, "0.1.0").unwrap_err().contains("d v1.0.0"));
    }
}
