//! The envelope byte for byte, every status, and that no text causes a panic or a reply that is not an envelope.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::{MAX_ELEMENTS, MAX_TEXT_BYTES, RpcReply, RpcRequest, parse_request};
use crate::matrix::{Matrix, Shape};
use proptest::prelude::*;
use serde_json::{Value, json};

fn product(a: &Matrix<f64>, b: &Matrix<f64>) -> Matrix<f64> {
    let shape = Shape::new(a.shape().rows, b.shape().cols);
    let mut c = Matrix::zeros(shape);
    for i in 0..shape.rows {
        for j in 0..shape.cols {
            for l in 0..a.shape().cols {
                c.data_mut()[i * shape.cols + j] += a.row(i)[l] * b.row(l)[j];
            }
        }
    }
    c
}

fn answer(text: &str) -> RpcReply {
    match parse_request(text) {
        Ok(RpcRequest { method, left, right }) => RpcReply::with_product(method, &product(&left, &right)),
        Err(reply) => reply,
    }
}

/// A request whose content is a string.
fn request(method: &str, content: &str) -> String {
    json!({ "meta": [{ "name": "method", "value": method }], "content": content }).to_string()
}

fn multiply(a: &str, b: &str) -> RpcReply {
    answer(&request("multiply", &json!({ "A": a, "B": b }).to_string()))
}

fn status(text: &str) -> u16 {
    answer(text).status
}

/// Reads an answer back and checks that it is an envelope; gives method, status and content.
fn envelope(text: &str) -> (String, u16, String) {
    let value: Value = serde_json::from_str(text).unwrap();
    let entry = |place: usize, name: &str| {
        assert_eq!(value["meta"][place]["name"], name);
        value["meta"][place]["value"].as_str().unwrap().to_owned()
    };
    assert_eq!(value.as_object().unwrap().len(), 2);
    assert_eq!(value["meta"].as_array().unwrap().len(), 2);
    (entry(0, "method"), entry(1, "status").parse().unwrap(), value["content"].as_str().unwrap().to_owned())
}

const META: &str = r#""meta":[{"name":"method","value":"multiply"}]"#;
const CONTENT: &str = r#""content":"{\"A\":\"[[1]]\",\"B\":\"[[1]]\"}""#;

#[test]
fn the_examples_of_the_interface_are_answered_byte_for_byte() {
    for (text, expected) in [
        (
            r#"{"meta":[{"name":"method","value":"multiply"}],"content":"{\"A\":\"[[1,2],[3,4]]\",\"B\":\"[[5,6],[7,8]]\"}"}"#,
            r#"{"meta":[{"name":"method","value":"multiply"},{"name":"status","value":"200"}],"content":"[[19,22],[43,50]]"}"#,
        ),
        (
            r#"{"meta":[{"name":"method","value":"calcLine"}],"content":"{\"line\":\"[1,2]\",\"B\":\"[[5,6],[7,8]]\"}"}"#,
            r#"{"meta":[{"name":"method","value":"calcLine"},{"name":"status","value":"200"}],"content":"[19,22]"}"#,
        ),
    ] {
        assert_eq!(answer(text).to_json(), expected);
    }
}

