//! C as a picture of its tiles, which appear when they are done, in the colour of the worker that computed them.

use crate::engine::{LiveProduct, TileMaker};
use crate::view::live::tile_colours::TileStyle;
use crate::view::live::tiles_done::use_tiles_done;
use crate::view::platform::browser;
use crate::view::text::{live as text, messages, use_language};
use shared::Shape;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::prelude::*;

/// Pixels of the longer side.
const LONGER: f64 = 240.0;
/// Least pixels of the shorter one.
const SHORTEST: f64 = 32.0;
/// Pixels between two tiles.
const GAP: f64 = 1.0;
/// Least pixels of a tile on which the worker's number stands.
const NUMBERED: f64 = 15.0;

/// Properties of [`TileMap`].
#[derive(Clone, PartialEq, Properties)]
pub struct TileMapProps {
    /// The product.
    pub live: LiveProduct,
    /// It may still change.
    pub is_running: bool,
}

/// What a worker is called.
fn name(maker: TileMaker) -> String {
    match maker {
        TileMaker::MainThread => text::MAIN_THREAD.get().into(),
        TileMaker::Worker(slot) => text::WORKER.with(&[&slot.0]),
    }
}

/// The map, and its legend.
#[component]
pub fn TileMap(TileMapProps { live, is_running }: &TileMapProps) -> Html {
    use_language();
    let node = use_node_ref();
    let done = use_tiles_done(&is_running.then(|| live.clone()));
    let done = if *is_running { done } else { live.tiles().done() };
    // Of which product how many tiles are on the canvas.
    let drawn = use_mut_ref(|| (None::<LiveProduct>, 0));
    use_effect_with((live.clone(), done), {
        let node = node.clone();
        move |(live, _): &(LiveProduct, usize)| {
            let Some(canvas) = node.cast::<HtmlCanvasElement>() else { return };
            let mut drawn = drawn.borrow_mut();
            if drawn.0.as_ref() != Some(live) {
                clear(&canvas, live.matrix().shape);
                *drawn = (Some(live.clone()), 0);
            }
            draw(&canvas, live, drawn.1);
            drawn.1 = live.tiles().done();
        }
    });
    let (width, height) = size(live.matrix().shape);
    let shares = live.tiles().shares();
    let progress = text::TILES_DONE.with(&[&done, &live.tiles().total()]);
    let share = |maker: TileMaker, count: u32| text::SHARE.with(&[&name(maker), &messages::TILES.of(count)]);
    let mut words = vec![format!("{}: {progress}", text::TILES_OF_C.get())];
    words.extend(shares.iter().map(|&(maker, count)| share(maker, count)));
    html! {
        <figure class="tile-map">
            <canvas ref={node} role="img" aria-label={words.join(". ")} ~style={format!("width:{width}px;height:{height}px")} />
            <figcaption>
                <p class="hint numbers">{ progress }</p>
                <ul class="tile-legend" aria-hidden="true">
                    { for shares.iter().map(|&(maker, count)| {
                        let TileStyle { fill, is_hollow, .. } = TileStyle::of(maker);
                        html! {
                            <li>
                                <i class={is_hollow.then_some("hollow")} ~style={format!("--tile:{fill}")} />
                                { share(maker, count) }
                            </li>
                        }
                    }) }
                </ul>
            </figcaption>
        </figure>
    }
}

/// Width and height of the map in pixels: in the proportions of C, unless it is very narrow.
fn size(shape: Shape) -> (f64, f64) {
    let [rows, cols] = [shape.rows, shape.cols].map(|size| size.max(1) as f64);
    let scale = LONGER / rows.max(cols);
    ((cols * scale).max(SHORTEST).round(), (rows * scale).max(SHORTEST).round())
}

/// Gives the canvas as many pixels as the screen has there, which also empties it.
fn clear(canvas: &HtmlCanvasElement, shape: Shape) {
    let density = density();
    let (width, height) = size(shape);
    canvas.set_width((width * density) as u32);
    canvas.set_height((height * density) as u32);
}

/// The screen's pixels for one of CSS.
fn density() -> f64 {
    browser::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(1.0, 4.0)
}

/// Draws the tiles that became finished after the `first`.
fn draw(canvas: &HtmlCanvasElement, live: &LiveProduct, first: usize) {
    let context = canvas.get_context("2d").ok().flatten();
    let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok()) else { return };
    let shape = live.matrix().shape;
    let (width, height) = size(shape);
    let density = f64::from(canvas.width()) / width;
    // Neither can fail for these numbers.
    let _ = context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
    context.set_font("11px sans-serif");
    context.set_text_align("center");
    context.set_text_baseline("middle");
    let [across, down] = [width / shape.cols.max(1) as f64, height / shape.rows.max(1) as f64];
    for (tile, maker) in live.tiles().finished_since(first) {
        let style = TileStyle::of(maker);
        let (x, y) = (tile.cols.start as f64 * across, tile.rows.start as f64 * down);
        let (right, bottom) = (tile.cols.end as f64 * across, tile.rows.end as f64 * down);
        // Where tiles are tiny, gaps would hide them.
        let gap = |length: f64| if length > 3.0 * GAP { GAP } else { 0.0 };
        let (tile_width, tile_height) = (right - x - gap(right - x), bottom - y - gap(bottom - y));
        context.set_fill_style_str(style.fill);
        context.fill_rect(x, y, tile_width, tile_height);
        if style.is_hollow {
            context.clear_rect(x + tile_width / 3.0, y + tile_height / 3.0, tile_width / 3.0, tile_height / 3.0);
        } else if let TileMaker::Worker(slot) = maker
            && tile_width.min(tile_height) >= NUMBERED
        {
            context.set_fill_style_str(style.text);
            let _ = context.fill_text(&slot.0.to_string(), x + tile_width / 2.0, y + tile_height / 2.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_has_the_proportions_of_the_product_within_bounds() {
        assert_eq!(size(Shape::new(4096, 4096)), (240.0, 240.0));
        assert_eq!(size(Shape::new(1000, 2000)), (240.0, 120.0));
        assert_eq!(size(Shape::new(100_000, 3)), (32.0, 240.0));
        assert_eq!(size(Shape::new(0, 0)), (240.0, 240.0));
    }
}
