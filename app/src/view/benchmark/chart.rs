//! A line chart of speeds as plain SVG, with a scale from 0. Screen readers get one picture: the numbers are in a table.

use crate::view::text::benchmark as text;
use yew::prelude::*;

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartLine {
    /// Its name in the legend.
    pub name: String,
    /// Speed at each tick, in 10^9 operations a second, as far as known.
    pub values: Vec<Option<f64>>,
    /// A limit of the other lines.
    pub is_limit: bool,
}

/// A line chart in GFLOP/s.
pub struct Chart<'a> {
    /// Its caption.
    pub title: &'static str,
    /// What the ticks count.
    pub label: &'static str,
    /// Names of the ticks.
    pub ticks: &'a [String],
    /// The lines.
    pub lines: &'a [ChartLine],
}

/// Width and height of the drawing, in its own units.
const SIZE: (f64, f64) = (560.0, 260.0);
/// Left, right, top and bottom of the field.
const FIELD: (f64, f64, f64, f64) = (44.0, 548.0, 14.0, 222.0);

/// The step between two levels: 1, 2 or 5 times a power of ten, so that up to six of them reach `most`.
fn step(most: f64) -> f64 {
    let least = (most / 6.0).max(0.01);
    let decade = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|digit| digit * decade).find(|&step| step >= least).unwrap_or(10.0 * decade)
}

/// The levels of the scale, from 0 to beyond the highest point.
fn levels(lines: &[ChartLine]) -> Vec<f64> {
    let most = lines.iter().flat_map(|line| line.values.iter().flatten()).copied().fold(0.0, f64::max);
    let step = step(most);
    (0..=(most / step).ceil().max(1.0) as u32).map(|level| f64::from(level) * step).collect()
}

/// A level's number, without trailing zeros.
fn number(level: f64) -> String {
    format!("{level:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The class of a line: limits look alike, every other line has its own style.
fn class(number: usize, lines: &[ChartLine]) -> String {
    let before = lines[..number].iter().filter(|line| !line.is_limit).count();
    if lines[number].is_limit { "limit".to_owned() } else { format!("line-{before}") }
}

/// Draws it.
pub fn chart(Chart { title, label, ticks, lines }: Chart) -> Html {
    let (left, right, above, below) = FIELD;
    let levels = levels(lines);
    let top = levels.last().copied().unwrap_or(1.0);
    let steps = ticks.len().saturating_sub(1).max(1) as f64;
    let x = |index: usize| left + 12.0 + (right - left - 24.0) * index as f64 / steps;
    let y = |value: f64| below - (below - above) * value / top;
    html! {
        <figure class="chart">
            <figcaption>{ title }</figcaption>
            <svg viewBox={format!("0 0 {} {}", SIZE.0, SIZE.1)} role="img" aria-label={text::CHART.with(&[&title])}>
                { for levels.iter().map(|&level| html! {
                    <>
                        <line class="level" x1={left.to_string()} x2={right.to_string()} y1={y(level).to_string()} y2={y(level).to_string()} />
                        <text class="tick" x={(left - 6.0).to_string()} y={(y(level) + 4.0).to_string()} text-anchor="end">{ number(level) }</text>
                    </>
                }) }
                { for ticks.iter().enumerate().map(|(index, tick)| html! {
                    <text class="tick" x={x(index).to_string()} y={(below + 18.0).to_string()} text-anchor="middle">{ tick.clone() }</text>
                }) }
                <text class="tick" x={right.to_string()} y={(below + 34.0).to_string()} text-anchor="end">{ label }</text>
                { for lines.iter().enumerate().map(|(number, line)| {
                    let known = || line.values.iter().enumerate().filter_map(|(index, value)| value.map(|value| (x(index), y(value))));
                    let points: Vec<String> = known().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
                    html! {
                        <g class={class(number, lines)}>
                            <polyline points={points.join(" ")} />
                            { for known().filter(|_| !line.is_limit).map(|(x, y)| html! { <circle cx={format!("{x:.1}")} cy={format!("{y:.1}")} r="3" /> }) }
                        </g>
                    }
                }) }
            </svg>
            <ul class="legend" aria-hidden="true">
                { for lines.iter().enumerate().map(|(number, line)| html! {
                    <li class={class(number, lines)}><svg width="30" height="8"><line x1="1" x2="29" y1="4" y2="4" /></svg>{ line.name.clone() }</li>
                }) }
            </ul>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn line(is_limit: bool, values: &[f64]) -> ChartLine {
        ChartLine { name: String::new(), values: values.iter().map(|&value| Some(value)).collect(), is_limit }
    }

    #[test]
    fn the_scale_begins_at_0_and_reaches_every_point_in_a_few_round_levels() {
        for most in [0.03, 0.9, 1.0, 7.3, 29.2, 58.4, 100.0, 733.0, 12_345.0] {
            let levels = levels(&[line(false, &[most / 3.0]), line(true, &[most])]);
            let top = *levels.last().unwrap();
            assert_eq!(levels[0], 0.0);
            assert!(top >= most && top <= 2.0 * most, "{most}: {levels:?}");
            assert!((3..=7).contains(&levels.len()), "{most}: {levels:?}");
        }
        assert_eq!(levels(&[line(false, &[29.2])]), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]);
        assert_eq!([0.0, 0.2, 5.0, 20.0].map(number), ["0", "0.2", "5", "20"]);
        assert!(levels(&[]).len() > 1, "nothing is known yet");
    }

    #[test]
    fn limits_take_no_lines_style_away() {
        let lines = [line(true, &[]), line(false, &[]), line(true, &[]), line(false, &[])];
        assert_eq!([0, 1, 2, 3].map(|number| class(number, &lines)), ["limit", "line-0", "limit", "line-1"]);
    }
}
