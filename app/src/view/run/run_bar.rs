//! Between operands and product: Multiply, in its place Stop, progress, and why the shapes do not fit.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::state::RunState;
use gloo_timers::callback::Interval;
use shared::Shape;
use yew::prelude::*;

/// Properties of [`RunBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct RunBarProps {
    /// Where everything is done.
    pub controller: Controller,
    /// The running job.
    pub job: RunState,
    /// The shapes of A and B where they are known.
    pub shapes: [Option<Shape>; 2],
    /// Why the last job gave no product.
    pub trouble: Option<AttrValue>,
    /// What was last achieved.
    pub remark: Option<AttrValue>,
}

/// Milliseconds since `active` became true, counted ten times a second.
#[hook]
fn use_elapsed(active: bool) -> f64 {
    let elapsed = use_state_eq(|| 0.0f64);
    use_effect_with(active, {
        let elapsed = elapsed.clone();
        move |&active| {
            let ticking = active.then(|| {
                let started = browser::now();
                elapsed.set(0.0);
                Interval::new(100, move || elapsed.set(browser::now() - started))
            });
            move || drop(ticking)
        }
    });
    *elapsed
}

/// Multiply or Stop, and how the job stands.
#[component]
pub fn RunBar(props: &RunBarProps) -> Html {
    let RunBarProps { controller, job, shapes, trouble, remark } = props;
    let active = job.is_active();
    let elapsed = use_elapsed(active);
    let onclick = {
        let controller = controller.clone();
        Callback::from(move |event: MouseEvent| {
            // The second half of a double click must not stop what the first half began, nor begin what it stopped.
            if event.detail() >= 2 {
                return;
            }
            if controller.state().job.is_active() {
                controller.stop();
            } else {
                controller.multiply();
            }
        })
    };
    let on_swap = {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| controller.swap())
    };
    let percent = job.percent();
    let (shape_mismatch, swap_fits) = match *shapes {
        [Some(a), Some(b)] => (messages::shape_mismatch(a, b), b.cols == a.rows),
        _ => (None, false),
    };
    let product = match *shapes {
        [Some(a), Some(b)] if a.cols == b.rows => Some(format!("{a} times {b} gives {}", Shape::new(a.rows, b.cols))),
        _ => None,
    };
    html! {
        <div class="run">
            <button type="button" class={if active { "main stop" } else { "main" }} {onclick} title={if active { "Esc" } else { "Ctrl+Enter" }}>
                { if active { "Stop" } else { "Multiply" } }
            </button>
            <div class="beside">
                if active {
                    <div
                        class={classes!("track", (*job == RunState::Waiting).then_some("unknown"))}
                        role="progressbar"
                        aria-label="Progress"
                        aria-valuemin="0"
                        aria-valuemax="100"
                        aria-valuenow={percent.to_string()}
                    >
                        <div class="bar" style={(*job != RunState::Waiting).then(|| format!("width:{percent}%"))} />
                    </div>
                    <p class="hint numbers">{ progress(*job, elapsed) }</p>
                } else if let Some(shape_mismatch) = shape_mismatch {
                    <p class="shape_mismatch">
                        // Once Multiply was pressed the alert says the same.
                        if trouble.is_none() { { shape_mismatch } }
                        if swap_fits {
                            { " B times A would fit. " }
                            <button type="button" class="quiet" onclick={on_swap}>{ icon::swap() }{ "Swap" }</button>
                        }
                    </p>
                } else if let Some(product) = product {
                    <p class="hint numbers">{ product }</p>
                } else {
                    <p class="hint">{ "Fill in both operands, then press " }<kbd>{ "Ctrl" }</kbd>{ " + " }<kbd>{ "Enter" }</kbd></p>
                }
            </div>
            <p class={if active { "unseen" } else { "remark" }} role="status">{ announcement(*job, remark.as_ref()) }</p>
            if let Some(trouble) = trouble {
                <p class="trouble" role="alert">{ trouble.clone() }</p>
            }
        </div>
    }
}

/// "42 % · 54 of 128 tiles · 1.2 s".
fn progress(job: RunState, elapsed: f64) -> String {
    match job {
        RunState::Running { done, total, .. } if total > 0 && done == total => {
            format!("All tiles are there, finishing · {:.1} s", elapsed / 1000.0)
        }
        RunState::Running { done, total, .. } if total > 0 => format!(
            "{} % · {done} of {} · {:.1} s",
            job.percent(),
            messages::counted(total, "tile", "tiles"),
            elapsed / 1000.0
        ),
        RunState::Waiting => "Waiting for the operands to be read".into(),
        _ => format!("Starting · {:.1} s", elapsed / 1000.0),
    }
}

/// What assistive technology hears: a job's quarters, not its tiles.
fn announcement(job: RunState, remark: Option<&AttrValue>) -> String {
    match job {
        RunState::Idle => remark.map(ToString::to_string).unwrap_or_default(),
        RunState::Waiting => "Waiting for the operands to be read".into(),
        RunState::Running { .. } => format!("Multiplying, {} %", job.percent() / 25 * 25),
    }
}
