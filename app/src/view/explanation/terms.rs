//! The terms of a sum as tables, and the sum as a formula.

use crate::view::explanation::explainer::Explanation;
use crate::view::explanation::sum::{LARGEST_TERMS, SumTerm};
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::number;
use crate::view::state::loaded::Loaded;
use crate::view::text::explanation as text;
use shared::DType;
use yew::prelude::*;

/// The numbers' types: those of A, of B and of C.
fn types(explanation: &Explanation) -> [DType; 3] {
    let Explanation { shown, .. } = explanation;
    let product = shown.product.matrix.dtype();
    let of = |operand: Option<&ByPtr<Loaded>>| operand.map_or(product, |operand| operand.matrix.dtype());
    [of(shown.operands.first()), of(shown.operands.last()), product]
}

/// An element of C, of A, of B, and the number of a term, as formulas name them.
pub const ELEMENT: &str = "c";
const LEFT: &str = "a";
const RIGHT: &str = "b";
const INDEX: &str = "t";

/// c(i, j), or a(i, t) and b(t, j).
fn entry(letter: &'static str, row: &str, col: &str) -> Html {
    html! { <><var>{ letter }</var>{ format!("({row}, {col})") }</> }
}

/// c(3, 5) = Σ a(3, t) · b(t, 5) as MathML, which screen readers read as a formula.
pub fn formula(explanation: &Explanation) -> Html {
    let (row, col) = (explanation.cell.0 + 1, explanation.cell.1 + 1);
    let number = |value: usize| html! { <mn>{ value }</mn> };
    let name = |letter: &'static str| html! { <mi>{ letter }</mi> };
    let indexed = |letter, first: Html, second: Html| {
        html! { <msub>{ name(letter) }<mrow>{ first }<mo>{ "," }</mo>{ second }</mrow></msub> }
    };
    html! {
        <math class="formula" displaystyle="true">
            { indexed(ELEMENT, number(row), number(col)) }
            <mo>{ "=" }</mo>
            <munderover>
                <mo>{ "∑" }</mo>
                <mrow>{ name(INDEX) }<mo>{ "=" }</mo>{ number(1) }</mrow>
                { number(explanation.sum.length) }
            </munderover>
            { indexed(LEFT, number(row), name(INDEX)) }
            <mo>{ "·" }</mo>
            { indexed(RIGHT, name(INDEX), number(col)) }
        </math>
    }
}

fn cells(term: &SumTerm, types: [DType; 3], with_total: bool) -> Html {
    let cell = |value, dtype| html! { <td>{ number::short(value, dtype) }</td> };
    html! {
        <tr>
            <th scope="row">{ term.index + 1 }</th>
            { cell(term.a, types[0]) }
            { cell(term.b, types[1]) }
            { cell(term.product, types[2]) }
            if with_total { { cell(term.total, types[2]) } }
        </tr>
    }
}

fn head(explanation: &Explanation, with_total: bool) -> Html {
    let (row, col) = ((explanation.cell.0 + 1).to_string(), (explanation.cell.1 + 1).to_string());
    html! {
        <thead>
            <tr>
                <th scope="col"><var>{ INDEX }</var></th>
                <th scope="col">{ entry(LEFT, &row, INDEX) }</th>
                <th scope="col">{ entry(RIGHT, INDEX, &col) }</th>
                <th scope="col">{ text::PRODUCT.get() }</th>
                if with_total { <th scope="col">{ text::RUNNING_TOTAL.get() }</th> }
            </tr>
        </thead>
    }
}

/// Tells the style sheet how many digits the columns hold.
fn digits() -> String {
    format!("--digits:{}", number::digits())
}

/// The terms in order, with the running total.
pub fn in_order(explanation: &Explanation) -> Html {
    let (sum, types) = (&explanation.sum, types(explanation));
    let (row, col) = (explanation.cell.0 + 1, explanation.cell.1 + 1);
    let hidden = sum.length - sum.first.len() - sum.last.len();
    html! {
        <table class="terms in-order" ~style={digits()}>
            <caption class="unseen">{ text::TERMS.with(&[&row, &col]) }</caption>
            { head(explanation, true) }
            <tbody>
                { for sum.first.iter().map(|term| cells(term, types, true)) }
                if hidden > 0 {
                    <tr class="hidden-terms">
                        <td colspan="5">{ text::HIDDEN.with(&[&hidden, &(sum.first.len() + 1), &(sum.length - sum.last.len())]) }</td>
                    </tr>
                }
                { for sum.last.iter().map(|term| cells(term, types, true)) }
            </tbody>
        </table>
    }
}

/// The largest terms.
pub fn largest(explanation: &Explanation) -> Html {
    let (sum, types) = (&explanation.sum, types(explanation));
    // Terms that are NaN have no size. Empty rows, so that nothing moves while the focus does.
    let missing = LARGEST_TERMS.min(sum.length) - sum.largest.len();
    html! {
        <table class="terms largest" ~style={digits()}>
            <caption>{ text::LARGEST.get() }</caption>
            { head(explanation, false) }
            <tbody>
                { for sum.largest.iter().map(|term| cells(term, types, false)) }
                { for (0..missing).map(|_| html! { <tr class="no-term"><td colspan="4" /></tr> }) }
            </tbody>
        </table>
    }
}
