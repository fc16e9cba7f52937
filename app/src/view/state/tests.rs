//! The state after sequences of events. The matrices have shapes but no numbers, which nothing looks at.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod chains;

use super::slot::{Alternatives, ImportedMatrix};
use super::*;
use crate::engine::Source;
use crate::engine::{Mode, Reason, Report, Transport, Verdict};
use crate::operand::{Elements, Operand};
use crate::view::state::check_state::CheckAction;
use crate::view::state::loaded::Origin;
use crate::view::state::undo::InputChange;
use OperandSide::{A, B, C};
use shared::Shape;
use shared::certificate::Verification;
use shared::format::{Alternative, DecimalMark, Delimiter, Dialect, Format};
use shared::kernel::{Algorithm, Kernel};
use wasm_bindgen::{JsCast, JsValue};

fn matrix(rows: usize, cols: usize) -> Operand {
    Operand { shape: Shape::new(rows, cols), elements: Elements::F64(JsValue::UNDEFINED.unchecked_into()) }
}

fn loaded(rows: usize, cols: usize, format: &str) -> ByPtr<Loaded> {
    let formats = [Format::Csv, Format::Npy, Format::Text];
    let format = formats.into_iter().find(|known| known.name() == format).unwrap();
    let origin = Origin::Parsed { format, dialect: None, notes: Vec::new() };
    ByPtr::new(Loaded { matrix: matrix(rows, cols), origin })
}

fn imported(loaded: &ByPtr<Loaded>, name: Option<&str>) -> Result<ImportedMatrix, String> {
    Ok(ImportedMatrix { loaded: loaded.clone(), name: name.map(str::to_owned), in_editor: true })
}

fn on(side: OperandSide, action: OperandAction) -> PageAction {
    PageAction::Operand(side, action)
}

fn after(state: PageState, actions: impl IntoIterator<Item = PageAction>) -> PageState {
    actions.into_iter().fold(state, |state, action| state.after(action))
}

fn with_both(a: &ByPtr<Loaded>, b: &ByPtr<Loaded>) -> PageState {
    after(
        PageState::default(),
        [
            on(A, OperandAction::ReadStarted(1, None)),
            on(A, OperandAction::ReadFinished(1, imported(a, None))),
            on(B, OperandAction::ReadStarted(2, None)),
            on(B, OperandAction::ReadFinished(2, imported(b, None))),
        ],
    )
}

fn product(a: &ByPtr<Loaded>, b: &ByPtr<Loaded>, default_export: Export) -> ByPtr<ShownProduct> {
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
        order: None,
        line_sums: [0.0; 2],
        timings: Default::default(),
    };
    let product = Product { matrix: matrix(2, 2), report };
    ByPtr::new(ShownProduct {
        product,
        operands: vec![a.clone(), b.clone()],
        operation: Operation::default(),
        file_stem: "A_x_B".into(),
        default_export,
    })
}

#[test]
fn a_late_answer_does_not_overwrite_a_newer_one() {
    let (old, new) = (loaded(9, 9, "csv"), loaded(2, 2, "csv"));
    let state = after(
        PageState::default(),
        [
            on(A, OperandAction::ReadStarted(1, None)),
            on(A, OperandAction::ReadStarted(2, None)),
            on(A, OperandAction::ReadFinished(2, imported(&new, None))),
            on(A, OperandAction::ReadFinished(1, imported(&old, None))),
        ],
    );
    assert_eq!(state.slot(A).shape(), Some(Shape::new(2, 2)));
}

#[test]
fn an_answer_about_text_that_has_changed_is_dropped() {
    let old = loaded(9, 9, "csv");
    let state = after(
        PageState::default(),
        [
            on(A, OperandAction::ReadStarted(1, None)),
            on(A, OperandAction::Edited),
            on(A, OperandAction::ReadFinished(1, imported(&old, None))),
        ],
    );
    assert!(state.slot(A).matrix().is_none());
    assert!(state.slot(A).is_unread());
}

