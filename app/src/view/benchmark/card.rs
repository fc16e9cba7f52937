//! The card of the benchmark: how fast this machine is in this browser. No worker is started for it before the user
//! presses Run.

use crate::engine::is_benchmark_requested;
use crate::event_loop::spawn_local;
use crate::view::benchmark::chart::{Chart, chart};
use crate::view::benchmark::results::{BenchmarkResults, SIZES};
use crate::view::benchmark::run;
use crate::view::disclosure::{Disclosure, disclosure};
use crate::view::messages;
use crate::view::platform::clipboard;
use crate::view::platform::hooks::use_window_event;
use crate::view::text::{benchmark as text, use_language};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, Blob, BlobPropertyBag, Element};
use yew::prelude::*;

/// Whether a run is in progress.
#[derive(Clone, PartialEq)]
enum BenchmarkState {
    /// None is; how the last run or copy ended.
    Idle(String),
    /// What is measured now; the controller stops it.
    Running { now: String, stop: AbortController },
}

/// The card of the benchmark.
#[component]
pub fn Benchmark() -> Html {
    use_language();
    let is_open = use_state_eq(is_benchmark_requested);
    let state = use_state_eq(|| BenchmarkState::Idle(String::new()));
    let results = use_state(|| Rc::new(BenchmarkResults::default()));
    let node = use_node_ref();
    let show_if_requested = {
        let (is_open, node) = (is_open.clone(), node.clone());
        move || {
            if is_benchmark_requested() {
                is_open.set(true);
                if let Some(card) = node.cast::<Element>() {
                    card.scroll_into_view();
                }
            }
        }
    };
    use_effect_with((), {
        let show_if_requested = show_if_requested.clone();
        move |()| show_if_requested()
    });
    use_window_event("hashchange", (), show_if_requested);
    let on_toggle = {
        let is_open = is_open.clone();
        Callback::from(move |open| is_open.set(open))
    };
    let on_run = {
        let (state, results) = (state.clone(), results.clone());
        Callback::from(move |_: MouseEvent| start(state.clone(), results.clone()))
    };
    let on_stop = {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| {
            if let BenchmarkState::Running { stop, .. } = &*state {
                stop.abort();
            }
        })
    };
    let on_copy = {
        let (state, results) = (state.clone(), results.clone());
        Callback::from(move |_: MouseEvent| copy(state.clone(), &results))
    };
    let (line, is_running) = match &*state {
        BenchmarkState::Idle(line) => (line.clone(), false),
        BenchmarkState::Running { now, .. } => (now.clone(), true),
    };
    let content = html! {
        <>
            <p class="hint">{ text::PURPOSE.get() }</p>
            <div class="out">
                if is_running {
                    <button type="button" onclick={on_stop}>{ text::STOP.get() }</button>
                } else {
                    <button type="button" onclick={on_run}>{ text::RUN.get() }</button>
                }
                <button type="button" class="quiet" onclick={on_copy} disabled={is_running || results.is_empty()}>{ text::COPY.get() }</button>
                <p class="status" role="status">{ line }</p>
            </div>
            if !results.is_empty() {
                { charts(&results) }
                { sizes_table(&results) }
                { workers_table(&results) }
            }
        </>
    };
    let (title, aside, id, open) = (text::TITLE.get(), text::SPEED.get().to_owned(), Some("benchmark"), *is_open);
    disclosure(Disclosure { title, aside, id, node, open, on_toggle }, content)
}

fn start(state: UseStateHandle<BenchmarkState>, results: UseStateHandle<Rc<BenchmarkResults>>) {
    let Ok(stop) = AbortController::new() else { return };
    let signal = stop.signal();
    state.set(BenchmarkState::Running { now: text::STARTING.get().to_owned(), stop: stop.clone() });
    let show = {
        let state = state.clone();
        move |found: &BenchmarkResults, now: String| {
            results.set(Rc::new(found.clone()));
            state.set(BenchmarkState::Running { now, stop: stop.clone() });
        }
    };
    spawn_local(async move {
        state.set(BenchmarkState::Idle(match run::run(&signal, show).await {
            Ok(()) => text::DONE.get().to_owned(),
            Err(failure) => messages::failure(&failure),
        }));
    });
}

fn copy(state: UseStateHandle<BenchmarkState>, results: &BenchmarkResults) {
    let written = JsValue::from_str(&results.to_text());
    let blob = async move {
        let kind = BlobPropertyBag::new();
        kind.set_type("text/plain");
        Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&written), &kind).map(JsValue::from)
    };
    let written = clipboard::write(Box::pin(blob));
    spawn_local(async move {
        state.set(BenchmarkState::Idle(match written.await {
            Ok(()) => text::COPIED.get().to_owned(),
            Err(error) => messages::sentence(&error.to_string()),
        }));
    });
}

fn charts(results: &BenchmarkResults) -> Html {
    let sizes = SIZES.map(|n| n.to_string());
    let workers: Vec<String> = results.workers.iter().map(|point| point.workers.to_string()).collect();
    html! {
        <>
            <p class="roofline">{ results.rooflines() }</p>
            <div class="charts">
                { chart(Chart { title: text::BY_SIZE.get(), label: "n", ticks: &sizes, lines: &results.lines() }) }
                if workers.len() > 1 {
                    { chart(Chart { title: text::BY_WORKERS.get(), label: text::WORKERS_AXIS.get(), ticks: &workers, lines: &results.worker_lines() }) }
                }
            </div>
        </>
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn sizes_table(results: &BenchmarkResults) -> Html {
    html! {
        <div class="scroll">
            <table class="workers">
                <caption class="unseen">{ text::SIZES_TABLE.get() }</caption>
                <thead><tr>
                    <th scope="col">{ "n" }</th>
                    { for SIZES.iter().map(|n| html! { <th scope="col" class="right">{ n }</th> }) }
                </tr></thead>
                <tbody>
                    { for results.series.iter().map(|series| html! {
                        <tr>
                            <th scope="row">{ series.curve.name }</th>
                            { for series.points.iter().map(|point| html! {
                                <td class="right">
                                    if let Some(point) = point {
                                        { format!("{:.1} ", point.gflops) }<span class="share">{ percent(point.share) }</span>
                                    } else {
                                        { "–" }
                                    }
                                </td>
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}

fn workers_table(results: &BenchmarkResults) -> Html {
    if results.workers.is_empty() {
        return Html::default();
    }
    html! {
        <div class="scroll">
            <table class="workers">
                <caption class="unseen">{ text::WORKERS_TABLE.get() }</caption>
                <thead><tr>
                    <th scope="col">{ text::WORKERS.get() }</th>
                    <th scope="col" class="right">{ text::CALL_TO_RESULT.get() }</th>
                    <th scope="col" class="right">{ text::OF_ROOFLINES.get() }</th>
                </tr></thead>
                <tbody>
                    { for results.workers.iter().map(|point| html! {
                        <tr>
                            <th scope="row">{ point.workers }</th>
                            <td class="right">{ format!("{:.1}", point.gflops) }</td>
                            <td class="right">{ percent(point.share) }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
