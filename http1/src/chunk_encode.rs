//! # Chunks, put together                                            chapter 02 · RFC 9112 §7.1
//! Knows: how a piece of a body is written when the whole length is unknown. Does not know: when
//! the body is over.
//! Read before: `chunk_decode.rs`. Read next: `body.rs`.

/// The last chunk and an empty trailer section: the body is complete.
pub const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// The line before a chunk's data: its size in hexadecimal digits, CR LF.
///
/// ```
/// assert_eq!(http1::chunk_encode::SizeLine::new(26).as_bytes(), b"1a\r\n");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SizeLine {
    /// Sixteen digits at most, and CR LF; the line is at the end.
    bytes: [u8; 18],
    start: usize,
}

impl SizeLine {
    /// The line for `size` bytes of data. A size of 0 would end the body: see [`LAST_CHUNK`].
    pub fn new(size: usize) -> Self {
        let mut bytes = *b"0000000000000000\r\n";
        let (mut rest, mut start) = (size, 16);
        while rest > 0 && start > 0 {
            start -= 1;
            bytes[start] = b"0123456789abcdef"[rest & 15];
            rest >>= 4;
        }
        Self { bytes, start: start.min(15) }
    }

    /// The line.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.start..]
    }
}

/// Append `data` to `out` as one chunk; nothing if it is empty, for that would end the body.
///
/// ```
/// let mut out = Vec::new();
/// http1::chunk_encode::write_chunk(&mut out, b"hello");
/// assert_eq!(out, b"5\r\nhello\r\n");
/// ```
pub fn write_chunk(out: &mut Vec<u8>, data: &[u8]) {
    if !data.is_empty() {
        let line = SizeLine::new(data.len());
        out.reserve(line.as_bytes().len() + data.len() + 2);
        out.extend_from_slice(line.as_bytes());
        out.extend_from_slice(data);
        out.extend_from_slice(b"\r\n");
    }
}

/// Append what `write` appends, as one chunk. The size is not known before, so the data moves up
/// a little to let its line in: cheaper than a second buffer.
///
/// What `write` does to the bytes before its own is its own fault; they are not kept apart.
pub fn write_chunk_with(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write(out);
    let end = out.len();
    if end > start {
        let line = SizeLine::new(end - start);
        let line = line.as_bytes();
        out.resize(end + line.len(), 0);
        out.copy_within(start..end, start + line.len());
        out[start..start + line.len()].copy_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
}
