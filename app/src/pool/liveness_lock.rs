//! Hears that a worker has ended, in whatever way. The worker holds a Web Lock for its life; the page queues for the
//! same lock, and the browser grants it when the worker is gone.
//!
//! So `terminate` from outside and `close`, which make no event, make one after all, within milliseconds, also for
//! a worker that has nothing to do. It costs no timer and no message, and it wakes nobody: a page that sleeps, is
//! throttled or is kept for going back to holds its workers' locks, or loses both together.
//!
//! Refuses to tell why a worker has ended, and to find one that hangs, or that ended before it held its lock (nothing
//! in a browser tells it from one that is slow to start): that takes a deadline. Where there are no Web Locks (outside
//! secure contexts) deadlines have to do for everything.

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

/// A worker's life, as the page watches it.
pub(super) struct LivenessLock {
    name: String,
    control: Option<AbortController>,
}

impl LivenessLock {
    /// For a worker that is to be named [`LivenessLock::name`].
    pub(super) fn new() -> Self {
        // Locks are shared by all pages of the origin, so a name must be nobody else's.
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

    /// Calls `on_end` when the worker is gone, unless it is this end's doing. To be called when the worker has said
    /// hello, which it does only once it holds the lock.
    pub(super) fn watch(&self, on_end: impl FnOnce() + 'static) {
        let Some(signal) = self.control.as_ref().map(AbortController::signal) else { return };
        let name = self.name.clone();
        wasm_bindgen_futures::spawn_local(async move {
            match is_held(&name).await {
                Ok(true) => {
                    let options = option("signal", &signal);
                    // A refusal is this end's own, made by `Drop`.
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

/// Whether somebody holds the lock.
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
