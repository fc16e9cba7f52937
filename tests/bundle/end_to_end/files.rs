//! Files are loaded and multiplied, and the result is downloaded as a file that other programs read.

use serde_json::{Value, json};
use shared::{Matrix, Shape};
use tests::fixtures::{integers, mtx, npy, product, reals, table};
use tests::page::{Hosting, Page};
use tests::samples::sample;

/// Reads a `.npy` file with a reader that is not ours.
fn read_npy(bytes: &[u8]) -> (Vec<u64>, String, Vec<f64>) {
    let file = npyz::NpyFile::new(bytes).expect("a .npy file that npyz reads");
    let (shape, dtype) = (file.shape().to_vec(), file.dtype().descr());
    let data = if dtype.contains("f4") {
        file.into_vec::<f32>().unwrap().into_iter().map(f64::from).collect()
    } else {
        file.into_vec::<f64>().unwrap()
    };
    (shape, dtype, data)
}

fn read_csv(bytes: &[u8]) -> Vec<Vec<f64>> {
    let text = std::str::from_utf8(bytes).expect("CSV in UTF-8");
    text.lines().map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect()
}

fn an_npy_times_an_mtx(hosting: Hosting) {
    let a = integers::<f64>(7, 5, 11);
    let b = integers::<f64>(5, 6, 12);
    let expected = product(&a, &b);
    let page = Page::open(hosting);
    page.load_file("Load A", "left.npy", &npy(&a));
    page.load_file("Load B", "right.mtx", mtx(&b).as_bytes());
    page.click("Multiply");
    page.expect_result(expected.data());

    let (name, bytes) = page.download("csv");
    assert!(name.ends_with(".csv"), "{name}");
    assert_eq!(read_csv(&bytes).concat(), expected.data());

    let (name, bytes) = page.download("npy");
    assert!(name.ends_with(".npy"), "{name}");
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "version 1.0");
    let (shape, dtype, data) = read_npy(&bytes);
    assert_eq!((shape, data.as_slice()), (vec![7, 6], expected.data()));
    assert!(dtype.contains("<f8"), "{dtype}");
    page.expect_quiet_console();
}

#[test]
fn an_npy_times_an_mtx_is_downloaded_as_csv_and_npy_on_an_isolated_page() {
    an_npy_times_an_mtx(Hosting::Isolated);
}

#[test]
fn an_npy_times_an_mtx_is_downloaded_as_csv_and_npy_on_a_static_host() {
    an_npy_times_an_mtx(Hosting::SubPath);
}

#[test]
fn a_json_file_times_a_csv_file() {
    let page = Page::open(Hosting::Isolated);
    page.load_file("Load A", "a.json", b"[[1,2],[3,4]]");
    page.load_file("Load B", "b.csv", table(&integers::<f64>(2, 3, 5), ",").as_bytes());
    page.click("Multiply");
    let a = Matrix::new(Shape::new(2, 2), vec![1.0, 2.0, 3.0, 4.0]).unwrap();
    page.expect_result(product(&a, &integers(2, 3, 5)).data());
}

#[test]
fn two_f32_files_give_an_f32_file() {
    let (a, b) = (integers::<f32>(3, 4, 21), integers::<f32>(4, 2, 22));
    let page = Page::open(Hosting::Isolated);
    page.load_file("Load A", "a.npy", &npy(&a));
    page.load_file("Load B", "b.npy", &npy(&b));
    page.click("Multiply");
    let expected: Vec<f64> = product(&a, &b).data().iter().map(|&entry| f64::from(entry)).collect();
    page.expect_result(&expected);
    let (shape, dtype, data) = read_npy(&page.download("npy").1);
    assert_eq!((shape, data), (vec![3, 2], expected));
    assert!(dtype.contains("<f4"), "{dtype}");
}

#[test]
fn files_of_other_projects_are_multiplied_when_they_are_here() {
    let (Some(left), Some(right)) = (sample("npy/npyjs/65x65-float64.npy"), sample("npy/npyjs/65x65-int16.npy")) else {
        return;
    };
    let page = Page::open(Hosting::Isolated);
    page.choose_path("Load A", &left);
    page.wait_for_status(&["65x65-float64.npy", "65 × 65"]);
    page.choose_path("Load B", &right);
    page.wait_for_status(&["65x65-int16.npy", "65 × 65"]);
    page.click("Multiply");
    page.find("region", "Result");
    let (_, _, found) = read_npy(&page.download("npy").1);

    let a = read_npy(&std::fs::read(&left).unwrap()).2;
    let b = npyz::NpyFile::new(&std::fs::read(&right).unwrap()[..]).unwrap().into_vec::<i16>().unwrap();
    let shape = Shape::new(65, 65);
    let a = Matrix::new(shape, a).unwrap();
    let b = Matrix::new(shape, b.into_iter().map(f64::from).collect()).unwrap();
    let expected = product(&a, &b);
    let magnitude = |matrix: &Matrix<f64>| {
        Matrix::new(matrix.shape(), matrix.data().iter().map(|entry| entry.abs()).collect()).unwrap()
    };
    let bounds = product(&magnitude(&a), &magnitude(&b));
    for ((found, expected), bound) in found.iter().zip(expected.data()).zip(bounds.data()) {
        // The oracle rounds too: twice the bound of the interface.
        assert!(
            (found - expected).abs() <= 2.0 * 65.0 * f64::EPSILON / 2.0 * 1.001 * bound,
            "{found} is not {expected}"
        );
    }
}

