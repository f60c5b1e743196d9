//! # Manifests, read line by line                                    chapter 00
//! Knows: sections, names, comments of a Cargo.toml. Does not know: the rest of TOML.
//! Read before: `tree.rs`. Read next: `dependencies.rs`.

/// The kind of table in which a dependency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `[workspace.dependencies]`: the versions, once for all.
    Workspace,
    /// `[dependencies]` and `[build-dependencies]`: what the code needs.
    Normal,
    /// `[dev-dependencies]`: what its tests and examples need.
    Dev,
}

/// One dependency of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency<'m> {
    /// Where it stands.
    pub table: Table,
    /// What it is called.
    pub name: &'m str,
    /// The rest of its line: behind the name, before a comment.
    pub value: &'m str,
    /// The comment at the end of its line.
    pub comment: Option<&'m str>,
    /// The line, counted from 1.
    pub line: usize,
}

/// The dependencies of a manifest, in order.
pub fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut dependencies = Vec::new();
    let mut table = None;
    for (i, line) in manifest.lines().enumerate() {
        let (content, comment) = match line.split_once('#') {
            Some((content, comment)) => (content.trim_end(), Some(comment.trim())),
            None => (line.trim_end(), None),
        };
        if let Some(section) = content.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let (kind, name) = split_section(section);
            table = kind;
            if let (Some(table), Some(name)) = (kind, name) {
                dependencies.push(Dependency { table, name, value: "", comment, line: i + 1 });
            }
            // `[dependencies.name]`: the lines below it are about that one.
            table = table.filter(|_| name.is_none());
        } else if let Some(table) = table
            && content.starts_with(is_name)
        {
            let end = content.find(|c| !is_name(c)).unwrap_or(content.len());
            let (name, value) = content.split_at(end);
            dependencies.push(Dependency { table, name, value, comment, line: i + 1 });
        }
    }
    dependencies
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// The table that a section is, and the one package that it is about, if it names it.
fn split_section(section: &str) -> (Option<Table>, Option<&str>) {
    for (word, table) in [
        ("workspace.dependencies", Table::Workspace),
        ("dev-dependencies", Table::Dev),
        ("build-dependencies", Table::Normal),
        ("dependencies", Table::Normal),
    ] {
        // `target.'cfg(unix)'.dependencies` is a table of dependencies too.
        let Some((before, behind)) = section.split_once(word) else { continue };
        if (before.is_empty() || before.ends_with('.'))
            && (behind.is_empty() || behind.starts_with('.'))
        {
            return (Some(table), behind.strip_prefix('.'));
        }
    }
    (None, None)
}

/// The members that the root manifest lists.
pub fn members(manifest: &str) -> Vec<String> {
    let list = manifest.split_once("\nmembers = [").and_then(|(_, list)| list.split_once(']'));
    let quoted = list.map_or("", |(list, _)| list).split('"').skip(1).step_by(2);
    quoted.map(String::from).collect()
}

/// The name of the package that a manifest describes.
pub fn package_name(manifest: &str) -> Option<&str> {
    let (_, package) = manifest.split_once("[package]")?;
    let (_, name) = package.split_once("name = \"")?;
    name.split('"').next()
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn dependencies_are_read_from_every_kind_of_table() {
        let text = "[package]\nname = \"a\"\n[workspace.dependencies]\nb = \"1\" # net\n\
                    [dependencies]\nc.workspace = true\n[target.'cfg(unix)'.dependencies]\n\
                    d = { version = \"1\" }\n[dev-dependencies]\ne-f.workspace = true\n\
                    [build-dependencies.g]\nversion = \"1\"\n[lints]\nworkspace = true\n";
        let found: Vec<_> =
            dependencies(text).iter().map(|d| (d.table, d.name, d.value, d.line)).collect();
        assert_eq!(
            found,
            [
                (Table::Workspace, "b", " = \"1\"", 4),
                (Table::Normal, "c", ".workspace = true", 6),
                (Table::Normal, "d", " = { version = \"1\" }", 8),
                (Table::Dev, "e-f", ".workspace = true", 10),
                (Table::Normal, "g", "", 11),
            ]
        );
        assert_eq!(dependencies(text)[0].comment, Some("net"));
    }

    #[test]
    fn members_and_names_are_read() {
        let text = "[workspace]\nmembers = [\n    \"a\", \"b/c\",\n]\ndefault-members = [\".\"]\n\
                    [package]\nedition = \"2024\"\nname = \"book\"\n";
        assert_eq!(members(text), ["a", "b/c"]);
        assert_eq!(package_name(text), Some("book"));
        assert_eq!(package_name("[workspace]"), None);
    }
}
