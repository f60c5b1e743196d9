//! # The whole: from the files to the table                          chapter 00
//! Knows: the order of the steps. Does not know: any of them.
//! Read before: `table.rs`. Read next: `print.rs`.

use crate::{coverage, house, names, registry, table};
use std::io;
use std::path::Path;

/// The table for the workspace at `root`, and what does not fit in it.
///
/// # Errors
/// A file that cannot be read.
pub fn whole(root: &Path) -> io::Result<(String, Vec<String>)> {
    let files = house::read(root)?;
    let mut faults = Vec::new();
    let parts = registry::read(&files, &mut faults);
    let tests: Vec<_> =
        files.iter().filter(|file| file.is_test()).flat_map(names::on_tests).collect();
    let sources: Vec<_> =
        files.iter().filter(|file| file.is_source()).flat_map(names::in_source).collect();
    let mut exceptions = Vec::new();
    for file in files.iter().filter(|file| file.path == "tests/requirements/exceptions.tsv") {
        exceptions = coverage::exceptions(file, &mut faults);
    }
    let states = coverage::judge(&parts, &tests, &sources, &exceptions, &mut faults);
    Ok((table::table(&parts, &states), faults))
}
