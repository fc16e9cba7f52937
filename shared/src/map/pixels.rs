//! Collects what the pixels of a block say of their cells, row by row.

use super::axis::MapBlock;
use super::summary::CellSummary;
use crate::element::Element;

/// Numbers from here on are scaled while they are added, so that no sum overflows.
const LARGE: f64 = f64::MAX / (1u64 << 63) as f64;
/// By how much.
const LARGE_SCALE: f64 = (1u64 << 63) as f64;

/// Collects what the pixels of a block say of their cells.
#[derive(Clone, Debug)]
pub struct PixelSummaries {
    row_starts: Vec<usize>,
    col_starts: Vec<usize>,
    /// The row of pixels that is being collected.
    pixel_row: usize,
    line: Vec<CellSummary>,
    shown: Vec<f64>,
    total: CellSummary,
    detail: Option<DetailCollector>,
}

/// More about a single pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelDetail {
    /// The mean of the finite numbers; not a number if there are none.
    pub mean: f64,
    /// Row and column in the block of the cell that the pixel shows, the first of several.
    pub cell: (usize, usize),
}

/// Collects [`PixelDetail`].
#[derive(Clone, Debug, Default)]
struct DetailCollector {
    sum: CompensatedSum,
    large_sum: CompensatedSum,
    /// Kind and value of the cell that the pixel shows, and its row and column.
    shown: Option<(u32, f64, (usize, usize))>,
}

impl PixelSummaries {
    /// Of a block of which no cell has been added yet.
    pub fn new(block: &MapBlock) -> Self {
        let (row_starts, col_starts) = (block.rows.starts(), block.cols.starts());
        let (height, width) = (block.rows.range.len(), block.cols.range.len());
        Self {
            row_starts,
            col_starts,
            pixel_row: 0,
            line: vec![CellSummary::EMPTY; width],
            shown: Vec::with_capacity(width * height),
            total: CellSummary::EMPTY,
            detail: (width * height == 1).then(DetailCollector::default),
        }
    }

    /// Adds neighbouring cells of a row, which begin at `col`; both are counted within the block. Rows must ascend.
    pub fn add<T: Element>(&mut self, row: usize, col: usize, cells: &[T]) {
        while self.row_starts.get(self.pixel_row + 1).is_some_and(|&end| end <= row) {
            self.end_row();
        }
        // The pixel of the first cell: the last that begins no later.
        let mut pixel = self.col_starts.partition_point(|&start| start <= col).saturating_sub(1);
        let (mut from, end) = (col, col + cells.len());
        while from < end && pixel < self.line.len() {
            let to = self.col_starts[pixel + 1].min(end);
            self.line[pixel].add(&cells[from - col..to - col]);
            (from, pixel) = (to, pixel + 1);
        }
        if let Some(detail) = &mut self.detail {
            cells.iter().zip(col..).for_each(|(cell, col)| detail.add(cell.to_f64(), (row, col)));
        }
    }

    fn end_row(&mut self) {
        for pixel in &mut self.line {
            self.shown.push(pixel.shown());
            self.total.merge(pixel);
            *pixel = CellSummary::EMPTY;
        }
        self.pixel_row += 1;
    }

    /// What each pixel shows, row by row; what is said of all cells; more, if there is only one pixel.
    pub fn finish(mut self) -> (Vec<f64>, CellSummary, Option<PixelDetail>) {
        while self.pixel_row + 1 < self.row_starts.len() {
            self.end_row();
        }
        let detail = self.detail.map(|detail| detail.finish(self.total.finite));
        (self.shown, self.total, detail)
    }
}

impl DetailCollector {
    fn add(&mut self, value: f64, cell: (usize, usize)) {
        let kind = match value {
            _ if value.is_nan() => 3,
            f64::INFINITY => 2,
            f64::NEG_INFINITY => 1,
            _ => 0,
        };
        let magnitude = if kind == 0 { value.abs() } else { 0.0 };
        // Of -x and x the pixel shows x.
        let is_more = |&(other, most, _): &(u32, f64, (usize, usize))| {
            kind > other || kind == other && (magnitude > most.abs() || magnitude == most.abs() && value > most)
        };
        if self.shown.as_ref().is_none_or(is_more) {
            self.shown = Some((kind, if kind == 0 { value } else { 0.0 }, cell));
        }
        if kind == 0 {
            if magnitude < LARGE { self.sum.add(value) } else { self.large_sum.add(value / LARGE_SCALE) }
        }
    }

    fn finish(self, count: usize) -> PixelDetail {
        let count = count as f64;
        PixelDetail {
            mean: self.sum.value() / count + self.large_sum.value() / count * LARGE_SCALE,
            cell: self.shown.map_or((0, 0), |(_, _, cell)| cell),
        }
    }
}

/// A sum that loses no more than its last bits, whatever cancels (Neumaier).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct CompensatedSum {
    sum: f64,
    lost: f64,
}

impl CompensatedSum {
    fn add(&mut self, value: f64) {
        let sum = self.sum + value;
        self.lost += if self.sum.abs() >= value.abs() { (self.sum - sum) + value } else { (value - sum) + self.sum };
        self.sum = sum;
    }

    fn value(&self) -> f64 {
        self.sum + self.lost
    }
}
