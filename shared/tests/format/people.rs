//! Matrices as people have them, from the folder of samples where that is: each is read, or refused, as its
//! `expected.json` says.

use crate::format_samples::samples;
use crate::rows;
use serde_json::Value;
use shared::format::read_bytes;

/// What is read by the reader of packed files, before a text is recognised.
const PACKED: [&str; 4] = ["one.npz", "gz.csv.gz", "xlsx.xlsx", "html.txt"];

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some(word) => word.parse().unwrap(),
        None => value.as_f64().unwrap(),
    }
}

fn same(found: &[Vec<f64>], expected: &Value) -> bool {
    let expected: Vec<Vec<f64>> =
        expected.as_array().unwrap().iter().map(|row| row.as_array().unwrap().iter().map(number).collect()).collect();
    let bits = |rows: &[Vec<f64>]| -> Vec<Vec<u64>> {
        rows.iter().map(|row| row.iter().map(|value| value.to_bits()).collect()).collect()
    };
    bits(found) == bits(&expected)
}

#[test]
fn what_people_have_is_read_or_refused_as_expected() {
    let Some(folder) = samples().map(|folder| folder.join("people")).filter(|folder| folder.is_dir()) else {
        println!("skipped: there is no ../shared/samples/people");
        return;
    };
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for (name, verdict) in expected.as_object().unwrap() {
        if PACKED.contains(&name.as_str()) {
            continue;
        }
        let outcome = read_bytes(&std::fs::read(folder.join(name)).unwrap(), Some(name));
        let said = outcome.as_ref().map_or_else(ToString::to_string, |parsed| parsed.summary());
        println!("{name}: {said}");
        let is_right = match (verdict["outcome"].as_str().unwrap(), &outcome) {
            ("accept", Ok(parsed)) => same(&rows(parsed), &verdict["values"]),
            ("either", Ok(parsed)) => verdict["values"].is_null() || same(&rows(parsed), &verdict["values"]),
            ("refuse" | "either", Err(error)) => error.to_string().contains(';'),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{name}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
