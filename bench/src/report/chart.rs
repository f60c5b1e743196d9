//! # Chart: a run as a picture                                       chapter 16
//! Knows: how the panels stand below each other. Does not know: what is in one.
//! Read before: `report/page.rs`. Read next: `report/bars.rs`.

use super::page::beside;
use super::{Report, bars, lines};
use crate::run::RowResult;

/// As wide as a page's column.
pub(super) const WIDTH: f64 = 860.0;

/// The colours, for a light page and for a dark one.
const STYLE: &str = "\
    text{font:13px system-ui,sans-serif;fill:#1f2328}.head{font-weight:600;font-size:15px}\
    .small{font-size:11px;fill:#59636e}.ours{fill:#0969da}.plain{fill:#80b3e8}.peer{fill:#9198a1}\
    .limit{fill:#bf8700}.line{fill:none;stroke-width:2}.line.ours{stroke:#0969da}\
    .line.plain{stroke:#80b3e8}.line.peer{stroke:#9198a1}.line.limit{stroke:#bf8700}\
    .axis{stroke:#d1d9e0;stroke-width:1}.page{fill:#fff}\
    @media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.page{fill:#0d1117}\
    .axis{stroke:#3d444d}.ours{fill:#4493f8}.line.ours{fill:none;stroke:#4493f8}}";

/// All rows, a panel each, as one picture.
pub fn svg(report: &Report) -> String {
    let mut top = 10.0;
    let mut body = String::new();
    for row in report.rows.iter().filter(|row| !row.cases.is_empty()) {
        let (panel, height) = panel_of(row);
        body.push_str(&format!("<g transform=\"translate(0 {top:.0})\">{panel}</g>\n"));
        top += height + 24.0;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {top:.0}\" role=\"img\" \
         aria-label=\"The figures of each row\">\n<style>{STYLE}</style>\n\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{top:.0}\"/>\n{body}</svg>\n"
    )
}

/// A row that asks how costs grow is drawn as lines, any other as bars.
fn panel_of(row: &RowResult) -> (String, f64) {
    let (body, height) = if row.grows { lines::lines(row) } else { bars::bars(row) };
    (head(row) + &body, height)
}

fn head(row: &RowResult) -> String {
    let how = match row.cases.iter().any(|case| beside(row, case).is_some()) {
        true if !row.grows => "bars: how many times as good as the limit, or as the best peer",
        _ => "the figures themselves",
    };
    format!(
        "<text class=\"head\" x=\"8\" y=\"16\">{}</text>\
         <text class=\"small\" x=\"8\" y=\"32\">{} · {} · {how}</text>",
        safe(row.name),
        safe(row.about),
        safe(row.measure.unit),
    )
}

/// Text inside markup.
pub(super) fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
