//! Strassen–Winograd recursion on top of the driver.

#![forbid(unsafe_code)]

use super::tile::{Start, Tiles, View, ViewMut};
use super::{Dims, Workspace, driver};
use crate::element::Element;
use core::ops::Range;

/// The temporaries of one level of the recursion.
#[derive(Debug, Default)]
pub struct Temporaries<T> {
    x: Vec<T>,
}

/// The rows of C that are one recursive product each, whoever computes them. Depends on the sizes only.
pub fn slabs(dims: Dims) -> Vec<Range<usize>> {
    vec![0..dims.m]
}

/// C = A · B.
pub fn multiply<T: Element, I: Tiles<T>>(
    dims: Dims,
    a: View<'_, T>,
    b: View<'_, T>,
    c: ViewMut<'_, T>,
    workspace: &mut Workspace<T>,
) {
    driver::multiply::<T, I>(dims, a, b, c, Start::Zero, workspace);
}
