//! # A round: requests that are sent at once, and their answers       chapter 16
//! Knows: what must come back, byte for byte. Does not know: sockets.
//! Read before: `failure.rs`. Read next: `load/client.rs`.

use crate::failure::Failure;

/// Requests that a client sends in one go, and what it has to hear before it goes on.
#[derive(Clone, Debug)]
pub struct Round {
    /// The bytes of all requests.
    pub requests: Vec<u8>,
    /// How many requests they are.
    pub operations: u64,
    /// What has to come back.
    pub answer: Answer,
}

/// What has to come back for a round.
#[derive(Clone, Debug)]
pub enum Answer {
    /// These bytes, for all requests together.
    Exactly(Vec<u8>),
    /// For each request so many bytes that begin and end so: what changes from one to the next (a
    /// date) is between.
    Each {
        /// How each begins.
        begins: Vec<u8>,
        /// How each ends.
        ends: Vec<u8>,
        /// How long each is.
        length: usize,
    },
}

impl Round {
    /// How many bytes have to come back.
    pub fn answer_len(&self) -> usize {
        match &self.answer {
            Answer::Exactly(bytes) => bytes.len(),
            Answer::Each { length, .. } => length * self.operations as usize,
        }
    }

    /// `piece` came, behind `heard` bytes: is it what had to come?
    pub(super) fn compare(&self, heard: usize, piece: &[u8]) -> Result<(), Failure> {
        if heard + piece.len() > self.answer_len() {
            let came = heard + piece.len();
            return Err(Failure::wrong("bytes of an answer", came, self.answer_len()));
        }
        let right = match &self.answer {
            Answer::Exactly(bytes) => bytes[heard..].starts_with(piece),
            Answer::Each { begins, ends, length } => is_each(begins, ends, *length, heard, piece),
        };
        if right {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&piece[..piece.len().min(40)]);
        Err(Failure(format!("a wrong answer, from its byte {heard}: {said:?}")))
    }
}

/// True when each `length` bytes of a stream begin and end so, as far as `piece` shows them.
fn is_each(begins: &[u8], ends: &[u8], length: usize, heard: usize, mut piece: &[u8]) -> bool {
    let end = length - ends.len();
    let mut place = heard % length;
    while !piece.is_empty() {
        let (here, later) = piece.split_at(piece.len().min(length - place));
        let expected = &begins[place.min(begins.len())..];
        let compared = here.len().min(expected.len());
        if here[..compared] != expected[..compared] {
            return false;
        }
        let from = place.max(end).min(place + here.len());
        let (tail, behind) = (&here[from - place..], from.saturating_sub(end));
        if !ends[behind..].starts_with(tail) {
            return false;
        }
        (place, piece) = (0, later);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(operations: u64, answer: Answer) -> Round {
        Round { requests: Vec::new(), operations, answer }
    }

    #[test]
    fn example_an_exact_answer_is_compared_wherever_it_is_cut() {
        let round = round(2, Answer::Exactly(b"onetwo".to_vec()));
        assert_eq!(round.compare(0, b"onet"), Ok(()));
        assert_eq!(round.compare(4, b"wo"), Ok(()));
        assert!(round.compare(4, b"xo").is_err());
        assert!(round.compare(4, b"woo").is_err());
    }

    #[test]
    fn example_where_only_the_beginning_is_known_the_length_counts_too() {
        let round =
            round(3, Answer::Each { begins: b"ok".to_vec(), ends: b"!".to_vec(), length: 4 });
        assert_eq!(round.answer_len(), 12);
        assert_eq!(round.compare(0, b"ok1!ok3!o"), Ok(()));
        assert_eq!(round.compare(9, b"k5!"), Ok(()));
        assert_eq!(round.compare(3, b"!ok"), Ok(()));
        assert!(round.compare(9, b"n5!").is_err());
        assert!(round.compare(9, b"k5?").is_err());
        assert!(round.compare(9, b"k5!o").is_err());
    }
}
