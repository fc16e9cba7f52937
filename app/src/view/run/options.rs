//! How jobs are to be done, for those who want to choose.

use crate::engine::Mode;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::state::settings::Settings;
use shared::kernel::{Algorithm, Kernel};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Properties of [`Options`].
#[derive(Clone, PartialEq, Properties)]
pub struct OptionsProps {
    /// Where everything is done.
    pub controller: Controller,
    /// The choices now.
    pub settings: Settings,
}

/// A list to choose from: values and labels, the chosen value, what a choice changes.
fn choice(
    controller: &Controller,
    id: &'static str,
    label: &'static str,
    entries: &[(&'static str, &'static str)],
    chosen: &str,
    change: fn(&mut Settings, &str),
) -> Html {
    let controller = controller.clone();
    let onchange = Callback::from(move |event: Event| {
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

/// How jobs are to be done.
#[component]
pub fn Options(props: &OptionsProps) -> Html {
    let OptionsProps { controller, settings } = props;
    let on_workers = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                match messages::whole_number(&input.value(), input.validity().bad_input()) {
                    Ok(workers) => controller.configure(|settings| settings.workers = workers),
                    // What was chosen before stays, and is seen to.
                    Err(_) => {
                        let before = controller.state().settings.workers;
                        input.set_value(&before.map(|workers| workers.to_string()).unwrap_or_default());
                    }
                }
            }
        })
    };
    let on_verify = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                controller.configure(|settings| settings.verify = input.checked());
            }
        })
    };
    html! {
        <details class="card">
            <summary>{ "Options" }</summary>
            <div class="fields">
                { choice(controller, "mode", "Mode", &[
                    ("auto", "Auto: whatever is faster"), ("pool", "Pool of workers"), ("local", "Local: this page's own thread"),
                ], settings.mode.name(), |settings, value| settings.mode = Mode::parse(value).unwrap_or_default()) }
                <div class="field">
                    <label for="workers">{ "Workers" }</label>
                    <input id="workers" type="number" min="1" step="1" inputmode="numeric" placeholder="as many as there are" onchange={on_workers} />
                </div>
                { choice(controller, "kernel", "Kernel", &[
                    ("auto", "Auto: the fastest here"), ("simd128", "SIMD, same bits everywhere"), ("relaxed", "Relaxed SIMD"),
                ], settings.kernel.map_or("auto", Kernel::name), |settings, value| settings.kernel = Kernel::parse(value)) }
                { choice(controller, "algorithm", "Algorithm", &[
                    ("classical", "Classical"), ("strassen", "Strassen–Winograd"),
                ], settings.algorithm.name(), |settings, value| settings.algorithm = Algorithm::parse(value).unwrap_or_default()) }
            </div>
            <p class="hint">
                { "Strassen–Winograd needs fewer multiplications and is faster from about 512 × 512 up for each worker; \
                   but it is cut into slabs of a thousand rows, so below 1,536 rows only one worker has work and \
                   classical is faster on several. Its error is bounded only relative to the largest entries, not for each number by itself, so small numbers \
                   beside large ones lose digits. It is never chosen unless you choose it here." }
            </p>
            <div class="check">
                <input id="verify" type="checkbox" checked={settings.verify} onchange={on_verify} aria-describedby="verify-how" />
                <div>
                    <label for="verify">{ "Verify" }</label>
                    <p class="hint" id="verify-how">
                        { "Freivalds’ check of every product: multiplies both sides by a random vector of signs, at a small part of the cost. \
                           One number that is off by more than rounding explains is found; several in one row that cancel each other may not be." }
                    </p>
                </div>
            </div>
        </details>
    }
}
