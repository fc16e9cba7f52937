//! The options of a job.

use crate::engine::Mode;
use crate::view::controller::Controller;
use crate::view::disclosure::Disclosure;
use crate::view::messages;
use crate::view::state::settings::Settings;
use shared::kernel::{Algorithm, Kernel};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Properties of [`Options`].
#[derive(Clone, PartialEq, Properties)]
pub struct OptionsProps {
    /// The page's controller.
    pub controller: Controller,
    /// The choices now.
    pub settings: Settings,
}

/// A list to choose from: values and labels, the chosen value, and what a choice changes.
fn choice(
    controller: &Controller,
    id: &'static str,
    label: &'static str,
    entries: &[(&'static str, &'static str)],
    chosen: &str,
    change: fn(&mut Settings, &str),
) -> Html {
    let onchange = controller.callback(move |controller, event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            controller.configure(|settings| change(settings, &select.value()));
        }
    });
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <select {id} {onchange}>
                { for entries.iter().map(|&(value, label)| html! {
                    <option {value} selected={value == chosen}>{ label }</option>
                }) }
            </select>
        </div>
    }
}

fn change_workers(controller: &Controller, input: &HtmlInputElement) {
    match messages::worker_count(&input.value(), input.validity().bad_input()) {
        Ok(workers) => controller.configure(|settings| settings.workers = workers),
        // The field shows the number that is still used.
        Err(_) => {
            let workers = controller.state().settings.workers;
            input.set_value(&workers.map(|workers| workers.to_string()).unwrap_or_default());
        }
    }
}

/// The options of a job.
#[component]
pub fn Options(props: &OptionsProps) -> Html {
    let OptionsProps { controller, settings } = props;
    let on_workers = controller.callback(|controller, event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            change_workers(controller, &input);
        }
    });
    let on_verify = controller.callback(|controller, event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            controller.configure(|settings| settings.verify = input.checked());
        }
    });
    html! {
        <Disclosure title="Options">
            <div class="fields">
                { choice(controller, "mode", "Mode", &[
                    ("auto", "Auto: whichever is faster"), ("pool", "Worker pool"), ("local", "Local: main thread"),
                ], settings.mode.name(), |settings, value| settings.mode = Mode::parse(value).unwrap_or_default()) }
                <div class="field">
                    <label for="workers">{ "Workers" }</label>
                    <input id="workers" type="number" min="1" step="1" inputmode="numeric" placeholder="all" onchange={on_workers} />
                </div>
                { choice(controller, "kernel", "Kernel", &[
                    ("auto", "Auto: fastest here"), ("simd128", "SIMD: same bits everywhere"), ("relaxed", "Relaxed SIMD"),
                ], settings.kernel.map_or("auto", Kernel::name), |settings, value| settings.kernel = Kernel::parse(value)) }
                { choice(controller, "algorithm", "Algorithm", &[
                    ("classical", "Classical"), ("strassen", "Strassen–Winograd"),
                ], settings.algorithm.name(), |settings, value| settings.algorithm = Algorithm::parse(value).unwrap_or_default()) }
            </div>
            <p class="hint">
                { "Strassen–Winograd needs fewer multiplications and is faster from about 512 × 512 per worker. It is cut \
                   into slabs of about 1,000 rows: below 1,536 rows it runs on one worker only, and classical is faster on \
                   several. Its error is bounded relative to the largest entries, so small entries next to large ones lose \
                   precision. It is used only when you select it." }
            </p>
            <div class="check">
                <input id="verify" type="checkbox" checked={settings.verify} onchange={on_verify} aria-describedby="verify-how" />
                <div>
                    <label for="verify">{ "Verify" }</label>
                    <p class="hint" id="verify-how">
                        { "Checks every product with Freivalds’ algorithm: A·(B·x) is compared with C·x for a random vector x of \
                           signs, at a small part of the cost. An error in a single entry that is larger than rounding \
                           explains is found; several errors in one row that cancel each other out may be missed." }
                    </p>
                </div>
            </div>
        </Disclosure>
    }
}
