//! Archives and documents that lie about their sizes, or ask for time or memory without end.

use crate::archives::{Member, npy, ods, xlsx, zip};
use crate::{refusal, unpacked};
use std::time::{Duration, Instant};

/// A hostile file, and a part of the sentence that refuses it.
fn table() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let array = || npy(1, 2, &[1.0, 2.0]);
    let honest = zip(&[Member::new("a.npy", array()).deflated()]);
    let mut rows = Vec::new();
    let mut row = |what, bytes, said| rows.push((what, bytes, said));

    row("truncated", honest[..honest.len() - 30].to_vec(), "ZIP archive");
    row("only a signature", b"PK\x03\x04".to_vec(), "ZIP archive");
    row("an empty archive", zip(&[]), "without NumPy arrays");

    let mut claim = Member::new("a.npy", array()).deflated();
    claim.stated = Some(u32::MAX - 1);
    row(
        "a size stated beyond the limit",
        zip(&[claim]),
        "more than 1073741824 bytes when unpacked, which is the limit",
    );

    let bomb = vec![0; 40 << 20];
    let mut members = xlsx(&[("S", "")], &[]);
    members[0] = Member::new("xl/workbook.xml", bomb).deflated();
    row("a file of zeros in place of a list of sheets", zip(&members), "no sheet of the spreadsheet");

    let mut encrypted = Member::new("a.npy", array());
    encrypted.flags = 1;
    row("encrypted", zip(&[encrypted]), "a.npy in the ZIP archive is encrypted");
    let mut method = Member::new("a.npy", array());
    method.method = Some(99);
    row("an unknown method", zip(&[method]), "ZIP archive");
    let mut lzma = Member::new("a.npy", array());
    lzma.method = Some(14);
    row("another method", zip(&[lzma]), "compressed by a method that is not supported");

    let many: Vec<Member> = (0..1001).map(|index| Member::new(&format!("{index}.npy"), "")).collect();
    row("many files", zip(&many), "holds 1001 files, but the limit is 1000");
    let long = "n".repeat(60_000);
    let directory: Vec<Member> = (0..80).map(|index| Member::new(&format!("{long}{index}"), "")).collect();
    row("a long list of files", zip(&directory), "more than 4194304 bytes");

    // The second entry of the list names the place of the first file.
    let mut overlapping = zip(&[Member::new("a.npy", array()), Member::new("b.npy", array())]);
    let second = overlapping.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    overlapping[second + 42..second + 46].copy_from_slice(&[0; 4]);
    row("overlapping files", overlapping, "share the same bytes");

    let mut damaged = zip(&[Member::new("a.npy", array())]);
    damaged[120] ^= 1;
    row("a wrong checksum", damaged, "corrupt or truncated");
    let mut outside = honest.clone();
    let entry = outside.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    outside[entry + 20..entry + 24].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    row("a compressed size beyond the file", outside, "ZIP archive");
    let mut zip64 = honest.clone();
    zip64[entry + 20..entry + 28].copy_from_slice(&[0xff; 8]);
    row("sizes of zip64 without the field that holds them", zip64, "ZIP archive");
    let mut count = honest.clone();
    let end = count.len() - 14;
    count[end..end + 4].copy_from_slice(&[0xff; 4]);
    row("a number of files that is not there", count, "ZIP archive");

    let deep = "<a>".repeat(100_000);
    row("deep XML", zip(&xlsx(&[("S", &deep)], &[])), "nested more than 64 levels deep");
    let entity = "<row><c r=\"A1\"><v>&lol;</v></c></row>";
    row("an entity of its own", zip(&xlsx(&[("S", entity)], &[])), "not well-formed XML");
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    row("two cells far apart", zip(&xlsx(&[("S", far)], &[])), "cell B1: the cell is empty");
    let outside = "<row><c r=\"A1\"><v>1</v></c><c r=\"ZZZZZZ1\"><v>1</v></c></row>";
    row("a cell outside every sheet", zip(&xlsx(&[("S", outside)], &[])), "more than 8000000 cells");
    let repeated = "<table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\">\
                    <table:table-cell office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"16000\"/>\
                    </table:table-row></table:table>";
    row("cells without end", zip(&ods(repeated)), "more than 8000000 cells");
    row("no numbers", zip(&xlsx(&[("S", "<row><c t=\"str\"><v>a</v></c></row>")], &[])), "no sheet");
    let mut lacking = xlsx(&[("S", "")], &[]);
    lacking.remove(1);
    row("a workbook without its relations", zip(&lacking), "lacks its file xl/_rels/workbook.xml.rels");

    row("deep HTML", "<table><tr><td>".repeat(1000).into_bytes(), "nested more than 32 levels deep");
    let spans = "<table><tr><td>1<tr>".to_owned() + &"<td colspan=1000>a".repeat(100);
    row("cells that cover everything", spans.into_bytes(), "more than 8000000 cells");
    rows
}

#[test]
fn hostile_files_are_refused_in_words_and_quickly() {
    for (what, bytes, said) in table() {
        let start = Instant::now();
        let sentence = refusal(&bytes, None);
        assert!(sentence.contains(said), "{what}: {sentence}");
        assert!(start.elapsed() < Duration::from_secs(5), "{what} took {:?}", start.elapsed());
    }
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    // It states a small size, so only counting finds it.
    struct Counting(u64);
    impl std::io::Write for Counting {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut bomb = Member::new("a.npy", vec![0; (unpack::MOST_UNPACKED + (1 << 20)) as usize]).deflated();
    bomb.stated = Some(100);
    let bytes = zip(&[bomb]);
    let mut out = Counting(0);
    let error = unpack::unpack(std::io::Cursor::new(&bytes), bytes.len() as u64, None, &mut out).unwrap_err();
    assert!(error.to_string().contains("limit") || error.to_string().contains("corrupt"), "{error}");
    assert!(out.0 <= unpack::MOST_UNPACKED);
}

#[test]
fn files_that_are_cut_or_changed_anywhere_are_refused_or_read() {
    let sheet = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\"><v>1</v></c></row>";
    for whole in [
        zip(&[Member::new("a.npy", npy(1, 2, &[1.0, 2.0])).deflated(), Member::new("b.npy", npy(1, 1, &[3.0]))]),
        zip(&xlsx(&[("S", sheet)], &["a"])),
        b"<table><tr><td>1<td rowspan=2>a<tr><td>2</table>".to_vec(),
    ] {
        for end in 0..whole.len() {
            let _ = unpacked(&whole[..end], Some(1));
        }
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 0xff;
            let _ = unpacked(&changed, Some(1));
        }
    }
}