#[test]
fn an_error_keeps_the_matrix_and_its_name() {
    let good = loaded(2, 2, "npy");
    let state = after(
        PageState::default(),
        [
            on(B, OperandAction::ReadStarted(1, Some("good.npy".into()))),
            on(B, OperandAction::ReadFinished(1, imported(&good, Some("good.npy")))),
            on(B, OperandAction::ReadStarted(2, Some("bad.npy".into()))),
            on(B, OperandAction::ReadFinished(2, Err("bad.npy: it ends early.".into()))),
        ],
    );
    assert_eq!(state.slot(B).error(), Some("bad.npy: it ends early."));
    assert_eq!(state.slot(B).matrix().unwrap().name.as_deref(), Some("good.npy"));
    assert_eq!(state.slot(B).shape(), Some(Shape::new(2, 2)));
}

#[test]
fn the_next_matrix_clears_the_errors() {
    let good = loaded(2, 2, "text");
    let state = after(
        PageState::default(),
        [
            PageAction::Job(JobAction::Failed(None, "A is empty.".into())),
            on(A, OperandAction::ReadStarted(1, None)),
            on(A, OperandAction::ReadFinished(1, Err("A: no number.".into()))),
            on(A, OperandAction::ReadStarted(2, None)),
            on(A, OperandAction::ReadFinished(2, imported(&good, None))),
        ],
    );
    assert_eq!((state.error.as_deref(), state.slot(A).error()), (None, None));
}

#[test]
fn a_waiting_job_ends_when_an_operand_is_rejected() {
    let state = after(
        PageState::default(),
        [on(A, OperandAction::ReadStarted(1, None)), PageAction::Job(JobAction::Requested)],
    );
    assert_eq!(state.run, RunState::Waiting);
    assert_eq!(state.after(on(A, OperandAction::ReadFinished(1, Err("A: no number.".into())))).run, RunState::Idle);
}

#[test]
fn multiply_while_a_job_runs_changes_nothing_about_it() {
    let state = after(
        PageState::default(),
        [
            PageAction::Job(JobAction::Requested),
            PageAction::Job(JobAction::Started(5)),
            PageAction::Job(JobAction::Requested),
        ],
    );
    assert_eq!(state.run, RunState::Running { request_id: 5, done: 0, total: 0 });
}

#[test]
fn progress_never_goes_back_and_that_of_another_job_is_dropped() {
    let state = after(
        PageState::default(),
        [
            PageAction::Job(JobAction::Started(5)),
            PageAction::Job(JobAction::Progress(5, 3, 8)),
            PageAction::Job(JobAction::Progress(5, 2, 8)),
            PageAction::Job(JobAction::Progress(4, 8, 8)),
        ],
    );
    assert_eq!(state.run, RunState::Running { request_id: 5, done: 3, total: 8 });
    assert_eq!(state.run.percent(), 37);
}

#[test]
fn the_product_of_a_stopped_job_is_dropped() {
    let (a, b) = (loaded(2, 2, "csv"), loaded(2, 2, "csv"));
    let state = after(
        with_both(&a, &b),
        [
            PageAction::Job(JobAction::Started(5)),
            PageAction::Job(JobAction::Stopped),
            PageAction::Job(JobAction::Finished(5, product(&a, &b, Export::Csv))),
        ],
    );
    assert!(state.product.is_none());
    assert_eq!(state.run, RunState::Idle);
}

#[test]
fn a_failed_job_keeps_the_earlier_product_and_says_why() {
    let (a, b) = (loaded(2, 2, "csv"), loaded(2, 2, "csv"));
    let state = after(
        with_both(&a, &b),
        [
            PageAction::Job(JobAction::Started(5)),
            PageAction::Job(JobAction::Finished(5, product(&a, &b, Export::Csv))),
            PageAction::Job(JobAction::Started(6)),
            PageAction::Job(JobAction::Failed(Some(6), "The pool failed.".into())),
        ],
    );
    assert!(state.product.is_some());
    assert_eq!(state.error.as_deref(), Some("The pool failed."));
}

#[test]
fn a_product_is_stale_once_an_operand_changes() {
    let (a, b) = (loaded(2, 2, "csv"), loaded(2, 2, "csv"));
    let state = after(
        with_both(&a, &b),
        [PageAction::Job(JobAction::Started(5)), PageAction::Job(JobAction::Finished(5, product(&a, &b, Export::Csv)))],
    );
    assert!(!state.is_stale());
    assert!(state.after(on(B, OperandAction::Edited)).is_stale());
    assert!(state.after(PageAction::Swapped).is_stale());
    assert!(state.after(on(A, OperandAction::Cleared)).is_stale());
}

