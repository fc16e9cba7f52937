//! The box of an operand that has it taken transposed.

use crate::view::controller::Controller;
use crate::view::state::operation::Operation;
use crate::view::state::slot::OperandSide;
use crate::view::text::{operation as text, use_language};
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`TransposeBox`].
#[derive(Clone, PartialEq, Properties)]
pub struct TransposeBoxProps {
    /// The page's controller.
    pub controller: Controller,
    /// Which operand.
    pub side: OperandSide,
}

/// A check box; nothing where the operation leaves no choice.
#[component]
pub fn TransposeBox(props: &TransposeBoxProps) -> Html {
    use_language();
    let TransposeBoxProps { controller, side } = props;
    let operation = use_context::<Operation>().unwrap_or_default();
    let (side, letter) = (*side, side.letter());
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
