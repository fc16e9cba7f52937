//! The whole page: lays out the components.

use super::benchmark::Benchmark;
use super::browser;
use super::desk::Desk;
use super::focus::Keeper;
use super::header::Header;
use super::icon;
use super::listen;
use super::operand_card::OperandCard;
use super::options::Options;
use super::pool_panel::PoolPanel;
use super::result::{Coming, ResultPanel};
use super::run_bar::RunBar;
use super::shortcuts::Shortcuts;
use super::slot::Side;
use super::state::Job;
use yew::prelude::*;

/// Properties of [`Page`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Where everything is done.
    pub desk: Desk,
}

fn example(desk: &Desk, label: &'static str, fill: fn(&Desk)) -> Html {
    let desk = desk.clone();
    let onclick = Callback::from(move |_: MouseEvent| fill(&desk));
    html! { <button type="button" class="chip" {onclick}>{ label }</button> }
}

/// The whole page.
#[component]
pub fn Page(props: &Props) -> Html {
    let desk = props.desk.clone();
    let redraw = use_force_update();
    let dialog = use_node_ref();
    use_effect_with((), {
        let (desk, dialog) = (desk.clone(), dialog.clone());
        move |()| {
            desk.on_change(Callback::from(move |()| redraw.force_update()));
            let listeners = (listen::listen(&desk, &dialog), Keeper::start());
            move || drop(listeners)
        }
    });
    let state = desk.state();
    use_effect_with((state.job.is_active(), state.job.percent()), |(active, percent)| {
        if let Some(document) = browser::document() {
            document.set_title(&if *active { format!("{percent} % – Matmill") } else { "Matmill".into() });
        }
    });
    let on_shortcuts = {
        let dialog = dialog.clone();
        Callback::from(move |()| listen::open(&dialog))
    };
    let on_swap = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| desk.swap())
    };
    let on_undo = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| desk.undo())
    };
    let targeted = |side: Side| state.dragging == Some(Some(side));
    html! {
        <div class={classes!("page", state.dragging.map(|_| "dragging"))}>
            <Header {on_shortcuts} />
            <main>
                <div class="examples">
                    <span>{ "Try it with" }</span>
                    { example(&desk, "2 × 2", Desk::small_example) }
                    { example(&desk, "512 × 512 random", |desk| desk.random_example(512)) }
                    { example(&desk, "1024 × 1024 random", |desk| desk.random_example(1024)) }
                </div>
                <div class="operands">
                    <OperandCard desk={desk.clone()} side={Side::A} slot={state.a.clone()} targeted={targeted(Side::A)} />
                    <div class="times">
                        <span aria-hidden="true">{ "×" }</span>
                        <button type="button" class="quiet square" onclick={on_swap} disabled={state.is_reading_a_file()} aria-label="Swap A and B" title="Swap A and B">
                            { icon::swap() }
                        </button>
                        <button type="button" class="quiet square" onclick={on_undo} disabled={state.former.is_none()} aria-label="Undo" title="Undo: A and B as they were before they were last replaced (Ctrl+Z)">
                            { icon::undo() }
                        </button>
                    </div>
                    <OperandCard desk={desk.clone()} side={Side::B} slot={state.b.clone()} targeted={targeted(Side::B)} />
                </div>
                <RunBar
                    desk={desk.clone()}
                    job={state.job}
                    shapes={Side::BOTH.map(|side| state.slot(side).shape())}
                    trouble={state.trouble.clone().map(AttrValue::from)}
                    remark={state.remark.clone().map(AttrValue::from)}
                />
                <ResultPanel
                    desk={desk.clone()}
                    outcome={state.outcome.clone()}
                    stale={state.is_stale()}
                    earlier={state.is_earlier}
                    coming={match state.job {
                        Job::Idle => None,
                        Job::Waiting => Some(Coming::Waits),
                        Job::Running { .. } => Some(Coming::Runs),
                    }}
                    format={state.format()}
                />
                <div class="extras">
                    <Options desk={desk.clone()} settings={state.settings} />
                    <PoolPanel desk={desk.clone()} running={state.job.is_active()} />
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
