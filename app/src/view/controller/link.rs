//! Copies links to what is on the page, and reads the link that the page was opened with or that was followed since.
//!
//! A link is read completely before anything is replaced. Small products are computed at once, others when asked for.

use crate::engine::{ParseOptions, Source};
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::memory::can_share;
use crate::memory::copying::converted;
use crate::memory::generated::generated;
use crate::operand::{Elements, Operand};
use crate::view::controller::Controller;
use crate::view::controller::inputs::SideInput;
use crate::view::messages;
use crate::view::platform::compression::{CompressionError, compress, decompress};
use crate::view::platform::{clipboard, tab};
use crate::view::share::link::{
    LinkContent, LinkError, LinkText, LinkedMatrix, MAX_GENERATED, MAX_LINK, MAX_NUMBERS, MAX_TEXT,
};
use crate::view::share::refusal::link_refusal;
use crate::view::share::{base64url, link};
use crate::view::state::action::PageAction;
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::share_state::ShareState;
use crate::view::state::slot::{BySide, OperandSide};
use crate::view::state::undo::InputChange;
use crate::view::text::share as text;
use crate::view::text::translation::translated;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use shared::format::{DecimalMark, Delimiter, Dialect, Export};
use shared::kernel::Algorithm;
use shared::{DType, Shape};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A readable link of up to this many characters is not compressed.
const SHORT: usize = 300;

/// Rows and columns up to which a link's product is computed at once.
const RUNS_BY_ITSELF: usize = 64;

/// How numbers stand in links.
const DIALECT: Dialect = Dialect::table(Delimiter::Comma, DecimalMark::Point);

/// Why there is no link, as a sentence, and whether files may be sent instead.
#[derive(Clone)]
struct NoLink(String, bool);

impl Controller {
    /// Copy link was pressed.
    pub fn copy_link(&self) {
        if self.0.copies_link.replace(true) {
            return;
        }
        self.dispatch(PageAction::Shared(ShareState::Idle));
        let made: Rc<RefCell<Option<Result<String, NoLink>>>> = Rc::default();
        let text = {
            let (controller, made) = (self.clone(), made.clone());
            async move {
                let link = controller.make_link().await;
                *made.borrow_mut() = Some(link.clone());
                let link = link.map_err(|NoLink(reason, _)| JsValue::from(reason))?;
                let options = web_sys::BlobPropertyBag::new();
                options.set_type("text/plain");
                web_sys::Blob::new_with_str_sequence_and_options(&Array::of1(&link.into()), &options).map(JsValue::from)
            }
        };
        let written = clipboard::write(Box::pin(text));
        let controller = self.clone();
        spawn_local(async move {
            let is_copied = written.await.is_ok();
            let made = made.take();
            let link = match made {
                Some(link) => link,
                // There is no clipboard, so nothing was asked for a text.
                None => controller.make_link().await,
            };
            controller.0.copies_link.set(false);
            match link {
                Ok(link) if is_copied => controller.dispatch(PageAction::Succeeded(text::COPIED.with(&[&link.len()]))),
                Ok(link) => {
                    controller.dispatch(PageAction::Succeeded(text::COPY_BY_HAND.with(&[&link.len()])));
                    controller.dispatch(PageAction::Shared(ShareState::Link(link)));
                }
                Err(NoLink(reason, has_files)) => {
                    controller.dispatch(PageAction::Failed(reason));
                    if has_files {
                        controller.dispatch(PageAction::Shared(ShareState::Files));
                    }
                }
            }
        });
    }

