//! Labels of rows and columns: left out and said so, with the other reading where they are numbers.

use crate::{reads, refuses, rows, text, with};
use shared::format::{Format, Note, ReadOptions};

const MATRIX: [&[f64]; 2] = [&[1.5, -2.5], &[3.5, 4.5]];

/// Tables of [`MATRIX`] with labels that are numbers, and with labels that are not.
const NUMBERED: [&str; 13] = [
    ",0,1\n0,1.5,-2.5\n1,3.5,4.5\n",
    "\u{feff},0,1\r\n0,1.5,-2.5\r\n1,3.5,4.5\r\n",
    ",a,b\n0,1.5,-2.5\n1,3.5,4.5\n",
    ",a,b\n7,1.5,-2.5\n3,3.5,4.5",
    "\"\",\"a\",\"b\"\n\"1\",1.5,-2.5\n\"2\",3.5,4.5\n",
    ";a;b\n0;1,5;-2,5\n1;3,5;4,5\n",
    "\t0\t1\n0\t1.5\t-2.5\n1\t3.5\t4.5\n",
    "     0    1\n0  1.5 -2.5\n1  3.5  4.5\n",
    "     a    b\n0  1.5 -2.5\n1  3.5  4.5\n\n[2 rows x 2 columns]\n",
    "   a    b\n3  1.5 -2.5\n7  3.5  4.5\n",
    "\"V1\" \"V2\"\n\"1\" 1.5 -2.5\n\"2\" 3.5 4.5\n",
    "a,b\n\"1\",1.5,-2.5\n\"2\",3.5,4.5\n",
    "|    |   0 |    1 |\n|---:|----:|-----:|\n|  0 | 1.5 | -2.5 |\n|  1 | 3.5 |  4.5 |\n",
];
const NAMED: [&str; 9] = [
    ",a,b\nx,1.5,-2.5\ny,3.5,4.5\n",
    "name,a,b\nx,1.5,-2.5\ny,3.5,4.5\n",
    "\"\",\"a\",\"b\"\n\"row one\",1.5,-2.5\n\"row two\",3.5,4.5\n",
    "   a    b\nx 1.5 -2.5\ny 3.5  4.5\n",
    "a b\n[1,] 1.5 -2.5\n[2,] 3.5 4.5\n",
    ",2019,2020\nÄpfel,1.5,-2.5\nBirnen,3.5,4.5\n",
    "date;a;b\nMonday;1,5;-2,5\nTuesday;3,5;4,5\n",
    ",a,b\n2024-01-01,1.5,-2.5\n2024-01-02,3.5,4.5\n",
    "| name | a | b |\n|:--|--:|--:|\n| x | 1.5 | -2.5 |\n| y | 3.5 | 4.5 |\n",
];

#[test]
fn labels_are_left_out_and_said() {
    for source in NUMBERED.into_iter().chain(NAMED) {
        let parsed = text(source).unwrap_or_else(|error| panic!("{source:?} was refused: {error}"));
        assert_eq!(rows(&parsed), MATRIX, "{source:?} read as {}", parsed.summary());
        assert!(parsed.notes.contains(&Note::LabelsLeftOut), "{source:?}: {}", parsed.summary());
    }
}

#[test]
fn labels_that_are_numbers_can_be_read_as_numbers() {
    for source in NUMBERED {
        let parsed = text(source).unwrap();
        let other = parsed.alternatives.iter().find(|other| other.description.contains("labels read as numbers"));
        let other = other.unwrap_or_else(|| panic!("{source:?}: {:?}", parsed.alternatives));
        let options = ReadOptions { dialect: Some(other.dialect), ..ReadOptions::default() };
        let read = with(source.as_bytes(), &options).unwrap_or_else(|error| panic!("{source:?}: {error}"));
        assert_eq!(Some(read.matrix.shape()), other.shape, "{source:?}");
        assert_eq!(rows(&read)[1][1..], [3.5, 4.5], "{source:?}");
    }
    for source in NAMED {
        let parsed = text(source).unwrap();
        assert!(parsed.alternatives.iter().all(|other| !other.description.contains("labels")), "{source:?}");
    }
}

