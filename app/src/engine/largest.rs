//! The largest product that fits into memory, for refusals.

use super::Engine;
use super::memory_budget::{MemoryBudget, MemoryEstimate};
use super::options::{Mode, MultiplyOptions};
use super::placement::tiling_params;
use crate::memory;
use crate::operand::Operand;
use crate::pool::data_path::Transport;
use shared::DType;
use shared::kernel::Dims;
use shared::tiling::{plan, worker_bytes};

/// Whether operands like these are copied to shared memory, or to another element type.
pub(super) fn is_copied(operands: [&Operand; 2], dtype: DType) -> bool {
    operands.iter().any(|operand| !operand.elements.is_shared() || operand.dtype() != dtype)
}

/// Rows and columns of the largest square matrices whose product fits by itself. `copied` counts copies of both.
pub(super) fn largest_square(engine: &Engine, dtype: DType, options: &MultiplyOptions, copied: bool) -> u32 {
    let budget = MemoryBudget::default();
    let is_pool = options.mode != Mode::Local && engine.pool_error().is_none();
    let is_local = options.mode == Mode::Local || options.mode == Mode::Auto && engine.page_engine().is_ok();
    let ways = [
        (is_pool && memory::can_share()).then_some(Transport::Shared),
        is_pool.then_some(Transport::Clone),
        is_local.then_some(Transport::None),
    ];
    let fits = |n: u32| {
        ways.iter().flatten().any(|&transport| {
            let estimate = MemoryEstimate::of_square(n, dtype, transport, options, copied);
            if budget.check(&estimate).is_err() {
                return false;
            }
            let params = tiling_params(
                engine,
                if transport == Transport::None { Mode::Local } else { Mode::Pool },
                dtype,
                options,
            );
            let plan = plan(Dims::new(n as usize, n as usize, n as usize), params);
            let workers = (params.workers as u32).min(plan.tiles.len() as u32);
            budget.check(&estimate.with_workers(workers, worker_bytes(&plan, dtype, options.transposed))).is_ok()
        })
    };
    // What needs more memory may still have smaller tiles, but hardly: the last size that was found to fit does.
    let (mut fitting, mut too_large) = (0, 1 << 16);
    while too_large - fitting > 1 {
        let middle = (fitting + too_large) / 2;
        if fits(middle) { fitting = middle } else { too_large = middle }
    }
    fitting
}
