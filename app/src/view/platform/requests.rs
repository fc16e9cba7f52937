//! The requests that the page has made since it loaded, from the browser's own record of them.

use crate::view::platform::browser;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{PerformanceEntry, PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit};

/// How many requests there were since the page loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestCount {
    /// For files beside the page. Their addresses have no query, which could carry data.
    pub own: u32,
    /// All others.
    pub foreign: u32,
    /// The address of the first of those.
    pub first_foreign: Option<String>,
}

impl RequestCount {
    /// Counts a request for `address` by a page in the folder `base`.
    fn add(&mut self, base: &str, address: &str) {
        if address.strip_prefix(base).is_some_and(|rest| !rest.contains('?')) {
            self.own += 1;
        } else {
            self.foreign += 1;
            self.first_foreign.get_or_insert_with(|| address.to_owned());
        }
    }
}

/// Counts until it is dropped.
pub struct RequestCounter {
    observer: PerformanceObserver,
    _on_entries: Closure<dyn FnMut(PerformanceObserverEntryList)>,
}

impl RequestCounter {
    /// Calls `on_change` with the count when it begins and whenever it grows. `None` where the browser keeps no record.
    pub fn start(on_change: impl Fn(RequestCount) + 'static) -> Option<Self> {
        let base = browser::document()?.base_uri().ok()??;
        let mut count = RequestCount::default();
        on_change(count.clone());
        let on_entries = Closure::new(move |list: PerformanceObserverEntryList| {
            let loaded_at = loaded_at();
            for entry in list.get_entries().iter() {
                let entry: PerformanceEntry = entry.unchecked_into();
                // A record that comes before the page has loaded is of a request before that.
                if loaded_at > 0.0 && entry.start_time() > loaded_at {
                    count.add(&base, &entry.name());
                }
            }
            on_change(count.clone());
        });
        let observer = PerformanceObserver::new(on_entries.as_ref().unchecked_ref()).ok()?;
        let what = Object::new();
        Reflect::set(&what, &"type".into(), &"resource".into()).ok()?;
        Reflect::set(&what, &"buffered".into(), &true.into()).ok()?;
        observer.observe(what.unchecked_ref::<PerformanceObserverInit>());
        Some(Self { observer, _on_entries: on_entries })
    }
}

impl Drop for RequestCounter {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// When the page's load event was over, on the clock of the entries; 0 before that.
fn loaded_at() -> f64 {
    let performance = browser::window().and_then(|window| window.performance());
    let entry = performance.map(|performance| performance.get_entries_by_type("navigation").get(0));
    let end = entry.and_then(|entry| Reflect::get(&entry, &"loadEventEnd".into()).ok());
    end.and_then(|end| end.as_f64()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_the_pages_own_only_for_a_file_beside_it_and_without_a_query() {
        let base = "https://example.org/matmill/";
        for (address, is_own) in [
            ("https://example.org/matmill/worker-0123456789abcdef.js", true),
            ("https://example.org/matmill/", true),
            ("https://example.org/matmill/icon.svg?numbers=1,2,3", false),
            ("https://example.org/matmillions/icon.svg", false),
            ("https://example.org/other", false),
            ("https://example.net/matmill/", false),
            ("http://example.org/matmill/", false),
        ] {
            let mut count = RequestCount::default();
            count.add(base, address);
            let first_foreign = (!is_own).then(|| address.to_owned());
            assert_eq!(count, RequestCount { own: is_own.into(), foreign: (!is_own).into(), first_foreign });
        }
    }

    #[test]
    fn the_first_foreign_address_is_remembered() {
        let mut count = RequestCount::default();
        for address in ["https://a.example/", "https://b.example/"] {
            count.add("https://example.org/", address);
        }
        assert_eq!((count.foreign, count.first_foreign.as_deref()), (2, Some("https://a.example/")));
    }
}
