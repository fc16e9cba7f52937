//! `beyond/multiply.py` on a real Dask cluster of two workers: what it computes, checks and refuses.
//!
//! `cargo xtask test --only beyond` prepares Python and Dask for it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod npy;

use npy::{BIG_ENDIAN, F32, F64, FORTRAN, NpyLayout};
use serde_json::{Value, json};
use shared::certificate::{ColumnNorms, Norms, Rows, error_bound};
use shared::kernel::{Dims, naive};
use shared::{DType, Shape};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tests::dask::{Cluster, Ended, multiply, python};

/// The arguments that name the one cluster of these tests.
fn on_cluster() -> [&'static str; 2] {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    ["--scheduler", &CLUSTER.get_or_init(Cluster::start).address]
}

/// An empty folder of a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("beyond").join(name);
    // What an earlier run left, if there was one.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn json_in(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Asserts that the script ended with this code, and said all these words.
fn expect(ended: &Ended, code: i32, words: &[&str]) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    let said = format!("{}{}", ended.output, ended.errors);
    words.iter().for_each(|word| assert!(said.contains(word), "{word:?} is missing: {ended:?}"));
    assert!(!said.contains("Traceback"), "{ended:?}");
}

/// A product of the test's table: m × k times k × n, and the memory that a task may use.
struct FileProduct {
    m: usize,
    k: usize,
    n: usize,
    layouts: [NpyLayout; 2],
    task_memory: &'static str,
}

impl FileProduct {
    /// Runs the script on random matrices, and compares its product with three loops.
    fn run(&self, folder: &Path) {
        let &Self { m, k, n, layouts: [left, right], task_memory } = self;
        let what = format!("{m} × {k} × {n}, {left:?}, {right:?}, {task_memory}");
        let (a, b) = (npy::random(Shape::new(m, k), 1, left), npy::random(Shape::new(k, n), 2, right));
        npy::save(&folder.join("A.npy"), Shape::new(m, k), &a, left);
        npy::save(&folder.join("B.npy"), Shape::new(k, n), &b, right);
        let files = ["--a", "A.npy", "--b", "B.npy", "--force", "--task-memory", task_memory];
        expect(&multiply(folder, &[&files[..], &on_cluster()].concat()), 0, &["A·B within rounding"]);
        let (shape, dtype, c) = npy::load(&folder.join("C.npy"));
        let expected_dtype = if [left, right] == [F32, F32] { DType::F32 } else { DType::F64 };
        assert_eq!((shape, dtype), (Shape::new(m, n), expected_dtype), "{what}");
        let mut columns = ColumnNorms::new(n);
        columns.add_band(Rows::packed(&b, k, n).unwrap());
        let norms = [Norms::of_rows(Rows::packed(&a, m, k).unwrap()), columns.finish().0];
        // Twice, because the loops round as well.
        let bound = 2.0 * error_bound(k, &norms[0], &norms[1], dtype);
        for (index, (found, expected)) in c.iter().zip(naive::unfused(Dims::new(m, k, n), &a, &b)).enumerate() {
            assert!((found - expected).abs() <= bound, "{what}: entry {index} is {found}, should be {expected}");
        }
    }
}

#[test]
fn products_are_those_of_three_loops_in_every_layout_and_however_the_work_is_cut() {
    let folder = folder("products");
    let case = |m, k, n, layouts, task_memory| FileProduct { m, k, n, layouts, task_memory };
    let cases = [
        // One block; the whole inner axis at once.
        case(50, 70, 30, [F64, F64], "100 MB"),
        // Many blocks, also narrower ones at the edges, and the inner axis in parts.
        case(150, 301, 97, [F64, F64], "60 kB"),
        case(150, 301, 97, [F32, F32], "60 kB"),
        case(90, 64, 80, [F32, F64], "60 kB"),
        case(90, 64, 80, [BIG_ENDIAN, FORTRAN], "60 kB"),
        case(90, 64, 80, [FORTRAN, F32], "60 kB"),
        // Sums of one product and of many, rows and columns.
        case(1, 1, 1, [F64, F64], "60 kB"),
        case(1, 3000, 1, [F64, F64], "60 kB"),
        case(300, 1, 200, [F32, F32], "60 kB"),
        // Nothing to add up, and nothing to compute.
        case(3, 0, 4, [F64, F64], "60 kB"),
        case(0, 3, 4, [F64, F64], "60 kB"),
        case(3, 4, 0, [F32, F32], "60 kB"),
    ];
    cases.iter().for_each(|case| case.run(&folder));
}

