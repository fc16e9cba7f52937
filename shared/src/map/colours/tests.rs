//! How far colours are apart, for normal sight and for three kinds of colour blindness.

use super::*;

/// What is left of linear red, green and blue for protanopia, deuteranopia and tritanopia (Machado, Oliveira and
/// Fernandes 2009), after what normal sight leaves.
const SIGHTS: [[[f64; 3]; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
];

fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn times(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(factor, value)| factor * value).sum())
}

fn oklab(rgb: [f64; 3]) -> [f64; 3] {
    const TO_CONES: [[f64; 3]; 3] = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ];
    const TO_LAB: [[f64; 3]; 3] = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ];
    times(TO_LAB, times(TO_CONES, rgb).map(|cone| cone.max(0.0).cbrt()))
}

fn seen(colour: Rgb, sight: [[f64; 3]; 3]) -> [f64; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    oklab(times(sight, [red, green, blue].map(linear)).map(|channel| channel.clamp(0.0, 1.0)))
}

/// The distance in OKLab for those who tell these colours apart least; 0.02 is just noticeable side by side.
fn distance(one: Rgb, other: Rgb) -> f64 {
    let distance = |sight| {
        let pairs = seen(one, sight).into_iter().zip(seen(other, sight));
        pairs.map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
    };
    SIGHTS.into_iter().map(distance).fold(f64::INFINITY, f64::min)
}

fn lightness(colour: Rgb) -> f64 {
    seen(colour, SIGHTS[0])[0]
}

fn sides(palette: &Palette) -> [[Rgb; LEVELS]; 2] {
    [levels(&palette.negative), levels(&palette.positive)]
}

#[test]
fn signs_and_special_numbers_stay_apart_for_everyone() {
    for palette in [&LIGHT, &DARK] {
        let [negative, positive] = sides(palette);
        for (level, (below, above)) in negative.into_iter().zip(positive).enumerate() {
            let least = 0.05 + 0.1 * (level as f64 / LEVELS as f64).min(0.5);
            assert!(distance(below, above) > least, "level {level}: {below:06x} {above:06x}");
            assert!(distance(below, palette.zero).min(distance(above, palette.zero)) > 0.06, "level {level}");
        }
        let special = [palette.nan, palette.infinity, palette.negative_infinity];
        for (index, &one) in special.iter().enumerate() {
            let others = special[index + 1..].iter().chain([&palette.zero]).chain(&negative).chain(&positive);
            for &other in others {
                assert!(distance(one, other) > 0.08, "{one:06x} {other:06x}: {}", distance(one, other));
            }
        }
    }
}

#[test]
fn a_larger_magnitude_is_further_from_the_background_and_both_sides_are_alike() {
    for palette in [&LIGHT, &DARK] {
        let [negative, positive] = sides(palette);
        let contrast = |colour: Rgb| (lightness(colour) - lightness(palette.zero)).abs();
        for side in [negative, positive] {
            for pair in side.windows(2) {
                assert!(contrast(pair[1]) > contrast(pair[0]) - 0.006, "{:06x} {:06x}", pair[0], pair[1]);
            }
            for step in side.chunks(LEVELS / (STEPS - 1)).collect::<Vec<_>>().windows(2) {
                assert!(contrast(step[1][0]) > contrast(step[0][0]) + 0.03);
            }
        }
        for (below, above) in negative.into_iter().zip(positive) {
            assert!((lightness(below) - lightness(above)).abs() < 0.04, "{below:06x} {above:06x}");
        }
    }
}

fn light(scale: ColourScale, values: &[f64]) -> Vec<Rgb> {
    let bytes = scale.paint(values);
    assert_eq!(bytes.len(), values.len() * 8, "on two backgrounds");
    let pixels = bytes[..values.len() * 4].chunks(4);
    pixels.map(|pixel| Rgb::from_be_bytes([0, pixel[0], pixel[1], pixel[2]])).collect()
}

#[test]
fn numbers_have_the_colours_of_the_scale() {
    let scale = ColourScale { most: 8.0, is_logarithmic: false };
    let [nan, inf] = [f64::NAN, f64::INFINITY];
    let found = light(scale, &[-8.0, -1e-300, 0.0, -0.0, 1e-300, 8.0, nan, -nan, inf, -inf]);
    let (negative, positive) = (LIGHT.negative, LIGHT.positive);
    let zero = LIGHT.zero;
    assert_eq!(found[..6], [negative[STEPS - 1], negative[0], zero, zero, positive[0], positive[STEPS - 1]]);
    assert_eq!(found[6..], [LIGHT.nan, LIGHT.nan, LIGHT.infinity, LIGHT.negative_infinity]);
}

#[test]
fn extreme_scales_paint_every_number() {
    for most in [0.0, f64::from_bits(1), 1.0, f64::MAX] {
        for is_logarithmic in [false, true] {
            let scale = ColourScale { most, is_logarithmic };
            let found = light(scale, &[most, -most, f64::from_bits(1), most / 2.0]);
            assert!(found.iter().all(|&colour| colour != LIGHT.nan && colour != LIGHT.infinity), "{scale:?}");
        }
    }
}

#[test]
fn a_position_and_its_number_belong_together() {
    for is_logarithmic in [false, true] {
        let scale = ColourScale { most: 50.0, is_logarithmic };
        for position in [-1.0, -0.5, 0.25, 0.75, 1.0] {
            let value = scale.value_at(position);
            assert!((scale.position(value) - f64::abs(position)).abs() < 1e-12 && value * position > 0.0);
        }
    }
    let logarithmic = ColourScale { most: 1.0, is_logarithmic: true };
    assert!((logarithmic.value_at(-0.5) + 1e-3).abs() < 1e-15);
    assert_eq!(logarithmic.position(1e-9), 0.0);
}
