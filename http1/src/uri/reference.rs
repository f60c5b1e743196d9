//! # A reference, resolved                            chapter 02 · RFC 3986 §5.2, RFC 9110 §10.2.2
//! Knows: what an address means that leaves out what stands before it. Does not know: who said it.
//! Read before: `uri.rs`. Read next: `net/src/fetch.rs`.

use super::{Uri, UriError, parse_authority, parse_target};

impl Uri {
    /// The address that `reference` means where this one is the present one: what `Location` says.
    ///
    /// ```
    /// let here = http1::Uri::parse("https://example.com/a/b?c")?;
    /// for (reference, there) in [
    ///     ("http://other.example", "http://other.example/"),
    ///     ("//other.example/x", "https://other.example/x"),
    ///     ("/x?y", "https://example.com/x?y"),
    ///     ("../x", "https://example.com/x"),
    ///     ("x", "https://example.com/a/x"),
    ///     ("?y", "https://example.com/a/b?y"),
    /// ] {
    ///     assert_eq!(here.join(reference)?.to_string(), there);
    /// }
    /// # Ok::<(), http1::UriError>(())
    /// ```
    ///
    /// # Errors
    /// [`UriError`]: what it means is no address of this kind.
    pub fn join(&self, reference: &str) -> Result<Self, UriError> {
        let reference = reference.split('#').next().unwrap_or_default();
        if has_scheme(reference) {
            return Self::parse(reference).map(Self::without_dots);
        }
        if let Some(rest) = reference.strip_prefix("//") {
            let (authority, tail) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            let (host, port) = parse_authority(authority, self.secure)?;
            let there = Self { secure: self.secure, host, port, target: parse_target(tail)? };
            return Ok(there.without_dots());
        }
        let (path, query) = split_query(&self.target);
        let target = match reference.chars().next() {
            None => format!("{path}{query}"),
            Some('?') => format!("{path}{reference}"),
            Some('/') => reference.into(),
            // Behind the last slash of where we are.
            Some(_) => {
                let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
                format!("{folder}{reference}")
            }
        };
        let there = Self { target: parse_target(&target)?, ..self.clone() };
        Ok(there.without_dots())
    }

    /// Take `.` and `..` out of the path (RFC 3986 §5.2.4).
    fn without_dots(mut self) -> Self {
        let (path, query) = split_query(&self.target);
        let mut kept: Vec<&str> = Vec::new();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        for (at, segment) in segments.iter().enumerate() {
            let is_last = at + 1 == segments.len();
            match *segment {
                "." | ".." => {
                    if *segment == ".." {
                        kept.pop();
                    }
                    if is_last {
                        kept.push(""); // what it names is a folder
                    }
                }
                name => kept.push(name),
            }
        }
        self.target = format!("/{}{query}", kept.join("/"));
        self
    }
}

/// The path, and the query with its question mark, if there is one.
fn split_query(target: &str) -> (&str, &str) {
    target.split_at(target.find('?').unwrap_or(target.len()))
}

/// True when `reference` begins with a scheme: a letter, then letters, digits, `+`, `-` and `.`, up
/// to a colon (RFC 3986 §3.1).
fn has_scheme(reference: &str) -> bool {
    let Some((scheme, _)) = reference.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}
