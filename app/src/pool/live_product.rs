//! A product that can be looked at while it is computed: C itself, and which of its tiles are done.

use super::scheduler::UnitId;
use super::tile_progress::{TileMaker, TileProgress};
use crate::operand::Operand;
use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// A product that is being computed, and its tiles after that. Cheap to clone; equal to its clones.
#[derive(Clone, Debug)]
pub struct LiveProduct(Rc<LiveState>);

#[derive(Debug)]
struct LiveState {
    matrix: Operand,
    tiles: RefCell<TileProgress>,
}

impl PartialEq for LiveProduct {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl LiveProduct {
    /// C, of which nothing is computed yet.
    pub fn new(matrix: Operand, tiles: TileProgress) -> Self {
        Self(Rc::new(LiveState { matrix, tiles: RefCell::new(tiles) }))
    }

    /// C. What is not computed yet holds any numbers.
    pub fn matrix(&self) -> &Operand {
        &self.0.matrix
    }

    /// Its tiles.
    pub fn tiles(&self) -> Ref<'_, TileProgress> {
        self.0.tiles.borrow()
    }

    /// A tile is in C.
    pub(super) fn finish(&self, tile: UnitId, maker: TileMaker) {
        self.0.tiles.borrow_mut().finish(tile, maker);
    }
}
