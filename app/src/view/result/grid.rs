//! The numbers of a product in a grid that stays quick for a million cells and more.
//!
//! Only the cells in view exist. The browser's own scrollbars move; a new piece is drawn when they have moved past
//! the cells that are there. One cell is the active one and is named by `aria-activedescendant`, so the grid is one
//! stop for the Tab key and the arrow keys do the rest. The browser's own selection would know only of cells that are
//! drawn, and of shortened numbers; so the grid has one of its own, a block as in a spreadsheet.

use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::number;
use crate::view::result::selection::{GridCell, Selection, moved};
use crate::view::result::visible_range::{ScrollAxis, VisibleRange};
use crate::view::state::ShownProduct;
use std::ops::RangeInclusive;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};
use yew::prelude::*;

/// Height of a row in pixels; the style sheet has the same number.
const ROW: f64 = 28.0;

/// Height of the grid in pixels from which on it scrolls; the style sheet has the same number.
const TALLEST: f64 = 480.0;

/// Rows and columns that are looked at to find a width for the columns: so many of the first, and as many over all.
const SAMPLE: usize = 24;

/// The button that selects, as [`MouseEvent::button`] and as [`MouseEvent::buttons`] know it.
const PRIMARY: i16 = 0;
const PRIMARY_IS_DOWN: u16 = 1;

/// Properties of [`Grid`].
#[derive(Clone, PartialEq, Properties)]
pub struct GridProps {
    /// Where everything is done.
    pub controller: Controller,
    /// The product whose numbers are shown.
    pub of: ByPtr<ShownProduct>,
}

/// Pixels of a character, and beside a number.
const CHARACTER: f64 = 8.2;
const PADDING: f64 = 24.0;

/// Characters for which a column has room, and widths in pixels: of a column, and of the row numbers.
fn widths(matrix: &Operand) -> (usize, f64, f64) {
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    let digits = |count: usize| count.max(1).to_string().len();
    let sample = |count: usize| (0..count.min(SAMPLE)).chain((SAMPLE..count).step_by((count / SAMPLE).max(1)));
    let cells = sample(rows).flat_map(|row| sample(cols).map(move |col| (row, col)));
    let longest = cells.map(|(row, col)| number::short(value(matrix, row, col), matrix.dtype()).chars().count()).max();
    // Where not every number was looked at, there is room for any.
    let least = if rows.max(cols) > SAMPLE { number::LEAST_ROOM } else { 3 };
    let room = longest.unwrap_or(0).max(least).max(digits(cols));
    let column = (room as f64 * CHARACTER + PADDING).max(56.0);
    (room, column, (digits(rows) as f64 * CHARACTER + PADDING + 2.0).max(40.0))
}

fn value(matrix: &Operand, row: usize, col: usize) -> f64 {
    matrix.elements.get((row * matrix.shape.cols + col) as u32)
}