#[test]
fn the_format_follows_the_file_of_a_until_one_is_chosen() {
    let (a, b) = (loaded(2, 2, "npy"), loaded(2, 2, "csv"));
    let state = after(
        with_both(&a, &b),
        [PageAction::Job(JobAction::Started(5)), PageAction::Job(JobAction::Finished(5, product(&a, &b, Export::Npy)))],
    );
    assert_eq!(state.export(), Export::Npy);
    assert_eq!(state.after(PageAction::FormatChosen(Export::Json)).export(), Export::Json);
}

#[test]
fn clearing_an_operand_drops_the_pending_answer() {
    let late = loaded(2, 2, "csv");
    let state = after(
        PageState::default(),
        [
            on(A, OperandAction::ReadStarted(1, Some("slow.csv".into()))),
            on(A, OperandAction::Cleared),
            on(A, OperandAction::ReadFinished(1, imported(&late, Some("slow.csv")))),
        ],
    );
    assert!(state.slot(A).is_free());
}

#[test]
fn swapping_exchanges_everything_about_the_operands() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(4, 5, "csv"));
    let state = with_both(&a, &b).after(PageAction::Swapped);
    assert_eq!(state.slot(A).shape(), Some(Shape::new(4, 5)));
    assert_eq!(state.slot(B).shape(), Some(Shape::new(2, 3)));
}

/// The editor's text, which can also be read with decimal commas, and how it is read now.
fn alternatives(chosen: Option<Dialect>) -> Alternatives {
    let source = Source::Bytes(JsValue::UNDEFINED.unchecked_into(), 0, None);
    let other = Alternative { dialect: COMMAS, shape: None, description: String::new() };
    Alternatives { source, name: None, others: vec![other], recognised: true, chosen }
}

const COMMAS: Dialect = Dialect::table(Delimiter::Whitespace, DecimalMark::Comma);

#[test]
fn a_chosen_dialect_is_kept_as_long_as_the_text_can_be_read_in_it() {
    let a = loaded(2, 2, "csv");
    let chosen = after(
        PageState::default(),
        [
            on(A, OperandAction::ReadStarted(1, None)),
            on(A, OperandAction::AlternativesFound(1, Some(alternatives(Some(COMMAS))))),
            on(A, OperandAction::ReadFinished(1, imported(&a, None))),
            on(A, OperandAction::Edited),
            on(A, OperandAction::Edited),
        ],
    );
    assert_eq!(chosen.slot(A).preferred_dialect(), Some(COMMAS));
    // A half-typed text that is rejected changes nothing.
    let refused = [
        on(A, OperandAction::ReadStarted(2, None)),
        on(A, OperandAction::ReadFinished(2, Err("A: no".into()))),
        on(A, OperandAction::Edited),
    ];
    assert_eq!(after(chosen.clone(), refused).slot(A).preferred_dialect(), Some(COMMAS));
    let read = |found: Option<Alternatives>| {
        let read = [
            on(A, OperandAction::ReadStarted(2, None)),
            on(A, OperandAction::AlternativesFound(2, found)),
            on(A, OperandAction::ReadFinished(2, imported(&a, None))),
            on(A, OperandAction::Edited),
        ];
        after(chosen.clone(), read).slot(A).preferred_dialect()
    };
    assert_eq!(read(Some(alternatives(Some(COMMAS)))), Some(COMMAS));
    assert_eq!(read(Some(alternatives(None))), None, "read as detected");
    assert_eq!(read(None), None, "another text");
    assert_eq!(
        chosen.after(on(A, OperandAction::ReadStarted(2, Some("a.csv".into())))).slot(A).preferred_dialect(),
        None
    );
}

