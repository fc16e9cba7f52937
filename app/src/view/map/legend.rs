//! The legend: the scale with its numbers, and the colours that are not on it.

use super::map_state::MapState;
use crate::view::result::number;
use crate::view::text::map as text;
use shared::map::{CellSummary, ColourScale};
use yew::prelude::*;

/// Colours of the scale from end to end.
pub const SCALE_COLOURS: usize = 256;

/// Characters of a number beside the scale.
const ROOM: usize = 7;

/// The numbers that stand for the colours of the scale, from end to end.
pub fn scale_numbers(scale: ColourScale) -> impl Iterator<Item = f64> {
    let position = |colour: usize| (2 * colour + 1) as f64 / SCALE_COLOURS as f64 - 1.0;
    (0..SCALE_COLOURS).map(move |colour| scale.value_at(position(colour)))
}

/// The legend; `canvases` are those of the scale, for light and dark.
pub fn legend(state: &MapState, canvases: &[NodeRef; 2]) -> Html {
    // The canvases are there before the first image.
    let whole = state.whole.unwrap_or(CellSummary::EMPTY);
    let scale = ColourScale::of(&whole, state.is_logarithmic);
    let short = |value: f64| number::fitting(value, state.dtype(), ROOM);
    let (least, most) = (short(-scale.most), short(scale.most));
    let middle = if state.is_logarithmic { format!("±{}", short(scale.value_at(0.0))) } else { "0".to_owned() };
    let kinds = [
        ("zero", "0", whole.zeros),
        ("nan", "NaN", whole.nans),
        ("infinity", "+∞", whole.infinities),
        ("negative-infinity", "\u{2212}∞", whole.negative_infinities),
    ];
    html! {
        <div class={classes!("map-legend", state.whole.is_none().then_some("unknown-scale"))} aria-hidden="true" title={text::HINT.get()}>
            <div hidden={state.whole.is_some() && scale.most == 0.0}>
                <div class="map-canvas">
                    <canvas class="on-light" ref={canvases[0].clone()} />
                    <canvas class="on-dark" ref={canvases[1].clone()} />
                </div>
                <div class="ends">
                    <span>{ least }</span><span>{ middle }</span><span>{ most }</span>
                </div>
            </div>
            <ul>
                { for kinds.iter().filter(|(_, _, count)| *count > 0).map(|(class, name, _)| html! {
                    <li key={*class}><i class={*class} />{ *name }</li>
                }) }
            </ul>
        </div>
    }
}
