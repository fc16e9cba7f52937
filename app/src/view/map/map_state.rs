//! What a map shows, and how keys, buttons and the pointer change it. Pure.

use crate::operand::Operand;
use crate::view::result::selection::{CellRange, GridCell};
use shared::map::axis::{first_cell, pixel_of};
use shared::map::{CellSummary, MAX_PIXELS, MapWindow, PixelDetail};
use shared::{DType, Shape};
use std::ops::Range;

/// A cell is never drawn larger than this many CSS pixels.
const LARGEST_CELL: f64 = 24.0;
/// Nor is the image shorter than this along either axis.
const SHORTEST: f64 = 24.0;
/// Cells of at least this many CSS pixels need no zoom.
const CLEAR_CELL: f64 = 8.0;
/// Pixels that Page Up and Page Down move, and arrows with Shift.
const LEAP: isize = 10;

/// What a map shows.
#[derive(Clone, Debug, PartialEq)]
pub struct MapState {
    /// The matrix.
    pub matrix: Operand,
    /// The part of it that is in view, or is about to be.
    pub window: MapWindow,
    /// Equal steps of colour are equal factors.
    pub is_logarithmic: bool,
    /// CSS pixels of the longer side of the image, and device pixels for each.
    pub size: (f64, f64),
    /// What is said of the whole matrix, once that is known.
    pub whole: Option<CellSummary>,
    /// The cell by which the pixel is found that is described.
    pub cursor: Option<GridCell>,
    /// What was found of a pixel.
    pub description: Option<PixelDescription>,
    /// The image is being made.
    pub is_drawing: bool,
    /// Why there is no image.
    pub failure: Option<MapFailure>,
}

/// Why there is no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapFailure {
    /// No worker is available.
    NoWorker,
    /// Something else, which the console tells.
    Other,
}

/// What was found of the cells that a pixel stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct PixelDescription {
    /// The cells.
    pub cells: MapWindow,
    /// What is said of them.
    pub total: CellSummary,
    /// Their mean, and where the cell is that the pixel shows.
    pub detail: PixelDetail,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKey {
    /// Moves the cursor by some pixels.
    Move(isize, isize),
    /// Shows fewer cells, or more.
    Zoom(bool),
    /// Shows the whole matrix.
    Whole,
    /// Goes to the cell in the grid.
    Go,
}

impl MapKey {
    /// What a key does; `None` if it does nothing here.
    pub fn of(key: &str, has_shift: bool) -> Option<Self> {
        let step = if has_shift { LEAP } else { 1 };
        Some(match key {
            "ArrowUp" => MapKey::Move(-step, 0),
            "ArrowDown" => MapKey::Move(step, 0),
            "ArrowLeft" => MapKey::Move(0, -step),
            "ArrowRight" => MapKey::Move(0, step),
            "PageUp" => MapKey::Move(-LEAP, 0),
            "PageDown" => MapKey::Move(LEAP, 0),
            "Home" => MapKey::Move(0, -(MAX_PIXELS as isize)),
            "End" => MapKey::Move(0, MAX_PIXELS as isize),
            "+" | "=" => MapKey::Zoom(true),
            "-" | "_" => MapKey::Zoom(false),
            "0" => MapKey::Whole,
            "Enter" | " " => MapKey::Go,
            _ => return None,
        })
    }
}

impl MapState {
    /// Of a matrix of which nothing is known yet.
    pub fn new(matrix: Operand, size: (f64, f64), is_logarithmic: bool) -> Self {
        let window = MapWindow::whole(matrix.shape);
        Self {
            matrix,
            window,
            is_logarithmic,
            size,
            whole: None,
            cursor: None,
            description: None,
            is_drawing: true,
            failure: None,
        }
    }

    /// Rows and columns of the matrix.
    pub fn shape(&self) -> Shape {
        self.matrix.shape
    }

    /// Element type of the matrix.
    pub fn dtype(&self) -> DType {
        self.matrix.dtype()
    }

    /// Width and height of the image in CSS pixels. It keeps them at any zoom.
    pub fn extent(&self) -> (f64, f64) {
        let Shape { rows, cols } = self.shape();
        let (rows, cols) = (rows as f64, cols as f64);
        let longest = self.size.0.min(rows.max(cols) * LARGEST_CELL);
        let length = |cells: f64| f64::max(cells * longest / rows.max(cols), SHORTEST);
        (length(cols), length(rows))
    }

    /// Rows and columns of the image: no more than cells, nor than the screen has pixels.
    pub fn pixels(&self) -> (usize, usize) {
        let (width, height) = self.extent();
        let pixels =
            |cells: usize, length: f64| cells.min((length * self.size.1).round() as usize).clamp(1, MAX_PIXELS);
        (pixels(self.window.rows.len(), height), pixels(self.window.cols.len(), width))
    }

