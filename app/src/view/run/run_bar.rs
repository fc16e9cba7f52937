//! Multiply, or Stop in its place, with the progress of the job, or why the shapes do not match.

use crate::view::controller::Controller;
use crate::view::live::remaining::{self, RemainingTime};
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::progress_bar::progress_bar;
use crate::view::run::forecast_line::{forecast_line, use_forecast};
use crate::view::state::PageState;
use crate::view::state::operation::Operation;
use crate::view::state::run_state::RunState;
use crate::view::state::slot::OperandSide;
use crate::view::text::language::Language;
use crate::view::text::{elsewhere, live as text, run};
use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Properties of [`RunBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct RunBarProps {
    /// The page's controller.
    pub controller: Controller,
    /// The page's state.
    pub state: ByPtr<PageState>,
}

/// Milliseconds since this job began, updated ten times a second; 0 without a job.
#[hook]
fn use_elapsed(request_id: Option<u32>) -> f64 {
    let elapsed = use_state_eq(|| 0.0f64);
    use_effect_with(request_id, {
        let elapsed = elapsed.clone();
        move |&request_id| {
            let interval = request_id.map(|_| {
                let started = browser::now();
                elapsed.set(0.0);
                Interval::new(100, move || elapsed.set(browser::now() - started))
            });
            move || drop(interval)
        }
    });
    if request_id.is_some() { *elapsed } else { 0.0 }
}

/// Seconds that are left of the job, once that is known.
#[hook]
fn use_remaining(run: RunState, elapsed: f64) -> Option<f64> {
    let remaining = use_mut_ref(RemainingTime::default);
    let mut remaining = remaining.borrow_mut();
    *remaining = match run {
        RunState::Running { done, total, .. } => remaining.after(elapsed, done, total),
        RunState::Idle | RunState::Waiting => RemainingTime::default(),
    };
    // While the last tiles are gathered nothing is known.
    remaining.seconds(elapsed).filter(|_| run.percent() < 100)
}

/// What assistive technology announces of the job, at its beginning, at its quarters and at its end.
#[hook]
fn use_announcement(run: RunState, remaining: Option<f64>, is_finished: bool, language: Language) -> String {
    let quarter = run.percent() / 25;
    let announcement = use_memo((run.request_id(), run.is_active(), quarter, is_finished, language), |_| {
        let announcement = messages::announcement(run, None);
        match remaining {
            _ if is_finished => text::FINISHED.get().into(),
            Some(seconds) => text::WITH_REMAINING.with(&[&announcement, &remaining::remaining(seconds)]),
            None => announcement,
        }
    });
    String::clone(&announcement)
}

/// Multiply or Stop, and how far the job is.
#[component]
pub fn RunBar(props: &RunBarProps) -> Html {
    let RunBarProps { controller, state } = props;
    let PageState { run, settings, error, status, .. } = &**state;
    let operation = settings.operation;
    let shapes = OperandSide::ALL.map(|side| state.slot(side).shape());
    let operands = OperandSide::ALL.map(|side| state.slot(side).ready().map(|matrix| matrix.loaded.clone()));
    // The product that is there could be seen while it was computed.
    let was_seen = state.tiles.is_some() && !state.is_earlier;
    let active = run.is_active();
    let elapsed = use_elapsed(run.request_id());
    let remaining = use_remaining(*run, elapsed);
    let announcement = use_announcement(*run, remaining, was_seen && !active, state.language);
    let forecast = use_forecast(controller, &operands, *settings, &state.product, active);
    let onclick = controller.callback(|controller, event: MouseEvent| {
        // The second click of a double click is ignored: it would stop what the first one started, or the reverse.
        if event.detail() < 2 {
            if controller.state().run.is_active() { controller.stop() } else { controller.multiply() }
        }
    });
    html! {
        <div class="run">
            <button type="button" class={if active { "main stop" } else { "main" }} {onclick} title={if active { run::STOP_HINT.get() } else { run::MULTIPLY_HINT.get() }}>
                { if active { run::STOP.get() } else { run::MULTIPLY.get() } }
            </button>
            <div class="beside">
                if active {
                    { progress(operation, *run, elapsed, remaining) }
                } else {
                    { forecast_line(controller, operation, &shapes, &forecast, error.is_some()) }
                }
            </div>
            <p class="status" role="status">{ status.clone() }</p>
            <p class="unseen" role="status">{ announcement }</p>
            if let Some(error) = error {
                <p class="error" role="alert">{ error.clone() }</p>
                if state.is_too_large && operation.is_plain() {
                    <button type="button" onclick={controller.callback(|controller, _: MouseEvent| controller.show_elsewhere())}>
                        { elsewhere::TITLE.get() }
                    </button>
                }
            }
        </div>
    }
}

fn progress(operation: Operation, run: RunState, elapsed: f64, remaining: Option<f64>) -> Html {
    let percent = (run != RunState::Waiting).then(|| run.percent());
    html! {
        <>
            { progress_bar(run::PROGRESS.get(), percent, None) }
            <p class="hint numbers">
                { messages::progress_of(operation, run, elapsed) }
                if let Some(seconds) = remaining { { " · " }{ remaining::remaining(seconds) } }
            </p>
        </>
    }
}
