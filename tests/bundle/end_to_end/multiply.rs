//! `window.matmill.multiply`: what goes in stays as it was, what comes out says what it is.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

#[test]
fn the_members_of_the_interface_are_there() {
    let page = Page::open(Hosting::Isolated);
    let types = "return Object.fromEntries(['version', 'multiply', 'rpc', 'parse', 'format', 'stats', 'configure']\
         .map((member) => [member, typeof matmill[member]]))";
    let function = "function";
    assert_eq!(
        page.run(types),
        json!({ "version": "string", "multiply": function, "rpc": function, "parse": function, "format": function,
                "stats": function, "configure": function })
    );
    assert_eq!(page.run("return matmill.version"), json!(env!("CARGO_PKG_VERSION")));
    assert_eq!(
        page.run("return [matmill.ready instanceof Promise, (await matmill.ready) === undefined]"),
        json!([true, true])
    );
}

#[test]
fn the_report_says_how_the_product_was_made() {
    let page = Page::open(Hosting::Isolated);
    let report = page.run(
        "return (await matmill.multiply(testing.reals(300, 200, 1), testing.reals(200, 250, 2), { mode: 'pool' })).report",
    );
    assert_eq!(report["mode"], json!("pool"));
    assert!(report["workers"].as_u64().unwrap() >= 1, "{report}");
    assert!(report["tiles"].as_u64().unwrap() >= 1, "{report}");
    assert_eq!(report["retries"], json!(0));
    assert!(["simd128", "relaxed"].contains(&report["kernel"].as_str().unwrap()), "{report}");
    assert_eq!(report["algorithm"], json!("classical"));
    assert_eq!(report["transport"], json!("shared"));
    assert!(report["milliseconds"].as_f64().unwrap() > 0.0, "{report}");
    assert!(report["gflops"].as_f64().unwrap() > 0.0, "{report}");
    assert_eq!(report["verified"], json!(true));
    assert_eq!(report["exact"], json!(false));
    let bound = report["errorBound"].as_f64().unwrap();
    // k = 200 entries of at most 1 cannot err by more than γ_k · k; a bound a thousand times wider would be useless.
    assert!(bound > 0.0 && bound < 1000.0 * 200.0 * 200.0 * f64::EPSILON, "{report}");
}

#[test]
fn the_report_says_why_a_product_was_made_where_it_was_made() {
    let page = Page::open(Hosting::Isolated);
    let script = "const found = []; for (const [n, mode] of [[4, 'auto'], [800, 'auto'], [4, 'pool'], [4, 'local']]) {\
         const { report } = await matmill.multiply(testing.reals(n, n, 1), testing.reals(n, n, 2), { mode }); found.push([report.mode, report.reason]); } return found";
    let found = page.run(script);
    let reason = |index: usize| found[index][1].as_str().unwrap();
    assert_eq!((&found[0][0], &found[1][0]), (&json!("local"), &json!("pool")), "{found}");
    for index in [0, 1] {
        assert!(
            reason(index).contains("ms on the page's thread") && reason(index).contains("ms in the pool"),
            "{found}"
        );
    }
    assert_eq!([reason(2), reason(3)], ["asked for"; 2], "{found}");
}

#[test]
fn a_local_job_that_is_stopped_by_its_own_progress_ends_there() {
    let page = Page::open(Hosting::Isolated);
    // Some tiles of a ms or two, once the engine is warm: over before the page is let go for the first time.
    let script = "const [a, b] = [testing.reals(400, 300, 1), testing.reals(300, 400, 2)]; for (let i = 0; i < 5; i++) await matmill.multiply(a, b, { mode: 'local' });\
         const control = new AbortController(); const seen = [];\
         const found = await testing.outcome(matmill.multiply(a, b, { mode: 'local', signal: control.signal, onProgress: ({ tilesDone, tilesTotal }) => { seen.push(tilesDone < tilesTotal); control.abort(); } }));\
         return [found.name, seen]";
    assert_eq!(page.run(script), json!(["AbortError", [true]]));
}

