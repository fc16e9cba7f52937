//! A short sum, written out as on paper: c(1, 2) = 3·5 + 4·(−7) = 15 − 28 = −13.

use crate::view::explanation::explainer::Factors;
use crate::view::explanation::sum::{ExplainedSum, RunningSum};
use crate::view::explanation::terms::ELEMENT;
use crate::view::result::number;
use crate::view::result::selection::GridCell;
use crate::view::state::ShownProduct;
use shared::DType;
use yew::prelude::*;

/// The sign of negative numbers for reading.
const MINUS: char = '\u{2212}';

/// How the element `cell` of a small product comes about, in a line.
pub fn written_sum(shown: &ShownProduct, cell: GridCell) -> Html {
    let Some(factors) = Factors::of(shown) else { return Html::default() };
    let c = &shown.product.matrix;
    let mut sum = RunningSum::new(c.dtype(), shown.product.report.kernel, factors.terms(), factors.terms());
    while let Some(t) = sum.next() {
        sum.add(factors.a(cell.0, t), factors.b(t, cell.1));
    }
    let value = c.get(cell.0, cell.1);
    let types = [factors.a.dtype(), factors.b.dtype(), c.dtype()];
    let right_side = right_side(&sum.finish(value), types, value);
    html! { <><var>{ ELEMENT }</var>{ format!("({}, {}) {right_side}", cell.0 + 1, cell.1 + 1) }</> }
}

/// = 3·5 + 4·(−7) = 15 − 28 = −13
fn right_side(sum: &ExplainedSum, types: [DType; 3], value: f64) -> String {
    let (mut factors, mut products) = (Vec::new(), String::new());
    let [mut whole_factors, mut whole_products] = [true; 2];
    for (at, term) in sum.first.iter().enumerate() {
        let (a, b) = (number::short(term.a, types[0]), number::short(term.b, types[1]));
        whole_factors &= number::has_all_digits(&a, term.a, types[0]) && number::has_all_digits(&b, term.b, types[1]);
        factors.push(format!("{}·{}", if at == 0 { a } else { in_parentheses(a) }, in_parentheses(b)));
        let text = number::short(term.product, types[2]);
        whole_products &= number::has_all_digits(&text, term.product, types[2]);
        match (at, text.strip_prefix(MINUS)) {
            (0, _) => products.push_str(&text),
            (_, Some(size)) => products.push_str(&format!(" {MINUS} {size}")),
            (_, None) => products.push_str(&format!(" + {text}")),
        }
    }
    let result = number::short(value, types[2]);
    let equals = |is_whole: bool| if is_whole { "=" } else { "≈" };
    let last = equals(number::has_all_digits(&result, value, types[2]));
    let (first, factors) = (equals(whole_factors), factors.join(" + "));
    match sum.first.len() {
        0 | 1 => format!("{first} {factors} {last} {result}"),
        _ => format!("{first} {factors} {} {products} {last} {result}", equals(whole_products)),
    }
}

fn in_parentheses(text: String) -> String {
    if text.starts_with(MINUS) { format!("({text})") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::kernel::Kernel;

    fn written(terms: &[(f64, f64)], value: f64) -> String {
        let mut sum = RunningSum::new(DType::F64, Kernel::Simd128, terms.len(), terms.len());
        terms.iter().for_each(|&(a, b)| sum.add(a, b));
        right_side(&sum.finish(value), [DType::F64; 3], value)
    }

    #[test]
    fn a_sum_is_written_as_on_paper() {
        let cases = [
            (&[(3.0, 5.0), (4.0, 7.0)][..], 43.0, "= 3·5 + 4·7 = 15 + 28 = 43"),
            (&[(-3.0, 5.0), (4.0, -7.0)], -43.0, "= \u{2212}3·5 + 4·(\u{2212}7) = \u{2212}15 \u{2212} 28 = \u{2212}43"),
            (&[(1.0, 2.0), (-1.0, -2.0)], 4.0, "= 1·2 + (\u{2212}1)·(\u{2212}2) = 2 + 2 = 4"),
            (&[(2.0, 0.5)], 1.0, "= 2·0.5 = 1"),
            (&[(1.0, 1.0 / 3.0)], 1.0 / 3.0, "≈ 1·0.3333333 ≈ 0.3333333"),
            (&[(1.0, f64::NAN), (0.0, 1.0)], f64::NAN, "= 1·nan + 0·1 = nan + 0 = nan"),
        ];
        for (terms, value, expected) in cases {
            assert_eq!(written(terms, value), expected);
        }
    }
}
