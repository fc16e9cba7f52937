//! Heat maps: what each pixel of a window of a matrix shows, and the image of that. Workers do both, in blocks of some
//! milliseconds, and only while there is nothing else to do. `shared::map` says what is shown and how.

use super::files;
use super::input_transfer::{InputTransfer, with_fresh_input};
use super::lanes::run_lanes;
use super::startup::no_worker;
use super::{Engine, SlotState};
use crate::failure::Failure;
use crate::memory::{copying, held_memory};
use crate::operand::Operand;
use futures_util::FutureExt;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Float64Array, Uint8ClampedArray};
use shared::map::axis::first_cell;
use shared::map::{CellSummary, ColourScale, MapBlock, MapWindow, PixelDetail, PixelSpan};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use wasm_bindgen::JsCast;
use worker::clock::now;
use worker::wire::{Payload, Request, Response};

/// Bytes that a worker looks at in one go: some milliseconds, by which a product may be delayed.
const BLOCK_BYTES: usize = 8 << 20;
/// Milliseconds between two looks whether the workers are idle.
const BUSY_MS: u32 = 20;
/// Milliseconds for the workers to warm up after the start.
const WARM_UP_MS: u32 = 200;
/// A start that took longer than this was waited for.
const WAITED_MS: f64 = 5.0;

/// What the pixels of a window show.
#[derive(Clone, Debug)]
pub struct MapContent {
    /// A number for each pixel, row by row, see [`CellSummary::shown`].
    pub shown: Float64Array,
    /// What is said of all cells of the window.
    pub total: CellSummary,
}

/// Blocks of a map that is being made.
struct MapTask<'a> {
    engine: &'a Engine,
    matrix: &'a Operand,
    window: &'a MapWindow,
    /// Rows and columns of pixels.
    pixels: (usize, usize),
    is_wanted: &'a dyn Fn() -> bool,
    shown: Float64Array,
    total: RefCell<CellSummary>,
}

impl Engine {
    /// Resolves when the workers have nothing to do, so that a map delays nothing.
    ///
    /// # Errors
    /// [`Failure::Pool`] when there is no worker, [`Failure::Cancelled`] when the map is no longer wanted.
    async fn until_idle(&self, is_wanted: &dyn Fn() -> bool) -> Result<(), Failure> {
        let start = now();
        self.ready().await;
        if now() - start > WAITED_MS {
            TimeoutFuture::new(WARM_UP_MS).await;
        }
        loop {
            if !is_wanted() {
                return Err(Failure::Cancelled);
            }
            if let Some(reason) = self.pool_error() {
                return Err(no_worker(&reason));
            }
            let stats = self.stats();
            let is_idle = stats.workers.iter().any(|worker| worker.state == SlotState::Idle);
            if is_idle && stats.active_tasks == 0 && stats.queue_size == 0 {
                return Ok(());
            }
            TimeoutFuture::new(BUSY_MS).await;
        }
    }

