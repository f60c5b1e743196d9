//! # Fields, written                                                 chapter 02 · RFC 9112 §5
//! Knows: that a value must not be able to begin a line of its own. Does not know: whose it is.
//! Read before: `token.rs`, `usage.rs`. Read next: `response.rs`.
//!
//! What an application puts into a field often came from elsewhere. One CR LF in it would begin a
//! field, or a whole response, of the sender's choosing: response splitting. So every name and
//! every value passes through the one gate here.

use crate::UsageError;
use crate::token::{is_token, is_value, trim};

/// Field lines as they go out, and the first problem with them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldWriter {
    /// Those that others wrote, and that are only referred to.
    common: &'static [u8],
    /// Those behind them.
    lines: Vec<u8>,
    /// Boxed, for there is hardly ever one, and this goes from hand to hand.
    problem: Option<Box<UsageError>>,
    has_upgrade: bool,
}

/// Room for two or three lines, as most answers have.
const USUAL_BYTES: usize = 128;

/// What the protocol writes itself, for it alone knows what is true.
const MANAGED: [&str; 6] =
    ["Content-Length", "Transfer-Encoding", "Connection", "Date", "Host", "Expect"];

impl FieldWriter {
    /// Begin with the lines of `pattern`.
    #[inline]
    pub(crate) fn like(pattern: &'static Self) -> Self {
        if pattern.common.is_empty() {
            let problem = pattern.problem.clone();
            let has_upgrade = pattern.has_upgrade;
            Self { common: &pattern.lines, lines: Vec::new(), problem, has_upgrade }
        } else {
            pattern.clone()
        }
    }

    /// Add a line, or note the problem with it.
    pub(crate) fn add(&mut self, name: &str, value: &[u8]) {
        if !is_token(name.as_bytes()) {
            return self.refuse(UsageError::InvalidFieldName(name.into()));
        }
        if MANAGED.iter().any(|managed| managed.eq_ignore_ascii_case(name)) {
            return self.refuse(UsageError::ManagedField(name.into()));
        }
        if !is_value(value) {
            return self.refuse(UsageError::InvalidFieldValue(name.into()));
        }
        self.has_upgrade |= name.eq_ignore_ascii_case("upgrade");
        let value = trim(value);
        self.lines.reserve(if self.lines.is_empty() { USUAL_BYTES } else { 0 });
        write_field(&mut self.lines, name, value);
    }

    /// Note a problem; the first one counts.
    pub(crate) fn refuse(&mut self, problem: UsageError) {
        self.problem.get_or_insert_with(|| Box::new(problem));
    }

    /// The first problem, if there was one.
    pub(crate) fn check(&self) -> Result<(), UsageError> {
        self.problem.as_deref().map_or(Ok(()), |problem| Err(problem.clone()))
    }

    /// True when there is an Upgrade field.
    pub(crate) fn has_upgrade(&self) -> bool {
        self.has_upgrade
    }

    /// How many bytes the lines have.
    pub(crate) fn len(&self) -> usize {
        self.common.len() + self.lines.len()
    }

    /// Append the lines, each with its CR LF.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.common);
        out.extend_from_slice(&self.lines);
    }

    /// What Connection must say: `option` if there is one, and `upgrade` beside an Upgrade field
    /// (RFC 9110 §7.8).
    pub(crate) fn write_connection(&self, out: &mut Vec<u8>, option: Option<&str>) {
        match (option, self.has_upgrade) {
            (None, false) => {}
            (Some(option), false) => write_field(out, "Connection", option.as_bytes()),
            (None, true) => write_field(out, "Connection", b"upgrade"),
            (Some(option), true) => {
                write_field(out, "Connection", option.as_bytes());
                write_field(out, "Connection", b"upgrade");
            }
        }
    }
}

/// Append `name: value CR LF`; both were checked.
#[inline]
pub(crate) fn write_field(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.reserve(name.len() + value.len() + 4); // at once, and not bit by bit
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}
