//! The product: its shape and report, its numbers, and the ways out of the page.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::messages;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::grid::Grid;
use crate::view::state::ShownProduct;
use crate::view::state::slot::OperandSide;
use shared::certificate::Verification;
use shared::format::Export;
use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

/// Properties of [`ResultPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct ResultPanelProps {
    /// Where everything is done.
    pub controller: Controller,
    /// The product, if there is one.
    pub outcome: Option<ByPtr<ShownProduct>>,
    /// It was made of other operands than those shown.
    pub stale: bool,
    /// It was there before Multiply was pressed last.
    pub earlier: bool,
    /// What will replace it, if anything.
    pub coming: Option<PendingProduct>,
    /// The format of copies and downloads.
    pub format: Export,
}

/// A product that is not there yet.
#[derive(Clone, Copy, PartialEq)]
pub enum PendingProduct {
    /// Its operands are being read.
    Waits,
    /// It is being computed.
    Runs,
}

/// The product, or where it will be.
#[component]
pub fn ResultPanel(props: &ResultPanelProps) -> Html {
    let ResultPanelProps { controller, outcome, stale, earlier, coming, format } = props;
    let line =
        outcome.as_ref().filter(|_| coming.is_none()).map(|outcome| status(outcome, *earlier)).unwrap_or_default();
    html! {
        <>
            <div class="answer">
                <span class="equals" aria-hidden="true">{ "=" }</span>
                // Stands outside the region, so that it is there before it has something to say.
                <p class="outcome" role="status">{ line }</p>
            </div>
            if let Some(outcome) = outcome.as_ref().filter(|_| coming.is_none()) {
                { product(controller, outcome, *stale, *format) }
            } else {
                <div class="card empty"><p>{ match coming {
                    None => "C = A × B appears here.",
                    Some(PendingProduct::Waits) => "C is computed once A and B are read.",
                    Some(PendingProduct::Runs) => "C is being computed.",
                } }</p></div>
            }
        </>
    }
}

/// "C is 1024 × 1024, f64".
fn status(outcome: &ShownProduct, earlier: bool) -> String {
    let matrix = &outcome.product.matrix;
    format!(
        "{} {}, {}: {}",
        if earlier { "Still the earlier product: C is" } else { "C is" },
        matrix.shape,
        messages::dtype(matrix.dtype()),
        messages::report(&outcome.product.report).join(" · ")
    )
}

fn product(controller: &Controller, outcome: &ByPtr<ShownProduct>, stale: bool, format: Export) -> Html {
    let report = &outcome.product.report;
    let onchange = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(kind) = select.and_then(|select| Export::from_name(&select.value())) {
                controller.choose(kind);
            }
        })
    };
    let press = |act: fn(&Controller)| {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| act(&controller))
    };
    html! {
        <section class="card product" aria-label="Result">
            <div class="card-head">
                <h2 class="title">{ "Matrix " }<var>{ "C" }</var>{ " " }</h2>
                <ul class="badges">
                    <li class={classes!("badge", (report.verification == Verification::Passed).then_some("good"))}>{ messages::check(report) }{ " " }</li>
                    <li class={classes!("badge", report.exact.then_some("good"))}>{ messages::accuracy(report) }{ " " }</li>
                    if stale { <li class="badge warn">{ "A or B has changed since" }</li> }
                </ul>
            </div>
            <Grid controller={controller.clone()} of={outcome.clone()} />
            <div class="out">
                <div class="field inline">
                    <label for="format">{ "Format" }</label>
                    <select id="format" {onchange}>
                        { for formats(outcome.natural).map(|kind| html! {
                            <option value={kind.name()} selected={kind == format}>{ kind.label() }</option>
                        }) }
                    </select>
                </div>
                <button type="button" onclick={press(Controller::download)}>{ icon::save() }{ "Download" }</button>
                <button
                    type="button"
                    onclick={press(Controller::copy)}
                    disabled={!format.is_text()}
                    title={(!format.is_text()).then_some("A .npy file is not text: download it")}
                >
                    { icon::copy() }{ "Copy" }
                </button>
                if !format.is_text() { <span class="hint">{ "A .npy file is not text and cannot be copied." }</span> }
                <span class="spring" />
                <button type="button" class="quiet" onclick={press(|controller| controller.use_product(OperandSide::A))}>{ "Use as A" }</button>
                <button type="button" class="quiet" onclick={press(|controller| controller.use_product(OperandSide::B))}>{ "Use as B" }</button>
            </div>
        </section>
    }
}

/// Every format, the product's natural one first.
fn formats(natural: Export) -> impl Iterator<Item = Export> {
    std::iter::once(natural).chain(Export::ALL.into_iter().filter(move |&export| export != natural))
}
