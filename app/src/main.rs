//! Starts the page: the engine first, so that workers come up while the page is drawn.

use app::engine::Engine;
use app::{api, console_log, view};

fn main() {
    console_error_panic_hook::set_once();
    if is_refused() {
        return;
    }
    console_log::start();
    let engine = Engine::start();
    if let Err(error) = api::install(&engine).and_then(|()| api::bench::install(&engine)) {
        log::error!("window.matmill could not be created: {error:?}");
    }
    view::mount(&engine);
}

/// Whether `index.html` found that this browser cannot run the workers, and has said so to the user.
fn is_refused() -> bool {
    view::platform::browser::document()
        .and_then(|document| document.document_element())
        .is_some_and(|root| root.has_attribute("data-refused"))
}
