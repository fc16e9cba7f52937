//! The card of an operand: its editor, its file input, what was read or rejected, a summary of a large matrix.

use crate::view::controller::Controller;
use crate::view::controller::calm::Insertion;
use crate::view::icon;
use crate::view::map::map_context::MapContext;
use crate::view::map::matrix_map::matrix_map;
use crate::view::messages;
use crate::view::operand::editor_text;
use crate::view::operand::preview;
use crate::view::operand::table::contents;
use crate::view::operand::table::table_editor::use_table_editor;
use crate::view::operand::view_switch::{OperandView, view_switch};
use crate::view::operation::transpose_box::transpose_box;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::progress_bar::progress_bar;
use crate::view::state::operation::Operation;
use crate::view::state::slot::{ImportedMatrix, OperandSide, OperandSlot, PendingRead};
use crate::view::text::translation::translated;
use crate::view::text::{operand as text, use_writing};
use shared::format::Dialect;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Event, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`OperandCard`].
#[derive(Clone, PartialEq, Properties)]
pub struct OperandCardProps {
    /// The page's controller.
    pub controller: Controller,
    /// Which operand.
    pub side: OperandSide,
    /// Its state.
    pub slot: ByPtr<OperandSlot>,
    /// Something is being dragged over it.
    pub is_drop_target: bool,
    /// What is computed.
    pub operation: Operation,
    /// What its map takes from the rest of the page.
    pub map: MapContext,
    /// Its row or column that the focused number of C is made of.
    #[prop_or_default]
    pub marked: Option<usize>,
}

/// The card of an operand.
#[component]
pub fn OperandCard(props: &OperandCardProps) -> Html {
    use_writing();
    let OperandCardProps { controller, side, slot, is_drop_target, operation, map, marked } = props;
    let (side, letter) = (*side, side.letter());
    let chosen = use_state_eq(OperandView::default);
    // In an effect: the build draws the card without a browser.
    use_effect_with((), {
        let chosen = chosen.clone();
        let controller = controller.clone();
        move |()| {
            chosen.set(OperandView::remembered(side));
            controller.editors().appeared(side);
        }
    });
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |view: OperandView| {
            view.remember(side);
            chosen.set(view);
        })
    };
    let is_table_possible = contents::is_possible(slot);
    let view = if is_table_possible { *chosen } else { OperandView::Text };
    let is_table = view == OperandView::Table;
    let table = use_table_editor(controller, side, slot, is_table);
    let summary = slot.summary().filter(|_| !is_table);
    let class =
        classes!("card", "operand", is_drop_target.then_some("drop-target"), summary.is_some().then_some("summarised"));
    html! {
        <div {class} data-side={letter}>
            <div class="card-head">
                <label class="title" for={editor_id(side)}>{ text::MATRIX.get() }{ " " }<var>{ letter }</var></label>
                { view_switch(side, view, is_table_possible, &choose) }
                { tools(controller, side, slot) }
            </div>
            <div class="numbers-and-map">
                <div class="operand-numbers">
                    if let Some(matrix) = summary { { summary_of(controller, side, matrix, *marked) } }
                    { table }
                    { editor(controller, side, slot, is_table) }
                </div>
                // Not the one to be checked: the map of C is that of the product.
                if let Some(matrix) = slot.matrix().filter(|_| side != OperandSide::C) {
                    { matrix_map(controller, side, &matrix.loaded.matrix, map) }
                }
            </div>
            if let Some(read) = slot.pending_file() { { progress(side, read) } }
            <p class="read" id={read_id(side)} role="status">{ messages::slot(slot) }</p>
            if let Some(error) = slot.error() {
                <p class="error" id={error_id(side)} role="alert">{ error.to_owned() }</p>
            }
            { alternatives(controller, side, slot) }
            { transpose_box(controller, side, *operation) }
        </div>
    }
}

fn editor_id(side: OperandSide) -> String {
    format!("matrix-{}", side.letter())
}

fn read_id(side: OperandSide) -> String {
    format!("read-{}", side.letter())
}

fn error_id(side: OperandSide) -> String {
    format!("error-{}", side.letter())
}

