//! Light, dark, narrow: the page follows the user's system and fits a phone.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

fn colours(page: &Page) -> Value {
    page.run("const style = getComputedStyle(document.body); return [style.color, style.backgroundColor]")
}

#[test]
fn dark_and_light_follow_the_system() {
    let page = Page::open(Hosting::Isolated);
    page.browser.prefer("light");
    let light = colours(&page);
    page.browser.prefer("dark");
    assert_ne!(colours(&page), light);
}

#[test]
fn a_narrow_window_needs_no_sideways_scrolling() {
    let page = Page::open(Hosting::Isolated);
    page.browser.resize(360, 740);
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    assert_eq!(page.run("return document.documentElement.scrollWidth <= window.innerWidth"), json!(true));
}
