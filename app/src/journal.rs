//! Log lines in the browser's console, for those who ask: `?log=info` in the page's address (error, warn, info, debug
//! or trace; warn otherwise).

use log::{Level, LevelFilter, Log, Metadata, Record};
use wasm_bindgen::JsValue;
use web_sys::console;

struct Console;

impl Log for Console {
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

/// Starts the log, at the level that the page's address asks for.
pub fn start() {
    static CONSOLE: Console = Console;
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let wish = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("log="));
    let level = wish.and_then(|word| word.parse().ok()).unwrap_or(LevelFilter::Warn);
    if log::set_logger(&CONSOLE).is_ok() {
        log::set_max_level(level);
    }
}
