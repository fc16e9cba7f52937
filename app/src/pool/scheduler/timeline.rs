//! What each worker did during one job, and when, for the page to draw. The scheduler itself never reads it.
//!
//! Bounded: beyond [`MAX_SPANS`], neighbours in time on the same slot are merged.

use super::ids::{SlotId, Time};

/// Most spans kept for one job.
pub const MAX_SPANS: usize = 1024;

/// What became of the units of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanStatus {
    /// The tiles were computed.
    Computed,
    /// The units failed or were lost with their worker, and were done again.
    Lost,
}

/// One or more consecutive units in one slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The slot.
    pub slot: SlotId,
    /// How many units.
    pub units: u32,
    /// When the first began.
    pub from: Time,
    /// When the last ended.
    pub to: Time,
    /// Time between the two that was not spent waiting.
    pub busy: Time,
    /// What became of them.
    pub status: SpanStatus,
}

/// A job's spans, in the order in which they ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    spans: Vec<Span>,
}

impl Timeline {
    /// The spans.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// When the first unit began and the last one ended; zeros for an empty timeline.
    pub fn extent(&self) -> (Time, Time) {
        let from = self.spans.iter().map(|span| span.from).fold(f64::INFINITY, f64::min);
        let to = self.spans.iter().map(|span| span.to).fold(f64::NEG_INFINITY, f64::max);
        if from <= to { (from, to) } else { (0.0, 0.0) }
    }

    /// Adds a unit that has ended.
    pub(super) fn record(&mut self, slot: SlotId, from: Time, to: Time, status: SpanStatus) {
        let to = to.max(from);
        self.spans.push(Span { slot, units: 1, from, to, busy: to - from, status });
        if self.spans.len() > MAX_SPANS {
            self.coarsen();
        }
    }

    /// Merges pairs of neighbours in a slot that have the same status, then drops what still exceeds the bound.
    fn coarsen(&mut self) {
        let mut merged: Vec<Span> = Vec::with_capacity(MAX_SPANS);
        // For each slot, the index of a span that has no partner yet.
        let mut unpaired: Vec<(SlotId, usize)> = Vec::new();
        for span in &self.spans {
            let found = unpaired.iter().position(|(slot, _)| *slot == span.slot);
            let partner = found.and_then(|found| merged.get_mut(unpaired.swap_remove(found).1));
            if let Some(partner) = partner.filter(|partner| partner.status == span.status) {
                partner.units += span.units;
                partner.to = span.to;
                partner.busy += span.busy;
            } else {
                unpaired.push((span.slot, merged.len()));
                merged.push(*span);
            }
        }
        merged.truncate(MAX_SPANS);
        self.spans = merged;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_bounded_and_no_unit_or_time_is_dropped() {
        let mut timeline = Timeline::default();
        for unit in 0..20_000u32 {
            let (slot, from) = (SlotId(unit % 3), f64::from(unit / 3) * 10.0);
            timeline.record(slot, from, from + 9.0, SpanStatus::Computed);
            assert!(timeline.spans().len() <= MAX_SPANS);
        }
        assert_eq!(timeline.spans().iter().map(|span| span.units).sum::<u32>(), 20_000);
        assert_eq!(timeline.spans().iter().map(|span| span.busy).sum::<f64>(), 180_000.0);
        assert_eq!(timeline.extent(), (0.0, 66_669.0));
        for slot in 0..3 {
            let own: Vec<_> = timeline.spans().iter().filter(|span| span.slot == SlotId(slot)).collect();
            assert!(own.windows(2).all(|pair| pair[0].to <= pair[1].from), "spans of a slot do not overlap");
        }
    }

    #[test]
    fn a_lost_unit_is_not_merged_with_computed_ones() {
        let mut timeline = Timeline::default();
        timeline.record(SlotId(0), 0.0, 1.0, SpanStatus::Lost);
        for unit in 1..5000 {
            timeline.record(SlotId(0), f64::from(unit), f64::from(unit + 1), SpanStatus::Computed);
        }
        assert_eq!(
            timeline.spans()[0],
            Span { slot: SlotId(0), units: 1, from: 0.0, to: 1.0, busy: 1.0, status: SpanStatus::Lost }
        );
    }

    #[test]
    fn an_empty_timeline_has_no_extent() {
        assert_eq!(Timeline::default().extent(), (0.0, 0.0));
    }
}
