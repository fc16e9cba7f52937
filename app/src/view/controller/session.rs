//! Keeps what the user has given while this tab is reloaded, or left and come back to, in session storage.
//!
//! Each side has a record of its own, written a moment after it has changed. Browsers without session storage keep nothing.

use crate::event_loop::spawn_local;
use crate::memory::can_share;
use crate::operand::{Elements, Operand};
use crate::view::controller::Controller;
use crate::view::controller::inputs::SideInput;
use crate::view::platform::tab;
use crate::view::share::base64url;
use crate::view::state::action::PageAction;
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::operation::Operation;
use crate::view::state::slot::OperandSide;
use crate::view::state::undo::InputChange;
use crate::view::text::share as text;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use shared::generate::Generator;
use shared::{DType, Shape};

/// Most characters of a record. Browsers give a page about 5 million.
pub const MAX_RECORD: usize = 1_000_000;

/// Milliseconds after a change until it is written.
const PAUSE_MS: u32 = 400;

/// The first words of the records.
const TEXT: &str = "text";
const GENERATOR: &str = "generator";
const MATRIX: &str = "matrix";
const MISSING: &str = "missing";

/// The name under which the operation is kept.
const OPERATION: &str = "operation";

impl Controller {
    /// Writes what has changed in a moment.
    pub(super) fn keep_inputs_soon(&self) {
        let controller = self.clone();
        *self.0.keeping.borrow_mut() = Some(Timeout::new(PAUSE_MS, move || controller.keep_inputs()));
    }

    /// Writes what has changed now.
    pub fn keep_inputs(&self) {
        self.0.keeping.take();
        let state = self.state();
        let operation = Some(state.settings.operation).filter(|operation| !operation.is_plain());
        tab::keep(OPERATION, operation.map(Operation::to_text).as_deref());
        for side in OperandSide::ALL {
            let slot = &state.slots[side.index()];
            let is_kept = self.0.kept.borrow()[side.index()].as_ref() == Some(slot);
            // While a file is read the earlier record stays.
            if !is_kept && slot.pending_file().is_none() {
                let input = self.input(side);
                if !tab::keep(side.letter(), record(&input).as_deref()) {
                    // The tab has no room left for it.
                    tab::keep(side.letter(), Some(&missing(&input)));
                }
                self.0.kept.borrow_mut()[side.index()] = Some(slot.clone());
            }
        }
    }

    /// Puts back what this tab kept, where nothing was typed since.
    pub(super) fn restore_inputs(&self) {
        if let Some(operation) = tab::kept(OPERATION).as_deref().and_then(Operation::of_text) {
            self.choose_operation(operation);
        }
        let mut missing = Vec::new();
        for side in OperandSide::ALL {
            let is_free = self.state().slot(side).is_free() && self.editors().text(side).is_empty();
            let Some(record) = tab::kept(side.letter()).filter(|_| is_free) else { continue };
            match read(&record) {
                Some(Kept::Input(input)) => self.put_input(side, input),
                Some(Kept::Generator(generator)) => self.generate_into(side, generator),
                Some(Kept::Missing(what)) => missing.push(format!("{}: {what}", side.letter())),
                None => {}
            }
        }
        if !missing.is_empty() {
            let controller = self.clone();
            spawn_local(async move {
                // What is read successfully takes errors away.
                while OperandSide::ALL.iter().any(|&side| controller.state().slot(side).pending().is_some()) {
                    TimeoutFuture::new(PAUSE_MS).await;
                }
                controller.dispatch(PageAction::Failed(text::NOT_KEPT.with(&[&missing.join(", ")])));
            });
        }
    }

    /// Empties all matrices, and what this tab keeps of them. Undo brings them back.
    pub fn forget(&self) {
        self.take_snapshot(InputChange::FilledIn);
        for side in OperandSide::ALL {
            self.put_input(side, SideInput::Empty);
        }
        self.0.history.borrow_mut().forget();
        self.keep_inputs();
        tab::keep(tab::FRAGMENT, None);
        self.dispatch(PageAction::Succeeded(text::FORGOTTEN.get().into()));
    }

