//! # A head in pieces                                                chapter 08 · RFC 9112 §2.1
//! Knows: when a head is whole, what came behind it, and where in it a field lies.
//! Does not know: what it says.
//! Read before: `origin.rs`. Read next: `server.rs`.

use crate::Violation;
use http1::{Fault, Fields, HeadSearch};
use std::borrow::Cow;

/// The bytes of one head, as they come. No byte is looked at twice, however small the pieces.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    search: HeadSearch,
    bytes: Vec<u8>,
    most: usize,
}

impl Head {
    /// Nothing has come yet; the head may have `most` bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self { search: HeadSearch::default(), bytes: Vec::new(), most }
    }

    /// Take more. Once the head is whole: what came behind it.
    ///
    /// # Errors
    /// It cannot become a head any more; nothing of `bytes` was kept.
    pub(crate) fn take<'b>(&mut self, bytes: &'b [u8]) -> Result<Option<&'b [u8]>, Fault> {
        let found = self.search.look(bytes, self.most)?;
        let (own, behind) = bytes.split_at(found.unwrap_or(bytes.len()));
        self.bytes.extend_from_slice(own);
        Ok(found.map(|_| behind))
    }

    /// What came of the head.
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

/// Where in `head` the value of `name` begins, on its last line if it came on several; 0 if it is
/// no field, or did not come: then the head as a whole is wrong.
pub(crate) fn place(head: &[u8], fields: Fields<'_>, name: Option<&str>) -> usize {
    let value = name.and_then(|name| fields.get_all(name).last());
    let at = value.and_then(|value| value.as_ptr().addr().checked_sub(head.as_ptr().addr()));
    at.filter(|&at| at < head.len()).unwrap_or(0)
}

/// A field that may come once, as text. What is not UTF-8 is no value that could be right; it is
/// only shown.
pub(crate) fn single<'f>(
    fields: Fields<'f>,
    name: &'static str,
) -> Result<Option<Cow<'f, str>>, Violation> {
    let value = fields.single(name).map_err(|_| Violation::Repeated(name))?;
    Ok(value.map(String::from_utf8_lossy))
}
