//! Archives, spreadsheets and HTML: what is taken out of them, and what is refused with which words.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod archives;
mod documents;
mod hostile;
mod sheets;

use archives::{Member, npy, xlsx, zip};
use shared::format::read_bytes;
use std::io::Cursor;
use unpack::{UnpackError, Unpacked, unpack};

/// What comes out of `bytes`.
fn unpacked(bytes: &[u8], part: Option<u32>) -> Result<(Vec<u8>, Unpacked), UnpackError> {
    let mut out = Vec::new();
    let unpacked = unpack(Cursor::new(bytes), bytes.len() as u64, part, &mut out)?;
    Ok((out, unpacked))
}

/// The matrix in it, row by row, with its columns.
fn matrix(bytes: &[u8], part: Option<u32>) -> (usize, Vec<f64>) {
    let (content, _) = unpacked(bytes, part).unwrap_or_else(|error| panic!("{error}"));
    let parsed = read_bytes(&content, None);
    let parsed = parsed.unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&content)));
    (parsed.matrix.shape().cols, values(&parsed.matrix))
}

fn values(matrix: &shared::AnyMatrix) -> Vec<f64> {
    match matrix {
        shared::AnyMatrix::F64(matrix) => matrix.data().to_vec(),
        shared::AnyMatrix::F32(matrix) => matrix.data().iter().map(|&value| f64::from(value)).collect(),
    }
}

fn refusal(bytes: &[u8], part: Option<u32>) -> String {
    match unpacked(bytes, part) {
        Ok((out, _)) => panic!("it was unpacked to {} bytes", out.len()),
        Err(error) => error.to_string(),
    }
}

#[test]
fn one_array_is_read_and_of_several_one_is_chosen() {
    let one = zip(&[Member::new("a.npy", npy(2, 2, &[1.0, 2.0, 3.0, 4.0])).deflated()]);
    assert_eq!(matrix(&one, None), (2, vec![1.0, 2.0, 3.0, 4.0]));
    let (_, found) = unpacked(&one, None).unwrap();
    assert_eq!(found.notes[0].to_string(), "array a of the archive");
    assert!(found.others.is_empty());

    let text = Member::new("names.npy", "no array");
    let several = zip(&[
        Member::new("a.npy", npy(1, 1, &[7.0])),
        text,
        Member::new("b.npy", npy(1, 3, &[1.0, 2.0, 3.0])).deflated(),
    ]);
    let said = refusal(&several, None);
    assert!(said.contains("holds 3 arrays: array a, 1 × 1 float64; array names; array b, 1 × 3 float64"), "{said}");
    assert_eq!(unpacked(&several, None).unwrap_err().choices().len(), 3);
    assert_eq!(matrix(&several, Some(3)), (3, vec![1.0, 2.0, 3.0]));
    assert_eq!(unpacked(&several, Some(1)).unwrap().1.others.len(), 3);
    assert!(refusal(&several, Some(4)).contains("no part 4"));
    assert!(refusal(&several, Some(0)).contains("no part 0"));
}

#[test]
fn the_samples_of_other_programs_are_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples/people");
    let (Ok(array), Ok(workbook)) = (std::fs::read(folder.join("one.npz")), std::fs::read(folder.join("xlsx.xlsx")))
    else {
        return println!("skipped: there is no {}", folder.display());
    };
    assert_eq!(matrix(&array, None), (2, vec![1.0, 2.0, 3.0, 4.0]));
    assert!(refusal(&workbook, None).contains("ZIP archive"));
    let document = std::fs::read(folder.join("html.txt")).unwrap();
    assert_eq!(matrix(&document, None), (2, vec![1.0, 2.0, 3.0, 4.0]));
}

#[test]
fn an_archive_of_something_else_says_so() {
    let other = zip(&[Member::new("data.csv", "1,2\n")]);
    assert!(refusal(&other, None).contains("without NumPy arrays"));
    assert!(refusal(&zip(&xlsx(&[("Empty", "")], &[])), None).contains("no sheet of the spreadsheet holds numbers"));
}
