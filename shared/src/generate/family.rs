//! Families of matrices whose products are worth seeing.

use crate::matrix::Shape;

/// A family of matrices. Its parameter is the number of rows and columns, except for [`Family::Rotation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Ones on the diagonal.
    Identity,
    /// 1 / (i + j - 1), rows and columns counted from 1.
    Hilbert,
    /// The inverse of the Hilbert matrix, whose entries are whole.
    InverseHilbert,
    /// Turns the plane by this many degrees, counter-clockwise.
    Rotation,
    /// Chances of a walk along a line: it stays with chance 1/2 and goes either way with 1/4, and stays where it cannot go.
    Markov,
    /// Pascal's triangle as a lower triangular matrix.
    Pascal,
    /// Its transpose.
    PascalTransposed,
    /// Sylvester's Hadamard matrix, of 1 and -1.
    Hadamard,
    /// Which points of the Petersen graph are neighbours.
    Petersen,
}

/// Rows of the largest matrix of a family without another limit.
const LARGEST: u32 = 16_384;

impl Family {
    /// All families.
    pub const ALL: [Family; 9] = [
        Family::Identity,
        Family::Hilbert,
        Family::InverseHilbert,
        Family::Rotation,
        Family::Markov,
        Family::Pascal,
        Family::PascalTransposed,
        Family::Hadamard,
        Family::Petersen,
    ];

    /// Its name in links.
    pub fn name(self) -> &'static str {
        match self {
            Family::Identity => "identity",
            Family::Hilbert => "hilbert",
            Family::InverseHilbert => "inverse-hilbert",
            Family::Rotation => "rotation",
            Family::Markov => "markov",
            Family::Pascal => "pascal",
            Family::PascalTransposed => "pascal-transposed",
            Family::Hadamard => "hadamard",
            Family::Petersen => "petersen",
        }
    }

    /// The smallest and the largest parameter. Up to the largest, every entry that is a whole number is exact, and so are
    /// those of the products that the examples show.
    pub fn parameters(self) -> (u32, u32) {
        match self {
            Family::Identity | Family::Markov | Family::Hadamard => (1, LARGEST),
            Family::Hilbert | Family::InverseHilbert => (1, 12),
            Family::Rotation => (0, 360),
            Family::Pascal | Family::PascalTransposed => (1, 29),
            Family::Petersen => (10, 10),
        }
    }

    /// Whether there is a matrix with this parameter.
    pub fn allows(self, parameter: u32) -> bool {
        let (least, most) = self.parameters();
        (least..=most).contains(&parameter) && (self != Family::Hadamard || parameter.is_power_of_two())
    }

    /// Rows and columns.
    pub fn shape(self, parameter: u32) -> Shape {
        let n = if self == Family::Rotation { 2 } else { parameter as usize };
        Shape::new(n, n)
    }

    /// The entry in `row` and `col`, counted from 0.
    pub fn entry(self, n: u32, row: u32, col: u32) -> f64 {
        match self {
            Family::Identity => one_if(row == col),
            Family::Hilbert => 1.0 / f64::from(row + col + 1),
            Family::InverseHilbert => inverse_hilbert(n, row + 1, col + 1),
            Family::Rotation => match (row, col) {
                (0, 1) => sine(360 - n),
                (1, 0) => sine(n),
                _ => sine(n + 90),
            },
            Family::Markov => {
                let is_edge = row == 0 || row + 1 == n;
                match row.abs_diff(col) {
                    0 if n == 1 => 1.0,
                    0 if is_edge => 0.75,
                    0 => 0.5,
                    1 => 0.25,
                    _ => 0.0,
                }
            }
            Family::Pascal => binomial(row, col),
            Family::PascalTransposed => binomial(col, row),
            Family::Hadamard => 1.0 - 2.0 * f64::from((row & col).count_ones() % 2),
            Family::Petersen => one_if(are_neighbours(row.min(col), row.max(col))),
        }
    }
}

fn one_if(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// `n` over `k`; exact below 2^53, because every intermediate result is a whole number.
fn binomial(n: u32, k: u32) -> f64 {
    if k > n { 0.0 } else { (1..=k).fold(1.0, |so_far, i| so_far * f64::from(n - k + i) / f64::from(i)) }
}

/// Rows and columns counted from 1. All factors are whole, so the product is exact below 2^53.
fn inverse_hilbert(n: u32, i: u32, j: u32) -> f64 {
    let sign = if (i + j).is_multiple_of(2) { 1.0 } else { -1.0 };
    let middle = binomial(i + j - 2, i - 1);
    sign * f64::from(i + j - 1) * binomial(n + i - 1, n - j) * binomial(n + j - 1, n - i) * middle * middle
}

/// The sine of whole degrees. By its series, because libraries differ in the last bit.
fn sine(degrees: u32) -> f64 {
    let degrees = degrees % 360;
    let (degrees, sign) = if degrees >= 180 { (degrees - 180, -1.0) } else { (degrees, 1.0) };
    let degrees = degrees.min(180 - degrees);
    if degrees == 30 {
        return sign * 0.5;
    }
    // sin(x) to 45 degrees, cos(90 degrees - x) above.
    let is_cosine = degrees > 45;
    let x = f64::from(if is_cosine { 90 - degrees } else { degrees }) * (core::f64::consts::PI / 180.0);
    let first = if is_cosine { 1 } else { 2 };
    // 1 - x²/((k)(k+1)) · (1 - …), from the inside: 22 factorial is far below the last bit.
    let series = (0..10).rev().fold(1.0, |inner, step| {
        let k = f64::from(first + 2 * step);
        1.0 - x * x / (k * (k + 1.0)) * inner
    });
    // Plus 0, because a turn by 180 degrees has a sine of 0 and not of -0.
    sign * if is_cosine { series } else { x * series } + 0.0
}

/// Points 0 to 4 are the outer ring, 5 to 9 the star inside; `low` is below `high`.
fn are_neighbours(low: u32, high: u32) -> bool {
    match (low < 5, high < 5) {
        (true, true) => matches!(high - low, 1 | 4),
        (true, false) => high - low == 5,
        _ => matches!(high - low, 2 | 3),
    }
}
