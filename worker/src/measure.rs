//! Takes samples for the benchmark: kernel, roofline, parsing, copying.
//!
//! Operands are kept for each size, because the first touch of fresh memory costs more than a product. A sample repeats
//! its work until the resolution of the clock no longer matters; the first sample finds the number of repetitions.

use crate::clock;
use crate::files;
use crate::kernels::{Kernels, Peaks};
use crate::wire::{Payload, Response, Wired};
use js_sys::Uint8Array;
use shared::element::{DType, Element};
use shared::format::ReadOptions;
use shared::kernel::{Algorithm, Aligned, Dims, Gemm, Workspace};
use shared::measurement::{self, Measurement, Sample};
use shared::protocol::{JobId, RejectionKind};
use shared::random::numbers;
use std::collections::HashMap;
use std::hint::black_box;

/// Shortest sample: without isolation, a browser's clock has a resolution of 0.1 ms.
const SHORTEST_MS: f64 = 25.0;
/// Rounds of a register-only loop in one call.
const ROUNDS: usize = 1 << 16;
/// Most bytes of operands that are kept.
const MOST_BYTES: usize = 768 << 20;

/// Everything that is kept from sample to sample.
#[derive(Default)]
pub struct MeasurementRunner {
    f32: OperandCache<f32>,
    f64: OperandCache<f64>,
    /// Files to parse, and arrays to copy.
    files: HashMap<Measurement, Uint8Array>,
    /// Repetitions of each measurement in a sample.
    repetitions: HashMap<Measurement, u32>,
}

/// The operands of one element type.
struct OperandCache<T: Element> {
    operands: HashMap<Dims, GemmOperands<T>>,
    numbers: Aligned<T>,
    workspace: Workspace<T>,
}

struct GemmOperands<T: Element> {
    a: Aligned<T>,
    b: Aligned<T>,
    c: Aligned<T>,
}

impl<T: Element> Default for OperandCache<T> {
    fn default() -> Self {
        Self { operands: HashMap::new(), numbers: Aligned::default(), workspace: Workspace::new() }
    }
}

impl MeasurementRunner {
    /// Takes one sample of `what`, a [`Measurement`] as an object.
    pub fn measure(&mut self, job: JobId, kernels: &Kernels, what: &Payload) -> Response {
        let rejected = |kind, reason| Response::Rejected { job, kind, reason, alternatives: Vec::new() };
        let Some(what) = Measurement::from_js(what.value()) else {
            let reason = "the measurement is not one of shared/src/measurement.rs; correct it".to_owned();
            return rejected(RejectionKind::Format, reason);
        };
        match self.sample(kernels, what) {
            Ok(sample) => Response::Measured { job, sample },
            Err(reason) => rejected(RejectionKind::Limit, reason),
        }
    }

    fn sample(&mut self, kernels: &Kernels, what: Measurement) -> Result<Sample, String> {
        if matches!(what, Measurement::Parse { .. } | Measurement::Copy { .. }) {
            return self.file(what);
        }
        let rooflines = kernels
            .rooflines
            .as_ref()
            .ok_or("these kernels come without the loops that measure the machine; reload the page")?;
        let repetitions = self.repetitions.entry(what).or_insert(1);
        match what {
            Measurement::Roofline { dtype } => {
                let peaks = rooflines.multiply_add.as_ref().ok_or_else(|| no_kernel("relaxed"))?;
                Ok(peak(peaks, dtype, repetitions))
            }
            Measurement::PlainRoofline { dtype } => Ok(peak(&rooflines.separate, dtype, repetitions)),
            Measurement::Read { dtype: DType::F32, elements } => {
                self.f32.read(rooflines.read_f32, elements, repetitions)
            }
            Measurement::Read { dtype: DType::F64, elements } => {
                self.f64.read(rooflines.read_f64, elements, repetitions)
            }
            Measurement::Gemm { kernel, dtype, dims, algorithm } => {
                let pair = kernels.get(kernel).ok_or_else(|| no_kernel(kernel.name()))?;
                match dtype {
                    DType::F32 => self.f32.multiply(pair.f32, dims, algorithm, repetitions),
                    DType::F64 => self.f64.multiply(pair.f64, dims, algorithm, repetitions),
                }
            }
            Measurement::Parse { .. } | Measurement::Copy { .. } => self.file(what),
        }
    }

    /// Parses a file, or copies an array.
    fn file(&mut self, what: Measurement) -> Result<Sample, String> {
        let bytes = match self.files.get(&what) {
            Some(bytes) => bytes.clone(),
            None => {
                let bytes = array_for(what)?;
                self.files.insert(what, bytes.clone());
                bytes
            }
        };
        let length = f64::from(bytes.length());
        let repetitions = self.repetitions.entry(what).or_insert(1);
        if let Measurement::Copy { again, .. } = what {
            let target = Uint8Array::new_with_length(bytes.length());
            return Ok(timed(repetitions, || {
                if again {
                    target.set(&bytes, 0);
                } else {
                    black_box(bytes.slice(0, bytes.length()));
                }
                length
            }));
        }
        let source = Payload::cloned(bytes);
        let mut refusal = None;
        let sample = timed(repetitions, || {
            files::parse(0, &source, None, &ReadOptions::default(), false, &mut |response| {
                if let Response::Rejected { reason, .. } = response {
                    refusal = Some(reason);
                }
            });
            length
        });
        refusal.map_or(Ok(sample), Err)
    }
}

