//! # Bytes on 80 columns                                             chapter 03
//! Knows: how bytes stand in rows. Does not know: what they say.
//! Read before: nothing. Read next: `step/screen.rs`.

/// How wide a screen is.
pub const COLUMNS: usize = 80;
/// How many bytes stand in a row.
const ROW: usize = 16;
/// Of more bytes than these, only some rows are shown.
const BYTES_MAX: usize = 96;

/// `bytes` in rows of 16, in hex and in ASCII, with a bar behind the byte before which `mark`
/// stands. Of many bytes: the first rows, those about the mark, and the last.
///
/// ```
/// use lab::step::layout::rows;
/// let row = "68 69|21                                          hi!";
/// assert_eq!(rows(b"hi!", 2), [row]);
/// ```
pub fn rows(bytes: &[u8], mark: usize) -> Vec<String> {
    let last = bytes.len().saturating_sub(1) / ROW;
    let marked = mark.saturating_sub(1) / ROW;
    let is_shown =
        |row: usize| bytes.len() <= BYTES_MAX || row < 2 || row.abs_diff(marked) < 2 || row == last;
    let mut lines = Vec::new();
    let mut left_out = 0;
    for (i, row) in bytes.chunks(ROW).enumerate() {
        if is_shown(i) {
            if left_out > 0 {
                lines.push(format!(".. {left_out} bytes more"));
                left_out = 0;
            }
            lines.push(line(row, mark.checked_sub(i * ROW)));
        } else {
            left_out += row.len();
        }
    }
    lines
}

/// One row; `mark` counts from its first byte.
fn line(row: &[u8], mark: Option<usize>) -> String {
    let mut hex = String::new();
    let mut text = String::new();
    for (i, byte) in row.iter().enumerate() {
        let behind = if mark == Some(i + 1) { '|' } else { ' ' };
        hex.push_str(&format!("{byte:02x}{behind}"));
        text.push(if (b' '..=b'~').contains(byte) { char::from(*byte) } else { '.' });
    }
    format!("{hex:<width$}  {text}", width = 3 * ROW)
}