/// Stop or Clear, and Load.
fn tools(controller: &Controller, side: OperandSide, slot: &OperandSlot) -> Html {
    let letter = side.letter();
    let file_id = format!("load-{letter}");
    let onchange = controller.callback(move |controller, event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        if let Some(file) = input.files().and_then(|files| files.item(0)) {
            controller.read_file(side, file);
        }
        // Choosing the same file again is a change again.
        input.set_value("");
    });
    let on_clear = controller.callback(move |controller, event: MouseEvent| {
        // Clear appears where Stop was: the second click of a double click on Stop is ignored.
        if event.detail() < 2 {
            controller.clear(side);
        }
    });
    let on_stop = controller.callback(move |controller, _: MouseEvent| {
        controller.stop_reading(side);
        // The button disappears; the focus stays in the card.
        controller.editors().focus(side);
    });
    html! {
        <div class="tools">
            if slot.pending_file().is_some() {
                <button type="button" class="quiet" onclick={on_stop} aria-label={text::STOP_READING.with(&[&letter])}>{ text::STOP.get() }</button>
            } else if !slot.is_free() || slot.error().is_some() {
                <button type="button" class="quiet" onclick={on_clear} aria-label={text::CLEAR_SIDE.with(&[&letter])}>
                    { icon::cross() }{ text::CLEAR.get() }
                </button>
            }
            <span class="file">
                <input type="file" id={file_id.clone()} {onchange} accept=".npy,.mtx,.json,.csv,.tsv,.txt,.dat,text/*,application/json" />
                <label for={file_id} class="button quiet">{ icon::load() }{ text::LOAD.with(&[&letter]) }</label>
            </span>
        </div>
    }
}

fn summary_of(controller: &Controller, side: OperandSide, matrix: &ImportedMatrix, marked: Option<usize>) -> Html {
    let matrix = &matrix.loaded.matrix;
    let onclick = controller.callback(move |controller, _: MouseEvent| controller.open_in_editor(side));
    html! {
        <div class="summary">
            <p class="shape">{ matrix.shape.to_string() }</p>
            <p class="origin">{ messages::bytes(matrix.bytes()) }</p>
            { preview::corner(matrix, side, marked) }
            if editor_text::can_be_shown(matrix) {
                <button type="button" class="quiet" {onclick}>{ icon::edit() }{ text::EDIT_AS_TEXT.get() }</button>
            }
        </div>
    }
}

fn editor(controller: &Controller, side: OperandSide, slot: &OperandSlot, is_hidden: bool) -> Html {
    let oninput = controller.callback(move |controller, event: InputEvent| controller.typed(side, insertion(&event)));
    let onblur = controller.callback(move |controller, _: FocusEvent| controller.left(side));
    let onpaste = controller.callback(move |controller, event: Event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        if data.is_some_and(|data| controller.take_paste(&data, Some(side), true)) {
            event.prevent_default();
        }
    });
    let (placeholder, rows) = match slot.summary() {
        Some(_) => (text::TYPE_TO_REPLACE, "1"),
        None if side == OperandSide::C => (text::TYPE_PRODUCT, "3"),
        None => (text::TYPE_NUMBERS, "8"),
    };
    let has_error = slot.error().is_some();
    html! {
        <textarea
            ref={controller.editors().node(side).clone()}
            id={editor_id(side)}
            placeholder={placeholder.get()}
            data-entry={side.letter()}
            hidden={is_hidden}
            {oninput}
            {onblur}
            {onpaste}
            {rows}
            wrap="off"
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            aria-describedby={if has_error { error_id(side) } else { read_id(side) }}
            aria-invalid={(slot.is_unread() && has_error).to_string()}
        />
    }
}

fn insertion(event: &InputEvent) -> Insertion {
    if event.input_type().starts_with("insertFrom") {
        Insertion::Pasted
    } else if event.data().is_some_and(|data| data.chars().nth(1).is_some()) {
        Insertion::Block
    } else {
        Insertion::Typed
    }
}

fn progress(side: OperandSide, read: &PendingRead) -> Html {
    progress_bar(&text::READING.with(&[&side.letter()]), Some((read.share * 100.0).round() as u32), Some("thin"))
}

/// Buttons that read the same text or file in another way. They stay while it is read, and so does the focus.
fn alternatives(controller: &Controller, side: OperandSide, slot: &OperandSlot) -> Html {
    let Some(alternatives) = slot.alternatives() else { return Html::default() };
    let button = |dialect: Option<Dialect>, label: String| {
        let onclick = controller.callback(move |controller, _: MouseEvent| controller.read_as(side, dialect));
        let pressed = (alternatives.chosen == dialect).to_string();
        html! { <button type="button" key={label.clone()} aria-pressed={pressed} {onclick}>{ label }</button> }
    };
    html! {
        <div class="alternatives" role="group" aria-label={text::OTHER_WAYS.with(&[&side.letter()])}>
            { for alternatives.others.iter().map(|other| {
                button(Some(other.dialect), text::READ_AS.with(&[&translated(&other.description)]))
            }) }
            if alternatives.recognised {
                { button(None, text::READ_AS_DETECTED.get().into()) }
            }
        </div>
    }
}
