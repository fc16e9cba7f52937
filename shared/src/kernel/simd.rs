//! The register tile in WebAssembly SIMD: one description for both element types and both instruction sets.
//!
//! `register_tiles!` expands to an implementation of [`Tiles`](super::tile::Tiles). `simd128` and
//! `relaxed` call it with their multiply-add; a new shape or type is one more call.
//!
//! **The tile.** MR rows × 2 vectors of C stay in registers; each step of k loads 2 vectors of B and one broadcast
//! element of A for each row. V8 on x64 can allocate 15 vector registers: 6 × 2 accumulators + 2 + 1 uses them
//! all. One more and it spills, at half the speed. Unrolling over k lets LLVM nest steps: it spills as well.
//!
//! **Compiler.** LLVM's loop strength reduction rewrites `p + 8`, `p + 16`, … of a loop over pointers so that
//! WebAssembly's `offset=` cannot hold the constants: an addition for each load, more temporaries, spills (42 % instead
//! of 99 % of the peak). `.cargo/config.toml` disables the pass and sets a `cfg`. Without that `cfg`, pointers are
//! XORed with a zero that the compiler cannot see: then they are not induction variables, and the pass leaves the loop
//! alone. That costs four of 35 instructions, and the gain of the next paragraph.
//!
//! **Engine.** V8 repeats the body of an innermost loop of fewer than 80 operations (constants of its
//! `loop-unrolling-reducer.h`) as often as 240 hold it, the packed 6 × 2 tile three times. The first copy computes the
//! addresses for the others, so that a step takes 26 machine instructions instead of 35. On an otherwise idle core this
//! hardly matters, as it waits for the multiply-adds; a core whose other hardware thread is busy waits for
//! instructions. So the loop is kept short: one pointer into A, whose rows lie at fixed distances from it, and one into
//! B, which also ends the loop.
//!
//! **target_feature.** Intrinsics inline only into functions with the same features; hence every function here
//! carries the attribute, and the trait's methods do nothing but check and call. Tiles are never inlined: a
//! WebAssembly function is optimised by V8 from its next call on, not in the middle of a long one.
//!
//! Products with few rows are in `simd_row`, with one column in `simd_column`, copies into panels in `simd_copy`. The
//! trait's methods are safe: each checks its slices before it calls unsafe code.

#![allow(unsafe_code)]

/// Zero, opaque to the compiler.
#[inline]
pub(super) fn opaque_zero() -> usize {
    static ZERO: usize = 0;
    // SAFETY: a valid, aligned, initialised static is read.
    unsafe { core::ptr::read_volatile(&ZERO) }
}

/// `pointer + bytes`, opaque to loop strength reduction where that is on. The result may be out of bounds; it is not
/// read.
#[inline]
pub(super) fn advance<T>(pointer: *const T, bytes: usize, zero: usize) -> *const T {
    let next = pointer.wrapping_byte_add(bytes);
    if cfg!(no_strength_reduction) { next } else { (next as usize ^ zero) as *const T }
}

