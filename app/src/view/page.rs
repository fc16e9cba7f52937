//! Lays out the page.

use crate::view::benchmark::card::Benchmark;
use crate::view::check::check_card::CheckCard;
use crate::view::controller::Controller;
use crate::view::elsewhere::elsewhere_card::elsewhere_card;
use crate::view::footer::footer;
use crate::view::header::Header;
use crate::view::icon;
use crate::view::listeners;
use crate::view::operand::operand_card::OperandCard;
use crate::view::platform::browser;
use crate::view::platform::focus::FocusGuard;
use crate::view::pool::pool_panel::PoolPanel;
use crate::view::result::result_panel::ResultPanel;
use crate::view::run::options::Options;
use crate::view::run::run_bar::RunBar;
use crate::view::shortcuts::{self, Shortcuts};
use crate::view::state::PageState;
use crate::view::state::action::DragState;
use crate::view::state::slot::OperandSide;
use crate::view::update_notice::update_notice;
use yew::prelude::*;

/// Properties of [`Page`].
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// The page's controller.
    pub controller: Controller,
}

/// The whole page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let controller = props.controller.clone();
    let redraw = use_force_update();
    let dialog = use_node_ref();
    use_effect_with((), {
        let (controller, dialog) = (controller.clone(), dialog.clone());
        move |()| {
            controller.on_change(Callback::from(move |()| redraw.force_update()));
            controller.restore_texts();
            listeners::take_launched_files(&controller);
            let requests = listeners::count_requests(&controller);
            let listeners = (listeners::listen(&controller, &dialog), requests, FocusGuard::start());
            move || drop(listeners)
        }
    });
    let state = controller.state();
    use_effect_with((state.run.is_active(), state.run.percent()), |(active, percent)| {
        if let Some(document) = browser::document() {
            document.set_title(&if *active { format!("{percent} % – Matmill") } else { "Matmill".into() });
        }
    });
    let on_shortcuts = {
        let dialog = dialog.clone();
        Callback::from(move |()| shortcuts::open(&dialog))
    };
    html! {
        <div class={classes!("page", (state.drag != DragState::None).then_some("dragging"))}>
            <Header {on_shortcuts} />
            <main>
                { examples(&controller) }
                { operands(&controller, &state) }
                <RunBar
                    controller={controller.clone()}
                    run={state.run}
                    shapes={OperandSide::BOTH.map(|side| state.slot(side).shape())}
                    error={state.error.clone().map(AttrValue::from)}
                    is_too_large={state.is_too_large}
                    status={state.status.clone().map(AttrValue::from)}
                />
                <ResultPanel
                    controller={controller.clone()}
                    shown={state.product.clone()}
                    is_stale={state.is_stale()}
                    is_earlier={state.is_earlier}
                    run={state.run}
                    export={state.export()}
                />
                <CheckCard
                    controller={controller.clone()}
                    slots={state.slots.clone()}
                    check={state.check.clone()}
                    is_drop_target={state.drag == DragState::OverOperand(OperandSide::C)}
                />
                <div class="extras">
                    <Options controller={controller.clone()} settings={state.settings} />
                    <PoolPanel controller={controller.clone()} running={state.run.is_active()} />
                    <Benchmark />
                    { elsewhere_card(&controller, &state) }
                </div>
            </main>
            { footer(state.requests.as_ref()) }
            { update_notice(&controller, state.is_update_ready) }
            <Shortcuts node={dialog} />
        </div>
    }
}

fn examples(controller: &Controller) -> Html {
    let example = |label: &'static str, fill: fn(&Controller)| {
        let onclick = controller.callback(move |controller, _: MouseEvent| fill(controller));
        html! { <button type="button" class="chip" {onclick}>{ label }</button> }
    };
    html! {
        <div class="examples">
            <span>{ "Examples" }</span>
            { example("2 × 2", Controller::small_example) }
            { example("512 × 512 random", |controller| controller.random_example(512)) }
            { example("1024 × 1024 random", |controller| controller.random_example(1024)) }
        </div>
    }
}

/// A and B, with Swap and Undo between them.
fn operands(controller: &Controller, state: &PageState) -> Html {
    let on_swap = controller.callback(|controller, _: MouseEvent| controller.swap());
    let on_undo = controller.callback(|controller, _: MouseEvent| controller.undo());
    let card = |side: OperandSide| {
        let slot = state.slots[side.index()].clone();
        let is_drop_target = state.drag == DragState::OverOperand(side);
        html! { <OperandCard controller={controller.clone()} {side} {slot} {is_drop_target} /> }
    };
    html! {
        <div class="operands">
            { card(OperandSide::A) }
            <div class="times">
                <span aria-hidden="true">{ "×" }</span>
                <button type="button" class="quiet square" onclick={on_swap} disabled={state.is_reading_file()} aria-label="Swap A and B" title="Swap A and B">
                    { icon::swap() }
                </button>
                <button type="button" class="quiet square" onclick={on_undo} disabled={state.undo.is_none()} aria-label="Undo" title="Undo the last change to A or B (Ctrl+Z)">
                    { icon::undo() }
                </button>
            </div>
            { card(OperandSide::B) }
        </div>
    }
}
