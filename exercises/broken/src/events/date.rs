//! # The date of an answer                                           chapter 02 · RFC 9110 §5.6.7
//! Knows: seconds since 1970 as `Sun, 06 Nov 1994 08:49:37 GMT`. Does not know: any clock.
//! Read before: `events/request.rs`. Read next: `events/serve.rs`.

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [(&str, u64); 12] = [
    ("Jan", 31),
    ("Feb", 28),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

/// The date of so many `seconds` after the first of January 1970, in the form that HTTP asks for.
///
/// ```
/// assert_eq!(broken::events::date::date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
/// assert_eq!(broken::events::date::date(1_709_164_800), "Thu, 29 Feb 2024 00:00:00 GMT");
/// ```
pub fn date(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let weekday = DAYS[usize::try_from(days % 7).unwrap_or(0)];
    let (mut year, mut day) = (1970, days);
    while day >= 365 + leap_day(year) {
        day -= 365 + leap_day(year);
        year += 1;
    }
    let mut name = "";
    for (month, days) in MONTHS {
        let days = days + if month == "Feb" { leap_day(year) } else { 0 };
        name = month;
        if day < days {
            break;
        }
        day -= days;
    }
    let (day, hour, minute, second) = (day + 1, second / 3600, second / 60 % 60, second % 60);
    format!("{weekday}, {day:02} {name} {year} {hour:02}:{minute:02}:{second:02} GMT")
}

/// 1 in a leap year, 0 in the others.
fn leap_day(year: u64) -> u64 {
    u64::from(year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)))
}