#[test]
fn what_is_left_out_of_a_small_table_is_left_out_of_a_large_one() {
    for (head, row) in [
        (",0,1\n", |row: usize| format!("{row},1,2\n")),
        ("a b\n", |row| format!("{} 1 2\n", row + 1)),
        ("name;a;b\n", |row| format!("r{row};1;2\n")),
        ("  0 1\n", |row| format!("{row} 1 2\n")),
    ] as [(&str, fn(usize) -> String); 4]
    {
        let large: String = head.to_owned() + &(0..30_000).map(row).collect::<String>();
        let small: String = head.to_owned() + &(0..3).map(row).collect::<String>();
        let (large, small) = (text(&large).unwrap(), text(&small).unwrap());
        assert_eq!((large.matrix.shape().rows, large.matrix.shape().cols), (30_000, 2), "{head:?}");
        assert_eq!(large.notes, small.notes);
    }
    // The header and the first row are longer than what is looked at to find the dialect.
    let names: Vec<String> = (0..20_000).map(|column| format!("V{column}")).collect();
    let source = format!("{}\n1 {row}\n2 {row}\n", names.join(" "), row = vec!["5"; 20_000].join(" "));
    let parsed = text(&source).unwrap();
    assert_eq!((parsed.matrix.shape().rows, parsed.matrix.shape().cols), (2, 20_000));
}

#[test]
fn what_only_looks_like_labels_is_refused() {
    for (source, words) in [
        (",2\n3,4\n", ["row 1, column 1", "empty"]),
        (",1\n1,4\n", ["row 1, column 1", "empty"]),
        ("1 2\n3 4 5\n", ["row 2", "3 cells"]),
        ("a\n1 2\n3 4\n", ["row 2", "2 cells"]),
        ("my data\n1 2 3\n4 5 6\n", ["row 2", "3 cells"]),
        ("a,b\n1,2\n3,4,5\n", ["row 3", "3 cells"]),
        ("a,b\n1,5,2\n3,7,4\n", ["row 2", "3 cells"]),
        ("x\n0,5\n1,5\n2\n", ["row 4", ""]),
        (",a\nx,1\n,2\n", ["row 3, column 1", "empty"]),
        ("name,a\nx,1\n3,4\n", ["row 2, column 1", "\"x\""]),
        ("name,a\nv,1\nv,4\n", ["row 2, column 1", "\"v\""]),
        ("name,a\nNA,1\nNA,4\n", ["row 2, column 1", "missing"]),
        ("name,a\n€5,1\n€6,4\n", ["row 2, column 1", "€5"]),
        ("v 1 2 3\nv 4 5 6\n", ["row 1, column 1", "\"v\""]),
        ("     0    1\n0  1.5  2.5\n..  ...  ...\n9  3.5  4.5\n", ["row 3", "..."]),
        ("a b\n0 1 2\n[5 rows x 2 columns]\n", ["5 rows", "cut off"]),
    ] {
        let outcome = text(source).map(|parsed| (rows(&parsed), parsed.summary()));
        match outcome {
            Ok(read) if words[1].is_empty() => assert!(read.1.contains("decimal comma"), "{source:?}: {read:?}"),
            Ok(read) => panic!("{source:?} was read as {read:?}"),
            Err(error) => {
                let message = error.to_string();
                assert!(words.iter().all(|word| message.contains(word)), "{source:?}: {message}");
            }
        }
    }
    // Whether the first of these rows holds names cannot be known: both readings are offered.
    let error = refuses("name,2019,2020\nx,1,2\ny,3,4\n", &["row 1, column 1", "\"name\""]);
    let shapes: Vec<String> = error.alternatives.iter().map(|other| other.description.clone()).collect();
    assert_eq!(
        shapes,
        [
            "3 × 2, comma-separated, without the first column",
            "2 × 2, comma-separated, without the first row and column"
        ]
    );
    for other in &error.alternatives {
        let options = ReadOptions { dialect: Some(other.dialect), ..ReadOptions::default() };
        let read = with(b"name,2019,2020\nx,1,2\ny,3,4\n", &options).unwrap();
        assert_eq!(Some(read.matrix.shape()), other.shape);
    }
}

