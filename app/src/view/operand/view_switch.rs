//! The switch between the text and the table of an operand.

use crate::view::operand::table::numbers::MAX_SIDE;
use crate::view::platform::browser;
use crate::view::state::slot::OperandSide;
use crate::view::text::table as text;
use web_sys::Storage;
use yew::prelude::*;

/// How an operand is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperandView {
    /// As text, or as a summary if it is large.
    #[default]
    Text,
    /// As a table.
    Table,
}

impl OperandView {
    /// How `side` was shown last in this tab.
    pub fn remembered(side: OperandSide) -> Self {
        let stored = storage().and_then(|storage| storage.get_item(&key(side)).ok().flatten());
        if stored.is_some() { OperandView::Table } else { OperandView::Text }
    }

    /// Remembers it for `side` as long as the tab lives.
    pub fn remember(self, side: OperandSide) {
        if let Some(storage) = storage() {
            // At worst the choice is forgotten.
            let _ = match self {
                OperandView::Text => storage.remove_item(&key(side)),
                OperandView::Table => storage.set_item(&key(side), "table"),
            };
        }
    }
}

fn storage() -> Option<Storage> {
    browser::window().and_then(|window| window.session_storage().ok().flatten())
}

fn key(side: OperandSide) -> String {
    format!("matmill-view-{}", side.letter())
}

/// The switch; the table cannot be chosen if it is not possible.
pub fn view_switch(
    side: OperandSide,
    view: OperandView,
    is_table_possible: bool,
    choose: &Callback<OperandView>,
) -> Html {
    let option = |option: OperandView, label: &'static str, is_disabled: bool| {
        let choose = choose.clone();
        html! {
            <label class={is_disabled.then_some("disabled")}>
                <input
                    type="radio"
                    name={key(side)}
                    checked={view == option}
                    disabled={is_disabled}
                    onchange={move |_: Event| choose.emit(option)}
                />
                <span>{ label }</span>
            </label>
        }
    };
    let hint = (!is_table_possible).then(|| text::TOO_LARGE.with(&[&MAX_SIDE]));
    html! {
        <div class="view-switch" role="radiogroup" aria-label={text::SHOW_AS.with(&[&side.letter()])} title={hint}>
            { option(OperandView::Text, text::AS_TEXT.get(), false) }
            { option(OperandView::Table, text::AS_TABLE.get(), !is_table_possible) }
        </div>
    }
}