#[test]
fn a_long_row_times_a_long_column_needs_hardly_more_than_its_operands() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let script = "const k = 2 ** 24; const data = new Float64Array(k).fill(1); const c = await matmill.multiply({ rows: 1, cols: k, data }, { rows: k, cols: 1, data }, { mode: 'pool' });\
             return [c.data[0] === k, c.report.exact, c.report.verified]";
        assert_eq!(page.run(script), json!([true, true, true]), "{hosting:?}");
    }
}

#[test]
fn the_transport_is_clone_without_isolation_and_none_in_local_mode() {
    let page = Page::open(Hosting::Plain);
    let transports = "const of = async (mode) => (await matmill.multiply(testing.reals(90, 90, 1), testing.reals(90, 90, 2), { mode })).report;\
         const [pool, local] = [await of('pool'), await of('local')]; return [pool.mode, pool.transport, local.mode, local.transport]";
    assert_eq!(page.run(transports), json!(["pool", "clone", "local", "none"]));
}

#[test]
fn whole_numbers_are_exact_and_say_so() {
    let page = Page::open(Hosting::Isolated);
    let script = "const { report } = await matmill.multiply(testing.integers(40, 50, 3, args), testing.integers(50, 30, 4, args));\
         return [report.exact, report.errorBound]";
    assert_eq!(page.run_with(script, json!("f64")), json!([true, 0]));
    assert_eq!(page.run_with(script, json!("f32")), json!([true, 0]));
}

#[test]
fn whole_numbers_too_large_to_be_exact_are_not_called_exact() {
    let page = Page::open(Hosting::Isolated);
    let script = "const of = async (entry, kind) => (await matmill.multiply(testing.of([[entry, 1]], kind), testing.of([[entry], [1]], kind))).report.exact;\
         return [await of(2 ** 25, 'f64'), await of(2 ** 26, 'f64'), await of(2 ** 11, 'f32'), await of(2 ** 12, 'f32')]";
    // 2 · (2^25)² = 2^51 is below 2^53, 2 · (2^26)² = 2^53 is not; 2 · (2^11)² = 2^23, 2 · (2^12)² = 2^25 against 2^24.
    assert_eq!(page.run(script), json!([true, false, true, false]));
}

#[test]
fn the_dtype_follows_numpy() {
    let page = Page::open(Hosting::Isolated);
    let script = "const of = async (a, b, mode) => testing.kind(await matmill.multiply(testing.reals(9, 9, 1, a), testing.reals(9, 9, 2, b), { mode }));\
         const all = []; for (const mode of ['pool', 'local']) all.push(await of('f64', 'f64', mode), await of('f32', 'f32', mode),\
         await of('f32', 'f64', mode), await of('f64', 'f32', mode)); return all";
    assert_eq!(page.run(script), json!(["f64", "f32", "f64", "f64", "f64", "f32", "f64", "f64"]));
}

#[test]
fn empty_matrices_follow_numpy() {
    let page = Page::open(Hosting::Isolated);
    let script = "const empty = (rows, cols) => ({ rows, cols, data: new Float64Array(0) });\
         const of = async (a, b) => { const c = await matmill.multiply(a, b, { mode: args }); return testing.plain(c); };\
         return [await of(empty(2, 0), empty(0, 3)), await of(empty(0, 4), testing.reals(4, 5, 1)),\
         await of(testing.reals(5, 4, 1), empty(4, 0)), await of(empty(0, 0), empty(0, 0))]";
    let expected = json!([
        { "rows": 2, "cols": 3, "data": [0, 0, 0, 0, 0, 0] },
        { "rows": 0, "cols": 5, "data": [] },
        { "rows": 5, "cols": 0, "data": [] },
        { "rows": 0, "cols": 0, "data": [] },
    ]);
    for mode in ["auto", "pool", "local"] {
        assert_eq!(page.run_with(script, json!(mode)), expected, "{mode}");
    }
}

