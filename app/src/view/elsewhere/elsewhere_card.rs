//! The card "Compute elsewhere": saves A and B as a job for a script, and says how to run it.

use crate::view::controller::Controller;
use crate::view::disclosure::{Disclosure, disclosure};
use crate::view::messages;
use crate::view::state::PageState;
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;
use crate::view::text::{check, elsewhere as text};
use yew::prelude::*;

/// What the user runs in the folder of the job.
const COMMANDS: &str = "pip install \"dask[distributed]\" numpy\npython multiply.py job.json";

/// The same for files that were not saved from here.
const WITHOUT_JOB: &str = "python multiply.py --a A.npy --b B.npy";

/// The card.
pub fn elsewhere_card(controller: &Controller, state: &PageState) -> Html {
    let on_toggle =
        controller.callback(|controller, is_open| controller.dispatch(PageAction::ElsewhereToggled(is_open)));
    let on_save = controller.callback(|controller, _: MouseEvent| controller.save_job());
    let on_copy = controller.callback(|controller, _: MouseEvent| controller.copy_commands());
    let reason = match OperandSide::BOTH.map(|side| state.slot(side).shape()) {
        [Some(a), Some(b)] => messages::shape_mismatch(a, b),
        _ => Some(text::INPUT_FIRST.get().to_owned()),
    };
    let disabled = reason.is_some();
    let content = html! {
        <section aria-label={text::TITLE.get()}>
            <p class="hint">{ text::PURPOSE.get() }</p>
            <button type="button" onclick={on_save} {disabled}>{ text::SAVE.get() }</button>
            <p class="status" role="status">{ state.saving.clone().or(reason) }</p>
            <p class="hint">{ text::HOW_TO_RUN.with(&[&check::TITLE.get()]) }</p>
            <pre>{ COMMANDS }</pre>
            <button type="button" class="quiet" onclick={on_copy}>{ text::COPY.get() }</button>
            <p class="hint">{ text::ON_A_CLUSTER.get() }</p>
            <pre>{ WITHOUT_JOB }</pre>
        </section>
    };
    let (title, aside) = (text::TITLE.get(), text::WITH_DASK.get().to_owned());
    let open = state.is_elsewhere_open;
    disclosure(Disclosure { title, aside, id: Some("elsewhere"), open, on_toggle, ..Disclosure::default() }, content)
}
