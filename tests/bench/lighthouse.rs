//! What Lighthouse says of the bundle, on nginx as it is shipped, with its preset for phones.

use crate::result_table::{Goal, ResultTable};
use tests::hosts::Nginx;
use tests::lighthouse::Lighthouse;
use tests::page::bundle;

/// How often it is asked; the table shows the medians.
const RUNS: usize = 5;

const CATEGORIES: [(&str, &str); 4] = [
    ("performance", "performance"),
    ("accessibility", "accessibility"),
    ("best-practices", "best practices"),
    ("seo", "search engines"),
];

/// Lighthouse's names, ours, and digits.
const NUMBERS: [(&str, &str, usize); 5] = [
    ("first-contentful-paint", "first contentful paint, ms", 0),
    ("largest-contentful-paint", "largest contentful paint, ms", 0),
    ("speed-index", "speed index, ms", 0),
    ("total-blocking-time", "total blocking time, ms", 0),
    ("cumulative-layout-shift", "cumulative layout shift", 3),
];

pub(crate) fn measure(table: &mut ResultTable) {
    let (Some(lighthouse), Some(nginx)) = (Lighthouse::find(), Nginx::find()) else {
        table.remark("Lighthouse or nginx is not installed, so the page's scores were left out".to_owned());
        return;
    };
    let host = nginx.start(&bundle());
    let reports: Vec<_> = (0..RUNS).map(|_| lighthouse.judge(&host.url("/"))).collect();
    for (category, words) in CATEGORIES {
        let scores: Vec<f64> = reports.iter().map(|report| report.score(category)).collect();
        table.absolute("Lighthouse, phone", words, &scores, 0, Goal::AtLeast(98.0));
    }
    for (audit, words, digits) in NUMBERS {
        let numbers: Vec<f64> = reports.iter().map(|report| report.number(audit)).collect();
        table.absolute("Lighthouse, phone", words, &numbers, digits, Goal::None);
    }
    for fault in CATEGORIES.iter().flat_map(|(category, _)| reports[0].faults(category)) {
        table.remark(format!("Lighthouse: {fault}"));
    }
}
