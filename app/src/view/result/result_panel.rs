//! The product: its shape and report, its numbers, and the ways to copy, save and reuse it.

use crate::engine::LiveProduct;
use crate::view::controller::Controller;
use crate::view::explanation::explanation_panel::ExplanationPanel;
use crate::view::icon;
use crate::view::live::tile_map::TileMap;
use crate::view::map::map_context::MapContext;
use crate::view::map::matrix_map::matrix_map;
use crate::view::messages;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::grid::Grid;
use crate::view::state::run_state::RunState;
use crate::view::state::slot::OperandSide;
use crate::view::state::{PageState, ShownProduct};
use crate::view::text::{live as text, operand, result};
use shared::certificate::Verification;
use shared::format::Export;
use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

/// The product, or what stands in its place.
pub fn result_panel(controller: &Controller, state: &PageState) -> Html {
    let PageState { product: shown, run, live, is_earlier, .. } = state;
    let shown = shown.as_ref().filter(|_| !run.is_active());
    let live = live.as_ref().filter(|_| run.is_active());
    html! {
        <>
            <div class="answer">
                <span class="equals" aria-hidden="true">{ "=" }</span>
                // Outside the region, so that it exists before it has something to announce.
                <p class="outcome" role="status">{ shown.map(|shown| messages::outcome(shown, *is_earlier)) }</p>
            </div>
            if shown.is_some() || live.is_some() {
                { product(controller, state, shown, live) }
            } else {
                <div class="card empty"><p>{ match run {
                    RunState::Idle => result::APPEARS_HERE,
                    RunState::Waiting => result::AWAITS_INPUT,
                    RunState::Running { .. } => result::IS_COMPUTED,
                }.get() }</p></div>
            }
        </>
    }
}

/// The product that is there, or the one that is being computed. The grid is the same, so that what was selected and
/// focused there while the product was computed stays so.
fn product(
    controller: &Controller,
    state: &PageState,
    shown: Option<&ByPtr<ShownProduct>>,
    live: Option<&LiveProduct>,
) -> Html {
    let PageState { focused, tiles, .. } = state;
    let is_stale = state.is_stale();
    let matrix = live.map(LiveProduct::matrix).or(shown.map(|shown| &shown.product.matrix));
    let Some(matrix) = matrix.cloned() else { return Html::default() };
    // Its name tells a product from what there is so far.
    let name = if live.is_some() { text::SO_FAR.get() } else { result::RESULT.get() };
    html! {
        <>
        <section class="card product" aria-label={name}>
            <div class="card-head">
                // Another card has the label "Matrix C", so the heading says which C this is.
                <h2 class="title">
                    <span class="unseen">{ name }{ ": " }</span>{ operand::MATRIX.get() }{ " " }<var>{ "C" }</var>{ " " }
                </h2>
                { if let Some(shown) = shown { badges(shown, is_stale) } else { being_computed() } }
            </div>
            <div class="numbers-and-map">
                <div><Grid controller={controller.clone()} matrix={matrix.clone()} live={live.cloned()} /></div>
                if let Some(live) = live {
                    <TileMap live={live.clone()} is_running={true} />
                } else {
                    { matrix_map(controller, OperandSide::C, &matrix, &MapContext::of(state)) }
                }
            </div>
            if let Some(shown) = shown {
                { exports(controller, shown.default_export, state.export()) }
                if let Some(tiles) = tiles {
                    <details class="tiles">
                        <summary>{ text::WHO_COMPUTED_WHAT.get() }</summary>
                        <TileMap live={tiles.clone()} is_running={false} />
                    </details>
                }
            } else {
                <p class="hint">{ text::NUMBERS_APPEAR.get() }</p>
            }
        </section>
        if let Some(shown) = shown {
            // A card of its own: the numbers in the region Result are those of C.
            // A power is more than one product.
            if shown.operation.pair().is_some() {
                <ExplanationPanel controller={controller.clone()} shown={shown.clone()} cell={*focused} {is_stale} />
            }
        }
        </>
    }
}

fn being_computed() -> Html {
    html! { <ul class="badges"><li class="badge">{ text::BEING_COMPUTED.get() }</li></ul> }
}

/// What is known of the product.
fn badges(shown: &ShownProduct, is_stale: bool) -> Html {
    let report = &shown.product.report;
    let is_good = |good: bool| classes!("badge", good.then_some("good"));
    html! {
        <ul class="badges">
            <li class={is_good(report.verification == Verification::Passed)}>{ messages::verification(report) }{ " " }</li>
            <li class={is_good(report.exact)}>{ messages::accuracy(report) }{ " " }</li>
            if is_stale { <li class="badge warn">{ result::STALE.get() }</li> }
        </ul>
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
        html! { <button type="button" class="quiet" {onclick}>{ result::USE_AS.with(&[&side.letter()]) }</button> }
    };
    let is_binary = !export.is_text();
    // The default comes first.
    let others = Export::ALL.into_iter().filter(|&other| other != default_export);
    html! {
        <div class="out">
            <div class="field inline">
                <label for="format">{ result::FORMAT.get() }</label>
                <select id="format" {onchange}>
                    { for std::iter::once(default_export).chain(others).map(|choice| html! {
                        <option value={choice.name()} selected={choice == export}>{ messages::export_label(choice) }</option>
                    }) }
                </select>
            </div>
            <button type="button" onclick={on_download}>{ icon::save() }{ result::DOWNLOAD.get() }</button>
            <button
                type="button"
                onclick={on_copy}
                disabled={is_binary}
                title={is_binary.then(|| result::BINARY_HINT.get())}
            >
                { icon::copy() }{ result::COPY.get() }
            </button>
            if is_binary { <span class="hint">{ result::BINARY.get() }</span> }
            <span class="spring" />
            { use_as(OperandSide::A) }
            { use_as(OperandSide::B) }
        </div>
    }
}
