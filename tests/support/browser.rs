//! A headless Chromium, driven over WebDriver through a chromedriver of its own.
//!
//! A [`Browser`] is a new tab of one that runs already, or of a new one. When it is dropped its tabs are closed and what
//! its pages stored is deleted, and the next test takes the browser over: to start one takes as long as a short test.
//! After a failure it ends instead. All end with the process.
//! A failed command fails the test with the driver's message; nothing is retried.
//! Methods panic on failure, as tests do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The flags are shared with wasm-bindgen's test runner.
const CAPABILITIES: &str = include_str!("../../webdriver.json");

/// The key under which WebDriver hands out elements, from the specification.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser session.
pub struct Browser {
    driver: Option<Child>,
    session: String,
    agent: ureq::Agent,
    /// Of the pages that were loaded.
    origins: Mutex<BTreeSet<String>>,
}

/// Browsers that no test uses now.
static IDLE: Mutex<Vec<(Child, String, ureq::Agent)>> = Mutex::new(Vec::new());

/// Runs chromedriver until the shell's input ends, which it does with this process at the latest; then ends driver and
/// browser, and deletes the profile.
const RUN_DRIVER: &str =
    r#"mkdir "$TMPDIR"; "$0" --port=0 & cat > /dev/null; trap '' TERM; kill -- -$$; wait; rm -rf "$TMPDIR""#;

/// A tab of the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(Value);

/// An element of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageElement(String);

impl Browser {
    /// A new tab, of a browser without pages and their data.
    ///
    /// # Panics
    /// When the browser or chromedriver does not start.
    pub fn start() -> Self {
        let idle = IDLE.lock().unwrap().pop();
        idle.map_or_else(Self::launch, |(driver, session, agent)| Self {
            driver: Some(driver),
            session,
            agent,
            origins: Mutex::default(),
        })
    }

