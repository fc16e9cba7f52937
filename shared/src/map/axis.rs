//! Which cells a pixel stands for: an axis of a map is divided as evenly as whole cells allow.

use std::ops::Range;

/// The cells before a pixel, where `pixels` pixels stand for `cells` cells: none is left out, none counted twice.
pub fn first_cell(cells: usize, pixels: usize, pixel: usize) -> usize {
    (pixel as u64 * cells as u64 / pixels.max(1) as u64) as usize
}

/// The pixel that stands for a cell.
pub fn pixel_of(cells: usize, pixels: usize, cell: usize) -> usize {
    match cells {
        0 => 0,
        _ => (((cell as u64 + 1) * pixels as u64).saturating_sub(1) / cells as u64) as usize,
    }
}

/// Some of the pixels along an axis of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PixelSpan {
    /// Cells along the whole axis.
    pub cells: usize,
    /// Pixels along the whole axis, at most as many.
    pub pixels: usize,
    /// Which of them.
    pub range: Range<usize>,
}

impl PixelSpan {
    /// Whether the span is one of its axis, and not empty.
    pub fn is_valid(&self) -> bool {
        self.range.start < self.range.end && self.range.end <= self.pixels && self.pixels <= self.cells
    }

    /// The cells that these pixels stand for.
    pub fn covered(&self) -> Range<usize> {
        let start = |pixel| first_cell(self.cells, self.pixels, pixel);
        start(self.range.start)..start(self.range.end)
    }

    /// The first cell of each pixel, counted from that of the first one, and the number of cells at the end.
    pub fn starts(&self) -> Vec<usize> {
        let first = self.covered().start;
        (self.range.start..=self.range.end).map(|pixel| first_cell(self.cells, self.pixels, pixel) - first).collect()
    }
}

/// Some pixels of a map, and where their cells are in an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapBlock {
    /// Index of the first cell in the array.
    pub first: usize,
    /// From a cell to the one below it in the array.
    pub pitch: usize,
    /// The rows of pixels.
    pub rows: PixelSpan,
    /// The columns of pixels.
    pub cols: PixelSpan,
}

impl MapBlock {
    /// Rows and columns of cells, if the block is one of an array of `length` elements.
    pub fn size_within(&self, length: usize) -> Option<(usize, usize)> {
        if !(self.rows.is_valid() && self.cols.is_valid()) {
            return None;
        }
        let (rows, cols) = (self.rows.covered().len(), self.cols.covered().len());
        let end = rows.checked_sub(1)?.checked_mul(self.pitch)?.checked_add(cols)?.checked_add(self.first)?;
        (cols <= self.pitch && end <= length).then_some((rows, cols))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_belongs_to_one_pixel_and_pixels_differ_by_one_cell_at_most() {
        for (cells, pixels) in [(1, 1), (7, 7), (8, 3), (8192, 512), (8191, 160), (1000, 999), (5, 4)] {
            let sizes: Vec<usize> = (0..pixels)
                .map(|pixel| first_cell(cells, pixels, pixel + 1) - first_cell(cells, pixels, pixel))
                .collect();
            assert_eq!(sizes.iter().sum::<usize>(), cells);
            assert!(sizes.iter().all(|&size| size == cells / pixels || size == cells.div_ceil(pixels)), "{sizes:?}");
            for cell in 0..cells {
                let pixel = pixel_of(cells, pixels, cell);
                let covered = first_cell(cells, pixels, pixel)..first_cell(cells, pixels, pixel + 1);
                assert!(covered.contains(&cell), "{cell} of {cells} in {pixels}");
            }
        }
    }

    #[test]
    fn the_largest_axes_do_not_overflow() {
        let cells = u32::MAX as usize;
        assert_eq!(first_cell(cells, 512, 512), cells);
        assert_eq!(pixel_of(cells, 512, cells - 1), 511);
    }

    #[test]
    fn a_block_beyond_its_array_is_refused() {
        let span = |cells, pixels, range| PixelSpan { cells, pixels, range };
        let block = |first, pitch, rows, cols| MapBlock { first, pitch, rows, cols };
        let good = block(2, 10, span(4, 2, 0..2), span(8, 4, 0..4));
        assert_eq!(good.size_within(40), Some((4, 8)));
        assert_eq!(good.size_within(39), None);
        for bad in [
            block(0, 4, span(4, 2, 0..2), span(8, 4, 0..4)),
            block(0, 10, span(4, 2, 0..3), span(8, 4, 0..4)),
            block(0, 10, span(2, 4, 0..2), span(8, 4, 0..4)),
            block(0, 10, span(4, 2, 1..1), span(8, 4, 0..4)),
            block(usize::MAX, 10, span(4, 2, 0..2), span(8, 4, 0..4)),
            block(0, usize::MAX, span(4, 2, 0..2), span(8, 4, 0..4)),
        ] {
            assert_eq!(bad.size_within(1000), None, "{bad:?}");
        }
    }
}