    async fn make_link(&self) -> Result<String, NoLink> {
        let refusal = |text: String| NoLink(text, false);
        // What was just typed is part of it.
        self.read_unread();
        while OperandSide::ALL.iter().any(|&side| self.state().slot(side).pending().is_some()) {
            TimeoutFuture::new(20).await;
        }
        let state = self.state();
        let mut content = LinkContent::default();
        let mut numbers = 0;
        for side in OperandSide::ALL.into_iter().filter(|&side| state.settings.operation.shows(side)) {
            let slot = state.slot(side);
            if slot.is_unread() {
                return Err(refusal(text::UNREAD.with(&[&side.letter()])));
            }
            let Some(matrix) = slot.ready() else { continue };
            let shape = matrix.shape();
            content.matrices[side.index()] = Some(match &matrix.loaded.origin {
                Origin::Generated(generator) if shape.elements() <= Some(MAX_GENERATED) => {
                    LinkedMatrix::Generated(*generator)
                }
                _ => {
                    numbers += shape.elements().unwrap_or(u64::MAX / 4);
                    if numbers > MAX_NUMBERS {
                        return Err(NoLink(text::TOO_LARGE.with(&[&side.letter(), &shape, &MAX_LINK]), true));
                    }
                    let numbers = self.numbers_of(&matrix.loaded.matrix).await;
                    numbers.map_err(|failure| refusal(messages::sentence(&translated(&failure.to_string()))))?
                }
            });
        }
        if content.matrices.iter().all(Option::is_none) {
            return Err(refusal(text::NOTHING_TO_LINK.get().into()));
        }
        let settings = state.settings;
        content.operation = Some(settings.operation.effective()).filter(|operation| !operation.is_plain());
        content.algorithm = Some(settings.algorithm).filter(|&algorithm| algorithm != Algorithm::default());
        content.kernel = settings.kernel;
        let plain = content.to_text();
        let page = tab::page_url();
        let mut fragment = link::readable(&plain);
        if fragment.len() > SHORT
            && let Ok(bytes) = compress(plain.as_bytes()).await
        {
            let compressed = link::compressed(&base64url::encode(&bytes));
            if compressed.len() < fragment.len() {
                fragment = compressed;
            }
        }
        let link = format!("{page}#{fragment}");
        if link.len() > MAX_LINK { Err(NoLink(text::TOO_LONG.with(&[&link.len(), &MAX_LINK]), true)) } else { Ok(link) }
    }

    /// The numbers of a matrix, written in a worker. Those of f32 are written as the f64 numbers that they are, so that
    /// reading them rounds nothing.
    async fn numbers_of(&self, matrix: &Operand) -> Result<LinkedMatrix, Failure> {
        let Operand { shape, elements } = matrix;
        let is_f32 = elements.dtype() == DType::F32;
        let exact = if is_f32 { converted(elements, DType::F64, can_share()).await? } else { elements.clone() };
        let bytes = self.engine().format(&Operand { shape: *shape, elements: exact }, Export::Csv).await?;
        let csv = String::from_utf8(bytes.to_vec()).map_err(|_| Failure::UnexpectedResponse)?;
        let csv = if shape.elements() == Some(0) { String::new() } else { csv };
        Ok(LinkedMatrix::Numbers { shape: *shape, is_f32, csv })
    }

    /// Puts back what this tab kept, and reads the link that it was opened with unless that was read before.
    pub fn start_inputs(&self) {
        self.0.history.borrow_mut().current = tab::entry_number();
        self.restore_inputs();
        let fragment = tab::fragment();
        if !fragment.is_empty() && tab::kept(tab::FRAGMENT).as_deref() != Some(&fragment) {
            self.read_link(fragment);
        }
    }

    /// The page shows another entry of the tab's history.
    pub fn go_in_history(&self) {
        let inputs = (self.state().settings.operation, self.inputs());
        let known = self.0.history.borrow_mut().go(tab::entry_number(), inputs);
        let fragment = tab::fragment();
        if let Some((operation, inputs)) = known {
            self.take_snapshot(InputChange::FilledIn);
            self.choose_operation(operation);
            for (side, input) in OperandSide::ALL.into_iter().zip(inputs) {
                self.put_input(side, input);
            }
            tab::keep(tab::FRAGMENT, Some(&fragment));
        } else if !fragment.is_empty() {
            self.read_link(fragment);
        }
    }

    /// Reads a link, and then replaces what its operation takes, and C if the link has one.
    fn read_link(&self, fragment: String) {
        let number = self.next_request_id();
        self.0.link.set(number);
        let controller = self.clone();
        spawn_local(async move {
            let read = controller.matrices_of(&fragment).await;
            if controller.0.link.get() != number {
                // Another one was followed meanwhile.
                return;
            }
            match read {
                Ok((content, matrices)) => controller.put_link(&fragment, &content, matrices),
                Err(reason) => controller.dispatch(PageAction::Failed(reason)),
            }
        });
    }

