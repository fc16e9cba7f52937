//! Large arrays without a frozen page: copied in slices, shared where the page is isolated, bounded before they exist.
//!
//! Refuses to allocate beyond [`limit`].

use super::now;
use super::scheduler::Time;
use crate::failure::Failure;
use crate::operand::{Elements, still_holds};
use js_sys::{ArrayBuffer, Atomics, Int32Array, Promise, Reflect, SharedArrayBuffer, Uint8Array};
use shared::DType;
use shared::protocol::{OperandIndex, UPLOAD_CANCELLED, UPLOAD_CHUNK_ELEMENTS};
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Elements copied between two looks at the clock: as many as upload are counted in.
const PIECE: u32 = UPLOAD_CHUNK_ELEMENTS as u32;
/// Milliseconds of copying in one task. Counted in bytes it would be long where memory is fresh and workers have the cores.
const COPYING: Time = 4.0;
/// Beyond so many bytes an array takes milliseconds to be made, and the page is let go afterwards.
const LARGE_BYTES: u64 = 64 << 20;
/// What operands, copies and result may take together where the browser does not say how much there is.
const MOST_BYTES: u64 = 12 << 30;

/// Whether memory can be shared with workers: only where the page is cross-origin isolated.
pub fn can_share() -> bool {
    let isolated = Reflect::get(&js_sys::global(), &"crossOriginIsolated".into());
    isolated.is_ok_and(|value| value.is_truthy())
        && Reflect::has(&js_sys::global(), &"SharedArrayBuffer".into()).unwrap_or(false)
}

/// Bytes that one job may take, everything included.
pub fn limit() -> u64 {
    let memory = web_sys::window().and_then(|window| {
        Reflect::get(&window.navigator(), &"deviceMemory".into()).ok().and_then(|gigabytes| gigabytes.as_f64())
    });
    // Browsers report 8 GiB at most, whatever there is; below that it is taken at its word, and half of it used.
    match memory {
        Some(gigabytes) if gigabytes < 8.0 => (gigabytes * 0.5 * (1u64 << 30) as f64) as u64,
        _ => MOST_BYTES,
    }
}

/// A refusal that names what a job needs.
pub fn too_large(what: &str, needed: u128, limit: u64) -> Failure {
    Failure::Limit(format!(
        "{what} needs {needed} bytes, and the limit here is {limit} bytes; use smaller matrices, f32 instead of f64, or compute the product in parts"
    ))
}

/// A zeroed array, or a refusal in words.
///
/// # Errors
/// [`Failure::Limit`] when the browser has not that much memory.
pub fn allocate(dtype: DType, elements: u64, shared: bool) -> Result<Elements, Failure> {
    let refused = || {
        let (needed, limit) = (u128::from(elements) * dtype.size() as u128, limit());
        Failure::Limit(format!(
            "the browser has no memory left for an array of {needed} bytes (one product may take {limit} bytes); wait for other products to end, close other tabs, or use smaller matrices"
        ))
    };
    let length = u32::try_from(elements).map_err(|_| refused())?;
    Elements::zeros(dtype, length, shared).map_err(|_| refused())
}

thread_local! {
    /// Shared buffers of finished jobs.
    static SHARED: RefCell<Shelf> = const { RefCell::new(Shelf(VecDeque::new())) };
    /// Buffers that workers gave back, where memory is not shared.
    static LENT: RefCell<Shelf> = const { RefCell::new(Shelf(VecDeque::new())) };
}

/// Most bytes kept for the next job, of either kind.
const KEPT_BYTES: u64 = 256 << 20;

/// Buffers for the next job with their bytes, the newest last. The first touch of fresh memory costs more than copying
/// into it.
struct Shelf(VecDeque<(JsValue, u64)>);

impl Shelf {
    /// A buffer of at least so many bytes, but not much larger.
    fn take(&mut self, bytes: u64) -> Option<JsValue> {
        let fits = |size: u64| bytes <= size && size / 2 <= bytes.max(1 << 16);
        let place = self.0.iter().rposition(|(_, size)| fits(*size))?;
        self.0.remove(place).map(|(buffer, _)| buffer)
    }

    /// Keeps a buffer that nobody else holds any more, rather than the oldest ones. Not one that
    /// is here already, nor one that was moved away since and has no bytes.
    fn put(&mut self, buffer: JsValue) {
        let size = byte_length(&buffer);
        if size == 0 || self.0.iter().any(|(kept, _)| *kept == buffer) {
            return;
        }
        self.0.push_back((buffer, size));
        let mut kept: u64 = self.0.iter().map(|(_, size)| *size).sum();
        while kept > KEPT_BYTES {
            kept -= self.0.pop_front().map_or(kept, |(_, size)| size);
        }
    }
}

/// Bytes of a buffer, which may be more than the bindings' 32 bits hold; 0 when it was moved away.
fn byte_length(buffer: &JsValue) -> u64 {
    Reflect::get(buffer, &"byteLength".into()).ok().and_then(|length| length.as_f64()).unwrap_or(0.0) as u64
}

