//! What Multiply would give, and what it would take; or why it cannot.

use crate::engine::{Forecast, MultiplyOptions, Refusal};
use crate::event_loop::spawn_local;
use crate::view::controller::{Controller, job_options};
use crate::view::icon;
use crate::view::live::remaining::rounded;
use crate::view::messages;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::ShownProduct;
use crate::view::state::loaded::Loaded;
use crate::view::state::operation::{Operation, OperationKind};
use crate::view::state::settings::Settings;
use crate::view::state::slot::{BySide, OperandSide};
use crate::view::text::{forecast as text, messages as general, operation as operation_text, run, shortcuts};
use shared::Shape;
use shared::kernel::Dims;
use shared::sequence::Sequence;
use std::fmt::Display;
use std::rc::Rc;
use yew::prelude::*;

/// Whether workers are up, or are not to be expected any more.
#[hook]
fn use_ready(controller: &Controller) -> bool {
    let is_ready = use_state_eq(|| false);
    use_effect_with((), {
        let (controller, is_ready) = (controller.clone(), is_ready.setter());
        move |()| {
            spawn_local(async move {
                controller.engine().ready().await;
                is_ready.set(true);
            });
        }
    });
    *is_ready
}

/// What the product of `operands` would take, where that is known. What was measured of the newest product counts; while a
/// job is active, nothing is forecast.
#[hook]
pub fn use_forecast(
    controller: &Controller,
    operands: &BySide<Option<ByPtr<Loaded>>>,
    settings: Settings,
    newest: &Option<ByPtr<ShownProduct>>,
    is_active: bool,
) -> Rc<Option<Forecast>> {
    // Before that nobody knows where a product would be computed.
    let is_ready = use_ready(controller);
    let known = (operands.clone(), settings, newest.clone(), is_ready, is_active);
    use_memo(known, |(operands, settings, _, _, is_active)| {
        if *is_active {
            return None;
        }
        let operation = settings.operation;
        let matrix = |side: &OperandSide| operands[side.index()].as_ref().map(|loaded| loaded.matrix.clone());
        let matrices = operation.operands().iter().map(matrix).collect::<Option<Vec<_>>>()?;
        let options = job_options(settings);
        match operation.pair() {
            Some(pair) => {
                let transposed = pair.map(|(_, is_transposed)| is_transposed);
                let options = MultiplyOptions { transposed, ..options };
                controller.engine().forecast(matrices.first()?, matrices.last()?, &options)
            }
            None if operation.kind == OperationKind::Chain => controller.engine().forecast_chain(&matrices, &options),
            // Nothing is known of the steps of a power before they are planned.
            None => None,
        }
    })
}

