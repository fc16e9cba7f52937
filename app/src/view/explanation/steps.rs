//! A small product step by step: one element of C after the other, as on paper.

use crate::view::controller::Controller;
use crate::view::explanation::explainer::Factors;
use crate::view::explanation::steps_print;
use crate::view::explanation::written_sum::written_sum;
use crate::view::result::number;
use crate::view::result::selection::GridCell;
use crate::view::state::ShownProduct;
use crate::view::text::explanation as text;
use shared::Shape;
use yew::prelude::*;

/// Rows, columns and terms up to which a product is shown step by step.
const MOST: usize = 8;

/// The title, in letters only.
const EQUATION: &str = "A · B = C";

/// Classes of the entries that the step is about, and of those of C that come later.
const ON: &str = "on";
const LATER: &str = "later";

/// Whether the product is small enough to be shown step by step.
pub fn are_possible(shown: &ShownProduct) -> bool {
    let Shape { rows, cols } = shown.product.matrix.shape;
    let sizes = Factors::of(shown).map(|factors| [rows, cols, factors.terms()]);
    sizes.is_some_and(|sizes| sizes.into_iter().all(|size| (1..=MOST).contains(&size)))
}

/// A small product step by step, if it [`are_possible`] and the user asked for it; the focused cell of C is the step shown.
/// Whoever asks again begins with one step.
#[hook]
pub fn use_steps(controller: &Controller, shown: &ShownProduct, now: GridCell, are_shown: bool) -> Html {
    let shows_all = use_state_eq(|| false);
    use_effect_with(are_shown, {
        let shows_all = shows_all.setter();
        move |_| shows_all.set(false)
    });
    if !are_shown {
        return Html::default();
    }
    let Shape { rows, cols } = shown.product.matrix.shape;
    let (steps, step) = (rows * cols, now.0 * cols + now.1);
    // The grid, the explanation and the maps follow.
    let go = |to: usize| {
        controller.callback(move |controller, _: MouseEvent| controller.select_cell((to / cols, to % cols)))
    };
    let on_all = {
        let shows_all = shows_all.clone();
        Callback::from(move |_: MouseEvent| shows_all.set(!*shows_all))
    };
    html! {
        <section class={classes!("steps", shows_all.then_some("all"))} aria-label={text::STEPS.get()}>
            <h3>{ EQUATION }</h3>
            <div class="steps-bar">
                <button type="button" disabled={*shows_all || step == 0} onclick={go(step.saturating_sub(1))}>
                    { text::PREVIOUS.get() }
                </button>
                <button type="button" disabled={*shows_all || step + 1 == steps} onclick={go(step + 1)}>
                    { text::NEXT.get() }
                </button>
                <button type="button" aria-pressed={shows_all.to_string()} onclick={on_all}>{ text::ALL_AT_ONCE.get() }</button>
                <button type="button" onclick={Callback::from(|_: MouseEvent| steps_print::print())}>{ text::PRINT.get() }</button>
            </div>
            { matrices(shown, (!*shows_all).then_some(now)) }
            <div class="one-step" aria-live="polite">
                if !*shows_all {
                    <p class="hint">{ text::STEP.with(&[&(step + 1), &steps]) }</p>
                    <p class="written">{ written_sum(shown, now) }</p>
                }
            </div>
            // Also there while one step is shown: for printing.
            <ol class="all-steps">
                { for (0..steps).map(|step| html! { <li class="written">{ written_sum(shown, (step / cols, step % cols)) }</li> }) }
            </ol>
        </section>
    }
}

/// A · B = C, with the row and the column of the step marked, and C filled up to it; without a step, all of it.
fn matrices(shown: &ShownProduct, step: Option<GridCell>) -> Html {
    let Some(factors) = Factors::of(shown) else { return Html::default() };
    let (c, terms) = (&shown.product.matrix, factors.terms());
    let (a, b) = (Shape::new(c.shape.rows, terms), Shape::new(terms, c.shape.cols));
    let (a_type, b_type) = (factors.a.dtype(), factors.b.dtype());
    let is_later = |row, col| step.is_some_and(|step| (row, col) > step);
    html! {
        <div class="equation">
            { matrix("A", a, |row, t| (
                number::short(factors.a(row, t), a_type), step.is_some_and(|step| step.0 == row).then_some(ON),
            )) }
            <span class="sign" aria-hidden="true">{ "·" }</span>
            { matrix("B", b, |t, col| (
                number::short(factors.b(t, col), b_type), step.is_some_and(|step| step.1 == col).then_some(ON),
            )) }
            <span class="sign" aria-hidden="true">{ "=" }</span>
            { matrix("C", c.shape, |row, col| (
                number::short(c.get(row, col), c.dtype()),
                if is_later(row, col) { Some(LATER) } else { (step == Some((row, col))).then_some(ON) },
            )) }
        </div>
    }
}

/// A matrix in brackets; `cell` gives the text of each element, and its class.
fn matrix(letter: &'static str, shape: Shape, cell: impl Fn(usize, usize) -> (String, Option<&'static str>)) -> Html {
    html! {
        <table class="bracketed">
            <caption class="unseen">{ letter }</caption>
            <tbody>
                { for (0..shape.rows).map(|row| html! {
                    <tr>
                        { for (0..shape.cols).map(|col| {
                            let (text, class) = cell(row, col);
                            // Hidden from the eye only by the style sheet, so that it can be printed.
                            html! { <td {class}><span>{ text }</span></td> }
                        }) }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
