//! How a number of C comes about: the row of A, the column of B, and the sum of their products.

use crate::view::controller::Controller;
use crate::view::explanation::explainer::{Explanation, Factors, use_explanation};
use crate::view::explanation::notes::notes;
use crate::view::explanation::steps::{self, use_steps};
use crate::view::explanation::sum::LARGEST_TERMS;
use crate::view::explanation::terms;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::number;
use crate::view::result::selection::GridCell;
use crate::view::state::ShownProduct;
use crate::view::text::{explanation as text, use_writing};
use web_sys::{Event, HtmlDetailsElement};
use yew::prelude::*;

/// Terms at the start of a long sum that are shown at first.
const FIRST_TERMS: usize = 5;

/// Terms that each press of "Show more" adds.
const MORE_TERMS: usize = 50;

/// Properties of [`ExplanationPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct ExplanationPanelProps {
    /// The page's controller.
    pub controller: Controller,
    /// The product.
    pub shown: ByPtr<ShownProduct>,
    /// The focused cell of C.
    pub cell: GridCell,
    /// It was made of other operands than those shown.
    pub is_stale: bool,
}

/// Whether there is room for it without scrolling far.
fn is_wide() -> bool {
    let query = browser::window().and_then(|window| window.match_media("(min-width: 761px)").ok().flatten());
    query.is_some_and(|query| query.matches())
}

/// How a number of C comes about.
#[component]
pub fn ExplanationPanel(props: &ExplanationPanelProps) -> Html {
    let ExplanationPanelProps { controller, shown, cell, is_stale } = props;
    use_writing();
    let is_open = use_state_eq(is_wide);
    let has_steps = use_state_eq(|| false);
    let first_terms = use_state_eq(|| FIRST_TERMS);
    let explanation = use_explanation(shown, *cell, *first_terms, *is_open);
    let are_steps_possible = steps::are_possible(shown);
    let steps = use_steps(controller, shown, *cell, are_steps_possible && *has_steps && *is_open);
    let matrix = &shown.product.matrix;
    if cell.0 >= matrix.shape.rows || cell.1 >= matrix.shape.cols {
        return Html::default();
    }
    let ontoggle = {
        let is_open = is_open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                is_open.set(details.open());
            }
        })
    };
    let is_busy = explanation.as_ref().is_none_or(|explanation| explanation.cell != *cell);
    let on_steps = {
        let has_steps = has_steps.clone();
        Callback::from(move |_: MouseEvent| has_steps.set(!*has_steps))
    };
    html! {
        <section class="card explanation" aria-label={text::EXPLANATION.get()}>
            <details open={*is_open} {ontoggle}>
                <summary>{ text::EXPLANATION.get() }</summary>
                if *is_stale { <p class="hint">{ text::EARLIER.get() }</p> }
                if let Some(explanation) = &explanation {
                    <div class="explained" aria-busy={is_busy.to_string()}>
                        { heading(explanation) }
                        { sum(explanation, &first_terms) }
                    </div>
                } else if *is_open {
                    <p class="hint">
                        { match Factors::of(shown) {
                            Some(factors) => text::COMPUTING.with(&[&factors.terms()]),
                            None => text::NO_FACTORS.get().to_owned(),
                        } }
                    </p>
                }
                if are_steps_possible {
                    <button type="button" class="steps-button" aria-expanded={has_steps.to_string()} onclick={on_steps}>
                        { if *has_steps { text::HIDE_STEPS.get() } else { text::SHOW_STEPS.get() } }
                    </button>
                    { steps }
                }
            </details>
        </section>
    }
}

/// c(3, 5) = −12.5, and the formula.
fn heading(explanation: &Explanation) -> Html {
    let (row, col) = (explanation.cell.0 + 1, explanation.cell.1 + 1);
    let dtype = explanation.shown.product.matrix.dtype();
    let value = number::short(explanation.value, dtype);
    let equals = if number::has_all_digits(&value, explanation.value, dtype) { "=" } else { "≈" };
    html! {
        <div class="explained-head">
            <h2>
                <var>{ terms::ELEMENT }</var>{ format!("({row}, {col}) {equals} {value}") }
            </h2>
            { terms::formula(explanation) }
        </div>
    }
}

fn sum(explanation: &Explanation, first_terms: &UseStateHandle<usize>) -> Html {
    let sum = &explanation.sum;
    let set = |terms: usize| {
        let first_terms = first_terms.clone();
        Callback::from(move |_: MouseEvent| first_terms.set(terms))
    };
    let is_longer = !sum.last.is_empty();
    let is_grown = **first_terms > FIRST_TERMS && sum.length > FIRST_TERMS;
    html! {
        <div class="explained-body">
            <div class="terms-side">
                if sum.length > 0 {
                    // Scrolls in a narrow window, so the keyboard must reach it.
                    <div class="terms-scroll" tabindex="0" role="group" aria-label={text::TERMS_IN_ORDER.get()}>
                        { terms::in_order(explanation) }
                    </div>
                }
                <div class="terms-buttons">
                    if is_longer {
                        <button type="button" class="quiet" onclick={set(**first_terms + MORE_TERMS)}>{ text::MORE.get() }</button>
                    }
                    if is_grown {
                        <button type="button" class="quiet" onclick={set(FIRST_TERMS)}>{ text::FEWER.get() }</button>
                    }
                </div>
            </div>
            <div class="terms-side">
                if sum.length > LARGEST_TERMS {
                    <div class="terms-scroll" tabindex="0" role="group" aria-label={text::LARGEST.get()}>
                        { terms::largest(explanation) }
                    </div>
                }
                <ul class="sum-notes">
                    { for notes(explanation).into_iter().map(|note| html! { <li>{ note }</li> }) }
                </ul>
            </div>
        </div>
    }
}