#[test]
fn a_cancelled_read_restores_the_alternatives() {
    let a = loaded(2, 2, "csv");
    let state = after(
        PageState::default(),
        [
            on(A, OperandAction::ReadStarted(1, Some("a.csv".into()))),
            on(A, OperandAction::AlternativesFound(1, Some(alternatives(None)))),
            on(A, OperandAction::ReadFinished(1, imported(&a, Some("a.csv")))),
            on(A, OperandAction::ReadStarted(2, Some("a.csv".into()))),
            on(A, OperandAction::AlternativesFound(2, Some(alternatives(Some(COMMAS))))),
        ],
    );
    let chosen = |state: &PageState| state.slot(A).alternatives().map(|found| found.chosen);
    assert_eq!(chosen(&state), Some(Some(COMMAS)));
    assert_eq!(chosen(&state.after(on(A, OperandAction::ReadCancelled(2)))), Some(None));
    assert_eq!(
        chosen(&state.after(on(A, OperandAction::ReadFinished(2, imported(&a, Some("a.csv")))))),
        Some(Some(COMMAS))
    );
}

fn texts(a: &str, b: &str) -> BySide<String> {
    [a, b, "", "", "", ""].map(str::to_owned)
}

/// A snapshot before `change`, with these texts of A and B.
fn saved(change: InputChange, a: &str, b: &str) -> PageAction {
    PageAction::SnapshotTaken(change, texts(a, b))
}

fn undone(a: &str, b: &str) -> PageAction {
    PageAction::SteppedInHistory(HistoryStep::Undo, texts(a, b))
}

fn redone(a: &str, b: &str) -> PageAction {
    PageAction::SteppedInHistory(HistoryStep::Redo, texts(a, b))
}

#[test]
fn clearing_is_undone_and_redone() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let state = after(with_both(&a, &b), [saved(InputChange::Cleared(A), "a", "b"), on(A, OperandAction::Cleared)]);
    assert!(state.slot(A).matrix().is_none());
    let back = after(state, [undone("", "b")]);
    assert!(back.slot(A).matrix().unwrap().loaded == a);
    let next = |step| back.history.next(step);
    assert_eq!((next(HistoryStep::Undo), next(HistoryStep::Redo)), (None, Some(InputChange::Cleared(A))));
    assert!(after(back, [redone("a", "b")]).slot(A).matrix().is_none());
}

/// Loads another matrix into A, which leaves the editor empty.
fn load(id: u32, matrix: &ByPtr<Loaded>) -> [PageAction; 3] {
    let [begun, finished] = read(A, id, matrix);
    [saved(InputChange::Loaded(A), "", ""), begun, finished]
}

#[test]
fn every_change_is_undone_in_turn_and_redone_in_turn_until_the_next_change() {
    let matrices: Vec<ByPtr<Loaded>> = (1..=5).map(|rows| loaded(rows, 1, "csv")).collect();
    let mut state = PageState::default();
    for (id, matrix) in (10..).zip(&matrices) {
        state = after(state, load(id, matrix));
    }
    let rows = |state: &PageState| state.slot(A).shape().map_or(0, |shape| shape.rows);
    let mut seen = Vec::new();
    let steps = [undone, undone, undone, redone, redone, undone, undone, undone, undone, undone];
    for step in steps {
        state = state.after(step("", ""));
        seen.push(rows(&state));
    }
    assert_eq!(seen, [4, 3, 2, 3, 4, 3, 2, 1, 0, 0]);
    let again = after(after(state, [redone("", ""), redone("", "")]), load(20, &matrices[4]));
    assert_eq!(rows(&again), 5);
    assert_eq!(again.history.next(HistoryStep::Redo), None);
    assert_eq!(rows(&again.after(redone("", ""))), 5);
    assert_eq!(rows(&again.after(undone("", ""))), 2);
}

#[test]
fn undo_drops_the_read_in_progress() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let begun = [
        saved(InputChange::Cleared(A), "x", ""),
        saved(InputChange::Loaded(A), "", ""),
        on(A, OperandAction::ReadStarted(7, Some("large.csv".into()))),
    ];
    let back = after(after(with_both(&a, &b), begun), [undone("", "")]);
    assert!(back.slot(A).pending().is_none());
    let late = after(back, [on(A, OperandAction::ReadFinished(7, imported(&loaded(9, 9, "csv"), Some("large.csv"))))]);
    assert!(late.slot(A).matrix().unwrap().loaded == a);
}

#[test]
fn undo_ends_a_job_that_waits_for_the_read_it_drops() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let begun = [
        saved(InputChange::Cleared(A), "x", ""),
        saved(InputChange::Loaded(A), "", ""),
        on(A, OperandAction::ReadStarted(7, Some("large.csv".into()))),
        PageAction::Job(JobAction::Requested),
        undone("", ""),
    ];
    assert_eq!(after(with_both(&a, &b), begun).run, RunState::Idle);
}