    /// Starts chromedriver on a free port and a browser with it.
    fn launch() -> Self {
        static LAUNCHED: AtomicU32 = AtomicU32::new(0);
        let number = LAUNCHED.fetch_add(1, Ordering::Relaxed);
        let profiles = std::env::temp_dir().join(format!("matmill-browser-{}-{number}", std::process::id()));
        let driver = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut driver = Command::new("sh")
            .args(["-c", RUN_DRIVER, &driver])
            .process_group(0)
            .env("TMPDIR", profiles)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("there is no shell");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>().ok());
        let port = port.expect("chromedriver does not start: run the tests with `cargo xtask test`, which installs it");
        // Read on, so that the driver never waits for a full pipe.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(300)))
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .new_agent();
        let session = format!("http://127.0.0.1:{port}/session");
        let mut browser = Self { driver: Some(driver), session, agent, origins: Mutex::default() };
        let mut capabilities: Value = serde_json::from_str(CAPABILITIES).expect("webdriver.json is JSON");
        capabilities["goog:loggingPrefs"] = json!({ "browser": "ALL" });
        // Chromedriver's own wish; users' browsers slow down what is hidden.
        let spared = json!(["disable-background-timer-throttling", "disable-backgrounding-occluded-windows"]);
        capabilities["goog:chromeOptions"]["excludeSwitches"] = spared;
        // The tests find elements by their English names, whatever the machine's language.
        capabilities["goog:chromeOptions"]["prefs"] = json!({ "intl.accept_languages": "en-US,en" });
        capabilities["timeouts"] = json!({ "script": 240_000, "pageLoad": 60_000 });
        let session = browser.post("", json!({ "capabilities": { "alwaysMatch": capabilities } }));
        browser.session = format!("{}/{}", browser.session, session["sessionId"].as_str().unwrap());
        browser
    }

    /// Loads `url` and waits for its load event.
    pub fn go(&self, url: &str) {
        let origin: String = url.split_inclusive('/').take(3).collect();
        self.origins.lock().unwrap().insert(origin.trim_end_matches('/').to_owned());
        self.post("/url", json!({ "url": url }));
    }

    /// From now on scripts run in the frame that is the page's `index`th; with `None` in the page again.
    pub fn enter_frame(&self, index: Option<u32>) {
        self.post("/frame", json!({ "id": index }));
    }

    /// Goes back to the page before this one. By its entry in the history: `history.back()` in the page may be run by a
    /// document that is just about to be left, and is lost with it.
    pub fn back(&self) {
        let history = self.devtools("Page.getNavigationHistory", json!({}));
        let before =
            history["currentIndex"].as_u64().and_then(|index| index.checked_sub(1)).expect("a page before this");
        let entry = &history["entries"][before as usize]["id"];
        self.devtools("Page.navigateToHistoryEntry", json!({ "entryId": entry }));
    }

    /// Opens another tab and shows it, so that the page is hidden; `show` is given what this gives.
    pub fn hide(&self) -> Tab {
        let own = Tab(self.try_get("/window").unwrap());
        let other = self.post("/window/new", json!({ "type": "tab" }))["handle"].take();
        self.post("/window", json!({ "handle": other }));
        own
    }

    /// Shows a tab again and closes the one that hid it.
    pub fn show(&self, tab: &Tab) {
        let _ = self.agent.delete(format!("{}/window", self.session)).call();
        self.post("/window", json!({ "handle": tab.0 }));
    }

    /// Runs a Chrome DevTools command.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// Runs the body of an async function in the page, `arguments` as `args`, and gives what it returns,
    /// or the name and message of what it throws.
    ///
    /// # Errors
    /// What the script threw.
    pub fn run(&self, body: &str, arguments: Value) -> Result<Value, String> {
        let script = format!(
            "const [args, done] = arguments; (async () => {{ {body} }})().then(\
             (value) => done({{ value: value === undefined ? null : value }}), \
             (error) => done({{ thrown: `${{error && error.name}}: ${{error && error.message || error}}` }}));"
        );
        let answer = self.post("/execute/async", json!({ "script": script, "args": [arguments] }));
        match answer.get("thrown") {
            Some(thrown) => Err(thrown.as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["value"].clone()),
        }
    }

    /// The same for a page that may be reloaded at any moment: `None` if it was, or if the script threw.
    pub fn try_run(&self, body: &str) -> Option<Value> {
        let script = format!("const done = arguments[0]; (async () => {{ {body} }})().then(done, () => done(null));");
        let body = json!({ "script": script, "args": [] });
        let answer = self.agent.post(format!("{}/execute/async", self.session)).send_json(&body);
        let answer = answer.and_then(|mut answer| answer.body_mut().read_json::<Value>());
        value_of(answer).ok().filter(|value| !value.is_null())
    }

    /// The elements that a CSS selector finds.
    pub fn select(&self, selector: &str) -> Vec<PageElement> {
        let found = self.post("/elements", json!({ "using": "css selector", "value": selector }));
        let elements = found.as_array().unwrap().iter();
        elements.map(|element| PageElement(element[ELEMENT_KEY].as_str().unwrap().to_owned())).collect()
    }

    /// Those of the elements that a CSS selector finds whose text, label or title contains `words`, or parts of it.
    pub fn select_with_words(&self, selector: &str, words: &str) -> Vec<PageElement> {
        const SCRIPT: &str = include_str!("words_of_elements.js");
        let found = self.post("/execute/sync", json!({ "script": SCRIPT, "args": [selector, words] }));
        let elements = found.as_array().into_iter().flatten();
        elements.filter_map(|element| Some(PageElement(element[ELEMENT_KEY].as_str()?.to_owned()))).collect()
    }

    /// Role and accessible name as the browser computes them for assistive technology; `None` when the element
    /// left the page in the meantime.
    pub fn role_and_name(&self, element: &PageElement) -> Option<(String, String)> {
        let role = self.try_get(&format!("/element/{}/computedrole", element.0)).ok()?;
        let name = self.try_get(&format!("/element/{}/computedlabel", element.0)).ok()?;
        Some((role.as_str()?.to_owned(), name.as_str()?.to_owned()))
    }

    /// Clicks as a person would: scrolled into view, at its middle, refused when something covers it.
    pub fn click(&self, element: &PageElement) {
        self.post(&format!("/element/{}/click", element.0), json!({}));
    }

    /// Types into an element; for a file input, the path of the file to choose.
    pub fn type_into(&self, element: &PageElement, text: &str) {
        self.post(&format!("/element/{}/value", element.0), json!({ "text": text }));
    }

    /// Empties a text field.
    pub fn clear(&self, element: &PageElement) {
        self.post(&format!("/element/{}/clear", element.0), json!({}));
    }

    /// Presses keys one after the other, holding them all, then lets go; to whatever has the focus.
    pub fn press(&self, keys: &[char]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key.to_string() }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key.to_string() }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.post("/actions", json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }));
    }

    /// A script's view of an element: runs `return (body)` with it as `element`.
    pub fn of_element(&self, element: &PageElement, expression: &str) -> Value {
        let script = format!("const element = arguments[0]; return {expression};");
        self.post("/execute/sync", json!({ "script": script, "args": [{ ELEMENT_KEY: element.0 }] }))
    }

    /// The window's size in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Light or dark, as the user's system would prefer.
    pub fn prefer(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features);
    }

    /// The languages that the user reads, as the browser's settings say them, from the next load on: "de-AT,de,en".
    pub fn read_languages(&self, languages: &str) {
        let agent = self.run("return navigator.userAgent", Value::Null).unwrap();
        let parameters = json!({ "userAgent": agent, "acceptLanguage": languages });
        self.devtools("Emulation.setUserAgentOverride", parameters);
    }

    /// A picture of the window: base64 of a PNG.
    pub fn picture(&self) -> String {
        self.try_get("/screenshot").unwrap().as_str().unwrap().to_owned()
    }

    /// Lines of the console since the last call, as `LEVEL text`.
    pub fn console(&self) -> Vec<String> {
        let lines = self.post("/se/log", json!({ "type": "browser" }));
        let line = |line: &Value| format!("{} {}", line["level"].as_str().unwrap(), line["message"].as_str().unwrap());
        lines.as_array().unwrap().iter().map(line).collect()
    }

    fn post(&self, path: &str, body: Value) -> Value {
        match self.try_post(path, body) {
            Ok(value) => value,
            Err(reason) => panic!("WebDriver refused {path}: {reason}"),
        }
    }

    fn try_post(&self, path: &str, body: Value) -> Result<Value, String> {
        let answer = self.agent.post(format!("{}{path}", self.session)).send_json(&body);
        value_of(answer.and_then(|mut answer| answer.body_mut().with_config().limit(1 << 30).read_json::<Value>()))
    }

    /// Leaves an empty tab, and nothing of the pages before.
    fn clean(&self) -> Result<(), String> {
        let command =
            |cmd: &str, params: Value| self.try_post("/goog/cdp/execute", json!({ "cmd": cmd, "params": params }));
        let tabs = self.try_get("/window/handles")?;
        let new = self.try_post("/window/new", json!({ "type": "tab" }))?["handle"].take();
        for tab in tabs.as_array().into_iter().flatten() {
            self.try_post("/window", json!({ "handle": tab }))?;
            value_of(
                self.agent
                    .delete(format!("{}/window", self.session))
                    .call()
                    .and_then(|mut answer| answer.body_mut().read_json()),
            )?;
        }
        self.try_post("/window", json!({ "handle": new }))?;
        for origin in self.origins.lock().map_err(|error| error.to_string())?.iter() {
            command("Storage.clearDataForOrigin", json!({ "origin": origin, "storageTypes": "all" }))?;
        }
        command("Network.clearBrowserCache", json!({}))?;
        command("Browser.resetPermissions", json!({}))?;
        self.try_post("/se/log", json!({ "type": "browser" })).map(drop)
    }

    fn try_get(&self, path: &str) -> Result<Value, String> {
        let answer = self.agent.get(format!("{}{path}", self.session)).call();
        value_of(answer.and_then(|mut answer| answer.body_mut().with_config().limit(1 << 30).read_json::<Value>()))
    }
}

/// WebDriver wraps answers in `value`, and errors in `value.error` and `value.message`.
fn value_of(answer: Result<Value, ureq::Error>) -> Result<Value, String> {
    let value = answer.map_err(|error| error.to_string())?["value"].take();
    match value.get("error").and_then(Value::as_str) {
        Some(error) if value.get("message").is_some() => Err(format!("{error}: {}", value["message"])),
        _ => Ok(value),
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let Some(mut driver) = self.driver.take() else { return };
        if !std::thread::panicking() && self.clean().is_ok() {
            IDLE.lock().unwrap().push((driver, std::mem::take(&mut self.session), self.agent.clone()));
            return;
        }
        // Ends the browser, and then the driver.
        let _ = self.agent.delete(&self.session).call();
        drop(driver.stdin.take());
        let _ = driver.wait();
    }
}
