//! # Chart: figures against rates, drawn                             chapter 16
//! Knows: two axes, both as logarithms; a line and a mark for each transport.
//! Does not know: what the figures mean.
//! Read before: `table.rs`. Read next: `html.rs`.

use std::fmt::Write as _;

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is called.
    pub name: &'static str,
    /// Which of the colours it has: its place among all lines, from 1.
    pub ink: usize,
    /// Its points: how far to the right, how high, and how far up a whisker goes from there.
    pub points: Vec<(f64, f64, Option<f64>)>,
}

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
/// Left of, above, right of and below the area in which lines are drawn.
const MARGINS: (f64, f64, f64, f64) = (70.0, 14.0, 110.0, 40.0);

/// From figures to places: powers of ten lie equally far apart.
struct Axis {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Axis {
    /// An axis for these figures, from `start` to `end`; whole powers of ten at both ends.
    fn of(figures: impl Iterator<Item = f64>, start: f64, end: f64) -> Self {
        let logs = figures.filter(|figure| *figure > 0.0).map(f64::log10);
        let (least, most) = logs.fold((f64::MAX, f64::MIN), |(a, b), log| (a.min(log), b.max(log)));
        let (from, to) = if least <= most { (least.floor(), most.ceil()) } else { (0.0, 1.0) };
        Self { from, to: if to > from { to } else { from + 1.0 }, start, end }
    }

    fn place(&self, figure: f64) -> f64 {
        let part = (figure.max(1e-9).log10() - self.from) / (self.to - self.from);
        self.start + part * (self.end - self.start)
    }

    /// The powers of ten on it.
    fn marks(&self) -> impl Iterator<Item = f64> + use<> {
        let (from, to) = (self.from, self.to + 0.5);
        let powers = std::iter::successors(Some(from), |power| Some(power + 1.0));
        powers.take_while(move |power| *power < to).map(|power| 10f64.powf(power))
    }
}

/// The lines as SVG, with `unit` telling how a figure is written at the axis. Its title is read out
/// where it is not seen.
pub fn svg(title: &str, across: &str, lines: &[Line], unit: impl Fn(f64) -> String) -> String {
    let (left, top, right, bottom) = MARGINS;
    let points = || lines.iter().flat_map(|line| &line.points);
    let x = Axis::of(points().map(|point| point.0), left, WIDTH - right);
    let heights = points().flat_map(|point| [Some(point.1), point.2]).flatten();
    let y = Axis::of(heights, HEIGHT - bottom, top);
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\"><title>{title}</title>\n\
         <g class=\"grid\">"
    );
    for mark in y.marks() {
        let (at, text) = (y.place(mark), unit(mark));
        let _ = write!(out, "<path d=\"M{left} {at:.1}H{:.1}\"/>", x.end);
        let _ = write!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{text}</text>", left - 6.0, at + 4.0);
    }
    for mark in x.marks() {
        let (at, under) = (x.place(mark), HEIGHT - bottom + 16.0);
        let _ = write!(out, "<path d=\"M{at:.1} {top}V{:.1}\"/>", y.start);
        let _ = write!(out, "<text class=\"x\" x=\"{at:.1}\" y=\"{under:.1}\">{mark:.0}</text>");
    }
    let (middle, foot) = (f64::midpoint(x.start, x.end), HEIGHT - 6.0);
    let _ =
        writeln!(out, "<text class=\"x\" x=\"{middle:.1}\" y=\"{foot:.1}\">{across}</text></g>");
    for line in lines {
        draw(&mut out, line, &x, &y);
    }
    names(&mut out, lines, &y);
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, line: &Line, x: &Axis, y: &Axis) {
    let _ = write!(out, "<g class=\"l{}\"><path class=\"line\" d=\"", line.ink);
    for (at, point) in line.points.iter().enumerate() {
        let step = if at == 0 { 'M' } else { 'L' };
        let _ = write!(out, "{step}{:.1} {:.1}", x.place(point.0), y.place(point.1));
    }
    out.push_str("\"/>");
    for &(across, up, whisker) in &line.points {
        // Side by side, so that no whisker hides another.
        let (at, height) = (x.place(across), y.place(up));
        let aside = at + 4.0 * (line.ink as f64 - 3.0);
        if let Some(whisker) = whisker {
            let _ = write!(out, "<path d=\"M{aside:.1} {height:.1}V{:.1}\"/>", y.place(whisker));
        }
        let _ = write!(out, "<circle cx=\"{at:.1}\" cy=\"{height:.1}\" r=\"3\"/>");
    }
    out.push_str("</g>\n");
}

/// The name of each line at its end; those that would lie upon each other are moved apart.
fn names(out: &mut String, lines: &[Line], y: &Axis) {
    let end = |line: &Line| line.points.last().map(|point| y.place(point.1));
    let mut ends: Vec<(f64, &Line)> =
        lines.iter().filter_map(|line| Some((end(line)?, line))).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut least = MARGINS.1;
    for (number, (at, line)) in ends.iter().enumerate() {
        let room_below = 14.0 * (ends.len() - 1 - number) as f64;
        let at = at.max(least).min(y.start - room_below);
        least = at + 14.0;
        let (x, y, ink) = (WIDTH - MARGINS.2 + 10.0, at + 4.0, line.ink);
        let _ = writeln!(out, "<text class=\"n{ink}\" x=\"{x}\" y=\"{y:.1}\">{}</text>", line.name);
    }
}
