//! The bottom of the page: that nothing is sent, how to check it, and which build this is.

use crate::build_id::build_id;
use crate::view::icon;
use crate::view::messages::deployment;
use crate::view::platform::requests::RequestCount;
use crate::view::text::page as text;
use yew::prelude::*;

/// The bottom of the page. Without a count nothing is claimed about requests.
pub fn footer(requests: Option<&RequestCount>) -> Html {
    html! {
        <footer>
            <p>{ icon::lock() }{ " " }{ text::STAYS_HERE.get() }</p>
            if let Some(count) = requests {
                <details class={if count.foreign > 0 { "sent warn" } else { "sent" }}>
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
        Some((version, hash)) => text::BUILD.with(&[&version, &hash]),
        None => text::BUILD.with(&[&env!("CARGO_PKG_VERSION"), &build]),
    }
}
