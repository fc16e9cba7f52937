//! The page that people see.
//!
//! In reading order: [`state`] is what the page knows and [`slot`] one operand of it, both pure; [`desk`] turns
//! events into work, [`intake`] brings matrices in and [`output`] products out; [`page`] lays everything out,
//! from the components that the other modules hold, one each.
#![forbid(unsafe_code)]

pub mod benchmark;
pub mod benchmark_chart;
pub mod benchmark_results;
pub mod benchmark_run;
pub mod browser;
pub mod desk;
pub mod focus;
pub mod grid;
pub mod header;
pub mod held;
pub mod icon;
pub mod intake;
pub mod listen;
pub mod number;
pub mod operand_card;
pub mod options;
pub mod output;
pub mod page;
pub mod pool_panel;
pub mod preview;
pub mod random;
pub mod result;
pub mod run_bar;
pub mod save;
pub mod selection;
pub mod settings;
pub mod shortcuts;
pub mod slot;
pub mod state;
pub mod timeline;
pub mod undo;
pub mod window;
pub mod words;

use crate::engine::Engine;

/// Shows the page in the document's `#app`; false if there is no such element.
pub fn mount(engine: &Engine) -> bool {
    let Some(place) = browser::document().and_then(|document| document.get_element_by_id("app")) else {
        return false;
    };
    let desk = desk::Desk::new(engine.clone());
    yew::Renderer::<page::Page>::with_root_and_props(place, page::Props { desk }).render();
    true
}
