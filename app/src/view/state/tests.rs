//! What the page knows after each event. The matrices here have shapes but no numbers: nothing looks at them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::engine::Source;
use crate::engine::{Mode, Reason, Report, Transport};
use crate::operand::{Elements, Operand};
use crate::view::state::loaded::Origin;
use shared::Shape;
use shared::certificate::Verification;
use shared::format::{Alternative, DecimalMark, Delimiter, Dialect, Format};
use shared::kernel::{Algorithm, Kernel};
use wasm_bindgen::{JsCast, JsValue};

fn matrix(rows: usize, cols: usize) -> Operand {
    Operand { shape: Shape::new(rows, cols), elements: Elements::F64(JsValue::UNDEFINED.unchecked_into()) }
}

fn loaded(rows: usize, cols: usize, format: &str) -> Rc<Loaded> {
    let formats = [Format::Csv, Format::Npy, Format::Text];
    let format = formats.into_iter().find(|known| known.name() == format).unwrap();
    let origin = Origin::Parsed { format, dialect: None, notes: Vec::new() };
    Rc::new(Loaded { matrix: matrix(rows, cols), origin })
}

fn arrival(loaded: &Rc<Loaded>, name: Option<&str>) -> Result<ImportedMatrix, String> {
    Ok(ImportedMatrix { loaded: loaded.clone(), name: name.map(str::to_owned), in_editor: true })
}

fn after(state: PageState, actions: impl IntoIterator<Item = PageAction>) -> PageState {
    actions.into_iter().fold(state, |state, action| state.after(action))
}

fn with_both(a: &Rc<Loaded>, b: &Rc<Loaded>) -> PageState {
    after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::A, 1, None),
            PageAction::ReadEnded(OperandSide::A, 1, arrival(a, None)),
            PageAction::ReadBegan(OperandSide::B, 2, None),
            PageAction::ReadEnded(OperandSide::B, 2, arrival(b, None)),
        ],
    )
}

fn outcome(a: &Rc<Loaded>, b: &Rc<Loaded>, natural: Export) -> ByPtr<ShownProduct> {
    let report = Report {
        mode: Mode::Local,
        reason: Reason::Asked,
        workers: 0,
        tiles: 1,
        retries: 0,
        kernel: Kernel::Simd128,
        algorithm: Algorithm::default(),
        transport: Transport::None,
        milliseconds: 1.0,
        gflops: 1.0,
        verification: Verification::Passed,
        exact: true,
        error_bound: 0.0,
        spent: Default::default(),
    };
    let product = Product { matrix: matrix(2, 2), report };
    ByPtr::new(ShownProduct { product, a: a.clone(), b: b.clone(), stem: "A_x_B".into(), natural })
}

#[test]
fn a_late_answer_does_not_overwrite_a_newer_one() {
    let (old, new) = (loaded(9, 9, "csv"), loaded(2, 2, "csv"));
    let state = after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::A, 1, None),
            PageAction::ReadBegan(OperandSide::A, 2, None),
            PageAction::ReadEnded(OperandSide::A, 2, arrival(&new, None)),
            PageAction::ReadEnded(OperandSide::A, 1, arrival(&old, None)),
        ],
    );
    assert_eq!(state.a.shape(), Some(Shape::new(2, 2)));
}

#[test]
fn an_answer_to_text_that_was_changed_meanwhile_is_dropped() {
    let old = loaded(9, 9, "csv");
    let state = after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::A, 1, None),
            PageAction::Edited(OperandSide::A),
            PageAction::ReadEnded(OperandSide::A, 1, arrival(&old, None)),
        ],
    );
    assert!(state.a.loaded.is_none());
    assert!(state.a.unread);
}

#[test]
fn a_refusal_keeps_the_matrix_and_its_name() {
    let good = loaded(2, 2, "npy");
    let state = after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::B, 1, Some("good.npy".into())),
            PageAction::ReadEnded(OperandSide::B, 1, arrival(&good, Some("good.npy"))),
            PageAction::ReadBegan(OperandSide::B, 2, Some("bad.npy".into())),
            PageAction::ReadEnded(OperandSide::B, 2, Err("bad.npy: it ends early.".into())),
        ],
    );
    assert_eq!(state.b.trouble.as_deref(), Some("bad.npy: it ends early."));
    assert_eq!(state.b.name.as_deref(), Some("good.npy"));
    assert_eq!(state.b.shape(), Some(Shape::new(2, 2)));
}

