//! What the page was given at the entries of the tab's history: each link that is followed makes one.

use crate::view::controller::inputs::SideInput;
use crate::view::state::operation::Operation;
use crate::view::state::slot::BySide;

/// Most entries that are remembered.
const MAX_ENTRIES: usize = 8;

/// Most bytes that they may hold together.
const MAX_BYTES: u64 = 256 << 20;

/// The operation, and what the matrices held.
pub type PageInputs = (Operation, BySide<SideInput>);

/// The entries that were left.
#[derive(Debug, Default)]
pub struct InputHistory {
    /// The number of the entry that the page shows.
    pub current: f64,
    left: Vec<(f64, PageInputs)>,
}

impl InputHistory {
    /// The entry `next` is shown from now on; `inputs` are what the one before held. Gives what `next` held if it was left
    /// before.
    pub fn go(&mut self, next: f64, inputs: PageInputs) -> Option<PageInputs> {
        let before = std::mem::replace(&mut self.current, next);
        self.left.retain(|(number, _)| *number != before);
        self.left.push((before, inputs));
        let bytes = |left: &[(f64, PageInputs)]| {
            left.iter().flat_map(|(_, (_, inputs))| inputs).map(SideInput::bytes).sum::<u64>()
        };
        while self.left.len() > MAX_ENTRIES || bytes(&self.left) > MAX_BYTES {
            self.left.remove(0);
        }
        self.left.iter().find(|(number, _)| *number == next).map(|(_, inputs)| inputs.clone())
    }

    /// Nothing was left.
    pub fn forget(&mut self) {
        self.left.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> PageInputs {
        let mut inputs = BySide::<SideInput>::default();
        inputs[0] = SideInput::Text(text.into());
        (Operation::default(), inputs)
    }

    fn first(inputs: Option<PageInputs>) -> Option<String> {
        match inputs {
            Some((_, [SideInput::Text(text), ..])) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn an_entry_that_was_left_holds_what_it_held_then() {
        let mut history = InputHistory::default();
        assert_eq!(first(history.go(1.0, text("typed"))), None);
        assert_eq!(first(history.go(0.0, text("from a link"))).as_deref(), Some("typed"));
        assert_eq!(first(history.go(1.0, text("typed on"))).as_deref(), Some("from a link"));
        assert_eq!(first(history.go(0.0, text("from a link"))).as_deref(), Some("typed on"));
        history.forget();
        assert_eq!(first(history.go(1.0, text("new"))), None);
    }

    #[test]
    fn old_entries_are_dropped() {
        let mut history = InputHistory::default();
        for number in 1..=20 {
            history.go(number.into(), text("x"));
        }
        assert_eq!(first(history.go(2.0, text("x"))), None);
        assert!(first(history.go(19.0, text("x"))).is_some());
    }
}
