//! Browsers that lack what the pool would like to have: the page works without, or says in words what is missing.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

/// A page before which `script` ran.
fn after(hosting: Hosting, script: &str) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(script);
    page.load();
    page
}

/// A product in each mode: what became of it, and how it was made.
fn products(page: &Page) -> Value {
    page.run(
        "const found = {}; for (const mode of ['auto', 'local', 'pool']) {\
             try { const c = await matmill.multiply(testing.integers(150, 150, 1), testing.integers(150, 150, 2), { mode });\
                 found[mode] = [c.report.mode, c.report.transport, c.report.verified]; }\
             catch (error) { found[mode] = [error.name, error.message.includes('worker')]; } } return found",
    )
}

#[test]
fn without_workers_products_are_made_on_the_page() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = after(hosting, "delete window.Worker");
        let local = json!(["local", "none", true]);
        let expected = json!({ "auto": local, "local": local, "pool": ["PoolError", true] });
        assert_eq!(products(&page), expected, "{hosting:?}");
        // Larger than what nobody feels, still without a frozen page.
        let script = "let turns = 0; const beat = setInterval(() => turns++, 10);\
             const c = await matmill.multiply(testing.reals(1200, 1200, 1), testing.reals(1200, 1200, 2)); clearInterval(beat); return [c.report.mode, turns > 2]";
        assert_eq!(page.run(script), json!(["local", true]), "{hosting:?}");
        let csv = "return Array.from((await matmill.parse('1,2\\n3,4\\n')).data)";
        assert_eq!(page.run(csv), json!([1, 2, 3, 4]), "{hosting:?}");
    }
}

#[test]
fn workers_that_cannot_be_constructed_are_an_error_in_words() {
    let script =
        "window.Worker = class { constructor() { throw new DOMException('not allowed here', 'SecurityError'); } }";
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let local = json!(["local", "none", true]);
        let expected = json!({ "auto": local, "local": local, "pool": ["PoolError", true] });
        assert_eq!(products(&after(hosting, script)), expected, "{hosting:?}");
    }
}

/// The page's own copy of the workers' module, which is made of a module that is compiled already.
const NO_MODULE_ON_THE_PAGE: &str = "const plain = WebAssembly.instantiate; WebAssembly.instantiate = (what, ...words) =>\
     what instanceof WebAssembly.Module ? Promise.reject(new RangeError('no memory')) : plain.call(WebAssembly, what, ...words)";

#[test]
fn where_the_workers_module_does_not_start_on_the_page_workers_do_everything() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = after(hosting, NO_MODULE_ON_THE_PAGE);
        let script = "const two = [testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])]; const found = [];\
             for (const mode of ['auto', 'pool']) { const c = await matmill.multiply(...two, { mode }); found.push(c.data.join(), c.report.mode, c.report.verified); }\
             const refused = await testing.outcome(matmill.multiply(...two, { mode: 'local' }));\
             const reply = JSON.parse(await matmill.rpc(JSON.stringify({ meta: [{ name: 'method', value: 'multiply' }], content: JSON.stringify({ A: '[[2]]', B: '[[3]]' }) })));\
             return [found, refused.name, refused.message.includes('no memory'), reply.content, reply.meta[1].value]";
        let right = ["19,22,43,50"; 2].map(|product| [json!(product), json!("pool"), json!(true)]).concat();
        assert_eq!(page.run(script), json!([right, "PoolError", true, "[[6]]", "200"]), "{hosting:?}");
    }
}

#[test]
fn without_shared_memory_operands_are_copied() {
    let page = after(Hosting::Isolated, "delete window.SharedArrayBuffer");
    assert_eq!(products(&page)["pool"], json!(["pool", "clone", true]));
}

#[test]
fn one_core_or_an_unknown_number_of_cores_is_a_pool_of_one() {
    for (hosting, transport) in [(Hosting::Isolated, "shared"), (Hosting::Plain, "clone")] {
        let page = Page::prepare(hosting);
        for cores in ["1", "0", "undefined", "NaN"] {
            page.before_load(&format!(
                "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{ get: () => {cores}, configurable: true }})"
            ));
            page.load();
            assert_eq!(products(&page)["pool"], json!(["pool", transport, true]), "{cores}, {hosting:?}");
            assert_eq!(page.run("return matmill.stats().workers.length"), json!(1), "{cores}, {hosting:?}");
        }
    }
}

#[test]
fn a_worker_lost_while_the_network_is_gone_is_replaced() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = crate::faults_of_workers::spoilable(hosting);
        page.server.set_offline(true);
        let script = "return sabotage.survives([0.1, 0.5], (worker) => sabotage.strike(worker, 'trap'))";
        crate::faults_of_workers::right(&page.run(script), &format!("{hosting:?}"));
        page.run("await matmill.configure({ workers: 3 })");
        let idle = "return matmill.stats().workers.filter((worker) => worker.state === 'idle').length";
        assert_eq!(page.run(idle), json!(3), "{hosting:?}");
    }
}

/// Sets a maximum to the memory that the module brings, `pages` beyond where it begins.
const SHORT_OF_MEMORY: &str = "{ const shorten = (bytes, pages) => {\
         let at = 8; const read = () => { let value = 0, shift = 0, byte; do { byte = bytes[at++]; value |= (byte & 127) << shift; shift += 7; } while (byte & 128); return value; };\
         const write = (value) => { const out = []; do { const low = value & 127; value >>>= 7; out.push(value ? low | 128 : low); } while (value); return out; };\
         while (at < bytes.length) { const start = at; const section = bytes[at++]; const size = read(); const end = at + size;\
             if (section === 5) { read(); at++; const least = read(); const body = [1, 1, ...write(least), ...write(least + pages)];\
                 return Uint8Array.from([...bytes.subarray(0, start), 5, ...write(body.length), ...body, ...bytes.subarray(end)]); }\
             at = end; } throw new Error('no memory section'); };\
     const compile = WebAssembly.compile; window.shortened = 0;\
     WebAssembly.compileStreaming = async (response) => { const answer = await response; const bytes = new Uint8Array(await answer.arrayBuffer());\
         window.shortened++; return compile(shorten(bytes, 20)); }; }";

#[test]
fn memory_that_cannot_grow_ends_a_job_in_words_and_small_ones_go_on() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = after(hosting, SHORT_OF_MEMORY);
        let script = "await matmill.configure({ workers: 2 }); const [a, b] = [testing.reals(900, 900, 1), testing.reals(900, 900, 2)]; const found = [window.shortened];\
             for (const mode of ['pool', 'local']) { found.push(await testing.outcome(matmill.multiply(a, b, { mode }))); }\
             await matmill.configure({ workers: 2 });\
             const c = await matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]]), { mode: 'pool' });\
             const d = await matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]]), { mode: 'local' }); return [...found, Array.from(c.data), Array.from(d.data)]";
        let found = page.run(script);
        assert_eq!(found[0], json!(1), "the module was shortened");
        for outcome in [&found[1], &found[2]] {
            assert!(
                outcome["name"] == json!("PoolError") || outcome["name"] == json!("LimitError"),
                "{hosting:?}: {found}"
            );
            assert!(outcome["message"].as_str().unwrap().len() > 20, "{hosting:?}: {found}");
        }
        let right = json!([19, 22, 43, 50]);
        assert_eq!((&found[3], &found[4]), (&right, &right), "{hosting:?}: {found}");
    }
}