#[test]
fn every_form_that_json_allows_is_read() {
    let arrays = r#"{"A":[[1,2],[3,4]],"B":[[5,6],[7,8]]}"#;
    for (text, expected) in [
        // Operands as arrays, and content as an object before the method.
        (request("multiply", arrays), "[[19,22],[43,50]]"),
        (
            format!(r#"{{"content":{arrays},"meta":[{{"value":"multiply","name":"method"}}]}}"#),
            "[[19,22],[43,50]]",
        ),
        // Further meta entries, keys and methods.
        (
            r#"{"id":[1,{"x":null}],"meta":[{"name":"trace","value":{"deep":[1]}},{"name":7},{},{"name":"method","value":"multiply","more":[]},{"name":"method","value":"other"}],"content":"{\"C\":{},\"A\":\"[[2]]\",\"B\":\"[[3]]\"}"}"#.into(),
            "[[6]]",
        ),
        // Meta entries that are not of the form of one, before and after the method.
        (
            format!(r#"{{"meta":[null,true,1e999,"method",["method"],[],{{}},{{"name":"method"}},{{"name":"method","value":null}},{{"name":null,"value":"x"}},{{"name":["method"],"value":"x"}},{{"value":"x"}},{{"name":"method","value":"multiply"}},null,7],{CONTENT}}}"#),
            "[[1]]",
        ),
        // What is skipped may hold what no Rust string or number can.
        (format!(r#"{{"\ud800":"\udfff","x":1e999,{META},{CONTENT}}}"#), "[[1]]"),
        // The last of repeated keys.
        (format!(r#"{{{META},"content":"","content":"{{\"A\":5,\"A\":\"[[2]]\",\"B\":\"[[3]]\"}}"}}"#), "[[6]]"),
        // White space and escapes.
        (
            "\n{ \"meta\" : [ { \"name\" : \"m\\u0065thod\" , \"value\" : \"multiply\" } ] ,\t\"content\" : \" { \\\"\\u0041\\\" : \\\" [ [ 1.5 ] ] \\\" , \\\"B\\\" : \\\"[[2e0]]\\\" } \" }\r\n".into(),
            "[[3]]",
        ),
    ] {
        let expected = RpcReply { method: "multiply".into(), status: 200, content: expected.into() };
        assert_eq!(answer(&text), expected, "{text}");
    }
}

#[test]
fn an_unknown_method_is_404_and_echoed() {
    for method in ["divide", "Multiply", "MULTIPLY", "calcline", " multiply", "", "\"\u{1F600}\n"] {
        let reply = answer(&request(method, r#"{"A":"[[1]]","B":"[[1]]"}"#));
        assert_eq!((reply.status, reply.method.as_str()), (404, method));
        assert_eq!(envelope(&reply.to_json()).0, method);
        assert_eq!(status(&request(method, "broken")), 404);
    }
}

#[test]
fn a_malformed_request_is_400_and_echoes_the_method_if_it_can_be_read() {
    let without_method = [
        "",
        " ",
        "null",
        "5",
        "\"x\"",
        "[]",
        "{",
        "{}",
        "{\"meta\":",
        "multiply",
        "\u{feff}{}",
        "{\"meta\":{}}",
        "{\"meta\":null,\"content\":\"\"}",
        "{\"meta\":[1]}",
        "{'meta':[]}",
        "\0",
        "{\"meta\":[],}",
    ]
    .map(String::from);
    let unnamed = [
        "",
        r#""meta":[],"#,
        r#""meta":[null],"#,
        r#""meta":["method","multiply"],"#,
        r#""meta":[{"name":"status","value":"200"}],"#,
        r#""meta":[{"name":"method"}],"#,
        r#""meta":[{"name":"method","value":5}],"#,
        r#""meta":[{"name":"Method","value":"multiply"}],"#,
    ]
    .map(|meta| format!("{{{meta}{CONTENT}}}"));
    let broken_after_method =
        ["", ",", ",\"content\":", ",\"content\":\"{", ",\"content\":17}", ",\"content\":null}", "}", "}x", "]"]
            .map(|rest| format!("{{{META}{rest}"));
    let broken_content = [
        "5",
        "true",
        "null",
        "[]",
        "\"\"",
        "\"[]\"",
        "\"5\"",
        "\"{}\"",
        "{}",
        "\"{} x\"",
        "\"{\\\"A\\\":\\\"[[1]]\\\"}\"",
    ]
    .map(|content| format!("{{{META},\"content\":{content}}}"));
    let method_last = format!(r#"{{"content":{{"A":[[1],[2,3]]}},{META}}}"#);
    let method_after_error = format!(r#"{{"content":"\ud800",{META}}}"#);
    for (method, text) in without_method.iter().chain(&unnamed).map(|text| ("", text)).chain(
        broken_after_method
            .iter()
            .chain(&broken_content)
            .chain([&method_last, &method_after_error])
            .map(|text| ("multiply", text)),
    ) {
        let reply = answer(text);
        assert_eq!((reply.status, reply.method.as_str()), (400, method), "{text}");
        assert_eq!(envelope(&reply.to_json()).2, reply.content, "{text}");
    }
    for text in &unnamed {
        assert!(answer(text).content.contains("method"), "{text}");
    }
    assert!(answer(&method_last).content.starts_with("A, row 2"));
}

#[test]
fn a_malformed_operand_is_400_and_named() {
    for broken in [
        "",
        " ",
        "1",
        "\"[[1]]\"",
        "null",
        "true",
        "{}",
        "[1]",
        "[1,2]",
        "[[1],2]",
        "[[1],null]",
        "[[1],\"\"]",
        "[[1]",
        "[[1]]]",
        "[[1]] x",
        "[[1],]",
        "[[1,]]",
        "[[,1]]",
        "[[\"1\"]]",
        "[[null]]",
        "[[true]]",
        "[[[1]]]",
        "[[{}]]",
        "[[NaN]]",
        "[[Infinity]]",
        "[[-Infinity]]",
        "[[nan]]",
        "[[inf]]",
        "[[1e999]]",
        "[[-1e999]]",
        "[[01]]",
        "[[+1]]",
        "[[.5]]",
        "[[1.]]",
        "[[0x1]]",
        "[[1 2]]",
        "[[1;2]]",
        "[[1,5],[2]]",
        "[[1],[2,3]]",
        "[[],[1]]",
        "[[1],[]]",
        "1,2",
    ] {
        for (a, b, name) in [(broken, "[[1]]", "A"), ("[[1]]", broken, "B")] {
            let reply = multiply(a, b);
            assert_eq!(reply.status, 400, "{broken}: {}", reply.content);
            assert!(reply.content.starts_with(name), "{broken}: {}", reply.content);
        }
    }
}

#[test]
fn an_error_names_row_and_column() {
    assert!(multiply("[[1,2],[3,\"x\"]]", "[[1],[1]]").content.starts_with("A, row 2, column 2"));
    let reply = multiply("[[1,2],[3,4,5]]", "[[1],[1]]");
    assert!(reply.content.starts_with("A, row 2"), "{}", reply.content);
    for size in ["3 cells", "row 1 has 2"] {
        assert!(reply.content.contains(size), "{}", reply.content);
    }
}

#[test]
fn sizes_that_do_not_fit_are_400_and_named() {
    let reply = multiply("[[1,2,3]]", "[[1],[2]]");
    assert_eq!(reply.status, 400);
    assert!(reply.content.starts_with("A is 1 × 3 and B is 2 × 1"), "{}", reply.content);
    let line = answer(&request("calcLine", r#"{"line":"[1,2,3]","B":"[[1],[2]]"}"#));
    assert!(line.status == 400 && line.content.starts_with("line is 1 × 3"), "{}", line.content);
    for line in ["[[1,2]]", "5", "[1,\"2\"]", "[1,[2]]", ""] {
        let content = json!({ "line": line, "B": "[[1],[2]]" }).to_string();
        assert_eq!(status(&request("calcLine", &content)), 400, "{line}");
    }
    assert_eq!(status(&request("calcLine", r#"{"A":"[[1]]","B":"[[1]]"}"#)), 400);
}

#[test]
fn empty_matrices_follow_the_rule_of_numpy() {
    assert_eq!(multiply("[]", "[]").content, "[]");
    assert_eq!(multiply("[[],[]]", "[]").content, "[[],[]]");
    assert_eq!(multiply("[]", "[[]]").status, 400);
    assert_eq!(multiply("[[1],[2]]", "[[]]").content, "[[],[]]");
    assert_eq!(answer(&request("calcLine", r#"{"line":"[]","B":"[]"}"#)).content, "[]");
    assert_eq!(answer(&request("calcLine", r#"{"line":"[1]","B":"[[]]"}"#)).content, "[]");
}

#[test]
fn text_over_the_limit_is_413_and_echoes_the_method() {
    let mut text = request("multiply", r#"{"A":"[[1]]","B":"[[1]]"}"#);
    text.extend(std::iter::repeat_n(' ', MAX_TEXT_BYTES - text.len()));
    assert_eq!(status(&text), 200);
    text.push(' ');
    let reply = answer(&text);
    assert_eq!((reply.status, reply.method.as_str()), (413, "multiply"));
    assert!(reply.content.contains(&MAX_TEXT_BYTES.to_string()));
}

#[test]
fn too_many_elements_are_413_in_operand_and_product() {
    let row = |count: usize| format!("[[{}0]]", "0,".repeat(count - 1));
    let fits = answer(&request("multiply", &json!({ "A": "[[2]]", "B": row(MAX_ELEMENTS) }).to_string()));
    assert_eq!(fits.status, 200);
    assert_eq!(multiply("[[2]]", &row(MAX_ELEMENTS + 1)).status, 413);
    let column = format!("[{}[1]]", "[1],".repeat(2048));
    let reply = multiply(&column, &row(2048));
    assert_eq!(reply.status, 413);
    assert!(reply.content.contains("2049 × 2048"), "{}", reply.content);
    assert_eq!(multiply(&format!("[{}[]]", "[],".repeat(MAX_ELEMENTS)), "[]").status, 413);
}

#[test]
fn deep_nesting_is_400_and_does_not_exhaust_the_stack() {
    let deep = "[".repeat(1_000_000);
    assert_eq!(status(&deep), 400);
    assert_eq!(status(&format!("{{\"meta\":{deep}")), 400);
    assert_eq!(status(&format!("{{\"other\":{deep}")), 400);
    assert_eq!(status(&request("multiply", &deep)), 400);
    assert_eq!(status(&request("multiply", &format!("{{\"x\":{deep}"))), 400);
    assert_eq!(multiply(&deep, "[[1]]").status, 400);
    assert_eq!(status(&"{\"meta\":".repeat(100_000)), 400);
}

#[test]
fn a_product_that_json_cannot_express_is_400_and_names_the_entry() {
    let reply = multiply("[[1,0],[1e308,1e308]]", "[[1,9],[0,9]]");
    assert_eq!((reply.status, reply.method.as_str()), (400, "multiply"));
    assert!(reply.content.starts_with("row 2, column 2 of the product is inf"), "{}", reply.content);
    assert_eq!(multiply("[[1e200,1e200]]", "[[1e200],[-1e200]]").status, 400);
}

#[test]
fn a_failed_pool_is_500_and_long_texts_are_limits() {
    let text = RpcReply::pool_failed("multiply", "the workers \"died\"; reload the page").to_json();
    assert_eq!(envelope(&text), ("multiply".into(), 500, "the workers \"died\"; reload the page".into()));
    assert_eq!(RpcReply::over_limit("calcLine", "x").status, 413);
}

#[test]
fn an_error_does_not_quote_the_whole_request() {
    let reply = multiply(&format!("[[\"{}\"]]", "ä".repeat(100_000)), "[[1]]");
    assert!(reply.status == 400 && reply.content.len() < 1000);
}

#[test]
fn numbers_are_written_as_the_interface_says() {
    for (value, text) in [
        ("0", "0"),
        ("-0", "-0"),
        ("-0.0", "-0"),
        ("1.0", "1"),
        ("-3e2", "-300"),
        ("0.1", "0.1"),
        ("1e-7", "1e-7"),
        ("9007199254740993", "9007199254740992"),
        ("9007199254740991", "9007199254740991"),
        ("18446744073709551616", "18446744073709552000"),
        ("1e20", "100000000000000000000"),
        ("123456789012345678901", "123456789012345680000"),
        ("1e21", "1e21"),
        ("1.5e300", "15e299"),
        ("-1.7976931348623157e308", "-17976931348623157e292"),
        ("5e-324", "5e-324"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("123456.789", "123456.789"),
        ("4503599627370495.5", "4503599627370495.5"),
        ("2.2250738585072011e-308", "2.225073858507201e-308"),
    ] {
        // The operand itself is written: in a product, -0 · 1 added to +0 would lose its sign.
        let Ok(call) =
            parse_request(&request("multiply", &json!({ "A": format!("[[{value}]]"), "B": "[[1]]" }).to_string()))
        else {
            panic!("{value} was refused");
        };
        assert_eq!(RpcReply::with_product(call.method, &call.left).content, format!("[[{text}]]"), "{value}");
    }
}

fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("finite", |value| value.is_finite()),
        -1e3..1e3,
        (-1000i32..1000).prop_map(f64::from),
        (0u64..1 << 60).prop_map(|value| value as f64),
    ]
}

fn matrix(rows: usize, cols: usize) -> impl Strategy<Value = Matrix<f64>> {
    proptest::collection::vec(finite(), rows * cols)
        .prop_map(move |data| Matrix::new(Shape::new(rows, cols), data).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn operands_arrive_with_their_bits_and_products_leave_with_theirs(
        (a, b) in (1usize..6, 1usize..6, 1usize..6).prop_flat_map(|(m, k, n)| (matrix(m, k), matrix(k, n))),
    ) {
        let rows = |matrix: &Matrix<f64>| {
            let rows: Vec<&[f64]> = (0..matrix.shape().rows).map(|row| matrix.row(row)).collect();
            serde_json::to_string(&rows).unwrap()
        };
        let content = json!({ "A": rows(&a), "B": rows(&b) }).to_string();
        let call = parse_request(&request("multiply", &content)).unwrap();
        for (read, sent) in [(&call.left, &a), (&call.right, &b)] {
            prop_assert_eq!(read.shape(), sent.shape());
            prop_assert!(read.data().iter().zip(sent.data()).all(|(read, sent)| read.to_bits() == sent.to_bits()));
        }
        let c = product(&a, &b);
        let (method, status, content) = envelope(&RpcReply::with_product(call.method, &c).to_json());
        prop_assert_eq!(method, "multiply");
        if c.data().iter().all(|value| value.is_finite()) {
            prop_assert_eq!(status, 200);
            let read: Vec<Vec<f64>> = serde_json::from_str(&content).unwrap();
            prop_assert!(read.iter().flatten().zip(c.data()).all(|(read, sent)| read.to_bits() == sent.to_bits()));
            prop_assert!(!content.contains(' '));
        } else {
            prop_assert_eq!(status, 400);
        }
    }

    #[test]
    fn a_whole_number_has_no_decimal_point_and_every_number_reads_back(value in finite()) {
        let text = super::row_to_json(&[value]).unwrap();
        let read: Vec<f64> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read[0].to_bits(), value.to_bits());
        prop_assert!(value.trunc() != value || !text.contains('.'), "{}", text);
    }

    #[test]
    fn every_text_is_answered_by_an_envelope(text in ".{0,60}") {
        let (_, status, content) = envelope(&answer(&text).to_json());
        prop_assert!([400, 404, 413].contains(&status) && !content.is_empty());
    }

    #[test]
    fn every_cut_or_changed_request_is_answered_by_an_envelope(place in 0usize..116, byte in 0u8..128, cut in any::<bool>()) {
        let mut text = request("multiply", r#"{"A":"[[1,2],[3,4]]","B":"[[5,6],[7,8]]"}"#).into_bytes();
        let place = place % text.len();
        if cut { text.truncate(place) } else { text[place] = byte }
        let (_, status, _) = envelope(&answer(std::str::from_utf8(&text).unwrap()).to_json());
        prop_assert!([200, 400, 404].contains(&status));
        prop_assert!(!cut || status == 400);
    }

    #[test]
    fn every_operand_made_of_json_characters_is_answered_by_an_envelope(a in r#"[\[\],0-9eE.\-+ "{}:nul]{0,24}"#) {
        let (method, status, _) = envelope(&multiply(&a, "[[1]]").to_json());
        prop_assert_eq!(method, "multiply");
        prop_assert!([200, 400].contains(&status));
    }
}
