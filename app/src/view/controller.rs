//! Where events become work: the one holder of the page's state, and the way to the engine.
//!
//! Components call its methods; it records what happens through [`PageState::after`] and tells the page to redraw.
//! Files and texts come in through [`super::intake`], products go out through [`super::output`].

pub mod export;
pub mod file_save;
pub mod import;
pub mod random;

use crate::engine::{Engine, MultiplyOptions, Progress};
use crate::failure::Failure;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::settings::Settings;
use crate::view::state::slot::OperandSide;
use crate::view::state::{PageAction, PageState, RunState, ShownProduct};
use gloo_timers::callback::Timeout;
use shared::format::Export;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, HtmlTextAreaElement};
use yew::{Callback, NodeRef};

/// The controller on which the page works. Cheap to clone; equal to its clones.
#[derive(Clone)]
pub struct Controller(Rc<Inner>);

struct Inner {
    engine: Engine,
    state: RefCell<Rc<PageState>>,
    redraw: RefCell<Callback<()>>,
    editors: [NodeRef; 2],
    pauses: RefCell<[Option<Timeout>; 2]>,
    readings: RefCell<[Option<AbortController>; 2]>,
    job: RefCell<Option<AbortController>>,
    tickets: Cell<u32>,
    /// Nothing was typed since an operand was replaced: Ctrl + Z in an editor is ours.
    undo_by_key: Cell<bool>,
    /// A copy, and a file, that is being written.
    writing: [Cell<bool>; 2],
}

impl PartialEq for Controller {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Controller {
    /// A controller with nothing on it.
    pub fn new(engine: Engine) -> Self {
        Self(Rc::new(Inner {
            engine,
            state: RefCell::default(),
            redraw: RefCell::default(),
            editors: Default::default(),
            pauses: RefCell::default(),
            readings: RefCell::default(),
            job: RefCell::default(),
            tickets: Cell::new(0),
            undo_by_key: Cell::new(false),
            writing: Default::default(),
        }))
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// The state now.
    pub fn state(&self) -> Rc<PageState> {
        self.0.state.borrow().clone()
    }

    /// Has `redraw` called after every change.
    pub fn on_change(&self, redraw: Callback<()>) {
        *self.0.redraw.borrow_mut() = redraw;
    }

    /// Records `action`, redraws, and takes the next step of a waiting job.
    pub fn dispatch(&self, action: PageAction) {
        let before = self.state();
        let next = before.after(action);
        // Hundreds of tiles a second are not worth hundreds of drawings.
        let visible = match (before.job, next.job) {
            (RunState::Running { .. }, RunState::Running { .. }) if before.job != next.job => {
                before.job.percent() != next.job.percent()
            }
            _ => true,
        };
        *self.0.state.borrow_mut() = Rc::new(next);
        if visible {
            let redraw = self.0.redraw.borrow().clone();
            redraw.emit(());
        }
        self.pursue();
    }

    /// Whether Ctrl + Z brings A and B back, and not what was typed: from here on `is_ours`.
    pub(super) fn undo_by_key(&self, is_ours: bool) {
        self.0.undo_by_key.set(is_ours);
    }

    /// The same, now.
    pub fn has_undo_by_key(&self) -> bool {
        self.0.undo_by_key.get() && self.state().former.is_some()
    }

    /// Whether a product is being written, for each of two ways out.
    pub(super) fn writing(&self, way: usize) -> &Cell<bool> {
        &self.0.writing[way]
    }

    /// A number that no reading or job had before.
    pub fn ticket(&self) -> u32 {
        self.0.tickets.set(self.0.tickets.get() + 1);
        self.0.tickets.get()
    }

    /// The node of the text editor of `side`.
    pub fn editor(&self, side: OperandSide) -> &NodeRef {
        &self.0.editors[side.index()]
    }

    /// Whether `target` is one of the text editors.
    pub fn is_editor(&self, target: Option<web_sys::EventTarget>) -> bool {
        let editors = self.0.editors.iter().filter_map(NodeRef::cast::<HtmlTextAreaElement>);
        editors.into_iter().any(|editor| target.as_ref() == Some(editor.as_ref()))
    }

    /// The text in the editor of `side`.
    pub fn text(&self, side: OperandSide) -> String {
        self.editor(side).cast::<HtmlTextAreaElement>().map(|editor| editor.value()).unwrap_or_default()
    }

    /// Replaces the text in the editor of `side`.
    pub fn set_text(&self, side: OperandSide, text: &str) {
        if let Some(editor) = self.editor(side).cast::<HtmlTextAreaElement>() {
            editor.set_value(text);
        }
    }

    /// Puts the focus into the editor of `side`.
    pub fn focus_editor(&self, side: OperandSide) {
        if let Some(editor) = self.editor(side).cast::<HtmlTextAreaElement>() {
            // An editor that cannot have the focus leaves it where it is.
            let _ = editor.focus();
        }
    }

    /// Puts the caret before the first number in the editor of `side`, and shows it.
    pub fn show_first_row(&self, side: OperandSide) {
        if let Some(editor) = self.editor(side).cast::<HtmlTextAreaElement>() {
            let _ = editor.set_selection_range(0, 0);
            editor.set_scroll_top(0);
        }
    }

    /// Calls `then` when no key was pressed for a moment; `None` only forgets the call that was due.
    pub(super) fn after_pause(&self, side: OperandSide, then: Option<Box<dyn FnOnce()>>) {
        const PAUSE: u32 = 300;
        self.0.pauses.borrow_mut()[side.index()] = then.map(|then| Timeout::new(PAUSE, then));
    }

    /// Gives up the reading of `side` and remembers how to give up the next one.
    pub(super) fn supersede(&self, side: OperandSide, next: Option<AbortController>) {
        if let Some(former) = std::mem::replace(&mut self.0.readings.borrow_mut()[side.index()], next) {
            former.abort();
        }
    }

    /// Nothing more comes of what was typed into `side`, or is being read into it.
    pub(super) fn interrupt(&self, side: OperandSide) {
        self.after_pause(side, None);
        self.supersede(side, None);
    }

    /// Changes how jobs are done.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.state().settings;
        change(&mut settings);
        self.dispatch(PageAction::Configured(settings));
    }

