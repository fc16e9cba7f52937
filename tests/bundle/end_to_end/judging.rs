//! What Lighthouse says of the page that does not depend on how busy this machine is.

use tests::hosts::Nginx;
use tests::lighthouse::Lighthouse;
use tests::page::bundle;

#[test]
fn lighthouse_finds_no_fault_but_time() {
    let (Some(lighthouse), Some(nginx)) = (Lighthouse::find(), Nginx::find()) else { return };
    let host = nginx.start(&bundle());
    let report = lighthouse.judge(&host.url("/"));
    for category in ["accessibility", "best-practices", "seo"] {
        assert!(report.score(category) >= 100.0, "{category}: {:#?}", report.faults(category));
    }
    let shift = report.number("cumulative-layout-shift");
    assert!(shift < 0.001, "the page moves by {shift} while it loads");
}
