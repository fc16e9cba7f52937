//! Turns events into work: holds the page's state and talks to the engine.
//!
//! Components call its methods. It records what happens through [`PageState::after`] and has the page redrawn.
//! [`import`] reads matrices, [`generate`] makes them, [`edit`] changes them, [`export`] copies and saves products, [`check`] has one checked;
//! jobs are started here.

pub mod calm;
pub mod cells;
pub mod check;
pub mod edit;
pub mod editors;
pub mod elsewhere;
pub mod export;
pub mod file_save;
pub mod generate;
pub mod history;
pub mod import;
pub mod inputs;
pub mod link;
pub mod operation;
pub mod paste;
pub mod reloading;
pub mod session;

use crate::engine::{Engine, LiveProduct, MultiplyOptions, Progress};
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::memory::can_share;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::selection::{CellRange, GridCell};
use crate::view::state::action::{JobAction, OperandAction, PageAction};
use crate::view::state::run_state::RunState;
use crate::view::state::settings::Settings;
use crate::view::state::slot::{BySide, ImportedMatrix, OperandSide, OperandSlot};
use crate::view::state::{PageState, ShownProduct};
use crate::view::text::language::Language;
use crate::view::text::{messages as text, translation};
use editors::Editors;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use shared::format::Export;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::AbortController;
use worker::clock::now;
use yew::Callback;

/// Milliseconds between two drawings of progress.
const PROGRESS_MS: f64 = 100.0;
/// Milliseconds after which a product is shown while it is computed: sooner it would only flicker.
const SHOW_LIVE_MS: u32 = 200;

/// The page's one controller. Cheap to clone; equal to its clones.
#[derive(Clone)]
pub struct Controller(Rc<ControllerInner>);

struct ControllerInner {
    engine: Engine,
    state: RefCell<Rc<PageState>>,
    redraw: RefCell<Callback<()>>,
    /// Takes the grid of C to a cell; does nothing while there is none.
    go_to_cell: RefCell<Callback<(GridCell, bool)>>,
    editors: Editors,
    /// The pauses in typing after which the editors are read.
    pauses: RefCell<BySide<Option<Timeout>>>,
    reads: RefCell<BySide<Option<AbortController>>>,
    job: RefCell<Option<AbortController>>,
    check: RefCell<Option<AbortController>>,
    last_request_id: Cell<u32>,
    /// Nothing was typed since the history last changed, so Ctrl + Z in an editor steps there.
    undo_in_editor: Cell<bool>,
    typing: calm::TypingState,
    exports: export::ExportsInProgress,
    /// `save_job.js` is at work.
    runs_script: Cell<bool>,
    /// A link is being copied.
    copies_link: Cell<bool>,
    /// The link that was followed last.
    link: Cell<u32>,
    /// The entries of the tab's history.
    history: RefCell<history::InputHistory>,
    /// The pause after which the inputs are kept.
    keeping: RefCell<Option<Timeout>>,
    /// The operands as they were kept last.
    kept: RefCell<BySide<Option<ByPtr<OperandSlot>>>>,
    /// When the page was redrawn last.
    drawn_at: Cell<f64>,
}

/// The options of a job with these settings.
pub fn job_options(settings: &Settings) -> MultiplyOptions {
    MultiplyOptions {
        mode: settings.mode,
        workers: settings.workers,
        kernel: settings.kernel,
        algorithm: settings.algorithm,
        skip_verify: !settings.verify,
        shared: can_share(),
        ..MultiplyOptions::default()
    }
}

