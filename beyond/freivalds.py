"""Freivalds' check: is C the product of A and B, without multiplying again?

With vectors of random signs as the columns of X, C·X must be A·(B·X). The tolerance of a row is that of Matmill, where
shared/src/certificate/freivalds.rs derives it, with one block of all columns. For a product that was not made against
this seed: a correct row fails with a probability below 1.2e-16; a single wrong entry of a row is found if it is wrong
by more than twice the tolerance; errors that may cancel each other out are missed with a probability of at most 2^-20.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

# Columns of X.
VECTORS = 20
# λ of Hoeffding's inequality: a correct row fails with probability below 2 exp(-λ²/2) = 6e-18 for each vector.
CONFIDENCE = 9.0
UNIT = 2.0**-53
TINIEST = 2.0**-1074
# Columns that BLAS adds up; the sums of these are added with their rounding errors (compensated summation).
SUMMED = 256
# A sum differs from the true one by at most this many units roundoff times the sum of magnitudes: 255 additions within
# a block, and what little the compensated part loses.
SUM_ROUNDINGS = 260.0


def signs(seed: int, columns: int) -> np.ndarray:
    """X: a row for each column of B, from the bits of one random word."""
    words = np.random.PCG64(seed).random_raw(columns).reshape(columns, 1)
    return np.where(words >> np.arange(VECTORS, dtype=np.uint64) & np.uint64(1), -1.0, 1.0)


def raised(value, roundings: float):
    """An upper bound of the true result of at most so many roundings without subtraction."""
    return value * (1.0 + (roundings + 4.0) * 2.0**-52)


def weighted_sums(rows: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """rows @ weights in float64, with an error that does not grow with the length; and each row's sum of squares."""
    high = np.zeros((rows.shape[0], weights.shape[1]))
    low = np.zeros_like(high)
    squares = np.zeros(rows.shape[0])
    with np.errstate(all="ignore"):
        for start in range(0, rows.shape[1], SUMMED):
            piece = np.ascontiguousarray(rows[:, start : start + SUMMED], np.float64)
            summand = piece @ weights[start : start + SUMMED]
            total = high + summand
            part = total - high
            low += (high - (total - part)) + (summand - part)
            high = total
            squares += np.einsum("ij,ij->i", piece, piece)
        return high + low, squares


def norm(squares, count: int):
    """An upper bound of the 2-norm of `count` numbers from their sum of squares, some of which may have underflowed."""
    return raised(np.sqrt(raised(squares, count) + count * TINIEST), 1)


def tolerance(norms: np.ndarray, k: int, n: int, frobenius: float, dtype: np.dtype) -> np.ndarray:
    """How far a row of C·X may be from A·(B·X); infinite where an overflow is possible."""
    if k == 0 or n == 0:
        return np.zeros_like(norms)
    limits = np.finfo(dtype)
    accumulated = k * limits.eps / 2
    relative = raised(accumulated / (1 - accumulated), 2) if accumulated < 1 else math.inf
    absolute = k * float(limits.smallest_subnormal)
    with np.errstate(all="ignore"):
        product = norms * frobenius
        spread = product * math.sqrt(n)
        entry = (1 + relative) * product + absolute
        total = np.maximum((1 + relative) * spread + absolute * n, frobenius * math.sqrt(n))
        rounding = SUM_ROUNDINGS * (3 + relative) * spread + 2 * spread + SUM_ROUNDINGS * absolute * n
        allowed = CONFIDENCE * (relative * product + absolute * math.sqrt(n)) + UNIT * rounding
        allowed = raised(allowed, 32) + (k + 256 * n) * TINIEST
        # Also for NaN, which comes from numbers that are not finite.
        decidable = (entry < float(limits.max) / 4) & (total < np.finfo(np.float64).max / 16)
        return np.where(decidable, allowed, math.inf)


@dataclass(frozen=True)
class Outcome:
    """What the check found in some rows of C, or in all."""

    # The first row that is not what A and B give, from 0; how far its sums are off, and what rounding explains.
    wrong_row: int | None = None
    off: float = 0.0
    allowed: float = 0.0
    # Rows that cannot be decided, because numbers are not finite or a sum may overflow.
    undecided: int = 0

    @property
    def verified(self) -> bool | None:
        """As Matmill says it: null where some row cannot be decided."""
        return False if self.wrong_row is not None else None if self.undecided else True

    def __str__(self) -> str:
        if self.wrong_row is not None:
            return (
                f"not A·B: sums of row {self.wrong_row} (the first is 0) are off by {self.off:.3g}, where "
                f"rounding explains {self.allowed:.3g}"
            )
        if self.undecided:
            reason = "hold numbers that are not finite, or too large to check"
            return f"{self.undecided} of its rows {reason}; every other row is A·B within rounding"
        return "A·B within rounding"


def compare(actual: np.ndarray, expected: np.ndarray, allowed: np.ndarray, first_row: int) -> Outcome:
    """Compares C·X with A·(B·X), for rows from `first_row` on."""
    decidable = np.isfinite(allowed) & np.isfinite(expected).all(axis=1)
    with np.errstate(all="ignore"):
        off = np.abs(actual - expected).max(axis=1)
        # NaN is wrong as well, because what is expected is finite.
        wrong = decidable & ~(off <= allowed)
    undecided = int(np.count_nonzero(~decidable))
    if not wrong.any():
        return Outcome(undecided=undecided)
    row = int(np.argmax(wrong))
    return Outcome(first_row + row, float(off[row]), float(allowed[row]), undecided)


def joined(outcomes: list[Outcome]) -> Outcome:
    """The outcome for all rows: that of the first wrong one if there is any."""
    # They come in the order of their rows.
    for outcome in outcomes:
        if outcome.wrong_row is not None:
            return outcome
    return Outcome(undecided=sum(outcome.undecided for outcome in outcomes))
