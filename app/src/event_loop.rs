//! The main thread's tasks: starts them, and yields to the event loop between slices of work, so that the page stays
//! responsive.

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::clock::now;

/// Runs `future` on this thread, from the next microtask on. Boxed, because the executor's code is in the module once for
/// each type of future.
pub fn spawn_local(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future.boxed_local());
}

/// A promise that settles as `future` does. Boxed for the same reason.
pub fn future_to_promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    wasm_bindgen_futures::future_to_promise(future.boxed_local())
}

/// Resolves in a new task, once the browser has handled what was queued before. Unlike `setTimeout(0)`, a message
/// channel is not throttled when used repeatedly.
pub async fn yield_to_event_loop() {
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

/// A slice of main-thread time that many small calls share. When it is used up they all wait for the next one together,
/// because yielding once per call would cost more than the calls themselves. Cheap to clone.
#[derive(Clone, Default)]
pub struct TimeSlice(Rc<SliceState>);

#[derive(Default)]
struct SliceState {
    /// When the current slice began.
    since: Cell<f64>,
    next: RefCell<Option<Shared<LocalBoxFuture<'static, ()>>>>,
}

impl TimeSlice {
    /// Returns at once while the current slice is younger than `length` milliseconds, otherwise in a later slice. True
    /// if it had to wait.
    pub async fn enter(&self, length: f64) -> bool {
        let mut waited = false;
        while now() - self.0.since.get() > length {
            let next = self.0.next.borrow_mut().get_or_insert_with(|| self.begin_next()).clone();
            next.await;
            waited = true;
        }
        waited
    }

    fn begin_next(&self) -> Shared<LocalBoxFuture<'static, ()>> {
        let slice = self.clone();
        let next = async move {
            yield_to_event_loop().await;
            slice.0.since.set(now());
            slice.0.next.take();
        };
        next.boxed_local().shared()
    }
}
