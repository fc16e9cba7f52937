//! Texts of the page's frame: header, examples, footer.

use super::texts;

texts! {
    LANGUAGE: "Language", "Sprache";
    EXAMPLES: "Examples", "Beispiele";
}