#[test]
fn a_matrix_market_file_of_another_project_is_read_as_its_origin_says() {
    let (Some(path), Some(origin)) = (sample("mtx/wamuir/mmtype-01.mtx"), sample("mtx/wamuir/expected.json")) else {
        return;
    };
    let origin: Value = serde_json::from_str(&std::fs::read_to_string(origin).unwrap()).unwrap();
    let rows = origin["files"]["mmtype-01.mtx"]["values"].as_array().unwrap();
    let expected: Vec<f64> =
        rows.iter().flat_map(|row| row.as_array().unwrap()).map(|entry| entry.as_f64().unwrap()).collect();
    let identity = Matrix::new(Shape::new(5, 5), (0..25).map(|place| f64::from(u8::from(place % 6 == 0))).collect());
    let page = Page::open(Hosting::Isolated);
    page.choose_path("Load A", &path);
    page.wait_for_status(&["mmtype-01.mtx", "4 × 5"]);
    page.load_file("Load B", "identity.npy", &npy::<f64>(&identity.unwrap()));
    page.click("Multiply");
    page.find("region", "Result");
    assert_eq!(read_npy(&page.download("npy").1).2, expected);
}

#[test]
fn a_bad_file_is_refused_by_name_and_the_earlier_matrix_stays() {
    let (a, b) = (integers::<f64>(3, 3, 31), integers::<f64>(3, 3, 32));
    let page = Page::open(Hosting::Isolated);
    page.load_file("Load A", "good.npy", &npy(&a));
    page.load_file("Load B", "right.npy", &npy(&b));
    let whole = npy(&reals::<f64>(3, 3, 33));
    page.choose("Load A", "cut-short.npy", &whole[..whole.len() - 5]);
    let alert = page.alert();
    assert!(alert.contains("cut-short.npy"), "names the file: {alert}");
    page.click("Multiply");
    page.expect_result(product(&a, &b).data());
}

#[test]
fn hostile_files_are_refused_the_page_lives_and_nothing_becomes_markup() {
    let good = integers::<f64>(3, 3, 41);
    let page = Page::open(Hosting::Isolated);
    page.load_file("Load A", "good.npy", &npy(&good));
    let lying = |shape: &str| {
        let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n");
        [b"\x93NUMPY\x01\x00", (header.len() as u16).to_le_bytes().as_slice(), header.as_bytes(), &[0; 8]].concat()
    };
    let markup = "<img src=x onerror='window.ran = true'>";
    let banner = "%%MatrixMarket matrix coordinate real general\n";
    for (name, bytes) in [
        ("claims.npy", lying("(1000000, 1000000)")),
        ("wraps.npy", lying("(536870913, 1)")),
        ("claims.mtx", format!("{banner}1000000 1000000 1000000000000\n1 1 1\n").into_bytes()),
        ("claims.json", b"{\"rows\":1000000,\"cols\":1000000,\"data\":[1]}".to_vec()),
        ("deep.json", "[".repeat(1 << 20).into_bytes()),
        ("rubbish.bin", (0..1u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()),
        ("cut.npy", npy(&good)[..150].to_vec()),
        ("markup.csv", markup.as_bytes().to_vec()),
        ("cell.csv", format!("1,2\n3,{markup}\n").into_bytes()),
        ("<img src=x onerror=window.ran=1>.csv", b"1,2\n3\n".to_vec()),
    ] {
        page.choose("Load A", name, &bytes);
        page.wait_until(&format!("{name} is refused"), || page.words("alert").contains(name).then_some(()));
        assert!(page.status_says(&["good.npy", "3 × 3"]), "{name}: {}", page.words("status"));
    }
    // Names of columns are shown, as text.
    page.load_file("Load B", "names.csv", format!("a,<b>b</b>,{markup}\n1,0,0\n0,1,0\n0,0,1\n").as_bytes());
    page.click("Multiply");
    page.expect_result(good.data());
    let ran = "return [window.ran === undefined, document.querySelectorAll('img[src=x], b').length]";
    assert_eq!(page.run(ran), json!([true, 0]));
}

/// Copies a product, and gives what another program would find on the clipboard.
fn copied_from(page: &Page) -> Value {
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.click("Copy");
    let copied = "const text = await navigator.clipboard.readText(); if (!text) return null;\
         return testing.plain(await matmill.parse(testing.octets(text)))";
    page.wait_until("the clipboard holds text", || Some(page.run(copied)).filter(|value| !value.is_null()))
}

#[test]
fn copy_puts_the_result_on_the_clipboard() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(copied_from(&page), json!({ "rows": 2, "cols": 2, "data": [19, 22, 43, 50] }));
}

#[test]
fn copy_works_where_the_clipboard_takes_text_only() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("delete window.ClipboardItem; Clipboard.prototype.write = undefined");
    page.load();
    assert_eq!(copied_from(&page), json!({ "rows": 2, "cols": 2, "data": [19, 22, 43, 50] }));
    page.wait_for_status(&["Copied", "JSON"]);
}
