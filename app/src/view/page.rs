//! The whole page: lays out the components.

use crate::view::benchmark::card::Benchmark;
use crate::view::controller::Controller;
use crate::view::header::Header;
use crate::view::icon;
use crate::view::listeners;
use crate::view::operand::operand_card::OperandCard;
use crate::view::platform::browser;
use crate::view::platform::focus::FocusGuard;
use crate::view::pool::pool_panel::PoolPanel;
use crate::view::result::result_panel::{PendingProduct, ResultPanel};
use crate::view::run::options::Options;
use crate::view::run::run_bar::RunBar;
use crate::view::shortcuts::Shortcuts;
use crate::view::state::RunState;
use crate::view::state::slot::OperandSide;
use yew::prelude::*;

/// Properties of [`Page`].
#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    /// Where everything is done.
    pub controller: Controller,
}

fn example(controller: &Controller, label: &'static str, fill: fn(&Controller)) -> Html {
    let controller = controller.clone();
    let onclick = Callback::from(move |_: MouseEvent| fill(&controller));
    html! { <button type="button" class="chip" {onclick}>{ label }</button> }
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
            let listeners = (listeners::listen(&controller, &dialog), FocusGuard::start());
            move || drop(listeners)
        }
    });
    let state = controller.state();
    use_effect_with((state.job.is_active(), state.job.percent()), |(active, percent)| {
        if let Some(document) = browser::document() {
            document.set_title(&if *active { format!("{percent} % – Matmill") } else { "Matmill".into() });
        }
    });
    let on_shortcuts = {
        let dialog = dialog.clone();
        Callback::from(move |()| listeners::open(&dialog))
    };
    let on_swap = {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| controller.swap())
    };
    let on_undo = {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| controller.undo())
    };
    let targeted = |side: OperandSide| state.dragging == Some(Some(side));
    html! {
        <div class={classes!("page", state.dragging.map(|_| "dragging"))}>
            <Header {on_shortcuts} />
            <main>
                <div class="examples">
                    <span>{ "Try it with" }</span>
                    { example(&controller, "2 × 2", Controller::small_example) }
                    { example(&controller, "512 × 512 random", |controller| controller.random_example(512)) }
                    { example(&controller, "1024 × 1024 random", |controller| controller.random_example(1024)) }
                </div>
                <div class="operands">
                    <OperandCard controller={controller.clone()} side={OperandSide::A} slot={state.a.clone()} targeted={targeted(OperandSide::A)} />
                    <div class="times">
                        <span aria-hidden="true">{ "×" }</span>
                        <button type="button" class="quiet square" onclick={on_swap} disabled={state.is_reading_a_file()} aria-label="Swap A and B" title="Swap A and B">
                            { icon::swap() }
                        </button>
                        <button type="button" class="quiet square" onclick={on_undo} disabled={state.former.is_none()} aria-label="Undo" title="Undo: A and B as they were before they were last replaced (Ctrl+Z)">
                            { icon::undo() }
                        </button>
                    </div>
                    <OperandCard controller={controller.clone()} side={OperandSide::B} slot={state.b.clone()} targeted={targeted(OperandSide::B)} />
                </div>
                <RunBar
                    controller={controller.clone()}
                    job={state.job}
                    shapes={OperandSide::BOTH.map(|side| state.slot(side).shape())}
                    trouble={state.trouble.clone().map(AttrValue::from)}
                    remark={state.remark.clone().map(AttrValue::from)}
                />
                <ResultPanel
                    controller={controller.clone()}
                    outcome={state.outcome.clone()}
                    stale={state.is_stale()}
                    earlier={state.is_earlier}
                    coming={match state.job {
                        RunState::Idle => None,
                        RunState::Waiting => Some(PendingProduct::Waits),
                        RunState::Running { .. } => Some(PendingProduct::Runs),
                    }}
                    format={state.format()}
                />
                <div class="extras">
                    <Options controller={controller.clone()} settings={state.settings} />
                    <PoolPanel controller={controller.clone()} running={state.job.is_active()} />
                    <Benchmark />
                </div>
            </main>
            <footer>
                <p>{ icon::lock() }{ " Nothing leaves this tab: files are read and multiplied on your own machine." }</p>
                <p>{ concat!("Matmill ", env!("CARGO_PKG_VERSION")) }</p>
            </footer>
            <Shortcuts node={dialog} />
        </div>
    }
}
