//! Finds modules that import each other, directly or around a corner.
//!
//! A parent and its own children are a family. They may import each other, and a path from one child through the parent
//! to another is no cycle. Every other cycle is reported: children that import each other, and any that leaves the
//! family.

use crate::modules::{Crate, Edge};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A shortest cycle through each pair of modules that must not be on one, the shortest cycles first.
pub(crate) fn cycles(of: &Crate) -> Vec<String> {
    let edges = of.edges();
    let all: Vec<&Edge> = edges.iter().collect();
    let mut found: Vec<Vec<&Edge>> = Vec::new();
    for edge in &edges {
        let back = if of.are_parent_and_child(edge.from, edge.to) {
            continue;
        } else if of.are_siblings(edge.from, edge.to) {
            let between: Vec<&Edge> = edges.iter().filter(|edge| of.are_siblings(edge.from, edge.to)).collect();
            way(&between, edge.to, edge.from)
        } else {
            way(&all, edge.to, edge.from)
        };
        found.extend(back.map(|back| [edge].into_iter().chain(back).collect()));
    }
    found.sort_by_key(Vec::len);
    // A cycle is found once from each of its edges: the edges that an earlier one explains are left out.
    let mut explained = BTreeSet::new();
    found.retain(|cycle| {
        let is_new = !explained.contains(cycle[0]);
        explained.extend(cycle.iter().copied());
        is_new
    });
    found.iter().map(|cycle| sentence(of, cycle)).collect()
}

/// A shortest way from one module to another.
fn way<'a>(edges: &[&'a Edge], from: usize, to: usize) -> Option<Vec<&'a Edge>> {
    let mut reached_by: BTreeMap<usize, &Edge> = BTreeMap::new();
    let mut waiting = VecDeque::from([from]);
    while let Some(module) = waiting.pop_front() {
        for edge in edges.iter().filter(|edge| edge.from == module && edge.to != from) {
            if let Entry::Vacant(unreached) = reached_by.entry(edge.to) {
                unreached.insert(edge);
                waiting.push_back(edge.to);
            }
        }
    }
    let mut back = vec![*reached_by.get(&to)?];
    while back.last().is_some_and(|edge| edge.from != from) {
        back.push(reached_by[&back.last()?.from]);
    }
    back.reverse();
    Some(back)
}

/// `a -> b -> a`, and below it where each names the next.
fn sentence(of: &Crate, cycle: &[&Edge]) -> String {
    let name = |module: usize| of.modules[module].name.as_str();
    let mut text = name(cycle[0].from).to_owned();
    for edge in cycle {
        text += &format!(" -> {}", name(edge.to));
    }
    for edge in cycle {
        text += &format!("\n    {}:{} names {}", of.modules[edge.from].file, edge.line, name(edge.to));
    }
    text
}
