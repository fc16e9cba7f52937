//! The bundle on the servers that people have: nginx with the configuration in `deploy/`, and Python's `http.server`.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use tests::browser::Browser;
use tests::hosts::{self, Host, Nginx};
use tests::page::bundle;

const SCRIPTS: &str = include_str!("hosting.js");

/// Where the bundle lies below the root of a server, besides at its top.
const SUB_PATH: &str = "/some/sub/path/";

/// Files that keep their name when their content changes; every other name is made of the content.
const SAME_NAME: [&str; 2] = ["index.html", "service-worker.js"];

/// A folder to serve: the bundle at the top and once more deep in it. Removed when dropped.
struct Site(PathBuf);

impl Site {
    fn new(of: &str) -> Self {
        let site = std::env::temp_dir().join(format!("matmill-site-{of}-{}", std::process::id()));
        let deep = site.join(SUB_PATH.trim_matches('/'));
        std::fs::create_dir_all(&deep).unwrap();
        for entry in std::fs::read_dir(bundle()).unwrap().map(Result::unwrap) {
            for folder in [&site, &deep] {
                std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
            }
        }
        Self(site)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a server answers, as it came: nothing is decompressed.
struct Answer {
    status: u16,
    headers: BTreeMap<String, Vec<String>>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        match self.headers.get(name).map(Vec::as_slice) {
            None => "",
            Some([one]) => one,
            Some(several) => panic!("{name} is sent {} times: {several:?}", several.len()),
        }
    }
}

fn ask(host: &Host, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0);
    let agent = config.allow_non_standard_methods(true).build().new_agent();
    let mut request = ureq::http::Request::builder().method(method).uri(host.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = agent.run(request.body(()).unwrap()).unwrap();
    let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in response.headers() {
        sent.entry(name.to_string()).or_default().push(value.to_str().unwrap().to_owned());
    }
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
    Answer { status, headers: sent, body }
}

/// The files of the bundle that are not other files compressed.
fn files() -> Vec<String> {
    let entries = std::fs::read_dir(bundle()).unwrap().map(|entry| entry.unwrap());
    let names = entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".gz") && !name.ends_with(".br")).collect();
    names.sort();
    assert!(names.iter().any(|name| name.ends_with(".wasm")), "there are modules in {names:?}");
    names
}

/// The types that the platform asks for: a browser refuses scripts, modules and manifests of others.
fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "ts" | "py" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        other => panic!("which type has .{other}? add it here and in deploy/matmill.conf"),
    }
}

/// Names and values of the headers that the build wrote for nginx.
fn security_headers() -> Vec<(String, String)> {
    let text = hosts::read_deployed("security-headers.conf");
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("add_header ")?.strip_suffix(" always;"));
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(' ').unwrap())
        .map(|(name, value)| (name.to_lowercase(), value.trim_matches('"').to_owned()))
        .collect();
    // Chromium would isolate the page by another header alone, Firefox and Safari would not.
    for (name, start) in [
        ("content-security-policy", "default-src 'none';"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ] {
        let value = headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value);
        assert!(value.starts_with(start), "security-headers.conf says {name}: {value}");
    }
    headers
}

#[test]
fn nginx_sends_every_file_with_its_type_its_policy_and_for_how_long_it_may_be_kept() {
    let Some(nginx) = Nginx::find() else { return };
    let site = Site::new("headers");
    let host = nginx.start(&site.0);
    for folder in ["/", SUB_PATH] {
        for name in files() {
            let path = format!("{folder}{name}");
            let answer = ask(&host, "GET", &path, &[]);
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.body == std::fs::read(bundle().join(&name)).unwrap(), "{path} is the file");
            assert_eq!(answer.header("content-type"), content_type(&name), "{path}");
            for (header, value) in security_headers() {
                assert_eq!(answer.header(&header), value, "{path}: {header}");
            }
            let kept =
                if SAME_NAME.contains(&name.as_str()) { "no-cache" } else { "public, max-age=31536000, immutable" };
            assert_eq!(answer.header("cache-control"), kept, "{path}");
            // Pages of other sites may show the page itself in a frame, and use nothing else of the bundle.
            let used_by = if name == "index.html" { "cross-origin" } else { "same-origin" };
            assert_eq!(answer.header("cross-origin-resource-policy"), used_by, "{path}");
            assert_eq!(answer.header("server"), "nginx", "{path}: no version");
        }
    }
    let page = ask(&host, "GET", SUB_PATH, &[]);
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    let redirect = ask(&host, "GET", SUB_PATH.trim_end_matches('/'), &[]);
    assert_eq!((redirect.status, redirect.header("location")), (301, SUB_PATH));
}

