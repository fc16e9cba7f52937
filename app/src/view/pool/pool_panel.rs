//! How the workers fare: state, tiles and time of each, and who did what when in the last product. Looked up a few
//! times a second while anyone can see it.

use crate::engine::{Outage, PoolStats, SlotState};
use crate::pool::scheduler::Timeline;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::pool::timeline::{TimelineLegend, TimelineRow};
use gloo_timers::callback::Interval;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlDetailsElement, HtmlInputElement};
use yew::prelude::*;

/// Milliseconds between two looks.
const BETWEEN_LOOKS: u32 = 300;

/// Properties of [`PoolPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct PoolPanelProps {
    /// Where everything is done.
    pub controller: Controller,
    /// Whether a job runs.
    pub running: bool,
}

fn line(stats: &PoolStats) -> String {
    let count = |state| stats.workers.iter().filter(|worker| worker.state == state).count() as u32;
    let [starting, busy, lost] = [SlotState::Starting, SlotState::Busy, SlotState::Vacant].map(count);
    let up = stats.workers.len() as u32 - starting - lost;
    let mut parts = vec![format!("{} ready", messages::counted(up, "worker", "workers"))];
    for (count, word) in [(starting, "starting"), (busy, "busy"), (lost, "lost")] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    parts.join(" · ")
}

/// How the workers fare.
#[component]
pub fn PoolPanel(props: &PoolPanelProps) -> Html {
    let PoolPanelProps { controller, running } = props;
    let opened = use_state_eq(|| false);
    let stats = use_state_eq(PoolStats::default);
    let timeline = use_state_eq(Rc::<Timeline>::default);
    let trouble = use_state_eq(|| None::<String>);
    let outage = use_state_eq(|| None::<Outage>);
    {
        let (stats, timeline, outage, controller) =
            (stats.clone(), timeline.clone(), outage.clone(), controller.clone());
        // Also looks until all workers are at rest, so that what is seen without a click is right.
        let unsettled = stats.workers.is_empty() || stats.workers.iter().any(|worker| worker.state != SlotState::Idle);
        use_effect_with((*opened, *running, unsettled), move |&(opened, running, unsettled)| {
            let look = move || {
                stats.set(controller.engine().stats());
                outage.set(controller.engine().outage());
                if opened {
                    timeline.set(Rc::new(controller.engine().timeline()));
                }
            };
            look();
            let looking = (opened || running || unsettled).then(|| {
                Interval::new(BETWEEN_LOOKS, move || {
                    if !browser::is_hidden() {
                        look();
                    }
                })
            });
            move || drop(looking)
        });
    }
    let ontoggle = {
        let opened = opened.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
                opened.set(details.open());
            }
        })
    };
    let on_size = {
        let (controller, stats, trouble) = (controller.clone(), stats.clone(), trouble.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let (text, unreadable) = (input.value(), input.validity().bad_input());
            let (controller, stats, trouble) = (controller.clone(), stats.clone(), trouble.clone());
            spawn_local(async move {
                let result = match messages::whole_number(&text, unreadable) {
                    Ok(workers) => controller.engine().configure(workers).await.map_err(|failure| failure.to_string()),
                    Err(refusal) => Err(refusal),
                };
                trouble.set(result.err().map(|message| messages::sentence(&message)));
                stats.set(controller.engine().stats());
            });
        })
    };
    let on_retry = {
        let (controller, outage) = (controller.clone(), outage.clone());
        Callback::from(move |_: MouseEvent| {
            controller.engine().retry();
            outage.set(controller.engine().outage());
        })
    };
    let (begin, end) = timeline.extent();
    let span = end - begin;
    html! {
        <>
        if let Some(outage) = &*outage {
            <div class="card no-workers" role="alert">
                <p>{ messages::outage(outage) }</p>
                <button type="button" onclick={on_retry}>{ "Retry" }</button>
            </div>
        }
        <details class="card" {ontoggle}>
            <summary>{ "Pool" }<span class="aside">{ line(&stats) }</span></summary>
            <table class="workers pool">
                <thead><tr><th>{ "Worker" }</th><th>{ "State" }</th><th class="right">{ "Tiles" }</th><th class="right">{ "Busy" }</th><th class="wide">
                    if span > 0.0 {
                        <span class="ends"><span>{ "Last product" }</span><span>{ messages::duration(span) }</span></span>
                    }
                </th></tr></thead>
                <tbody>
                    { for stats.workers.iter().map(|worker| html! {
                        <tr key={worker.id}>
                            <td>{ worker.id }</td>
                            <td><span class={classes!("dot", worker.state.name())} aria-hidden="true" />{ worker.state.name() }</td>
                            <td class="right">{ worker.tiles }</td>
                            <td class="right">{ if worker.busy_ms > 0.0 { messages::duration(worker.busy_ms) } else { "–".into() } }</td>
                            <td class="wide">
                                if span > 0.0 {
                                    <TimelineRow timeline={(*timeline).clone()} worker={worker.id} />
                                }
                            </td>
                        </tr>
                    }) }
                </tbody>
            </table>
            <TimelineLegend timeline={(*timeline).clone()} />
            <div class="field inline">
                <label for="pool-size">{ "Size of the pool" }</label>
                <input id="pool-size" type="number" min="1" step="1" inputmode="numeric" placeholder="one for each core" onchange={on_size} />
            </div>
            if let Some(trouble) = &*trouble {
                <p class="trouble" role="alert">{ trouble.clone() }</p>
            }
        </details>
        </>
    }
}