/// A folder with A (40 × 30), B (30 × 20) and the job file that the page would write.
fn with_job(name: &str) -> PathBuf {
    let folder = folder(name);
    let mut operands = Vec::new();
    for (letter, shape, seed) in [("A", Shape::new(40, 30), 1), ("B", Shape::new(30, 20), 2)] {
        let file = format!("{letter}.npy");
        npy::save(&folder.join(&file), shape, &npy::random(shape, seed, F64), F64);
        let sum = sha256(&folder.join(&file));
        operands.push(json!({ "file": file, "shape": [shape.rows, shape.cols], "dtype": "float64", "sha256": [sum] }));
    }
    let job = json!({ "matmill": 1, "kind": "multiply", "a": operands[0], "b": operands[1], "seed": 4_503_599_627_370_495_u64 });
    std::fs::write(folder.join("job.json"), job.to_string()).unwrap();
    folder
}

/// The SHA-256 of a file, by Python's own module.
fn sha256(path: &Path) -> String {
    let script = "import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest())";
    let printed = std::process::Command::new(python()).args(["-c", script]).arg(path).output().unwrap().stdout;
    String::from_utf8(printed).unwrap().trim().to_owned()
}

#[test]
fn a_job_of_the_page_runs_on_a_cluster_of_its_own_and_says_what_it_wrote() {
    let folder = with_job("job");
    expect(&multiply(&folder, &["job.json", "--workers", "2", "--threads", "1"]), 0, &["2 threads", "C.npy"]);
    let report = json_in(&folder.join("C.json"));
    let c = json!({ "file": "C.npy", "shape": [40, 20], "dtype": "float64", "sha256": sha256(&folder.join("C.npy")) });
    assert_eq!(report["c"], c);
    let check = json!({ "vectors": 20, "seed": 4_503_599_627_370_495_u64, "verified": true });
    assert_eq!((&report["matmill"], &report["check"]), (&json!(1), &check));
    let mut left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["A.npy", "B.npy", "C.json", "C.npy", "job.json"]);
}

#[test]
fn the_check_reads_what_is_stored_and_names_the_row_that_is_wrong() {
    let folder = with_job("planted");
    let path = folder.join("C.npy");
    let check = || multiply(&folder, &[&["job.json", "--check"][..], &on_cluster()].concat());
    expect(&multiply(&folder, &[&["job.json"][..], &on_cluster()].concat()), 0, &[]);
    let right = std::fs::read(&path).unwrap();
    let data = right.len() - 40 * 20 * 8;
    let entry = |index: usize| f64::from_le_bytes(right[data + index * 8..][..8].try_into().unwrap());
    // Each corner, by far more than rounding and by little more; what a bad disk leaves; what is no number.
    let faults = [
        (0, entry(0) + 1.0, "row 0 "),
        (19, entry(19) + 1e-9, "row 0 "),
        (39 * 20, -entry(39 * 20), "row 39 "),
        (40 * 20 - 1, entry(40 * 20 - 1) - 1e-9, "row 39 "),
        (17 * 20 + 3, 0.0, "row 17 "),
        (5 * 20, f64::NAN, "row 5 "),
        (6 * 20 + 1, f64::INFINITY, "row 6 "),
    ];
    for (index, wrong, row) in faults {
        let mut bytes = right.clone();
        bytes[data + index * 8..][..8].copy_from_slice(&wrong.to_le_bytes());
        std::fs::write(&path, bytes).unwrap();
        expect(&check(), 3, &["not A·B", row]);
    }
    // Rounding is no fault.
    let mut bytes = right.clone();
    bytes[data..][..8].copy_from_slice(&(entry(0) + 1e-15).to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    expect(&check(), 0, &["A·B within rounding"]);
}

#[test]
fn numbers_that_are_not_finite_leave_only_their_rows_undecided() {
    let folder = folder("infinite");
    let mut a = npy::random(Shape::new(6, 5), 1, F64);
    a[2 * 5 + 1] = f64::INFINITY;
    npy::save(&folder.join("A.npy"), Shape::new(6, 5), &a, F64);
    npy::save(&folder.join("B.npy"), Shape::new(5, 4), &npy::random(Shape::new(5, 4), 2, F64), F64);
    let files = [&["--a", "A.npy", "--b", "B.npy"][..], &on_cluster()].concat();
    expect(&multiply(&folder, &files), 0, &["1 of its rows"]);
    assert_eq!(json_in(&folder.join("C.json"))["check"]["verified"], Value::Null);
    let (_, _, c) = npy::load(&folder.join("C.npy"));
    assert!(c[8..12].iter().all(|entry| entry.is_infinite()) && c[..8].iter().all(|entry| entry.is_finite()));
}

/// What is changed in a folder before the script runs in it, and the arguments of that run.
type Fault = (fn(&Path), &'static [&'static str]);

