//! Draws what each worker did during a product: a row for each, with its tiles along the time.

use crate::pool::scheduler::{Span, SpanStatus, Timeline};
use crate::view::messages;
use crate::view::text::{pool as text, use_language};
use std::rc::Rc;
use yew::prelude::*;

/// Units of the drawing across the whole product.
const WIDTH: f64 = 1000.0;
/// The narrowest span that can still be seen.
const THINNEST: f64 = 1.5;

/// Properties of [`TimelineRow`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineRowProps {
    /// What is drawn.
    pub timeline: Rc<Timeline>,
    /// Number of the worker.
    pub worker: u32,
}

/// One worker's row.
#[component]
pub fn TimelineRow(props: &TimelineRowProps) -> Html {
    use_language();
    let (begin, end) = props.timeline.extent();
    let scale = WIDTH / (end - begin).max(f64::MIN_POSITIVE);
    let own: Vec<&Span> = props.timeline.spans().iter().filter(|span| span.slot.0 == props.worker).collect();
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

/// Properties of [`TimelineLegend`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineLegendProps {
    /// What is drawn.
    pub timeline: Rc<Timeline>,
}

/// The shades that occur, and what they mean.
#[component]
pub fn TimelineLegend(props: &TimelineLegendProps) -> Html {
    use_language();
    let spans = props.timeline.spans();
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
