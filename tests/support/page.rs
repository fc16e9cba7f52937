//! The built page in a browser: opened, waited for, read by roles and names.
//!
//! Elements are found only as section 5 of the interface names them. A wait ends a test that would hang; no time is
//! asserted. Methods panic on failure, as tests do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::browser::{Browser, PageElement};
use crate::server::WebServer;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// No wait in these tests takes longer than this unless something hangs.
const HANG: Duration = Duration::from_secs(60);

/// WebDriver's code for the Control key.
pub const CONTROL: char = '\u{e009}';
/// WebDriver's code for Enter.
pub const ENTER: char = '\u{e007}';
/// WebDriver's code for Escape.
pub const ESCAPE: char = '\u{e00c}';

/// Where and how the bundle is served.
#[derive(Clone, Copy, Debug)]
pub enum Hosting {
    /// At the root, with the headers of cross-origin isolation.
    Isolated,
    /// At the root, without them.
    Plain,
    /// Deep in a path, without them, as on a static host.
    SubPath,
    /// Deep in a path, with them.
    IsolatedSubPath,
}

/// A page, its browser, its server and its folder for downloads.
pub struct Page {
    /// The browser the page is in.
    pub browser: Browser,
    /// The server it came from.
    pub server: WebServer,
    downloads: PathBuf,
}

/// The folder that `cargo xtask build` writes.
///
/// # Panics
/// When it has not been written.
pub fn bundle() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    assert!(folder.join("index.html").is_file(), "there is no dist/index.html: run `cargo xtask build` first");
    folder
}

