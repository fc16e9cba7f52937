//! Tries the rules about modules and names on sources that break them.

use crate::cycles::cycles;
use crate::modules::Crate;
use crate::names::defined_twice;
use crate::rust;

/// A crate of these files, the first of which is its root.
fn planted(files: &[(&str, &str)]) -> Crate {
    let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, source)| (*source).to_owned());
    Crate::read("c", files[0].0, &read)
}

/// The cycles of a crate with modules `a`, `a::x`, `a::y` and `b`, each of this source.
fn cycles_of(a: &str, x: &str, y: &str, b: &str) -> Vec<String> {
    let a = format!("mod x; mod y; {a}");
    let root = ("c/src/lib.rs", "mod a; mod b;");
    let found =
        cycles(&planted(&[root, ("c/src/a.rs", &a), ("c/src/a/x.rs", x), ("c/src/a/y.rs", y), ("c/src/b.rs", b)]));
    found.into_iter().map(|cycle| cycle.lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn modules_that_import_each_other_are_found_in_every_way_that_one_can_name_another() {
    let ways_to_a = [
        "use crate::a::Thing;",
        "use super::a::Thing;",
        "pub(crate) use crate::a::*;",
        "use crate::{a::{self, Thing as T}};",
        "use crate::{other::Thing, a};",
        "fn f() -> crate::a::Thing { todo!() }",
        "fn f() { let x = vec![super::a::THING]; }",
        "use crate as root; fn f() { use root::a; }",
        "mod inner { use crate::a::Thing; } use inner::Thing;",
    ];
    for way in ways_to_a {
        let found = cycles_of("use crate::b::Thing;", "", "", way);
        assert!(!found.is_empty(), "{way}");
    }
}

#[test]
fn a_cycle_around_a_corner_is_shown_with_the_lines_that_make_it() {
    let files = [
        ("c/src/lib.rs", "mod a; mod b; mod d;"),
        ("c/src/a.rs", "\nuse crate::b::B;"),
        ("c/src/b.rs", "use crate::{\n    d::D,\n};"),
        ("c/src/d.rs", "fn d() {\n\n    crate::a::a();\n}"),
    ];
    let expected = "c::a -> c::b -> c::d -> c::a\n    c/src/a.rs:2 names c::b\n    c/src/b.rs:2 names c::d\n    c/src/d.rs:3 names c::a";
    assert_eq!(cycles(&planted(&files)), [expected]);
}

#[test]
fn a_parent_and_its_own_children_may_import_each_other() {
    assert_eq!(cycles_of("use x::X; pub use y::Y;", "use super::Thing;", "use crate::a::Thing;", ""), [""; 0]);
    assert_eq!(cycles_of("use x::X;", "use super::y::Y;", "use super::Thing;", ""), [""; 0], "through the parent");
}

#[test]
fn children_must_not_import_each_other() {
    assert_eq!(cycles_of("", "use super::y::Y;", "use super::x::X;", ""), ["c::a::x -> c::a::y -> c::a::x"]);
}

#[test]
fn a_cycle_that_leaves_the_family_is_one_even_where_it_passes_through_a_parent() {
    let uncle = cycles_of("use x::X;", "use crate::b::B;", "", "use crate::a::A;");
    assert_eq!(uncle, ["c::a::x -> c::b -> c::a -> c::a::x"]);
    let facade = cycles(&planted(&[
        ("c/src/lib.rs", "mod a; pub use a::A;"),
        ("c/src/a.rs", "mod x; pub use x::A;"),
        ("c/src/a/x.rs", "use crate::A;"),
    ]));
    assert_eq!(facade.len(), 1, "a grandchild and the facade that shows it: {facade:#?}");
}

#[test]
fn comments_strings_tests_visibilities_and_other_crates_make_no_cycle() {
    let harmless = [
        "// use crate::a::Thing;\n/* crate::a::b */ /// [`crate::a`]\nfn f() {}",
        "const TEXT: &str = \"crate::a::Thing\";",
        "#[cfg(test)] mod tests { use crate::a::Thing; }",
        "#[cfg(test)] use crate::a::Thing; fn f() {}",
        "pub(in crate::a) fn f() {}",
        "use ::a::Thing; use other::a::Thing;",
        "fn f() -> impl Sized + use<> {}",
    ];
    for source in harmless {
        assert_eq!(cycles_of("use crate::b::Thing;", "", "", source), [""; 0], "{source}");
    }
}

#[test]
fn a_test_behind_an_attribute_hides_nothing_that_follows() {
    let source = "#[cfg(test)] mod tests { fn t() {} } use crate::a::Thing;";
    assert_eq!(cycles_of("use crate::b::Thing;", "", "", source).len(), 1);
}

#[test]
fn a_name_that_is_defined_twice_is_found_with_its_places() {
    let crates = [
        planted(&[("c/src/lib.rs", "mod a; pub struct Thing;"), ("c/src/a.rs", "fn f() {\n enum Thing { A } }")]),
        planted(&[("d/src/lib.rs", "pub trait Other { type Thing; }"), ("", "")]),
    ];
    assert_eq!(defined_twice(&crates), ["Thing: c/src/a.rs:2, c/src/lib.rs:1"]);
}

#[test]
fn an_alias_of_the_same_name_and_associated_types_are_no_second_meaning() {
    let source = "pub type Thing = other::deep::Thing<u8>; impl Iterator for X { type Item = u8; fn next() {} } \
         trait Item {} fn f(x: impl Item) -> impl Item { struct Local; }";
    let crates = [planted(&[("c/src/lib.rs", source)]), planted(&[("d/src/lib.rs", "struct Thing; struct Local;")])];
    assert_eq!(defined_twice(&crates), ["Local: c/src/lib.rs:1, d/src/lib.rs:1"]);
}

#[test]
fn an_import_of_several_names_is_read_name_by_name() {
    let contents = rust::read("use a::{self, b as c, d::{*, e}}; use ::f;").unwrap();
    let imports = contents.imports.iter().map(|import| (import.path.segments.join("::"), import.name.as_deref()));
    let expected = [("a", Some("a")), ("a::b", Some("c")), ("a::d", None), ("a::d::e", Some("e")), ("::f", Some("f"))];
    assert!(imports.eq(expected.map(|(path, name)| (path.to_owned(), name))), "{:#?}", contents.imports);
}
