//! Ends the workers when the page is left, and starts them again when the browser restores it.

use super::Driver;
use crate::pool::scheduler::{Event, WorkerId};
use crate::window::window;
use gloo_events::EventListener;
use shared::protocol::JobId;
use std::rc::Weak;
use wasm_bindgen::JsCast;
use web_sys::PageTransitionEvent;

/// A page that the browser caches for going back to (`persisted`) keeps its workers: they are suspended with it.
pub(super) fn listen(driver: &Weak<Driver>) -> Vec<EventListener> {
    let Some(window) = window() else { return Vec::new() };
    let (hidden, shown) = (driver.clone(), driver.clone());
    let is_cached =
        |event: &web_sys::Event| event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
    let on_hide = EventListener::new(&window, "pagehide", move |event| {
        if let Some(driver) = hidden.upgrade().filter(|_| !is_cached(event)) {
            shut_down(&driver);
        }
    });
    let on_show = EventListener::new(&window, "pageshow", move |_| {
        if let Some(driver) = shown.upgrade() {
            restart(&driver);
        }
    });
    vec![on_hide, on_show]
}

/// Cancels every job and ends every worker.
fn shut_down(driver: &Driver) {
    let jobs: Vec<JobId> = driver.state.borrow().jobs.keys().copied().collect();
    for job in jobs {
        driver.dispatch(Event::Cancel(job));
    }
    let target = driver.state.borrow().scheduler.target();
    driver.dispatch(Event::Resize(0));
    // Without this a busy worker would be ended only by the next tick.
    let busy: Vec<WorkerId> = driver.state.borrow().workers.keys().copied().collect();
    for worker in busy {
        driver.dispatch(Event::WorkerLost(worker, "the page was closed".to_owned()));
    }
    driver.state.borrow_mut().target_on_return = Some(target);
}

fn restart(driver: &Driver) {
    let target = driver.state.borrow_mut().target_on_return.take();
    if let Some(target) = target.filter(|_| driver.state.borrow().assets.is_some()) {
        driver.dispatch(Event::Resize(target));
    }
}