/// What Multiply would give, and what it would take; or why it cannot. After Multiply was pressed, an alert says why.
pub fn forecast_line(
    controller: &Controller,
    operation: Operation,
    shapes: &BySide<Option<Shape>>,
    forecast: &Option<Forecast>,
    has_error: bool,
) -> Html {
    let factors = operation.factors(shapes);
    let misfit = |pair: &[(&'static str, Option<Shape>)]| match *pair {
        [(left, Some(a)), (right, Some(b))] if a.cols != b.rows => Some([(left, a), (right, b)]),
        _ => None,
    };
    let misfits: Vec<_> = factors.windows(2).filter_map(misfit).collect();
    let known: Option<Vec<Shape>> = factors.iter().map(|(_, shape)| *shape).collect();
    html! {
        <div class="forecast" role="status">
            { match (known, forecast) {
                _ if !misfits.is_empty() => mismatch(controller, operation, &misfits, has_error),
                (_, Some(Forecast { bytes, refusal: Some(Refusal { limit, largest }), .. })) => {
                    let whole = messages::bytes(bytes.iter().sum());
                    let text = if operation.pair().is_some() { text::TOO_LARGE } else { text::CHAIN_TOO_LARGE };
                    html! { <p class="mismatch">{ text.with(&[&whole, &messages::bytes(*limit), largest]) }</p> }
                }
                (Some(shapes), forecast) => {
                    let mut parts = match shapes[..] {
                        [a, b] => vec![run::GIVES.with(&[&a, &b, &Shape::new(a.rows, b.cols)])],
                        _ => chain_gives(&factors, &shapes),
                    };
                    parts.extend(forecast.as_ref().map(cost).unwrap_or_default());
                    html! { <p class="hint numbers">{ parts.join(" · ") }</p> }
                }
                _ => enter_first(),
            } }
        </div>
    }
}

/// "A·B·D gives 2 × 5, in the order A·(B·D)" and "8 MFLOP".
fn chain_gives(factors: &[(&'static str, Option<Shape>)], shapes: &[Shape]) -> Vec<String> {
    let names: Vec<String> = factors.iter().map(|(name, _)| (*name).to_owned()).collect();
    let Ok(sequence) = Sequence::chain(shapes) else { return Vec::new() };
    let result = sequence.shapes(shapes).pop().map(|shape| shape.to_string()).unwrap_or_default();
    let mut operations: f64 = sequence.dims(shapes).into_iter().map(Dims::operations).sum();
    let mut unit = "FLOP";
    for larger in ["kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP"] {
        if operations >= 1000.0 {
            (operations, unit) = (operations / 1000.0, larger);
        }
    }
    let given = operation_text::CHAIN_GIVES.with(&[&names.join("·"), &result, &sequence.describe(&names)]);
    vec![given, format!("{operations:.*} {unit}", usize::from(unit != "FLOP"))]
}

/// What to do first.
fn enter_first() -> Html {
    let (before, after) = run::ENTER_FIRST.around();
    html! {
        <p class="hint">
            { before }<kbd>{ shortcuts::CTRL.get() }</kbd>{ " + " }<kbd>{ shortcuts::ENTER.get() }</kbd>{ after }
        </p>
    }
}

/// "3 × 134.2 MB" and "about 2 s on 8 workers".
fn cost(forecast: &Forecast) -> Vec<String> {
    let Forecast { bytes, milliseconds, workers, .. } = forecast;
    let text = match bytes[..] {
        [a, b, c] if a == b && b == c => text::THRICE,
        [_, _] => text::FACTORS,
        _ => text::EACH,
    };
    let bytes: Vec<String> = bytes.iter().map(|&bytes| messages::bytes(bytes)).collect();
    let bytes: Vec<&dyn Display> = bytes.iter().map(|bytes| bytes as &dyn Display).collect();
    let memory = text.with(&bytes);
    let time = milliseconds.map(|milliseconds| {
        let time = about(milliseconds);
        match workers {
            // Which thread computes what takes no time does not matter.
            0 if milliseconds < 1.0 => time,
            0 => text::ABOUT_ON_MAIN_THREAD.with(&[&time]),
            _ => text::ABOUT_ON_WORKERS.with(&[&time, &general::WORKERS.of(*workers)]),
        }
    });
    std::iter::once(memory).chain(time).collect()
}

/// "under 1 ms", "40 ms", "3 s", "2 min 30 s".
fn about(milliseconds: f64) -> String {
    let to = |unit: f64| format!("{} ms", ((milliseconds / unit).round().max(1.0) * unit) as u64);
    match milliseconds {
        ..1.0 => messages::duration(milliseconds),
        ..10.0 => to(1.0),
        ..100.0 => to(10.0),
        ..950.0 => to(100.0),
        _ => rounded(milliseconds / 1000.0 - 0.5),
    }
}

/// Which operands to transpose, besides those that are, so that A·B is there: the fewest, B before A.
fn fitting_transposes(operation: Operation, [a, b]: [Shape; 2]) -> Option<[bool; 2]> {
    let fits = |[flip_a, flip_b]: &[bool; 2]| a.transposed_if(*flip_a).cols == b.transposed_if(*flip_b).rows;
    [[false, true], [true, false], [true, true]].into_iter().filter(|_| operation.takes_transposes()).find(fits)
}

/// Why the product is not there, and what is.
fn mismatch(
    controller: &Controller,
    operation: Operation,
    misfits: &[[(&'static str, Shape); 2]],
    has_error: bool,
) -> Html {
    let Some([(_, a), (_, b)]) = misfits.first().copied() else { return Html::default() };
    let on_swap = controller.callback(|controller, _: MouseEvent| controller.swap());
    let transpose = fitting_transposes(operation, [a, b]).map(|flips| {
        let letters: Vec<&str> = OperandSide::BOTH.iter().zip(flips).filter(|(_, is_flipped)| *is_flipped).map(|(side, _)| side.letter()).collect();
        let onclick = controller.callback(move |controller, _: MouseEvent| {
            controller.configure(|settings| {
                for (is_transposed, is_flipped) in settings.operation.transposed.iter_mut().zip(flips) {
                    *is_transposed ^= is_flipped;
                }
            });
        });
        html! { <button type="button" class="quiet" {onclick}>{ operation_text::TRANSPOSE.with(&[&letters.join(", ")]) }</button> }
    });
    html! {
        <p class="mismatch">
            // After Multiply was pressed, the alert says the same of the first.
            { for misfits.iter().skip(usize::from(has_error)).map(|pair| messages::misfit(operation, *pair) + " ") }
            { " " }
            { transpose }
            if operation.is_plain() && b.cols == a.rows {
                { " " }{ run::OTHER_ORDER.get() }{ " " }
                <button type="button" class="quiet" onclick={on_swap}>{ icon::swap() }{ run::SWAP.get() }</button>
            }
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast<const N: usize>(bytes: [u64; N], milliseconds: Option<f64>, workers: u32) -> Vec<String> {
        cost(&Forecast { bytes: bytes.into(), milliseconds, workers, refusal: None })
    }

    #[test]
    fn a_forecast_says_bytes_time_and_workers() {
        assert_eq!(
            forecast([134_217_728; 3], Some(2100.0), 8),
            ["3 × 134.2 MB".to_owned(), "about 2 s on 8 workers".to_owned()]
        );
        assert_eq!(forecast([8, 16, 24], None, 0), ["A 8 B, B 16 B, C 24 B"]);
        assert_eq!(forecast([32; 3], Some(0.5), 0), ["3 × 32 B", "under 1 ms"]);
        assert_eq!(forecast([32, 48], None, 0), ["factors 32 B, intermediate matrices and C up to 48 B"]);
    }

    #[test]
    fn a_chain_says_its_order_and_operations() {
        for (sizes, given) in [
            (&[2, 3, 2, 1][..], ["A·B·D gives 2 × 1, in the order A·(B·D)", "24 FLOP"]),
            (&[2, 2, 2, 2], ["A·B·D gives 2 × 2, in the order (A·B)·D", "32 FLOP"]),
            (&[100, 100, 100, 1], ["A·B·D gives 100 × 1, in the order A·(B·D)", "40.0 kFLOP"]),
            (&[1000, 1000, 1000, 1000, 1000], ["A·B·D·E gives 1000 × 1000, in the order ((A·B)·D)·E", "6.0 GFLOP"]),
        ] {
            let shapes: Vec<Shape> = sizes.windows(2).map(|pair| Shape::new(pair[0], pair[1])).collect();
            let factors: Vec<_> = ["A", "B", "D", "E"].into_iter().zip(shapes.iter().copied().map(Some)).collect();
            assert_eq!(chain_gives(&factors, &shapes), given);
        }
    }

    #[test]
    fn the_fewest_transposes_that_fit_are_offered() {
        let (tall, wide, other) = (Shape::new(3, 2), Shape::new(2, 3), Shape::new(4, 5));
        let of = |shapes| fitting_transposes(Operation::default(), shapes);
        assert_eq!(of([tall, tall]), Some([false, true]));
        assert_eq!(of([wide, wide]), Some([false, true]));
        assert_eq!(of([tall, Shape::new(3, 5)]), Some([true, false]));
        assert_eq!(of([tall, Shape::new(5, 3)]), Some([true, true]));
        assert_eq!(of([wide, other]), None);
    }

    #[test]
    fn times_are_said_with_one_digit_or_two() {
        for (milliseconds, words) in [
            (0.4, "under 1 ms"),
            (1.2, "1 ms"),
            (43.0, "40 ms"),
            (97.0, "100 ms"),
            (430.0, "400 ms"),
            (1400.0, "1 s"),
            (1600.0, "2 s"),
            (7400.0, "7 s"),
            (23_000.0, "25 s"),
            (100_000.0, "2 min"),
        ] {
            assert_eq!(about(milliseconds), words, "{milliseconds}");
        }
    }
}
