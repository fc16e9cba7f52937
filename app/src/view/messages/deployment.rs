//! Sentences about reloading and about what the page has sent.

use crate::view::messages::{counted, sentence};
use crate::view::platform::requests::RequestCount;

/// Why the page is not reloaded now.
pub const BUSY: &str =
    "The page is not reloaded while it computes or reads. Wait for the end, or press Stop, and then Reload.";

/// What a reload does to the matrices; empty if there is nothing to lose.
pub fn reload_effect(has_input: bool, keeps_input: bool, has_product: bool) -> &'static str {
    match (has_input, keeps_input, has_product) {
        (false, _, false) => "",
        (false, _, true) => " The result is not kept.",
        (true, true, false) => " Your matrices stay.",
        (true, true, true) => " Your matrices stay; the result has to be computed again.",
        (true, false, false) => " Your matrices have to be loaded again.",
        (true, false, true) => " Your matrices have to be loaded and multiplied again.",
    }
}

/// "0 bytes sent since the page loaded: 2 requests, all for the page's own files".
pub fn requests(count: &RequestCount) -> String {
    match count {
        RequestCount { foreign: 0, own: 0, .. } => "0 bytes sent since the page loaded: no requests".into(),
        RequestCount { foreign: 0, own: 1, .. } => {
            "0 bytes sent since the page loaded: 1 request, for a file of the page itself".into()
        }
        RequestCount { foreign: 0, own, .. } => {
            format!("0 bytes sent since the page loaded: {own} requests, all for the page\u{2019}s own files")
        }
        RequestCount { foreign, first_foreign, .. } => format!(
            "{} since the page loaded did not go to the page\u{2019}s own files: {}",
            counted(*foreign, "request", "requests"),
            first_foreign.as_deref().unwrap_or_default()
        ),
    }
}

/// How to check [`requests`], and where foreign ones come from.
pub fn how_to_check(count: &RequestCount) -> &'static str {
    match count.foreign {
        0 => {
            "The browser\u{2019}s own record of requests (its performance entries) says so. To check it yourself, open the \
             developer tools (F12), choose Network, and multiply. Or disconnect from the network: everything goes on working."
        }
        _ => {
            "The page\u{2019}s security policy forbids such requests, so a browser extension may have made them. The developer \
             tools (F12) show under Network who did."
        }
    }
}

/// Why a file that the system opened with the app was not loaded.
pub fn not_opened(error: &str) -> String {
    sentence(&format!("a file could not be opened ({error}); load it with the button Load"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_bytes_are_claimed_only_if_no_request_was_foreign() {
        for (own, foreign, claimed, part) in [
            (0, 0, true, "no requests"),
            (1, 0, true, "1 request,"),
            (3, 0, true, "3 requests, all"),
            (0, 1, false, "1 request since"),
            (3, 2, false, "2 requests since"),
        ] {
            let first_foreign = (foreign > 0).then(|| "https://example.net/".to_owned());
            let said = requests(&RequestCount { own, foreign, first_foreign });
            assert_eq!(said.contains("0 bytes"), claimed, "{said}");
            assert_eq!(said.contains("example.net"), !claimed, "{said}");
            assert!(said.contains(part), "{said}");
        }
    }
}
