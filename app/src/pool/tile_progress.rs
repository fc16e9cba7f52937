//! Which tiles of a product are done, and who computed them. Pure.

use super::scheduler::{SlotId, UnitId};
use shared::tiling::{Plan, Tile};
use std::ops::Range;

/// Who computed a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TileMaker {
    /// The page itself.
    MainThread,
    /// The worker in this slot.
    Worker(SlotId),
}

/// The tiles of a product that is being computed.
#[derive(Debug)]
pub struct TileProgress {
    tiles: Vec<Tile>,
    /// Columns of each block, and which tiles it has: they are neighbours, from top to bottom.
    blocks: Vec<(Range<usize>, Range<usize>)>,
    done: Vec<bool>,
    /// The finished tiles, in the order in which they became so.
    finished: Vec<(UnitId, TileMaker)>,
}

impl TileProgress {
    /// The tiles of `plan`, of which none is done.
    pub fn new(plan: &Plan) -> Self {
        let mut blocks: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for (index, tile) in plan.tiles.iter().enumerate() {
            match blocks.last_mut() {
                Some((cols, tiles)) if *cols == tile.cols => tiles.end = index + 1,
                _ => blocks.push((tile.cols.clone(), index..index + 1)),
            }
        }
        Self { tiles: plan.tiles.clone(), blocks, done: vec![false; plan.tiles.len()], finished: Vec::new() }
    }

    /// The tile is done. Only the first time counts.
    pub fn finish(&mut self, tile: UnitId, maker: TileMaker) {
        if let Some(done @ false) = self.done.get_mut(tile as usize) {
            *done = true;
            self.finished.push((tile, maker));
        }
    }

    /// Number of tiles.
    pub fn total(&self) -> usize {
        self.tiles.len()
    }

    /// The finished tiles from the `first` on, in the order in which they became so.
    pub fn finished_since(&self, first: usize) -> impl Iterator<Item = (&Tile, TileMaker)> {
        let finished = self.finished.get(first..).unwrap_or_default();
        finished.iter().filter_map(|&(tile, maker)| Some((self.tiles.get(tile as usize)?, maker)))
    }

    /// Number of finished tiles.
    pub fn done(&self) -> usize {
        self.finished.len()
    }

    /// Who computed how many of them, in order.
    pub fn shares(&self) -> Vec<(TileMaker, u32)> {
        let mut shares: Vec<(TileMaker, u32)> = Vec::new();
        for &(_, maker) in &self.finished {
            match shares.binary_search_by(|(of, _)| of.cmp(&maker)) {
                Ok(place) => shares[place].1 += 1,
                Err(place) => shares.insert(place, (maker, 1)),
            }
        }
        shares
    }

    /// Whether the element of C in this row and column is computed.
    pub fn is_finished(&self, row: usize, col: usize) -> bool {
        self.row_state(row, col..col + 1).0
    }

    /// The first rows among `rows`, without a gap, in which all of `cols` are computed; empty if there is none.
    pub fn finished_rows(&self, rows: Range<usize>, cols: Range<usize>) -> Range<usize> {
        let (mut row, mut found) = (rows.start, None);
        while row < rows.end {
            let (is_finished, next) = self.row_state(row, cols.clone());
            match found {
                None if is_finished => found = Some(row),
                Some(first) if !is_finished => return first..row,
                _ => {}
            }
            row = next.max(row + 1);
        }
        found.map_or(rows.start..rows.start, |first| first..rows.end)
    }

