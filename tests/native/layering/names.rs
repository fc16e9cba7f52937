//! Finds type names with more than one meaning.

use crate::modules::Crate;
use std::collections::{BTreeMap, BTreeSet};

/// Each name of a struct, enum, union, trait or type alias that is defined more than once, with its places. An alias
/// that is called like what it stands for is the same name for the same thing.
pub(crate) fn defined_twice(crates: &[Crate]) -> Vec<String> {
    let mut places: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for module in crates.iter().flat_map(|of| &of.modules) {
        for definition in &module.contents.types {
            if definition.alias_of.as_ref() != Some(&definition.name) {
                // A file that two crates include is one place.
                places.entry(&definition.name).or_default().insert(format!("{}:{}", module.file, definition.line));
            }
        }
    }
    let several = places.into_iter().filter(|(_, places)| places.len() > 1);
    several.map(|(name, places)| format!("{name}: {}", Vec::from_iter(places).join(", "))).collect()
}
