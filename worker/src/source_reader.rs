//! Reads a source in pieces: a file through `FileReaderSync`, which exists only in workers, bytes from memory.

use js_sys::Uint8Array;
use std::io::{self, Read, Seek, SeekFrom};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, FileReaderSync};

/// Bytes fetched from a file at a time.
pub const PIECE_BYTES: u64 = 4 << 20;

/// A seekable reader over an array, or over a file piece by piece.
pub struct SourceReader {
    length: u64,
    position: u64,
    /// The whole array, or the current piece of the file. It stays in JavaScript memory.
    piece: Uint8Array,
    piece_start: u64,
    blob: Option<Blob>,
}

impl SourceReader {
    /// A reader over a `Uint8Array` or a `Blob`.
    pub fn new(source: &JsValue) -> Option<Self> {
        let (piece, blob, length) = if let Some(array) = source.dyn_ref::<Uint8Array>() {
            (array.clone(), None, u64::from(array.length()))
        } else {
            let blob = source.dyn_ref::<Blob>()?;
            (Uint8Array::new_with_length(0), Some(blob.clone()), blob.size() as u64)
        };
        Some(Self { length, position: 0, piece, piece_start: 0, blob })
    }

    /// Bytes in all.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Where the next byte is read.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Fetches the piece that begins at the position.
    fn fetch(&mut self) -> io::Result<()> {
        let Some(blob) = &self.blob else { return Ok(()) };
        let failed = |_| io::Error::other("the browser cannot read it: it was moved or changed, or it is a folder");
        let to = self.length.min(self.position + PIECE_BYTES);
        let slice = blob.slice_with_f64_and_f64(self.position as f64, to as f64).map_err(failed)?;
        let buffer = FileReaderSync::new().and_then(|reader| reader.read_as_array_buffer(&slice)).map_err(failed)?;
        self.piece = Uint8Array::new(&buffer);
        self.piece_start = self.position;
        Ok(())
    }

    fn is_held(&self) -> bool {
        let end = self.piece_start + u64::from(self.piece.length());
        (self.piece_start..end).contains(&self.position)
    }
}

impl Read for SourceReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.length || target.is_empty() {
            return Ok(0);
        }
        if !self.is_held() {
            self.fetch()?;
        }
        if !self.is_held() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let here = (self.position - self.piece_start) as u32;
        let left = self.piece.length() - here;
        let count = u32::try_from(target.len()).unwrap_or(u32::MAX).min(left);
        self.piece.subarray(here, here + count).copy_to(&mut target[..count as usize]);
        self.position += u64::from(count);
        Ok(count as usize)
    }
}

impl Seek for SourceReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