/// Implements [`Tiles`](super::tile::Tiles) for `$set` and one element type.
///
/// `rows` lists 1 ..= MR. `multiply_add(a, b, c)` is the step `a·b + c`; `broadcast` loads one element into all
/// lanes; `store_first` writes the first lane. `one_column` is the macro of `simd_column` for products with one column,
/// and what it does across lanes.
macro_rules! register_tiles {
    (
        $set:ty, $kernel:expr, $element:ident, module: $module:ident, features: $features:literal,
        rows: [$($row:literal)+], largest: $largest:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path,
        one_column: $column:ident($lanes:path),
    ) => {
        mod $module {
            use super::super::{Dims, Kernel};
            use super::super::simd::{advance, opaque_zero};
            use super::super::blocking::is_wide;
            use super::super::tile::{Panels, RowsOfA, Start, TileSize, Tiles, View, ViewMut};
            use core::arch::wasm32::*;

            type Scalar = $element;
            /// Elements of one vector.
            const LANES: usize = 16 / SIZE;
            /// Bytes of one element.
            const SIZE: usize = size_of::<Scalar>();

            /// Raw operands of a tile, strides in elements.
            #[derive(Clone, Copy)]
            struct TileOperands {
                a: *const Scalar,
                a_stride: usize,
                b: *const Scalar,
                b_stride: usize,
                c: *mut Scalar,
                c_stride: usize,
            }

            /// The register tile. `PACKED` says that element (row, p) of A lies at `p * ROWS + row`.
            ///
            /// # Safety
            /// All elements that size and strides name must be valid; `k` and `b_stride` must not be 0.
            #[target_feature(enable = $features)]
            #[inline(never)]
            unsafe fn tile<const ROWS: usize, const VECTORS: usize, const PACKED: bool>(
                k: usize,
                operands: TileOperands,
                start: Start,
            ) {
                let TileOperands { a, a_stride, b, b_stride, c, c_stride } = operands;
                let zero = opaque_zero();
                let mut sums = [[f64x2_splat(0.0); VECTORS]; ROWS];
                if start == Start::Accumulate {
                    for row in 0..ROWS {
                        for v in 0..VECTORS {
                            // SAFETY: an element of C, by the caller's contract.
                            sums[row][v] = unsafe { v128_load(c.add(row * c_stride + v * LANES).cast()) };
                        }
                    }
                }
                let row_distance = if PACKED { 1 } else { a_stride };
                let (a_bytes, b_bytes) = (if PACKED { ROWS * SIZE } else { SIZE }, b_stride * SIZE);
                let (mut a, mut b) = (a, b);
                // May lie beyond the memory, or wrap to its beginning. No row of B lies there: the k - 1 steps between
                // the first and the last stay within the memory.
                let end = b.wrapping_byte_add(k.wrapping_mul(b_bytes));
                loop {
                    let mut columns = [f64x2_splat(0.0); VECTORS];
                    for v in 0..VECTORS {
                        // SAFETY: row p of B holds VECTORS vectors, by the caller's contract.
                        columns[v] = unsafe { v128_load(b.add(v * LANES).cast()) };
                    }
                    for row in 0..ROWS {
                        // SAFETY: element (row, p) of A, by the caller's contract.
                        let a = unsafe { $broadcast(a.add(row * row_distance).cast()) };
                        for v in 0..VECTORS {
                            sums[row][v] = $multiply_add(a, columns[v], sums[row][v]);
                        }
                    }
                    a = advance(a, a_bytes, zero);
                    b = advance(b, b_bytes, zero);
                    if b == end {
                        break;
                    }
                }
                for row in 0..ROWS {
                    for v in 0..VECTORS {
                        // SAFETY: an element of C, by the caller's contract.
                        unsafe { v128_store(c.add(row * c_stride + v * LANES).cast(), sums[row][v]) };
                    }
                }
            }

            /// Tiles side by side. The loop is here and not in the driver, so that operands are checked and the tile is
            /// chosen once for all of them.
            ///
            /// # Safety
            /// All elements that size, strides and `step` name must be valid; `k` and the stride of B must not be 0.
            #[target_feature(enable = $features)]
            #[inline(never)]
            unsafe fn row_of_tiles<const ROWS: usize, const VECTORS: usize, const PACKED: bool>(
                k: usize,
                across: usize,
                step: usize,
                operands: TileOperands,
                start: Start,
            ) {
                let mut operands = operands;
                for _ in 0..across {
                    // SAFETY: by the caller's contract.
                    unsafe { tile::<ROWS, VECTORS, PACKED>(k, operands, start) };
                    operands.b = operands.b.wrapping_add(step);
                    operands.c = operands.c.wrapping_add(VECTORS * LANES);
                }
            }

            crate::kernel::simd_row::row_product! {
                features: $features, multiply_add: $multiply_add,
                broadcast: $broadcast, store_first: $store_first,
            }

            crate::kernel::simd_column::$column! {
                features: $features, multiply_add: $multiply_add,
                broadcast: $broadcast, store_first: $store_first, lanes: $lanes,
            }

            /// Elements from the first of `rows` rows to the last element of the last one.
            fn extent(rows: usize, stride: usize, columns: u64) -> u64 {
                (rows as u64 - 1) * stride as u64 + columns
            }

            impl Tiles<$element> for $set {
                const KERNEL: Kernel = $kernel;
                const ROWS: usize = $largest;

                fn tiles(
                    size: TileSize,
                    a: &[Scalar],
                    rows_of_a: RowsOfA,
                    b: Panels<'_, Scalar>,
                    c: ViewMut<'_, Scalar>,
                    start: Start,
                ) {
                    let TileSize { rows, vectors, k, across } = size;
                    let (packed, a_stride, needed) = match rows_of_a {
                        RowsOfA::Packed => (true, 0, rows as u64 * k as u64),
                        RowsOfA::Strided(stride) => (false, stride, extent(rows, stride, k as u64)),
                    };
                    let width = vectors * LANES;
                    // In 64 bits: a product of sizes of 32 bits must not wrap to one that fits.
                    assert!(
                        rows > 0
                            && k > 0
                            && across > 0
                            && b.stride > 0
                            && a.len() as u64 >= needed
                            && b.data.len() as u64 >= (across as u64 - 1) * b.step as u64 + extent(k, b.stride, width as u64)
                            && c.data.len() as u64 >= extent(rows, c.stride, across as u64 * width as u64),
                        "a tile reaches beyond its operands"
                    );
                    let operands = TileOperands {
                        a: a.as_ptr(),
                        a_stride,
                        b: b.data.as_ptr(),
                        b_stride: b.stride,
                        c: c.data.as_mut_ptr(),
                        c_stride: c.stride,
                    };
                    // SAFETY: the slices hold all that size, strides and step name, as just asserted. Nothing has
                    // wrapped on the way: A holds k elements and C across × width, so that both are below 2^32, as are
                    // the strides.
                    unsafe {
                        match (rows, vectors, packed) {
                            $(
                                ($row, 1, false) => row_of_tiles::<$row, 1, false>(k, across, b.step, operands, start),
                                ($row, 2, false) => row_of_tiles::<$row, 2, false>(k, across, b.step, operands, start),
                                ($row, 1, true) => row_of_tiles::<$row, 1, true>(k, across, b.step, operands, start),
                                ($row, 2, true) => row_of_tiles::<$row, 2, true>(k, across, b.step, operands, start),
                            )+
                            _ => unreachable!("no tile of {rows} rows × {vectors} vectors"),
                        }
                    }
                }

                fn few_rows(dims: Dims, a: View<'_, Scalar>, b: View<'_, Scalar>, c: ViewMut<'_, Scalar>) {
                    let Dims { m, k, n } = dims;
                    if m == 0 || k == 0 || n == 0 {
                        return;
                    }
                    let fits = |elements: usize, rows: usize, stride: usize, columns: usize| {
                        elements as u64 >= extent(rows, stride, columns as u64)
                    };
                    assert!(fits(a.data.len(), m, a.stride, k), "A holds fewer than {m} rows of {k} elements");
                    assert!(fits(b.data.len(), k, b.stride, n), "B holds fewer than {k} rows of {n} elements");
                    assert!(fits(c.data.len(), m, c.stride, n), "C holds fewer than {m} rows of {n} elements");
                    let (a, b, c) =
                        ((a.data.as_ptr(), a.stride), (b.data.as_ptr(), b.stride), (c.data.as_mut_ptr(), c.stride));
                    // SAFETY: all elements of these rows exist, as just asserted.
                    unsafe { few_rows(dims, a, b, c) }
                }

                fn matrix_vector(a: View<'_, Scalar>, x: &[Scalar], y: &mut [Scalar]) {
                    if y.is_empty() {
                        return;
                    }
                    assert!(a.data.len() as u64 >= extent(y.len(), a.stride, x.len() as u64), "A holds fewer rows than y");
                    matrix_vector(a, x, y);
                }
            }
        }
    };
}

pub(super) use register_tiles;