#[test]
fn a_read_without_a_matrix_leaves_the_history_as_it_was() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let undone = after(
        with_both(&a, &b),
        [
            saved(InputChange::Cleared(A), "a", "b"),
            on(A, OperandAction::Cleared),
            saved(InputChange::Cleared(B), "", "b"),
            on(B, OperandAction::Cleared),
            undone("", ""),
        ],
    );
    let begun = [saved(InputChange::Loaded(B), "", "b"), on(B, OperandAction::ReadStarted(7, Some("bad.csv".into())))];
    let begun = after(undone, begun);
    assert_eq!(begun.history.next(HistoryStep::Redo), None);
    for end in [on(B, OperandAction::ReadFinished(7, Err("no".into()))), on(B, OperandAction::ReadCancelled(7))] {
        let ended = begun.after(end);
        let next = |step| ended.history.next(step);
        assert_eq!(
            (next(HistoryStep::Undo), next(HistoryStep::Redo)),
            (Some(InputChange::Cleared(A)), Some(InputChange::Cleared(B)))
        );
    }
}

#[test]
fn a_step_that_would_change_nothing_is_skipped() {
    let (a, b) = (loaded(2, 3, "csv"), loaded(3, 4, "csv"));
    let state = after(
        with_both(&a, &b),
        [
            saved(InputChange::Cleared(A), "1 2", ""),
            on(A, OperandAction::Cleared),
            // Typed, and deleted again.
            saved(InputChange::Typed(A), "", ""),
            on(A, OperandAction::Edited),
            on(A, OperandAction::Cleared),
            undone("", ""),
        ],
    );
    assert!(state.slot(A).matrix().unwrap().loaded == a);
}

#[test]
fn only_matrices_that_are_no_longer_on_the_page_count_for_the_limit() {
    let large = loaded(6000, 6000, "npy");
    let small = loaded(2, 2, "csv");
    let edited =
        after(with_both(&large, &large), [saved(InputChange::Typed(B), "", ""), on(B, OperandAction::Cleared)]);
    assert_eq!(edited.history.next(HistoryStep::Undo), Some(InputChange::Typed(B)), "A still holds the large one");
    let replaced = after(edited, load(9, &small));
    assert_eq!(replaced.history.next(HistoryStep::Undo), None, "nothing holds it now");
}

#[test]
fn the_oldest_of_very_many_changes_are_forgotten() {
    let mut state = PageState::default();
    for id in 0..300 {
        state = after(state, load(id, &loaded(1, 1, "csv")));
    }
    let mut steps = 0;
    while state.history.next(HistoryStep::Undo).is_some() {
        state = state.after(undone("", ""));
        steps += 1;
    }
    assert!((50..300).contains(&steps), "{steps} steps");
}

#[test]
fn a_refusal_waits_while_the_user_types() {
    let typing = after(
        PageState::default(),
        [
            on(A, OperandAction::Calmed(true)),
            on(A, OperandAction::Edited),
            on(A, OperandAction::ReadStarted(1, None)),
            on(A, OperandAction::ReadFinished(1, Err("A: row 2".into()))),
        ],
    );
    assert_eq!((typing.slot(A).error(), typing.slot(A).has_withheld_error()), (None, true));
    assert_eq!(typing.after(on(A, OperandAction::Calmed(false))).slot(A).error(), Some("A: row 2"));
    let loaded = after(
        typing,
        [
            on(A, OperandAction::ReadStarted(2, Some("a.csv".into()))),
            on(A, OperandAction::ReadFinished(2, Err("a.csv: row 1".into()))),
        ],
    );
    assert_eq!(loaded.slot(A).error(), Some("a.csv: row 1"));
}

fn read(side: OperandSide, id: u32, matrix: &ByPtr<Loaded>) -> [PageAction; 2] {
    [on(side, OperandAction::ReadStarted(id, None)), on(side, OperandAction::ReadFinished(id, imported(matrix, None)))]
}

