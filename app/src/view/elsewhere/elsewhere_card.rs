//! The card "Compute elsewhere": saves A and B as a job for a script, and says how to run it.

use crate::view::controller::Controller;
use crate::view::disclosure::Disclosure;
use crate::view::messages;
use crate::view::state::PageState;
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;
use yew::prelude::*;

/// What the user runs in the folder of the job.
const COMMANDS: &str = "pip install \"dask[distributed]\" numpy\npython multiply.py job.json";

/// The card. A function and not a component: its code is half as large.
pub fn elsewhere_card(controller: &Controller, state: &PageState) -> Html {
    let on_toggle =
        controller.callback(|controller, is_open| controller.dispatch(PageAction::ElsewhereToggled(is_open)));
    let on_save = controller.callback(|controller, _: MouseEvent| controller.save_job());
    let on_copy = controller.callback(|controller, _: MouseEvent| controller.copy_commands());
    let reason = match OperandSide::BOTH.map(|side| state.slot(side).shape()) {
        [Some(a), Some(b)] => messages::shape_mismatch(a, b),
        _ => Some("Enter A and B first.".to_owned()),
    };
    let disabled = reason.is_some();
    html! {
        <Disclosure title="Compute elsewhere" aside="with Dask" id="elsewhere" class="elsewhere" open={state.is_elsewhere_open} {on_toggle}>
            <section aria-label="Compute elsewhere">
                <p class="hint">
                    { "For products that are too large or too slow for this tab. A and B are saved as files, with a Python \
                       script that multiplies them and checks the product; nothing is sent anywhere." }
                </p>
                <button type="button" onclick={on_save} {disabled}>{ "Save the job" }</button>
                <p class="status" role="status">{ state.saving.clone().or(reason) }</p>
                <p class="hint">{ "In that folder, run this with Python 3.9 or newer; then load C.npy under “Check a product you have”:" }</p>
                <pre>{ COMMANDS }</pre>
                <button type="button" class="quiet" onclick={on_copy}>{ "Copy commands" }</button>
                <p class="hint">
                    { "With --scheduler tcp://… it runs on a cluster whose workers share the folder. Files that this tab \
                       cannot hold need no job: python multiply.py --a A.npy --b B.npy" }
                </p>
            </section>
        </Disclosure>
    }
}
