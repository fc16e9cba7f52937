//! The two element types of a matrix, `f32` and `f64`. [`Element`] is sealed, because every format, message and kernel
//! names both types, and the kernels' pointers rely on their sizes.

/// Element type of a matrix. Called dtype after NumPy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DType {
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
}

impl DType {
    /// Bytes of one element.
    pub const fn size(self) -> usize {
        match self {
            DType::F32 => 4,
            DType::F64 => 8,
        }
    }

    /// The dtype of a product: `f32 × f32` is `f32`, everything else `f64` (NumPy's rule).
    pub const fn of_product(a: DType, b: DType) -> DType {
        match (a, b) {
            (DType::F32, DType::F32) => DType::F32,
            _ => DType::F64,
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// A number that a matrix can hold: `f32` or `f64`.
pub trait Element:
    sealed::Sealed
    + Copy
    + Default
    + PartialEq
    + PartialOrd
    + core::fmt::Debug
    + core::ops::Add<Output = Self>
    + core::ops::Sub<Output = Self>
    + core::ops::Mul<Output = Self>
    + core::ops::AddAssign
    + bytemuck::Pod
    + Send
    + Sync
    + 'static
{
    /// Which of the two this is.
    const DTYPE: DType;
    /// Unit roundoff u = 2^-53 (f64) or 2^-24 (f32), in f64.
    const UNIT_ROUNDOFF: f64;
    /// Whole numbers below this in magnitude are all representable: 2^53 or 2^24.
    const EXACT_LIMIT: f64;
    /// The value in f64 (exact).
    fn to_f64(self) -> f64;
    /// The nearest value of this type.
    fn from_f64(value: f64) -> Self;
    /// `self * a + b` with one rounding.
    fn fused_mul_add(self, a: Self, b: Self) -> Self;
}

impl Element for f32 {
    const DTYPE: DType = DType::F32;
    const UNIT_ROUNDOFF: f64 = 1.0 / (1u64 << 24) as f64;
    const EXACT_LIMIT: f64 = (1u64 << 24) as f64;
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
    fn from_f64(value: f64) -> Self {
        value as f32
    }
    fn fused_mul_add(self, a: Self, b: Self) -> Self {
        self.mul_add(a, b)
    }
}

impl Element for f64 {
    const DTYPE: DType = DType::F64;
    const UNIT_ROUNDOFF: f64 = 1.0 / (1u64 << 53) as f64;
    const EXACT_LIMIT: f64 = (1u64 << 53) as f64;
    fn to_f64(self) -> f64 {
        self
    }
    fn from_f64(value: f64) -> Self {
        value
    }
    fn fused_mul_add(self, a: Self, b: Self) -> Self {
        self.mul_add(a, b)
    }
}