    /// Whether zooming shows more than the whole matrix does.
    pub fn has_zoom(&self) -> bool {
        let (width, height) = self.extent();
        let Shape { rows, cols } = self.shape();
        height / (rows as f64) < CLEAR_CELL || width / (cols as f64) < CLEAR_CELL
    }

    /// Whether all of the matrix is in view.
    pub fn is_whole(&self) -> bool {
        self.window == MapWindow::whole(self.shape())
    }

    /// Row and column of the pixel that stands for a cell; `None` if it is out of view.
    pub fn pixel_at(&self, (row, col): GridCell) -> Option<(usize, usize)> {
        let (rows, cols) = self.pixels();
        let pixel = |window: &Range<usize>, pixels, cell: usize| {
            window.contains(&cell).then(|| pixel_of(window.len(), pixels, cell - window.start))
        };
        Some((pixel(&self.window.rows, rows, row)?, pixel(&self.window.cols, cols, col)?))
    }

    /// The pixels that stand for cells, as far as these are in view: rows and columns.
    pub fn pixels_of(&self, CellRange { rows, cols }: &CellRange) -> Option<(Range<usize>, Range<usize>)> {
        let pixels = self.pixels();
        let part = |window: &Range<usize>, pixels, cells: &Range<usize>| {
            let (start, end) = (cells.start.max(window.start), cells.end.min(window.end));
            let pixel = |cell: usize| pixel_of(window.len(), pixels, cell - window.start);
            (start < end).then(|| pixel(start)..pixel(end - 1) + 1)
        };
        Some((part(&self.window.rows, pixels.0, rows)?, part(&self.window.cols, pixels.1, cols)?))
    }

    /// The cells that a pixel stands for.
    pub fn cells_of(&self, (row, col): (usize, usize)) -> MapWindow {
        let (rows, cols) = self.pixels();
        let cells = |window: &Range<usize>, pixels, pixel| {
            let at = |pixel| window.start + first_cell(window.len(), pixels, pixel);
            at(pixel)..at(pixel + 1)
        };
        MapWindow { rows: cells(&self.window.rows, rows, row), cols: cells(&self.window.cols, cols, col) }
    }

    /// The cells that the cursor's pixel stands for.
    pub fn described_cells(&self) -> Option<MapWindow> {
        Some(self.cells_of(self.pixel_at(self.cursor?)?))
    }

    /// The cell at a place of the image, given as shares of its width and height.
    pub fn cell_at(&self, (x, y): (f64, f64)) -> GridCell {
        let (rows, cols) = self.pixels();
        let pixel = |share: f64, pixels: usize| ((share * pixels as f64) as usize).min(pixels - 1);
        let cells = self.cells_of((pixel(y, rows), pixel(x, cols)));
        (cells.rows.start, cells.cols.start)
    }

    /// Moves the cursor by pixels, and what is in view if the cursor would leave it.
    pub fn move_cursor(&mut self, (down, right): (isize, isize)) {
        let (row, col) = self.cursor_or(self.window.rows.start, self.window.cols.start);
        if self.cursor.is_none() {
            self.cursor = Some((row, col));
            return;
        }
        let pixels = self.pixels();
        let moved = |window: &Range<usize>, pixels: usize, cell: usize, by: isize, last: usize| {
            let pixel = pixel_of(window.len(), pixels, cell - window.start) as isize + by;
            match usize::try_from(pixel) {
                Ok(pixel) if pixel < pixels => window.start + first_cell(window.len(), pixels, pixel),
                // Beyond the view the pixels go on, as wide as one of these.
                _ => {
                    let width = window.len().div_ceil(pixels) as isize;
                    let beyond = if pixel < 0 { pixel } else { pixel - pixels as isize };
                    let edge = if pixel < 0 { window.start } else { window.end };
                    edge.saturating_add_signed(beyond.saturating_mul(width)).min(last)
                }
            }
        };
        let Shape { rows, cols } = self.shape();
        let cell = (
            if down == 0 { row } else { moved(&self.window.rows, pixels.0, row, down, rows - 1) },
            if right == 0 { col } else { moved(&self.window.cols, pixels.1, col, right, cols - 1) },
        );
        self.cursor = Some(cell);
        self.window = self.window.revealing(self.shape(), cell);
    }

    /// Shows fewer cells around a cell, or more.
    pub fn zoom(&mut self, closer: bool, around: Option<GridCell>) {
        if closer && !self.window.can_be_closer() {
            return;
        }
        let middle = |range: &Range<usize>| range.start + range.len() / 2;
        let middle = self.cursor_or(middle(&self.window.rows), middle(&self.window.cols));
        self.window = self.window.zoomed(self.shape(), closer, around.unwrap_or(middle));
    }

    /// The cursor if it is in view, or this cell.
    fn cursor_or(&self, row: usize, col: usize) -> GridCell {
        self.cursor.filter(|&cell| self.pixel_at(cell).is_some()).unwrap_or((row, col))
    }
}

#[cfg(test)]
mod tests;
