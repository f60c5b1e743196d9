//! # explain: what bytes say, field by field
//!
//! Knows: the standards, read a second time; how to say what a byte means and where that is
//! written. Does not know: the codecs of this workspace. It shares no code with them, so that
//! where the two agree, two readers of one text agree, and where they differ, one of them is
//! wrong.
//! Read first: `explained.rs`, what an explanation is made of.
//!
//! It never fails: any bytes, cut anywhere, are explained as far as they go.
//!
//! | to have explained | call | read |
//! |---|---|---|
//! | a WebSocket frame | [`frame()`] | `header.rs`, `frame.rs`, `close.rs` |
//! | all frames of one direction | [`frames()`], [`frames_with`] | `frames.rs`, `compressed.rs` |
//! | the payload of a Close frame | [`close_payload`] | `close.rs` |
//! | blocks of DEFLATE | [`inflate()`] | `huffman.rs`, `inflate.rs` |
//! | the head of an HTTP request or response | [`http_head`] | `head.rs`, `field_line.rs` |
//! | a chunk of an HTTP body | [`chunk()`] | `chunk.rs` |
//! | an event stream | [`event_stream()`] | `event_stream.rs` |
//! | both directions, as they come | [`Conversation`] | `conversation.rs` |
//!
//! Each returns [`Explained`]: fields that tile the bytes, and complaints about broken rules.
//! One list of fields, several views: [`Text`] is a table, [`Boxes`] the figure of the RFC,
//! [`Json`] is for programs, [`Html`] for pages.
//!
//! ```
//! let ping = [0x89, 0x02, b'h', b'i'];
//! let explained = explain::frame(&ping, explain::Sender::Server);
//! let figure = format!("\n{}", explained.boxes());
//! assert_eq!(figure, r#"
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-+-+-+-+-------+-+-------------+-------------------------------+
//! |F|R|R|R|opcode |M|   payload   |         payload data          |
//! |I|S|S|S|       |A|   length    |                               |
//! |N|V|V|V|       |S|             |                               |
//! | |1|2|3|       |K|             |                               |
//! |1|0|0|0|   9   |0|      2      |             "hi"              |
//! +-+-+-+-+-------+-+-------------+-------------------------------+
//! "#);
//! ```

mod block;
mod boxes;
mod chunk;
mod close;
mod codes;
mod columns;
mod compressed;
mod conversation;
mod draft;
mod event_stream;
mod explained;
mod field_line;
mod frame;
mod frames;
mod head;
mod head_rules;
mod header;
mod html;
mod huffman;
mod inflate;
mod json;
mod lines;
mod start_line;
mod target;
mod text;
mod utf8;
mod value;

pub use block::{Block, Kind as BlockKind};
pub use boxes::Boxes;
pub use chunk::chunk;
pub use close::close_payload;
pub use compressed::{Agreed, Deflate};
pub use conversation::{Conversation, Kind, Layer, Unit};
pub use event_stream::event_stream;
pub use explained::{Complaint, Explained, Field, Sender};
pub use frame::frame;
pub use frames::{frames, frames_with};
pub use head::http_head;
pub use html::Html;
pub use huffman::Stop;
pub use inflate::{Inflated, inflate};
pub use json::Json;
pub use text::Text;
pub use value::Value;