#[test]
fn a_verdict_is_about_the_matrices_that_were_judged() {
    let [a, b, c] = [loaded(2, 2, "csv"), loaded(2, 2, "csv"), loaded(2, 2, "npy")];
    let checked = after(with_both(&a, &b), read(C, 3, &c));
    let verdict = Verdict::Right { bound: 0.0 };
    let judged = [a.clone(), b.clone(), c.clone()];
    let actions = [
        CheckAction::Requested,
        CheckAction::Started(4),
        CheckAction::Progress(4, 0.5),
        CheckAction::Progress(4, 0.25),
        // The answer to a check that was stopped before.
        CheckAction::Finished(1, Verdict::Undecided { row: None }, judged.clone()),
    ];
    let running = after(checked, actions.map(PageAction::Check));
    assert_eq!((running.check.percent(), running.check.verdict(&running.slots)), (50, None));
    let done = after(running, [PageAction::Check(CheckAction::Finished(4, verdict.clone(), judged))]);
    assert_eq!(done.check.verdict(&done.slots), Some(&verdict));
    for side in OperandSide::CHECKED {
        let changed = after(done.clone(), read(side, 5, &loaded(2, 2, "csv")));
        assert_eq!(changed.check.verdict(&changed.slots), None, "{side:?}");
    }
}

#[test]
fn a_product_to_be_checked_has_no_part_in_multiply_swap_and_undo() {
    let [a, b, c] = [loaded(1, 2, "csv"), loaded(2, 1, "csv"), loaded(1, 1, "npy")];
    let state = after(with_both(&a, &b), read(C, 3, &c));
    let snapshot = || saved(InputChange::Swapped, "", "");
    let waiting = after(
        state,
        [
            snapshot(),
            PageAction::Swapped,
            PageAction::Job(JobAction::Requested),
            PageAction::Check(CheckAction::Requested),
            on(C, OperandAction::ReadStarted(4, Some("c.csv".into()))),
        ],
    );
    assert!(!waiting.is_reading() && !waiting.is_reading_file(), "Multiply does not wait for C");
    assert_eq!(waiting.slot(A).shape(), Some(Shape::new(2, 1)));
    // The check waited for C, which cannot be read; the job goes on.
    let failed = after(waiting, [on(C, OperandAction::ReadFinished(4, Err("c.csv: row 1".into())))]);
    assert!(!failed.check.is_active() && failed.run.is_active());
    let undone = after(failed, [undone("", "")]);
    assert_eq!(
        OperandSide::CHECKED.map(|side| undone.slot(side).shape()),
        [(1, 2), (2, 1), (1, 1)].map(|(rows, cols)| Some(Shape::new(rows, cols)))
    );
}

#[test]
fn only_what_is_too_large_is_offered_elsewhere_and_until_the_next_failure() {
    let (a, b) = (loaded(9, 1, "csv"), loaded(1, 9, "csv"));
    let refused = after(
        with_both(&a, &b),
        [JobAction::Requested, JobAction::Started(3), JobAction::TooLarge(3, "Too large.".into())].map(PageAction::Job),
    );
    assert_eq!((refused.error.as_deref(), refused.is_too_large), (Some("Too large."), true));
    assert_eq!(refused.run, RunState::Idle);
    for failure in [PageAction::Failed("Not copied.".into()), PageAction::Job(JobAction::Failed(None, "Empty.".into()))]
    {
        let next = refused.after(failure);
        assert!(next.error.is_some() && !next.is_too_large, "{:?}", next.error);
    }
    let late = with_both(&a, &b).after(PageAction::Job(JobAction::TooLarge(3, "Too large.".into())));
    assert_eq!((late.error, late.is_too_large), (None, false));
}

#[test]
fn a_saved_job_is_spoken_of_until_a_or_b_changes() {
    let saved =
        with_both(&loaded(2, 3, "csv"), &loaded(3, 2, "csv")).after(PageAction::JobSaving(Some("Saved.".into())));
    let checked =
        after(saved.clone(), [on(C, OperandAction::ReadStarted(5, None)), PageAction::ElsewhereToggled(true)]);
    assert_eq!(checked.saving.as_deref(), Some("Saved."));
    for change in [on(A, OperandAction::Edited), on(B, OperandAction::Cleared), PageAction::Swapped] {
        assert_eq!(saved.after(change).saving, None);
    }
}
