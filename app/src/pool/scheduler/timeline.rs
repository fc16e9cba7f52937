//! Who did what when, of one job: for people who want to see how well the workers shared it.
//!
//! Bounded: of a job with more units than [`MOST_SPANS`], neighbours in time on the same slot are drawn together.
//! Refuses to decide anything; the scheduler never reads it.

use super::{SlotId, Time};

/// Most spans that are kept of a job.
pub const MOST_SPANS: usize = 1024;

/// What became of the units of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanStatus {
    /// Tiles, computed.
    Computed,
    /// Lost with their worker, or failed; another one did them again.
    Lost,
}

/// Some units, one after the other on one slot.
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

    /// When the first unit began, and when the last one ended.
    pub fn extent(&self) -> (Time, Time) {
        let from = self.spans.iter().map(|span| span.from).fold(f64::INFINITY, f64::min);
        let to = self.spans.iter().map(|span| span.to).fold(f64::NEG_INFINITY, f64::max);
        if from <= to { (from, to) } else { (0.0, 0.0) }
    }

    /// Adds a unit that has ended.
    pub(super) fn add(&mut self, slot: SlotId, from: Time, to: Time, status: SpanStatus) {
        let to = to.max(from);
        self.spans.push(Span { slot, units: 1, from, to, busy: to - from, status });
        if self.spans.len() > MOST_SPANS {
            self.coarsen();
        }
    }

    /// Makes one of every two neighbours on a slot that had the same status; then drops what is still too much.
    fn coarsen(&mut self) {
        let mut kept: Vec<Span> = Vec::with_capacity(MOST_SPANS);
        // For each slot the place of a span that still wants a partner.
        let mut single: std::collections::BTreeMap<SlotId, usize> = std::collections::BTreeMap::new();
        for span in &self.spans {
            let partner = single.remove(&span.slot).and_then(|place| kept.get_mut(place));
            if let Some(partner) = partner.filter(|partner| partner.status == span.status) {
                partner.units += span.units;
                partner.to = span.to;
                partner.busy += span.busy;
            } else {
                single.insert(span.slot, kept.len());
                kept.push(*span);
            }
        }
        kept.truncate(MOST_SPANS);
        self.spans = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_bounded_and_no_unit_or_time_is_left_out() {
        let mut timeline = Timeline::default();
        for unit in 0..20_000u32 {
            let (slot, from) = (SlotId(unit % 3), f64::from(unit / 3) * 10.0);
            timeline.add(slot, from, from + 9.0, SpanStatus::Computed);
            assert!(timeline.spans().len() <= MOST_SPANS);
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
    fn what_was_lost_stays_visible_among_what_was_computed() {
        let mut timeline = Timeline::default();
        timeline.add(SlotId(0), 0.0, 1.0, SpanStatus::Lost);
        for unit in 1..5000 {
            timeline.add(SlotId(0), f64::from(unit), f64::from(unit + 1), SpanStatus::Computed);
        }
        assert_eq!(
            timeline.spans()[0],
            Span { slot: SlotId(0), units: 1, from: 0.0, to: 1.0, busy: 1.0, status: SpanStatus::Lost }
        );
    }

    #[test]
    fn nothing_has_no_extent() {
        assert_eq!(Timeline::default().extent(), (0.0, 0.0));
    }
}
