//! # Log: one line for each event, whatever it tells                 chapter 15
//! Knows: which characters may stand in a line of the log. Does not know: what is logged.
//! Read before: nothing. Read next: `main.rs`.
//!
//! What a peer sent must not end a line, or it could write lines of its own into the log; nor give
//! orders to the terminal that shows it, nor turn the direction of the text. All lines pass through
//! here, so that no place that logs has to think of it. Cookie and Authorization are not logged at
//! all: nothing logs the fields of a request.

use std::fmt::{self, Write as _};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// The usual format of a line, without colours, and with all that is not plain text escaped.
#[derive(Debug, Default)]
pub struct OneLine(Format);

impl<S, N> FormatEvent<S, N> for OneLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        writeln!(writer, "{}", escaped(line.strip_suffix('\n').unwrap_or(&line)))
    }
}

/// `text` with everything escaped that is not printed as itself, on its line and in its place.
///
/// ```
/// let log = "200 OK\n\u{1b}[32mforged\u{202e}";
/// assert_eq!(lab::log::escaped(log), r"200 OK\n\u{1b}[32mforged\u{202e}");
/// assert_eq!(lab::log::escaped(r#"é "quoted" \n"#), r#"é "quoted" \n"#);
/// ```
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ' '..='~') {
            out.push(c);
        } else {
            // A string takes every write.
            let _ = write!(out, "{}", c.escape_debug());
        }
    }
    out
}
