//! HTML: the first table with numbers, as inert text.

use crate::{matrix, refusal, unpacked};

#[test]
fn the_first_table_with_numbers_is_read() {
    for (document, cols, numbers) in [
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>", 2, vec![1.0, 2.0, 3.0, 4.0]),
        // No end tags, upper case, white space, entities.
        (
            "<!DOCTYPE html>\n<TABLE>\n<TR><TD> 1.5 <TD>&minus;2<TR><TD>3&nbsp;<TD>4</TABLE>",
            2,
            vec![1.5, -2.0, 3.0, 4.0],
        ),
        (
            "<p>Text</p><table><tr><td>no numbers</td></tr></table><table><tr><th>a<th>b<tr><td>5<td>6</table>",
            2,
            vec![5.0, 6.0],
        ),
        // A table for the layout around it.
        ("<table><tr><td>menu</td><td><table><tr><td>1<td>2</table></td></tr></table>", 2, vec![1.0, 2.0]),
        (
            "<table><tr><td>1<td>2<script>document.write('<td>3')</script><style>td { width: 3px }</style></table>",
            2,
            vec![1.0, 2.0],
        ),
        ("<table><tr><td><b>1</b><td><a href='x'>2</a></table>", 2, vec![1.0, 2.0]),
        (
            "<table><caption>In 2024</caption><thead><tr><th colspan=2>group</thead><tr><td>1<td>2<tr><td>3<td>4</table>",
            2,
            vec![1.0, 2.0, 3.0, 4.0],
        ),
        ("<table><tr><th><th>a<th>b<tr><th rowspan=2>row<td>1<td>2<tr><td>3<td>4</table>", 2, vec![1.0, 2.0, 3.0, 4.0]),
        (
            "<!--StartFragment--><table><tr><td>1,5<td>2,5<tr><td>3,5<td>4,5</table><!--EndFragment-->",
            2,
            vec![1.5, 2.5, 3.5, 4.5],
        ),
    ] {
        assert_eq!(matrix(document.as_bytes(), None), (cols, numbers), "{document}");
    }
    let (_, found) = unpacked(b"<table><tr><td>a</table><table><tr><td>1</table>", None).unwrap();
    assert_eq!(found.notes[0].to_string(), "table 2 of the document");
}

#[test]
fn documents_without_such_a_table_are_refused() {
    for document in [
        "<html><p>1 2 3</p></html>",
        "<svg></svg>",
        "<?xml version=\"1.0\"?><a>1</a>",
        "<table><tr><td>a</table>",
        "<!--",
        "<table",
    ] {
        assert!(refusal(document.as_bytes(), None).contains("markup without a table that holds numbers"), "{document}");
    }
    let spanning = "<table><tr><td>1<td>2<tr><td colspan=2>3</table>";
    assert!(
        refusal(spanning.as_bytes(), None)
            .contains("table 1, row 2: the number 3 stands in a cell that covers several")
    );
}