#[test]
fn what_cannot_run_is_refused_in_words_and_leaves_everything_as_it_was() {
    let rows: [(Fault, &[&str]); 20] = [
        ((|_| {}, &[]), &["pass a job file, or both --a and --b"]),
        ((|_| {}, &["--a", "A.npy"]), &["pass a job file, or both --a and --b"]),
        ((|_| {}, &["other.json"]), &["other.json is missing"]),
        ((|_| {}, &["A.npy"]), &["A.npy is not a job file"]),
        ((|folder| edit(folder, |job| job["matmill"] = json!(2)), &["job.json"]), &["version 1"]),
        ((|folder| edit(folder, |job| job["seed"] = json!("x")), &["job.json"]), &["seed"]),
        ((|folder| edit(folder, |job| job["a"] = json!([])), &["job.json"]), &["does not name the files"]),
        ((|folder| std::fs::remove_file(folder.join("B.npy")).unwrap(), &["job.json"]), &["B.npy is missing"]),
        (
            (|folder| replace(folder, "<f8", "(20, 30)", 4800), &["job.json"]),
            &["\"b\" is [30, 20]", "(20 × 30, float64)"],
        ),
        ((|folder| replace(folder, "<f4", "(30, 20)", 2400), &["job.json"]), &["float64", "(30 × 20, float32)"]),
        (
            (|folder| replace(folder, "<f8", "(30, 20)", 4800), &["job.json"]),
            &["is not the file that the job was written for"],
        ),
        ((|folder| replace(folder, "<f8", "(30, 20)", 4000), &["job.json"]), &["not a complete .npy file"]),
        ((|folder| replace(folder, "|O", "(30, 20)", 4800), &["job.json"]), &["not a complete .npy file of numbers"]),
        ((|folder| replace(folder, "<i8", "(30, 20)", 4800), &["job.json"]), &["holds int64", "astype"]),
        ((|folder| replace(folder, "<f8", "(600,)", 4800), &["job.json"]), &["does not hold a matrix"]),
        ((|_| {}, &["--a", "A.npy", "--b", "A.npy"]), &["30 columns", "40 rows"]),
        ((|_| {}, &["job.json", "--c", "B.npy", "--force"]), &["would replace what is read"]),
        ((|_| {}, &["job.json", "--c", "job.npy"]), &["would replace what is read"]),
        ((|_| {}, &["job.json", "--check"]), &["C.npy is missing"]),
        ((too_large_a_product, &["--a", "column.npy", "--b", "row.npy"]), &["needs 35184372088832 bytes", "left"]),
    ];
    for (index, ((fault, arguments), words)) in rows.into_iter().enumerate() {
        let folder = with_job(&format!("refused-{index}"));
        fault(&folder);
        let before = contents(&folder);
        expect(&multiply(&folder, arguments), 2, words);
        assert!(contents(&folder) == before, "{words:?}: the folder was changed");
    }
}

fn edit(folder: &Path, change: fn(&mut Value)) {
    let mut job = json_in(&folder.join("job.json"));
    change(&mut job);
    std::fs::write(folder.join("job.json"), job.to_string()).unwrap();
}

/// Puts another B there: zeros of this type and shape in `bytes` bytes.
fn replace(folder: &Path, descr: &str, shape: &str, bytes: usize) {
    std::fs::write(folder.join("B.npy"), npy::file(descr, false, shape, &vec![0; bytes])).unwrap();
}

/// 2^21 numbers times as many: 32 TiB.
fn too_large_a_product(folder: &Path) {
    let zeros = vec![0; 8 << 21];
    std::fs::write(folder.join("column.npy"), npy::file("<f8", false, "(2097152, 1)", &zeros)).unwrap();
    std::fs::write(folder.join("row.npy"), npy::file("<f8", false, "(1, 2097152)", &zeros)).unwrap();
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn a_product_that_is_there_is_replaced_only_when_asked() {
    let folder = with_job("there");
    std::fs::write(folder.join("C.npy"), b"mine").unwrap();
    expect(&multiply(&folder, &[&["job.json"][..], &on_cluster()].concat()), 2, &["C.npy exists", "--force"]);
    assert_eq!(std::fs::read(folder.join("C.npy")).unwrap(), b"mine");
    expect(&multiply(&folder, &["job.json", "--scheduler", "tcp://127.0.0.1:9", "--force"]), 2, &["no Dask scheduler"]);
    assert_eq!(std::fs::read(folder.join("C.npy")).unwrap(), b"mine");
    expect(&multiply(&folder, &[&["job.json", "--force"][..], &on_cluster()].concat()), 0, &[]);
    assert_eq!(npy::load(&folder.join("C.npy")).0, Shape::new(40, 20));
}
