//! "Compute elsewhere": the page saves a job, the script that it saves with it multiplies on a real Dask cluster, and the
//! page checks the product.

use serde_json::{Value, json};
use shared::Shape;
use shared::format::{Export, MatrixRef, write};
use shared::random::numbers;
use std::path::Path;
use tests::dask::run;
use tests::page::{Hosting, Page, bundle};
use tests::server::ServerFault;

const FILES: [&str; 5] = ["A.npy", "B.npy", "job.json", "multiply.py", "freivalds.py"];

fn npy(shape: Shape, elements: MatrixRef<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(shape, elements, Export::Npy, &mut bytes).unwrap();
    bytes
}

/// Opens the card by its title.
fn open_card(page: &Page) {
    page.run("document.querySelector('#elsewhere > summary').click()");
}

fn save_to_downloads(page: &Page) {
    open_card(page);
    page.click("Save the job");
    page.wait_for_status(&["Saved", "downloads"]);
    let is_there = |name: &&str| page.downloads().join(name).is_file();
    page.wait_until("all files are there", || FILES.iter().all(|name| is_there(&name)).then_some(()));
}

#[test]
fn a_job_is_saved_multiplied_by_its_script_and_checked_on_the_page() {
    let page = Page::open(Hosting::Isolated);
    // 18 MB, so that A has two checksums; and an f32 matrix from a file of another format.
    let (a, b) = (Shape::new(2100, 1100), Shape::new(1100, 3));
    page.load_file("Load A", "weights.npy", &npy(a, MatrixRef::F64(&numbers(2100 * 1100, 1))));
    page.load_file("Load B", "samples.npy", &npy(b, MatrixRef::F32(&numbers(1100 * 3, 2))));
    save_to_downloads(&page);
    let folder = page.downloads();
    let job: Value = serde_json::from_slice(&std::fs::read(folder.join("job.json")).unwrap()).unwrap();
    assert_eq!((&job["matmill"], &job["kind"]), (&json!(1), &json!("multiply")));
    assert_eq!((&job["a"]["shape"], &job["a"]["dtype"]), (&json!([2100, 1100]), &json!("float64")));
    assert_eq!((&job["b"]["shape"], &job["b"]["dtype"]), (&json!([1100, 3]), &json!("float32")));
    assert_eq!(job["a"]["sha256"].as_array().unwrap().len(), 2);
    let multiply = |arguments: &[&str]| run(&folder.join("multiply.py"), folder, arguments);
    let ended = multiply(&["job.json", "--workers", "2", "--threads", "1"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");

    let check = |file: &Path, words: &[&str]| {
        page.choose_path("Load C", file);
        page.wait_for_status(&[file.file_name().unwrap().to_str().unwrap(), "2100 × 3"]);
        page.click("Check");
        page.wait_for_status(words);
    };
    check(&folder.join("C.npy"), &["C is A·B"]);
    // One entry is wrong by little.
    let mut bytes = std::fs::read(folder.join("C.npy")).unwrap();
    let at = bytes.len() - 8 * (3 * 100 + 1);
    let wrong = f64::from_le_bytes(bytes[at..][..8].try_into().unwrap()) + 1e-6;
    bytes[at..][..8].copy_from_slice(&wrong.to_le_bytes());
    std::fs::write(folder.join("C_wrong.npy"), bytes).unwrap();
    check(&folder.join("C_wrong.npy"), &["Row 2000 "]);

    // A file of another job is not taken for this one's.
    let other = npy(a, MatrixRef::F64(&numbers(2100 * 1100, 3)));
    std::fs::write(folder.join("A.npy"), other).unwrap();
    let ended = multiply(&["job.json", "--force"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.errors.contains("A.npy is not the file"), "{ended:?}");
    page.expect_quiet_console();
}

#[test]
fn a_product_that_is_too_large_is_offered_elsewhere() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        page.before_load(include_str!("small_device.js"));
        page.load();
        page.paste("Matrix A", "[[1,2],[3,4]]");
        page.paste("Matrix B", "[[5,6],[7,8,9]]");
        page.click("Multiply");
        page.alert();
        assert!(page.look_for("button", "Compute elsewhere").is_none(), "{hosting:?}: for what is not too large");
        let lines = "1\n".repeat(100_000);
        page.load_file("Load A", "column.csv", lines.as_bytes());
        page.load_file("Load B", "row.csv", lines.replace('\n', ",").trim_end_matches(',').as_bytes());
        page.click("Multiply");
        page.wait_until("the offer", || page.look_for("button", "Compute elsewhere"));
        assert!(page.words("alert").contains("bytes"), "{hosting:?}");
        page.click("Compute elsewhere");
        page.find("region", "Compute elsewhere");
        page.click("Save the job");
        page.wait_for_status(&["Saved", "downloads"]);
        page.expect_quiet_console();
    }
}

#[test]
fn the_commands_are_copied_as_they_are_shown() {
    let page = Page::open(Hosting::Isolated);
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    open_card(&page);
    page.click("Copy commands");
    page.wait_for_status(&["copied"]);
    let text = page.run("return await navigator.clipboard.readText()");
    assert!(text.as_str().unwrap().ends_with("\npython multiply.py job.json"), "{text}");
}

#[test]
fn in_a_folder_that_was_picked_the_job_gets_one_of_its_own() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(include_str!("folder_picker.js"));
    page.load();
    open_card(&page);
    let save = "Save the job";
    let is_enabled = || page.browser.of_element(&page.find("button", save), "!element.disabled");
    assert_eq!(is_enabled(), json!(false), "there is nothing to save");
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.wait_until("A and B are read", || (is_enabled() == json!(true)).then_some(()));

    page.run("window.answer = 'closed'; return null");
    page.click(save);
    page.wait_for_status(&["Nothing was saved"]);
    assert_eq!(page.run("return Object.keys(written)"), json!([]));

    page.run("window.answer = 'full disk'; return null");
    page.click(save);
    assert!(page.alert().contains("A.npy") && page.words("alert").contains("no space left"));

    page.run("window.answer = 'a folder'; return null");
    page.click(save);
    page.wait_for_status(&["Saved", "matmill-job-", "Work"]);
    assert_eq!(page.words("alert"), "");
    let written = page.run("return written");
    assert_eq!((&written["mode"], &written["active"]), (&json!("readwrite"), &json!(true)));
    let bytes = |name: &str| -> Vec<u8> {
        serde_json::from_value(written[format!("Work/matmill-job-/{name}")].clone()).unwrap()
    };
    let a = npy(Shape::new(2, 2), MatrixRef::F64(&[1.0, 2.0, 3.0, 4.0]));
    assert_eq!(bytes("A.npy"), a);
    for script in ["multiply.py", "freivalds.py"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../beyond").join(script);
        assert_eq!(bytes(script), std::fs::read(path).unwrap(), "{script}");
    }
    let job: Value = serde_json::from_slice(&bytes("job.json")).unwrap();
    assert_eq!(job["b"]["shape"], json!([2, 2]));
    // A picker that the browser does not open is done without.
    page.run("window.answer = 'forbidden'; return null");
    page.click(save);
    page.wait_for_status(&["Saved", "downloads"]);

    // Where the script cannot be had, the page says so.
    let files = std::fs::read_dir(bundle()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let script = files.into_iter().find(|name| name.starts_with("multiply-") && name.ends_with(".py")).unwrap();
    page.server.plant(&script, ServerFault::NotFound);
    page.click(save);
    assert!(page.alert().contains(&script), "{}", page.words("alert"));
    // What was saved is not what is here now.
    page.paste("Matrix A", "[[1,2],[3,5]]");
    page.wait_until("the sentence is gone", || (!page.status_says(&["Saved"])).then_some(()));
}