impl PartialEq for Controller {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Controller {
    /// A controller with an empty state, for a page in `language`.
    pub fn new(engine: Engine, language: Language) -> Self {
        Self(Rc::new(ControllerInner {
            engine,
            state: RefCell::new(Rc::new(PageState { language, ..PageState::default() })),
            redraw: RefCell::default(),
            go_to_cell: RefCell::default(),
            editors: Editors::default(),
            pauses: RefCell::default(),
            reads: RefCell::default(),
            job: RefCell::default(),
            check: RefCell::default(),
            last_request_id: Cell::new(0),
            undo_in_editor: Cell::new(false),
            typing: Default::default(),
            exports: Default::default(),
            runs_script: Cell::new(false),
            copies_link: Cell::new(false),
            link: Cell::new(0),
            history: RefCell::default(),
            keeping: RefCell::default(),
            kept: RefCell::default(),
            drawn_at: Cell::new(0.0),
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

    /// The text editors.
    pub fn editors(&self) -> &Editors {
        &self.0.editors
    }

    /// Has `redraw` called after every change.
    pub fn on_change(&self, redraw: Callback<()>) {
        *self.0.redraw.borrow_mut() = redraw;
    }

    /// A callback for a component, which does `act` with this controller and the event.
    pub fn callback<E: 'static>(&self, act: impl Fn(&Controller, E) + 'static) -> Callback<E> {
        let controller = self.clone();
        Callback::from(move |event| act(&controller, event))
    }

    /// Records `action`, redraws, and takes the next step of a waiting job and of a waiting check.
    pub fn dispatch(&self, action: PageAction) {
        let before = self.state();
        let next = before.after(action);
        // There may be hundreds of tiles a second, and drawing takes time from the cores that compute.
        let is_visible = match (before.run, next.run) {
            (RunState::Running { .. }, RunState::Running { .. }) if before.run != next.run => {
                before.run.percent() != next.run.percent() && now() - self.0.drawn_at.get() > PROGRESS_MS
            }
            _ => true,
        };
        let are_inputs_changed = before.slots != next.slots || before.settings.operation != next.settings.operation;
        *self.0.state.borrow_mut() = Rc::new(next);
        if are_inputs_changed {
            self.keep_inputs_soon();
        }
        if is_visible {
            self.0.drawn_at.set(now());
            let redraw = self.0.redraw.borrow().clone();
            redraw.emit(());
        }
        self.advance_waiting_job();
        self.advance_waiting_check();
    }

    fn dispatch_operand(&self, side: OperandSide, action: OperandAction) {
        self.dispatch(PageAction::Operand(side, action));
    }

    /// A number that no read or job had before.
    fn next_request_id(&self) -> u32 {
        self.0.last_request_id.set(self.0.last_request_id.get() + 1);
        self.0.last_request_id.get()
    }

    /// Calls `then` when no key was pressed for a moment; `None` only cancels the call that was due.
    fn after_pause(&self, side: OperandSide, then: Option<Box<dyn FnOnce()>>) {
        const PAUSE_MS: u32 = 300;
        self.0.pauses.borrow_mut()[side.index()] = then.map(|then| Timeout::new(PAUSE_MS, then));
    }

    /// Cancels the read of `side` that is in progress; `next` cancels the one that begins now.
    fn replace_read(&self, side: OperandSide, next: Option<AbortController>) {
        if let Some(previous) = std::mem::replace(&mut self.0.reads.borrow_mut()[side.index()], next) {
            previous.abort();
        }
    }

    /// Cancels what was typed into `side` and not read yet, and what is being read into it.
    fn cancel_input(&self, side: OperandSide) {
        self.after_pause(side, None);
        self.replace_read(side, None);
    }

    /// Changes how jobs are run.
    pub fn configure(&self, change: impl FnOnce(&mut Settings)) {
        let mut settings = self.state().settings;
        change(&mut settings);
        self.dispatch(PageAction::Configured(settings));
    }

    /// Chooses the format of copies and downloads.
    pub fn choose_export(&self, export: Export) {
        self.dispatch(PageAction::FormatChosen(export));
    }

    /// A cell of C has the focus of the grid.
    pub fn focus_cell(&self, cell: GridCell) {
        if self.state().focused != cell {
            self.dispatch(PageAction::CellFocused(cell));
        }
    }

    /// These cells of C are in the grid's view.
    pub fn show_cells(&self, cells: CellRange) {
        if self.state().visible != cells {
            self.dispatch(PageAction::CellsShown(cells));
        }
    }

    /// Has `go_to_cell` called by [`Controller::go_to_cell`] and [`Controller::select_cell`], with whether the focus moves:
    /// the grid says so when it is there.
    pub fn on_go_to_cell(&self, go_to_cell: Callback<(GridCell, bool)>) {
        *self.0.go_to_cell.borrow_mut() = go_to_cell;
    }

    /// Selects a cell of C in the grid, brings it into view, and moves the focus to the grid. Does nothing while no
    /// product is shown, or if C has no such cell.
    pub fn go_to_cell(&self, cell: GridCell) {
        let go_to_cell = self.0.go_to_cell.borrow().clone();
        go_to_cell.emit((cell, true));
    }

    /// The same, but the focus stays where it is.
    pub fn select_cell(&self, cell: GridCell) {
        let go_to_cell = self.0.go_to_cell.borrow().clone();
        go_to_cell.emit((cell, false));
    }

    /// The page speaks `language` from now on.
    pub fn choose_language(&self, language: Language) {
        language.apply();
        self.dispatch(PageAction::LanguageChosen(language));
        // What was refused is refused again in the other language.
        self.read_unread();
        self.load_translation();
    }

    /// Loads what the language of the page needs.
    pub fn load_translation(&self) {
        let (controller, language) = (self.clone(), Language::current());
        spawn_local(async move {
            if translation::load().await {
                controller.dispatch(PageAction::LanguageChosen(language));
                controller.read_unread();
            }
        });
    }

    /// Multiply was pressed: the job starts as soon as its operands are read.
    pub fn multiply(&self) {
        let state = self.state();
        if !state.run.is_active() {
            self.show_errors();
            if let Some(error) = self.refused_cell(state.settings.operation.operands()) {
                return self.dispatch(PageAction::Job(JobAction::Failed(None, error)));
            }
            self.dispatch(PageAction::Job(JobAction::Requested));
        }
    }

    /// Retry was pressed: once workers are available, reads what could not be read without them.
    pub fn retry(&self) {
        self.engine().retry();
        let controller = self.clone();
        spawn_local(async move {
            controller.engine().ready().await;
            if controller.engine().pool_error().is_none() {
                controller.read_unread();
            }
        });
    }

    /// Stop was pressed. The engine may take a moment to stop; the page does not wait for it.
    pub fn stop(&self) {
        if self.state().run.is_active() {
            if let Some(job) = self.0.job.borrow_mut().take() {
                job.abort();
            }
            self.dispatch(PageAction::Job(JobAction::Stopped));
        }
    }

    /// Reads what is unread for a job that waits, then starts it.
    fn advance_waiting_job(&self) {
        let state = self.state();
        if state.run != RunState::Waiting || state.is_reading() {
            return;
        }
        let needed = state.settings.operation.operands();
        if let Some(&side) = needed.iter().find(|&&side| state.slot(side).is_unread()) {
            return self.read_editor(side);
        }
        if let Some(&side) = needed.iter().find(|&&side| state.slot(side).ready().is_none()) {
            return self.dispatch(PageAction::Job(JobAction::Failed(None, messages::empty_operand(side))));
        }
        let matrices: Vec<_> = needed.iter().filter_map(|&side| state.slot(side).ready()).collect();
        self.start_job(&matrices, state.settings);
    }

    /// Shows the product of a job while it is computed, unless that is done in a moment.
    fn show_soon(&self, id: u32, live: LiveProduct) {
        let controller = self.clone();
        spawn_local(async move {
            TimeoutFuture::new(SHOW_LIVE_MS).await;
            if controller.state().run.awaits(id) {
                controller.dispatch(PageAction::Job(JobAction::Seen(id, live)));
            }
        });
    }

    fn start_job(&self, matrices: &[&ImportedMatrix], settings: Settings) {
        let id = self.next_request_id();
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        *self.0.job.borrow_mut() = abort;
        let controller = self.clone();
        let on_progress = Rc::new(move |progress: Progress| {
            let Progress { tiles_done, tiles_total } = progress;
            controller.dispatch(PageAction::Job(JobAction::Progress(id, tiles_done, tiles_total)));
        });
        let controller = self.clone();
        let on_start = Rc::new(move |live: LiveProduct| controller.show_soon(id, live));
        let options = MultiplyOptions {
            signal,
            on_progress: Some(on_progress),
            on_start: Some(on_start),
            ..job_options(&settings)
        };
        let operation = settings.operation.effective();
        let file_stem = operation.file_stem(&messages::file_stems(operation.operands(), matrices));
        let operands: Vec<_> = matrices.iter().map(|matrix| matrix.loaded.clone()).collect();
        let default_export = operands.first().map_or(Export::Csv, |a| a.origin.default_export());
        self.dispatch(PageAction::Job(JobAction::Started(id)));
        let controller = self.clone();
        spawn_local(async move {
            let started = browser::now();
            let result = operation::compute(controller.engine(), operation, &operands, options).await;
            log::debug!("job {id} took {:.1} ms", browser::now() - started);
            controller.dispatch(PageAction::Job(match result {
                Ok(product) => {
                    let shown = ShownProduct { product, operands, operation, file_stem, default_export };
                    JobAction::Finished(id, ByPtr::new(shown))
                }
                Err(Failure::Cancelled) => JobAction::Failed(Some(id), text::JOB_CANCELLED.get().into()),
                Err(failure @ Failure::Limit(_)) => JobAction::TooLarge(id, messages::failure(&failure)),
                Err(failure) => JobAction::Failed(Some(id), messages::failure(&failure)),
            }));
        });
    }
}