    fn put_link(&self, fragment: &str, content: &LinkContent, matrices: BySide<Option<Loaded>>) {
        tab::keep(tab::FRAGMENT, Some(fragment));
        let shapes = matrices.each_ref().map(|matrix| matrix.as_ref().map(|loaded| loaded.matrix.shape));
        let operation = content.operation.unwrap_or_default();
        self.take_snapshot(InputChange::FilledIn);
        for (side, matrix) in OperandSide::ALL.into_iter().zip(matrices) {
            match matrix {
                Some(loaded) => self.put_input(side, SideInput::Matrix(loaded, None)),
                None if side == OperandSide::C || !operation.shows(side) => {}
                None => self.put_input(side, SideInput::Empty),
            }
        }
        self.choose_operation(operation);
        self.configure(|settings| {
            settings.algorithm = content.algorithm.unwrap_or_default();
            settings.kernel = content.kernel;
        });
        let is_small = |shape: Shape| shape.rows.max(shape.cols) <= RUNS_BY_ITSELF;
        let needed: Option<Vec<Shape>> = operation.operands().iter().map(|side| shapes[side.index()]).collect();
        match (needed, shapes) {
            (Some(needed), _) if needed.iter().all(|&shape| is_small(shape)) => self.multiply(),
            (Some(_), [Some(a), Some(b), ..]) => {
                self.dispatch(PageAction::Succeeded(text::READ_AND_WAITS.with(&[&a, &b, &RUNS_BY_ITSELF])));
            }
            _ => self.dispatch(PageAction::Succeeded(text::READ.get().into())),
        }
    }

    /// What a link says, with its matrices.
    async fn matrices_of(&self, fragment: &str) -> Result<(LinkContent, BySide<Option<Loaded>>), String> {
        let content = content_of(fragment).await.map_err(|error| link_refusal(&error))?;
        let mut matrices = BySide::<Option<Loaded>>::default();
        for (side, matrix) in OperandSide::ALL.into_iter().zip(&content.matrices) {
            let Some(matrix) = matrix else { continue };
            let loaded = self.linked(matrix).await;
            let loaded = loaded.map_err(|failure| {
                text::MATRIX_REFUSED.with(&[&side.letter(), &messages::sentence(&translated(&failure.to_string()))])
            })?;
            matrices[side.index()] = Some(loaded);
        }
        Ok((content, matrices))
    }

    async fn linked(&self, matrix: &LinkedMatrix) -> Result<Loaded, Failure> {
        let (shape, is_f32, csv) = match matrix {
            LinkedMatrix::Generated(generator) => {
                let matrix = generated(generator, can_share()).await?;
                return Ok(Loaded { matrix, origin: Origin::Generated(*generator) });
            }
            LinkedMatrix::Numbers { shape, is_f32, csv } => (*shape, *is_f32, csv),
        };
        let dtype = if is_f32 { DType::F32 } else { DType::F64 };
        let matrix = if csv.is_empty() {
            let elements = Elements::zeros(dtype, 0, can_share()).map_err(|_| Failure::UnexpectedResponse)?;
            Operand { shape, elements }
        } else {
            let source = Source::bytes(Uint8Array::from(csv.as_bytes()), None);
            let options = ParseOptions { dialect: Some(DIALECT), shared: can_share(), ..ParseOptions::default() };
            let parsed = self.engine().parse(source, options).await?.matrix;
            if parsed.shape != shape {
                // A row of names, for example, which a link never has.
                return Err(Failure::Format(text::NOT_ONLY_NUMBERS.get().into()));
            }
            let elements =
                if is_f32 { converted(&parsed.elements, dtype, can_share()).await? } else { parsed.elements };
            Operand { shape, elements }
        };
        Ok(Loaded { matrix, origin: Origin::Linked })
    }
}

/// What a fragment says.
async fn content_of(fragment: &str) -> Result<LinkContent, LinkError> {
    // Some programs encode the characters of a link.
    let decoded = js_sys::decode_uri_component(fragment).map_err(|_| LinkError::Damaged)?;
    let fragment = String::from(decoded);
    let inflated;
    let text = match LinkText::of(&fragment)? {
        LinkText::Readable(text) => text,
        LinkText::Compressed(text) => {
            let bytes = base64url::decode(text).ok_or(LinkError::Damaged)?;
            let bytes = decompress(&bytes, MAX_TEXT).await.map_err(|error| match error {
                CompressionError::Unavailable => LinkError::NoCompression,
                CompressionError::TooLong => LinkError::TooLong,
                CompressionError::Damaged => LinkError::Damaged,
            })?;
            inflated = String::from_utf8(bytes).map_err(|_| LinkError::Damaged)?;
            &inflated
        }
    };
    LinkContent::parse(text, &tab::number)
}
