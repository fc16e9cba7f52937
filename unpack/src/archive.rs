//! ZIP archives within bounds: a list of files that is not too long, files that do not overlap, and no more bytes out of
//! them than a limit.

use crate::MOST_UNPACKED;
use crate::error::{TooMuch, UnpackError};
use shared::format::quote;
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// The most files in an archive.
pub const MOST_FILES: usize = 1000;
/// The most bytes that are read to find the list of files.
pub const MOST_DIRECTORY_BYTES: u64 = 1 << 22;

/// The most bytes that come out of all files together: those of the largest one, and room for the beginnings of others.
const MOST_IN_ALL: u64 = MOST_UNPACKED + (16 << 20);

/// A file in an archive.
#[derive(Clone, Debug)]
pub(crate) struct ArchiveFile {
    pub(crate) name: String,
    /// Bytes when unpacked, as the archive states.
    pub(crate) stated: u64,
}

/// An open archive.
pub(crate) struct Archive<R> {
    zip: ZipArchive<Budgeted<R>>,
    files: Vec<ArchiveFile>,
    /// Bytes that may yet come out.
    left: Cell<u64>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens the archive in `source`, of `length` bytes.
    pub(crate) fn open(source: R, length: u64) -> Result<Self, UnpackError> {
        let left = Rc::new(Cell::new(Some(MOST_DIRECTORY_BYTES)));
        let opened = ZipArchive::new(Budgeted { source, left: left.clone() });
        let mut zip = opened.map_err(|error| match error {
            _ if left.get() == Some(0) => UnpackError::Directory { limit: MOST_DIRECTORY_BYTES },
            error => from_zip(error, "the list of files"),
        })?;
        left.set(None);
        if zip.len() > MOST_FILES {
            return Err(UnpackError::ManyFiles { found: zip.len(), limit: MOST_FILES });
        }
        let (mut files, mut extents) = (Vec::new(), Vec::new());
        for index in 0..zip.len() {
            let file = zip.by_index_raw(index).map_err(|error| from_zip(error, "a file"))?;
            let name = file.name().to_owned();
            if file.encrypted() {
                return Err(UnpackError::Encrypted { file: quote(name.as_bytes()) });
            }
            let start = file.data_start().unwrap_or(file.header_start());
            let end = start.checked_add(file.compressed_size()).filter(|&end| end <= length);
            extents.push((file.header_start(), end.ok_or(UnpackError::Corrupt)?));
            files.push(ArchiveFile { name, stated: file.size() });
        }
        extents.sort_unstable();
        if extents.windows(2).any(|pair| pair[0].1 > pair[1].0) {
            return Err(UnpackError::Overlapping);
        }
        Ok(Self { zip, files, left: Cell::new(MOST_IN_ALL) })
    }

    pub(crate) fn files(&self) -> &[ArchiveFile] {
        &self.files
    }

    pub(crate) fn holds(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.name == name)
    }

    /// The content of the file called `name`, up to `limit` bytes.
    pub(crate) fn read(&mut self, name: &str, limit: u64) -> Result<impl Read, UnpackError> {
        let index = self.files.iter().position(|file| file.name == name);
        self.read_at(index.ok_or_else(|| UnpackError::Missing { file: quote(name.as_bytes()) })?, limit)
    }

    /// The content of a file, up to `limit` bytes.
    pub(crate) fn read_at(&mut self, index: usize, limit: u64) -> Result<impl Read, UnpackError> {
        let name = quote(self.files[index].name.as_bytes());
        if self.files[index].stated > limit {
            return Err(UnpackError::TooLarge { file: name, limit });
        }
        let content = self.zip.by_index(index).map_err(|error| from_zip(error, &name))?;
        Ok(Bounded { content, left: limit, limit, left_in_all: &self.left })
    }
}

fn from_zip(error: ZipError, file: &str) -> UnpackError {
    match error {
        ZipError::Io(error) => UnpackError::from_io(&error, file),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            UnpackError::Method { file: file.to_owned() }
        }
        ZipError::InvalidPassword => UnpackError::Encrypted { file: file.to_owned() },
        _ => UnpackError::Corrupt,
    }
}

/// Lets no more bytes pass than are left, while there is such a bound.
struct Budgeted<R> {
    source: R,
    left: Rc<Cell<Option<u64>>>,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let Some(left) = self.left.get() else { return self.source.read(target) };
        if left == 0 && !target.is_empty() {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let most = usize::try_from(left).unwrap_or(target.len()).min(target.len());
        let count = self.source.read(&mut target[..most])?;
        self.left.set(Some(left - count as u64));
        Ok(count)
    }
}

impl<R: Seek> Seek for Budgeted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

/// Fails where more bytes come than the limit.
struct Bounded<'l, R> {
    content: R,
    left: u64,
    limit: u64,
    left_in_all: &'l Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(target)?;
        let less = |left: u64, limit| left.checked_sub(count as u64).ok_or_else(|| io::Error::other(TooMuch { limit }));
        self.left = less(self.left, self.limit)?;
        self.left_in_all.set(less(self.left_in_all.get(), MOST_UNPACKED)?);
        Ok(count)
    }
}
