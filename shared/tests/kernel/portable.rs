//! The register tile in plain scalar loops, for tests of the driver on any target. [`UNFUSED`] rounds like the simd128
//! kernel, [`FUSED`] like the relaxed one.

use shared::Element;
use shared::kernel::blocking::lanes;
use shared::kernel::tile::{Panels, RowsOfA, Start, TileSize, Tiles, View, ViewMut};
use shared::kernel::{Dims, Kernel, naive};

/// The portable kernel; `FUSED` says whether `c ← a·b + c` rounds once or twice.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Portable<const FUSED: bool>;

/// `c += a * b`: two roundings, as the simd128 kernel.
pub(crate) const UNFUSED: Portable<false> = Portable;

/// `c = fma(a, b, c)`: one rounding, as the relaxed kernel.
pub(crate) const FUSED: Portable<true> = Portable;

fn step<const FUSED: bool, T: Element>(a: T, b: T, c: T) -> T {
    if FUSED { a.fused_mul_add(b, c) } else { a * b + c }
}

impl<T: Element, const FUSED: bool> Tiles<T> for Portable<FUSED> {
    const KERNEL: Kernel = if FUSED { Kernel::Relaxed } else { Kernel::Simd128 };
    const ROWS: usize = if FUSED { 6 } else { 5 };

    fn tiles(size: TileSize, a: &[T], rows_of_a: RowsOfA, b: Panels<'_, T>, c: ViewMut<'_, T>, start: Start) {
        let (row_step, k_step) = match rows_of_a {
            RowsOfA::Packed => (1, size.rows),
            RowsOfA::Strided(stride) => (stride, 1),
        };
        let width = size.vectors * lanes::<T>();
        for row in 0..size.rows {
            for column in 0..size.across * width {
                let element = &mut c.data[row * c.stride + column];
                let mut sum = if start == Start::Zero { T::default() } else { *element };
                let column_of_b = &b.data[column / width * b.step + column % width..];
                for p in 0..size.k {
                    sum = step::<FUSED, T>(a[row * row_step + p * k_step], column_of_b[p * b.stride], sum);
                }
                *element = sum;
            }
        }
    }

    fn few_rows(Dims { m, k, n }: Dims, a: View<'_, T>, b: View<'_, T>, c: ViewMut<'_, T>) {
        for i in 0..m {
            let row = &mut c.data[i * c.stride..][..n];
            // B row by row: down its columns nearly every read would miss the cache.
            for (p, &a) in a.data[i * a.stride..][..k].iter().enumerate() {
                for (c, &b) in row.iter_mut().zip(&b.data[p * b.stride..][..n]) {
                    *c = step::<FUSED, T>(a, b, *c);
                }
            }
        }
    }

    fn matrix_vector(a: View<'_, T>, x: &[T], y: &mut [T]) {
        for (i, y) in y.iter_mut().enumerate() {
            let row = &a.data[i * a.stride..][..x.len()];
            *y = if FUSED {
                naive::fused_in_lanes(row, x)
            } else {
                row.iter().zip(x).fold(T::default(), |sum, (&a, &x)| step::<FUSED, T>(a, x, sum))
            };
        }
    }
}
