//! # Rows: all questions                                             chapter 16
//! Knows: which there are, in the order of a report. Does not know: what each asks.
//! Read before: `row.rs`. Read next: any of them.

mod crowd;
mod decode;
mod deflate;
mod echo;
mod encode;
mod fan_out;
mod growth;
mod http_head;
mod idle;
mod mask;
mod memory;
mod polling;
mod sse;
mod transports;
mod utf8;

use crate::row::Row;

/// Every row, in the order of a report. What takes much memory in this process comes late: the heap
/// that it leaves is not the one with which a program begins.
pub fn all() -> Vec<Row> {
    let mut all = vec![
        mask::row(),
        utf8::row(),
        decode::row(),
        encode::row(),
        sse::parse(),
        sse::large(),
        http_head::row(),
        deflate::row(),
        echo::row(),
        idle::row(),
        crowd::row(),
        polling::row(),
        fan_out::row(),
    ];
    all.extend(growth::rows());
    all.extend(memory::rows());
    all.push(transports::row());
    all
}

#[cfg(test)]
mod tests {
    #[test]
    fn example_every_row_asks_a_question() {
        for row in super::all() {
            let about = row.about;
            assert!(about.starts_with(char::is_uppercase) && about.ends_with('?'), "{about}");
        }
    }
}
