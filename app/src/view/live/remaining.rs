//! How long the rest of a job takes. Pure.

use crate::view::text::live as text;

/// Milliseconds after which the time is said.
const SAID_AFTER_MS: f64 = 1000.0;
/// Share of the tiles after which the time is said, if that is earlier.
const SAID_AFTER_SHARE: f64 = 0.1;
/// Share of the expected time that a new estimate has to differ by at once; smaller differences come in little by little.
const SURPRISE: f64 = 0.3;
/// Weight of a new estimate that is no surprise.
const WEIGHT: f64 = 0.2;

/// Estimates the time that is left from the tiles that are done.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RemainingTime {
    /// Tiles done at the last estimate.
    done: u32,
    /// Milliseconds from the start of the job to its expected end, as it was estimated last.
    whole: Option<f64>,
}

impl RemainingTime {
    /// The estimate when `done` tiles of `total` are done, `elapsed` milliseconds after the start.
    pub fn after(self, elapsed: f64, done: u32, total: u32) -> Self {
        if done < self.done {
            return Self::default().after(elapsed, done, total);
        }
        let share = f64::from(done) / f64::from(total.max(1));
        let is_known = done > 1 && (elapsed >= SAID_AFTER_MS || share >= SAID_AFTER_SHARE);
        if !is_known || done == self.done {
            return Self { done, ..self };
        }
        let found = elapsed / share;
        let whole = match self.whole {
            Some(whole) if (found - whole).abs() <= SURPRISE * whole => whole + WEIGHT * (found - whole),
            _ => found,
        };
        Self { done, whole: Some(whole) }
    }

    /// Seconds left, `elapsed` milliseconds after the start; `None` while they are not known.
    pub fn seconds(self, elapsed: f64) -> Option<f64> {
        self.whole.map(|whole| ((whole - elapsed) / 1000.0).max(0.0))
    }
}

/// "about 12 s left".
pub fn remaining(seconds: f64) -> String {
    text::REMAINING.with(&[&rounded(seconds)])
}

/// About how long: "1 s", "25 s", "3 min". Never 0.
pub fn rounded(seconds: f64) -> String {
    let to = |unit: f64| ((seconds / unit).ceil().max(1.0) * unit) as u64;
    match seconds {
        ..10.0 => format!("{} s", to(1.0)),
        ..55.0 => format!("{} s", to(5.0)),
        ..600.0 => minutes(to(30.0)),
        _ => minutes(to(60.0)),
    }
}

fn minutes(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, rest) => format!("{rest} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, rest) => format!("{minutes} min {rest} s"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Tiles of these lengths, done by `workers` that take the next one when they are free: when each is done.
    fn ends(lengths: &[f64], workers: usize) -> Vec<f64> {
        let mut free = vec![0.0f64; workers];
        let mut ends = Vec::new();
        for length in lengths {
            let worker = (0..workers).min_by(|&a, &b| free[a].total_cmp(&free[b])).unwrap();
            free[worker] += length;
            ends.push(free[worker]);
        }
        ends.sort_unstable_by(f64::total_cmp);
        ends
    }

    #[test]
    fn nothing_is_said_before_it_is_known() {
        let early = RemainingTime::default().after(300.0, 3, 1000);
        assert_eq!(early.seconds(300.0), None);
        assert!(early.after(1000.0, 10, 1000).seconds(1000.0).is_some());
        assert!(early.after(400.0, 100, 1000).seconds(400.0).is_some());
        assert_eq!(RemainingTime::default().after(5000.0, 1, 1000).seconds(5000.0), None, "one tile may be a late one");
    }

    #[test]
    fn it_shrinks_without_jumps_and_ends_near_zero() {
        // Uneven tiles, of which the first are slow.
        let lengths: Vec<f64> =
            (0..200).map(|tile| if tile < 8 { 160.0 } else { 90.0 + f64::from(tile % 7) * 8.0 }).collect();
        for workers in [1, 2, 8] {
            let ends = ends(&lengths, workers);
            let last = ends[ends.len() - 1];
            let (mut estimate, mut before): (RemainingTime, Option<f64>) = (RemainingTime::default(), None);
            let mut elapsed = 0.0;
            while elapsed < last {
                let done = ends.iter().filter(|&&end| end <= elapsed).count() as u32;
                estimate = estimate.after(elapsed, done, 200);
                let seconds = estimate.seconds(elapsed);
                if let (Some(before), Some(seconds)) = (before, seconds) {
                    let change = seconds - before;
                    assert!(
                        change.abs() < 0.35 * before + 0.4,
                        "{workers} workers, {elapsed} ms: {before} to {seconds}"
                    );
                }
                if let Some(seconds) = seconds.filter(|_| elapsed > 0.3 * last) {
                    let true_rest = (last - elapsed) / 1000.0;
                    assert!((seconds - true_rest).abs() < 0.25 * last / 1000.0, "{seconds} for {true_rest}");
                }
                before = seconds;
                elapsed += 100.0;
            }
            assert!(before.unwrap() < 1.0, "{before:?} at the end");
        }
    }

    #[test]
    fn a_new_job_begins_anew() {
        let first = RemainingTime::default().after(2000.0, 50, 100);
        assert_eq!(first.after(100.0, 0, 100).seconds(100.0), None);
    }

    #[test]
    fn times_are_rounded_as_people_say_them() {
        for (seconds, words) in [
            (0.0, "1 s"),
            (0.4, "1 s"),
            (1.2, "2 s"),
            (9.5, "10 s"),
            (11.0, "15 s"),
            (54.0, "55 s"),
            (56.0, "1 min"),
            (61.0, "1 min 30 s"),
            (150.0, "2 min 30 s"),
            (601.0, "11 min"),
        ] {
            assert_eq!(rounded(seconds), words, "{seconds}");
        }
    }
}
