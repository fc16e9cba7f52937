//! Texts of links, of what the tab keeps, and of files that are dropped.

use super::texts;

texts! {
    TWO_FILES: "{0} becomes A, and {1} becomes B.", "{0} wird A, {1} wird B.";
    TOO_MANY_FILES: "{0} files at once: only two can be loaded, into A and B. Drop one or two files.", "{0} Dateien auf einmal: Nur zwei können geladen werden, als A und B. Möglich sind eine oder zwei Dateien.";
    FOLDER: "{0} is a folder. Drop the files in it instead, one or two at once.", "{0} ist ein Ordner. Möglich sind stattdessen seine Dateien, eine oder zwei auf einmal.";
}
