//! A page opened for measuring, and the ratios of samples taken in turns.
//!
//! A ratio is the median of the ratios of all rounds; the two samples of a round are neighbours in time.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

/// Rounds for every ratio.
pub(crate) const ROUNDS: usize = 7;

/// The page.
pub(crate) struct BenchPage {
    pub(crate) page: Page,
}

/// Pages that are loaded to be measured once.
pub(crate) struct FreshPages {
    page: Page,
}

/// Samples of one case, each with what it is compared to, in 10^9 per second.
#[derive(Clone, Debug)]
pub(crate) struct Rounds(pub(crate) Vec<(f64, f64)>);

/// Samples of some rounds, taken in turns.
pub(crate) struct Interleaved {
    /// Samples of what the cases are compared to.
    pub(crate) references: Vec<f64>,
    /// Samples of each case.
    pub(crate) cases: Vec<Rounds>,
    /// For products by the pool: where the time of each went.
    pub(crate) spent: Vec<Vec<Value>>,
}

impl BenchPage {
    /// Opens the page with its benchmark.
    pub(crate) fn open(isolated: bool) -> Self {
        let page = Page::prepare(if isolated { Hosting::Isolated } else { Hosting::Plain });
        page.ignore_policy();
        page.before_load(include_str!("sampling.js"));
        load(&page);
        page.run("await matmill.ready");
        Self { page }
    }

    /// Runs a script with `arguments` as `args`.
    pub(crate) fn run(&self, script: &str, arguments: Value) -> Value {
        self.page.run_with(script, arguments)
    }

    /// Runs a function of a script that stands in a file of its own.
    pub(crate) fn call(&self, script: &str, function: &str, argument: Value) -> Value {
        self.page.call_with(script, function, argument)
    }

    /// Takes samples of `cases` in turns with `reference`, which is sampled before and after each of them, or once in
    /// each round unless `beside`.
    pub(crate) fn interleave(&self, reference: Value, cases: &[Value], beside: bool) -> Interleaved {
        let arguments = json!({ "reference": reference, "cases": cases, "rounds": ROUNDS, "beside": beside });
        let found = self.run("return sampling.interleave(args)", arguments);
        let parsed = |value: &Value| serde_json::from_value(value.clone()).expect("samples are numbers");
        Interleaved {
            references: serde_json::from_value(found["references"].clone()).expect("samples are numbers"),
            cases: found["samples"].as_array().unwrap().iter().map(parsed).map(Rounds).collect(),
            spent: serde_json::from_value(found["spent"].clone()).expect("times are objects"),
        }
    }

    /// Cores that the browser reports.
    pub(crate) fn cores(&self) -> u64 {
        cores(&self.page)
    }
}

impl Rounds {
    /// Median of the rounds' ratios.
    pub(crate) fn ratio(&self) -> f64 {
        quantile(&self.ratios(), 0.5)
    }

    /// The best sample against the best of what it is compared to: what a quiet machine would give.
    pub(crate) fn best(&self) -> f64 {
        let most = |numbers: Vec<f64>| numbers.into_iter().fold(f64::MIN, f64::max);
        most(self.0.iter().map(|round| round.0).collect()) / most(self.0.iter().map(|round| round.1).collect())
    }

    /// Ratios of all rounds.
    pub(crate) fn ratios(&self) -> Vec<f64> {
        self.0.iter().map(|(found, reference)| found / reference).collect()
    }

    /// Median of the samples, in 10^9 per second.
    pub(crate) fn rate(&self) -> f64 {
        quantile(&self.0.iter().map(|round| round.0).collect::<Vec<_>>(), 0.5)
    }
}

/// Cores that the browser reports.
pub(crate) fn cores(page: &Page) -> u64 {
    page.run("return navigator.hardwareConcurrency").as_u64().unwrap_or(1)
}

/// Loads the page with its benchmark, and does not wait for its workers.
fn load(page: &Page) {
    page.browser.go(&page.server.url("#benchmark"));
    let there = "return window.matmillBenchmark !== undefined";
    page.wait_until("window.matmillBenchmark is there", || (page.run(there) == json!(true)).then_some(()));
}

impl FreshPages {
    /// Starts a browser with an empty tab.
    pub(crate) fn start() -> Self {
        Self { page: Page::prepare(Hosting::Isolated) }
    }

    /// Loads the isolated page with its benchmark in a new tab, has it used, and closes the tab. Its renderer is a new
    /// process, which ends with it: nothing is compiled, and no memory is there.
    pub(crate) fn with<T>(&self, using: impl FnOnce(&Page) -> T) -> T {
        let empty = self.page.browser.hide();
        self.page.before_load(include_str!("../support/prelude.js"));
        load(&self.page);
        let found = using(&self.page);
        self.page.browser.show(&empty);
        found
    }
}

pub(crate) use shared::measurement::quantile;

/// The register-only loop.
pub(crate) fn roofline(dtype: &str, workers: u32) -> Value {
    json!({ "measure": { "what": "roofline", "dtype": dtype }, "workers": workers })
}

/// A product of these sizes in the worker's memory.
pub(crate) fn gemm(kernel: &str, dtype: &str, [m, k, n]: [usize; 3]) -> Value {
    json!({ "measure": { "what": "gemm", "kernel": kernel, "dtype": dtype, "dims": { "m": m, "k": k, "n": n } } })
}

/// RFC 4648, with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().fold(0u32, |word, &byte| word << 8 | u32::from(byte)) << (8 * (3 - group.len()));
        for letter in 0..4 {
            let index = (word >> (18 - 6 * letter)) as usize & 63;
            text.push(if letter <= group.len() { LETTERS[index] as char } else { '=' });
        }
    }
    text
}
