//! The footer says what was requested since the page loaded, and which build this is.

use crate::service_worker::build;
use tests::page::{Hosting, Page};

#[test]
fn the_footer_counts_requests_and_claims_zero_bytes_only_for_the_pages_own() {
    let page = Page::open(Hosting::SubPath);
    let footer = || page.run("return document.querySelector('footer').innerText").as_str().unwrap().to_owned();
    let says = |part: &str| {
        page.wait_until(&format!("the footer says {part:?}"), || footer().contains(part).then_some(()));
    };
    assert!(footer().contains(build().split('-').nth(1).unwrap()), "{}", footer());
    says("0 bytes sent");
    page.run("for (let n = 0; n < 12; n++) await fetch('./')");
    says("0 bytes sent");
    says("requests, all for");
    // Data could hide in a query.
    page.run("await fetch('./?numbers=1,2,3')");
    says("1 request since the page loaded did not go");
    says("?numbers=1,2,3");
    assert!(!footer().contains("0 bytes"), "{}", footer());
}
