//! Arrays of the caller's: taken away in the middle of a job, or given for the product to go to.

use serde_json::json;
use tests::page::{Hosting, Page};

/// What becomes of a job whose `array` was transferred right after the call, and of the next job.
const TAKEN: &str = "const take = (array) => structuredClone(array, { transfer: [array.buffer] });\
     const two = [testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])];\
     const after = async (job, array) => { if (array) take(array); const { name, message } = await testing.outcome(job);\
         const next = await matmill.multiply(...two, { mode: 'pool' });\
         return [name, /transferred/.test(message), /copy/.test(message), next.data.join()]; };";

#[test]
fn operands_taken_away_in_the_middle_of_a_job_end_it_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        // One call, many slices, and a few messages; each operand in turn.
        for (mode, n) in [("local", 20), ("local", 1200), ("pool", 300), ("pool", 1500)] {
            for side in [0, 1] {
                let script = "const pair = [testing.reals(args.n, args.n, 1), testing.reals(args.n, args.n, 2)];\
                     return after(matmill.multiply(...pair, { mode: args.mode }), pair[args.side].data)";
                let found = page.run_with(&format!("{TAKEN} {script}"), json!({ "mode": mode, "n": n, "side": side }));
                let expected = json!(["FormatError", true, true, "19,22,43,50"]);
                assert_eq!(found, expected, "{hosting:?} {mode} {n} {side}");
            }
        }
    }
}

#[test]
fn arrays_taken_away_before_the_call_are_refused_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let script = "const found = []; const call = async (work) => { found.push(await after(work())); };\
             for (const [rows, cols] of [[2, 2], [2, 0], [300, 300]]) for (const mode of ['local', 'pool']) {\
                 const gone = { rows, cols, data: new Float64Array(rows * cols) }; take(gone.data);\
                 if (rows * cols) { gone.rows = gone.cols = 0; }\
                 await call(() => matmill.multiply(gone, { rows: gone.cols, cols: 2, data: new Float64Array(2 * gone.cols) }, { mode }));\
                 await call(() => matmill.multiply(...two, { mode, out: gone.data })); await call(() => matmill.format(gone, 'csv')); }\
             const bytes = new Uint8Array(3); take(bytes); await call(() => matmill.parse(bytes)); await call(() => matmill.parse(bytes.buffer)); return found";
        let found = page.run(&format!("{TAKEN} {script}"));
        assert_eq!(found, json!(vec![json!(["FormatError", true, true, "19,22,43,50"]); 20]), "{hosting:?}");
    }
}

/// Classes derived from typed arrays: one with another constructor, and one whose `slice` shares memory, as npm's `buffer`.
const DERIVED: &str = "class Grid extends Float64Array { constructor(rows, cols) { super(rows * cols); } subarray() { return new Grid(0, 0); } set() {} slice() { return this; } }\
     class Buffer extends Uint8Array { slice(from, to) { return new Uint8Array(this.buffer, this.byteOffset + from, to - from); } }\
     const grid = ({ rows, cols, data }) => { const derived = new Grid(rows, cols); for (const [at, value] of data.entries()) derived[at] = value; return { rows, cols, data: derived }; };";

#[test]
fn arrays_of_derived_classes_are_taken_for_their_numbers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for (mode, n) in [("local", 12), ("local", 300), ("pool", 12), ("pool", 300)] {
            let script = "const [a, b] = [testing.reals(args.n, args.n, 1), testing.reals(args.n, args.n, 2)]; const { mode } = args;\
                 const other = testing.reals(args.n, args.n, 3); await matmill.multiply(other, other, { mode });\
                 const right = await matmill.multiply(a, b, { mode }); const out = new Grid(args.n, args.n);\
                 const found = await matmill.multiply(grid(a), grid(b), { mode, out }); const derived = grid(a); const square = await matmill.multiply(derived, derived, { mode });\
                 const same = (one, two) => one.every((value, at) => value === two[at]); const text = async (matrix) => new TextDecoder().decode(await matmill.format(matrix, 'csv'));\
                 return [same(found.data, right.data), found.data === out, same(square.data, (await matmill.multiply(a, a, { mode })).data), (await text(grid(a))) === (await text(a))]";
            let found = page.run_with(&format!("{DERIVED} {script}"), json!({ "mode": mode, "n": n }));
            assert_eq!(found, json!([true, true, true, true]), "{hosting:?} {mode} {n}");
        }
        for length in [8, 9 << 20] {
            let script = "const bytes = new Buffer(args).fill(49); for (let at = 1; at < args; at += 2) bytes[at] = 10; const read = []; for (let time = 0; time < 2; time++) read.push((await matmill.parse(bytes)).rows);\
                 return [...read, bytes.length]";
            let found = page.run_with(&format!("{DERIVED} {script}"), json!(length));
            assert_eq!(found, json!([length / 2, length / 2, length]), "{hosting:?}");
        }
    }
}

