//! Detects the end of a worker, whatever its cause. The worker holds a Web Lock for as long as it lives; the page queues
//! for the same lock, and the browser grants it when the worker is gone.
//!
//! So an external `terminate` and `close`, which fire no event, are noticed within milliseconds, also for an idle worker,
//! without timers and messages. A page that is suspended, throttled or kept in the back/forward cache keeps its workers'
//! locks, or loses both together. Hanging workers, and workers that end before they hold their lock, need a deadline; so
//! does everything where there are no Web Locks (outside secure contexts).

use crate::event_loop::spawn_local;
use js_sys::{Function, Math, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`, which web-sys counts as unstable.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, options: &Object, granted: &Function) -> Result<Promise, JsValue>;
}

/// The lock of one worker.
pub(super) struct LivenessLock {
    name: String,
    control: Option<AbortController>,
}

impl LivenessLock {
    /// For a worker that is to be named [`LivenessLock::name`].
    pub(super) fn new() -> Self {
        // All pages of the origin share their locks, so the name must be unique.
        let random = || (Math::random() * (1u64 << 52) as f64) as u64;
        Self {
            name: format!("matmill worker {:013x}{:013x}", random(), random()),
            control: AbortController::new().ok(),
        }
    }

    /// The worker's name, which is that of its lock.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Calls `on_end` when the worker is gone, unless this side ended it. To be called after the worker's hello, which it
    /// sends only once it holds the lock.
    pub(super) fn watch(&self, on_end: impl FnOnce() + 'static) {
        let Some(signal) = self.control.as_ref().map(AbortController::signal) else { return };
        let name = self.name.clone();
        spawn_local(async move {
            match is_held(&name).await {
                Ok(true) => {
                    let options = option("signal", &signal);
                    // Fails only when `Drop` aborts it.
                    let _ = request(&name, &options, |_| on_end()).await;
                }
                Ok(false) => log::debug!("a worker holds no lock: only deadlines detect its end"),
                Err(error) => log::debug!("there are no Web Locks: only deadlines detect a worker's end ({error:?})"),
            }
        });
    }
}

impl Drop for LivenessLock {
    fn drop(&mut self) {
        if let Some(control) = &self.control {
            control.abort();
        }
    }
}

/// Whether the lock is held.
async fn is_held(name: &str) -> Result<bool, JsValue> {
    let held = std::rc::Rc::new(std::cell::Cell::new(false));
    let note = held.clone();
    request(name, &option("ifAvailable", &JsValue::TRUE), move |lock| note.set(lock.is_null())).await?;
    Ok(held.get())
}

/// Asks for a lock and gives it back as soon as `granted` was called with it.
async fn request(name: &str, options: &Object, granted: impl FnOnce(JsValue) + 'static) -> Result<(), JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let locks = Reflect::get(&navigator, &"locks".into())?;
    if locks.is_undefined() {
        return Err("no navigator.locks".into());
    }
    let granted = Closure::once(granted);
    let request = locks.unchecked_into::<LockManager>().request(name, options, granted.as_ref().unchecked_ref())?;
    JsFuture::from(request).await.map(drop)
}

fn option(name: &str, value: &JsValue) -> Object {
    let options = Object::new();
    // Setting a field of a fresh object cannot fail.
    let _ = Reflect::set(&options, &name.into(), value);
    options
}
