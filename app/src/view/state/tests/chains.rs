//! The further factors of a chain: they count while a chain is chosen, and stay while it is not.

use super::*;
use OperandSide::{D, E, F};

fn choosing(text: &str) -> PageAction {
    let operation = Operation::of_text(text).unwrap();
    PageAction::Configured(Settings { operation, ..Settings::default() })
}

/// A chain of four, of which E is not there yet.
fn unfinished() -> PageState {
    let [a, b, d] = [(2, 3), (3, 2), (2, 1)].map(|(rows, cols)| loaded(rows, cols, "csv"));
    after(with_both(&a, &b), read(D, 3, &d).into_iter().chain([choosing("chain:4")]))
}

#[test]
fn a_job_waits_for_the_factors_that_are_shown_and_for_no_others() {
    let reading = |side| on(side, OperandAction::ReadStarted(9, Some("file.csv".into())));
    let failing = |side| on(side, OperandAction::ReadFinished(9, Err("file.csv: row 1".into())));
    for (side, operation, is_awaited) in
        [(E, "chain:4", true), (F, "chain:4", false), (D, "product", false), (B, "power:2", false)]
    {
        let waiting = after(unfinished(), [choosing(operation), reading(side), PageAction::Job(JobAction::Requested)]);
        assert_eq!(waiting.is_reading(), is_awaited, "{operation}, {side:?}");
        let failed = waiting.after(failing(side));
        assert_eq!(failed.run.is_active(), !is_awaited, "{operation}, {side:?}");
    }
}

#[test]
fn a_chain_is_stale_once_any_of_its_factors_changes() {
    let [e, other] = [loaded(1, 4, "csv"), loaded(1, 4, "csv")];
    let state = after(unfinished(), read(E, 4, &e));
    let operands = state.settings.operation.operands();
    let operands: Vec<_> = operands.iter().map(|&side| state.slot(side).ready().unwrap().loaded.clone()).collect();
    assert_eq!(operands.len(), 4);
    let shown = ShownProduct::clone(&product(&operands[0], &operands[1], Export::Csv));
    let shown = ByPtr::new(ShownProduct { operands, operation: state.settings.operation, ..shown });
    let done = after(state, [JobAction::Started(5), JobAction::Finished(5, shown)].map(PageAction::Job));
    assert!(!done.is_stale());
    for (action, is_stale) in [
        (on(E, OperandAction::Cleared), true),
        (on(F, OperandAction::Edited), false),
        (on(C, OperandAction::Edited), false),
        (choosing("chain:3"), true),
        (choosing("product"), true),
    ] {
        assert_eq!(done.after(action.clone()).is_stale(), is_stale, "{action:?}");
    }
    assert!(after(done.clone(), read(E, 6, &other)).is_stale());
    let back = after(done, [choosing("product"), choosing("chain:4")]);
    assert!(!back.is_stale(), "the factors stay while another operation is chosen");
}

#[test]
fn changes_of_further_factors_are_undone_and_take_back_what_was_shared() {
    let texts = |d: &str| OperandSide::ALL.map(|side| if side == D { d.to_owned() } else { String::new() });
    let shared = unfinished().after(PageAction::Shared(ShareState::Files));
    assert_eq!(shared.after(on(C, OperandAction::Edited)).share, ShareState::Files);
    let changed = after(
        shared,
        [PageAction::SnapshotTaken(InputChange::Cleared(D), texts("1\n2")), on(D, OperandAction::Cleared)],
    );
    assert_eq!((&changed.share, changed.slot(D).shape()), (&ShareState::Idle, None));
    let undone = changed.after(PageAction::SteppedInHistory(HistoryStep::Undo, texts("")));
    assert_eq!(undone.slot(D).shape(), Some(Shape::new(2, 1)));
    assert!(undone.status.unwrap().contains("clear D"));
}
