//! The page that people see.
//!
//! In reading order: [`state`] is what the page knows, and pure; [`controller`] turns events into work, brings matrices
//! in and products out; [`page`] lays out the components, which have one module for each part of the page.
//! `prerender` writes it into `index.html`. [`text`] holds the texts in each language, [`messages`] puts them together with values, [`platform`] is what comes from
//! the browser.
#![forbid(unsafe_code)]

pub mod benchmark;
pub mod check;
pub mod controller;
pub mod disclosure;
pub mod elsewhere;
pub mod examples;
pub mod explanation;
pub mod footer;
pub mod header;
pub mod icon;
pub mod listeners;
pub mod live;
pub mod map;
pub mod messages;
pub mod operand;
pub mod operation;
pub mod page;
pub mod platform;
pub mod pool;
#[cfg(feature = "prerender")]
pub mod prerender;
pub mod progress_bar;
pub mod result;
pub mod run;
pub mod share;
pub mod shortcuts;
pub mod state;
pub mod text;
pub mod update_notice;

use crate::engine::Engine;
use platform::browser;

/// Brings the page in the document's `#app` to life; false if there is no such element.
///
/// What stands there was written at build time from the same components (see `prerender`), and its elements stay: what
/// has been typed meanwhile, the focus and the browser's undo included.
pub fn mount(engine: &Engine) -> bool {
    let Some(root) = browser::document().and_then(|document| document.get_element_by_id("app")) else {
        return false;
    };
    let language = text::language::Language::preferred();
    language.apply();
    let controller = controller::Controller::new(engine.clone(), language);
    let is_prerendered = root.has_child_nodes();
    let renderer = yew::Renderer::<page::Page>::with_root_and_props(root, page::PageProps { controller });
    #[cfg(target_family = "wasm")]
    if is_prerendered {
        renderer.hydrate();
        return true;
    }
    debug_assert!(!is_prerendered);
    renderer.render();
    true
}
