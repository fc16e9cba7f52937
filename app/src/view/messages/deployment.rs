//! Sentences about reloading and about what the page has sent.

use crate::view::messages::sentence;
use crate::view::platform::requests::RequestCount;
use crate::view::text::deployment as text;

/// What a reload does to the matrices; empty if there is nothing to lose.
pub fn reload_effect(has_input: bool, keeps_input: bool, has_product: bool) -> &'static str {
    match (has_input, keeps_input, has_product) {
        (false, _, false) => "",
        (false, _, true) => text::RESULT_LOST.get(),
        (true, true, false) => text::INPUT_STAYS.get(),
        (true, true, true) => text::INPUT_STAYS_RESULT_LOST.get(),
        (true, false, false) => text::INPUT_LOST.get(),
        (true, false, true) => text::ALL_LOST.get(),
    }
}

/// "0 bytes sent since the page loaded: 2 requests, all for the page's own files".
pub fn requests(count: &RequestCount) -> String {
    match count {
        RequestCount { foreign: 0, own: 0, .. } => text::NO_REQUESTS.get().into(),
        RequestCount { foreign: 0, own, .. } => text::OWN_REQUESTS.of(*own),
        RequestCount { foreign, first_foreign, .. } => {
            let first = first_foreign.as_deref().unwrap_or_default();
            text::FOREIGN_REQUESTS.with(&[&text::REQUESTS.of(*foreign), &first])
        }
    }
}

/// How to check [`requests`], and where foreign ones come from.
pub fn how_to_check(count: &RequestCount) -> &'static str {
    if count.foreign == 0 { text::HOW_TO_CHECK.get() } else { text::WHO_SENDS.get() }
}

/// Why a file that the system opened with the app was not loaded.
pub fn not_opened(error: &str) -> String {
    sentence(&text::NOT_OPENED.with(&[&error]))
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
