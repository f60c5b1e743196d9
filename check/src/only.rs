//! # Only: which probes are chosen                               chapter 16
//! Knows: `W-2,framing`: the beginnings of ids, and groups. Does not know: what a probe does.
//! Read before: `probe.rs`. Read next: `run.rs`.

use crate::Probe;

/// Which probes are chosen: all, or those of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Only {
    words: Vec<String>,
}

impl Only {
    /// All probes.
    pub const ALL: Self = Self { words: Vec::new() };

    /// Read a list such as `W-204,W-3,framing`: ids, beginnings of ids, and groups.
    ///
    /// # Errors
    /// The word that means none of `probes`.
    pub fn parse(list: &str, probes: &[&Probe]) -> Result<Self, String> {
        let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
        let only = Self { words: words.map(String::from).collect() };
        match only.words.iter().find(|word| !probes.iter().any(|probe| is_meant(word, probe))) {
            Some(word) => Err(word.clone()),
            None => Ok(only),
        }
    }

    /// True when `probe` is chosen.
    pub fn takes(&self, probe: &Probe) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| is_meant(word, probe))
    }
}

fn is_meant(word: &str, probe: &Probe) -> bool {
    let beginning = probe.id.get(..word.len());
    beginning.is_some_and(|id| id.eq_ignore_ascii_case(word))
        || probe.group.slug.eq_ignore_ascii_case(word)
}
