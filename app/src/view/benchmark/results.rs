//! The results of the benchmark, and the text and the lines that show them. Pure.

use crate::view::benchmark::chart::ChartLine;
use crate::view::text::benchmark as text;
use shared::DType;
use shared::kernel::{Algorithm, Kernel};
use shared::measurement::{median, quantile};
use std::fmt::Write as _;

/// Sizes n of the n × n products.
pub const SIZES: [usize; 6] = [64, 128, 256, 512, 1024, 2048];

/// What a curve shows.
#[derive(Debug, PartialEq)]
pub struct BenchmarkCurve {
    /// Its name.
    pub name: &'static str,
    /// Instruction set.
    pub kernel: Kernel,
    /// Element type.
    pub dtype: DType,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Smaller sizes are not measured.
    pub min_size: usize,
}

const fn curve(name: &'static str, kernel: Kernel, dtype: DType) -> BenchmarkCurve {
    BenchmarkCurve { name, kernel, dtype, algorithm: Algorithm::Classical, min_size: 0 }
}

/// The curves, in the order in which they are measured.
pub static CURVES: [BenchmarkCurve; 5] = [
    curve("f64, relaxed SIMD", Kernel::Relaxed, DType::F64),
    curve("f32, relaxed SIMD", Kernel::Relaxed, DType::F32),
    curve("f64, SIMD", Kernel::Simd128, DType::F64),
    curve("f32, SIMD", Kernel::Simd128, DType::F32),
    BenchmarkCurve {
        algorithm: Algorithm::Strassen,
        min_size: 512,
        ..curve("f64, Strassen–Winograd", Kernel::Relaxed, DType::F64)
    },
];

/// A speed, also as a share of the roofline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpeedPoint {
    /// Median, in 10^9 operations a second.
    pub gflops: f64,
    /// Median of the rounds' ratios.
    pub share: f64,
}

impl SpeedPoint {
    /// Of rounds: (speed, roofline at that time), both in 10^9 per second.
    pub fn of_rounds(rounds: &[(f64, f64)]) -> Self {
        let ratios: Vec<f64> = rounds.iter().map(|(speed, roofline)| speed / roofline).collect();
        let speeds: Vec<f64> = rounds.iter().map(|round| round.0).collect();
        Self { gflops: median(&speeds), share: median(&ratios) }
    }
}

/// The speed of products with a number of workers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkersPoint {
    /// Number of workers.
    pub workers: u32,
    /// Median, in 10^9 operations a second, from call to result.
    pub gflops: f64,
    /// Of as many rooflines.
    pub share: f64,
}

/// One curve, as far as it was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct SpeedSeries {
    /// What it shows.
    pub curve: &'static BenchmarkCurve,
    /// For each of [`SIZES`].
    pub points: [Option<SpeedPoint>; SIZES.len()],
}

/// All results so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BenchmarkResults {
    /// Samples of the roofline in f64 and f32, in 10^9 operations a second.
    pub roofline: [Vec<f64>; 2],
    /// The curves by size.
    pub series: Vec<SpeedSeries>,
    /// By number of workers.
    pub workers: Vec<WorkersPoint>,
    /// The browser's own name for itself, and its cores.
    pub browser: String,
}

impl BenchmarkResults {
    /// Whether nothing has been measured yet.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Adds the point of `curve` at the size with this index.
    pub fn add(&mut self, curve: &'static BenchmarkCurve, size: usize, point: SpeedPoint) {
        let place = self.series.iter().position(|series| series.curve == curve).unwrap_or_else(|| {
            self.series.push(SpeedSeries { curve, points: Default::default() });
            self.series.len() - 1
        });
        self.series[place].points[size] = Some(point);
    }

    /// A sentence about the roofline and its noise.
    pub fn rooflines(&self) -> String {
        let mut parts = Vec::new();
        let mut worst: f64 = 0.0;
        for (name, samples) in ["f64", "f32"].into_iter().zip(&self.roofline) {
            if !samples.is_empty() {
                let middle = median(samples);
                worst = worst.max((quantile(samples, 0.9) - quantile(samples, 0.1)) / middle);
                parts.push(text::ROOFLINE_IN.with(&[&format!("{middle:.1}"), &name]));
            }
        }
        let noise = match worst {
            worst if worst < 0.02 => text::QUIET,
            worst if worst < 0.08 => text::SOME_NOISE,
            _ => text::NOISY,
        };
        text::ROOFLINES.with(&[&parts.join(", "), &format!("{:.1}", 100.0 * worst), &noise.get()])
    }

