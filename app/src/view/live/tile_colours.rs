//! The colours of workers on the map of tiles. Pure.
//!
//! Found by a search among colours that have a contrast of 3:1 with the page, light and dark: their least distance, in
//! OKLab, is greatest over full colour vision and the three kinds of dichromacy (as simulated by Machado, Oliveira and
//! Fernandes 2009).

use crate::engine::TileMaker;

const COLOURS: [&str; 8] = ["#8430fc", "#ee5a00", "#16a066", "#b46cb4", "#c03c00", "#9876f8", "#48786c", "#a830b4"];
/// Black or white, whichever has the greater contrast with the colour.
const ON_COLOURS: [&str; 8] = ["#fff", "#000", "#000", "#000", "#fff", "#000", "#fff", "#fff"];

/// How the tiles of one worker look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileStyle {
    /// What they are filled with.
    pub fill: &'static str,
    /// The colour of the number on them.
    pub text: &'static str,
    /// They have a hole: there are more workers than colours.
    pub is_hollow: bool,
}

impl TileStyle {
    /// The style of `maker`.
    pub fn of(maker: TileMaker) -> Self {
        let number = match maker {
            TileMaker::MainThread => 0,
            TileMaker::Worker(slot) => slot.0 as usize,
        };
        let colour = number % COLOURS.len();
        Self { fill: COLOURS[colour], text: ON_COLOURS[colour], is_hollow: number / COLOURS.len() % 2 == 1 }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::pool::scheduler::SlotId;

    /// Relative luminance, as WCAG 2 defines it.
    fn luminance(colour: &str) -> f64 {
        let digits = colour.trim_start_matches('#');
        let width = digits.len() / 3;
        let channel = |index: usize| {
            let text = &digits[index * width..(index + 1) * width];
            let value = f64::from(u8::from_str_radix(&text.repeat(2 / width), 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn colours_stand_out_from_the_page_and_their_numbers_from_them() {
        for slot in 0..8 {
            let TileStyle { fill, text, .. } = TileStyle::of(TileMaker::Worker(SlotId(slot)));
            // The backgrounds of theme.css, light and dark.
            for background in ["#fafbfc", "#151920"] {
                assert!(contrast(fill, background) >= 3.0, "{fill} on {background}");
            }
            assert!(contrast(fill, text) >= 4.5, "{text} on {fill}: {}", contrast(fill, text));
        }
    }

    #[test]
    fn sixteen_workers_look_different() {
        let styles: Vec<_> = (0..16).map(|slot| TileStyle::of(TileMaker::Worker(SlotId(slot)))).collect();
        for (index, style) in styles.iter().enumerate() {
            assert!(!styles[..index].contains(style), "{index}");
        }
    }
}