    /// Whether all of these columns are computed in `row`, and up to which row that is the same.
    fn row_state(&self, row: usize, cols: Range<usize>) -> (bool, usize) {
        let first = self.blocks.partition_point(|(block, _)| block.end <= cols.start);
        let blocks = self.blocks[first..].iter().take_while(|(block, _)| block.start < cols.end);
        let (mut is_finished, mut end) = (true, usize::MAX);
        for (_, tiles) in blocks {
            let index = tiles.start + self.tiles[tiles.clone()].partition_point(|tile| tile.rows.end <= row);
            is_finished &= tiles.contains(&index) && self.done[index];
            end = end.min(if tiles.contains(&index) { self.tiles[index].rows.end } else { usize::MAX });
        }
        (is_finished, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::DType;
    use shared::kernel::{Algorithm, Dims};
    use shared::tiling::{TilingParams, plan};

    fn tiles_of(dims: Dims, workers: usize, algorithm: Algorithm) -> (Plan, TileProgress) {
        let params = TilingParams { workers, tile_operations: 1e6, dtype: DType::F64, algorithm };
        let plan = plan(dims, params);
        let progress = TileProgress::new(&plan);
        (plan, progress)
    }

    const WORKER: TileMaker = TileMaker::Worker(SlotId(3));

    #[test]
    fn a_number_is_finished_exactly_when_its_tile_is() {
        for (dims, algorithm) in [
            (Dims::new(300, 200, 170), Algorithm::Classical),
            (Dims::new(3, 900, 2000), Algorithm::Classical),
            (Dims::new(2100, 1200, 40), Algorithm::Strassen),
        ] {
            let (plan, mut progress) = tiles_of(dims, 3, algorithm);
            assert!(plan.tiles.len() > 1, "{dims:?}");
            let is_chosen = |index: usize| index % 3 != 1;
            for index in (0..plan.tiles.len()).filter(|&index| is_chosen(index)).rev() {
                progress.finish(index as UnitId, WORKER);
            }
            for (index, tile) in plan.tiles.iter().enumerate() {
                for row in [tile.rows.start, tile.rows.end - 1] {
                    for col in [tile.cols.start, tile.cols.end - 1] {
                        assert_eq!(progress.is_finished(row, col), is_chosen(index), "{row}, {col} of {dims:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn finished_rows_end_where_one_of_their_numbers_is_missing() {
        let (plan, mut progress) = tiles_of(Dims::new(400, 300, 900), 2, Algorithm::Classical);
        assert!(plan.blocks.len() > 1);
        let all = 0..900;
        assert_eq!(progress.finished_rows(0..400, all.clone()), 0..0);
        // All but the last tile of the last block.
        let last = plan.tiles.len() - 1;
        (0..last).for_each(|index| progress.finish(index as UnitId, WORKER));
        let missing = plan.tiles[last].rows.clone();
        assert_eq!(progress.finished_rows(0..400, all.clone()), 0..missing.start);
        assert_eq!(progress.finished_rows(5..7, all.clone()), 5..7);
        assert_eq!(progress.finished_rows(0..400, plan.blocks[0].clone()), 0..400);
        assert_eq!(progress.finished_rows(missing.clone(), all.clone()), missing.start..missing.start);
        progress.finish(last as UnitId, WORKER);
        assert_eq!(progress.finished_rows(0..400, all), 0..400);
    }

    #[test]
    fn rows_are_found_as_by_looking_at_each() {
        let (plan, mut progress) = tiles_of(Dims::new(120, 500, 300), 4, Algorithm::Classical);
        for step in [7, 3, 2] {
            (0..plan.tiles.len()).step_by(step).for_each(|index| progress.finish(index as UnitId, WORKER));
            for cols in [0..300, 40..41, 100..260] {
                let is_whole = |row: usize| cols.clone().all(|col| progress.is_finished(row, col));
                let first = (0..120).find(|&row| is_whole(row)).unwrap_or(0);
                let end = (first..120).find(|&row| !is_whole(row)).unwrap_or(120);
                assert_eq!(progress.finished_rows(0..120, cols.clone()), first..end, "{cols:?}");
            }
        }
    }

    #[test]
    fn a_tile_counts_once_for_the_worker_that_finished_it_first() {
        let (plan, mut progress) = tiles_of(Dims::new(300, 200, 170), 3, Algorithm::Classical);
        progress.finish(1, WORKER);
        progress.finish(0, TileMaker::MainThread);
        progress.finish(1, TileMaker::MainThread);
        progress.finish(999_999, WORKER);
        assert_eq!((progress.done(), progress.total()), (2, plan.tiles.len()));
        assert_eq!(progress.shares(), [(TileMaker::MainThread, 1), (WORKER, 1)]);
        let since: Vec<_> = progress.finished_since(1).collect();
        assert_eq!(since, [(&plan.tiles[0], TileMaker::MainThread)]);
    }
}
