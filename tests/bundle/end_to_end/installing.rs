//! The page can be installed as an app, with icons of its own and for the files it reads.

use serde_json::{Value, json};
use tests::page::{Hosting, Page, bundled};

#[test]
fn the_browser_offers_to_install_the_page() {
    for hosting in [Hosting::Isolated, Hosting::SubPath] {
        let page = Page::open(hosting);
        let manifest = page.browser.devtools("Page.getAppManifest", json!({}));
        assert_eq!(manifest["errors"], json!([]), "{hosting:?}");
        let obstacles = page.browser.devtools("Page.getInstallabilityErrors", json!({}));
        assert_eq!(obstacles["installabilityErrors"], json!([]), "{hosting:?}");
    }
}

#[test]
fn the_icons_have_the_sizes_that_the_manifest_states() {
    let manifest: Value = serde_json::from_slice(&std::fs::read(bundled("manifest.webmanifest")).unwrap()).unwrap();
    let page = Page::open(Hosting::SubPath);
    let icons = manifest["icons"].as_array().unwrap();
    for icon in icons.iter().filter(|icon| icon["sizes"] != json!("any")) {
        let script = "const picture = new Image(); picture.src = args; await picture.decode(); return `${picture.naturalWidth}x${picture.naturalHeight}`";
        assert_eq!(page.run_with(script, icon["src"].clone()), icon["sizes"], "{icon}");
    }
    let is_there = |key: &str, value: &str| icons.iter().any(|icon| icon[key] == json!(value));
    assert!(
        is_there("sizes", "192x192") && is_there("sizes", "512x512") && is_there("purpose", "maskable"),
        "{icons:?}"
    );
}

#[test]
fn files_of_the_formats_can_be_opened_with_the_installed_page() {
    let manifest: Value = serde_json::from_slice(&std::fs::read(bundled("manifest.webmanifest")).unwrap()).unwrap();
    let accepted = manifest["file_handlers"][0]["accept"].as_object().unwrap();
    let endings: Vec<&Value> = accepted.values().flat_map(|endings| endings.as_array().unwrap()).collect();
    for ending in [".npy", ".mtx", ".csv", ".tsv", ".json"] {
        assert!(endings.contains(&&json!(ending)), "{ending}");
    }
}
