//! Draws what each worker did during a product: a row for each, with its tiles along the time.

use crate::pool::scheduler::{Span, SpanStatus, Timeline};
use crate::view::messages;
use crate::view::text::pool as text;
use yew::prelude::*;

/// Units of the drawing across the whole product.
const WIDTH: f64 = 1000.0;
/// The narrowest span that can still be seen.
const THINNEST: f64 = 1.5;

/// The row of the worker with this number.
pub fn timeline_row(timeline: &Timeline, worker: u32) -> Html {
    let (begin, end) = timeline.extent();
    let scale = WIDTH / (end - begin).max(f64::MIN_POSITIVE);
    let own: Vec<&Span> = timeline.spans().iter().filter(|span| span.slot.0 == worker).collect();
    // Neighbours alternate in shade, so that even narrow ones can be told apart.
    let rectangle = |(place, span): (usize, &&Span)| {
        let width = ((span.to - span.from) * scale).max(THINNEST);
        let x = ((span.from - begin) * scale).min(WIDTH - width);
        let class = classes!(shade(span.status), (place % 2 == 1).then_some("other"));
        html! { <rect {class} x={format!("{x:.2}")} width={format!("{width:.2}")} y="0" height="16" /> }
    };
    html! {
        <svg class="timeline" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label={messages::work_of(&own, end - begin)}>
            { for own.iter().enumerate().map(rectangle) }
        </svg>
    }
}

fn shade(status: SpanStatus) -> &'static str {
    match status {
        SpanStatus::Computed => "computed",
        SpanStatus::Lost => "lost",
    }
}

/// The shades that occur, and what they mean.
pub fn timeline_legend(timeline: &Timeline) -> Html {
    let spans = timeline.spans();
    let occurs = |status| spans.iter().any(|span| span.status == status);
    let all = [(SpanStatus::Computed, text::LEGEND_TILES), (SpanStatus::Lost, text::LEGEND_LOST)];
    html! {
        if !spans.is_empty() {
            <p class="legend" aria-hidden="true">
                { for all.into_iter().filter(|(status, _)| occurs(*status)).map(|(status, word)| html! {
                    <span><i class={shade(status)} />{ word.get() }</span>
                }) }
            </p>
        }
    }
}
