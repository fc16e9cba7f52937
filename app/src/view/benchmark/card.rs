//! The benchmark for people: what this machine reaches in this browser, drawn and in numbers.
//!
//! In reading order: [`super::results`] is what was found, pure; [`super::run`] finds it; [`super::chart`] draws it;
//! here is the card around them. Nothing runs, and no worker is started for it, before somebody presses Run.

use crate::api::bench::HASH;
use crate::failure::js_message;
use crate::view::benchmark::chart::Chart;
use crate::view::benchmark::results::{BenchmarkResults, SIZES};
use crate::view::benchmark::run;
use crate::view::messages;
use crate::view::platform::browser;
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, Event, HtmlDetailsElement};
use yew::prelude::*;

/// How far a run has come.
#[derive(Clone, PartialEq)]
enum BenchmarkState {
    /// Nothing runs.
    Resting,
    /// Something is measured; the controller ends it.
    Running { now: String, stop: AbortController },
}

fn is_asked_for() -> bool {
    browser::window().and_then(|window| window.location().hash().ok()).is_some_and(|hash| hash == HASH)
}

/// What this machine reaches.
#[component]
pub fn Benchmark() -> Html {
    let opened = use_state_eq(is_asked_for);
    let stage = use_state_eq(|| BenchmarkState::Resting);
    let results = use_state(|| Rc::new(BenchmarkResults::default()));
    let remark = use_state_eq(String::new);
    let card = use_node_ref();
    {
        let (opened, card) = (opened.clone(), card.clone());
        use_effect_with((), move |()| {
            let arrive = move || {
                if is_asked_for() {
                    opened.set(true);
                    if let Some(card) = card.cast::<web_sys::Element>() {
                        card.scroll_into_view();
                    }
                }
            };
            arrive();
            let listener = browser::window().map(|window| EventListener::new(&window, "hashchange", move |_| arrive()));
            move || drop(listener)
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
    let on_run = {
        let (stage, results, remark) = (stage.clone(), results.clone(), remark.clone());
        Callback::from(move |_: MouseEvent| {
            let Ok(stop) = AbortController::new() else { return };
            let (stage, results, remark) = (stage.clone(), results.clone(), remark.clone());
            remark.set(String::new());
            stage.set(BenchmarkState::Running { now: "Starting workers …".to_owned(), stop: stop.clone() });
            spawn_local(async move {
                let show = {
                    let (stage, stop) = (stage.clone(), stop.clone());
                    move |found: &BenchmarkResults, now: String| {
                        results.set(Rc::new(found.clone()));
                        stage.set(BenchmarkState::Running { now, stop: stop.clone() });
                    }
                };
                let outcome = run::run(&stop.signal(), show).await;
                stage.set(BenchmarkState::Resting);
                remark.set(match outcome {
                    Ok(()) => "Done.".to_owned(),
                    Err(failure) => messages::sentence(&failure.to_string()),
                });
            });
        })
    };
    let on_stop = {
        let stage = stage.clone();
        Callback::from(move |_: MouseEvent| {
            if let BenchmarkState::Running { stop, .. } = &*stage {
                stop.abort();
            }
        })
    };
    let on_copy = {
        let (results, remark) = (results.clone(), remark.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(window) = browser::window() else { return };
            let clipboard = window.navigator().clipboard();
            if clipboard.is_undefined() {
                remark.set("This browser lets only pages from https or localhost use the clipboard.".to_owned());
                return;
            }
            let written = clipboard.write_text(&results.to_text());
            let remark = remark.clone();
            spawn_local(async move {
                remark.set(match JsFuture::from(written).await {
                    Ok(_) => "Copied as text.".to_owned(),
                    Err(error) => format!("The browser did not allow copying ({}).", js_message(&error)),
                });
            });
        })
    };
    let running = matches!(*stage, BenchmarkState::Running { .. });
    let line = match &*stage {
        BenchmarkState::Running { now, .. } => now.clone(),
        BenchmarkState::Resting => (*remark).clone(),
    };
    html! {
        <details class="card benchmark" id="benchmark" ref={card} open={*opened} {ontoggle}>
            <summary>{ "Benchmark" }<span class="aside">{ "speed of this machine" }</span></summary>
            <p class="hint">
                { "Measures the kernel against the roofline: multiply-adds in registers only, the most that one core can do. \
                   Every speed is the median of seven samples, taken in turns with the roofline. It takes a minute or \
                   two and all cores; close what else is running." }
            </p>
            <div class="out">
                if running {
                    <button type="button" onclick={on_stop}>{ "Stop benchmark" }</button>
                } else {
                    <button type="button" onclick={on_run}>{ "Run benchmark" }</button>
                }
                <button type="button" class="quiet" onclick={on_copy} disabled={results.is_empty()}>{ "Copy as text" }</button>
                <p class="remark" role="status">{ line }</p>
            </div>
            if !results.is_empty() {
                { found(&results) }
            }
        </details>
    }
}

fn found(results: &BenchmarkResults) -> Html {
    let columns: Vec<String> = SIZES.iter().map(ToString::to_string).collect();
    let workers: Vec<String> = results.workers.iter().map(|point| point.workers.to_string()).collect();
    html! {
        <>
            <p class="roofline">{ results.rooflines() }</p>
            <div class="charts">
                <Chart title="GFLOP/s by size, one worker" label="n" ticks={columns.clone()} lines={results.lines()} />
                if results.workers.len() > 1 {
                    <Chart title="GFLOP/s by number of workers, 1024 × 1024" label="workers" ticks={workers} lines={results.worker_lines()} />
                }
            </div>
            <div class="scroll">
                <table class="workers">
                    <caption class="unseen">{ "GFLOP/s and share of the roofline by size, one worker" }</caption>
                    <thead><tr>
                        <th scope="col">{ "n" }</th>
                        { for columns.iter().map(|n| html! { <th scope="col" class="right">{ n.clone() }</th> }) }
                    </tr></thead>
                    <tbody>
                        { for results.series.iter().map(|series| html! {
                            <tr>
                                <th scope="row">{ series.name }</th>
                                { for series.points.iter().map(|point| html! {
                                    <td class="right">
                                        if let Some(point) = point {
                                            { format!("{:.1} ", point.gflops) }<span class="share">{ format!("{:.0} %", 100.0 * point.share) }</span>
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
            if !results.workers.is_empty() {
                <div class="scroll"><table class="workers">
                    <caption class="unseen">{ "Products of 1024 × 1024 from call to result, by number of workers" }</caption>
                    <thead><tr><th scope="col">{ "Workers" }</th><th scope="col" class="right">{ "GFLOP/s, call to result" }</th><th scope="col" class="right">{ "Of as many rooflines" }</th></tr></thead>
                    <tbody>
                        { for results.workers.iter().map(|point| html! {
                            <tr>
                                <th scope="row">{ point.workers }</th>
                                <td class="right">{ format!("{:.1}", point.gflops) }</td>
                                <td class="right">{ format!("{:.0} %", 100.0 * point.share) }</td>
                            </tr>
                        }) }
                    </tbody>
                </table></div>
            }
        </>
    }
}
