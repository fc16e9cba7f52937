//! `window.matmill.rpc`: the predecessor's envelope, byte for byte; the promise never rejects.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("envelope.js");

fn request(method: &str, content: &str) -> String {
    json!({ "meta": [{ "name": "method", "value": method }], "content": content }).to_string()
}

/// Method, status and content of the answer to `request`.
fn answer(page: &Page, request: &str) -> (String, String, String) {
    let text = page.run_with("return matmill.rpc(args)", json!(request));
    let envelope: Value = serde_json::from_str(text.as_str().unwrap()).expect("an answer is an envelope");
    let meta = |name: &str| {
        let entries = envelope["meta"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["name"] == name);
        entry.unwrap_or_else(|| panic!("no {name} in {envelope}"))["value"].as_str().unwrap().to_owned()
    };
    (meta("method"), meta("status"), envelope["content"].as_str().unwrap().to_owned())
}

#[test]
fn the_example_of_the_interface_is_answered_byte_for_byte() {
    let page = Page::open(Hosting::Isolated);
    let request = r#"{"meta":[{"name":"method","value":"multiply"}],"content":"{\"A\":\"[[1,2],[3,4]]\",\"B\":\"[[5,6],[7,8]]\"}"}"#;
    let expected = r#"{"meta":[{"name":"method","value":"multiply"},{"name":"status","value":"200"}],"content":"[[19,22],[43,50]]"}"#;
    assert_eq!(page.run_with("return matmill.rpc(args)", json!(request)), json!(expected));
}

#[test]
fn calc_line_answers_one_row() {
    let page = Page::open(Hosting::Isolated);
    let content = r#"{"line":"[1,2]","B":"[[5,6],[7,8]]"}"#;
    let expected = ("calcLine".to_owned(), "200".to_owned(), "[19,22]".to_owned());
    assert_eq!(answer(&page, &request("calcLine", content)), expected);
}