#[test]
fn the_next_good_reading_takes_the_alerts_away() {
    let good = loaded(2, 2, "text");
    let state = after(
        PageState::default(),
        [
            PageAction::JobFailed(None, "A is empty.".into()),
            PageAction::ReadBegan(OperandSide::A, 1, None),
            PageAction::ReadEnded(OperandSide::A, 1, Err("A: no number.".into())),
            PageAction::ReadBegan(OperandSide::A, 2, None),
            PageAction::ReadEnded(OperandSide::A, 2, arrival(&good, None)),
        ],
    );
    assert_eq!((state.trouble, state.a.trouble.clone()), (None, None));
}

#[test]
fn a_waiting_job_is_given_up_when_an_operand_is_refused() {
    let state =
        after(PageState::default(), [PageAction::ReadBegan(OperandSide::A, 1, None), PageAction::MultiplyAsked]);
    assert_eq!(state.job, RunState::Waiting);
    assert_eq!(state.after(PageAction::ReadEnded(OperandSide::A, 1, Err("A: no number.".into()))).job, RunState::Idle);
}

#[test]
fn multiply_while_a_job_runs_changes_nothing_about_it() {
    let state =
        after(PageState::default(), [PageAction::MultiplyAsked, PageAction::JobBegan(5), PageAction::MultiplyAsked]);
    assert_eq!(state.job, RunState::Running { ticket: 5, done: 0, total: 0 });
}

#[test]
fn progress_never_goes_back_and_that_of_another_job_is_dropped() {
    let state = after(
        PageState::default(),
        [
            PageAction::JobBegan(5),
            PageAction::JobProgress(5, 3, 8),
            PageAction::JobProgress(5, 2, 8),
            PageAction::JobProgress(4, 8, 8),
        ],
    );
    assert_eq!(state.job, RunState::Running { ticket: 5, done: 3, total: 8 });
    assert_eq!(state.job.percent(), 37);
}

#[test]
fn the_product_of_a_stopped_job_is_dropped() {
    let (a, b) = (loaded(2, 2, "csv"), loaded(2, 2, "csv"));
    let state = after(
        with_both(&a, &b),
        [PageAction::JobBegan(5), PageAction::JobStopped, PageAction::JobEnded(5, outcome(&a, &b, Export::Csv))],
    );
    assert!(state.outcome.is_none());
    assert_eq!(state.job, RunState::Idle);
}

#[test]
fn a_failed_job_keeps_the_earlier_product_and_says_why() {
    let (a, b) = (loaded(2, 2, "csv"), loaded(2, 2, "csv"));
    let state = after(
        with_both(&a, &b),
        [
            PageAction::JobBegan(5),
            PageAction::JobEnded(5, outcome(&a, &b, Export::Csv)),
            PageAction::JobBegan(6),
            PageAction::JobFailed(Some(6), "The pool failed.".into()),
        ],
    );
    assert!(state.outcome.is_some());
    assert_eq!(state.trouble.as_deref(), Some("The pool failed."));
}

#[test]
fn a_product_is_stale_once_an_operand_changes() {
    let (a, b) = (loaded(2, 2, "csv"), loaded(2, 2, "csv"));
    let state =
        after(with_both(&a, &b), [PageAction::JobBegan(5), PageAction::JobEnded(5, outcome(&a, &b, Export::Csv))]);
    assert!(!state.is_stale());
    assert!(state.after(PageAction::Edited(OperandSide::B)).is_stale());
    assert!(state.after(PageAction::Swapped).is_stale());
    assert!(state.after(PageAction::Cleared(OperandSide::A)).is_stale());
}