/// The file of the bundle that this name stands for: all but the page and the service worker have a hash in their name.
///
/// # Panics
/// When there is none, or several.
pub fn bundled(name: &str) -> PathBuf {
    let (stem, ending) = name.split_once('.').unwrap();
    let is_it = |found: &str| {
        let hash = found.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-'));
        let hash = hash.and_then(|rest| rest.strip_suffix(ending)).and_then(|rest| rest.strip_suffix('.'));
        hash.is_some_and(|hash| hash.len() == HASH_DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
    };
    let paths = std::fs::read_dir(bundle()).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = paths.filter(|path| is_it(path.file_name().unwrap().to_str().unwrap())).collect();
    assert_eq!(found.len(), 1, "files that are {name}: {found:?}");
    found[0].clone()
}

/// Hexadecimal digits of the hash in a file's name.
pub const HASH_DIGITS: usize = 16;

impl Page {
    /// Opens the page and waits until jobs can run.
    pub fn open(hosting: Hosting) -> Self {
        let page = Self::prepare(hosting);
        page.load();
        page
    }

    /// Server and browser, without loading the page: for faults to be injected first. The page has no service worker, so
    /// that every load is the first one.
    pub fn prepare(hosting: Hosting) -> Self {
        let page = Self::prepare_with_service_worker(hosting);
        page.before_load(
            "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined, configurable: true })",
        );
        page
    }

    /// The same with a service worker, if the page registers one.
    pub fn prepare_with_service_worker(hosting: Hosting) -> Self {
        let (mount, isolated) = match hosting {
            Hosting::Isolated => ("/", true),
            Hosting::Plain => ("/", false),
            Hosting::SubPath => ("/some/sub/path/", false),
            Hosting::IsolatedSubPath => ("/some/sub/path/", true),
        };
        let server = WebServer::start(&bundle(), mount, isolated).unwrap();
        let browser = Browser::start();
        let prelude = json!({ "source": include_str!("prelude.js") });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", prelude);
        let number = server.url("").split(':').nth(2).unwrap().split('/').next().unwrap().to_owned();
        let downloads = std::env::temp_dir().join(format!("matmill-tests-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&downloads).unwrap();
        let allow = json!({ "behavior": "allow", "downloadPath": downloads });
        browser.devtools("Browser.setDownloadBehavior", allow);
        Self { browser, server, downloads }
    }

    /// From the next load on the page's Content Security Policy does not hold: for other programs that are measured in it.
    pub fn ignore_policy(&self) {
        self.browser.devtools("Page.setBypassCSP", json!({ "enabled": true }));
    }

    /// Loads the page and waits until jobs can run.
    pub fn load(&self) {
        self.load_at("");
    }

    /// The same with `query` at the end of its address.
    pub fn load_at(&self, query: &str) {
        self.browser.go(&self.server.url(query));
        let there = "return window.matmill !== undefined";
        self.wait_until("window.matmill is there", || (self.run(there) == json!(true)).then_some(()));
        self.run("await matmill.ready");
    }

    /// Adds a script that runs in the page before its own, from the next load on.
    pub fn before_load(&self, script: &str) {
        self.browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// Runs the body of an async function in the page; `testing` and `matmill` are at hand.
    pub fn run(&self, body: &str) -> Value {
        self.run_with(body, Value::Null)
    }

    /// The same with `arguments` as `args`.
    pub fn run_with(&self, body: &str, arguments: Value) -> Value {
        match self.browser.run(body, arguments) {
            Ok(value) => value,
            Err(thrown) => panic!("the page threw {thrown}\nin: {body}\nconsole: {:#?}", self.browser.console()),
        }
    }

    /// Runs a function of a script that stands in a file of its own. What the function returns must be data.
    pub fn call(&self, script: &str, function: &str) -> Value {
        self.call_with(script, function, Value::Null)
    }

    /// The same with `argument` as the function's one argument.
    pub fn call_with(&self, script: &str, function: &str, argument: Value) -> Value {
        match self.browser.run(&format!("{script}\nreturn await {function}(args);"), argument) {
            Ok(value) => value,
            Err(thrown) => panic!("{function} threw {thrown}\nconsole: {:#?}", self.browser.console()),
        }
    }

    /// Waits until no worker is at work: a job that was stopped may have left one in the middle of a tile.
    pub fn wait_until_idle(&self) {
        let active = "return matmill.stats().activeTasks";
        self.wait_until("no task is active", || (self.run(active) == json!(0)).then_some(()));
    }

    /// The element with this role and accessible name, if it is there now. A file input has the role `file`.
    pub fn look_for(&self, role: &str, name: &str) -> Option<PageElement> {
        let selector = match role {
            "textbox" => "textarea, input:not([type]), input[type=text], [role=textbox]",
            "file" => "input[type=file]",
            "button" => "button, [role=button], input[type=button], input[type=submit]",
            "checkbox" => "input[type=checkbox]",
            "spinbutton" => "input[type=number]",
            "progressbar" => "progress, [role=progressbar]",
            "region" => "section, [role=region]",
            "application" => "[role=application]",
            "combobox" => "select, [role=combobox]",
            "alert" => "[role=alert]",
            "status" => "output, [role=status]",
            _ => panic!("the interface names no role {role}"),
        };
        // To compute a role and a name takes the driver two questions, so only elements with these words are asked about.
        self.browser.select_with_words(selector, name).into_iter().find(|element| {
            // The browser calls a file input a button, and may add "no file chosen" to its name.
            self.browser.role_and_name(element).is_some_and(|(found_role, found_name)| match role {
                "file" => found_name == name || found_name.starts_with(&format!("{name}:")),
                _ => found_role == role && found_name == name,
            })
        })
    }

    /// Waits for the element with this role and name.
    pub fn find(&self, role: &str, name: &str) -> PageElement {
        self.wait_until(&format!("there is a {role} named {name:?}"), || self.look_for(role, name))
    }

    /// Polls until `there` gives something; panics with what the page shows when it never does.
    pub fn wait_until<T>(&self, what: &str, mut there: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(value) = there() {
                return value;
            }
            assert!(
                start.elapsed() < HANG,
                "waited in vain until {what}\npage: {}\nconsole: {:#?}",
                self.run("return document.body.innerText"),
                self.browser.console()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The words of all visible elements of a role (`alert` or `status`), joined by line ends.
    pub fn words(&self, role: &str) -> String {
        let script = "return Array.from(document.querySelectorAll(args)).filter((element) => element.checkVisibility())\
             .map((element) => element.innerText.trim()).filter((text) => text).join('\\n')";
        let selector = if role == "status" { "output, [role=status]" } else { "[role=alert]" };
        self.run_with(script, json!(selector)).as_str().unwrap().to_owned()
    }

    /// Whether a visible status holds all these parts, as a file's name and its shape. Sentences are not promised.
    pub fn status_says(&self, parts: &[&str]) -> bool {
        self.words("status").lines().any(|line| parts.iter().all(|part| line.contains(part)))
    }

    /// Waits until a status holds all these parts.
    pub fn wait_for_status(&self, parts: &[&str]) {
        self.wait_until(&format!("a status says {parts:?}"), || self.status_says(parts).then_some(()));
    }

    /// Waits for an alert and gives its words.
    pub fn alert(&self) -> String {
        self.wait_until("there is an alert", || Some(self.words("alert")).filter(|words| !words.is_empty()))
    }

    /// Puts text into the text box `name` as a paste would, replacing what was there.
    pub fn paste(&self, name: &str, text: &str) {
        let field = self.find("textbox", name);
        // Not by a click: what was there before may move the field when its map appears.
        self.browser.of_element(&field, "element.focus()");
        self.browser.press(&[CONTROL, 'a']);
        // insertText is what the browser itself does for a paste of plain text, input events included.
        self.browser.devtools("Input.insertText", json!({ "text": text }));
    }

    /// What stands in the text box `name`.
    pub fn text_of(&self, name: &str) -> String {
        let field = self.find("textbox", name);
        self.browser.of_element(&field, "element.value").as_str().unwrap().to_owned()
    }

    /// Writes a file and chooses it in the file input `name`.
    pub fn choose(&self, input: &str, file_name: &str, bytes: &[u8]) {
        let folder = self.downloads.join("chosen");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(file_name), bytes).unwrap();
        self.choose_path(input, &folder.join(file_name));
    }

    /// Chooses a file that exists in the file input `name`.
    pub fn choose_path(&self, input: &str, path: &Path) {
        let element = self.find("file", input);
        self.browser.type_into(&element, path.canonicalize().unwrap().to_str().unwrap());
    }

    /// Chooses a file and waits until a status names it as read.
    pub fn load_file(&self, input: &str, file_name: &str, bytes: &[u8]) {
        self.choose(input, file_name, bytes);
        self.wait_until(&format!("a status names {file_name}"), || self.status_says(&[file_name]).then_some(()));
    }

    /// Clicks the button `name`.
    pub fn click(&self, name: &str) {
        let button = self.find("button", name);
        self.browser.click(&button);
    }

    /// The numbers that the region Result shows, cell by cell; none when there is no result.
    pub fn result(&self) -> Vec<f64> {
        let Some(region) = self.look_for("region", "Result") else { return Vec::new() };
        let cells =
            "Array.from(element.querySelectorAll('td, [role=cell], [role=gridcell]'), (cell) => cell.innerText)";
        let cells = self.browser.of_element(&region, cells);
        let number = |cell: &Value| cell.as_str().unwrap().trim().replace('\u{2212}', "-").parse().ok();
        cells.as_array().unwrap().iter().filter_map(number).collect()
    }

    /// Waits until the region Result shows exactly these numbers.
    pub fn expect_result(&self, numbers: &[f64]) {
        let mut shown = Vec::new();
        self.wait_until(&format!("the result shows {numbers:?}"), || {
            shown = self.result();
            (shown == numbers).then_some(())
        });
    }

    /// Chooses the format `kind` and downloads the result; gives the file's name and bytes.
    pub fn download(&self, kind: &str) -> (String, Vec<u8>) {
        let before = self.downloaded();
        let select = self.find("combobox", "Format");
        let chosen = self.browser.of_element(&select, &format!("testing.choose(element, {kind:?})"));
        assert_eq!(chosen, json!(true), "the combobox Format offers no {kind}");
        self.click("Download");
        let name = self.wait_until("a file is downloaded", || {
            // While it is written it has a name of the browser's own, hidden or with this ending.
            // Its final name it may have before it has its content.
            let is_empty =
                |name: &String| std::fs::metadata(self.downloads.join(name)).is_ok_and(|file| file.len() == 0);
            let is_whole = |name: &String| !name.starts_with('.') && !name.ends_with(".crdownload") && !is_empty(name);
            self.downloaded().into_iter().find(|name| !before.contains(name) && is_whole(name))
        });
        let bytes = std::fs::read(self.downloads.join(&name)).unwrap();
        (name, bytes)
    }

    /// The folder of its downloads.
    pub fn downloads(&self) -> &Path {
        &self.downloads
    }

    fn downloaded(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.downloads).unwrap().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
        files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// Asserts that nothing on the console is an error.
    pub fn expect_quiet_console(&self) {
        let lines = self.browser.console();
        let errors: Vec<&String> = lines.iter().filter(|line| line.starts_with("SEVERE")).collect();
        assert!(errors.is_empty(), "errors on the console: {errors:#?}");
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // What the system's temporary folder keeps does no harm.
        let _ = std::fs::remove_dir_all(&self.downloads);
    }
}
