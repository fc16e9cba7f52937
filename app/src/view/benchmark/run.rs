//! Runs the benchmark: one sample after the other, on workers of its own, which end with it.

use crate::engine::{Engine, Mode, MultiplyOptions};
use crate::failure::Failure;
use crate::memory::can_share;
use crate::memory::generated::generated;
use crate::operand::Operand;
use crate::pool::worker_assets::has_relaxed_simd;
use crate::view::benchmark::results::{BenchmarkCurve, BenchmarkResults, CURVES, SIZES, SpeedPoint, WorkersPoint};
use crate::view::platform::browser;
use crate::view::text::benchmark as text;
use futures_util::future::try_join_all;
use shared::generate::{Generator, NumberRange};
use shared::kernel::{Dims, Kernel};
use shared::measurement::{Measurement, Sample};
use shared::{DType, Shape};
use web_sys::AbortSignal;

/// Samples for each point.
const ROUNDS: usize = 7;
/// Size of the products by several workers.
const POOL_SIZE: usize = 1024;
/// The numbers of workers measured, as far as the pool has them.
const WORKERS: [u32; 9] = [1, 2, 3, 4, 6, 8, 12, 16, 24];

/// Measures everything; `show` gets the results so far and what is measured next.
///
/// # Errors
/// [`Failure::Cancelled`] when stopped, and any other [`Failure`].
pub async fn run(signal: &AbortSignal, show: impl Fn(&BenchmarkResults, String)) -> Result<(), Failure> {
    let engine = Engine::start();
    engine.ready().await;
    let cores = engine.stats().workers.len().max(1) as u32;
    let mut results = BenchmarkResults { browser: describe(cores), ..BenchmarkResults::default() };
    for (size, &n) in SIZES.iter().enumerate() {
        for curve in &CURVES {
            let &BenchmarkCurve { name, kernel, dtype, algorithm, min_size } = curve;
            if n < min_size || (kernel == Kernel::Relaxed && !has_relaxed_simd()) {
                continue;
            }
            show(&results, text::MEASURING.with(&[&name, &n]));
            let what = Measurement::Gemm { kernel, dtype, dims: Dims::new(n, n, n), algorithm };
            let mut rounds = Vec::with_capacity(ROUNDS);
            // The first sample creates the operands and is not counted.
            for round in 0..=ROUNDS {
                let limit = engine.measure(roofline(dtype), Some(signal.clone())).await?.rate();
                let speed = engine.measure(what, Some(signal.clone())).await?.rate();
                if round > 0 {
                    rounds.push((speed, limit));
                    results.roofline[usize::from(dtype == DType::F32)].push(limit);
                }
            }
            results.add(curve, size, SpeedPoint::of_rounds(&rounds));
        }
    }
    let operands = [random_operand(1).await?, random_operand(2).await?];
    for workers in WORKERS.into_iter().filter(|&workers| workers <= cores) {
        show(&results, text::MEASURING_WORKERS.with(&[&workers, &cores]));
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

/// The limit that every speed is a share of; without relaxed SIMD there is no fused multiply-add.
fn roofline(dtype: DType) -> Measurement {
    if has_relaxed_simd() { Measurement::Roofline { dtype } } else { Measurement::PlainRoofline { dtype } }
}

async fn random_operand(seed: u64) -> Result<Operand, Failure> {
    let shape = Shape::new(POOL_SIZE, POOL_SIZE);
    generated(&Generator::Random { shape, seed, range: NumberRange::UNIT }, false).await
}

fn describe(cores: u32) -> String {
    let agent = browser::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
    let text = if can_share() { text::MACHINE_ISOLATED } else { text::MACHINE };
    text.with(&[&agent, &cores])
}