#[test]
fn the_format_follows_the_file_of_a_until_one_is_chosen() {
    let (a, b) = (loaded(2, 2, "npy"), loaded(2, 2, "csv"));
    let state =
        after(with_both(&a, &b), [PageAction::JobBegan(5), PageAction::JobEnded(5, outcome(&a, &b, Export::Npy))]);
    assert_eq!(state.format(), Export::Npy);
    assert_eq!(state.after(PageAction::FormatChosen(Export::Json)).format(), Export::Json);
}

#[test]
fn clearing_an_operand_also_drops_the_answer_that_is_on_its_way() {
    let late = loaded(2, 2, "csv");
    let state = after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::A, 1, Some("slow.csv".into())),
            PageAction::Cleared(OperandSide::A),
            PageAction::ReadEnded(OperandSide::A, 1, arrival(&late, Some("slow.csv"))),
        ],
    );
    assert!(state.a.is_free());
}

#[test]
fn swapping_exchanges_everything_about_the_operands() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(4, 5, "csv"));
    let state = with_both(&a, &b).after(PageAction::Swapped);
    assert_eq!(state.a.shape(), Some(Shape::new(4, 5)));
    assert_eq!(state.b.shape(), Some(Shape::new(2, 3)));
}

/// An offer of the editor's text to be read with decimal commas, and how it is read now.
fn offer(chosen: Option<Dialect>) -> Alternatives {
    let source = Source::Bytes(JsValue::UNDEFINED.unchecked_into(), 0, None);
    let other = Alternative { dialect: COMMAS, shape: None, description: String::new() };
    Alternatives { source, name: None, alternatives: vec![other], recognised: true, chosen }
}

const COMMAS: Dialect = Dialect::Table { delimiter: Delimiter::Whitespace, decimal: DecimalMark::Comma };

#[test]
fn a_chosen_reading_is_kept_while_the_text_can_be_read_so_and_no_longer() {
    let a = loaded(2, 2, "csv");
    let chosen = after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::A, 1, None),
            PageAction::Offered(OperandSide::A, 1, Some(offer(Some(COMMAS)))),
            PageAction::ReadEnded(OperandSide::A, 1, arrival(&a, None)),
            PageAction::Edited(OperandSide::A),
            PageAction::Edited(OperandSide::A),
        ],
    );
    assert_eq!(chosen.a.kept, Some(COMMAS));
    // A half-typed text that is refused decides nothing.
    let refused = [
        PageAction::ReadBegan(OperandSide::A, 2, None),
        PageAction::ReadEnded(OperandSide::A, 2, Err("A: no".into())),
        PageAction::Edited(OperandSide::A),
    ];
    assert_eq!(after(chosen.clone(), refused).a.kept, Some(COMMAS));
    let read = |offer: Option<Alternatives>| {
        let read = [
            PageAction::ReadBegan(OperandSide::A, 2, None),
            PageAction::Offered(OperandSide::A, 2, offer),
            PageAction::ReadEnded(OperandSide::A, 2, arrival(&a, None)),
            PageAction::Edited(OperandSide::A),
        ];
        after(chosen.clone(), read).a.kept
    };
    assert_eq!(read(Some(offer(Some(COMMAS)))), Some(COMMAS));
    assert_eq!(read(Some(offer(None))), None, "read as recognised");
    assert_eq!(read(None), None, "another text");
    assert_eq!(chosen.after(PageAction::ReadBegan(OperandSide::A, 2, Some("a.csv".into()))).a.kept, None);
}

#[test]
fn a_reading_that_is_given_up_leaves_the_offer_that_there_was() {
    let a = loaded(2, 2, "csv");
    let state = after(
        PageState::default(),
        [
            PageAction::ReadBegan(OperandSide::A, 1, Some("a.csv".into())),
            PageAction::Offered(OperandSide::A, 1, Some(offer(None))),
            PageAction::ReadEnded(OperandSide::A, 1, arrival(&a, Some("a.csv"))),
            PageAction::ReadBegan(OperandSide::A, 2, Some("a.csv".into())),
            PageAction::Offered(OperandSide::A, 2, Some(offer(Some(COMMAS)))),
        ],
    );
    let chosen = |state: &PageState| state.a.offer.as_ref().map(|offer| offer.chosen);
    assert_eq!(chosen(&state), Some(Some(COMMAS)));
    assert_eq!(chosen(&state.after(PageAction::ReadCancelled(OperandSide::A, 2))), Some(None));
    assert_eq!(
        chosen(&state.after(PageAction::ReadEnded(OperandSide::A, 2, arrival(&a, Some("a.csv"))))),
        Some(Some(COMMAS))
    );
}

