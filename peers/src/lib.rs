//! Other crates' matrix products behind one C interface, for the benchmark's worker to call.
//!
//! Every product is C = A · B of dense row-major operands on one thread, called as the crate's documentation says.
//! Memory is never freed: the worker that runs this module ends with the measurement.

#![cfg(target_arch = "wasm32")]

use core::slice::{from_raw_parts, from_raw_parts_mut};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_tensor::NdTensorView;

/// The crates, by number.
const FAER: u32 = 0;
const GEMM: u32 = 1;
const MATRIXMULTIPLY: u32 = 2;
const RTEN: u32 = 3;

/// Address of `bytes` fresh zeros, aligned for any element and for vectors.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    const LINE: usize = 64;
    let room = vec![0u8; bytes + LINE].leak();
    let start = room.as_ptr().align_offset(LINE).min(LINE);
    room[start..].as_mut_ptr()
}

macro_rules! operands {
    ($element:ty, $m:ident, $k:ident, $n:ident, $a:ident, $b:ident, $c:ident) => {
        // SAFETY: the caller reserved m × k, k × n and m × n elements, which do not overlap.
        unsafe {
            (
                from_raw_parts($a as *const $element, $m * $k),
                from_raw_parts($b as *const $element, $k * $n),
                from_raw_parts_mut($c as *mut $element, $m * $n),
            )
        }
    };
}

macro_rules! by_faer {
    ($m:ident, $k:ident, $n:ident, $a:ident, $b:ident, $c:ident) => {
        faer::linalg::matmul::matmul(
            faer::MatMut::from_row_major_slice_mut($c, $m, $n),
            faer::Accum::Replace,
            faer::MatRef::from_row_major_slice($a, $m, $k),
            faer::MatRef::from_row_major_slice($b, $k, $n),
            1.0,
            faer::Par::Seq,
        )
    };
}

macro_rules! by_gemm {
    ($m:ident, $k:ident, $n:ident, $a:ident, $b:ident, $c:ident) => {
        // SAFETY: strides and sizes are those of the dense slices.
        unsafe {
            gemm::gemm(
                $m,
                $n,
                $k,
                $c.as_mut_ptr(),
                1,
                $n as isize,
                false,
                $a.as_ptr(),
                1,
                $k as isize,
                $b.as_ptr(),
                1,
                $n as isize,
                0.0,
                1.0,
                false,
                false,
                false,
                gemm::Parallelism::None,
            )
        }
    };
}

macro_rules! by_matrixmultiply {
    ($product:path, $m:ident, $k:ident, $n:ident, $a:ident, $b:ident, $c:ident) => {{
        let (rows_of_a, rows_of_b) = ($k as isize, $n as isize);
        // SAFETY: strides and sizes are those of the dense slices.
        unsafe {
            $product(
                $m,
                $k,
                $n,
                1.0,
                $a.as_ptr(),
                rows_of_a,
                1,
                $b.as_ptr(),
                rows_of_b,
                1,
                0.0,
                $c.as_mut_ptr(),
                rows_of_b,
                1,
            )
        }
    }};
}

/// C = A · B in f64 by the crate numbered `peer`; false if it has no such product.
#[unsafe(no_mangle)]
pub extern "C" fn multiply_f64(peer: u32, m: usize, k: usize, n: usize, a: usize, b: usize, c: usize) -> bool {
    let (a, b, c) = operands!(f64, m, k, n, a, b, c);
    match peer {
        FAER => by_faer!(m, k, n, a, b, c),
        GEMM => by_gemm!(m, k, n, a, b, c),
        MATRIXMULTIPLY => by_matrixmultiply!(matrixmultiply::dgemm, m, k, n, a, b, c),
        _ => return false,
    }
    true
}

/// C = A · B in f32 by the crate numbered `peer`; false if it has no such product.
#[unsafe(no_mangle)]
pub extern "C" fn multiply_f32(peer: u32, m: usize, k: usize, n: usize, a: usize, b: usize, c: usize) -> bool {
    let (a, b, c) = operands!(f32, m, k, n, a, b, c);
    match peer {
        FAER => by_faer!(m, k, n, a, b, c),
        GEMM => by_gemm!(m, k, n, a, b, c),
        MATRIXMULTIPLY => by_matrixmultiply!(matrixmultiply::sgemm, m, k, n, a, b, c),
        RTEN => {
            let (a, b) = (NdTensorView::from_data([m, k], a), NdTensorView::from_data([k, n], b));
            let executor = GemmExecutor::<f32>::default();
            let done = executor.gemm(c, GemmInputA::Unpacked(a), GemmInputB::Unpacked(b), GemmOptions::default());
            return done.is_ok();
        }
        _ => return false,
    }
    true
}
