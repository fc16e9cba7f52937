//! The panel "More examples": an example, its numbers, and what its product shows.

use crate::view::controller::Controller;
use crate::view::examples::example::{Example, ExampleField};
use crate::view::platform::browser;
use crate::view::state::slot::OperandSide;
use crate::view::text::examples as text;
use shared::generate::Generator;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The id of the panel.
pub const PANEL_ID: &str = "more-examples";

/// The panel's state while it is open.
#[derive(Clone, Default, PartialEq)]
pub struct OpenPanel {
    example: Example,
    /// Why it did not fill A and B.
    error: Option<String>,
}

/// The panel; `set` takes its next state.
pub fn example_panel(controller: &Controller, open: &OpenPanel, set: &UseStateSetter<Option<OpenPanel>>) -> Html {
    let OpenPanel { example, error } = open;
    let example = *example;
    let onchange = {
        let set = set.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let chosen = select.and_then(|select| Example::ALL.get(select.selected_index() as usize).copied());
            set.set(Some(OpenPanel { example: chosen.unwrap_or_default(), error: None }));
        })
    };
    let fill = |sides: &'static [OperandSide]| {
        let set = set.clone();
        controller.callback(move |controller, _: MouseEvent| {
            let numbers: Vec<f64> = example.fields().iter().map(number_in).collect();
            let is_whole = input("integers").is_some_and(|input| input.checked());
            let error = match example.generators(&numbers, is_whole) {
                Ok(both) => {
                    controller.generate(&chosen(sides, example, both));
                    None
                }
                Err(error) => Some(error),
            };
            set.set(Some(OpenPanel { example, error }));
        })
    };
    let button = |class: &'static str, label: &'static str, sides: &'static [OperandSide]| {
        html! { <button type="button" {class} onclick={fill(sides)}>{ label }</button> }
    };
    html! {
        <section class="card example" id={PANEL_ID} aria-label={text::MORE_EXAMPLES.get()}>
            <div class="fields">
                <div class="field">
                    <label for={id("name")}>{ text::EXAMPLE.get() }</label>
                    <select id={id("name")} {onchange} aria-describedby={id("shows")}>
                        { for Example::ALL.iter().map(|&choice| html! {
                            <option selected={choice == example}>{ choice.label().get() }</option>
                        }) }
                    </select>
                </div>
                { for example.fields().iter().map(|field| number_field(example, field)) }
            </div>
            if example == Example::Random {
                <label class="whole"><input type="checkbox" id={id("integers")} />{ text::INTEGERS.get() }</label>
            }
            <p class="hint" id={id("shows")}>{ example.shows().get() }</p>
            <div class="buttons">
                { button("", text::FILL_BOTH.get(), &OperandSide::BOTH) }
                { button("quiet", text::ONLY_A.get(), &[OperandSide::A]) }
                { button("quiet", text::ONLY_B.get(), &[OperandSide::B]) }
            </div>
            if let Some(error) = error { <p class="error" role="alert">{ error }</p> }
        </section>
    }
}

/// What goes to which side. Random numbers for B alone are those that the fields describe.
fn chosen(sides: &[OperandSide], example: Example, both: [Generator; 2]) -> Vec<(OperandSide, Generator)> {
    let of = |&side: &OperandSide| {
        let is_first = side == OperandSide::A || example == Example::Random && sides.len() == 1;
        (side, both[usize::from(!is_first)])
    };
    sides.iter().map(of).collect()
}

fn id(name: &str) -> String {
    format!("example-{name}")
}

fn input(name: &str) -> Option<HtmlInputElement> {
    browser::document()?.get_element_by_id(&id(name))?.dyn_into().ok()
}

/// The number in a field; NaN if it is empty or no number.
fn number_in(field: &ExampleField) -> f64 {
    input(field.id).map_or(f64::NAN, |input| input.value_as_number())
}

fn number_field(example: Example, field: &ExampleField) -> Html {
    let (min, max) = field.whole.map(|(least, most)| (least.to_string(), most.to_string())).unzip();
    let step = if field.whole.is_some() { "1" } else { "any" };
    // The browser keeps what is typed; another example has other fields.
    html! {
        <div class="field" key={format!("{example:?} {}", field.id)}>
            <label for={id(field.id)}>{ field.label.get() }</label>
            <input type="number" id={id(field.id)} inputmode="decimal" {step} {min} {max} value={field.initial.to_string()} />
        </div>
    }
}
