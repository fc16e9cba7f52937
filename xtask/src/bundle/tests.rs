//! The whole finishing step on a small bundle, and on ones it must not accept.

#![allow(clippy::unwrap_used)]

use super::*;

const SCRIPT: &str =
    "import { f } from './snippets/app-12/src/helper.js'; new URL('app_bg.wasm', import.meta.url); export { f };";
const WORKER_SCRIPT: &str =
    "new URL('worker_relaxed_bg.wasm', import.meta.url); export { initSync, __wbg_init as default };";
/// With the names of its functions.
const MODULE: &[u8] = b"\0asm\x01\0\0\0\0\x11\x04namewasm_bindgen";
const PAGE: &str = r#"<meta http-equiv="Content-Security-Policy" content="">
<meta name="matmill-build" content="development">
<link rel="manifest" href="manifest.webmanifest"><link rel="stylesheet" href="./theme.css" data-integrity="none"/>
    <link rel="stylesheet" href="./style.css" data-integrity="none"/>
<script type="application/json" id="matmill-files">{}</script><script type="application/json" id="matmill-texts">{}</script>
<noscript></noscript><div id="app"></div>
<script>first();</script>
<script type="module">import init, * as bindings from './app.js';
const wasm = await init({ module_or_path: './app_bg.wasm' });</script>
<link rel="modulepreload" href="./app.js" crossorigin="anonymous"><link rel="modulepreload" href="./snippets/app-12/src/helper.js" crossorigin="anonymous"><link rel="preload" href="./app_bg.wasm" as="fetch">
<script src="elsewhere.js"></script>"#;

/// What the app writes, small.
const PRERENDERED: &str = r#"{
    "de": { "page": "<p>Satz, Build development</p>", "texts": { "noScript": "Nein" } },
    "en": { "page": "<p>Sentence, build development</p>", "texts": { "noScript": "No" } }
}"#;

