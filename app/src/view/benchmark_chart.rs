//! A line chart as plain SVG. The numbers stand in a table beside it, so to a screen reader it is one picture.
//!
//! Refuses to scale below 100 %: the roofline is always in sight.

use yew::prelude::*;

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Per cent at each tick, as far as known.
    pub values: Vec<Option<f64>>,
}

/// Properties of [`Chart`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What is drawn.
    pub title: &'static str,
    /// What the ticks are.
    pub label: &'static str,
    /// Names of the ticks.
    pub ticks: Vec<String>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// Width and height of the drawing, in its own units.
const SIZE: (f64, f64) = (560.0, 260.0);
/// Left, right, top and bottom of the field.
const FIELD: (f64, f64, f64, f64) = (44.0, 548.0, 14.0, 222.0);

/// The top of the scale for these lines, in per cent: a multiple of 25, 100 at least.
fn top(lines: &[Line]) -> f64 {
    let most =
        lines.iter().flat_map(|line| line.values.iter().flatten()).fold(100.0, |most: f64, &value| most.max(value));
    (most / 25.0).ceil() * 25.0
}

/// A line chart in per cent.
#[component]
pub fn Chart(props: &Props) -> Html {
    let (left, right, above, below) = FIELD;
    let top = top(&props.lines);
    let steps = props.ticks.len().saturating_sub(1).max(1) as f64;
    let x = |index: usize| left + 12.0 + (right - left - 24.0) * index as f64 / steps;
    let y = |value: f64| below - (below - above) * value / top;
    let levels: Vec<f64> = (0..=(top / 25.0) as u32).map(|level| f64::from(level) * 25.0).collect();
    html! {
        <figure class="chart">
            <figcaption>{ props.title }</figcaption>
            <svg viewBox={format!("0 0 {} {}", SIZE.0, SIZE.1)} role="img" aria-label={format!("{}; the numbers are in the table below", props.title)}>
                { for levels.iter().map(|&level| html! {
                    <>
                        <line class={if level == 100.0 { "level roof" } else { "level" }} x1={left.to_string()} x2={right.to_string()} y1={y(level).to_string()} y2={y(level).to_string()} />
                        <text class="tick" x={(left - 6.0).to_string()} y={(y(level) + 4.0).to_string()} text-anchor="end">{ format!("{level:.0} %") }</text>
                    </>
                }) }
                { for props.ticks.iter().enumerate().map(|(index, tick)| html! {
                    <text class="tick" x={x(index).to_string()} y={(below + 18.0).to_string()} text-anchor="middle">{ tick.clone() }</text>
                }) }
                <text class="tick" x={right.to_string()} y={(below + 34.0).to_string()} text-anchor="end">{ props.label }</text>
                { for props.lines.iter().enumerate().map(|(number, line)| {
                    let known = || line.values.iter().enumerate().filter_map(|(index, value)| value.map(|value| (x(index), y(value))));
                    let points: Vec<String> = known().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
                    html! {
                        <g class={format!("line-{number}")}>
                            <polyline points={points.join(" ")} />
                            { for known().map(|(x, y)| html! { <circle cx={format!("{x:.1}")} cy={format!("{y:.1}")} r="3" /> }) }
                        </g>
                    }
                }) }
            </svg>
            <ul class="legend" aria-hidden="true">
                { for props.lines.iter().enumerate().map(|(number, line)| html! {
                    <li class={format!("line-{number}")}><svg width="30" height="8"><line x1="1" x2="29" y1="4" y2="4" /></svg>{ line.name.clone() }</li>
                }) }
            </ul>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_reaches_the_roofline_and_every_point() {
        let line = |value| [Line { name: String::new(), values: vec![None, Some(value)] }];
        assert_eq!(top(&line(40.0)), 100.0);
        assert_eq!(top(&line(119.0)), 125.0);
    }
}
