//! The numbers of a product, in a grid that stays fast with a million cells and more.
//!
//! Only the cells in view exist. The browser's scrollbars move the grid, and it is redrawn when they leave the cells
//! that exist. The browser could select only cells that exist and would copy shortened numbers, so the grid has a
//! selection of its own: a block of cells, as in a spreadsheet. `aria-activedescendant` names the active cell, so that
//! the grid is one stop of the Tab key and arrow keys move within it.

use crate::engine::LiveProduct;
use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::live::tiles_done::use_tiles_done;
use crate::view::messages;
use crate::view::platform::hooks::use_window_event;
use crate::view::result::grid_layout::{GridLayout, MAX_HEIGHT, ROW_HEIGHT};
use crate::view::result::grid_row::{GridRow, cell_at, column_headers};
use crate::view::result::number;
use crate::view::result::selection::{CellRange, GridCell, Selection, moved};
use crate::view::result::visible_range::{ScrollAxis, VisibleRange};
use crate::view::text::{live as text, result, use_writing};
use shared::DType;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

/// The button that selects, as in [`MouseEvent::button`] and [`MouseEvent::buttons`].
const PRIMARY: i16 = 0;
const PRIMARY_IS_DOWN: u16 = 1;

/// Properties of [`Grid`].
#[derive(Clone, PartialEq, Properties)]
pub struct GridProps {
    /// The page's controller.
    pub controller: Controller,
    /// C.
    pub matrix: Operand,
    /// Its tiles while it is computed: numbers appear when theirs are done.
    pub live: Option<LiveProduct>,
}

/// The part of the matrix in view.
#[derive(Clone, Copy, PartialEq)]
struct GridView {
    rows: ScrollAxis,
    cols: ScrollAxis,
    drawn_rows: VisibleRange,
    drawn_cols: VisibleRange,
}

/// The part in view, and what to do when the grid is scrolled.
#[hook]
fn use_view(
    controller: &Controller,
    node: &NodeRef,
    matrix: &Operand,
    layout: GridLayout,
) -> (GridView, Callback<Event>) {
    // The width is known only when the grid is on the page.
    let size = use_state_eq(|| (1000.0, MAX_HEIGHT));
    let ranges = use_state_eq(|| (VisibleRange::default(), VisibleRange::default()));
    let (rows, cols) = layout.axes(matrix.shape, *size);
    let measure = {
        let (controller, node, size, ranges) = (controller.clone(), node.clone(), size.clone(), ranges.clone());
        move || {
            if let Some(element) = node.cast::<HtmlElement>() {
                size.set((f64::from(element.client_width()), f64::from(element.client_height())));
                let [top, left] = [element.scroll_top(), element.scroll_left()].map(f64::from);
                ranges.set((rows.visible(top), cols.visible(left)));
                controller.show_cells(CellRange { rows: rows.in_view(top), cols: cols.in_view(left) });
            }
        }
    };
    use_effect_with((matrix.clone(), *size), {
        let measure = measure.clone();
        move |_| measure()
    });
    use_window_event("resize", (rows, cols), measure.clone());
    let view = GridView { rows, cols, drawn_rows: rows.bounded(ranges.0), drawn_cols: cols.bounded(ranges.1) };
    (view, Callback::from(move |_: Event| measure()))
}

/// The selection, which is reset with every product, but not at the end of one that could be seen before.
#[hook]
fn use_selection(node: &NodeRef, matrix: &Operand) -> UseStateHandle<Selection> {
    let selection = use_state_eq(Selection::default);
    use_effect_with(matrix.clone(), {
        let (node, selection) = (node.clone(), selection.clone());
        move |_| {
            selection.set(Selection::default());
            if let Some(element) = node.cast::<HtmlElement>() {
                element.set_scroll_top(0);
                element.set_scroll_left(0);
            }
        }
    });
    selection
}

/// Scrolls the grid until `cell` is in view.
fn reveal(element: &HtmlElement, rows: ScrollAxis, cols: ScrollAxis, cell: GridCell) {
    element.set_scroll_top(rows.reveal(cell.0, f64::from(element.scroll_top())).round() as i32);
    element.set_scroll_left(cols.reveal(cell.1, f64::from(element.scroll_left())).round() as i32);
}

/// Has [`Controller::go_to_cell`] and [`Controller::select_cell`] select a cell here and bring it into view.
#[hook]
fn use_requested_cell(controller: &Controller, node: &NodeRef, selection: &UseStateHandle<Selection>, view: GridView) {
    let GridView { rows, cols, .. } = view;
    let (controller, node, selection) = (controller.clone(), node.clone(), selection.setter());
    use_effect_with((rows, cols), move |_| {
        controller.on_go_to_cell(Callback::from(move |(cell, takes_focus): (GridCell, bool)| {
            if let Some(element) = node.cast::<HtmlElement>().filter(|_| cell.0 < rows.count && cell.1 < cols.count) {
                selection.set(Selection::at(cell));
                reveal(&element, rows, cols, cell);
                if takes_focus {
                    // At worst the focus stays where it is.
                    let _ = element.focus();
                }
            }
        }));
        move || controller.on_go_to_cell(Callback::noop())
    });
}

fn on_key(
    controller: &Controller,
    node: &NodeRef,
    selection: &UseStateHandle<Selection>,
    GridView { rows, cols, .. }: GridView,
) -> Callback<KeyboardEvent> {
    let (node, selection) = (node.clone(), selection.clone());
    controller.callback(move |controller, event: KeyboardEvent| {
        let with_ctrl = event.ctrl_key() || event.meta_key();
        if rows.count == 0 || cols.count == 0 || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "a" | "A" if with_ctrl => selection.set(Selection::all(rows.count, cols.count)),
            "c" | "C" if with_ctrl && !event.shift_key() => controller.copy_block(selection.rows(), selection.cols()),
            key => {
                let cell = moved(key, with_ctrl, selection.active, rows, cols);
                let (Some(element), Some(cell)) = (node.cast::<HtmlElement>(), cell) else { return };
                selection.set(selection.extended_if(event.shift_key(), cell));
                reveal(&element, rows, cols, cell);
            }
        }
        event.prevent_default();
    })
}