/// Shared memory, perhaps that of an earlier job: its contents are anything.
///
/// # Errors
/// [`Failure::Limit`] when the browser has not that much memory.
pub fn allocate_shared(dtype: DType, elements: u64) -> Result<Elements, Failure> {
    match SHARED.with_borrow_mut(|shelf| shelf.take(elements.saturating_mul(dtype.size() as u64))) {
        Some(buffer) => Ok(Elements::on(&buffer, dtype, elements as u32)),
        None => allocate(dtype, elements, true),
    }
}

/// Keeps the buffer of `elements` for the next job. Nobody may hold it any more.
fn release(elements: &Elements) {
    if let Ok(buffer) = elements.buffer().dyn_into::<SharedArrayBuffer>() {
        SHARED.with_borrow_mut(|shelf| shelf.put(buffer.into()));
    }
}

/// An array to be moved to a worker and back, perhaps one that was there before: its contents are anything. Its buffer
/// has room for `room` elements.
///
/// # Errors
/// [`Failure::Limit`] when the browser has not that much memory.
pub fn lend(dtype: DType, elements: u32, room: u32) -> Result<Elements, Failure> {
    let room = elements.max(room);
    let kept = LENT.with_borrow_mut(|shelf| shelf.take(u64::from(room) * dtype.size() as u64));
    // Whoever listens to a worker sees what it sends, and could have moved it away.
    let buffer = match kept.filter(|kept| byte_length(kept) > 0) {
        Some(buffer) => buffer,
        None => allocate(dtype, u64::from(room), false)?.buffer(),
    };
    Ok(Elements::on(&buffer, dtype, elements))
}

/// Keeps the buffer of an array that a worker gave back.
pub fn keep(returned: &Elements) {
    if let Ok(buffer) = returned.buffer().dyn_into::<ArrayBuffer>() {
        LENT.with_borrow_mut(|shelf| shelf.put(buffer.into()));
    }
}

/// Takes back the shared memory that a finished job was lent, except what was the caller's already.
pub fn take_back([a, b, c]: &[Elements; 3], callers: [&Elements; 2]) {
    if a != b && b != callers[1] {
        release(b);
    }
    if a != callers[0] {
        release(a);
    }
    release(c);
}

/// Lets the page go after a large array was made.
pub async fn breathe_after(made: &Elements) {
    if u64::from(made.len()) * made.dtype().size() as u64 > LARGE_BYTES {
        breathe().await;
    }
}

/// Counts what of A and B has come to shared memory, for workers that wait for it.
#[derive(Clone, Debug)]
pub struct UploadProgress(Int32Array);

impl UploadProgress {
    /// Nothing has come yet.
    pub fn new() -> Self {
        let bytes = 2 * size_of::<i32>() as u32;
        Self(Int32Array::new(SharedArrayBuffer::new(bytes).as_ref()))
    }

    /// The array that workers look at.
    pub fn as_js(&self) -> &JsValue {
        self.0.as_ref()
    }

    /// So many elements of the operand are there, from the first on.
    fn count(&self, operand: OperandIndex, elements: u32) {
        self.set(operand, elements.div_ceil(UPLOAD_CHUNK_ELEMENTS as u32) as i32);
    }

    /// Nobody wants the job any more: see [`UPLOAD_CANCELLED`].
    pub fn abandon(&self) {
        self.set(OperandIndex::A, UPLOAD_CANCELLED);
        self.set(OperandIndex::B, UPLOAD_CANCELLED);
    }

    /// Everything is there.
    fn complete(&self, operand: OperandIndex) {
        self.set(operand, i32::MAX);
    }

    /// Whether everything is there.
    pub fn are_complete(&self) -> bool {
        [OperandIndex::A, OperandIndex::B].iter().all(|&operand| Atomics::load(&self.0, operand as u32) == Ok(i32::MAX))
    }

    fn set(&self, operand: OperandIndex, count: i32) {
        // These fail only for what is no shared array of integers.
        let _ = Atomics::store(&self.0, operand as u32, count);
        let _ = Atomics::notify(&self.0, operand as u32);
    }
}

impl Default for UploadProgress {
    fn default() -> Self {
        Self::new()
    }
}

/// Operands on their way to shared memory. Dropped before the end it is abandoned, and lets everybody go who waits.
#[derive(Debug)]
pub struct Transfer {
    a: Elements,
    b: Elements,
    upload: UploadProgress,
    /// What is to be copied where, in this order, and under which names it is waited for.
    copies: Vec<(Elements, Elements, Vec<OperandIndex>)>,
}

impl Transfer {
    /// Makes room for both operands as `dtype` where they are not in shared memory as such; nothing is copied yet.
    ///
    /// # Errors
    /// [`Failure::Limit`] when the browser has not that much memory.
    pub async fn prepare(a: &Elements, b: &Elements, dtype: DType) -> Result<Self, Failure> {
        let mut transfer = Self { a: a.clone(), b: b.clone(), upload: UploadProgress::new(), copies: Vec::new() };
        // B first: whoever computes needs all of its block of B, and then some rows of A.
        if a == b {
            transfer.b = transfer.place(b, dtype, &[OperandIndex::B, OperandIndex::A]).await?;
            transfer.a = transfer.b.clone();
        } else {
            transfer.b = transfer.place(b, dtype, &[OperandIndex::B]).await?;
            transfer.a = transfer.place(a, dtype, &[OperandIndex::A]).await?;
        }
        Ok(transfer)
    }

