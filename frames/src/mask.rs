//! # Masking                                                         chapter 11 · RFC 6455 §5.3
//! Knows: XOR with four bytes, over and over. Does not know: where the key comes from.
//! Read before: `header.rs`. Read next: `utf8.rs`.

use multiversion::multiversion;

/// From this length on it pays to ask whether this processor has wider registers than all have.
const WIDE_FROM: usize = 512;
/// From this length on it pays to begin at a cache line's start: a store that crosses two lines
/// costs twice.
const ALIGN_FROM: usize = 8192;
const CACHE_LINE: usize = 64;

/// Mask `bytes` where they lie, or unmask them: it is the same operation.
///
/// Byte number `i` becomes itself XOR `key[i % 4]`.
///
/// ```
/// let mut bytes = *b"Hello";
/// frames::mask(&mut bytes, [0x37, 0xfa, 0x21, 0x3d]);
/// assert_eq!(bytes, [0x7f, 0x9f, 0x4d, 0x51, 0x58]);
/// frames::mask(&mut bytes, [0x37, 0xfa, 0x21, 0x3d]);
/// assert_eq!(&bytes, b"Hello");
/// ```
#[inline]
pub fn mask(bytes: &mut [u8], key: [u8; 4]) {
    match bytes.len() {
        ..WIDE_FROM => mask_words(bytes, key),
        WIDE_FROM..ALIGN_FROM => mask_wide(bytes, key),
        ALIGN_FROM.. => mask_aligned(bytes, key),
    }
}

/// Mask a piece of a payload whose first byte is number `offset` of the whole payload.
///
/// ```
/// let (mut whole, mut pieces) = (*b"Hello", *b"Hello");
/// frames::mask(&mut whole, [1, 2, 3, 4]);
/// frames::mask_from(&mut pieces[..3], [1, 2, 3, 4], 0);
/// frames::mask_from(&mut pieces[3..], [1, 2, 3, 4], 3);
/// assert_eq!(whole, pieces);
/// ```
#[inline]
pub fn mask_from(bytes: &mut [u8], key: [u8; 4], offset: u64) {
    mask(bytes, turned(key, offset));
}

/// The key as byte number `offset` of a payload meets it: turned left by `offset % 4` bytes.
fn turned(mut key: [u8; 4], offset: u64) -> [u8; 4] {
    key.rotate_left((offset % 4) as usize);
    key
}

/// First what lies before the next cache line, then the rest.
fn mask_aligned(bytes: &mut [u8], key: [u8; 4]) {
    let before = bytes.as_ptr().align_offset(CACHE_LINE).min(bytes.len());
    let (head, body) = bytes.split_at_mut(before);
    mask_words(head, key);
    mask_wide(body, turned(key, before as u64));
}

/// The same words, compiled twice: for every processor of the kind, and for those with registers of
/// 32 bytes. Which this one is, is asked once.
#[multiversion(targets("x86_64+avx2"))]
fn mask_wide(bytes: &mut [u8], key: [u8; 4]) {
    mask_words(bytes, key);
}

/// Eight bytes at a time, then four, then one. The compiler makes of it as many at a time as there
/// is room for in a register.
#[inline(always)]
fn mask_words(bytes: &mut [u8], key: [u8; 4]) {
    let four_bytes = u32::from_ne_bytes(key);
    let eight_bytes = u64::from(four_bytes) << 32 | u64::from(four_bytes);
    let (eights, rest) = bytes.as_chunks_mut::<8>();
    for eight in eights {
        *eight = (u64::from_ne_bytes(*eight) ^ eight_bytes).to_ne_bytes();
    }
    let (fours, rest) = rest.as_chunks_mut::<4>();
    for four in fours {
        *four = (u32::from_ne_bytes(*four) ^ four_bytes).to_ne_bytes();
    }
    for (byte, key) in rest.iter_mut().zip(key) {
        *byte ^= key;
    }
}