#[test]
fn further_meta_entries_do_no_harm() {
    let page = Page::open(Hosting::Isolated);
    let method = json!({ "name": "method", "value": "multiply" });
    for meta in [
        json!([{ "name": "trace", "value": "7" }, method, { "name": "x", "value": "" }]),
        json!([null, method]),
        json!([7, "method", [], { "name": 7, "value": null }, method, null]),
    ] {
        let request = json!({ "meta": meta, "content": r#"{"A":"[[2]]","B":"[[3]]"}"# });
        assert_eq!(answer(&page, &request.to_string()).2, "[[6]]", "{request}");
    }
}

#[test]
fn numbers_are_the_shortest_text_that_reads_back() {
    let page = Page::open(Hosting::Isolated);
    for (entry, expected) in [
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("-2.50", "-2.5"),
        ("3.0", "3"),
        ("1e2", "100"),
        ("-0.0", "0"),
    ] {
        let content = json!({ "A": format!("[[{entry}]]"), "B": "[[1]]" }).to_string();
        let (_, status, found) = answer(&page, &request("multiply", &content));
        // A sum that begins with +0 is never -0: both signs of zero give 0.
        assert_eq!((status.as_str(), found.as_str()), ("200", format!("[[{expected}]]").as_str()), "{entry}");
    }
    for entry in ["1e-7", "5e-324", "1.7976931348623157e308", "123456789.12345679"] {
        let content = json!({ "A": format!("[[{entry}]]"), "B": "[[1]]" }).to_string();
        let found = answer(&page, &request("multiply", &content)).2;
        let back: f64 = found.trim_matches(['[', ']']).parse().unwrap();
        assert_eq!(back.to_bits(), entry.parse::<f64>().unwrap().to_bits(), "{found}");
    }
}

#[test]
fn an_unknown_method_is_404_and_names_are_case_sensitive() {
    let page = Page::open(Hosting::Isolated);
    for method in ["divide", "Multiply", "MULTIPLY", "calcline", "multiply "] {
        let (echoed, status, reason) = answer(&page, &request(method, r#"{"A":"[[1]]","B":"[[1]]"}"#));
        assert_eq!((echoed.as_str(), status.as_str()), (method, "404"));
        assert!(reason.contains(' '), "{reason}");
    }
}

#[test]
fn what_is_malformed_ragged_non_numeric_or_unfitting_is_400_with_a_reason() {
    let page = Page::open(Hosting::Isolated);
    for content in [
        "",
        "not json",
        "[]",
        "{}",
        r#"{"A":"[[1]]"}"#,
        r#"{"A":"[[1,2],[3]]","B":"[[1],[2]]"}"#,
        r#"{"A":"[[\"1\"]]","B":"[[1]]"}"#,
        r#"{"A":"[[1,2]]","B":"[[1,2]]"}"#,
        r#"{"A":"[[null]]","B":"[[1]]"}"#,
        r#"{"A":"[[1]","B":"[[1]]"}"#,
        r#"{"A":"[[NaN]]","B":"[[1]]"}"#,
        r#"{"A":"[1]","B":"[[1]]"}"#,
        r#"{"A":1,"B":2}"#,
    ] {
        let (method, status, reason) = answer(&page, &request("multiply", content));
        assert_eq!((method.as_str(), status.as_str()), ("multiply", "400"), "{content}: {reason}");
        assert!(reason.contains(' '), "{content}: {reason}");
    }
    for content in
        [r#"{"line":"[1,2,3]","B":"[[5,6],[7,8]]"}"#, r#"{"line":"[[1,2]]","B":"[[5],[7]]"}"#, r#"{"B":"[[1]]"}"#]
    {
        assert_eq!(answer(&page, &request("calcLine", content)).1, "400", "{content}");
    }
}

#[test]
fn an_envelope_that_is_none_is_400_with_an_empty_method() {
    let page = Page::open(Hosting::Isolated);
    for text in [
        "",
        "nonsense",
        "[]",
        "null",
        "42",
        "{}",
        r#"{"meta":[]}"#,
        r#"{"meta":"multiply","content":""}"#,
        "{\"meta\":[{\"name\":\"method\"",
        &"[".repeat(100_000),
    ] {
        let (method, status, reason) = answer(&page, text);
        let start: String = text.chars().take(40).collect();
        assert_eq!((method.as_str(), status.as_str()), ("", "400"), "{start}");
        assert!(reason.contains(' '), "{start}: {reason}");
    }
}

#[test]
fn what_is_too_large_is_413() {
    let page = Page::open(Hosting::Isolated);
    let column = format!("[{}]", vec!["[1]"; 300_000].join(","));
    let row = format!("[[{}]]", vec!["1"; 300_000].join(","));
    let content = json!({ "A": column, "B": row }).to_string();
    let (method, status, reason) = answer(&page, &request("multiply", &content));
    assert_eq!((method.as_str(), status.as_str()), ("multiply", "413"), "{reason}");
}

#[test]
fn many_callers_at_once_each_get_their_own_answer() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "countWrongAnswers"), json!(0));
}

/// Far more than the hundreds that are promised, so that whatever is done for all of them in one task is long on a fast
/// machine too. The best of five bursts counts: a task of the page's own is long every time, one that waited for another
/// program on this machine is not.
#[test]
fn a_burst_of_callers_does_not_hold_the_page_up() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        page.run("globalThis.calls = testing.calls(2000, 20)");
        let found = page.call(SCRIPTS, "longTasksOfBursts");
        let bursts = found.as_array().unwrap();
        assert!(bursts.iter().all(|burst| burst["wrong"] == json!(0)), "{hosting:?}: {found}");
        assert!(
            bursts.iter().any(|burst| burst["long"] == json!([])),
            "{hosting:?}: long tasks in every burst: {found}"
        );
    }
}

#[test]
fn what_is_no_text_is_answered_all_the_same() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "answersToNoText"), json!(vec![json!(["400", true]); 9]));
}
