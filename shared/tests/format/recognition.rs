//! Content decides what a source is; the name only where the content leaves it open.

use crate::{reads, refuses, text};
use shared::format::{Format, Note, read_bytes};

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
    // A missing value of pandas' is no markup.
    refuses("<NA>\n1\n", &["row 1, column 1", "\"<NA>\"", "missing"]);
    refuses("a,b\n<NA>,1\n", &["row 2, column 1", "\"<NA>\"", "missing"]);
}

#[test]
fn known_kinds_of_file_are_refused_by_name() {
    refuses("PK\u{3}\u{4}....", &["ZIP", ".npz"]);
    refuses("%PDF-1.4", &["PDF"]);
    assert!(read_bytes(b"\x1f\x8b\x08\x00", None).unwrap_err().to_string().contains("gzip"));
    assert!(read_bytes(b"\x89HDF\r\n\x1a\n0000", None).unwrap_err().to_string().contains("HDF5"));
}

#[test]
fn names_of_columns_that_look_like_magic_are_names() {
    for name in ["PAR1", "BZh", "BZh9", "GIF8", "GIF89a"] {
        let parsed = reads(&format!("{name},b\n1,2\n"), Format::Csv, &[&[1.0, 2.0]]);
        assert!(parsed.notes.contains(&Note::HeaderRowSkipped(format!("{name}, b"))), "{:?}", parsed.notes);
    }
    for (bytes, kind) in [
        (&b"PAR1\x15\x04\x15\x10"[..], "Parquet"),
        (b"BZh91AY&SY\x0e\x00", "bzip2"),
        (b"GIF89a\x01\x00\x01\x00", "an image"),
        (b"MATLAB 5.0 MAT-file, Platform: GLNXA64", ".mat"),
    ] {
        let message = read_bytes(bytes, None).unwrap_err().to_string();
        assert!(message.contains(kind), "{message}");
    }
}

#[test]
fn units_in_brackets_are_names() {
    reads("[m],[s]\n1,2\n", Format::Csv, &[&[1.0, 2.0]]);
    reads("[m]\t[s]\r\n1,5\t2\r\n", Format::Tsv, &[&[1.5, 2.0]]);
    reads("[µm];[Ω]\n1;2\n", Format::Csv, &[&[1.0, 2.0]]);
    reads("[ kg ] ,[npm]\n1,2\n", Format::Csv, &[&[1.0, 2.0]]);
    let parsed = reads("[m]\n1\n2\n", Format::Tsv, &[&[1.0], &[2.0]]);
    assert!(parsed.notes.contains(&Note::HeaderRowSkipped("[m]".into())), "{:?}", parsed.notes);
    // Words that stand in a list are no units.
    assert_eq!(text("[inf 1.]\n").unwrap().format, Format::Text);
    assert_eq!(text("[np.inf 1.]\n").unwrap().format, Format::Text);
    for word in ["NaN", "Infinity", "true", "null", "None"] {
        refuses(&format!("[{word}]\n1\n"), &[]);
    }
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
