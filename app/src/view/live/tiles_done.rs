//! How many tiles of a product are done, for components that show it while it is computed.

use crate::engine::LiveProduct;
use gloo_timers::callback::Interval;
use yew::prelude::*;

/// Milliseconds between two looks: drawing takes time from the cores that compute.
const UPDATE_MS: u32 = 150;

/// Number of finished tiles; the component is drawn again when there are more.
#[hook]
pub fn use_tiles_done(live: &Option<LiveProduct>) -> usize {
    let done = |live: &Option<LiveProduct>| live.as_ref().map_or(0, |live| live.tiles().done());
    let drawn = use_state_eq(|| 0);
    use_effect_with(live.clone(), {
        let drawn = drawn.setter();
        move |live| {
            let live = live.clone();
            let interval = live.is_some().then(|| Interval::new(UPDATE_MS, move || drawn.set(done(&live))));
            move || drop(interval)
        }
    });
    // What is there now, whatever led to this drawing.
    done(live)
}