#[test]
fn operands_are_neither_changed_nor_detached() {
    let page = Page::open(Hosting::Isolated);
    let script = "const a = testing.reals(200, 150, 1); const b = testing.reals(150, 170, 2);\
         const before = [testing.hex(a), testing.hex(b)];\
         const c = await matmill.multiply(a, b, { mode: args });\
         return [testing.hex(a) === before[0], testing.hex(b) === before[1], a.data.length, b.data.length, c.data.length]";
    for mode in ["pool", "local"] {
        assert_eq!(page.run_with(script, json!(mode)), json!([true, true, 30000, 25500, 34000]), "{mode}");
    }
}

fn shared_and_offset_operands(hosting: Hosting, buffer: &str) {
    let page = Page::open(hosting);
    let script = "const place = (matrix, offset) => { const buffer = new globalThis[args](matrix.data.byteLength + offset + 64);\
             const data = new Float64Array(buffer, offset, matrix.data.length); data.set(matrix.data); return { ...matrix, data }; };\
         const a = testing.reals(120, 80, 1); const b = testing.reals(80, 100, 2);\
         const plain = testing.hex(await matmill.multiply(a, b)); const found = [];\
         for (const mode of ['pool', 'local']) { const [left, right] = [place(a, 8), place(b, 800)];\
             const c = await matmill.multiply(left, right, { mode });\
             found.push(testing.hex(c) === plain, left.data.every((entry, index) => entry === a.data[index]),\
                 right.data.every((entry, index) => entry === b.data[index])); }\
         return found";
    assert_eq!(page.run_with(script, json!(buffer)), json!([true, true, true, true, true, true]));
}

#[test]
fn operands_at_an_offset_in_a_larger_buffer_are_read_where_they_are() {
    shared_and_offset_operands(Hosting::Plain, "ArrayBuffer");
}

#[test]
fn operands_on_a_shared_buffer_are_read_where_they_are() {
    shared_and_offset_operands(Hosting::Isolated, "SharedArrayBuffer");
}

#[test]
fn without_shared_memory_the_same_buffers_travel_again() {
    // The wide one's tiles do not fit into arrays of their rows of A.
    for [m, k, n] in [[700, 700, 700], [300, 40, 900]] {
        let page = Page::open(Hosting::Plain);
        let script = "const [m, k, n] = args; const [a, b] = [testing.reals(m, k, 1), testing.reals(k, n, 2)]; const plain = ArrayBuffer; let made = [];\
             const kept = [await testing.digest(a), await testing.digest(b)]; const digests = new Set(); const times = [];\
             window.ArrayBuffer = new Proxy(plain, { construct: (target, [bytes]) => { made.push(bytes); return new target(bytes); } });\
             try { for (let job = 0; job < 3; job++) { made = []; const c = await matmill.multiply(a, b, { mode: 'pool', workers: 1 });\
                 times.push(made); digests.add(await testing.digest(c)); } } finally { window.ArrayBuffer = plain; }\
             return [times[0].length > 2, times[2], digests.size, (await testing.digest(a)) === kept[0] && (await testing.digest(b)) === kept[1]]";
        let found = page.run_with(script, json!([m, k, n]));
        assert_eq!(found, json!([true, [m * n * 8], 1, true]), "a third time only the product's own is made");
    }
}

#[test]
fn progress_is_monotone_and_ends_with_all_tiles() {
    let page = Page::open(Hosting::Isolated);
    let calls = page.run(
        "const calls = []; const { report } = await matmill.multiply(testing.reals(700, 300, 1), testing.reals(300, 700, 2),\
         { mode: 'pool', onProgress: ({ tilesDone, tilesTotal }) => calls.push([tilesDone, tilesTotal]) }); return { calls, tiles: report.tiles }",
    );
    let steps: Vec<(u64, u64)> = serde_json::from_value(calls["calls"].clone()).unwrap();
    assert!(steps.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 == pair[1].1), "{steps:?}");
    let (done, total) = *steps.last().expect("progress is reported");
    assert_eq!((done, total), (total, calls["tiles"].as_u64().unwrap()));
}

