//! The choice of what is computed.

use crate::view::controller::Controller;
use crate::view::state::operation::{LARGEST_EXPONENT, Operation, OperationKind};
use crate::view::text::{Text, operation as text, use_language};
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Properties of [`OperationPicker`].
#[derive(Clone, PartialEq, Properties)]
pub struct OperationPickerProps {
    /// The page's controller.
    pub controller: Controller,
    /// What is chosen.
    pub operation: Operation,
}

/// The label and the hint of each operation, in the order of [`OperationKind::ALL`].
const LABELS: [(Text, Text); 5] = [
    (text::PRODUCT, text::ELSEWHERE),
    (text::GRAM, text::ONLY_A),
    (text::OUTER_GRAM, text::ONLY_A),
    (text::POWER, text::ABOUT_POWER),
    (text::CHAIN, text::ABOUT_CHAIN),
];

/// The choice of what is computed, and what is not computed here.
#[component]
pub fn OperationPicker(props: &OperationPickerProps) -> Html {
    use_language();
    let OperationPickerProps { controller, operation } = props;
    let onchange = controller.callback(|controller, event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(kind) = select.and_then(|select| OperationKind::parse(&select.value())) {
            controller.choose_operation(Operation { kind, ..controller.state().settings.operation });
        }
    });
    html! {
        <div class="operation">
            <div class="field">
                <label for="operation">{ text::OPERATION.get() }</label>
                <select id="operation" {onchange} aria-describedby="operation-about">
                    { for OperationKind::ALL.into_iter().map(|kind| html! {
                        <option value={kind.name()} selected={kind == operation.kind}>{ LABELS[kind as usize].0.get() }</option>
                    }) }
                    <optgroup label={text::NOT_HERE.get()}>
                        { for [text::INVERSE, text::DETERMINANT, text::EIGENVALUES, text::SUMS].map(|text| html! {
                            <option disabled={true}>{ text.get() }</option>
                        }) }
                    </optgroup>
                </select>
            </div>
            if operation.kind == OperationKind::Power { { exponent(controller, *operation) } }
            <p class="hint" id="operation-about">
                { LABELS[operation.kind as usize].1.get() }
            </p>
        </div>
    }
}

fn exponent(controller: &Controller, operation: Operation) -> Html {
    let onchange = controller.callback(|controller, event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let entered = input.value().trim().parse().ok().filter(|&exponent: &u32| exponent <= LARGEST_EXPONENT);
        match entered {
            Some(exponent) => controller.configure(|settings| settings.operation.exponent = exponent),
            // The field shows the exponent that is still used.
            None => input.set_value(&controller.state().settings.operation.exponent.to_string()),
        }
    });
    html! {
        <div class="field exponent">
            <label for="exponent">{ text::EXPONENT.get() }</label>
            <input id="exponent" type="number" min="0" max={LARGEST_EXPONENT.to_string()} step="1" inputmode="numeric"
                value={operation.exponent.to_string()} {onchange} />
        </div>
    }
}