    /// The curves by size, under their rooflines.
    pub fn lines(&self) -> Vec<ChartLine> {
        let limit = |(name, samples): (&str, &Vec<f64>)| {
            (!samples.is_empty()).then(|| ChartLine {
                name: text::ROOFLINE_LINE.with(&[&name]),
                values: vec![Some(median(samples)); SIZES.len()],
                is_limit: true,
            })
        };
        let limits = ["f64", "f32"].into_iter().zip(&self.roofline).filter_map(limit);
        let curve = |series: &SpeedSeries| ChartLine {
            name: series.curve.name.to_owned(),
            values: series.points.iter().map(|point| point.map(|point| point.gflops)).collect(),
            is_limit: false,
        };
        limits.chain(self.series.iter().map(curve)).collect()
    }

    /// The curve by workers, under as many rooflines.
    pub fn worker_lines(&self) -> Vec<ChartLine> {
        let line = |name: &str, is_limit, value: fn(&WorkersPoint) -> f64| ChartLine {
            name: name.to_owned(),
            values: self.workers.iter().map(|point| Some(value(point))).collect(),
            is_limit,
        };
        vec![
            line(text::ROOFLINES_LINE.get(), true, |point| point.gflops / point.share),
            line(text::PRODUCTS_LINE.get(), false, |point| point.gflops),
        ]
    }

    /// Everything as plain text, for a message or an issue.
    pub fn to_text(&self) -> String {
        let title = text::EXPORT_TITLE.with(&[&env!("CARGO_PKG_VERSION")]);
        let mut lines = format!("{title}\n{}\n{}\n\n", self.browser, self.rooflines());
        let _ = write!(lines, "{:<24}", text::EXPORT_COLUMNS.get());
        for n in SIZES {
            let _ = write!(lines, "{n:>14}");
        }
        lines.push('\n');
        for series in &self.series {
            let _ = write!(lines, "{:<24}", series.curve.name);
            for point in series.points {
                let cell = point.map(|point| format!("{:.1} ({:.0} %)", point.gflops, 100.0 * point.share));
                let _ = write!(lines, "{:>14}", cell.unwrap_or_else(|| "–".to_owned()));
            }
            lines.push('\n');
        }
        for point in &self.workers {
            let (share, workers) = (100.0 * point.share, point.workers);
            let (gflops, share) = (format!("{:.1}", point.gflops), format!("{share:.0}"));
            let _ = write!(lines, "\n{}", text::EXPORT_WORKERS.with(&[&workers, &gflops, &share]));
        }
        lines.push('\n');
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_the_median_of_ratios_not_the_ratio_of_medians() {
        let point = SpeedPoint::of_rounds(&[(10.0, 20.0), (5.0, 10.0), (30.0, 40.0)]);
        assert_eq!(point, SpeedPoint { gflops: 10.0, share: 0.5 });
    }

    #[test]
    fn what_is_drawn_is_speed_under_the_limits() {
        let mut results =
            BenchmarkResults { roofline: [vec![29.0, 30.0, 31.0], vec![]], ..BenchmarkResults::default() };
        results.add(&CURVES[2], 1, SpeedPoint { gflops: 23.4, share: 0.78 });
        results.workers.push(WorkersPoint { workers: 2, gflops: 45.0, share: 0.75 });
        let [limit, curve] = &results.lines()[..] else { panic!("a limit and a curve") };
        assert_eq!((limit.is_limit, limit.values[1]), (true, Some(30.0)));
        assert_eq!((curve.is_limit, curve.values[0], curve.values[1]), (false, None, Some(23.4)));
        let values: Vec<_> = results.worker_lines().into_iter().map(|line| line.values[0]).collect();
        assert_eq!(values, [Some(60.0), Some(45.0)]);
    }

    #[test]
    fn the_text_holds_every_number_and_a_dash_for_what_is_missing() {
        let mut results = BenchmarkResults { roofline: [vec![29.0, 29.0], vec![]], ..BenchmarkResults::default() };
        results.add(&CURVES[2], 1, SpeedPoint { gflops: 23.4, share: 0.81 });
        results.workers.push(WorkersPoint { workers: 2, gflops: 51.0, share: 0.88 });
        let text = results.to_text();
        for part in
            ["29.0 GFLOP/s in f64", "a quiet machine", "23.4 (81 %)", "–", "with 2 workers: 51.0 GFLOP/s (88 %)"]
        {
            assert!(text.contains(part), "{part} is missing in:\n{text}");
        }
    }
}
