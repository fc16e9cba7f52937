//! How many digits are shown, and with which decimal mark.

use crate::view::controller::Controller;
use crate::view::platform::browser;
use crate::view::result::number::{LEAST_DIGITS, MOST_DIGITS, NumberStyle};
use crate::view::text::explanation as text;
use shared::format::DecimalMark;
use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

/// Key in local storage of the user's choice.
const STORED_AS: &str = "matmill-digits";

/// Shows numbers as the user chose last.
pub fn restore(controller: &Controller) {
    if let Some(style) = browser::remembered(STORED_AS).as_deref().and_then(NumberStyle::of_text) {
        controller.configure(|settings| settings.numbers = style);
    }
}

fn on_choice(controller: &Controller, change: fn(&mut NumberStyle, &str)) -> Callback<Event> {
    controller.callback(move |controller, event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            controller.configure(|settings| change(&mut settings.numbers, &select.value()));
            browser::remember(STORED_AS, &controller.state().settings.numbers.to_text());
        }
    })
}

/// The two lists.
pub fn shown_digits(controller: &Controller, style: NumberStyle) -> Html {
    let on_digits = on_choice(controller, |style, value| {
        if let Ok(digits) = value.parse() {
            style.digits = digits;
        }
    });
    let on_mark = on_choice(controller, |style, value| {
        style.decimal = match value {
            "point" => Some(DecimalMark::Point),
            "comma" => Some(DecimalMark::Comma),
            _ => None,
        };
    });
    let marks = [
        ("language", text::BY_LANGUAGE, None),
        ("point", text::POINT, Some(DecimalMark::Point)),
        ("comma", text::COMMA, Some(DecimalMark::Comma)),
    ];
    html! {
        <>
            <div class="field">
                <label for="digits">{ text::DIGITS.get() }</label>
                <select id="digits" onchange={on_digits} aria-describedby="digits-how">
                    { for (LEAST_DIGITS..=MOST_DIGITS).map(|digits| html! {
                        <option value={digits.to_string()} selected={digits == style.digits}>{ digits }</option>
                    }) }
                </select>
            </div>
            <div class="field">
                <label for="decimal-mark">{ text::DECIMAL_MARK.get() }</label>
                <select id="decimal-mark" onchange={on_mark} aria-describedby="digits-how">
                    { for marks.into_iter().map(|(value, label, mark)| html! {
                        <option {value} selected={mark == style.decimal}>{ label.get() }</option>
                    }) }
                </select>
            </div>
            <p class="hint digits-how" id="digits-how">{ text::ONLY_SHOWN.get() }</p>
        </>
    }
}
