//! Packed files for the tests, written without compression: gzip and ZIP archives.

/// The checksum of both.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

/// A gzip file of `bytes`, fewer than 64 KiB, in one stored block.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u16;
    let mut file = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01".to_vec();
    file.extend(length.to_le_bytes());
    file.extend((!length).to_le_bytes());
    file.extend(bytes);
    file.extend(crc32(bytes).to_le_bytes());
    file.extend(u32::from(length).to_le_bytes());
    file
}

/// A ZIP archive of files by their names.
#[must_use]
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let (start, length) = (archive.len() as u32, (content.len() as u32).to_le_bytes());
        let mut header = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.extend(crc32(content).to_le_bytes());
        header.extend([length, length].concat());
        header.extend((name.len() as u16).to_le_bytes());
        header.extend([0, 0]);
        archive.extend([b"PK\x03\x04", header.as_slice(), name.as_bytes(), content].concat());
        directory
            .extend([b"PK\x01\x02\x14\0", header.as_slice(), &[0; 10], &start.to_le_bytes(), name.as_bytes()].concat());
    }
    let (start, length, count) = (archive.len() as u32, directory.len() as u32, (files.len() as u16).to_le_bytes());
    archive.extend(directory);
    let sizes = [length.to_le_bytes(), start.to_le_bytes()].concat();
    archive.extend([b"PK\x05\x06\0\0\0\0", count.as_slice(), &count, &sizes, &[0, 0]].concat());
    archive
}

/// A workbook of Excel with these sheets, whose cells in XML are these.
#[must_use]
pub fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let (mut workbook, mut relations) = ("<workbook><sheets>".to_owned(), "<Relationships>".to_owned());
    let mut files = Vec::new();
    for (number, (name, cells)) in (1..).zip(sheets) {
        workbook += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        relations += &format!("<Relationship Id=\"r{number}\" Target=\"worksheets/sheet{number}.xml\"/>");
        let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{number}.xml"), sheet));
    }
    files.push(("xl/workbook.xml".to_owned(), workbook + "</sheets></workbook>"));
    files.push(("xl/_rels/workbook.xml.rels".to_owned(), relations + "</Relationships>"));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect();
    zip(&files)
}