fn texts(a: &str, b: &str) -> [String; 2] {
    [a.to_owned(), b.to_owned()]
}

#[test]
fn what_was_cleared_comes_back_and_goes_again() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let state =
        after(with_both(&a, &b), [PageAction::Remembered(texts("a", "b")), PageAction::Cleared(OperandSide::A)]);
    assert!(state.a.loaded.is_none());
    let back = after(state, [PageAction::Undone(texts("", "b"))]);
    assert!(Rc::ptr_eq(back.a.loaded.as_ref().unwrap(), &a));
    assert_eq!(back.former.as_ref().unwrap().texts, texts("", "b"));
    assert!(after(back, [PageAction::Undone(texts("a", "b"))]).a.loaded.is_none());
}

#[test]
fn a_reading_that_was_under_way_is_not_waited_for_after_undo() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let begun =
        [PageAction::Remembered(texts("", "")), PageAction::ReadBegan(OperandSide::A, 7, Some("large.csv".into()))];
    let state = after(with_both(&a, &b), begun);
    let back = after(state, [PageAction::Undone(texts("", ""))]);
    assert!(back.a.reading.is_none());
    let late =
        after(back, [PageAction::ReadEnded(OperandSide::A, 7, arrival(&loaded(9, 9, "csv"), Some("large.csv")))]);
    assert!(Rc::ptr_eq(late.a.loaded.as_ref().unwrap(), &a));
}

#[test]
fn undo_takes_back_a_multiplication_that_waits_for_what_it_gives_up() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let begun = [
        PageAction::Remembered(texts("", "")),
        PageAction::ReadBegan(OperandSide::A, 7, Some("large.csv".into())),
        PageAction::MultiplyAsked,
        PageAction::Undone(texts("", "")),
    ];
    assert_eq!(after(with_both(&a, &b), begun).job, RunState::Idle);
}

#[test]
fn a_reading_that_brings_nothing_leaves_what_could_be_had_back() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let cleared =
        after(with_both(&a, &b), [PageAction::Remembered(texts("a", "b")), PageAction::Cleared(OperandSide::A)]);
    let begun =
        [PageAction::Remembered(texts("", "b")), PageAction::ReadBegan(OperandSide::B, 7, Some("bad.csv".into()))];
    let begun = after(cleared, begun);
    for end in
        [PageAction::ReadEnded(OperandSide::B, 7, Err("no".into())), PageAction::ReadCancelled(OperandSide::B, 7)]
    {
        let back = after(begun.clone(), [end, PageAction::Undone(texts("", "b"))]);
        assert!(Rc::ptr_eq(back.a.loaded.as_ref().unwrap(), &a));
    }
}

#[test]
fn nothing_and_too_much_are_not_kept() {
    let nothing = after(PageState::default(), [PageAction::Remembered(texts("", ""))]);
    assert!(nothing.former.is_none());
    let large = loaded(6000, 6000, "npy");
    assert!(after(with_both(&large, &large), [PageAction::Remembered(texts("", ""))]).former.is_none());
    let unread =
        after(PageState::default(), [PageAction::Edited(OperandSide::A), PageAction::Remembered(texts("1 x", ""))]);
    assert_eq!(unread.former.unwrap().texts, texts("1 x", ""));
}

#[test]
fn a_refused_file_says_what_is_still_there() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let state = with_both(&a, &b);
    let words = crate::view::messages::with_rest(OperandSide::A, state.slot(OperandSide::A), "bad.csv: no.".into());
    assert_eq!(words, "bad.csv: no. A is still the 2 \u{d7} 3 matrix from before.");
    let empty = PageState::default();
    assert_eq!(
        crate::view::messages::with_rest(OperandSide::A, empty.slot(OperandSide::A), "bad.csv: no.".into()),
        "bad.csv: no."
    );
}
