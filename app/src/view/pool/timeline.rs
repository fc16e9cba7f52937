//! Draws who did what when in a product: for each worker a row of its units against time.
//!
//! The picture is for the eye; its text alternative says the same in numbers. Refuses to choose the product.

use crate::pool::scheduler::{Span, SpanStatus, Timeline};
use crate::view::messages;
use std::rc::Rc;
use yew::prelude::*;

/// Units of the drawing across the whole product.
const WIDTH: f64 = 1000.0;
/// The narrowest span that can still be seen.
const THINNEST: f64 = 1.5;

/// Properties of [`TimelineRow`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineRowProps {
    /// The product's.
    pub timeline: Rc<Timeline>,
    /// Number of the worker.
    pub worker: u32,
}

/// One worker's row.
#[component]
pub fn TimelineRow(props: &TimelineRowProps) -> Html {
    let (begin, end) = props.timeline.extent();
    let scale = WIDTH / (end - begin).max(f64::MIN_POSITIVE);
    let own: Vec<&Span> = props.timeline.spans().iter().filter(|span| span.slot.0 == props.worker).collect();
    // Neighbours differ in shade, so that they can be told apart however narrow they are.
    let rectangle = |(place, span): (usize, &&Span)| {
        let width = ((span.to - span.from) * scale).max(THINNEST);
        let x = ((span.from - begin) * scale).min(WIDTH - width);
        let class = classes!(shade(span.status), (place % 2 == 1).then_some("other"));
        html! { <rect {class} x={format!("{x:.2}")} width={format!("{width:.2}")} y="0" height="16" /> }
    };
    html! {
        <svg class="timeline" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label={messages::worked(&own, end - begin)}>
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
    /// The product's.
    pub timeline: Rc<Timeline>,
}

/// What the shades mean, of those that occur.
#[component]
pub fn TimelineLegend(props: &TimelineLegendProps) -> Html {
    let spans = props.timeline.spans();
    let occurs = |status| spans.iter().any(|span| span.status == status);
    let all = [(SpanStatus::Computed, "tiles"), (SpanStatus::Lost, "lost, and done again by another")];
    html! {
        if !spans.is_empty() {
            <p class="legend" aria-hidden="true">
                { for all.into_iter().filter(|(status, _)| occurs(*status)).map(|(status, word)| html! {
                    <span><i class={shade(status)} />{ word }</span>
                }) }
            </p>
        }
    }
}
