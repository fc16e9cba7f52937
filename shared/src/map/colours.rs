//! The colours of a map: blue below zero, orange above, further from the background the larger the magnitude.
//!
//! The steps were computed in OKLab: lightness and chroma change evenly, hue little. Blue and orange stay apart for every
//! kind of colour blindness, and so do zero, NaN and the infinities from all others; a test computes how far.

use super::summary::CellSummary;

/// How numbers become colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColourScale {
    /// The magnitude at both ends.
    pub most: f64,
    /// Equal steps are equal factors, over [`DECADES`].
    pub is_logarithmic: bool,
}

/// Powers of ten that a logarithmic scale shows; smaller magnitudes have the colour of its end.
pub const DECADES: f64 = 6.0;

/// Colours on each side of zero.
const LEVELS: usize = 128;
/// Computed colours on each side.
const STEPS: usize = 9;

/// A colour as 0xRRGGBB.
type Rgb = u32;

/// The colours on one background.
#[derive(Debug)]
struct Palette {
    negative: [Rgb; STEPS],
    positive: [Rgb; STEPS],
    zero: Rgb,
    nan: Rgb,
    infinity: Rgb,
    negative_infinity: Rgb,
}

const LIGHT: Palette = Palette {
    negative: [0xdaeafa, 0xb8d6f8, 0x99c2f2, 0x7daeea, 0x6499df, 0x4d84d2, 0x396fc2, 0x285ab1, 0x1a469d],
    positive: [0xf8e4cf, 0xf0cda9, 0xe7b587, 0xdd9d69, 0xd0864e, 0xc26f37, 0xb15a22, 0x9e4511, 0x8a3204],
    zero: 0xffffff,
    nan: 0x000000,
    infinity: 0x49ff00,
    negative_infinity: 0x9200ff,
};

const DARK: Palette = Palette {
    negative: [0x2c3d5d, 0x324d79, 0x385e93, 0x3f71ac, 0x4784c2, 0x5397d7, 0x62abe9, 0x75c0f8, 0x95d3ff],
    positive: [0x533527, 0x6d4027, 0x864d28, 0x9d5c29, 0xb36d2d, 0xc78035, 0xd99443, 0xe9a955, 0xf8bf6c],
    zero: 0x151920,
    nan: 0xffffff,
    infinity: 0xb6ff00,
    negative_infinity: 0x9200ff,
};

impl ColourScale {
    /// The scale for these cells.
    pub fn of(cells: &CellSummary, is_logarithmic: bool) -> Self {
        Self { most: cells.magnitude(), is_logarithmic }
    }

    /// Where a finite number that is not zero is on its side of the scale, from 0 to 1.
    fn position(&self, value: f64) -> f64 {
        let share = (value / self.most).abs();
        let position = if self.is_logarithmic { 1.0 + share.log10() / DECADES } else { share };
        position.clamp(0.0, 1.0)
    }

    /// The number at a position between -1 and 1.
    pub fn value_at(&self, position: f64) -> f64 {
        match self.is_logarithmic {
            true => (self.most * 10f64.powf((position.abs() - 1.0) * DECADES)).copysign(position),
            false => self.most * position,
        }
    }

    /// Red, green, blue and opacity of each number, on a light background, then the same on a dark one.
    pub fn paint(&self, shown: &[f64]) -> Vec<u8> {
        [&LIGHT, &DARK].into_iter().flat_map(|palette| self.painted(shown, palette)).collect()
    }

    fn painted(&self, shown: &[f64], palette: &Palette) -> Vec<u8> {
        let levels = [&palette.negative, &palette.positive].map(levels);
        let mut bytes = Vec::with_capacity(shown.len() * 4);
        for &value in shown {
            let colour = match value {
                0.0 => palette.zero,
                f64::INFINITY => palette.infinity,
                f64::NEG_INFINITY => palette.negative_infinity,
                _ if value.is_nan() => palette.nan,
                _ => {
                    let level = (self.position(value) * LEVELS as f64) as usize;
                    levels[usize::from(value > 0.0)][level.min(LEVELS - 1)]
                }
            };
            let [_, red, green, blue] = colour.to_be_bytes();
            bytes.extend([red, green, blue, 0xff]);
        }
        bytes
    }
}

/// All colours of a side, between the computed ones.
fn levels(steps: &[Rgb; STEPS]) -> [Rgb; LEVELS] {
    std::array::from_fn(|level| {
        let place = level * (STEPS - 1);
        let (step, share) = (place / (LEVELS - 1), place % (LEVELS - 1));
        let (from, to) = (steps[step].to_be_bytes(), steps[(step + 1).min(STEPS - 1)].to_be_bytes());
        let mix = |index: usize| {
            (usize::from(from[index]) * (LEVELS - 1 - share) + usize::from(to[index]) * share) / (LEVELS - 1)
        };
        Rgb::from_be_bytes([0, mix(1) as u8, mix(2) as u8, mix(3) as u8])
    })
}

#[cfg(test)]
mod tests;
