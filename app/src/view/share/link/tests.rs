//! Links read back, and hostile ones are refused.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use shared::generate::{Family, NumberRange};

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// The matrices of a link that has these first.
fn sides<const N: usize>(first: [Option<LinkedMatrix>; N]) -> BySide<Option<LinkedMatrix>> {
    let mut first = first.into_iter();
    OperandSide::ALL.map(|_| first.next().flatten())
}

fn numbers(rows: usize, cols: usize, csv: &str) -> LinkedMatrix {
    LinkedMatrix::Numbers { shape: Shape::new(rows, cols), is_f32: false, csv: csv.into() }
}

#[test]
fn links_read_back() {
    let random = Generator::Random { shape: Shape::new(2000, 3000), seed: 7, range: NumberRange::UNIT };
    for (matrices, text) in [
        (sides([Some(numbers(2, 2, "1,2\n3,4")), Some(numbers(2, 1, "-0.5\nnan"))]), "A=1,2;3,4&B=-0.5;nan&end"),
        (sides([None, Some(LinkedMatrix::Generated(random))]), "B=random:2000x3000:7:-1:1&end"),
        (
            sides([
                Some(LinkedMatrix::Numbers { shape: Shape::new(1, 1), is_f32: true, csv: "0.5".into() }),
                Some(LinkedMatrix::Generated(Generator::Family(Family::Hilbert, 4))),
                Some(numbers(0, 3, "")),
                Some(numbers(1, 1, "4")),
                None,
                Some(numbers(1, 2, "5,6")),
            ]),
            "A=f32:0.5&B=hilbert:4&C=empty:0x3&D=4&F=5,6&end",
        ),
    ] {
        let content = LinkContent { matrices, ..LinkContent::default() };
        assert_eq!(content.to_text(), text);
        assert_eq!(LinkContent::parse(text, &number), Ok(content));
    }
    let chosen = LinkContent {
        operation: Operation::of_text("power:3"),
        matrices: sides([Some(numbers(1, 1, "2")), Some(numbers(1, 1, "3"))]),
        algorithm: Some(Algorithm::Strassen),
        kernel: Some(Kernel::Simd128),
    };
    assert_eq!(LinkContent::parse(&chosen.to_text(), &number), Ok(chosen));
}

#[test]
fn a_line_end_at_the_end_is_no_row() {
    let content = LinkContent { matrices: sides([Some(numbers(2, 1, "1\n2\n"))]), ..LinkContent::default() };
    assert_eq!(content.to_text(), "A=1;2&end");
}

#[test]
fn a_link_that_was_cut_anywhere_is_refused() {
    let text = "A=1,2;3,4&B=random:2x2:1:-1:1&algorithm=strassen&end";
    for length in 0..text.len() {
        assert!(LinkContent::parse(&text[..length], &number).is_err(), "{}", &text[..length]);
    }
}

#[test]
fn hostile_texts_are_refused() {
    let part = |text: &str| LinkError::Part(text.into());
    for (text, error) in [
        ("", LinkError::Incomplete),
        ("end", LinkError::Incomplete),
        ("&end", part("")),
        ("A=1&A=2&end", part("A=2")),
        ("G=1&end", part("G=1")),
        ("A&end", part("A")),
        ("A=1&script=alert(1)&end", part("script=alert(1)")),
        ("A=1&algorithm=magic&end", part("algorithm=magic")),
        ("A=1&kernel=&end", part("kernel=")),
        ("algorithm=strassen&end", LinkError::NoMatrix),
        ("A=1,2;3&end", LinkError::Ragged(OperandSide::A)),
        ("A=1,;3,4&end", LinkError::Ragged(OperandSide::A)),
        ("B=&end", LinkError::Ragged(OperandSide::B)),
        ("B=1;&end", LinkError::Ragged(OperandSide::B)),
        ("B=empty:2x2&end", LinkError::Ragged(OperandSide::B)),
        ("B=empty:0x99999999999&end", LinkError::Ragged(OperandSide::B)),
        ("A=hilbert:99&end", LinkError::Generator(OperandSide::A, GeneratorTextError::Parameter)),
        ("A=identity:9000&end", LinkError::TooLarge(OperandSide::A, Shape::new(9000, 9000))),
        ("A=x:1&end", LinkError::Generator(OperandSide::A, GeneratorTextError::Name)),
        ("A=random:9x9:1:0&end", LinkError::Generator(OperandSide::A, GeneratorTextError::Form)),
    ] {
        assert_eq!(LinkContent::parse(text, &number), Err(error), "{text}");
    }
    let large = format!("A={}0&end", "0,".repeat(MAX_NUMBERS as usize));
    assert_eq!(LinkContent::parse(&large, &number), Err(LinkError::TooLong));
}

#[test]
fn the_beginning_of_a_fragment_tells_its_kind() {
    assert_eq!(LinkText::of("v1&A=1&end"), Ok(LinkText::Readable("A=1&end")));
    assert_eq!(LinkText::of("v1zAAAA"), Ok(LinkText::Compressed("AAAA")));
    for (fragment, error) in [
        ("", LinkError::Unknown),
        ("v", LinkError::Unknown),
        ("chapter-2", LinkError::Unknown),
        ("v1", LinkError::Incomplete),
        ("v2&A=1", LinkError::Version("v2".into())),
        ("v12345z", LinkError::Version("v12345".into())),
    ] {
        assert_eq!(LinkText::of(fragment), Err(error), "{fragment}");
    }
    let long = "v1&".repeat(2 * MAX_LINK);
    assert_eq!(LinkText::of(&long), Err(LinkError::TooLong));
    assert_eq!(readable("A=1&end"), "v1&A=1&end");
    assert_eq!(compressed("AAAA"), "v1zAAAA");
}