    /// Where an operand goes: to where it is, or to fresh memory.
    async fn place(&mut self, source: &Elements, dtype: DType, names: &[OperandIndex]) -> Result<Elements, Failure> {
        if source.is_shared() && source.dtype() == dtype {
            names.iter().for_each(|&name| self.upload.complete(name));
            return Ok(source.clone());
        }
        let target = allocate_shared(dtype, u64::from(source.len()))?;
        breathe_after(&target).await;
        self.copies.push((source.clone(), target.clone(), names.to_vec()));
        Ok(target)
    }

    /// A and B in shared memory.
    pub fn operands(&self) -> (Elements, Elements) {
        (self.a.clone(), self.b.clone())
    }

    /// What has arrived.
    pub fn upload(&self) -> UploadProgress {
        self.upload.clone()
    }

    /// Copies, slice by slice.
    ///
    /// # Errors
    /// [`Failure::Format`] when an operand was taken away meanwhile.
    pub async fn run(self) -> Result<(), Failure> {
        for (source, target, names) in &self.copies {
            in_slices(target.len(), PIECE, |from, to| {
                source.still_holds(target.len(), OPERAND)?;
                target.set(&source.subarray(from, to), from);
                names.iter().for_each(|&name| self.upload.count(name, to));
                Ok(())
            })
            .await?;
            names.iter().for_each(|&name| self.upload.complete(name));
        }
        Ok(())
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        if !self.upload.are_complete() {
            self.upload.abandon();
        }
    }
}

/// What an array of the caller's is called when it was taken away.
const OPERAND: &str = "an operand";

/// A copy of the elements as `dtype`, made slice by slice.
///
/// # Errors
/// [`Failure::Limit`] when the browser has not that much memory, [`Failure::Format`] when the elements were taken away
/// meanwhile.
pub async fn converted(elements: &Elements, dtype: DType, shared: bool) -> Result<Elements, Failure> {
    let copy = allocate(dtype, u64::from(elements.len()), shared)?;
    in_slices(copy.len(), PIECE, |from, to| {
        elements.still_holds(copy.len(), OPERAND)?;
        copy.set(&elements.subarray(from, to), from);
        Ok(())
    })
    .await?;
    Ok(copy)
}

/// Calls `copy` for `0..length`, a piece at a time, and lets the page breathe every few milliseconds.
async fn in_slices(length: u32, piece: u32, copy: impl Fn(u32, u32) -> Result<(), Failure>) -> Result<(), Failure> {
    let (mut from, mut slice) = (0, now());
    while from < length {
        let to = length.min(from.saturating_add(piece));
        copy(from, to)?;
        from = to;
        if from < length && now() - slice > COPYING {
            breathe().await;
            slice = now();
        }
    }
    Ok(())
}

/// Room for so many bytes.
///
/// # Errors
/// [`Failure::Limit`] when the browser has not that much memory.
pub fn room_for_bytes(length: u32, shared: bool) -> Result<Uint8Array, Failure> {
    // Counted in elements of 8 bytes, which are then seen as bytes.
    let room = allocate(DType::F64, u64::from(length).div_ceil(8), shared)?;
    Ok(Uint8Array::new_with_byte_offset_and_length(&room.buffer(), 0, length))
}

/// A copy of bytes, made slice by slice.
///
/// # Errors
/// [`Failure::Limit`] when the browser has not that much memory, [`Failure::Format`] when the bytes were taken away
/// meanwhile.
pub async fn bytes_copy(bytes: &Uint8Array, shared: bool) -> Result<Uint8Array, Failure> {
    let length = bytes.length();
    let copy = room_for_bytes(length, shared)?;
    in_slices(length, PIECE * 8, |from, to| {
        still_holds(bytes.length(), length, "the array of bytes")?;
        copy.set(&bytes.subarray(from, to), from);
        Ok(())
    })
    .await?;
    Ok(copy)
}

/// Lets the page handle what has come up meanwhile. Unlike a timer of 0 ms it is not slowed down when repeated.
pub async fn breathe() {
    let promise = Promise::new(&mut |resolve, _reject| {
        if let Ok(channel) = web_sys::MessageChannel::new() {
            let port = channel.port1();
            let done = wasm_bindgen::closure::Closure::once_into_js(move |_: JsValue| {
                port.close();
                let _ = resolve.call0(&JsValue::UNDEFINED);
            });
            channel.port1().set_onmessage(Some(done.unchecked_ref()));
            let _ = channel.port2().post_message(&JsValue::NULL);
        } else {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Lets go of what was kept for the next job.
pub fn give_back() {
    SHARED.with_borrow_mut(|shelf| shelf.0.clear());
    LENT.with_borrow_mut(|shelf| shelf.0.clear());
}