/// What trunk makes, small.
fn built() -> Files {
    let text = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let module = |name: &str, more: &[u8]| (name.to_owned(), [MODULE, more].concat());
    Files::from([
        text("index.html", PAGE),
        text("service-worker.js", "const BUILD = \"development\";\nconst FILES = [];\n"),
        text("app.js", SCRIPT),
        module("app_bg.wasm", &[]),
        text("snippets/app-12/src/helper.js", "export function f() {}"),
        text("worker_relaxed.js", WORKER_SCRIPT),
        // A custom section.
        module("worker_relaxed_bg.wasm", b"\0\x02\x01x"),
        text("manifest.webmanifest", r#"{"icons":[{"src":"icon.svg"},{"src":"icon.png"}]}"#),
        text("icon.svg", "<svg/>"),
        text("icon.png", "picture"),
        text("theme.css", "b {}"),
        text("style.css", "a { background: url(icon.svg); }"),
        text("matmill.d.ts", "export {};"),
    ])
}

fn finish_built(change: impl FnOnce(&mut Files)) -> Result<Files, String> {
    let mut files = built();
    change(&mut files);
    finished(files, &Prerendered::read(PRERENDERED).unwrap(), "0.1.0")
}

/// The name that the file has now.
fn current(files: &Files, name: &str) -> String {
    let (stem, ending) = name.split_once('.').unwrap();
    let is_it = |found: &&String| {
        let hash = found.strip_prefix(stem).and_then(|rest| rest.strip_prefix('-'));
        hash.is_some_and(|rest| rest.len() == 17 + ending.len() && rest.ends_with(ending))
    };
    files.keys().find(is_it).unwrap_or_else(|| panic!("no {name} among {:?}", files.keys())).clone()
}

fn text(files: &Files, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

/// The build id that the page has.
fn build_of(files: &Files) -> String {
    let page = text(files, INDEX);
    page.split_once("matmill-build\" content=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

#[test]
fn every_file_but_two_is_named_by_its_content_in_one_folder() {
    let files = finish_built(|_| ()).unwrap();
    assert_eq!(files.len(), built().len() - 1, "two stylesheets are one");
    for (name, content) in &files {
        if name != INDEX && name != SERVICE_WORKER {
            assert!(name.contains(&format!("-{}.", digest::hex(content, 16))) && !name.contains('/'), "{name}");
        }
    }
}

#[test]
fn the_page_loads_one_stylesheet_with_the_rules_of_all_in_their_order() {
    let files = finish_built(|_| ()).unwrap();
    let page = text(&files, INDEX);
    assert_eq!(page.matches("stylesheet").count(), 1, "{page}");
    let rules = text(&files, &current(&files, "page.css"));
    let places = ["b {}", "a { background"].map(|rule| rules.find(rule).unwrap());
    assert!(places[0] < places[1], "{rules}");
}

#[test]
fn the_page_stands_in_index_html_in_each_language_with_the_build_id() {
    let files = finish_built(|_| ()).unwrap();
    let page = text(&files, INDEX);
    let build = build_of(&files);
    let hash = build.split_once('-').unwrap().1;
    for written in [
        format!("<div id=\"app\"><p>Sentence, build {hash}</p></div>"),
        format!("<template id=\"matmill-de\"><p>Satz, Build {hash}</p></template>"),
        "<noscript><p lang=\"de\">Nein</p><p lang=\"en\">No</p></noscript>".to_owned(),
        r#"id="matmill-texts">{"de":{"noScript":"Nein"},"en":{"noScript":"No"}}</script>"#.to_owned(),
    ] {
        assert!(page.contains(&written), "{written} is not in {page}");
    }
}

#[test]
fn nothing_is_preloaded_and_the_app_starts_once_the_page_is_drawn() {
    let files = finish_built(|_| ()).unwrap();
    let page = text(&files, INDEX);
    assert!(!page.contains("preload"), "{page}");
    let [app, helper, module] = ["app.js", "helper.js", "app_bg.wasm"].map(|name| current(&files, name));
    let places = [
        "requestAnimationFrame".to_owned(),
        format!("fetch('./{module}')"),
        format!("[import('./{app}'), import('./{helper}')]"),
    ]
    .map(|part| page.find(&part).unwrap_or_else(|| panic!("{part} is not in {page}")));
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_script_of_an_earlier_build_is_left_out() {
    let files = finish_built(|files| {
        let preload = r#"<link rel="modulepreload" href="./snippets/app-11/src/helper.js" crossorigin="anonymous">"#;
        files.insert("snippets/app-11/src/helper.js".into(), "export function g() {}".into());
        files.get_mut(INDEX).unwrap().extend_from_slice(preload.as_bytes());
    });
    assert_eq!(files.unwrap(), finish_built(|_| ()).unwrap());
}

#[test]
fn references_follow_the_names() {
    let files = finish_built(|_| ()).unwrap();
    // Who refers to whom.
    let references = [
        ("index.html", "app.js"),
        ("index.html", "app_bg.wasm"),
        ("index.html", "manifest.webmanifest"),
        ("index.html", "page.css"),
        ("index.html", "worker_relaxed.js"),
        ("index.html", "worker_relaxed_bg.wasm"),
        ("app.js", "app_bg.wasm"),
        ("app.js", "helper.js"),
        ("worker_relaxed.js", "worker_relaxed_bg.wasm"),
        ("manifest.webmanifest", "icon.png"),
        ("page.css", "icon.svg"),
    ];
    for (from, to) in references {
        let from = if from == INDEX { INDEX.to_owned() } else { current(&files, from) };
        let content = text(&files, &from);
        let left = content.replace("\"worker_", "").contains(&format!("/{to}"));
        assert!(content.contains(&current(&files, to)) && !left, "{from} refers to {to}: {content}");
    }
}

#[test]
fn one_byte_of_a_leaf_changes_its_name_and_that_of_all_that_refer_to_it_and_no_other() {
    let before = finish_built(|_| ()).unwrap();
    let cases: [(&str, &[&str]); 3] = [
        ("icon.svg", &["icon.svg", "manifest.webmanifest", "page.css"]),
        ("icon.png", &["icon.png", "manifest.webmanifest"]),
        ("snippets/app-12/src/helper.js", &["helper.js", "app.js"]),
    ];
    for (leaf, changed) in cases {
        let after = finish_built(|files| files.get_mut(leaf).unwrap().push(b' ')).unwrap();
        for name in ["icon.svg", "icon.png", "manifest.webmanifest", "page.css", "helper.js", "app.js", "app_bg.wasm"] {
            let is_changed = current(&before, name) != current(&after, name);
            assert_eq!(is_changed, changed.contains(&name), "{name}, after {leaf} has changed");
        }
    }
}

#[test]
fn any_change_is_another_build_and_page_worker_and_service_worker_have_the_same() {
    let before = finish_built(|_| ()).unwrap();
    let build = build_of(&before);
    assert!(build.starts_with("0.1.0-") && build.len() == 6 + 12, "{build}");
    for name in [SERVICE_WORKER.to_owned(), current(&before, "worker_relaxed.js")] {
        let content = text(&before, &name);
        assert!(content.contains(&format!("const BUILD = \"{build}\";")), "{name}: {content}");
    }
    for name in built().into_keys() {
        // WebAssembly has sections, so a whole one is added: custom, with an empty name.
        let more: &[u8] = if name.ends_with(".wasm") { b"\0\x01\0" } else { b" " };
        let after = finish_built(|files| files.get_mut(&name).unwrap().extend_from_slice(more)).unwrap();
        assert_ne!(build_of(&after), build, "{name} has changed");
    }
}

#[test]
fn the_policy_allows_the_inline_scripts_by_hash_and_is_the_same_in_the_page_and_the_header() {
    let files = finish_built(|_| ()).unwrap();
    let page = text(&files, INDEX);
    let policy = index::policy(&page).unwrap();
    let module = page.split_once("type=\"module\">").unwrap().1.split_once("</script>").unwrap().0;
    let hashes = ["first();", module].map(|script| format!("'{}'", digest::integrity(script.as_bytes())));
    assert!(policy.contains(&format!("script-src 'self' 'wasm-unsafe-eval' {};", hashes.join(" "))), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    let header = headers::for_nginx(policy);
    assert!(header.contains(&format!("\nadd_header Content-Security-Policy \"{policy}\" always;\n")), "{header}");
}

#[test]
fn the_service_worker_lists_what_the_page_loads_with_its_hash_and_the_kernel_that_needs_it() {
    let files = finish_built(|_| ()).unwrap();
    let script = text(&files, SERVICE_WORKER);
    let list = script.split_once("const FILES = ").unwrap().1.split_once(";").unwrap().0.replace(",\n]", "\n]");
    let list: Vec<serde_json::Value> = serde_json::from_str(&list).unwrap();
    let listed: Vec<String> = list.iter().map(|entry| entry["url"].as_str().unwrap().to_owned()).collect();
    let left_out = ["icon.png", "matmill.d.ts"].map(|name| current(&files, name));
    assert_eq!(listed.len(), files.len() - 3, "all but the service worker itself, pictures and types: {listed:?}");
    for entry in &list {
        let url = entry["url"].as_str().unwrap();
        let content = &files[if url == "./" { INDEX } else { url }];
        assert_eq!(entry["integrity"], digest::integrity(content), "{url}");
        assert_eq!(entry["only"] == "relaxed", url.starts_with("worker_relaxed"), "{entry}");
        assert!(!left_out.contains(&url.to_owned()), "{url}");
    }
}

#[test]
fn what_cannot_be_finished_is_refused_with_the_name_of_the_file() {
    type Change = fn(&mut Files);
    let cases: [(&str, Change); 12] = [
        ("bincode", |files| files.get_mut("app_bg.wasm").unwrap().extend_from_slice(b"\0\x0f\x04name8bincode2de")),
        ("worker_relaxed_bg.wasm has no names", |files| {
            files.insert("worker_relaxed_bg.wasm".into(), MODULE[..8].to_vec());
        }),
        ("index.html", |files| drop(files.remove("index.html"))),
        ("service-worker.js", |files| drop(files.remove("service-worker.js"))),
        ("matmill-files", |files| {
            let page = PAGE.replace("matmill-files", "files");
            files.insert("index.html".into(), page.into());
        }),
        ("<div id=\"app\">", |files| {
            files.insert("index.html".into(), PAGE.replace("id=\"app\"", "id=\"other\"").into());
        }),
        ("start.rs", |files| {
            files.insert("index.html".into(), PAGE.replace("module_or_path", "path").into());
        }),
        ("const FILES", |files| {
            files.insert("service-worker.js".into(), "const BUILD = \"development\";".into());
        }),
        ("app_bg.wasm is not", |files| {
            files.insert("app_bg.wasm".into(), "<p>wasm_bindgen not found".into());
        }),
        ("style.css", |files| drop(files.remove("style.css"))),
        ("worker_relaxed.js", |files| {
            files.insert("worker_relaxed.js".into(), "export { init as default };".into());
        }),
        ("helper.js", |files| {
            files.insert("snippets/app-12/src/helper.js".into(), "import '/app.js'".into());
        }),
    ];
    for (named, change) in cases {
        let reason = finish_built(change).unwrap_err();
        assert!(reason.contains(named), "{named}: {reason}");
    }
}
