//! A bar that shows how much of something is done.

use yew::prelude::*;

/// A bar for `percent` of 100; `None` where that is not known yet. `class` is added to the element's own.
pub fn progress_bar(label: &str, percent: Option<u32>, class: Option<&'static str>) -> Html {
    let style = percent.map(|percent| format!("width:{percent}%")).unwrap_or_default();
    html! {
        <div
            class={classes!("track", class, percent.is_none().then_some("unknown"))}
            role="progressbar"
            aria-label={label.to_owned()}
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow={percent.unwrap_or_default().to_string()}
        >
            <div class="bar" ~style={style} />
        </div>
    }
}
