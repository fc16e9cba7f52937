//! The table of an operand, with its buttons.
//!
//! The table is one stop of the Tab key, `aria-activedescendant` names its active cell. A cell is edited in a field of
//! its own, which has the focus meanwhile. Only the cells in view exist.

use crate::view::controller::Controller;
use crate::view::controller::cells::TableLine;
use crate::view::operand::table::contents::TableContents;
use crate::view::operand::table::table_handle::{COLUMN_WIDTH, NUMBERS_WIDTH, TableHandle};
use crate::view::operand::table::table_row::{TableRow, active_id};
use crate::view::platform::by_ptr::ByPtr;
use crate::view::platform::hooks::use_window_event;
use crate::view::result::grid_layout::ROW_HEIGHT;
use crate::view::result::grid_row::{cell_at, column_headers};
use crate::view::result::visible_range::VisibleRange;
use crate::view::state::slot::{OperandSide, OperandSlot};
use crate::view::text::{Text, table as text, use_language};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, HtmlElement};
use yew::prelude::*;

/// Height of the table in pixels beyond which it scrolls; the style sheet has the same number.
const MAX_HEIGHT: f64 = 310.0;

/// The table of an operand if it `is_shown`; a sentence if the text is none.
#[hook]
pub fn use_table_editor(controller: &Controller, side: OperandSide, slot: &ByPtr<OperandSlot>, is_shown: bool) -> Html {
    let contents = use_memo((slot.clone(), is_shown), |(slot, is_shown)| {
        let contents = is_shown.then(|| TableContents::of(slot, || controller.editors().text(side)));
        contents.flatten().map(ByPtr::new)
    });
    match contents.as_ref() {
        _ if !is_shown => Html::default(),
        Some(contents) => html! {
            <TableGrid
                controller={controller.clone()}
                {side}
                contents={contents.clone()}
                refused={slot.refused_cell().map(|refused| AttrValue::from(refused.text.clone()))}
            />
        },
        None => html! { <p class="hint no-table">{ text::NO_TABLE.get() }</p> },
    }
}

/// Properties of [`TableGrid`].
#[derive(Clone, PartialEq, Properties)]
pub struct TableGridProps {
    /// The page's controller.
    pub controller: Controller,
    /// Which operand.
    pub side: OperandSide,
    /// What the cells show.
    pub contents: ByPtr<TableContents>,
    /// What was entered into the open cell and is not a number.
    pub refused: Option<AttrValue>,
}

/// The rows and columns in view, and what measures them.
#[hook]
fn use_view(
    node: &NodeRef,
    handle: &TableHandle,
    shown: (usize, usize),
    size: UseStateHandle<(f64, f64)>,
) -> (VisibleRange, VisibleRange, Callback<Event>) {
    let ranges = use_state_eq(|| (VisibleRange::default(), VisibleRange::default()));
    let (rows, cols) = handle.axes(shown);
    let measure = {
        let (node, ranges) = (node.clone(), ranges.clone());
        move || {
            if let Some(element) = node.cast::<HtmlElement>() {
                size.set((f64::from(element.client_width()), f64::from(element.client_height())));
                let [top, left] = [element.scroll_top(), element.scroll_left()].map(f64::from);
                ranges.set((rows.visible(top), cols.visible(left)));
            }
        }
    };
    use_effect_with((shown, handle.view), {
        let measure = measure.clone();
        move |_| measure()
    });
    use_window_event("resize", (rows, cols), measure.clone());
    (rows.bounded(ranges.0), cols.bounded(ranges.1), Callback::from(move |_: Event| measure()))
}

