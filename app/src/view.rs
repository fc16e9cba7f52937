//! The page that people see.
//!
//! In reading order: [`state`] is what the page knows, and pure; [`controller`] turns events into work, brings matrices
//! in and products out; [`page`] lays out the components, which have one module for each part of the page.
//! [`text`] holds the texts in each language, [`messages`] puts them together with values, [`platform`] is what comes from
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
pub mod map;
pub mod messages;
pub mod operand;
pub mod operation;
pub mod page;
pub mod platform;
pub mod pool;
pub mod result;
pub mod run;
pub mod share;
pub mod shortcuts;
pub mod state;
pub mod text;
pub mod update_notice;

use crate::engine::Engine;
use platform::browser;

/// Shows the page in the document's `#app`; false if there is no such element.
pub fn mount(engine: &Engine) -> bool {
    let Some(root) = browser::document().and_then(|document| document.get_element_by_id("app")) else {
        return false;
    };
    let language = text::language::Language::preferred();
    language.apply();
    let controller = controller::Controller::new(engine.clone());
    controller.choose_language(language);
    yew::Renderer::<page::Page>::with_root_and_props(root, page::PageProps { controller }).render();
    true
}