/// The grid.
#[component]
pub fn Grid(props: &GridProps) -> Html {
    let matrix = &props.of.product.matrix;
    let node = use_node_ref();
    let (room, column, numbers) = *use_memo(props.of.clone(), |of| widths(&of.product.matrix));
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    let down = ScrollAxis { count: rows, size: ROW, view: TALLEST - ROW };
    // The width is known only once the grid stands on the page.
    let view = use_state_eq(|| (1000.0, TALLEST));
    let right = ScrollAxis { count: cols, size: column, view: (view.0 - numbers).max(column) };
    let down = ScrollAxis { view: (view.1 - ROW).max(ROW), ..down };
    let place = use_state_eq(|| (VisibleRange::default(), VisibleRange::default()));
    let selection = use_state_eq(Selection::default);
    let focused = use_state_eq(|| false);
    let look = {
        let (node, place, view) = (node.clone(), place.clone(), view.clone());
        move || {
            if let Some(element) = node.cast::<HtmlElement>() {
                view.set((f64::from(element.client_width()), f64::from(element.client_height())));
                let window = |axis: ScrollAxis, scroll: i32| axis.window(f64::from(scroll));
                place.set((window(down, element.scroll_top()), window(right, element.scroll_left())));
            }
        }
    };
    use_effect_with((props.of.clone(), *view), {
        let look = look.clone();
        move |_| look()
    });
    use_effect_with(props.of.clone(), {
        let (node, selection) = (node.clone(), selection.clone());
        move |_| {
            selection.set(Selection::default());
            if let Some(element) = node.cast::<HtmlElement>() {
                element.set_scroll_top(0);
                element.set_scroll_left(0);
            }
        }
    });
    use_effect_with((), {
        let look = look.clone();
        move |()| {
            let resized =
                browser::window().map(|window| gloo_events::EventListener::new(&window, "resize", move |_| look()));
            move || drop(resized)
        }
    });
    let onscroll = Callback::from(move |_: Event| look());
    let onkeydown = {
        let (node, selection, controller) = (node.clone(), selection.clone(), props.controller.clone());
        Callback::from(move |event: KeyboardEvent| {
            let whole = event.ctrl_key() || event.meta_key();
            if rows == 0 || cols == 0 || event.alt_key() {
                return;
            }
            match event.key().as_str() {
                "a" | "A" if whole => selection.set(Selection::all(rows, cols)),
                "c" | "C" if whole && !event.shift_key() => controller.copy_block(selection.rows(), selection.cols()),
                key => {
                    let cell = moved(key, whole, selection.active, down, right);
                    let (Some(element), Some(cell)) = (node.cast::<HtmlElement>(), cell) else { return };
                    selection.set(if event.shift_key() { selection.to(cell) } else { Selection::at(cell) });
                    element.set_scroll_top(down.reveal(cell.0, f64::from(element.scroll_top())).round() as i32);
                    element.set_scroll_left(right.reveal(cell.1, f64::from(element.scroll_left())).round() as i32);
                }
            }
            event.prevent_default();
        })
    };
    let on_focus = |is: bool| {
        let focused = focused.clone();
        Callback::from(move |_: FocusEvent| focused.set(is))
    };
    // Whether the button went down on a number, and is down still.
    let dragging = use_mut_ref(|| false);
    use_effect_with((), {
        let dragging = dragging.clone();
        move |()| {
            let released = browser::window().map(|window| {
                gloo_events::EventListener::new(&window, "mouseup", move |_| *dragging.borrow_mut() = false)
            });
            move || drop(released)
        }
    });
    let onmousedown = {
        let (selection, dragging) = (selection.clone(), dragging.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some((_, cell)) = cell_of(&event).filter(|_| event.button() == PRIMARY) {
                *dragging.borrow_mut() = true;
                selection.set(if event.shift_key() { selection.to(cell) } else { Selection::at(cell) });
            }
        })
    };
    let onmouseover = {
        let (of, selection) = (props.of.clone(), selection.clone());
        Callback::from(move |event: MouseEvent| {
            // Only the cell that is pointed at needs its number in full: drawing thousands of titles would be slow.
            let matrix = &of.product.matrix;
            if let Some((element, cell)) = cell_of(&event).filter(|&(_, (row, col))| row < rows && col < cols) {
                element.set_title(&number::full(value(matrix, cell.0, cell.1), matrix.dtype()));
                if *dragging.borrow() && event.buttons() == PRIMARY_IS_DOWN {
                    selection.set(selection.to(cell));
                }
            }
        })
    };
    if rows == 0 || cols == 0 {
        return html! { <p class="hint">{ format!("C is {}: it has no numbers.", matrix.shape) }</p> };
    }
    // Until the first look, what would be seen of the corner.
    let start = |axis: ScrollAxis, window: VisibleRange| {
        if window.end == 0 || window.end > axis.count { axis.window(0.0) } else { window }
    };
    let (tall, wide) = (start(down, place.0), start(right, place.1));
    let (row_track, col_track) = (down.track(), right.track());
    let here = (selection.active.0.min(rows - 1), selection.active.1.min(cols - 1));
    let is_drawn = (tall.first..tall.end).contains(&here.0) && (wide.first..wide.end).contains(&here.1);
    html! {
        <>
            <div
                ref={node}
                class="grid"
                role="grid"
                tabindex="0"
                aria-label="Numbers of C"
                aria-readonly="true"
                aria-multiselectable="true"
                aria-rowcount={(rows + 1).to_string()}
                aria-colcount={(cols + 1).to_string()}
                aria-activedescendant={is_drawn.then_some("active-cell")}
                style={format!("--column:{column}px;--numbers:{numbers}px")}
                {onscroll}
                {onkeydown}
                {onmousedown}
                {onmouseover}
                onfocus={on_focus(true)}
                onblur={on_focus(false)}
            >
                <div class="sheet" role="presentation" style={format!("width:{}px;height:{}px", col_track + numbers, row_track + ROW)}>
                    { header(wide) }
                    <div class="rows" role="rowgroup" style={format!("top:{}px", tall.offset + ROW)}>
                        { for (tall.first..tall.end).map(|row| html! {
                            <GridLine
                                key={row}
                                of={props.of.clone()}
                                {row}
                                {wide}
                                {room}
                                active={(here.0 == row).then_some((here.1, *focused))}
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
                    { format!("Row {}, column {}: {}", here.0 + 1, here.1 + 1, number::full(value(matrix, here.0, here.1), matrix.dtype())) }
                }
            </p>
        </>
    }
}

fn header(wide: VisibleRange) -> Html {
    html! {
        <div class="line head" role="row" aria-rowindex="1">
            <span class="corner-cell" role="columnheader" aria-colindex="1"><span class="unseen">{ "Row" }</span></span>
            <span class="before" role="presentation" style={format!("width:{}px", wide.offset)} />
            { for (wide.first..wide.end).map(|col| html! {
                <span key={col} role="columnheader" aria-colindex={(col + 2).to_string()}>{ col + 1 }{ "\t" }</span>
            }) }
        </div>
    }
}

/// Properties of [`GridLine`]: while none of them changes, the row is not drawn again.
#[derive(Clone, PartialEq, Properties)]
struct GridLineProps {
    of: ByPtr<ShownProduct>,
    row: usize,
    wide: VisibleRange,
    /// Characters for which there is room in a cell.
    room: usize,
    /// Column of the active cell, if it is in this row, and whether the grid has the focus.
    active: Option<(usize, bool)>,
    /// Columns that are selected in this row, if there are any.
    selected: Option<RangeInclusive<usize>>,
}

#[component]
fn GridLine(props: &GridLineProps) -> Html {
    let GridLineProps { of, row, wide, room, active, selected } = props;
    let (matrix, row) = (&of.product.matrix, *row);
    html! {
        <div class="line" role="row" aria-rowindex={(row + 2).to_string()}>
            <span class="row-number" role="rowheader" aria-colindex="1">{ row + 1 }{ "\t" }</span>
            <span class="before" role="presentation" style={format!("width:{}px", wide.offset)} />
            { for (wide.first..wide.end).map(|col| {
                let is_selected = selected.as_ref().is_some_and(|cols| cols.contains(&col));
                let focus = active.filter(|&(active, _)| active == col).map(|(_, focused)| focused);
                html! {
                    <span
                        key={col}
                        role="gridcell"
                        id={focus.map(|_| "active-cell")}
                        class={focus.filter(|&focused| focused).map(|_| "active")}
                        aria-selected={is_selected.to_string()}
                        aria-colindex={(col + 2).to_string()}
                    >{ format!("{}\t", number::fitting(value(matrix, row, col), matrix.dtype(), *room)) }</span>
                }
            }) }
            { "\n" }
        </div>
    }
}

/// The cell that was pointed at.
fn cell_of(event: &MouseEvent) -> Option<(HtmlElement, GridCell)> {
    let cell = event.target_dyn_into::<HtmlElement>()?;
    if cell.get_attribute("role")? != "gridcell" {
        return None;
    }
    let index =
        |element: &web_sys::Element, name: &str| element.get_attribute(name)?.parse::<usize>().ok()?.checked_sub(2);
    let row = index(&cell.parent_element()?, "aria-rowindex")?;
    let col = index(&cell, "aria-colindex")?;
    Some((cell, (row, col)))
}
