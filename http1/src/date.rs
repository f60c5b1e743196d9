//! # Date                                                            chapter 02 · RFC 9110 §5.6.7
//! Knows: how a moment is written: `Sun, 06 Nov 1994 08:49:37 GMT`. Does not know: what time it is.
//! Read before: nothing. Read next: `status.rs`.

use std::time::Duration;

/// The form of a date in HTTP: IMF-fixdate, always in GMT, always of 29 bytes.
///
/// ```
/// let moment = std::time::Duration::from_secs(784_111_777);
/// assert_eq!(&http1::date::fixdate(moment), b"Sun, 06 Nov 1994 08:49:37 GMT");
/// ```
pub fn fixdate(since_1970: Duration) -> [u8; 29] {
    let seconds = since_1970.as_secs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let mut date = *b"Thu, 00 Jan 0000 00:00:00 GMT";
    date[..3].copy_from_slice(pick(b"ThuFriSatSunMonTueWed", days % 7));
    digits(&mut date[5..7], day);
    date[8..11].copy_from_slice(pick(b"JanFebMarAprMayJunJulAugSepOctNovDec", month - 1));
    digits(&mut date[12..16], year);
    digits(&mut date[17..19], second / 3600);
    digits(&mut date[20..22], second / 60 % 60);
    digits(&mut date[23..25], second % 60);
    date
}

/// The year, month and day of the Gregorian calendar, `days` after 1 January 1970.
///
/// Counted from 1 March of the year 0, the leap day is the last day of its year; then every
/// 400 years have 146,097 days, and a month begins at day `(153 * month + 2) / 5`.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let leaps = day_of_era / 1_460 + day_of_era / 146_096 - day_of_era / 36_524;
    let year_of_era = (day_of_era - leaps) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let after_december = month >= 10;
    let year = era * 400 + year_of_era + u64::from(after_december);
    (year, if after_december { month - 9 } else { month + 3 }, day)
}

/// The three letters number `n`.
fn pick(names: &[u8], n: u64) -> &[u8] {
    names.chunks_exact(3).nth((n % 12) as usize).unwrap_or(b"???")
}

/// Write `number` in decimal digits, as many as there is room for.
fn digits(room: &mut [u8], mut number: u64) {
    for place in room.iter_mut().rev() {
        *place = b"0123456789"[(number % 10) as usize];
        number /= 10;
    }
}
