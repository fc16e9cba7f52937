//! A step of the check of a product that was made elsewhere: typed arrays in, numbers out. `shared::certificate` does
//! the work.

use crate::array::ArrayElement;
use crate::wire::{Payload, Response};
use js_sys::{Float32Array, Float64Array};
use shared::certificate::product_check::SKETCH;
use shared::certificate::{ColumnScales, EntrySums, Rounding, Rows, column_sizes, compare_rows, sketch};
use shared::element::{DType, Element};
use shared::protocol::{CheckStep, JobId};
use wasm_bindgen::JsCast;

/// Does a step for a band.
pub fn check(job: JobId, step: CheckStep, arrays: &[Payload], cols: usize, b_dtype: DType, seed: u64) -> Response {
    match numbers(step, arrays, cols, b_dtype, seed) {
        Some(numbers) => Response::Checked { job, numbers: Payload::transferred(f64::array_of(&numbers)) },
        None => Response::Failed {
            job,
            tile_id: None,
            reason: "a step of the check has arrays that do not fit each other".to_owned(),
        },
    }
}

/// A copy of some rows.
enum CopiedRows {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl CopiedRows {
    fn of(payload: &Payload) -> Option<Self> {
        match payload.value().dyn_ref::<Float64Array>() {
            Some(array) => Some(Self::F64(copy(array))),
            None => payload.value().dyn_ref::<Float32Array>().map(|array| Self::F32(copy(array))),
        }
    }

    fn dtype(&self) -> DType {
        match self {
            Self::F32(_) => DType::F32,
            Self::F64(_) => DType::F64,
        }
    }
}

/// Evaluates an expression with `$rows` as rows of either element type; returns `None` if they have another shape.
macro_rules! with_rows {
    ($copied:expr, $shape:expr, |$rows:ident| $result:expr) => {
        match $copied {
            CopiedRows::F32(elements) => {
                let $rows = packed(elements, $shape)?;
                $result
            }
            CopiedRows::F64(elements) => {
                let $rows = packed(elements, $shape)?;
                $result
            }
        }
    };
}

/// Rows of `cols` elements. Without a number of rows they are counted.
fn packed<T: Element>(elements: &[T], (rows, cols): (Option<usize>, usize)) -> Option<Rows<'_, T>> {
    let rows = rows.or_else(|| elements.len().checked_div(cols)).unwrap_or(0);
    // The numbers of a band without elements, which could be any, would decide how much is allocated.
    let is_band = (cols == 0 || rows > 0) && rows.checked_mul(cols) == Some(elements.len());
    Rows::packed(elements, rows, cols).filter(|_| is_band)
}

fn numbers(step: CheckStep, arrays: &[Payload], cols: usize, b_dtype: DType, seed: u64) -> Option<Vec<f64>> {
    match (step, arrays) {
        (CheckStep::Columns, [b]) => with_rows!(&CopiedRows::of(b)?, (None, cols), |b| Some(column_sizes(b))),
        (CheckStep::Sketch, [b, columns]) => {
            let scales = column_scales(columns, cols)?;
            with_rows!(&CopiedRows::of(b)?, (None, cols), |b| sketch(b, &scales, seed))
        }
        (CheckStep::Rows, [a, c, columns, sketch]) => {
            let (scales, sketch) = (column_scales(columns, cols)?, doubles(sketch)?);
            let (a, c, inner) = (CopiedRows::of(a)?, CopiedRows::of(c)?, sketch.len() / SKETCH);
            let rounding = Rounding::new(inner, a.dtype(), b_dtype, c.dtype());
            with_rows!(&c, (None, cols), |c| {
                with_rows!(&a, (Some(c.rows()), inner), |a| compare_rows(a, c, &sketch, &scales, seed, rounding))
            })
        }
        (CheckStep::Entries, [a, b]) => {
            let a = doubles(a)?;
            with_rows!(&CopiedRows::of(b)?, (None, cols), |b| Some(EntrySums::of_band(&a, b).numbers().to_vec()))
        }
        _ => None,
    }
}

/// The scales of `cols` columns, of which there is at least one.
fn column_scales(payload: &Payload, cols: usize) -> Option<ColumnScales> {
    let sizes = doubles(payload)?;
    ColumnScales::new(&sizes).filter(|_| cols > 0 && sizes.len() - 1 == cols)
}

fn doubles(payload: &Payload) -> Option<Vec<f64>> {
    payload.value().dyn_ref::<Float64Array>().map(copy::<f64>)
}

fn copy<T: ArrayElement>(array: &T::Array) -> Vec<T> {
    let mut elements = vec![T::default(); T::length(array)];
    T::copy_out(array, 0, &mut elements);
    elements
}