#[test]
fn an_empty_last_column_is_left_out_where_it_is_empty_in_every_row() {
    for source in ["1,2,\n3,4,\n", "a,b,\n1,2,\n3,4,\n", "a,b\n1,2,\n3,4,\n", "1;2;\r\n3;4;", "1\t2\t\n3\t4\t\n"] {
        let parsed = text(source).unwrap_or_else(|error| panic!("{source:?} was refused: {error}"));
        assert_eq!(rows(&parsed), [[1.0, 2.0], [3.0, 4.0]], "{source:?}");
        assert!(parsed.notes.contains(&Note::EmptyLastColumn), "{source:?}: {}", parsed.summary());
    }
    let large = text(&"1,2,\n".repeat(40_000)).unwrap();
    assert_eq!((large.matrix.shape().rows, large.matrix.shape().cols), (40_000, 2));
    refuses(&("1,2,\n".repeat(40_000) + "1,2\n"), &["row 1, column 3", "empty"]);
    refuses(&("1,2\n".repeat(40_000) + "1,2,\n"), &["row 40001, column 3", "empty"]);
}

#[test]
fn drawn_tables_are_read_without_their_lines() {
    for source in [
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
        "|a|b|\r\n|:-:|-:|\r\n|1|2|\r\n|3|4|\r\n",
        "| a | b |\n|-|-|\n| 1 | 2 |\n| 3 | 4 |",
        "a | b\n--|--\n1 | 2\n3 | 4\n",
        "|   |   |\n|---:|---:|\n| 1 | 2 |\n| 3 | 4 |\n",
        "|---:|---:|\n| 1 | 2 |\n| 3 | 4 |\n",
        "| 0 | 1 |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
        "+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n| 3 | 4 |\n+---+---+\n",
        "+---+---+\n| 1 | 2 |\n| 3 | 4 |\n+---+---+\n",
        "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n| 3 | 4 |\n+---+---+\n",
        " a | b \n---+---\n 1 | 2\n 3 | 4\n(2 rows)\n\n",
        "===  ===\n  a    b\n===  ===\n  1    2\n  3    4\n===  ===\n",
        "   a    b\n---- ----\n   1    2\n   3    4\n",
    ] {
        let parsed = reads(source, Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
        assert!(parsed.notes.contains(&Note::DrawnTable), "{source:?}: {}", parsed.summary());
    }
    let large = "| a | b |\n|---|---|\n".to_owned() + &"| 1 | 2 |\n".repeat(40_000);
    assert_eq!(text(&large).unwrap().matrix.shape().rows, 40_000);
    refuses("| a | b |\n|---|---|\n| 1 | - |\n", &["row 2, column 2", "missing"]);
    refuses("| a | b |\n|---|---|\n| 1 |  |\n", &["row 2, column 2", "empty"]);
    refuses("| a | b |\n|---|---|\n| - | - |\n| 3 | 4 |\n", &["row 2, column 1", "missing"]);
    refuses("| 1 | 2 |\n| 3 | 4\n", &["row 2"]);
    refuses("1 2\n--- ---\n3 4\n", &["row 2, column 1"]);
    refuses(" a | b \n---+---\n 1 | 2\n(2 rows)\n", &["2 rows", "cut off"]);
    refuses("+---+---+\n| 1 | 2 |\n+---+---+\n| 3 | 4 |\n+---+---+\n| 5 | 6 |\n+---+---+\n", &["first row holds"]);
}

#[test]
fn other_spellings_with_one_reading_are_read_and_said() {
    let two: &[&[f64]] = &[&[-1.0, 2.0], &[1000.0, -0.25]];
    for (source, note) in [
        ("−1 2\n1000 −.25\n", Note::TypesetMinus),
        ("−1,2\n1000,−0.25\n", Note::TypesetMinus),
        ("[−1 2; 1000 −0.25]", Note::TypesetMinus),
        ("-1.0D0 2.0D+00\n1.0D+03 -2.5d-1\n", Note::DExponents),
        ("-1;2\n1,0D+03;-2,5d-1\n", Note::DExponents),
        ("-1\u{a0}2\n1000\u{a0}-0.25\n", Note::TypesetSpaces),
        ("\u{a0}-1\u{2009}2\u{a0}\n1000 \u{a0}-0.25\n", Note::TypesetSpaces),
        ("-1\u{a0};\u{a0}2\n1000;-0,25\n", Note::TypesetSpaces),
        ("-1;2\n1\u{a0}000;-0,25\n", Note::TypesetThousands),
        ("-1\t2\n1\u{202f}000\t-0.25\n", Note::TypesetThousands),
    ] {
        let parsed = text(source).unwrap_or_else(|error| panic!("{source:?} was refused: {error}"));
        assert_eq!(rows(&parsed), two, "{source:?} read as {}", parsed.summary());
        assert!(parsed.notes.contains(&note), "{source:?}: {}", parsed.summary());
    }
    let large = text(&("1 2\n".repeat(40_000) + "−1 2D0\n")).unwrap();
    assert_eq!(rows(&large)[40_000], [-1.0, 2.0]);
    for (source, words) in [
        ("1\u{a0}000 2\n3 4\n", "thousands"),
        ("1\u{a0}234\n5\n", "thousands"),
        ("1\u{a0}234,5\n5\u{a0}678,5\n", "thousands"),
        ("1/2 1/3\n2 3\n", "fractions"),
        ("1.5D 2\n", "number such as"),
    ] {
        refuses(source, &["row 1, column 1", words]);
    }
}

#[test]
fn what_pads_a_file_is_left_out_and_said() {
    for (end, note) in [
        ("\u{1a}", Note::PaddingLeftOut { mark: true, count: 1 }),
        ("\u{1a}\r\n", Note::PaddingLeftOut { mark: true, count: 3 }),
        ("\u{1a}\0\0\0", Note::PaddingLeftOut { mark: true, count: 4 }),
        ("\0", Note::PaddingLeftOut { mark: false, count: 1 }),
        ("\0\0\0\0", Note::PaddingLeftOut { mark: false, count: 4 }),
    ] {
        let parsed = text(&format!("1 2\r\n3 4\r\n{end}")).unwrap();
        assert_eq!((rows(&parsed), parsed.notes.contains(&note)), (vec![vec![1.0, 2.0], vec![3.0, 4.0]], true));
    }
    let parsed = text(&("1 2\n".to_owned() + &"\0".repeat(100_000))).unwrap();
    assert!(parsed.notes.contains(&Note::PaddingLeftOut { mark: false, count: 100_000 }));
    refuses("1 2\n3\0 4\n", &["0x00 at position 5"]);
    refuses("1 2\n\u{1a}3 4\n", &["0x1a at position 4"]);
    refuses("\0\0\0\0", &["empty"]);
}

#[test]
fn an_empty_matrix_of_octave_is_empty() {
    let parsed = text("# Created by Octave 8.4.0\n# name: A\n# type: matrix\n# rows: 0\n# columns: 3\n\n\n").unwrap();
    assert_eq!((parsed.matrix.shape().rows, parsed.matrix.shape().cols), (0, 3));
    assert!(parsed.notes.contains(&Note::EmptyArray));
    refuses("# name: A\n# type: matrix\n# rows: 2\n# columns: 3\n", &["empty"]);
}
