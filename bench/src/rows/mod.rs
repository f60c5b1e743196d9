//! # Rows: all questions                                             chapter 16
//! Knows: which there are, in the order of a report. Does not know: what each asks.
//! Read before: `row.rs`. Read next: any of them.

use crate::row::Row;

/// Every row, in the order of a report.
pub fn all() -> Vec<Row> {
    vec![]
}
