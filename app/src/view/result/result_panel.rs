//! The product: its shape and report, its numbers, and the ways to copy, save and reuse it.

use crate::view::controller::Controller;
use crate::view::explanation::explanation_panel::ExplanationPanel;
use crate::view::icon;
use crate::view::map::matrix_map::MatrixMap;
use crate::view::messages;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::grid::Grid;
use crate::view::result::selection::GridCell;
use crate::view::state::ShownProduct;
use crate::view::state::run_state::RunState;
use crate::view::state::slot::OperandSide;
use shared::certificate::Verification;
use shared::format::Export;
use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

/// Properties of [`ResultPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct ResultPanelProps {
    /// The page's controller.
    pub controller: Controller,
    /// The product, if there is one.
    pub shown: Option<ByPtr<ShownProduct>>,
    /// It was made of other operands than those shown.
    pub is_stale: bool,
    /// The focused cell of C.
    pub focused: GridCell,
    /// Multiply was pressed since, without a product so far.
    pub is_earlier: bool,
    /// The job that will replace it.
    pub run: RunState,
    /// The format of copies and downloads.
    pub export: Export,
}

/// The product, or what stands in its place.
#[component]
pub fn ResultPanel(props: &ResultPanelProps) -> Html {
    let ResultPanelProps { controller, shown, is_stale, is_earlier, focused, run, export } = props;
    let shown = shown.as_ref().filter(|_| !run.is_active());
    html! {
        <>
            <div class="answer">
                <span class="equals" aria-hidden="true">{ "=" }</span>
                // Outside the region, so that it exists before it has something to announce.
                <p class="outcome" role="status">{ shown.map(|shown| messages::outcome(&shown.product, *is_earlier)) }</p>
            </div>
            if let Some(shown) = shown {
                { product(controller, shown, *focused, *is_stale, *export) }
            } else {
                <div class="card empty"><p>{ match run {
                    RunState::Idle => "C = A × B appears here.",
                    RunState::Waiting => "C will be computed when A and B are read.",
                    RunState::Running { .. } => "C is being computed.",
                } }</p></div>
            }
        </>
    }
}

fn product(
    controller: &Controller,
    shown: &ByPtr<ShownProduct>,
    cell: GridCell,
    is_stale: bool,
    export: Export,
) -> Html {
    let report = &shown.product.report;
    let is_good = |good: bool| classes!("badge", good.then_some("good"));
    html! {
        <>
        <section class="card product" aria-label="Result">
            <div class="card-head">
                <h2 class="title">{ "Matrix " }<var>{ "C" }</var>{ " " }</h2>
                <ul class="badges">
                    <li class={is_good(report.verification == Verification::Passed)}>{ messages::verification(report) }{ " " }</li>
                    <li class={is_good(report.exact)}>{ messages::accuracy(report) }{ " " }</li>
                    if is_stale { <li class="badge warn">{ "A or B has changed since" }</li> }
                </ul>
            </div>
            <div class="numbers-and-map">
                <Grid controller={controller.clone()} shown={shown.clone()} />
                <MatrixMap controller={controller.clone()} side={OperandSide::C} matrix={shown.product.matrix.clone()} />
            </div>
            { exports(controller, shown.default_export, export) }
        </section>
        // A card of its own: the numbers in the region Result are those of C.
        <ExplanationPanel controller={controller.clone()} shown={shown.clone()} {cell} {is_stale} />
        </>
    }
}

/// Format, Download, Copy, Use as A, Use as B.
fn exports(controller: &Controller, default_export: Export, export: Export) -> Html {
    let onchange = controller.callback(|controller, event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(export) = select.and_then(|select| Export::from_name(&select.value())) {
            controller.choose_export(export);
        }
    });
    let on_download = controller.callback(|controller, _: MouseEvent| controller.download());
    let on_copy = controller.callback(|controller, _: MouseEvent| controller.copy());
    let use_as = |side: OperandSide| {
        let onclick = controller.callback(move |controller, _: MouseEvent| controller.use_product(side));
        html! { <button type="button" class="quiet" {onclick}>{ format!("Use as {}", side.letter()) }</button> }
    };
    let is_binary = !export.is_text();
    // The default comes first.
    let others = Export::ALL.into_iter().filter(|&other| other != default_export);
    html! {
        <div class="out">
            <div class="field inline">
                <label for="format">{ "Format" }</label>
                <select id="format" {onchange}>
                    { for std::iter::once(default_export).chain(others).map(|choice| html! {
                        <option value={choice.name()} selected={choice == export}>{ choice.label() }</option>
                    }) }
                </select>
            </div>
            <button type="button" onclick={on_download}>{ icon::save() }{ "Download" }</button>
            <button
                type="button"
                onclick={on_copy}
                disabled={is_binary}
                title={is_binary.then_some("A .npy file is binary: download it")}
            >
                { icon::copy() }{ "Copy" }
            </button>
            if is_binary { <span class="hint">{ "A .npy file is binary and cannot be copied." }</span> }
            <span class="spring" />
            { use_as(OperandSide::A) }
            { use_as(OperandSide::B) }
        </div>
    }
}
