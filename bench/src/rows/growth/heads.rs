//! # Growth: the fields of a head                                    chapter 16 · RFC 9112 §5
//! Knows: a request with more and more fields. Does not know: what one costs: that is `http-head`.
//! Read before: `rows/growth/streams.rs`. Read next: `rows/growth/connections.rs`.

use super::ours;
use crate::micro::Work;
use crate::row::Row;
use http1::RequestHead;
use std::fmt::Write;
use wire::{Limits, Parsed};

/// The row.
pub(super) fn row() -> Row {
    let about = "A request head with so many fields: what does it cost?";
    super::row("growth-head", about, &[10, 100, 1_000, 10_000], |fields| {
        Ok(vec![ours("ours", (fields, 1_000), fields + 1, Reading::of(fields))])
    })
}

struct Reading {
    head: Vec<u8>,
    limits: Limits,
}

impl Reading {
    fn of(fields: usize) -> Self {
        let mut head = String::from("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for field in 0..fields {
            let _written = write!(head, "X-Field-{field}: value of the field {field}\r\n");
        }
        head.push_str("\r\n");
        let limits = Limits { head_bytes: 1 << 20, head_fields: 10_001, ..Limits::DEFAULT };
        Self { head: head.into_bytes(), limits }
    }
}

impl Work for Reading {
    fn pass(&mut self) -> u64 {
        match RequestHead::parse(&mut self.head, &self.limits) {
            Ok(Parsed::Complete { value, .. }) => value.fields().iter().count() as u64,
            _ => 0,
        }
    }
}
