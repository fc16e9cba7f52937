//! Which cells of a long axis are in view: the arithmetic behind the grid. Pure.
//!
//! Browsers cap the height of an element (some 17 million pixels in Firefox), so beyond `MAX_TRACK` pixels the
//! scrollbar moves over a shorter track, and the items are placed relative to where the track stands.

use std::ops::Range;

/// Longest track in pixels.
const MAX_TRACK: f64 = 8_000_000.0;

/// Items drawn beyond each edge of the view, so that a fast scroll does not show blank space.
const SPARE: usize = 4;

/// A row of `count` items, each `size` pixels long, seen through a view of `view` pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScrollAxis {
    /// Number of items.
    pub count: usize,
    /// Pixels for each item.
    pub size: f64,
    /// Pixels in view.
    pub view: f64,
}

/// The items to draw, and where the first of them stands on the track.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VisibleRange {
    /// First item drawn.
    pub first: usize,
    /// One past the last item drawn.
    pub end: usize,
    /// Pixels from the start of the track to the first item drawn.
    pub offset: f64,
}

impl VisibleRange {
    /// The items.
    pub fn items(self) -> Range<usize> {
        self.first..self.end
    }
}

impl ScrollAxis {
    fn length(self) -> f64 {
        self.count as f64 * self.size
    }

    /// Length of the track in pixels.
    pub fn track(self) -> f64 {
        self.length().min(MAX_TRACK)
    }

    /// How many true pixels one pixel of the track stands for.
    fn scale(self) -> f64 {
        let room = self.track() - self.view;
        if self.length() <= MAX_TRACK || room <= 0.0 { 1.0 } else { (self.length() - self.view) / room }
    }

    /// The items to draw when the track is scrolled by `scroll` pixels.
    pub fn visible(self, scroll: f64) -> VisibleRange {
        if self.count == 0 {
            return VisibleRange::default();
        }
        let scroll = scroll.clamp(0.0, (self.track() - self.view).max(0.0));
        let place = scroll * self.scale();
        let first = ((place / self.size) as usize).min(self.count - 1).saturating_sub(SPARE);
        let end = (((place + self.view) / self.size).ceil() as usize + SPARE).min(self.count);
        VisibleRange { first, end, offset: scroll + first as f64 * self.size - place }
    }

    /// The items of which a part is in view when the track is scrolled by `scroll` pixels.
    pub fn in_view(self, scroll: f64) -> Range<usize> {
        let scroll = scroll.clamp(0.0, (self.track() - self.view).max(0.0));
        let place = scroll * self.scale();
        let first = ((place / self.size) as usize).min(self.count.saturating_sub(1));
        first..(((place + self.view) / self.size).ceil() as usize).min(self.count)
    }

    /// `range`, or the start if that is empty or reaches beyond the end: it was found for another axis.
    pub fn bounded(self, range: VisibleRange) -> VisibleRange {
        if range.end == 0 || range.end > self.count { self.visible(0.0) } else { range }
    }

    /// The scroll that brings `item` into view with the least movement from `scroll`.
    pub fn reveal(self, item: usize, scroll: f64) -> f64 {
        let place = scroll * self.scale();
        let start = item as f64 * self.size;
        let wanted = if start < place {
            start
        } else if start + self.size > place + self.view {
            start + self.size - self.view
        } else {
            return scroll;
        };
        (wanted / self.scale()).clamp(0.0, (self.track() - self.view).max(0.0))
    }

    /// Items that fit the view whole, at least 1.
    pub fn page(self) -> usize {
        ((self.view / self.size) as usize).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_axis_is_drawn_whole() {
        let axis = ScrollAxis { count: 2, size: 28.0, view: 400.0 };
        assert_eq!(axis.visible(0.0), VisibleRange { first: 0, end: 2, offset: 0.0 });
    }

    #[test]
    fn an_empty_axis_draws_nothing() {
        assert_eq!(ScrollAxis { count: 0, size: 28.0, view: 400.0 }.visible(0.0), VisibleRange::default());
    }

    #[test]
    fn only_a_screenful_of_a_thousand_rows_is_drawn() {
        let axis = ScrollAxis { count: 1000, size: 28.0, view: 280.0 };
        let range = axis.visible(2800.0);
        assert_eq!((range.first, range.end), (96, 114));
        assert!((range.offset - 96.0 * 28.0).abs() < 1e-9);
    }

    #[test]
    fn items_in_view_are_those_of_which_a_part_is_seen() {
        let axis = ScrollAxis { count: 1000, size: 28.0, view: 280.0 };
        assert_eq!(axis.in_view(0.0), 0..10);
        assert_eq!(axis.in_view(14.0), 0..11);
        assert_eq!(axis.in_view(28.0), 1..11);
        assert_eq!(axis.in_view(1e9), 990..1000);
        assert_eq!(ScrollAxis { count: 3, ..axis }.in_view(0.0), 0..3);
        assert_eq!(ScrollAxis { count: 0, ..axis }.in_view(0.0), 0..0);
    }

    #[test]
    fn the_end_of_the_track_shows_the_last_of_a_billion_rows() {
        let axis = ScrollAxis { count: 1_000_000_000, size: 28.0, view: 280.0 };
        let range = axis.visible(axis.track());
        assert_eq!(range.end, 1_000_000_000);
        assert!(range.end - range.first < 30);
        // The last row ends where the track ends.
        let bottom = range.offset + (range.end - range.first) as f64 * axis.size;
        assert!((bottom - axis.track()).abs() < 1.0, "{bottom}");
    }

    #[test]
    fn revealing_brings_an_item_into_view_and_leaves_a_visible_one_alone() {
        for count in [1000, 1_000_000_000] {
            let axis = ScrollAxis { count, size: 28.0, view: 280.0 };
            for item in [0, 1, count / 3, count - 1] {
                let scroll = axis.reveal(item, 123.0);
                let range = axis.visible(scroll);
                assert!((range.first..range.end).contains(&item), "{item} of {count}");
                assert!((axis.reveal(item, scroll) - scroll).abs() < 1.0);
            }
        }
    }
}
