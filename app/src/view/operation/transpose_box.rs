//! The box of an operand that has it taken transposed.

use crate::view::controller::Controller;
use crate::view::state::operation::Operation;
use crate::view::state::slot::OperandSide;
use crate::view::text::operation as text;
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

/// A check box; nothing where `operation` leaves no choice.
pub fn transpose_box(controller: &Controller, side: OperandSide, operation: Operation) -> Html {
    let letter = side.letter();
    let Some(&checked) = operation.transposed.get(side.index()).filter(|_| operation.takes_transposes()) else {
        return Html::default();
    };
    let onchange = controller.callback(move |controller, event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            controller.configure(|settings| {
                if let Some(is_transposed) = settings.operation.transposed.get_mut(side.index()) {
                    *is_transposed = input.checked();
                }
            });
        }
    });
    let id = format!("transpose-{letter}");
    html! {
        <div class="transpose">
            <input type="checkbox" id={id.clone()} {checked} {onchange} />
            <label for={id}>{ text::TRANSPOSE.with(&[&letter]) }</label>
        </div>
    }
}
