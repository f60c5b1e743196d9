//! # Stats: what many rounds say together                            chapter 16
//! Knows: medians, spreads, and the power with which something grows. Does not know: units.
//! Read before: `row.rs`. Read next: `run.rs`.

/// The middle of `figures`, or the mean of the two in the middle. NaN for none.
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// How far the figures lie apart: the half between the quarters, as a part of the median. NaN
/// for fewer than four.
pub fn spread(figures: &[f64]) -> f64 {
    if figures.len() < 4 {
        return f64::NAN;
    }
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[sorted.len() / 4], sorted[sorted.len() - 1 - sorted.len() / 4]);
    (high - low) / median(figures)
}

/// The power with which `y` grows with `x`: the slope of the line that fits best (least squares)
/// through the points, both axes as logarithms. NaN for fewer than two different `x`.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| logs.iter().map(pick).sum::<f64>() / n;
    let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let variance: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    if variance == 0.0 { f64::NAN } else { covariance / variance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn example_the_median_is_the_middle_whatever_the_order() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn example_the_spread_leaves_out_one_slow_round() {
        assert_eq!(spread(&[10.0, 10.0, 10.0, 10.0, 90.0]), 0.0);
        assert_eq!(spread(&[8.0, 9.0, 10.0, 11.0, 12.0]), 0.2);
        assert!(spread(&[1.0, 2.0]).is_nan());
    }

    #[test]
    fn example_the_exponent_of_a_line_is_one_and_of_a_square_two() {
        let of = |power: i32| {
            let points = (1..6).map(|x| (f64::from(x), 7.0 * f64::from(x).powi(power)));
            exponent(&points.collect::<Vec<_>>())
        };
        assert!((of(1) - 1.0).abs() < 1e-9);
        assert!((of(2) - 2.0).abs() < 1e-9);
        assert!(exponent(&[(1.0, 2.0)]).is_nan());
    }
}
