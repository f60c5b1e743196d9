//! # Extensions, as they are listed                                    chapter 08 · RFC 6455 §9.1
//! Knows: the grammar of Sec-WebSocket-Extensions. Does not know: what any extension does.
//! Read before: `key.rs`. Read next: `deflate.rs`.

use http1::token::is_token_byte;
use std::fmt;

/// The name of the field.
pub const FIELD: &str = "Sec-WebSocket-Extensions";

/// One element of the list: an extension that is offered or accepted, with its parameters.
///
/// # Wire
/// ```text
/// permessage-deflate; server_no_context_takeover; client_max_window_bits="10"
/// name                parameter without a value   parameter with a value
/// ```
/// A value may come in quotes, but what they hold must be a token, so it is kept and written
/// without them. `Display` writes the element.
///
/// # Source
/// RFC 6455 §9.1
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its registered name.
    pub name: String,
    /// Its parameters in their order, each with its value if it has one.
    pub parameters: Vec<(String, Option<String>)>,
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for (name, value) in &self.parameters {
            write!(f, "; {name}")?;
            if let Some(value) = value {
                write!(f, "={value}")?;
            }
        }
        Ok(())
    }
}

/// Read the list that stands in `lines`, the values of all field lines together. Every byte is
/// looked at once.
///
/// An element may be empty, as the list rule of RFC 2616 §2.1 has it, but one at least is not.
///
/// ```
/// let list = handshake::extension::parse([&b"a; b=\"1\""[..], b", c"]).unwrap();
/// assert_eq!(list.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a; b=1", "c"]);
/// assert_eq!(handshake::extension::parse([&b"a; b=, c"[..]]), Err(&b", c"[..]));
/// ```
///
/// # Errors
/// What stands where the grammar is broken, to the end of that line.
pub fn parse<'v>(lines: impl IntoIterator<Item = &'v [u8]>) -> Result<Vec<Extension>, &'v [u8]> {
    let mut list = Vec::new();
    for line in lines {
        let mut words = Words { rest: line };
        loop {
            words.skip_blanks();
            if !matches!(words.rest, [] | [b',', ..]) {
                list.push(words.extension()?);
            }
            if !words.skip(b',') {
                break;
            }
        }
        if !words.rest.is_empty() {
            return Err(words.rest);
        }
    }
    if list.is_empty() { Err(b"") } else { Ok(list) }
}

/// What is still to be read of a line. Blanks may stand between any two words (RFC 2616 §2.1).
struct Words<'v> {
    rest: &'v [u8],
}

impl<'v> Words<'v> {
    /// `name *( ";" parameter )`
    fn extension(&mut self) -> Result<Extension, &'v [u8]> {
        let name = self.token()?;
        let mut parameters = Vec::new();
        while self.skip(b';') {
            let name = self.token()?;
            let value = if self.skip(b'=') { Some(self.value()?) } else { None };
            parameters.push((name, value));
        }
        Ok(Extension { name, parameters })
    }

    /// `token | quoted-string`
    fn value(&mut self) -> Result<String, &'v [u8]> {
        let Some(mut rest) = self.rest.strip_prefix(b"\"") else { return self.token() };
        let mut value = String::new();
        loop {
            match rest {
                [b'"', behind @ ..] if !value.is_empty() => {
                    self.rest = behind;
                    self.skip_blanks();
                    return Ok(value);
                }
                // A backslash says that the next byte is meant as it is.
                [b'\\', byte, behind @ ..] | [byte, behind @ ..] if is_token_byte(*byte) => {
                    value.push(char::from(*byte));
                    rest = behind;
                }
                wrong => return Err(wrong),
            }
        }
    }

    fn token(&mut self) -> Result<String, &'v [u8]> {
        let is_over = |&byte: &u8| !is_token_byte(byte);
        let end = self.rest.iter().position(is_over).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        if token.is_empty() {
            return Err(self.rest);
        }
        self.rest = rest;
        self.skip_blanks();
        Ok(token.iter().copied().map(char::from).collect())
    }

    /// Pass over `byte`, if it is the next one, and the blanks behind it.
    fn skip(&mut self, byte: u8) -> bool {
        let Some(rest) = self.rest.strip_prefix(&[byte]) else { return false };
        self.rest = rest;
        self.skip_blanks();
        true
    }

    fn skip_blanks(&mut self) {
        while let [b' ' | b'\t', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }
}
