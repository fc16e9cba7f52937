//! Everything in the folder of samples behaves as its `expected.json` says, where that folder is.

use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::format::read_bytes;
use shared::matrix::AnyMatrix;
use std::path::{Path, PathBuf};

/// The folder of samples, if there is one.
pub(crate) fn samples() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples");
    if !folder.is_dir() {
        println!("no samples at {}: nothing was checked", folder.display());
        return None;
    }
    Some(folder)
}

/// Every sample with a verdict: its path and what is expected.
pub(crate) fn verdicts() -> Vec<(PathBuf, Value)> {
    let Some(folder) = samples() else { return Vec::new() };
    let mut found = Vec::new();
    for part in ["json/jsonchecker", "mtx/wamuir", "mtx/sprs", "npy/npyjs", "npy/ndarray-npy"] {
        let folder = folder.join(part);
        let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
        for (name, verdict) in expected["files"].as_object().unwrap() {
            found.push((folder.join(name), verdict.clone()));
        }
    }
    assert_eq!(found.len(), 128);
    found
}

fn hashes(matrix: &AnyMatrix) -> (String, String) {
    let wide: Vec<f64> = match matrix {
        AnyMatrix::F32(matrix) => matrix.data().iter().map(|&value| f64::from(value)).collect(),
        AnyMatrix::F64(matrix) => matrix.data().to_vec(),
    };
    let hash = |bytes: Vec<u8>| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let nan = |value: f64| if value.is_nan() { f64::from_bits(0x7ff8_0000_0000_0000) } else { value };
    let narrow = |value: f64| if value.is_nan() { f32::from_bits(0x7fc0_0000) } else { value as f32 };
    (
        hash(wide.iter().flat_map(|&value| nan(value).to_le_bytes()).collect()),
        hash(wide.iter().flat_map(|&value| narrow(value).to_le_bytes()).collect()),
    )
}

fn is(matrix: &AnyMatrix, expected: &Value) -> bool {
    let (wide, narrow) = hashes(matrix);
    let shape = matrix.shape();
    expected["shape"] == serde_json::json!([shape.rows, shape.cols])
        && expected["sha256_f64"] == wide.as_str()
        && expected["sha256_f32"] == narrow.as_str()
}

#[test]
fn every_sample_behaves_as_expected() {
    let mut wrong = Vec::new();
    for (path, verdict) in verdicts() {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let outcome = read_bytes(&bytes, Some(name));
        let right = match (verdict["outcome"].as_str().unwrap(), &outcome) {
            ("refuse", Err(_)) => true,
            ("accept", Ok(parsed)) => is(&parsed.matrix, &verdict),
            // A refusal would do, but all of these are meant to be read.
            ("either", Ok(parsed)) => {
                verdict["accept_as"].as_array().unwrap().iter().any(|expected| is(&parsed.matrix, expected))
            }
            _ => false,
        };
        if !right {
            wrong.push(format!("{}: {:?}", path.display(), outcome.map(|parsed| parsed.matrix.shape())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_refusal_of_a_sample_is_a_short_sentence_with_a_remedy() {
    for (path, _) in verdicts() {
        if let Err(error) = read_bytes(&std::fs::read(&path).unwrap(), None) {
            let message = error.to_string();
            assert!(message.len() < 400 && message.contains(';'), "{}: {message}", path.display());
        }
    }
}
