//! Content decides what a source is; the name only where the content leaves it open.

use crate::{reads, refuses};
use shared::format::{Format, read_bytes};

#[test]
fn nothing_is_refused_as_empty() {
    for source in ["", " ", "\n\n", "\u{feff}", "\t \r\n"] {
        refuses(source, &["empty"]);
    }
    refuses(&" ".repeat(2_000_000), &["empty"]);
    refuses(&"\n".repeat(2_000_000), &["empty"]);
}

#[test]
fn markup_is_refused_in_words_and_quoted_harmlessly() {
    for source in
        ["<!DOCTYPE html><html>", "  <html><body>1,2</body>", "<?xml version=\"1.0\"?>", "<svg onload=alert(1)>"]
    {
        refuses(source, &["markup", "copy only the cells"]);
    }
}

#[test]
fn known_kinds_of_file_are_refused_by_name() {
    refuses("PK\u{3}\u{4}....", &["ZIP", ".npz"]);
    refuses("%PDF-1.4", &["PDF"]);
    assert!(read_bytes(b"\x1f\x8b\x08\x00", None).unwrap_err().to_string().contains("gzip"));
    assert!(read_bytes(b"\x89HDF\r\n\x1a\n0000", None).unwrap_err().to_string().contains("HDF5"));
}

#[test]
fn binary_rubbish_is_refused_with_its_place() {
    let error = read_bytes(b"1,2\n3,\x004\n", None).unwrap_err();
    assert!(error.to_string().contains("0x00 at position 6"), "{error}");
    let rubbish: Vec<u8> = (0..=255u8).cycle().skip(7).take(100_000).collect();
    assert!(read_bytes(&rubbish, None).is_err());
}

#[test]
fn control_characters_in_a_message_are_escaped() {
    let error = read_bytes("1,2\n3,\u{202e}x\u{1b}\n".as_bytes(), None).unwrap_err();
    let message = error.to_string();
    assert!(message.chars().all(|character| !character.is_control() && character != '\u{202e}'), "{message:?}");
    let error = read_bytes(b"x", Some("a\nb\u{7}.csv")).unwrap_err();
    assert!(error.to_string().starts_with("a\\nb\\u{7}.csv: "), "{error}");
}

#[test]
fn the_name_does_not_overrule_the_content() {
    assert_eq!(read_bytes(b"[[1,2]]", Some("x.csv")).unwrap().format, Format::Json);
    assert_eq!(read_bytes(b"1,2\n", Some("x.npy")).unwrap().format, Format::Csv);
    assert_eq!(
        read_bytes(b"%%matrixmarket MATRIX array real general\n1 1\n5\n", Some("x.txt")).unwrap().format,
        Format::Mtx
    );
}

#[test]
fn brackets_are_json_or_a_block_by_what_is_in_them() {
    reads("[[1,2],[3,4]]", Format::Json, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads(" [ [1 , 2] ,\n [3, 4] ]\n", Format::Json, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[1 2; 3 4]", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[[1. 2.]\n [3. 4.]]", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[[1.]]", Format::Text, &[&[1.0]]);
    reads("[[1]\n [2]]", Format::Text, &[&[1.0], &[2.0]]);
    reads("[[5]]", Format::Json, &[&[5.0]]);
}
