//! Lets the page go now and then while hundreds of callers are served on its thread.
//!
//! They wait for the next turn together: a breath for each of them would cost more than what they ask for.
//! Refuses to know what is done in a turn.

use crate::pool::memory::breathe;
use crate::pool::now;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The page's turns: short stretches of work between which it can draw and listen. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Turns(Rc<State>);

#[derive(Default)]
struct State {
    /// When the present turn began.
    since: Cell<f64>,
    next: RefCell<Option<Shared<LocalBoxFuture<'static, ()>>>>,
}

impl Turns {
    /// Returns at once within `length` milliseconds of the present turn's beginning, else in the next turn that is not
    /// over yet. True if it had to wait.
    pub(super) async fn take(&self, length: f64) -> bool {
        let mut waited = false;
        while now() - self.0.since.get() > length {
            let next = self.0.next.borrow_mut().get_or_insert_with(|| self.begin_next()).clone();
            next.await;
            waited = true;
        }
        waited
    }

    fn begin_next(&self) -> Shared<LocalBoxFuture<'static, ()>> {
        let turns = self.clone();
        let next = async move {
            breathe().await;
            turns.0.since.set(now());
            turns.0.next.take();
        };
        next.boxed_local().shared()
    }
}