#[test]
fn strassen_runs_only_when_asked_for_and_says_so() {
    let page = Page::open(Hosting::Isolated);
    let script = "const [a, b] = [testing.reals(512, 512, 1), testing.reals(512, 512, 2)];\
         const classical = await matmill.multiply(a, b); const strassen = await matmill.multiply(a, b, { algorithm: 'strassen' });\
         const far = classical.data.reduce((far, entry, index) => Math.max(far, Math.abs(entry - strassen.data[index])), 0);\
         return { algorithms: [classical.report.algorithm, strassen.report.algorithm], far, bound: strassen.report.errorBound + classical.report.errorBound }";
    let found = page.run(script);
    assert_eq!(found["algorithms"], json!(["classical", "strassen"]));
    assert!(found["far"].as_f64().unwrap() <= found["bound"].as_f64().unwrap(), "{found}");
}

#[test]
fn verification_can_be_left_out() {
    let page = Page::open(Hosting::Isolated);
    let script = "const of = async (options) => (await matmill.multiply(testing.reals(50, 50, 1), testing.reals(50, 50, 2), options)).report.verified;\
         return [await of({}), await of({ verify: true }), await of({ verify: false })]";
    assert_eq!(page.run(script), json!([true, true, null]));
}

#[test]
fn a_job_uses_at_most_the_workers_it_may_use() {
    let page = Page::open(Hosting::Isolated);
    let script = "return (await matmill.multiply(testing.reals(400, 400, 1), testing.reals(400, 400, 2), { mode: 'pool', workers: 1 })).report.workers";
    assert_eq!(page.run(script), json!(1));
}

/// The best of three runs counts: a task of the page's own is long every time, one that waited for another program on
/// this machine is not.
#[test]
fn the_main_thread_has_no_task_over_fifty_milliseconds() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let script = "const [a, b] = [testing.reals(1024, 1024, 1), testing.reals(1024, 1024, 2)];\
             const settle = () => new Promise((go) => setTimeout(go, 200)); const runs = [];\
             await matmill.multiply(testing.reals(64, 64, 1), testing.reals(64, 64, 2), { mode: 'pool' });\
             await settle(); testing.watchLongTasks();\
             for (let run = 0; run < 3; run++) { testing.longTasks.length = 0;\
                 const { report } = await matmill.multiply(a, b); await settle(); runs.push([report.mode, ...testing.longTasks]); }\
             return runs";
        let runs = page.run(script);
        assert!(runs.as_array().unwrap().contains(&json!(["pool"])), "{hosting:?}: long tasks in every run: {runs}");
    }
}

#[test]
fn many_jobs_at_once_all_come_out_right() {
    let page = Page::open(Hosting::Isolated);
    let script = "const sizes = Array.from({ length: 40 }, (_, index) => 1 + (index * 37) % 150);\
         const products = await Promise.all(sizes.map((n, index) => matmill.multiply(testing.integers(n, n + 1, index + 1), testing.integers(n + 1, n + 2, index + 100))));\
         let wrong = 0; products.forEach((c, index) => { const n = sizes[index]; const a = testing.integers(n, n + 1, index + 1); const b = testing.integers(n + 1, n + 2, index + 100);\
             for (let i = 0; i < n; i++) for (let j = 0; j < n + 2; j++) { let sum = 0; for (let k = 0; k <= n; k++) sum += a.data[i * (n + 1) + k] * b.data[k * (n + 2) + j];\
                 if (sum !== c.data[i * (n + 2) + j]) wrong++; } }); return wrong";
    assert_eq!(page.run(script), json!(0));
}

#[test]
fn options_left_out_undefined_or_empty_mean_the_same() {
    let page = Page::open(Hosting::Isolated);
    let script = "const of = async (...rest) => testing.hex(await matmill.multiply(testing.of([[1, 2]]), testing.of([[3], [4]]), ...rest));\
         return [await of(), await of(undefined), await of({}), await of({ mode: undefined, signal: undefined })]";
    let eleven: Value = json!("0000000000002640");
    assert_eq!(page.run(script), json!([eleven, eleven, eleven, eleven]));
}