#[test]
fn nginx_sends_the_files_that_the_build_compressed() {
    let Some(nginx) = Nginx::find() else { return };
    let host = nginx.start(&bundle());
    let mut compressed = 0;
    for name in files() {
        for (accepted, coding, ending) in [("gzip, deflate, br, zstd", "br", "br"), ("gzip", "gzip", "gz")] {
            let file = bundle().join(format!("{name}.{ending}"));
            let answer = ask(&host, "GET", &format!("/{name}"), &[("Accept-Encoding", accepted)]);
            let expected = if file.is_file() { coding } else { "" };
            assert_eq!(answer.header("content-encoding"), expected, "{name} for {accepted}");
            if file.is_file() {
                compressed += 1;
                assert!(answer.body == std::fs::read(&file).unwrap(), "{name}: what was compressed is sent");
                // Or a cache between the two would give one browser's answer to another.
                assert_eq!(answer.header("vary"), "Accept-Encoding", "{name}");
                assert_eq!(answer.header("content-type"), content_type(&name), "{name}");
            }
        }
    }
    assert!(compressed >= 12, "modules, scripts and styles are compressed in both ways, {compressed} answers were");
}

#[test]
fn nginx_says_unchanged_missing_and_not_allowed() {
    let Some(nginx) = Nginx::find() else { return };
    let host = nginx.start(&bundle());
    for name in files() {
        let path = format!("/{name}");
        let tag = ask(&host, "HEAD", &path, &[]).header("etag").to_owned();
        let again = ask(&host, "GET", &path, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{path} has not changed since {tag}");
    }
    let module = files().into_iter().find(|name| name.ends_with(".wasm")).unwrap();
    let other = module.replace(|c: char| c.is_ascii_digit(), "0").replace("00", "1e");
    for missing in [format!("/{other}"), "/nothing".to_owned(), "/embedding.json".to_owned()] {
        let answer = ask(&host, "GET", &missing, &[]);
        assert_eq!(answer.status, 404, "{missing}");
        assert!(!answer.header("cache-control").contains("max-age"), "{missing}: may be there next time");
        let body = String::from_utf8_lossy(&answer.body);
        assert!(!body.contains("Matmill") && !body.contains("<script"), "{missing}: not the page: {body}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{missing}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        for path in ["/", &format!("/{module}")] {
            assert_eq!(ask(&host, method, path, &[]).status, 405, "{method} {path}");
        }
    }
}

/// Opens the page at an address and multiplies; gives what the page says of itself.
fn multiply_at(browser: &Browser, url: &str) -> Value {
    browser.go(url);
    browser.run(&format!("{SCRIPTS}\nreturn await multiplyInThePool();"), json!(null)).unwrap()
}

#[test]
fn on_nginx_the_page_shares_memory_and_its_files_come_compressed() {
    let Some(nginx) = Nginx::find() else { return };
    let site = Site::new("page");
    let host = nginx.start(&site.0);
    for path in ["/", SUB_PATH] {
        // A browser of its own for each, whose cache is empty.
        let browser = Browser::start();
        let found = multiply_at(&browser, &host.url(path));
        assert_eq!(found["isolated"], json!(true), "{path}");
        assert_eq!(found["right"], json!(true), "{path}");
        assert_eq!(found["transport"], json!("shared"), "{path}");
        let modules = found["modules"].as_array().unwrap();
        assert!(!modules.is_empty(), "{path}: the page reports which modules it loaded: {found}");
        for module in modules {
            let name = module["name"].as_str().unwrap();
            let sent = std::fs::metadata(bundle().join(format!("{name}.br"))).unwrap().len();
            assert_eq!(module["bytes"], json!(sent), "{path}: {name} came in Brotli's coding");
        }
        let errors: Vec<String> = browser.console().into_iter().filter(|line| line.starts_with("SEVERE")).collect();
        assert_eq!(errors, Vec::<String>::new(), "{path}");
    }
}

#[test]
fn python_serves_the_bundle_at_the_root_and_below_it() {
    let site = Site::new("python");
    let Some(host) = hosts::start_python(&site.0) else { return };
    for path in ["/", SUB_PATH] {
        let browser = Browser::start();
        // A service worker would isolate the page: here it has to do without.
        let without = json!({ "source": "delete Navigator.prototype.serviceWorker;" });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", without);
        let found = multiply_at(&browser, &host.url(path));
        assert_eq!(found["right"], json!(true), "{path}");
        assert_eq!((&found["isolated"], &found["transport"]), (&json!(false), &json!("clone")), "{path}");
    }
}