#[test]
fn arrays_and_signals_of_another_window_are_as_good_as_ours() {
    let page = Page::open(Hosting::Isolated);
    let script = "const frame = document.body.appendChild(document.createElement('iframe')); const other = frame.contentWindow;\
         const theirs = { rows: 2, cols: 2, data: new other.Float64Array([1, 2, 3, 4]) }; const out = new other.Float64Array(4); const found = [];\
         for (const mode of ['local', 'pool']) { const c = await matmill.multiply(theirs, theirs, { mode, out }); found.push(c.data === out, c.data.join()); }\
         const control = new other.AbortController(); const job = testing.outcome(matmill.multiply(theirs, theirs, { signal: control.signal, mode: 'pool' })); control.abort();\
         return [...found, (await job).name, (await matmill.parse(new other.Uint8Array([49, 10, 50]))).rows]";
    assert_eq!(page.run(script), json!([true, "7,10,15,22", true, "7,10,15,22", "AbortError", 2]));
}

#[test]
fn what_only_looks_like_an_array_or_a_signal_is_refused_in_words() {
    let page = Page::open(Hosting::Isolated);
    let script = "const a = testing.of([[1, 2], [3, 4]]); const found = []; const call = async (work) => { const { name, message } = await testing.outcome(work()); found.push([name, message]); };\
         const fail = () => { throw new Error('no'); };\
         await call(() => matmill.multiply({ rows: 2, cols: 2, data: new Proxy(a.data, {}) }, a)); await call(() => matmill.multiply({ rows: 2, cols: 2, data: Object.create(Float64Array.prototype) }, a));\
         await call(() => matmill.parse(new Proxy(new Uint8Array(2), {})));\
         await call(() => matmill.multiply(a, a, { signal: new Proxy(new AbortController().signal, {}) })); await call(() => matmill.multiply(a, a, { signal: Object.create(AbortSignal.prototype) }));\
         await call(() => matmill.multiply(a, a, { get mode() { fail(); } })); await call(() => matmill.multiply({ get rows() { fail(); }, cols: 2, data: a.data }, a));\
         await call(() => matmill.multiply(() => 1, a)); await call(() => matmill.configure(3)); await call(() => matmill.configure({ get workers() { fail(); } }));\
         found.push((await matmill.multiply(a, a, { mode: 'pool' })).data.join()); return found";
    let mut found = page.run(script);
    let found = found.as_array_mut().unwrap();
    assert_eq!(found.pop(), Some(json!("7,10,15,22")));
    let subjects = [
        "data of A",
        "data of A",
        "the first argument of parse",
        "option signal",
        "option signal",
        "mode",
        "rows",
        "A is a function",
        "options is 3",
        "workers",
    ];
    for (found, subject) in found.iter().zip(subjects) {
        assert_eq!(found[0], json!("FormatError"), "{found}");
        assert!(found[1].as_str().unwrap().contains(subject), "{subject}: {found}");
    }
    assert_eq!(found.len(), subjects.len());
}

#[test]
fn operands_taken_away_at_any_time_leave_a_right_product_or_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let script = "const whole = await testing.digest(await matmill.multiply(testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2), { mode: 'pool' }));\
             const kinds = new Set(); for (let wait = 0; wait < 60; wait += 3) { const pair = [testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2)];\
                 const job = matmill.multiply(...pair, { mode: 'pool' }); await new Promise((resolve) => setTimeout(resolve, wait)); take(pair[wait % 2].data);\
                 kinds.add(await job.then(async (c) => (await testing.digest(c)) === whole ? 'right' : 'wrong', (error) => error.name)); }\
             const next = await matmill.multiply(...two, { mode: 'pool' });\
             while (matmill.stats().workers.some(({ state }) => state !== 'idle')) await new Promise((resolve) => setTimeout(resolve, 20));\
             const { activeTasks, queueSize, workers } = matmill.stats();\
             return [kinds.has('wrong'), [...kinds].filter((kind) => kind !== 'right' && kind !== 'FormatError'), next.data.join(), activeTasks, queueSize, workers.map(({ state }) => state)]";
        let found = page.run(&format!("{TAKEN} {script}"));
        assert_eq!(found, json!([false, [], "19,22,43,50", 0, 0, ["idle", "idle"]]), "{hosting:?}");
    }
}

