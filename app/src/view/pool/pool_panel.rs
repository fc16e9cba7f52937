//! The state of each worker and what it did in the last product. Updated a few times a second while it is visible.

use crate::engine::{Engine, Outage, PoolStats, SlotState};
use crate::event_loop::spawn_local;
use crate::pool::scheduler::Timeline;
use crate::view::controller::Controller;
use crate::view::disclosure::{Disclosure, disclosure};
use crate::view::messages;
use crate::view::platform::{browser, deployment};
use crate::view::pool::timeline::{timeline_legend, timeline_row};
use crate::view::text::{pool as text, use_language};
use gloo_timers::callback::Interval;
use std::rc::Rc;
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

/// Milliseconds between two updates.
const UPDATE_MS: u32 = 300;

/// Properties of [`PoolPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct PoolPanelProps {
    /// The page's controller.
    pub controller: Controller,
    /// Whether a job runs.
    pub running: bool,
}

/// What the panel shows of the engine.
#[derive(Clone, PartialEq, Default)]
struct PoolStatus {
    stats: PoolStats,
    /// Why no worker is available.
    outage: Option<Outage>,
    timeline: Rc<Timeline>,
    /// A reload would let page and workers share memory. Not known when the page is first drawn, like all of this.
    is_isolable: bool,
}

impl PoolStatus {
    fn of(engine: &Engine, timeline: Rc<Timeline>) -> Self {
        Self { stats: engine.stats(), outage: engine.outage(), timeline, is_isolable: deployment::is_isolable() }
    }

    fn is_settled(&self) -> bool {
        !self.stats.workers.is_empty() && self.stats.workers.iter().all(|worker| worker.state == SlotState::Idle)
    }
}

/// The status, updated while anything can change; the timeline only while the panel is open.
#[hook]
fn use_pool_status(engine: &Engine, running: bool, is_open: bool) -> UseStateHandle<PoolStatus> {
    let status = use_state_eq(PoolStatus::default);
    let (engine, setter, last_timeline) = (engine.clone(), status.setter(), status.timeline.clone());
    // The closed panel also shows how many workers are ready.
    let is_settled = status.is_settled();
    use_effect_with((is_open, running, is_settled), move |&(is_open, running, is_settled)| {
        let update = move || {
            let timeline = if is_open { Rc::new(engine.timeline()) } else { last_timeline.clone() };
            setter.set(PoolStatus::of(&engine, timeline));
        };
        update();
        let interval = (is_open || running || !is_settled).then(|| {
            Interval::new(UPDATE_MS, move || {
                if !browser::is_hidden() {
                    update();
                }
            })
        });
        move || drop(interval)
    });
    status
}

/// "3 workers ready · 1 starting · 2 busy".
fn summary(stats: &PoolStats) -> String {
    let count = |state| stats.workers.iter().filter(|worker| worker.state == state).count() as u32;
    let [starting, idle, busy, vacant] =
        [SlotState::Starting, SlotState::Idle, SlotState::Busy, SlotState::Vacant].map(count);
    let mut parts = vec![text::READY.of(idle + busy)];
    for (count, state) in [(starting, SlotState::Starting), (busy, SlotState::Busy), (vacant, SlotState::Vacant)] {
        if count > 0 {
            parts.push(text::IN_STATE.with(&[&count, &state_name(state)]));
        }
    }
    parts.join(" · ")
}

fn state_name(state: SlotState) -> &'static str {
    match state {
        SlotState::Starting => text::STARTING,
        SlotState::Idle => text::IDLE,
        SlotState::Busy => text::BUSY,
        SlotState::Vacant => text::LOST,
    }
    .get()
}

/// The state of the pool, and an alert while it has no workers.
#[component]
pub fn PoolPanel(props: &PoolPanelProps) -> Html {
    use_language();
    let PoolPanelProps { controller, running } = props;
    let is_open = use_state_eq(|| false);
    let status = use_pool_status(controller.engine(), *running, *is_open);
    let resize_error = use_state_eq(|| None::<String>);
    let on_toggle = Callback::from(move |open| is_open.set(open));
    let update = {
        let (status, engine) = (status.clone(), controller.engine().clone());
        move || status.set(PoolStatus::of(&engine, status.timeline.clone()))
    };
    let on_retry = {
        let update = update.clone();
        controller.callback(move |controller, _: MouseEvent| {
            controller.retry();
            update();
        })
    };
    let on_reload = controller.callback(|controller, _: MouseEvent| controller.reload());
    let on_resize = {
        let resize_error = resize_error.clone();
        controller.callback(move |controller, event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let workers = messages::worker_count(&input.value(), input.validity().bad_input());
            let (engine, resize_error, update) = (controller.engine().clone(), resize_error.clone(), update.clone());
            spawn_local(async move {
                let result = match workers {
                    Ok(workers) => engine.configure(workers).await.map_err(|failure| messages::failure(&failure)),
                    Err(error) => Err(messages::sentence(&error)),
                };
                resize_error.set(result.err());
                update();
            });
        })
    };
    let content = html! {
        <>
            { workers_table(&status) }
            { timeline_legend(&status.timeline) }
            <div class="field inline">
                <label for="pool-size">{ text::NUMBER.get() }</label>
                <input id="pool-size" type="number" min="1" step="1" inputmode="numeric" placeholder={text::ONE_PER_CORE.get()} onchange={on_resize} />
            </div>
            if let Some(error) = &*resize_error {
                <p class="error" role="alert">{ error.clone() }</p>
            }
            if status.is_isolable {
                <div class="isolate">
                    <p>{ text::COPIES.get() }{ " " }{ controller.reload_effect() }</p>
                    <button type="button" onclick={on_reload}>{ text::RELOAD_TO_SHARE.get() }</button>
                </div>
            }
        </>
    };
    let card =
        Disclosure { title: text::TITLE.get(), aside: summary(&status.stats), on_toggle, ..Disclosure::default() };
    html! {
        <>
        if let Some(outage) = &status.outage {
            <div class="card no-workers" role="alert">
                <p>{ messages::outage(outage) }</p>
                <button type="button" onclick={on_retry}>{ text::RETRY.get() }</button>
            </div>
        }
        { disclosure(card, content) }
        </>
    }
}

fn workers_table(PoolStatus { stats, timeline, .. }: &PoolStatus) -> Html {
    let (begin, end) = timeline.extent();
    let has_timeline = end > begin;
    html! {
        <table class="workers pool">
            <thead><tr>
                <th scope="col">{ text::WORKER.get() }</th>
                <th scope="col">{ text::STATE.get() }</th>
                <th scope="col" class="right">{ text::TILES.get() }</th>
                <th scope="col" class="right">{ text::BUSY_FOR.get() }</th>
                <th scope="col" class="wide">
                    if has_timeline {
                        <span class="ends">
                            <span>{ text::LAST_PRODUCT.get() }</span>
                            <span>{ messages::duration(end - begin) }</span>
                        </span>
                    } else {
                        <span class="unseen">{ text::LAST_PRODUCT.get() }</span>
                    }
                </th>
            </tr></thead>
            <tbody>
                { for stats.workers.iter().map(|worker| html! {
                    <tr key={worker.id}>
                        <td>{ worker.id }</td>
                        <td><span class={classes!("dot", worker.state.name())} aria-hidden="true" />{ state_name(worker.state) }</td>
                        <td class="right">{ worker.tiles }</td>
                        <td class="right">{ if worker.busy_ms > 0.0 { messages::duration(worker.busy_ms) } else { "–".into() } }</td>
                        <td class="wide">
                            if has_timeline { { timeline_row(timeline, worker.id) } }
                        </td>
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