/// The bytes to parse or copy, outside of this memory.
fn array_for(what: Measurement) -> Result<Uint8Array, String> {
    let bytes = match what {
        Measurement::Parse { file, n, decimals } if n <= 1 << 12 => {
            measurement::file(file, n, decimals).map_err(|error| error.to_string())?
        }
        Measurement::Copy { bytes, .. } if bytes <= MOST_BYTES => vec![1; bytes],
        _ => return Err(too_large(0)),
    };
    Ok(Uint8Array::from(bytes.as_slice()))
}

fn no_kernel(name: &str) -> String {
    format!("this browser does not support the {name} kernel; measure another kernel")
}

fn too_large(bytes: usize) -> String {
    format!("operands of {bytes} bytes are too large to measure; choose at most {MOST_BYTES} bytes")
}

/// Repeats `work`, which returns its amount, until the sample is long enough.
fn timed(repetitions: &mut u32, mut work: impl FnMut() -> f64) -> Sample {
    loop {
        let start = clock::now();
        let work = (0..*repetitions).map(|_| work()).sum();
        let milliseconds = clock::now() - start;
        if milliseconds >= SHORTEST_MS {
            return Sample { work, milliseconds };
        }
        // The first run is slower than the others, so one step may fall short; the next one corrects it.
        let wanted = (1.3 * SHORTEST_MS / milliseconds.max(0.2)).clamp(2.0, 64.0);
        *repetitions = (f64::from(*repetitions) * wanted).ceil().min(1e9) as u32;
    }
}

fn peak(peaks: &Peaks, dtype: DType, repetitions: &mut u32) -> Sample {
    timed(repetitions, || match dtype {
        DType::F32 => black_box((peaks.f32)(black_box(ROUNDS))).1,
        DType::F64 => black_box((peaks.f64)(black_box(ROUNDS))).1,
    })
}

impl<T: Element> OperandCache<T> {
    fn read(&mut self, sum: fn(&[T]) -> T, elements: usize, repetitions: &mut u32) -> Result<Sample, String> {
        let bytes = elements.saturating_mul(size_of::<T>());
        if bytes > MOST_BYTES {
            return Err(too_large(bytes));
        }
        if self.numbers.as_slice().len() < elements {
            self.numbers = aligned(&numbers(elements, 1));
        }
        let numbers = &self.numbers.as_slice()[..elements];
        Ok(timed(repetitions, || {
            black_box(sum(black_box(numbers)));
            bytes as f64
        }))
    }

    fn multiply(
        &mut self,
        gemm: &dyn Gemm<T>,
        dims: Dims,
        algorithm: Algorithm,
        repetitions: &mut u32,
    ) -> Result<Sample, String> {
        self.provide(dims)?;
        let Self { operands, workspace, .. } = self;
        let Some(GemmOperands { a, b, c }) = operands.get_mut(&dims) else { return Err(too_large(0)) };
        let (a, b, c) = (a.as_slice(), b.as_slice(), c.as_mut_slice());
        Ok(timed(repetitions, || {
            match algorithm {
                Algorithm::Classical => gemm.multiply(dims, a, b, c, workspace),
                Algorithm::Strassen => gemm.multiply_strassen(dims, a, b, c, workspace),
            }
            black_box(&*c);
            dims.operations()
        }))
    }

    /// Makes the operands of this size unless they exist.
    fn provide(&mut self, dims: Dims) -> Result<(), String> {
        if self.operands.contains_key(&dims) {
            return Ok(());
        }
        let Dims { m, k, n } = dims;
        let bytes = |dims: &Dims| (dims.m * dims.k + dims.k * dims.n + dims.m * dims.n) * size_of::<T>();
        let fits = [m, k, n].iter().all(|&size| size <= 1 << 14) && bytes(&dims) <= MOST_BYTES;
        if !fits {
            return Err(too_large(m.saturating_mul(n).saturating_mul(size_of::<T>())));
        }
        if self.operands.keys().map(bytes).sum::<usize>() + bytes(&dims) > MOST_BYTES {
            self.operands.clear();
        }
        let mut c = Aligned::default();
        c.grow(m * n);
        let made = GemmOperands { a: aligned(&numbers(m * k, 1)), b: aligned(&numbers(k * n, 2)), c };
        self.operands.insert(dims, made);
        Ok(())
    }
}

/// A copy that begins on a cache line, like the operands of a product.
fn aligned<T: Element>(elements: &[T]) -> Aligned<T> {
    let mut copy = Aligned::default();
    copy.grow(elements.len());
    copy.as_mut_slice().copy_from_slice(elements);
    copy
}
