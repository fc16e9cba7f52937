//! Between operands and product: Multiply, in its place Stop, progress, and why the shapes do not fit.

use super::browser;
use super::desk::Desk;
use super::icon;
use super::state::Job;
use super::words;
use gloo_timers::callback::Interval;
use shared::Shape;
use yew::prelude::*;

/// Properties of [`RunBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Where everything is done.
    pub desk: Desk,
    /// The running job.
    pub job: Job,
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
pub fn RunBar(props: &Props) -> Html {
    let Props { desk, job, shapes, trouble, remark } = props;
    let active = job.is_active();
    let elapsed = use_elapsed(active);
    let onclick = {
        let desk = desk.clone();
        Callback::from(move |event: MouseEvent| {
            // The second half of a double click must not stop what the first half began, nor begin what it stopped.
            if event.detail() >= 2 {
                return;
            }
            if desk.state().job.is_active() {
                desk.stop();
            } else {
                desk.multiply();
            }
        })
    };
    let on_swap = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| desk.swap())
    };
    let percent = job.percent();
    let (misfit, swap_fits) = match *shapes {
        [Some(a), Some(b)] => (words::misfit(a, b), b.cols == a.rows),
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
                        class={classes!("track", (*job == Job::Waiting).then_some("unknown"))}
                        role="progressbar"
                        aria-label="Progress"
                        aria-valuemin="0"
                        aria-valuemax="100"
                        aria-valuenow={percent.to_string()}
                    >
                        <div class="bar" style={(*job != Job::Waiting).then(|| format!("width:{percent}%"))} />
                    </div>
                    <p class="hint numbers">{ progress(*job, elapsed) }</p>
                } else if let Some(misfit) = misfit {
                    <p class="misfit">
                        // Once Multiply was pressed the alert says the same.
                        if trouble.is_none() { { misfit } }
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
fn progress(job: Job, elapsed: f64) -> String {
    match job {
        Job::Running { done, total, .. } if total > 0 && done == total => {
            format!("All tiles are there, finishing · {:.1} s", elapsed / 1000.0)
        }
        Job::Running { done, total, .. } if total > 0 => format!(
            "{} % · {done} of {} · {:.1} s",
            job.percent(),
            words::counted(total, "tile", "tiles"),
            elapsed / 1000.0
        ),
        Job::Waiting => "Waiting for the operands to be read".into(),
        _ => format!("Starting · {:.1} s", elapsed / 1000.0),
    }
}

/// What assistive technology hears: a job's quarters, not its tiles.
fn announcement(job: Job, remark: Option<&AttrValue>) -> String {
    match job {
        Job::Idle => remark.map(ToString::to_string).unwrap_or_default(),
        Job::Waiting => "Waiting for the operands to be read".into(),
        Job::Running { .. } => format!("Multiplying, {} %", job.percent() / 25 * 25),
    }
}
