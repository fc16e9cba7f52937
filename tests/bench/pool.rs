//! Products by two workers, from the call to the resolved promise, against two rooflines; and where the rest of the
//! time goes.
//!
//! Targets are for ordinary arrays and a new array for the product. The rows beside them need no copies: operands in
//! shared memory, and `out` reused.

use crate::bench_page::{BenchPage, quantile, roofline};
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};

pub(crate) const WORKERS: u32 = 2;

pub(crate) fn measure(page: &BenchPage, table: &mut ResultTable) {
    let targets = [(512, 0.80), (1024, 0.88), (2048, 0.91)];
    for (name, dtype, less) in [("f64", "F64", 0.0), ("f32", "F32", 0.04)] {
        products(page, table, (name, dtype), "shared", &targets.map(|(n, target)| (n, target - less)));
    }
}

pub(crate) fn measure_clone(page: &BenchPage, table: &mut ResultTable) {
    products(page, table, ("f64", "F64"), "clone", &[(1024, 0.55), (2048, 0.72)]);
}

fn products(
    page: &BenchPage,
    table: &mut ResultTable,
    (name, dtype): (&str, &str),
    transport: &str,
    sizes: &[(usize, f64)],
) {
    if page.cores() < u64::from(WORKERS) {
        table.remark("there is one core, so products by two workers were left out".to_owned());
        return;
    }
    for &(n, target) in sizes {
        let product = |verify: bool, reuse: bool| {
            let options = json!({ "mode": "pool", "workers": WORKERS, "verify": verify });
            let (operands, out) = if reuse { ("shared", "ordinary") } else { ("ordinary", "none") };
            json!({ "product": { "n": n, "kind": name, "options": options, "operands": operands, "out": out } })
        };
        let mut cases = vec![product(true, false), product(false, false)];
        if transport == "shared" {
            cases.push(product(true, true));
            cases.push(product(false, true));
        }
        let interleaved = page.interleave(roofline(dtype, WORKERS), &cases, true);
        table.note_roofline(&format!("{name} (2 workers)"), &interleaved.references);
        let group = "multiply by 2 workers, call to result, of two rooflines";
        let case = format!("{name}, {transport}, n = {n}");
        table.share(group, &case, &interleaved.cases[0], Goal::AtLeast(target));
        let others = ["verify: false", "A, B shared, out", "A, B shared, out, verify: false"];
        for (how, found) in others.iter().zip(&interleaved.cases[1..]) {
            table.share(group, &format!("{case}, {how}"), found, Goal::None);
        }
        table.spent(&case, spent(&interleaved.spent[0]));
    }
}

/// Where the time of a product went, as shares of the two workers' time: (what, share).
pub(crate) fn spent(products: &[Value]) -> Vec<(&'static str, f64)> {
    let median = |field: &dyn Fn(&Value) -> f64| quantile(&products.iter().map(field).collect::<Vec<_>>(), 0.5);
    let of = |product: &Value, field: &str| product[field].as_f64().unwrap_or(0.0);
    let all = |product: &Value| f64::from(WORKERS) * of(product, "milliseconds");
    let by_workers = |field: &'static str| median(&|product| of(product, field) / all(product));
    let on_page = |field: &'static str| median(&|product| of(product, field) / of(product, "milliseconds"));
    let fields = ["compute", "pack", "copy", "certify", "wait"];
    let waiting = median(&|product| {
        let busy: f64 = fields.iter().map(|field| of(product, field)).sum();
        (f64::from(WORKERS) * of(product, "pool") - busy) / all(product)
    });
    vec![
        ("compute", by_workers("compute")),
        ("pack B", by_workers("pack")),
        ("copy", by_workers("copy")),
        ("certify", by_workers("certify")),
        ("wait for operands", by_workers("wait")),
        ("messages, idle", waiting),
        ("page: room", on_page("bring")),
        ("page: result", on_page("deliver")),
    ]
}
