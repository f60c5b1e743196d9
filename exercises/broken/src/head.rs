//! # A request's head                                                chapter 08 · RFC 9112 §2.1
//! Knows: a request line and fields. Does not know: what they ask for.
//! Read before: `server.rs`. Read next: `opening.rs`.

use crate::end::{End, Refusal};
use crate::server::Server;

/// A request's head, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// `GET`
    pub method: String,
    /// `/chat?room=1`
    pub target: String,
    /// `HTTP/1.1`
    pub version: String,
    /// Name and value of each field, in their order.
    pub fields: Vec<(String, String)>,
}

impl Head {
    /// Read the text of a head, which ends with its empty line.
    ///
    /// # Errors
    /// 400 for what is no head.
    pub fn parse<S: Server + ?Sized>(server: &S, text: &[u8]) -> Result<Self, End> {
        let text = str::from_utf8(text).map_err(|_| bad("a head that is not text"))?;
        let mut lines = text.split("\r\n");
        let line = lines.next().unwrap_or_default();
        let parts: Vec<&str> = line.split(' ').collect();
        let [method, target, version] = parts[..] else {
            return Err(bad("a request line has three parts"));
        };
        if target.is_empty() || !is_token(method) || !version.starts_with("HTTP/") {
            return Err(bad("a request line is METHOD TARGET VERSION"));
        }
        let mut fields = Vec::new();
        for line in lines.take_while(|line| !line.is_empty()) {
            let (name, value) =
                server.split_field(line).ok_or_else(|| bad("no field: NAME: VALUE"))?;
            fields.push((name.to_string(), value.to_string()));
        }
        Ok(Self { method: method.into(), target: target.into(), version: version.into(), fields })
    }

    /// The values of all fields that `server` takes for `name`.
    pub fn all<'h, S: Server + ?Sized>(&'h self, server: &S, name: &str) -> Vec<&'h str> {
        let named = self.fields.iter().filter(|(found, _)| server.is_named(found, name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of the one field with that name.
    ///
    /// # Errors
    /// 400 with `why` when there is none, or a second.
    pub fn one<S: Server + ?Sized>(
        &self,
        server: &S,
        name: &str,
        why: &'static str,
    ) -> Result<&str, End> {
        match self.all(server, name)[..] {
            [value] => Ok(value),
            _ => Err(bad(why)),
        }
    }
}

/// 400, and why.
pub fn bad(why: &'static str) -> End {
    Refusal::new("400 Bad Request", why).into()
}

/// `NAME: VALUE`: no space before the colon, any number of spaces around the value.
pub fn split_field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.trim_matches([' ', '\t']);
    let is_text = !value.contains(|c: char| c.is_control() && c != '\t');
    (is_token(name) && is_text).then_some((name, value))
}

/// True for a word as HTTP has them: letters, digits and a few signs (RFC 9110 §5.6.2).
pub fn is_token(word: &str) -> bool {
    let is_sign = |byte| b"!#$%&'*+-.^_`|~".contains(&byte);
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_sign(byte))
}
