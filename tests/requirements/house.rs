//! # House: the files to read                                        chapter 00
//! Knows: which files are tests, and which are the crates'. Does not know: what is in them.
//! Read before: `main.rs`. Read next: `registry.rs`.

use std::fs;
use std::io;
use std::path::Path;

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 3] = ["target", ".git", "node_modules"];

/// One file of text, by its path from the root of the workspace.
pub struct File {
    /// With `/` between the parts.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// Every Rust file and every table under `root`, ordered by path.
///
/// # Errors
/// A folder or a file that cannot be read.
pub fn read(root: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            if SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "tsv") {
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
                files
                    .push(File { path: name.replace('\\', "/"), text: fs::read_to_string(&path)? });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

impl File {
    /// True for what `cargo test` runs: `tests/**`, and the folder of that name of each member. The
    /// laws are none: they are run where a test calls them.
    pub fn is_test(&self) -> bool {
        let inside = self.path.starts_with("tests/") || self.path.contains("/tests/");
        inside && self.path.ends_with(".rs") && !self.path.starts_with("tests/laws/")
    }

    /// True for the source of a member.
    pub fn is_source(&self) -> bool {
        self.path.ends_with(".rs") && self.path.contains("/src/") && !self.is_test()
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn tests_and_sources_are_told_by_their_folders() {
        let kinds = |path: &str| {
            let file = File { path: path.into(), text: String::new() };
            (file.is_test(), file.is_source())
        };
        assert_eq!(kinds("tests/12_messages/sending.rs"), (true, false));
        assert_eq!(kinds("lab/tests/command.rs"), (true, false));
        assert_eq!(kinds("frames/src/violation.rs"), (false, true));
        assert_eq!(kinds("tests/laws/src/frames.rs"), (false, true));
        assert_eq!(kinds("tests/requirements/rfc6455.tsv"), (false, false));
        assert_eq!(kinds("examples/00_map.rs"), (false, false));
    }
}
