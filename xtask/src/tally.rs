//! Counts tests from the summary lines of the test runners.
//!
//! Cargo's harness and wasm-bindgen's runner both print `test result: ok. 5 passed; 0 failed; …`; other lines do not count.

/// Tests counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds what one line of a runner's output reports, if it reports anything.
    pub(crate) fn read_line(&mut self, line: &str) {
        let plain = without_colours(line);
        let Some((_, counts)) = plain.trim().strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for part in counts.split(';') {
            match part.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse::<u64>().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse::<u64>().unwrap_or(0),
                _ => {}
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Drops terminal colour codes, which stand around the word `ok` when a runner colours its output.
fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally_of(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read_line(line));
        tally
    }

    #[test]
    fn results_of_several_runners_add_up() {
        let lines = [
            "running 5 tests",
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.2s",
        ];
        assert_eq!(tally_of(&lines), Tally { passed: 7, failed: 1 });
    }

    #[test]
    fn a_coloured_result_counts_like_a_plain_one() {
        let line = "test result: \u{1b}[32mok\u{1b}[0m. 3 passed; 0 failed; 0 ignored";
        assert_eq!(tally_of(&[line]), Tally { passed: 3, failed: 0 });
    }

    #[test]
    fn a_test_that_talks_about_passing_counts_nothing() {
        assert_eq!(tally_of(&["test seven_passed ... ok", "9 passed; 9 failed"]), Tally::default());
    }
}
