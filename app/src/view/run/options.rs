//! The options of a job.

use crate::engine::Mode;
use crate::view::controller::Controller;
use crate::view::disclosure::{Disclosure, disclosure};
use crate::view::messages;
use crate::view::run::shown_digits::shown_digits;
use crate::view::state::settings::Settings;
use crate::view::text::{Text, options as text};
use shared::kernel::{Algorithm, Kernel};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A list to choose from: values and labels, the chosen value, and what a choice changes.
fn choice(
    controller: &Controller,
    id: &'static str,
    label: Text,
    entries: &[(&'static str, Text)],
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
            <label for={id}>{ label.get() }</label>
            <select {id} {onchange}>
                { for entries.iter().map(|&(value, label)| html! {
                    <option {value} selected={value == chosen}>{ label.get() }</option>
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

/// The options of a job, which are `settings` now.
pub fn options(controller: &Controller, settings: &Settings) -> Html {
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
    let content = html! {
        <>
            <div class="fields">
                { choice(controller, "mode", text::MODE, &[
                    ("auto", text::MODE_AUTO), ("pool", text::MODE_POOL), ("local", text::MODE_LOCAL),
                ], settings.mode.name(), |settings, value| settings.mode = Mode::parse(value).unwrap_or_default()) }
                <div class="field">
                    <label for="workers">{ text::WORKERS.get() }</label>
                    <input id="workers" type="number" min="1" step="1" inputmode="numeric" placeholder={text::ALL_WORKERS.get()} onchange={on_workers} />
                </div>
                { choice(controller, "kernel", text::KERNEL, &[
                    ("auto", text::KERNEL_AUTO), ("simd128", text::KERNEL_SIMD), ("relaxed", text::KERNEL_RELAXED),
                ], settings.kernel.map_or("auto", Kernel::name), |settings, value| settings.kernel = Kernel::parse(value)) }
                { choice(controller, "algorithm", text::ALGORITHM, &[
                    ("classical", text::CLASSICAL), ("strassen", text::STRASSEN),
                ], settings.algorithm.name(), |settings, value| settings.algorithm = Algorithm::parse(value).unwrap_or_default()) }
                { shown_digits(controller, settings.numbers) }
            </div>
            <p class="hint">{ text::ABOUT_STRASSEN.get() }</p>
            <div class="check">
                <input id="verify" type="checkbox" checked={settings.verify} onchange={on_verify} aria-describedby="verify-how" />
                <div>
                    <label for="verify">{ text::VERIFY.get() }</label>
                    <p class="hint" id="verify-how">{ text::ABOUT_VERIFY.get() }</p>
                </div>
            </div>
        </>
    };
    disclosure(Disclosure { title: text::TITLE.get(), ..Disclosure::default() }, content)
}
