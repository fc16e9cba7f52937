//! A product while it is computed: [`tile_map`] shows which worker has computed what, [`remaining`] how long the rest takes.

pub mod remaining;
pub mod tile_colours;
pub mod tile_map;
pub mod tiles_done;