    /// Whether a reload keeps all that was given.
    pub(super) fn survives_reload(&self) -> bool {
        tab::can_keep() && self.inputs().iter().all(fits)
    }
}

/// Whether there is a record that holds `input` completely.
fn fits(input: &SideInput) -> bool {
    match input {
        SideInput::Matrix(Loaded { origin: Origin::Generated(_), .. }, _) => true,
        SideInput::Matrix(loaded, _) => loaded.matrix.bytes().div_ceil(3) * 4 + 1_000 <= MAX_RECORD as u64,
        _ => input.bytes() + 1_000 <= MAX_RECORD as u64,
    }
}

/// The name of a file as one line.
fn line(name: &Option<String>) -> String {
    name.as_deref().unwrap_or_default().replace('\n', " ")
}

/// The record that says what is not kept.
fn missing(input: &SideInput) -> String {
    match input {
        SideInput::Matrix(loaded, file) => format!("{MISSING}\n{} ({})", line(file), loaded.matrix.shape),
        _ => format!("{MISSING}\n{} kB", input.bytes() / 1000),
    }
}

/// The record of a side; `None` if it is empty.
fn record(input: &SideInput) -> Option<String> {
    Some(match input {
        SideInput::Empty => return None,
        SideInput::Matrix(Loaded { origin: Origin::Generated(generator), .. }, _) => {
            format!("{GENERATOR}\n{generator}")
        }
        SideInput::Text(text) if fits(input) => format!("{TEXT}\n{text}"),
        SideInput::Matrix(loaded, file) if fits(input) => {
            let Operand { shape: Shape { rows, cols }, elements } = &loaded.matrix;
            // The buffer may be shared, which not every function takes; this copies it.
            let bytes = Uint8Array::new_with_byte_offset_and_length(
                &elements.buffer(),
                elements_offset(elements),
                elements.len() * elements.dtype().size() as u32,
            )
            .to_vec();
            let dtype = if elements.dtype() == DType::F32 { "f32" } else { "f64" };
            format!("{MATRIX}\n{}\n{dtype} {rows} {cols}\n{}", line(file), base64url::encode(&bytes))
        }
        _ => missing(input),
    })
}

fn elements_offset(elements: &Elements) -> u32 {
    let offset = Reflect::get(elements.as_js(), &"byteOffset".into()).ok();
    offset.and_then(|offset| offset.as_f64()).unwrap_or_default() as u32
}

/// What a record holds.
enum Kept {
    Input(SideInput),
    Generator(Generator),
    Missing(String),
}

fn read(record: &str) -> Option<Kept> {
    let (kind, rest) = record.split_once('\n')?;
    match kind {
        TEXT => Some(Kept::Input(SideInput::Text(rest.to_owned()))),
        GENERATOR => Generator::parse(rest, &tab::number).ok().map(Kept::Generator),
        MATRIX => read_matrix(rest).map(Kept::Input),
        MISSING => Some(Kept::Missing(rest.to_owned())),
        _ => None,
    }
}

fn read_matrix(record: &str) -> Option<SideInput> {
    let (name, rest) = record.split_once('\n')?;
    let (head, elements) = rest.split_once('\n')?;
    let mut words = head.split(' ');
    let dtype = if words.next()? == "f32" { DType::F32 } else { DType::F64 };
    let mut size = || words.next()?.parse().ok();
    let shape = Shape::new(size()?, size()?);
    let bytes = base64url::decode(elements)?;
    let length = shape.elements().filter(|length| length * dtype.size() as u64 == bytes.len() as u64)?;
    let elements = Elements::zeros(dtype, length as u32, can_share()).ok()?;
    Uint8Array::new(&elements.buffer()).set(&Uint8Array::from(bytes.as_slice()), 0);
    let loaded = Loaded { matrix: Operand { shape, elements }, origin: Origin::Kept };
    Some(SideInput::Matrix(loaded, Some(name.to_owned()).filter(|name| !name.is_empty())))
}
