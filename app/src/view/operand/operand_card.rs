//! One operand: its text editor, its file input, the summary of a large matrix, what was read or refused.

use crate::view::controller::Controller;
use crate::view::controller::import::EDITOR_CELLS_AT_MOST;
use crate::view::icon;
use crate::view::messages;
use crate::view::operand::preview;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::slot::{OperandSide, OperandSlot};
use shared::format::Dialect;
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

/// Properties of [`OperandCard`].
#[derive(Clone, PartialEq, Properties)]
pub struct OperandCardProps {
    /// Where everything is done.
    pub controller: Controller,
    /// Which operand.
    pub side: OperandSide,
    /// Its state.
    pub slot: ByPtr<OperandSlot>,
    /// A file is being dragged over it.
    pub targeted: bool,
}

/// One operand.
#[component]
pub fn OperandCard(props: &OperandCardProps) -> Html {
    let OperandCardProps { controller, side, slot, targeted } = props;
    let (side, letter) = (*side, side.letter());
    let reading = slot.file_reading();
    let oninput = {
        let controller = controller.clone();
        Callback::from(move |_: InputEvent| controller.typed(side))
    };
    let onpaste = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let data = wasm_bindgen::JsCast::dyn_ref::<web_sys::ClipboardEvent>(&event)
                .and_then(web_sys::ClipboardEvent::clipboard_data);
            if data.is_some_and(|data| controller.take_paste(&data, Some(side), true)) {
                event.prevent_default();
            }
        })
    };
    let onchange = {
        let controller = controller.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.item(0)) {
                controller.read_file(side, file);
            }
            // So that choosing the same file again, once it is corrected, is a change again.
            input.set_value("");
        })
    };
    let press = |act: fn(&Controller, OperandSide)| {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| act(&controller, side))
    };
    let clear = {
        let controller = controller.clone();
        Callback::from(move |event: MouseEvent| {
            // Where Clear stands now, Stop stood a moment ago: the second half of a double click was not meant for it.
            if event.detail() < 2 {
                controller.clear(side);
            }
        })
    };
    let stop = {
        let controller = controller.clone();
        Callback::from(move |_: MouseEvent| {
            controller.stop_reading(side);
            // The button goes; the focus is to stay near.
            controller.focus_editor(side);
        })
    };
    let (editor_id, file_id) = (format!("matrix-{letter}"), format!("load-{letter}"));
    let (read_id, trouble_id) = (format!("read-{letter}"), format!("trouble-{letter}"));
    let placeholder = if slot.summarised {
        "Type or paste here to replace it"
    } else {
        "Type numbers, a line for each row,\npaste them from a spreadsheet,\nor drop a file: CSV, TSV, JSON, .npy, .mtx"
    };
    html! {
        <div class={classes!("card", "operand", targeted.then_some("targeted"), slot.summarised.then_some("summarised"))} data-side={letter}>
            <div class="card-head">
                <label class="title" for={editor_id.clone()}>{ "Matrix " }<var>{ letter }</var></label>
                <div class="tools">
                    if reading.is_some() {
                        <button type="button" class="quiet" onclick={stop} aria-label={format!("Stop reading {letter}")}>{ "Stop" }</button>
                    } else if !slot.is_free() || slot.trouble.is_some() {
                        <button type="button" class="quiet" onclick={clear} aria-label={format!("Clear {letter}")}>
                            { icon::cross() }{ "Clear" }
                        </button>
                    }
                    <span class="file">
                        <input type="file" id={file_id.clone()} {onchange} accept=".npy,.mtx,.json,.csv,.tsv,.txt,.dat,text/*,application/json" />
                        <label for={file_id} class="button quiet">{ icon::load() }{ format!("Load {letter}") }</label>
                    </span>
                </div>
            </div>
            if let Some(loaded) = slot.loaded.as_ref().filter(|_| slot.summarised) {
                <div class="summary">
                    <p class="shape">{ loaded.matrix.shape.to_string() }</p>
                    <p class="origin">{ messages::bytes(loaded.matrix.bytes()) }</p>
                    { preview::corner(&loaded.matrix) }
                    if loaded.matrix.elements.len() as usize <= EDITOR_CELLS_AT_MOST && !loaded.matrix.elements.is_empty() {
                        <button type="button" class="quiet" onclick={press(Controller::open_in_editor)}>{ icon::edit() }{ "Edit as text" }</button>
                    }
                </div>
            }
            <textarea
                ref={controller.editor(side).clone()}
                id={editor_id}
                {placeholder}
                {oninput}
                {onpaste}
                rows={if slot.summarised { "1" } else { "8" }}
                wrap="off"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                aria-describedby={if slot.trouble.is_some() { trouble_id.clone() } else { read_id.clone() }}
                aria-invalid={(slot.unread && slot.trouble.is_some()).to_string()}
            />
            if let Some(reading) = reading {
                <div
                    class="track thin"
                    role="progressbar"
                    aria-label={format!("Reading {letter}")}
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow={format!("{:.0}", reading.share * 100.0)}
                >
                    <div class="bar" style={format!("width:{:.0}%", reading.share * 100.0)} />
                </div>
            }
            <p class="read" id={read_id} role="status">{ messages::slot(slot) }</p>
            if let Some(trouble) = &slot.trouble {
                <p class="trouble" id={trouble_id} role="alert">{ trouble.clone() }</p>
            }
            { other_readings(controller, side, slot) }
        </div>
    }
}

/// Buttons that read the same text or file in another way. They stay while it is read, so that the focus does.
fn other_readings(controller: &Controller, side: OperandSide, slot: &OperandSlot) -> Html {
    let Some(offer) = &slot.offer else { return Html::default() };
    let button = |dialect: Option<Dialect>, words: String| {
        let controller = controller.clone();
        let onclick = Callback::from(move |_: MouseEvent| controller.read_as(side, dialect));
        let pressed = (offer.chosen == dialect).to_string();
        html! { <button type="button" key={words.clone()} aria-pressed={pressed} {onclick}>{ words }</button> }
    };
    html! {
        <div class="readings" role="group" aria-label={format!("Other ways to read {}", side.letter())}>
            { for offer.alternatives.iter().map(|other| {
                button(Some(other.dialect), format!("Read as {}", other.description))
            }) }
            if offer.recognised {
                { button(None, "Read as recognised".into()) }
            }
        </div>
    }
}
