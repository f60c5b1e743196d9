//! # Bits and code words of DEFLATE                              chapter 12 · RFC 1951 §3.1, §3.2
//! Knows: bits within bytes, and words of 1 to 15 bits that stand for numbers.
//! Does not know: what the numbers mean, and the library that `frames/` uses: a second reading.
//! Read before: `draft.rs`. Read next: `codes.rs`.

use wire::Cite;

/// No word has more bits.
const LONGEST: usize = 15;

/// Why reading DEFLATE came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The bytes ended where a block may begin, or behind a last block.
    Whole,
    /// The bytes ended inside a block.
    Cut,
    /// There would be more bytes than the reader was allowed to write.
    Limit,
    /// A rule is broken: what was found, and where the rule is written.
    Broken(&'static str, Cite),
}

/// The rule of a section of RFC 1951 is broken.
pub(crate) fn broken<T>(what: &'static str, section: &'static str) -> Result<T, Stop> {
    Err(Stop::Broken(what, Cite::rfc1951(section)))
}

/// Bits, read in the order of DEFLATE: each byte from its least significant bit on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits<'b> {
    pub(crate) bytes: &'b [u8],
    /// The next bit.
    pub(crate) at: usize,
}

impl Bits<'_> {
    /// The next `width` bits as a number, whose least significant bit comes first (§3.1.1).
    pub(crate) fn number(&mut self, width: usize) -> Result<usize, Stop> {
        let mut number = 0;
        for i in 0..width {
            number |= self.bit()? << i;
        }
        Ok(number)
    }

    fn bit(&mut self) -> Result<usize, Stop> {
        let byte = self.bytes.get(self.at / 8).ok_or(Stop::Cut)?;
        let bit = usize::from(byte >> (self.at % 8) & 1);
        self.at += 1;
        Ok(bit)
    }

    /// Skip what is left of a byte that was begun.
    pub(crate) fn skip_to_byte(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }
}

/// A prefix code: which word stands for which number. It is told by the lengths of the words
/// alone: shorter words come first, and words of one length in the order of their numbers.
#[derive(Debug)]
pub(crate) struct Code {
    /// How many words there are of each length.
    count: [usize; LONGEST + 1],
    /// What they stand for, in the order of the words.
    numbers: Vec<usize>,
    /// The length of the longest word.
    longest: usize,
}

impl Code {
    /// The code in which the word for `i` has `lengths[i]` bits; 0 for a number without a word.
    ///
    /// Each bit doubles how many words there can be, and each word takes one of them. None may be
    /// left over, except where a code has one word, of one bit, or none at all.
    pub(crate) fn new(lengths: &[usize]) -> Result<Self, Stop> {
        let mut code = Self { count: [0; LONGEST + 1], numbers: Vec::new(), longest: 0 };
        let mut free = 1usize;
        for length in 1..=LONGEST {
            let words = (0..lengths.len()).filter(|&i| lengths[i] == length);
            code.numbers.extend(words);
            let count = lengths.iter().filter(|&&other| other == length).count();
            code.count[length] = count;
            if count > 0 {
                code.longest = length;
            }
            match (2 * free).checked_sub(count) {
                Some(left) => free = left,
                None => return broken("more code words than fit; exactly all is right", "3.2.7"),
            }
        }
        match code.longest {
            2.. if free > 0 => broken("code words that are never used; none is right", "3.2.7"),
            _ => Ok(code),
        }
    }

    /// Read one word. Its bits come most significant first (§3.1.1).
    pub(crate) fn read(&self, bits: &mut Bits<'_>) -> Result<usize, Stop> {
        // Of the words of one length: the first of them, and how many numbers come before its own.
        let (mut first, mut before, mut word) = (0, 0, 0);
        for count in &self.count[1..=self.longest.max(1)] {
            word = word << 1 | bits.bit()?;
            if word < first + count {
                let number = self.numbers.get(before + word - first);
                return number.copied().ok_or(Stop::Cut);
            }
            before += count;
            first = (first + count) << 1;
        }
        broken("a code word that stands for nothing; one of the code is right", "3.2.2")
    }
}
