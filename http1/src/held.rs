//! # Bytes that wait their turn                                      chapter 02 · RFC 9112 §9.3.2
//! Knows: pipelined bytes, in order. Does not know: what they ask.
//! Read before: `head_reader.rs`. Read next: `server.rs`.

/// Bytes of later requests, kept until the answer to the current one is finished.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    bytes: Vec<u8>,
    /// So many of them were read already. They go when the last one was read: to move the rest
    /// down after each request would be slow work, and a peer could order it.
    read: usize,
}

impl Held {
    /// How many bytes wait.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() - self.read
    }

    /// True when no byte waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Add bytes at the end.
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes that wait.
    pub(crate) fn unread(&mut self) -> &mut [u8] {
        &mut self.bytes[self.read..]
    }

    /// All but the last `left` bytes were read.
    pub(crate) fn keep_last(&mut self, left: usize) {
        self.read = self.bytes.len() - left.min(self.bytes.len());
        if left == 0 {
            *self = Self::default();
        }
    }

    /// The bytes that wait, given up.
    pub(crate) fn into_vec(mut self) -> Vec<u8> {
        self.bytes.split_off(self.read)
    }
}