#[test]
fn bytes_and_matrices_taken_away_before_they_are_read_or_written_end_the_call_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for bytes in [8, 9 << 20] {
            let script = "const bytes = new Uint8Array(args).fill(49); bytes[1] = 10;\
                 const matrix = { rows: args >> 3, cols: 1, data: new Float64Array(args >> 3) };\
                 const read = await after(matmill.parse(bytes), bytes); const written = await after(matmill.format(matrix, 'csv'), matrix.data);\
                 return [read, written]";
            let words = json!(["FormatError", true, true, "19,22,43,50"]);
            let found = page.run_with(&format!("{TAKEN} {script}"), json!(bytes));
            assert_eq!(found, json!([words, words]), "{hosting:?} {bytes}");
        }
    }
}

#[test]
fn the_product_goes_where_the_caller_wants_it() {
    for (hosting, buffers) in
        [(Hosting::Isolated, &["ArrayBuffer", "SharedArrayBuffer"][..]), (Hosting::Plain, &["ArrayBuffer"])]
    {
        let page = Page::open(hosting);
        for buffer in buffers {
            let script = "const found = []; for (const kind of ['f64', 'f32']) for (const [mode, n] of [['local', 9], ['local', 200], ['pool', 9], ['pool', 400]]) {\
                     const [a, b] = [testing.reals(n, n, 1, kind), testing.reals(n, n, 2, kind)]; const fresh = testing.hex(await matmill.multiply(a, b, { mode }));\
                     const Kind = a.data.constructor; const out = new Kind(new globalThis[args](n * n * Kind.BYTES_PER_ELEMENT + 64), 32, n * n).fill(7);\
                     for (let round = 0; round < 2; round++) { const c = await matmill.multiply(a, b, { mode, out });\
                         found.push(c.data === out && c.rows === n && c.report.verified === true && testing.hex(c) === fresh); out.fill(-1); } }\
                 return found.filter((right) => !right).length + found.length";
            assert_eq!(page.run_with(script, json!(buffer)), json!(16), "{hosting:?} {buffer}");
        }
    }
}

#[test]
fn a_place_that_does_not_fit_the_product_is_refused_in_words() {
    let page = Page::open(Hosting::Isolated);
    let script = "const a = testing.reals(4, 3, 1); const b = testing.reals(3, 5, 2); const wide = new Float64Array(64); wide.set(a.data);\
         const lent = { ...a, data: wide.subarray(0, 12) };\
         const of = async (out, left = a) => { const { name, message } = await testing.outcome(matmill.multiply(left, b, { out })); return [name, message]; };\
         return [await of([1]), await of(new Float32Array(20)), await of(new Float64Array(19)), await of(wide.subarray(11, 31), lent),\
             await of(wide.subarray(12, 32), lent), testing.hex(lent) === testing.hex(a)]";
    let found = page.run(script);
    let [listed, narrow, short, overlapping, beside, unchanged] = &found.as_array().unwrap()[..] else {
        panic!("{found}")
    };
    assert_eq!((listed[0].as_str(), narrow[0].as_str()), (Some("FormatError"), Some("FormatError")), "{found}");
    assert_eq!((short[0].as_str(), overlapping[0].as_str()), (Some("ShapeError"), Some("FormatError")), "{found}");
    assert!(narrow[1].as_str().unwrap().contains("pass a Float64Array"), "{found}");
    assert!(short[1].as_str().unwrap().contains("19 elements"), "{found}");
    assert!(overlapping[1].as_str().unwrap().contains("overlaps the data of A"), "{found}");
    assert_eq!((beside[0].as_str(), unchanged.as_bool()), (None, Some(true)), "{found}");
}

#[test]
fn a_place_taken_away_in_the_middle_of_a_job_ends_it_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for (mode, n) in [("local", 400), ("pool", 700)] {
            let script = "const out = new Float64Array(args.n * args.n); const pair = [testing.reals(args.n, args.n, 1), testing.reals(args.n, args.n, 2)];\
                 let gone = false; const onProgress = () => { if (!gone) take(out); gone = true; };\
                 return after(matmill.multiply(...pair, { mode: args.mode, out, onProgress }))";
            let found = page.run_with(&format!("{TAKEN} {script}"), json!({ "mode": mode, "n": n }));
            assert_eq!(found, json!(["FormatError", true, true, "19,22,43,50"]), "{hosting:?} {mode} {n}");
        }
    }
}
