//! # Reasons: why a goal was not met                                 chapter 16
//! Knows: what we know of it, in words. Does not know: figures; a goal that is met needs no reason.
//! Read before: `verdict.rs`. Read next: `report/page.rs`.

/// Row, the beginning of the goal's case or of the goal, the reason.
const REASONS: &[(&str, &str, &str)] = &[];

/// Why the goal of that row and case was not met, if that is known.
pub fn of(row: &str, case: &str, goal: &str) -> Option<&'static str> {
    let fits = |part: &str| case.starts_with(part) || goal.starts_with(part);
    let found = REASONS.iter().find(|(of, part, _)| *of == row && fits(part));
    found.map(|(_, _, reason)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows;

    #[test]
    fn example_every_reason_is_about_a_case_that_there_is() {
        let rows = rows::all();
        for (name, part, _) in REASONS {
            let row = rows.iter().find(|row| row.name == *name);
            let cases = row.map_or(&[][..], |row| &row.cases[..]);
            let is_known = cases.iter().any(|case| case.name.starts_with(part));
            assert!(is_known || *part == "all", "{name}, {part}: no such case");
        }
    }
}
