//! The product: [`result_panel`] shows its report and [`grid`] its numbers; [`selection`], [`visible_range`] and
//! [`number`] are the pure parts of the grid.

pub mod grid;
pub mod number;
pub mod result_panel;
pub mod selection;
pub mod visible_range;
