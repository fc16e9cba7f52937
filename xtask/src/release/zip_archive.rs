//! Zip archives that depend on nothing but their files' names and contents and one time.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The time of a commit, in UTC, which all files of an archive get.
///
/// Not one time for all versions: web servers and browsers tell by a file's time and length whether it has changed, and
/// `index.html` has the same length in most versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CommitTime(DateTime);

impl CommitTime {
    /// From `2030-01-02 03:04:05`; `None` if it is something else, or before 1980, where the times of zip begin.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<u16>> = text.split(['-', ' ', ':']).map(|number| number.parse().ok()).collect();
        let [year, rest @ ..] = &*numbers? else { return None };
        let [month, day, hour, minute, second] =
            rest.iter().map(|&n| u8::try_from(n).ok()).collect::<Option<Vec<_>>>()?[..]
        else {
            return None;
        };
        DateTime::from_date_and_time(*year, month, day, hour, minute, second).ok().map(Self)
    }
}

/// Packs files by their names in the archive, in the order of the names.
pub(super) fn pack(files: &[(String, Vec<u8>)], time: CommitTime) -> Result<Vec<u8>, String> {
    let mut sorted: Vec<&(String, Vec<u8>)> = files.iter().collect();
    sorted.sort();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let failed = |error: zip::result::ZipError| format!("cannot pack the archive: {error}");
    for (name, content) in sorted {
        let is_compressed = [".gz", ".br", ".png"].iter().any(|ending| name.ends_with(ending));
        let method = if is_compressed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).unix_permissions(0o644);
        archive.start_file(name, options.last_modified_time(time.0)).map_err(failed)?;
        archive.write_all(content).map_err(|error| format!("cannot pack {name}: {error}"))?;
    }
    Ok(archive.finish().map_err(failed)?.into_inner())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read;

    fn time() -> CommitTime {
        CommitTime::parse("2030-01-02 03:04:06").unwrap()
    }

    #[test]
    fn only_a_time_is_a_time() {
        for text in ["", "2030-01-02", "2030-01-02 03:04", "1979-12-31 00:00:00", "2030-13-02 03:04:05", "now"] {
            assert_eq!(CommitTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_archive_has_the_files_in_order_with_one_time_whatever_the_order_they_came_in() {
        let mut files = vec![
            ("m/dist/index.html".to_owned(), b"<p>".repeat(100)),
            ("m/LICENSE".to_owned(), b"MIT".to_vec()),
            ("m/dist/index.html.br".to_owned(), vec![7; 100]),
        ];
        let packed = pack(&files, time()).unwrap();
        files.reverse();
        assert!(packed == pack(&files, time()).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed.as_slice())).unwrap();
        files.sort();
        for (index, (name, content)) in files.iter().enumerate() {
            let mut file = archive.by_index(index).unwrap();
            assert_eq!((file.name(), file.last_modified()), (name.as_str(), Some(time().0)));
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert!(read == *content, "{name}");
        }
        let later = pack(&files, CommitTime::parse("2030-01-02 03:04:08").unwrap()).unwrap();
        assert!(packed != later, "another commit gives its files another time");
    }
}
