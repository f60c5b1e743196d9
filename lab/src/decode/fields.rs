//! # What a line asks for                                            chapter 03
//! Knows: the members of a JSON object: there or not, of the right type or not, known or not.
//! Does not know: what they mean.
//! Read before: `line.rs`. Read next: `hex.rs`.

use polling::json::{Map, Value};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A line cannot be understood: what was found, and what would have been right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine(pub String);

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadLine {}

/// The members of an object that were not asked for yet. Each is taken out by its name; at the
/// end, [`finish`](Self::finish) notes those that nobody knows.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Where the object is: nothing, or `server.`
    inside: String,
    members: Map<String, Value>,
    /// What nobody knows, of the whole line.
    ignored: Ignored,
}

/// The paths of members that were ignored, as `server.subprotocol`.
pub type Ignored = Rc<RefCell<Vec<String>>>;

impl Fields {
    /// All members of an object.
    pub fn new(members: Map<String, Value>) -> Self {
        Self { inside: String::new(), members, ignored: Ignored::default() }
    }

    /// What was ignored, now and later.
    pub fn ignored(&self) -> Ignored {
        Rc::clone(&self.ignored)
    }

    /// A text.
    ///
    /// # Errors
    /// It is of another type. A member that is missing, or null, is `None`; here and below.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, BadLine> {
        self.value(name, "a text", |value| match value {
            Value::String(text) => Ok(text),
            other => Err(other),
        })
    }

    /// A whole number.
    ///
    /// # Errors
    /// It is of another type, or below zero, or above what this machine can count.
    pub fn number(&mut self, name: &str) -> Result<Option<usize>, BadLine> {
        self.value(name, "a whole number", |value| {
            value.as_u64().and_then(|number| number.try_into().ok()).ok_or(value)
        })
    }

    /// True or false.
    ///
    /// # Errors
    /// It is of another type.
    pub fn flag(&mut self, name: &str) -> Result<Option<bool>, BadLine> {
        self.value(name, "true or false", |value| value.as_bool().ok_or(value))
    }

    /// A list of texts.
    ///
    /// # Errors
    /// It, or something in it, is of another type.
    pub fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, BadLine> {
        self.value(name, "a list of texts", |value| {
            let texts = value.as_array().and_then(|list| {
                list.iter().map(|item| item.as_str().map(String::from)).collect::<Option<_>>()
            });
            texts.ok_or(value)
        })
    }

    /// An object.
    ///
    /// # Errors
    /// It is of another type.
    pub fn object(&mut self, name: &str) -> Result<Option<Self>, BadLine> {
        let inside = format!("{}.", self.path(name));
        let members = self.value(name, "an object", |value| match value {
            Value::Object(members) => Ok(members),
            other => Err(other),
        })?;
        Ok(members.map(|members| Self { inside, members, ignored: self.ignored() }))
    }

    /// A list of objects.
    ///
    /// # Errors
    /// It, or something in it, is of another type.
    pub fn objects(&mut self, name: &str) -> Result<Option<Vec<Self>>, BadLine> {
        let inside = format!("{}.", self.path(name));
        let list = self.value(name, "a list of objects", |value| match value {
            Value::Array(list) => Ok(list),
            other => Err(other),
        })?;
        let objects = list.map(|list| {
            list.into_iter().map(|item| match item {
                Value::Object(members) => {
                    Ok(Self { inside: inside.clone(), members, ignored: self.ignored() })
                }
                other => Err(self.wrong(name, &other, "a list of objects")),
            })
        });
        objects.map(Iterator::collect).transpose()
    }

    /// A member of any of several types: what `read` makes of it, or the value back.
    ///
    /// # Errors
    /// `read` gave the value back; `right` is what would have been right.
    pub fn value<T>(
        &mut self,
        name: &str,
        right: &str,
        read: impl FnOnce(Value) -> Result<T, Value>,
    ) -> Result<Option<T>, BadLine> {
        match self.members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).map_err(|value| self.wrong(name, &value, right)),
        }
    }

    /// Pass over a member.
    pub fn skip(&mut self, name: &str) {
        self.members.remove(name);
    }

    /// What to say of a member that is missing.
    pub fn missing(&self, name: &str, right: &str) -> BadLine {
        BadLine(format!("{:?} is missing; it must be {right}", self.path(name)))
    }

    /// What to say of a member that is not what it must be.
    pub fn wrong(&self, name: &str, found: &Value, right: &str) -> BadLine {
        let found = match found {
            Value::Null => "null".into(),
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => shown(text),
            Value::Array(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
        };
        BadLine(format!("{:?} is {found}; it must be {right}", self.path(name)))
    }

    /// Note that something in `name` is ignored.
    pub fn ignore(&self, name: &str, what: &str) {
        self.ignored.borrow_mut().push(format!("{}: {what}", self.path(name)));
    }

    /// No further member will be asked for: those that are left are ignored, and that is told.
    pub fn finish(self) {
        let paths = self.members.keys().map(|name| self.path(name));
        self.ignored.borrow_mut().extend(paths);
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.inside)
    }
}

/// A text in quotes; only the beginning of a long one.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        None => format!("{text:?}"),
        Some((at, _)) => format!("{:?} and so on", &text[..at]),
    }
}
