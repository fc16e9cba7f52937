//! The product: [`result_panel`] shows its report and [`grid`] its numbers. The other modules are the parts of the
//! grid.

pub mod grid;
pub mod grid_layout;
pub mod grid_row;
pub mod number;
pub mod result_panel;
pub mod selection;
pub mod visible_range;
