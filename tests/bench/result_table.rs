//! The table of results: each number beside its target.
//!
//! A row is marked by its number, not by the rounded text.

use crate::bench_page::{Rounds, cores, quantile};
use serde_json::{Value, json};
use std::fmt::Write as _;
use tests::page::Page;

/// What a number should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// For orientation only.
    None,
    AtLeast(f64),
    AtMost(f64),
}

/// How a number is written.
#[derive(Clone, Copy, Debug)]
enum NumberFormat {
    Share,
    Factor,
    Plain(usize),
}

struct ResultRow {
    group: String,
    case: String,
    form: NumberFormat,
    value: f64,
    /// Best against best, where samples were compared.
    best: Option<f64>,
    /// Lowest and highest round.
    range: (f64, f64),
    /// Median in GFLOP/s or GB/s.
    rate: Option<f64>,
    target: Goal,
    rounds: Vec<f64>,
}

/// The table.
pub(crate) struct ResultTable {
    rows: Vec<ResultRow>,
    rooflines: Vec<(String, f64)>,
    spent: Vec<(String, Vec<(&'static str, f64)>)>,
    remarks: Vec<String>,
    machine: String,
    load_before: Option<String>,
    ticks_before: Option<(f64, f64)>,
    seconds: f64,
}

impl NumberFormat {
    fn write(self, value: f64) -> String {
        match self {
            NumberFormat::Share => format!("{:.1} %", 100.0 * value),
            NumberFormat::Factor => format!("{value:.2}×"),
            NumberFormat::Plain(digits) => format!("{value:.digits$}"),
        }
    }
}

impl ResultRow {
    fn is_met(&self) -> bool {
        match self.target {
            Goal::None => true,
            Goal::AtLeast(least) => self.value >= least,
            Goal::AtMost(most) => self.value <= most,
        }
    }

    fn target(&self) -> String {
        let (sign, bound) = match self.target {
            Goal::None => return String::new(),
            Goal::AtLeast(least) => ("≥", least),
            Goal::AtMost(most) => ("≤", most),
        };
        // Targets are round numbers.
        let bound = match self.form {
            NumberFormat::Share => format!("{:.0} %", 100.0 * bound),
            NumberFormat::Factor => format!("{bound}×"),
            NumberFormat::Plain(_) => format!("{bound:.0}"),
        };
        format!("{sign} {bound}")
    }

    fn mark(&self) -> &'static str {
        match (self.target, self.is_met()) {
            (Goal::None, _) => "",
            (_, true) => "ok",
            (_, false) => "MISSED",
        }
    }
}

impl ResultTable {
    pub(crate) fn new() -> Self {
        Self {
            rows: Vec::new(),
            rooflines: Vec::new(),
            spent: Vec::new(),
            remarks: Vec::new(),
            machine: String::new(),
            load_before: load(),
            ticks_before: ticks(),
            seconds: 0.0,
        }
    }

    /// Notes browser and machine.
    pub(crate) fn describe(&mut self, page: &Page) {
        let browser = page.run("return (navigator.userAgent.match(/(Headless)?Chrom\\w*\\/\\d+/) ?? ['a browser'])[0]");
        let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let processor = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let processor = processor.map_or("unknown processor", |(_, name)| name);
        self.machine = format!("{}, {} cores, {processor}; ", browser.as_str().unwrap_or_default(), cores(page));
    }

    /// Notes samples of the roofline, by which the noise is judged.
    pub(crate) fn note_roofline(&mut self, dtype: &str, samples: &[f64]) {
        self.rooflines.extend(samples.iter().map(|&sample| (dtype.to_owned(), sample)));
    }

    pub(crate) fn remark(&mut self, words: String) {
        self.remarks.push(words);
    }

