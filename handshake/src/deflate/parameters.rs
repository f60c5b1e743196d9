//! # The four parameters                                            chapter 08 · RFC 7692 §7.1
//! Knows: how they are read and written, and which answer fits which offer. Does not know: what
//! either side would like.
//! Read before: `deflate.rs`. Read next: `deflate/policy.rs`.

use super::{NAME, Violation};
use crate::Extension;

/// The parameters of one element, of an offer or of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters {
    pub(crate) server_no_context_takeover: bool,
    pub(crate) client_no_context_takeover: bool,
    pub(crate) server_max_window_bits: Option<u8>,
    /// `Some(None)`: without a value, as only an offer may have it.
    pub(crate) client_max_window_bits: Option<Option<u8>>,
}

/// In which direction an element travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Offer,
    Answer,
}

impl Parameters {
    /// Read the parameters of an element.
    ///
    /// # Errors
    /// One of them is unknown, came twice, or has a value that it must not have.
    pub(crate) fn read(element: &Extension, direction: Direction) -> Result<Self, Violation> {
        let mut read = Self::default();
        for (i, (name, value)) in element.parameters.iter().enumerate() {
            if element.parameters[..i].iter().any(|(before, _)| before == name) {
                return Err(Violation::ParameterTwice(name.clone()));
            }
            let value = value.as_deref();
            let good = match name.as_str() {
                "server_no_context_takeover" => {
                    read.server_no_context_takeover = true;
                    value.is_none()
                }
                "client_no_context_takeover" => {
                    read.client_no_context_takeover = true;
                    value.is_none()
                }
                "server_max_window_bits" => {
                    read.server_max_window_bits = value.and_then(window_bits);
                    read.server_max_window_bits.is_some()
                }
                "client_max_window_bits" => {
                    let bits = value.map(window_bits);
                    read.client_max_window_bits = Some(bits.flatten());
                    bits.map_or(direction == Direction::Offer, |bits| bits.is_some())
                }
                _ => return Err(Violation::ParameterUnknown(name.clone())),
            };
            if !good {
                let found = value.map_or(name.clone(), |value| format!("{name}={value}"));
                return Err(Violation::ValueInvalid(found));
            }
        }
        Ok(read)
    }

    /// Write the element.
    pub(crate) fn write(&self) -> Extension {
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: Option<u8>| {
            parameters.push((name.to_owned(), value.map(|bits| bits.to_string())));
        };
        if self.server_no_context_takeover {
            add("server_no_context_takeover", None);
        }
        if self.client_no_context_takeover {
            add("client_no_context_takeover", None);
        }
        if let Some(bits) = self.server_max_window_bits {
            add("server_max_window_bits", Some(bits));
        }
        if let Some(bits) = self.client_max_window_bits {
            add("client_max_window_bits", bits);
        }
        Extension { name: NAME.into(), parameters }
    }

    /// Is `answer` an answer to this offer?
    ///
    /// # Errors
    /// What it lacks, or says too much.
    pub(crate) fn check(&self, answer: &Self) -> Result<(), Violation> {
        if self.server_no_context_takeover && !answer.server_no_context_takeover {
            return Err(Violation::ServerKeepsContext);
        }
        if let Some(asked) = self.server_max_window_bits {
            let found = answer.server_max_window_bits;
            if found.is_none_or(|found| found > asked) {
                return Err(Violation::ServerWindowTooLarge { asked, found });
            }
        }
        match (self.client_max_window_bits, answer.client_max_window_bits.flatten()) {
            (None, Some(_)) => Err(Violation::ClientWindowNotOffered),
            (Some(Some(offered)), Some(found)) if found > offered => {
                Err(Violation::ClientWindowTooLarge { offered, found })
            }
            _ => Ok(()),
        }
    }
}

/// `8` to `15`, in decimal digits without a leading zero.
fn window_bits(value: &str) -> Option<u8> {
    (8..=15).find(|bits: &u8| bits.to_string() == value)
}
