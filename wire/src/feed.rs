//! # Feed: drive a protocol over slices                              chapter 03
//! Knows: how to cut input anywhere. Does not know: sockets, sleeping.
//! Read before: `protocol.rs`. Read next: `tests/laws/`.

use crate::{Input, Protocol};

/// Give `bytes` to `protocol` cut at the positions in `cuts` (rising; those beyond the end are
/// ignored), and hear each event.
///
/// These are steps 1 and 2 of [`Protocol`], over memory. `hear` gets the protocol too, so that it
/// can answer between two events.
///
/// # Errors
/// The protocol's own, at the first one.
pub fn feed<P: Protocol>(
    protocol: &mut P,
    bytes: &[u8],
    cuts: &[usize],
    mut hear: impl FnMut(&mut P, P::Event<'_>),
) -> Result<(), P::Error> {
    let mut from = 0;
    let ends = cuts.iter().copied().filter(|&cut| cut < bytes.len()).chain([bytes.len()]);
    for to in ends {
        if to < from {
            continue;
        }
        let mut piece = bytes[from..to].to_vec();
        from = to;
        drain(protocol, &mut Input::new(&mut piece), &mut hear)?;
    }
    Ok(())
}

/// Step 2 of [`Protocol`]: hear events until the protocol needs more bytes.
///
/// # Errors
/// The protocol's own, at the first one.
pub fn drain<'i, P: Protocol>(
    protocol: &mut P,
    input: &mut Input<'i>,
    hear: &mut impl FnMut(&mut P, P::Event<'i>),
) -> Result<(), P::Error> {
    while let Some(event) = protocol.next_event(input)? {
        hear(protocol, event);
    }
    Ok(())
}
