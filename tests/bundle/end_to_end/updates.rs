//! Another build is deployed while pages are open: they say so, go on, and change to it at the user's wish.

use crate::fault_injection::inject_faults;
use crate::service_worker::{
    SCRIPTS, build, build_of, deploy, expect_a_product, loads, open, prepare, visited, wait_until_kept,
    wait_until_ready,
};
use serde_json::json;
use tests::page::Hosting;

const READY: &str = "new version";

#[test]
fn another_build_is_announced_and_comes_when_the_user_reloads() {
    let page = prepare(Hosting::SubPath);
    inject_faults(&page);
    open(&page, "");
    wait_until_kept(&page);
    let before = loads(&page);
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.paste("Matrix C", "5");
    let new_build = deploy(&page, 2);
    page.call(SCRIPTS, "update");
    page.wait_for_status(&[READY]);
    // The old page goes on with its own build, and replaces workers.
    page.run("await matmill.configure({ workers: 3 })");
    let script = "return faults.survives([0.1, 0.5], (worker) => faults.inject(worker, 'trap'))";
    crate::faults_of_workers::expect_the_same_bits(&page.run(script), "the old build");
    assert_eq!((loads(&page), build_of(&page)), (before.clone(), json!(build())));
    page.click("Reload");
    crate::service_worker::wait_for(
        &page,
        "the new build is there",
        &format!("return document.querySelector('meta[name=matmill-build]').content === '{new_build}'"),
    );
    wait_until_ready(&page);
    assert_eq!(loads(&page), json!(before.as_i64().unwrap() + 1));
    assert_eq!(["Matrix A", "Matrix C"].map(|name| page.text_of(name)), ["[[1,2],[3,4]]", "5"]);
    assert_eq!(page.words("status").contains(READY), false);
    expect_a_product(&page, "shared");
    // The new build is there without the server too.
    wait_until_kept(&page);
    page.server.set_offline(true);
    open(&page, "");
    assert_eq!(build_of(&page), json!(new_build));
    expect_a_product(&page, "shared");
}

#[test]
fn while_the_page_computes_it_is_not_reloaded() {
    let page = visited(Hosting::Isolated);
    deploy(&page, 2);
    page.call(SCRIPTS, "update");
    page.wait_for_status(&[READY]);
    let before = loads(&page);
    // A script's job, which goes on until it is cancelled.
    page.run(
        "const [a, b] = testing.pair(4096); window.stopping = new AbortController(); \
         window.job = testing.outcome(matmill.multiply(a, b, { mode: 'pool', signal: stopping.signal }))",
    );
    page.wait_until("the job runs", || {
        (page.run("return matmill.stats().activeTasks > 0") == json!(true)).then_some(())
    });
    page.click("Reload");
    assert!(page.alert().contains("computes"));
    assert_eq!(page.run("stopping.abort(); return (await job).name"), json!("AbortError"));
    assert_eq!(loads(&page), before);
    page.click("Dismiss");
    assert!(page.look_for("button", "Dismiss").is_none());
}

#[test]
fn a_tab_that_has_the_new_build_does_not_disturb_one_that_has_the_old() {
    let page = visited(Hosting::Isolated);
    let before = loads(&page);
    page.paste("Matrix A", "[[1,2],[3,4]]");
    let new_build = deploy(&page, 2);
    let old_tab = page.browser.hide();
    open(&page, "");
    assert_eq!(build_of(&page), json!(new_build), "the network has the newest");
    wait_until_kept(&page);
    assert_eq!(page.words("status").contains(READY), false, "this tab is of the new build");
    page.browser.show(&old_tab);
    page.wait_for_status(&[READY]);
    assert_eq!((loads(&page), build_of(&page)), (before, json!(build())));
    assert_eq!(page.text_of("Matrix A"), "[[1,2],[3,4]]");
    expect_a_product(&page, "shared");
}

#[test]
fn caches_of_older_builds_go_and_those_of_others_stay() {
    let page = visited(Hosting::SubPath);
    let others = ["matmill / 0.1.0-a", "matmill /some/ 0.1.0-a", "matmill SCOPEdeeper/ 0.1.0-a", "another program"];
    page.call_with(SCRIPTS, "makeCaches", json!(others));
    let own = build();
    for number in 2..4 {
        let new_build = deploy(&page, number);
        open(&page, "");
        assert_eq!(build_of(&page), json!(new_build));
        wait_until_kept(&page);
        page.wait_until("the new service worker has taken over", || {
            (page.call(SCRIPTS, "hasTakenOver") == json!(true)).then_some(())
        });
    }
    let names = [
        format!("matmill SCOPE {own}"),
        "matmill SCOPE 0.1.0-000000000002".into(),
        "matmill SCOPE 0.1.0-000000000003".into(),
    ];
    assert_eq!(page.call_with(SCRIPTS, "hasCaches", json!(names)), json!([false, true, true]));
    assert_eq!(page.call_with(SCRIPTS, "hasCaches", json!(others)), json!([true, true, true, true]));
}