    /// What each of `pixels` (rows, columns; no more than cells) shows of a window of a matrix, as soon as the workers are
    /// idle. Ends soon after it is no longer wanted; what a worker has begun it completes, since cancelling that would end
    /// the worker.
    ///
    /// # Errors
    /// [`Failure::Pool`], [`Failure::Limit`] when memory is short, [`Failure::Cancelled`] when it is not wanted.
    pub async fn map(
        &self,
        matrix: &Operand,
        window: &MapWindow,
        pixels: (usize, usize),
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<MapContent, Failure> {
        if matrix.elements.is_shared() {
            held_memory::count([matrix.elements.buffer()]);
        }
        let shown = Float64Array::new_with_length((pixels.0 * pixels.1) as u32);
        let total = RefCell::new(CellSummary::EMPTY);
        let task = MapTask { engine: self, matrix, window, pixels, is_wanted, shown, total };
        self.until_idle(is_wanted).await?;
        task.run().await?;
        if !is_wanted() {
            return Err(Failure::Cancelled);
        }
        Ok(MapContent { shown: task.shown, total: task.total.into_inner() })
    }

    /// What is said of the cells of a window, their mean, and where the one is that a pixel for all of them would show.
    ///
    /// # Errors
    /// As [`Engine::map`].
    pub async fn describe(&self, matrix: &Operand, window: &MapWindow) -> Result<(CellSummary, PixelDetail), Failure> {
        let (_, total, detail) = self.ask(matrix, window, (1, 1), &(0..1), &(0..1)).await?;
        let mut detail = detail.ok_or(Failure::UnexpectedResponse)?;
        detail.cell = (detail.cell.0 + window.rows.start, detail.cell.1 + window.cols.start);
        Ok((total, detail))
    }

    /// The image of what pixels show: red, green, blue and opacity of each, for a light background, then for a dark one.
    ///
    /// # Errors
    /// [`Failure::Pool`].
    pub async fn paint(&self, shown: &Float64Array, scale: ColourScale) -> Result<Uint8ClampedArray, Failure> {
        let (length, bytes) = (shown.length(), f64::from(shown.length()) * 8.0);
        let shown = shown.clone();
        let request = move |job| Ok::<_, Failure>(Request::Paint { job, shown: Payload::cloned(shown.clone()), scale });
        let image = match files::run(self, true, bytes, None, None, Box::new(request)).await? {
            Response::Painted { image, .. } => image.into_value().dyn_into::<Uint8ClampedArray>().ok(),
            _ => None,
        };
        image.filter(|image| image.length() == length * 8).ok_or(Failure::UnexpectedResponse)
    }

    /// What some pixels of a map show.
    async fn ask(
        &self,
        matrix: &Operand,
        window: &MapWindow,
        (height, width): (usize, usize),
        rows: &Range<usize>,
        cols: &Range<usize>,
    ) -> Result<(Float64Array, CellSummary, Option<PixelDetail>), Failure> {
        let rows = PixelSpan { cells: window.rows.len(), pixels: height, range: rows.clone() };
        let cols = PixelSpan { cells: window.cols.len(), pixels: width, range: cols.clone() };
        let inside = |window: &Range<usize>, span: &PixelSpan| {
            let covered = span.covered();
            window.start + covered.start..window.start + covered.end
        };
        let (cell_rows, cell_cols) = (inside(&window.rows, &rows), inside(&window.cols, &cols));
        let count = rows.range.len() * cols.range.len();
        let bytes = cell_rows.len() * cell_cols.len() * matrix.dtype().size();
        let attempt = async || {
            matrix.ensure_attached("the matrix")?;
            let (input, first, pitch) = if matrix.elements.is_shared() {
                let pitch = matrix.shape.cols;
                let input = InputTransfer::Cloned(matrix.elements.as_js().clone());
                (input, cell_rows.start * pitch + cell_cols.start, pitch)
            } else {
                let copy = copying::copied_block(matrix, cell_rows.clone(), cell_cols.clone()).await?;
                (InputTransfer::once(copy.as_js().clone()), 0, cell_cols.len())
            };
            let block = MapBlock { first, pitch, rows: rows.clone(), cols: cols.clone() };
            let request = move |job| {
                let elements = input.payload()?;
                Ok(Request::Summarise { job, elements, block: block.clone() })
            };
            files::run(self, true, bytes as f64, None, None, Box::new(request)).await
        };
        let Response::Summarised { shown, total, detail, .. } = with_fresh_input(attempt).await? else {
            return Err(Failure::UnexpectedResponse);
        };
        let shown = shown.into_value().dyn_into::<Float64Array>().ok();
        let shown = shown.filter(|shown| shown.length() as usize == count).ok_or(Failure::UnexpectedResponse)?;
        Ok((shown, total, detail))
    }
}

impl MapTask<'_> {
    /// Does all blocks, several at once.
    async fn run(&self) -> Result<(), Failure> {
        let blocks = self.blocks();
        let next = Cell::new(0);
        let lane = async || {
            while let Some((rows, cols)) = blocks.get(next.replace(next.get() + 1)) {
                // Not an error, which would cancel the other lanes.
                if !(self.is_wanted)() {
                    break;
                }
                let (shown, total, _) = self.engine.ask(self.matrix, self.window, self.pixels, rows, cols).await?;
                self.total.borrow_mut().merge(&total);
                let width = cols.len() as u32;
                for (index, row) in (0..).zip(rows.clone()) {
                    let line = shown.subarray(index * width, (index + 1) * width);
                    self.shown.set(&line, (row * self.pixels.1 + cols.start) as u32);
                }
            }
            Ok(())
        };
        let lanes = self.engine.0.pool.usable_workers().clamp(1, blocks.len().max(1));
        run_lanes((0..lanes).map(|_| lane().boxed_local()).collect()).await
    }

    /// The pixels in blocks of about [`BLOCK_BYTES`]: whole rows of pixels where they are not larger.
    fn blocks(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let (height, width) = self.pixels;
        let size = self.matrix.dtype().size();
        let tallest = first_cell(self.window.rows.len(), height, 1).max(1);
        let row_bytes = tallest * self.window.cols.len() * size;
        let rows = (BLOCK_BYTES / row_bytes.max(1)).clamp(1, height);
        let cols = width / row_bytes.div_ceil(BLOCK_BYTES).clamp(1, width);
        let starts = |count: usize, step: usize| (0..count).step_by(step).map(move |at| at..(at + step).min(count));
        starts(height, rows).flat_map(|rows| starts(width, cols).map(move |cols| (rows.clone(), cols))).collect()
    }
}
