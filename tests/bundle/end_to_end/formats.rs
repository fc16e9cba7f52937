//! `window.matmill.parse` and `format`: what is written reads back to the same bits.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("formats.js");

#[test]
fn every_format_reads_back_to_the_same_bits() {
    let page = Page::open(Hosting::Isolated);
    let right: Value = json!([true, 13, 7, true, "string", true]);
    assert_eq!(
        page.call(SCRIPTS, "writeAndReadEveryFormat"),
        json!({ "json": right, "csv": right, "tsv": right, "npy": right, "mtx": right })
    );
}

#[test]
fn every_format_keeps_the_numbers_of_an_f32_matrix() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        assert_eq!(page.call(SCRIPTS, "writeAndReadSingles"), json!([true, true, true, true, true]), "{hosting:?}");
    }
}

#[test]
fn f32_stays_f32_in_npy() {
    let page = Page::open(Hosting::Isolated);
    let script = "const matrix = testing.reals(3, 4, 9, 'f32'); const back = await matmill.parse(await matmill.format(matrix, 'npy'));\
         return [testing.kind(back), testing.hex(back) === testing.hex(matrix)]";
    assert_eq!(page.run(script), json!(["f32", true]));
}

#[test]
fn text_of_other_programs_is_read_and_what_was_assumed_is_said() {
    let page = Page::open(Hosting::Isolated);
    let parse = "const matrix = await matmill.parse(testing.octets(args)); return { ...testing.plain(matrix), notes: matrix.notes.join('; ') }";
    for (text, rows, cols, data, note) in [
        ("[1 2; 3 4]", 2, 2, json!([1, 2, 3, 4]), ""),
        ("[[1. 2.]\n [3. 4.]]", 2, 2, json!([1, 2, 3, 4]), ""),
        ("sep=;\n1,5;2\n3;4,5\n", 2, 2, json!([1.5, 2, 3, 4.5]), "comma"),
        ("\u{feff}1,2\r\n3,4\r\n", 2, 2, json!([1, 2, 3, 4]), ""),
        ("height,width\n1,2\n3,4", 2, 2, json!([1, 2, 3, 4]), "height"),
        ("\"1\",\"2\"\n\"3\",\"4\"", 2, 2, json!([1, 2, 3, 4]), ""),
        ("1 2 3", 1, 3, json!([1, 2, 3]), ""),
        (r#"{"rows":1,"cols":2,"data":[8,9]}"#, 1, 2, json!([8, 9]), ""),
        ("%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 5\n2 1 7\n", 2, 2, json!([5, 7, 7, 0]), ""),
    ] {
        let found = page.run_with(parse, json!(text));
        assert_eq!((&found["rows"], &found["cols"], &found["data"]), (&json!(rows), &json!(cols), &data), "{text}");
        assert!(found["notes"].as_str().unwrap().contains(note), "{text}: {found}");
    }
}

#[test]
fn content_counts_before_the_name() {
    let page = Page::open(Hosting::Isolated);
    let script = "const bytes = await matmill.format(testing.of([[1, 2]]), 'npy'); return testing.plain(await matmill.parse(bytes, 'misnamed.csv'))";
    assert_eq!(page.run(script), json!({ "rows": 1, "cols": 2, "data": [1, 2] }));
}

#[test]
fn parsing_leaves_the_bytes_with_their_owner() {
    let page = Page::open(Hosting::Isolated);
    let script = "const bytes = testing.octets('1,2\\n3,4'); await matmill.parse(bytes); return testing.text(bytes)";
    assert_eq!(page.run(script), json!("1,2\n3,4"));
}