    /// Chooses the format of copies and downloads.
    pub fn choose(&self, kind: Export) {
        self.dispatch(PageAction::FormatChosen(kind));
    }

    /// Multiply was pressed: starts as soon as both operands are read.
    pub fn multiply(&self) {
        if !self.state().job.is_active() {
            self.dispatch(PageAction::MultiplyAsked);
        }
    }

    /// Stop was pressed. The engine may take a moment; its answer is not waited for.
    pub fn stop(&self) {
        if self.state().job.is_active() {
            if let Some(job) = self.0.job.borrow_mut().take() {
                job.abort();
            }
            self.dispatch(PageAction::JobStopped);
        }
    }

    /// Brings a waiting job one step on: reads what is unread, then begins.
    fn pursue(&self) {
        let state = self.state();
        if state.job != RunState::Waiting || state.is_reading() {
            return;
        }
        match OperandSide::BOTH.into_iter().find(|&side| state.slot(side).unread) {
            Some(side) => self.read_editor(side),
            None => self.begin(&state),
        }
    }

    fn begin(&self, state: &PageState) {
        let (Some(a), Some(b)) = (state.a.loaded.clone(), state.b.loaded.clone()) else {
            let side = if state.a.loaded.is_none() { OperandSide::A } else { OperandSide::B };
            let message = format!("{} is empty: type, paste or load a matrix there, then multiply.", side.letter());
            return self.dispatch(PageAction::JobFailed(None, message));
        };
        let ticket = self.ticket();
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        *self.0.job.borrow_mut() = abort;
        let progress = {
            let controller = self.clone();
            move |progress: Progress| {
                controller.dispatch(PageAction::JobProgress(ticket, progress.tiles_done, progress.tiles_total));
            }
        };
        let settings = state.settings;
        let options = MultiplyOptions {
            mode: settings.mode,
            workers: settings.workers,
            kernel: settings.kernel,
            algorithm: settings.algorithm,
            skip_verify: !settings.verify,
            out: None,
            signal,
            on_progress: Some(Rc::new(progress)),
        };
        let stem = format!(
            "{}_x_{}",
            messages::stem(OperandSide::A, state.a.name.as_deref()),
            messages::stem(OperandSide::B, state.b.name.as_deref())
        );
        let natural = messages::natural_export(&a);
        self.dispatch(PageAction::JobBegan(ticket));
        let controller = self.clone();
        spawn_local(async move {
            let started = browser::now();
            let result = controller.engine().multiply(&a.matrix, &b.matrix, options).await;
            log::debug!("job {ticket} took {:.1} ms", browser::now() - started);
            controller.dispatch(match result {
                Ok(product) => PageAction::JobEnded(ticket, ByPtr::new(ShownProduct { product, a, b, stem, natural })),
                Err(Failure::Cancelled) => PageAction::JobFailed(Some(ticket), "The job was cancelled.".into()),
                Err(failure) => PageAction::JobFailed(Some(ticket), messages::sentence(&failure.to_string())),
            });
        });
    }
}
