//! Runs the benchmark: one sample after the other, on workers of its own, the page staying free.
//!
//! Refuses to draw, and to keep its workers: they end with the run, and their memory goes back.

use crate::engine::{Engine, Mode, MultiplyOptions};
use crate::failure::Failure;
use crate::memory;
use crate::operand::{Elements, Operand};
use crate::pool::worker_assets::has_relaxed_simd;
use crate::view::benchmark::results::{BenchmarkResults, CURVES, SIZES, SpeedPoint, WorkersPoint};
use crate::view::platform::browser;
use futures_util::future::try_join_all;
use shared::kernel::{Dims, Kernel};
use shared::measurement::{Measurement, Sample};
use shared::{DType, Shape};
use web_sys::AbortSignal;

/// Samples of each point.
const ROUNDS: usize = 7;
/// Size of the products by several workers.
const POOL_SIZE: usize = 1024;
/// The benchmark's numbers of workers: all of few, some of many.
const WORKERS: [u32; 9] = [1, 2, 3, 4, 6, 8, 12, 16, 24];

/// Measures everything; `show` gets what was found and what comes next.
///
/// # Errors
/// [`Failure::Cancelled`] when stopped; [`Failure::Pool`] and others as they come. What was shown stays.
pub async fn run(signal: &AbortSignal, show: impl Fn(&BenchmarkResults, String)) -> Result<(), Failure> {
    let engine = Engine::start();
    engine.ready().await;
    let cores = engine.stats().workers.len().max(1) as u32;
    let mut results = BenchmarkResults { browser: describe(cores), ..BenchmarkResults::default() };
    for (place, &n) in SIZES.iter().enumerate() {
        for (name, kernel, dtype, algorithm, least) in CURVES {
            if n < least || (kernel == Kernel::Relaxed && !has_relaxed_simd()) {
                continue;
            }
            show(&results, format!("Measuring {name}, n = {n} …"));
            let what = Measurement::Gemm { kernel, dtype, dims: Dims::new(n, n, n), algorithm };
            let mut rounds = Vec::with_capacity(ROUNDS);
            // The first sample makes the operands and is not counted.
            for round in 0..=ROUNDS {
                let limit = engine.measure(roofline(dtype), Some(signal.clone())).await?.rate();
                let speed = engine.measure(what, Some(signal.clone())).await?.rate();
                if round > 0 {
                    rounds.push((speed, limit));
                    results.roofline[usize::from(dtype == DType::F32)].push(limit);
                }
            }
            results.note(name, place, SpeedPoint::of_rounds(&rounds));
        }
    }
    let operands = [random(1)?, random(2)?];
    for workers in WORKERS.into_iter().filter(|&workers| workers <= cores) {
        show(&results, format!("Measuring products by {workers} of {cores} workers …"));
        let mut rounds = Vec::with_capacity(ROUNDS);
        for round in 0..=ROUNDS {
            let all = (0..workers).map(|_| engine.measure(roofline(DType::F64), Some(signal.clone())));
            let limit = try_join_all(all).await?.into_iter().map(Sample::rate).sum::<f64>();
            let options = MultiplyOptions {
                mode: Mode::Pool,
                workers: Some(workers),
                signal: Some(signal.clone()),
                ..MultiplyOptions::default()
            };
            let product = engine.multiply(&operands[0], &operands[1], options).await?;
            if round > 0 {
                rounds.push((product.report.gflops, limit));
            }
        }
        let SpeedPoint { gflops, share } = SpeedPoint::of_rounds(&rounds);
        results.workers.push(WorkersPoint { workers, gflops, share });
    }
    show(&results, String::new());
    Ok(())
}

/// The limit that every speed is a share of. Where there is no fused multiply-add, what there is instead.
fn roofline(dtype: DType) -> Measurement {
    if has_relaxed_simd() { Measurement::Roofline { dtype } } else { Measurement::PlainRoofline { dtype } }
}

fn random(seed: u32) -> Result<Operand, Failure> {
    let elements = memory::allocate(DType::F64, (POOL_SIZE * POOL_SIZE) as u64, false)?;
    if let Elements::F64(array) = &elements {
        let mut word = seed;
        let row: Vec<f64> = (0..POOL_SIZE)
            .map(|_| {
                word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(word) / 2_147_483_648.0 - 1.0
            })
            .collect();
        // Rows may repeat: speed does not depend on the numbers.
        for index in 0..POOL_SIZE {
            let from = (index * POOL_SIZE) as u32;
            array.subarray(from, from + POOL_SIZE as u32).copy_from(&row);
        }
    }
    Ok(Operand { shape: Shape::new(POOL_SIZE, POOL_SIZE), elements })
}

fn describe(cores: u32) -> String {
    let agent = browser::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    let transport = if memory::can_share() { "page isolated" } else { "page not isolated" };
    format!("{agent}, {cores} workers, {transport}")
}
