//! The log, written to the browser's console. `?log=info` in the page's address sets the level (error, warn, info,
//! debug or trace; warn by default).

use log::{Level, LevelFilter, Log, Metadata, Record};
use wasm_bindgen::JsValue;
use web_sys::console;

struct ConsoleLog;

impl Log for ConsoleLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let line = JsValue::from_str(&format!("matmill {}: {}", record.target(), record.args()));
        match record.level() {
            Level::Error => console::error_1(&line),
            Level::Warn => console::warn_1(&line),
            Level::Info => console::info_1(&line),
            Level::Debug | Level::Trace => console::debug_1(&line),
        }
    }

    fn flush(&self) {}
}

/// Installs the logger with the level from the page's address.
pub fn start() {
    static LOGGER: ConsoleLog = ConsoleLog;
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let requested = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("log="));
    let level = requested.and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::Warn);
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(level);
    }
}
