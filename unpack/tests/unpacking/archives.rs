//! A writer of ZIP archives for the tests, honest and hostile ones.

/// A file in an archive, and what the archive says of it.
pub struct Member {
    pub name: String,
    pub content: Vec<u8>,
    /// Compressed with deflate, or stored.
    pub deflated: bool,
    /// The size stated, if it is not the true one.
    pub stated: Option<u32>,
    pub flags: u16,
    pub method: Option<u16>,
}

impl Member {
    pub fn new(name: &str, content: impl Into<Vec<u8>>) -> Self {
        let content = content.into();
        Self { name: name.to_owned(), content, deflated: false, stated: None, flags: 0, method: None }
    }

    pub fn deflated(mut self) -> Self {
        self.deflated = true;
        self
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// An archive of these files.
pub fn zip(members: &[Member]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let data = if member.deflated { deflate(&member.content) } else { member.content.clone() };
        let method = member.method.unwrap_or(if member.deflated { 8 } else { 0 });
        let size = member.stated.unwrap_or(member.content.len() as u32);
        let start = file.len() as u32;
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(member.flags.to_le_bytes());
        common.extend(method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc32(&member.content).to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend((member.name.len() as u16).to_le_bytes());
        common.extend([0; 2]);
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(member.name.as_bytes());
        file.extend(&data);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start.to_le_bytes());
        directory.extend(member.name.as_bytes());
    }
    let (start, length, count) = (file.len() as u32, directory.len() as u32, members.len() as u16);
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

/// A `.npy` file of f64.
pub fn npy(rows: usize, cols: usize, values: &[f64]) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {cols}), }}\n");
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.as_bytes());
    file.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    file
}

/// A workbook with these sheets, each the XML in its `sheetData`.
pub fn xlsx(sheets: &[(&str, &str)], strings: &[&str]) -> Vec<Member> {
    let list = (1..).zip(sheets);
    let entry =
        |(n, (name, _)): (i32, &(&str, &str))| format!("<sheet name=\"{name}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
    let relation = |(n, _): (i32, &(&str, &str))| {
        format!("<Relationship Id=\"rId{n}\" Type=\"t\" Target=\"worksheets/sheet{n}.xml\"/>")
    };
    let workbook: String = list.clone().map(entry).collect();
    let relations: String = list.map(relation).collect();
    let strings: String = strings.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\"/></numFmts>\
                  <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"2\"/></cellXfs></styleSheet>";
    let mut members = vec![
        Member::new(
            "xl/workbook.xml",
            format!("<?xml version=\"1.0\"?><workbook><sheets>{workbook}</sheets></workbook>"),
        ),
        Member::new("xl/_rels/workbook.xml.rels", format!("<Relationships>{relations}</Relationships>")),
        Member::new("xl/sharedStrings.xml", format!("<sst>{strings}</sst>")),
        Member::new("xl/styles.xml", styles),
    ];
    for (n, (_, data)) in (1..).zip(sheets) {
        let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
        members.push(Member::new(&format!("xl/worksheets/sheet{n}.xml"), sheet).deflated());
    }
    members
}

/// A spreadsheet whose content is this.
pub fn ods(tables: &str) -> Vec<Member> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let media_type = "application/vnd.oasis.opendocument.spreadsheet";
    vec![Member::new("mimetype", media_type), Member::new("content.xml", content).deflated()]
}