/// The table and its buttons.
#[component]
pub fn TableGrid(props: &TableGridProps) -> Html {
    let TableGridProps { controller, side, contents, refused } = props;
    use_language();
    let side = *side;
    let (root, node, field) = (use_node_ref(), use_node_ref(), use_node_ref());
    // The size is known only when the table is on the page.
    let size = use_state_eq(|| (500.0, MAX_HEIGHT));
    let is_focused = use_state_eq(|| false);
    let handle = TableHandle {
        controller: controller.clone(),
        side,
        node: node.clone(),
        field: field.clone(),
        model: use_mut_ref(Default::default),
        redraw: use_force_update(),
        view: *size,
    };
    let shown = contents.shown();
    let (rows, cols, onscroll) = use_view(&node, &handle, shown, size);
    let model = handle.model.borrow().clone();
    use_effect_with(model.edit.as_ref().map(|edit| edit.number), {
        let handle = handle.clone();
        move |_| handle.enter_field()
    });
    use_effect_with(refused.is_some(), {
        let handle = handle.clone();
        move |&is_refused| handle.on_refusal(is_refused)
    });
    let selection = model.selection;
    let active = (selection.active.0.min(shown.0 - 1), selection.active.1.min(shown.1 - 1));
    let is_drawn = rows.items().contains(&active.0) && cols.items().contains(&active.1);
    let on = |act: fn(&TableHandle, &KeyboardEvent)| {
        let handle = handle.clone();
        Callback::from(move |event: KeyboardEvent| act(&handle, &event))
    };
    let on_mouse = |act: fn(&TableHandle, &MouseEvent)| {
        let handle = handle.clone();
        Callback::from(move |event: MouseEvent| act(&handle, &event))
    };
    let onpaste = {
        let handle = handle.clone();
        Callback::from(move |event: Event| {
            event.dyn_ref::<ClipboardEvent>().into_iter().for_each(|event| handle.on_paste(event))
        })
    };
    let onfocusin = {
        let is_focused = is_focused.clone();
        Callback::from(move |_: FocusEvent| is_focused.set(true))
    };
    let onfocusout = {
        let (handle, root, is_focused) = (handle.clone(), root.clone(), is_focused.clone());
        Callback::from(move |event: FocusEvent| {
            is_focused.set(false);
            handle.on_focus_out(&event, root.cast::<Element>());
        })
    };
    let width = shown.1 as f64 * COLUMN_WIDTH + NUMBERS_WIDTH;
    let height = (shown.0 + 1) as f64 * ROW_HEIGHT;
    html! {
        <div ref={root} class="table-editor" data-entry={side.letter()} {onfocusin} {onfocusout}>
            <div
                ref={node}
                class="grid"
                role="grid"
                tabindex="0"
                aria-label={text::TABLE_OF.with(&[&side.letter()])}
                aria-describedby={format!("how-to-{}", side.letter())}
                aria-multiselectable="true"
                aria-rowcount={(shown.0 + 1).to_string()}
                aria-colcount={(shown.1 + 1).to_string()}
                aria-activedescendant={(is_drawn && model.edit.is_none()).then(|| active_id(side))}
                ~style={format!("--column:{COLUMN_WIDTH}px;--numbers:{NUMBERS_WIDTH}px")}
                {onscroll}
                onkeydown={on(TableHandle::on_key)}
                onmousedown={on_mouse(TableHandle::on_mouse_down)}
                onmouseover={on_mouse(TableHandle::on_mouse_over)}
                ondblclick={on_mouse(|handle, event| if cell_at(event).is_some() { handle.open(None) })}
                onclick={on_mouse(TableHandle::on_tap)}
                {onpaste}
            >
                <div class="sheet" role="presentation" ~style={format!("width:{width}px;height:{height}px")}>
                    { column_headers(cols) }
                    <div class="rows" role="rowgroup" ~style={format!("top:{}px", rows.offset + ROW_HEIGHT)}>
                        { for rows.items().map(|row| html! {
                            <TableRow
                                key={row}
                                {side}
                                contents={contents.clone()}
                                {row}
                                {cols}
                                active={(active.0 == row).then_some((active.1, *is_focused))}
                                selected={(selection.is_block() && selection.rows().contains(&row)).then(|| selection.cols())}
                                edit={model.edit.clone().filter(|edit| edit.cell.0 == row)}
                                is_refused={refused.is_some()}
                                field={field.clone()}
                            />
                        }) }
                    </div>
                </div>
            </div>
            <p class="hint numbers active-value">
                if selection.is_block() {
                    { text::BLOCK.with(&[&selection.rows().count(), &selection.cols().count()]) }
                } else {
                    { value_of(contents, active) }
                }
            </p>
            <p class="unseen" id={format!("how-to-{}", side.letter())}>{ text::HOW_TO.get() }</p>
            { buttons(&handle) }
        </div>
    }
}

/// "Row 2, column 1: 0.5".
fn value_of(contents: &TableContents, cell: (usize, usize)) -> String {
    let value = contents.text(cell);
    let value = if value.is_empty() { text::BLANK.get() } else { &value };
    text::CELL.with(&[&(cell.0 + 1), &(cell.1 + 1), &value])
}

fn buttons(handle: &TableHandle) -> Html {
    let button = |label: Text, hint: Text, act: fn(&TableHandle) -> bool| {
        let handle = handle.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            act(&handle);
        });
        html! { <button type="button" class="chip" {onclick} title={hint.get()}>{ label.get() }</button> }
    };
    html! {
        <div class="table-tools" role="group" aria-label={text::TOOLS.with(&[&handle.side.letter()])}>
            { button(text::INSERT_ROW, text::INSERT_ROW_HINT, |handle| handle.insert(TableLine::Row, true)) }
            { button(text::DELETE_ROW, text::DELETE_ROW_HINT, |handle| handle.delete(TableLine::Row)) }
            { button(text::INSERT_COLUMN, text::INSERT_COLUMN_HINT, |handle| handle.insert(TableLine::Column, true)) }
            { button(text::DELETE_COLUMN, text::DELETE_COLUMN_HINT, |handle| handle.delete(TableLine::Column)) }
        </div>
    }
}
