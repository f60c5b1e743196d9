//! # The tree: every text file of the workspace                      chapter 00
//! Knows: paths and texts, which folders are members. Does not know: any rule.
//! Read before: `rule.rs`. Read next: `source.rs`.

use crate::rule::Finding;
use crate::{manifest, source};
use std::fs;
use std::path::Path;

/// Folders that are not ours to judge: what cargo builds, what git keeps.
const SKIPPED: [&str; 3] = ["target", ".git", "node_modules"];

/// One text file.
pub struct File {
    /// Its path from the root of the workspace, with `/` between the parts.
    pub path: String,
    /// All of it.
    pub text: String,
    /// If it is Rust: its code, with comments and strings hidden. Offsets are those of `text`.
    pub code: String,
    /// The code without what is under `#[cfg(test)]`.
    pub library: String,
    /// The code under `#[cfg(test)]`.
    pub tests: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        let code = if path.ends_with(".rs") { source::code_only(text) } else { String::new() };
        let (library, tests) = source::split_tests(&code);
        Self { path: path.into(), text: text.into(), code, library, tests }
    }

    /// The number of the line that holds byte `offset` of `text`.
    pub fn line(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    /// A finding at byte `offset` of `text`.
    pub fn finding(&self, offset: usize, what: impl Into<String>) -> Finding {
        Finding::new(&self.path, self.line(offset), what)
    }

    /// True when this is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The last part of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// All text files, ordered by path.
pub struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Read what is under `root`. A file that is not UTF-8 text is left out.
    pub fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{folder:?}: {e}"));
            for entry in entries {
                let entry = entry.expect("an entry of a folder");
                if SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) {
                    continue;
                }
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(&path)
                    && !text.contains('\0')
                {
                    let path = path.strip_prefix(root).expect("it is below the root");
                    files.push(File::new(&path.to_string_lossy().replace('\\', "/"), &text));
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// A tree in memory, of paths and texts: a sample.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| File::new(path, text)).collect() }
    }

    /// Every file.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Every file of Rust.
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_rust())
    }

    /// The file at `path`.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// True when there is a file at `path`, or a folder if it ends with `/`.
    pub fn has(&self, path: &str) -> bool {
        let folder = path.ends_with('/');
        self.files.iter().any(|file| file.path == path || folder && file.path.starts_with(path))
    }

    /// The members that the root manifest lists, as folders.
    pub fn members(&self) -> Vec<String> {
        self.file("Cargo.toml").map(|root| manifest::members(&root.text)).unwrap_or_default()
    }

    /// Each source file of each member, with the member's folder.
    pub fn sources(&self) -> impl Iterator<Item = (String, &File)> {
        self.members().into_iter().flat_map(|member| {
            let src = format!("{member}/src/");
            let inside = move |file: &&File| file.path.starts_with(&src);
            self.rust().filter(inside).map(move |file| (member.clone(), file))
        })
    }

    /// The names of the files that lie directly in `folder` (which ends with `/`).
    pub fn names_in<'t>(&'t self, folder: &'t str) -> impl Iterator<Item = &'t str> {
        let paths = self.files.iter().map(|file| file.path.as_str());
        paths.filter_map(move |path| path.strip_prefix(folder)).filter(|name| !name.contains('/'))
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn a_member_is_what_the_root_manifest_lists() {
        let tree = Tree::of(&[
            ("Cargo.toml", "[workspace]\nmembers = [\"wire\", \"tests/laws\"]\n"),
            ("fuzz/src/lib.rs", ""),
            ("tests/laws/src/lib.rs", ""),
            ("wire/src/deep/a.rs", ""),
            ("wire/tests/b.rs", ""),
        ]);
        let sources: Vec<_> = tree.sources().map(|(m, f)| (m, f.path.as_str())).collect();
        let wire = ("wire".to_string(), "wire/src/deep/a.rs");
        assert_eq!(sources, [wire, ("tests/laws".to_string(), "tests/laws/src/lib.rs")]);
    }

    #[test]
    fn lines_are_counted_from_one() {
        let file = File::new("a.rs", "one\ntwo\n");
        assert_eq!((file.line(0), file.line(3), file.line(4)), (1, 1, 2));
    }

    #[test]
    fn a_folder_is_there_when_a_file_is_in_it() {
        let tree = Tree::of(&[("docs/lib.rs", "")]);
        assert!(tree.has("docs/") && tree.has("docs/lib.rs"));
        assert!(!tree.has("docs") && !tree.has("doc/") && !tree.has("docs/lib"));
        assert_eq!(tree.names_in("docs/").collect::<Vec<_>>(), ["lib.rs"]);
    }

    #[test]
    fn the_library_and_its_tests_are_the_code() {
        let file = File::new("a.rs", "fn a() {} // é\n#[cfg(test)]\nmod t { fn b() {} }\n");
        let has = |code: &str| (code.contains("fn a"), code.contains("fn b"));
        assert_eq!(has(&file.code), (true, true));
        assert_eq!((has(&file.library), has(&file.tests)), ((true, false), (false, true)));
        assert_eq!(file.library.len(), file.text.len());
        assert!(File::new("a.md", "fn a() {}").code.is_empty());
    }
}