/// What to do when the button goes down in the grid, and when the pointer moves onto another cell.
#[hook]
fn use_mouse(
    matrix: &Operand,
    live: &Option<LiveProduct>,
    selection: &UseStateHandle<Selection>,
) -> (Callback<MouseEvent>, Callback<MouseEvent>) {
    // Whether the button went down on a cell and is still down.
    let is_selecting = use_memo((), |()| Rc::new(Cell::new(false)));
    use_window_event("mouseup", (), {
        let is_selecting = is_selecting.clone();
        move || is_selecting.set(false)
    });
    let on_down = {
        let (selection, is_selecting) = (selection.clone(), is_selecting.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some((_, cell)) = cell_at(&event).filter(|_| event.button() == PRIMARY) {
                is_selecting.set(true);
                selection.set(selection.extended_if(event.shift_key(), cell));
            }
        })
    };
    let (matrix, live, selection) = (matrix.clone(), live.clone(), selection.clone());
    let on_over = Callback::from(move |event: MouseEvent| {
        let is_inside = |(row, col)| row < matrix.shape.rows && col < matrix.shape.cols;
        if let Some((element, cell)) = cell_at(&event).filter(|&(_, cell)| is_inside(cell)) {
            // Only the cell under the pointer gets its title; thousands of titles would be slow.
            element.set_title(&entry(&matrix, &live, cell, number::full));
            if is_selecting.get() && event.buttons() == PRIMARY_IS_DOWN {
                selection.set(selection.to(cell));
            }
        }
    });
    (on_down, on_over)
}

/// The number in `cell` as `write` writes it, or that there is none yet.
fn entry(
    matrix: &Operand,
    live: &Option<LiveProduct>,
    (row, col): GridCell,
    write: impl Fn(f64, DType) -> String,
) -> String {
    match live {
        Some(live) if !live.tiles().is_finished(row, col) => text::NOT_COMPUTED.get().into(),
        _ => write(matrix.get(row, col), matrix.dtype()),
    }
}

/// The grid.
#[component]
pub fn Grid(props: &GridProps) -> Html {
    let GridProps { controller, matrix, live } = props;
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    let node = use_node_ref();
    let style = use_writing();
    let layout = *use_memo((matrix.clone(), live.is_some(), style), |(matrix, is_live, _)| match is_live {
        true => GridLayout::of_unknown(matrix.shape),
        false => GridLayout::of(matrix),
    });
    let tiles_done = use_tiles_done(live);
    let (view, onscroll) = use_view(controller, &node, matrix, layout);
    let selection = use_selection(&node, matrix);
    use_requested_cell(controller, &node, &selection, view);
    use_effect_with(selection.active, {
        let controller = controller.clone();
        move |&cell| controller.focus_cell(cell)
    });
    let (onmousedown, onmouseover) = use_mouse(matrix, live, &selection);
    let onkeydown = on_key(controller, &node, &selection, view);
    let is_focused = use_state_eq(|| false);
    let on_focus = |value: bool| {
        let is_focused = is_focused.clone();
        Callback::from(move |_: FocusEvent| is_focused.set(value))
    };
    if rows == 0 || cols == 0 {
        return html! { <p class="hint">{ result::EMPTY.with(&[&matrix.shape]) }</p> };
    }
    // The selection of the previous product may lie outside this one.
    let active = (selection.active.0.min(rows - 1), selection.active.1.min(cols - 1));
    let is_drawn = view.drawn_rows.items().contains(&active.0) && view.drawn_cols.items().contains(&active.1);
    let width = view.cols.track() + layout.row_number_width;
    let height = view.rows.track() + ROW_HEIGHT;
    html! {
        <>
            <div
                ref={node}
                class="grid"
                role="grid"
                tabindex="0"
                aria-label={result::NUMBERS.get()}
                aria-readonly="true"
                aria-multiselectable="true"
                aria-rowcount={(rows + 1).to_string()}
                aria-colcount={(cols + 1).to_string()}
                aria-activedescendant={is_drawn.then_some("active-cell")}
                ~style={format!("--column:{}px;--numbers:{}px", layout.column_width, layout.row_number_width)}
                {onscroll}
                {onkeydown}
                {onmousedown}
                {onmouseover}
                onfocus={on_focus(true)}
                onblur={on_focus(false)}
            >
                <div class="sheet" role="presentation" ~style={format!("width:{width}px;height:{height}px")}>
                    { column_headers(view.drawn_cols) }
                    <div class="rows" role="rowgroup" ~style={format!("top:{}px", view.drawn_rows.offset + ROW_HEIGHT)}>
                        { for view.drawn_rows.items().map(|row| html! {
                            <GridRow
                                key={row}
                                matrix={matrix.clone()}
                                live={live.clone()}
                                {tiles_done}
                                {row}
                                cols={view.drawn_cols}
                                cell_chars={layout.cell_chars}
                                active={(active.0 == row).then_some((active.1, *is_focused))}
                                selected={(selection.is_block() && selection.rows().contains(&row)).then(|| selection.cols())}
                            />
                        }) }
                    </div>
                </div>
            </div>
            <p class="hint numbers active-value">
                if selection.is_block() {
                    { messages::selected(selection.rows(), selection.cols()) }
                } else {
                    { messages::entry(active, &entry(matrix, live, active, number::legible)) }
                }
            </p>
        </>
    }
}
