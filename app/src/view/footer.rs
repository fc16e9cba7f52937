//! The bottom of the page: that nothing is sent, how to check it, and which build this is.

use crate::build_id::build_id;
use crate::view::icon;
use crate::view::messages::deployment;
use crate::view::platform::requests::{RequestCount, RequestCounter};
use yew::prelude::*;

/// The bottom of the page.
#[component]
pub fn Footer() -> Html {
    // `None` where the browser keeps no record: then nothing is claimed.
    let count = use_state_eq(|| None::<RequestCount>);
    use_effect_with((), {
        let count = count.setter();
        move |()| {
            let counter = RequestCounter::start(move |found| count.set(Some(found)));
            move || drop(counter)
        }
    });
    html! {
        <footer>
            <p>{ icon::lock() }{ " Nothing leaves this tab: files are read and multiplied on your own device." }</p>
            if let Some(count) = &*count {
                <details class={classes!("sent", (count.foreign > 0).then_some("warn"))}>
                    <summary>{ deployment::requests(count) }</summary>
                    <p>{ deployment::how_to_check(count) }</p>
                </details>
            }
            <p class="build">{ version() }</p>
        </footer>
    }
}

/// "Matmill 0.1.0, build 0123456789ab".
fn version() -> String {
    let build = build_id();
    match build.split_once('-') {
        Some((version, hash)) => format!("Matmill {version}, build {hash}"),
        None => format!("Matmill {}, build {build}", env!("CARGO_PKG_VERSION")),
    }
}
