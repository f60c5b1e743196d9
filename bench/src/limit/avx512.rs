//! # The wide loop                                                   chapter 16 · RFC 6455 §5.3
//! Knows: masking in registers of 64 bytes, as someone writes it who counts instructions.
//! Does not know: processors without such registers; there it is left out.
//! Read before: `mod.rs`. Read next: `rows/mask.rs`.
//!
//! The one file of the workspace with `unsafe`. What safe code comes to is put beside what the
//! processor can be told word by word, and telling it word by word has no safe form.
#![allow(unsafe_code)]

use std::arch::asm;

/// Masks as `frames::mask` does, the last 0 to 63 bytes one by one. `None` where the processor
/// lacks what that needs.
pub fn tail_one_by_one() -> Option<impl Fn(&mut [u8], [u8; 4])> {
    let has = is_x86_feature_detected!("avx512f");
    // SAFETY: it needs what was just asked for, and nothing else of its caller.
    has.then_some(|bytes: &mut [u8], key| unsafe { mask_one_by_one(bytes, key) })
}

/// The same, but the last bytes all at once, with a store that leaves out what lies behind them.
pub fn tail_at_once() -> Option<impl Fn(&mut [u8], [u8; 4])> {
    let has = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("bmi2");
    // SAFETY: it needs what was just asked for, and nothing else of its caller.
    has.then_some(|bytes: &mut [u8], key| unsafe { mask_at_once(bytes, key) })
}

/// # Safety
/// The processor has AVX-512 F.
#[inline]
unsafe fn mask_one_by_one(bytes: &mut [u8], key: [u8; 4]) {
    let (blocks, tail) = bytes.as_chunks_mut::<64>();
    // SAFETY: what this function asks of its caller.
    unsafe { mask_blocks(blocks, key) };
    for (i, byte) in tail.iter_mut().enumerate() {
        *byte ^= key[i % 4];
    }
}

/// # Safety
/// The processor has AVX-512 F, AVX-512 BW and BMI2.
#[inline]
unsafe fn mask_at_once(bytes: &mut [u8], key: [u8; 4]) {
    let (blocks, tail) = bytes.as_chunks_mut::<64>();
    // SAFETY: what this function asks of its caller.
    unsafe { mask_blocks(blocks, key) };
    if tail.is_empty() {
        return;
    }
    // SAFETY: k1 has a one for each byte of `tail`; no other byte is read or written.
    unsafe {
        asm!(
            "bzhi {ones}, {ones}, {len}",
            "kmovq k1, {ones}",
            "vpbroadcastd zmm0, {key:e}",
            "vmovdqu8 zmm1{{k1}}{{z}}, [{at}]",
            "vpxord zmm1, zmm1, zmm0",
            "vmovdqu8 [{at}]{{k1}}, zmm1",
            "vzeroupper",
            ones = inout(reg) u64::MAX => _,
            len = in(reg) tail.len() as u64,
            key = in(reg) u32::from_ne_bytes(key),
            at = in(reg) tail.as_mut_ptr(),
            out("k1") _, out("xmm0") _, out("xmm1") _,
            options(nostack),
        );
    }
}

/// Load and XOR, store, go on: 64 bytes a turn.
///
/// # Safety
/// The processor has AVX-512 F.
#[inline]
unsafe fn mask_blocks(blocks: &mut [[u8; 64]], key: [u8; 4]) {
    if blocks.is_empty() {
        return;
    }
    // SAFETY: `at` goes through the blocks, from the first to the last, 64 bytes at a time.
    unsafe {
        asm!(
            "vpbroadcastd zmm0, {key:e}",
            "2:",
            "vpxord zmm1, zmm0, [{at}]",
            "vmovdqu64 [{at}], zmm1",
            "add {at}, 64",
            "dec {left}",
            "jnz 2b",
            "vzeroupper",
            key = in(reg) u32::from_ne_bytes(key),
            at = inout(reg) blocks.as_mut_ptr() => _,
            left = inout(reg) blocks.len() => _,
            out("xmm0") _, out("xmm1") _,
            options(nostack),
        );
    }
}

#[cfg(test)]
mod tests {
    /// Every length, and nothing behind it.
    fn masks(mask: impl Fn(&mut [u8], [u8; 4])) {
        for len in 0..300 {
            let mut bytes: Vec<u8> = (0..=250).cycle().take(400).collect();
            let mut asked = bytes.clone();
            mask(&mut bytes[1..][..len], [1, 2, 3, 4]);
            let key = [1, 2, 3, 4].into_iter().cycle();
            asked[1..][..len].iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
            assert_eq!(bytes, asked, "{len}");
        }
    }

    #[test]
    fn example_both_loops_mask_what_they_are_given_and_nothing_else() {
        super::tail_one_by_one().into_iter().for_each(masks);
        super::tail_at_once().into_iter().for_each(masks);
    }
}