    pub(crate) fn spent(&mut self, case: &str, parts: Vec<(&'static str, f64)>) {
        self.spent.push((case.to_owned(), parts));
    }

    pub(crate) fn share(&mut self, group: &str, case: &str, rounds: &Rounds, target: Goal) {
        self.compare(group, case, rounds, target, NumberFormat::Share);
    }

    pub(crate) fn factor(&mut self, group: &str, case: &str, rounds: &Rounds, target: Goal) {
        self.compare(group, case, rounds, target, NumberFormat::Factor);
    }

    fn compare(&mut self, group: &str, case: &str, rounds: &Rounds, target: Goal, form: NumberFormat) {
        let ratios = rounds.ratios();
        self.push(ResultRow {
            group: group.to_owned(),
            case: case.to_owned(),
            form,
            value: rounds.ratio(),
            best: Some(rounds.best()),
            range: (quantile(&ratios, 0.0), quantile(&ratios, 1.0)),
            rate: Some(rounds.rate()),
            target,
            rounds: ratios,
        });
    }

    pub(crate) fn absolute(&mut self, group: &str, case: &str, numbers: &[f64], digits: usize, target: Goal) {
        self.push(ResultRow {
            group: group.to_owned(),
            case: case.to_owned(),
            form: NumberFormat::Plain(digits),
            value: quantile(numbers, 0.5),
            best: None,
            range: (quantile(numbers, 0.0), quantile(numbers, 1.0)),
            rate: None,
            target,
            rounds: numbers.to_vec(),
        });
    }

    fn push(&mut self, row: ResultRow) {
        // Shows progress.
        eprintln!("    {:<6} {:>9}  {}: {}", row.mark(), row.form.write(row.value), row.group, row.case);
        self.rows.push(row);
    }

    /// Brings the rows of a group together, groups in the order in which they began.
    pub(crate) fn finish(&mut self, seconds: f64) {
        self.seconds = seconds;
        let mut groups: Vec<String> = Vec::new();
        for row in &self.rows {
            if !groups.contains(&row.group) {
                groups.push(row.group.clone());
            }
        }
        self.rows.sort_by_key(|row| groups.iter().position(|group| *group == row.group));
    }

    /// Quiet, uneasy or noisy, by the spread of the roofline's samples.
    fn noise(&self) -> String {
        let mut words = Vec::new();
        for dtype in ["f64", "f32", "f64 (2 workers)", "f32 (2 workers)"] {
            let all: Vec<f64> =
                self.rooflines.iter().filter(|sample| sample.0 == dtype).map(|sample| sample.1).collect();
            if all.is_empty() {
                continue;
            }
            let (low, middle, high) = (quantile(&all, 0.1), quantile(&all, 0.5), quantile(&all, 0.9));
            let spread = (high - low) / middle;
            let verdict = match spread {
                spread if spread < 0.02 => "a quiet machine",
                spread if spread < 0.08 => "some noise",
                _ => "NOISY: measure again on a quiet machine",
            };
            words.push(format!(
                "{dtype} roofline {middle:.1} GFLOP/s, 8 of 10 samples within {:.1} % ({verdict})",
                100.0 * spread
            ));
        }
        if let (Some(before), Some(after)) = (&self.load_before, load()) {
            words.push(format!("load of the machine {before} before, {after} after (this run's own included)"));
        }
        if let (Some((stolen_before, all_before)), Some((stolen, all))) = (self.ticks_before, ticks()) {
            let share = (stolen - stolen_before) / (all - all_before).max(1.0);
            words.push(format!("other guests of the host took {:.1} % of the processors", 100.0 * share));
        }
        words.join("; ")
    }

    fn missed(&self) -> usize {
        self.rows.iter().filter(|row| !row.is_met()).count()
    }

    fn ending(&self) -> Vec<String> {
        let mut lines = vec![format!("{}{:.0} s.", self.machine, self.seconds), format!("Noise: {}.", self.noise())];
        let targets = self.rows.iter().filter(|row| !matches!(row.target, Goal::None)).count();
        lines.push(format!("{} of {targets} targets met.", targets - self.missed()));
        lines.extend(self.remarks.iter().map(|remark| format!("Remark: {remark}.")));
        lines
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        let mut group = "";
        for row in &self.rows {
            if row.group != group {
                group = &row.group;
                let _ = writeln!(
                    text,
                    "\n{:<44} {:>9} {:>8} {:>17} {:>9} {:>9}",
                    row.group, "median", "target", "lowest–highest", "best", "10⁹/s"
                );
            }
            let range = format!("{}–{}", row.form.write(row.range.0).replace(" %", ""), row.form.write(row.range.1));
            let _ = writeln!(
                text,
                "  {:<42} {:>9} {:>8} {:>17} {:>9} {:>9}  {}",
                row.case,
                row.form.write(row.value),
                row.target(),
                range,
                row.best.map(|best| row.form.write(best)).unwrap_or_default(),
                row.rate.map(|rate| format!("{rate:.1}")).unwrap_or_default(),
                row.mark()
            );
        }
        if !self.spent.is_empty() {
            let _ = writeln!(text, "\nWhere two workers' time goes, from call to result");
            for (case, parts) in &self.spent {
                let parts: Vec<String> =
                    parts.iter().map(|(what, share)| format!("{what} {:.1} %", 100.0 * share)).collect();
                let _ = writeln!(text, "  {case:<24} {}", parts.join(" · "));
            }
        }
        text.push('\n');
        text.push_str(&self.ending().join("\n"));
        text
    }

    pub(crate) fn to_markdown(&self) -> String {
        let mut text = String::from("| case | measured | target | |\n|---|---:|---:|---|\n");
        let mut group = "";
        for row in &self.rows {
            if row.group != group {
                group = &row.group;
                let _ = writeln!(text, "| **{group}** | | | |");
            }
            let mark = match row.mark() {
                "ok" => "✓",
                mark => mark,
            };
            let rate = match (row.form, row.rate) {
                (NumberFormat::Share, Some(rate)) => format!(" ({rate:.1})"),
                _ => String::new(),
            };
            let _ =
                writeln!(text, "| {} | {}{rate} | {} | {mark} |", row.case, row.form.write(row.value), row.target());
        }
        if let Some((_, parts)) = self.spent.first() {
            let names: Vec<&str> = parts.iter().map(|part| part.0).collect();
            let _ = writeln!(text, "\n| where two workers' time goes | {} |", names.join(" | "));
            let _ = writeln!(text, "|---|{}", "---:|".repeat(names.len()));
            for (case, parts) in &self.spent {
                let shares: Vec<String> = parts.iter().map(|(_, share)| format!("{:.1} %", 100.0 * share)).collect();
                let _ = writeln!(text, "| {case} | {} |", shares.join(" | "));
            }
        }
        text.push('\n');
        text.push_str("In brackets GFLOP/s, or GB/s where bytes are read. ");
        text.push_str(&self.ending().join(" "));
        text
    }

    pub(crate) fn to_json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            json!({
                "group": row.group, "case": row.case, "median": row.value, "best": row.best, "target": row.target(),
                "met": row.is_met(), "rounds": row.rounds, "rate": row.rate,
            })
        });
        let rooflines: Vec<Value> =
            self.rooflines.iter().map(|(dtype, rate)| json!({ "dtype": dtype, "gflops": rate })).collect();
        let spent: Vec<Value> = self
            .spent
            .iter()
            .map(|(case, parts)| {
                let parts: serde_json::Map<String, Value> =
                    parts.iter().map(|&(what, share)| (what.to_owned(), json!(share))).collect();
                json!({ "case": case, "shares": parts })
            })
            .collect();
        json!({
            "machine": self.machine, "seconds": self.seconds, "noise": self.noise(), "remarks": self.remarks,
            "rooflines": rooflines, "spent": spent, "rows": rows.collect::<Vec<_>>(),
        })
    }
}

/// Load of the machine over the last minute, where the system tells.
fn load() -> Option<String> {
    let load = std::fs::read_to_string("/proc/loadavg").ok()?;
    load.split(' ').next().map(str::to_owned)
}

/// Ticks that other virtual machines took, and all ticks, where the system tells (proc(5)).
fn ticks() -> Option<(f64, f64)> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<f64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
    Some((*ticks.get(7)?, ticks.iter().take(8).sum()))
}
