//! # The bugs                                                        chapter 00
//! Knows: all of them, in the order of their numbers. Does not know: what each does.
//! Read before: `bug.rs`. Read next: `bugs/b01_connection_is_one_word.rs`.

use crate::bug::Bug;

mod b01_connection_is_one_word;
mod b02a_names_with_case;
mod b02b_websocket_with_case;
mod b03_colon_and_space;
mod b04_one_read_one_head;
mod b05_one_path_by_heart;
mod b06a_any_version;
mod b06b_version_not_told;
mod b07_any_key;
mod b08_and_for_or;
mod b09_any_origin;
mod b10_rest_of_the_packet_lost;
mod b11_handshake_while_accepting;
mod b12a_endless_head;
mod b12b_patient_head;
mod b13_protocol_by_heart;
mod b14_refusal_without_end;
mod b15_one_read_one_frame;
mod b16_two_bytes_added;
mod b17_seven_of_eight;
mod b18_one_too_many_in_two_bytes;
mod b19_minus_128;
mod b20_length_believed;
mod b21_opcode_not_read;
mod b22a_binary_as_text;
mod b22b_binary_refused;
mod b23_fin_not_read;
mod b24_ping_inside_a_message;
mod b25a_pong_without_payload;
mod b25b_no_pong;
mod b25c_pong_sent_back_as_it_came;
mod b26_pong_for_a_pong;
mod b27_server_masks;
mod b28_unmasked_accepted;
mod b29_reserved_bits_ignored;
mod b30_opcodes_from_above_alone;
mod b31a_long_pings_accepted;
mod b31b_pings_in_fragments;
mod b32a_stray_continuation_accepted;
mod b32b_message_inside_a_message;
mod b33a_text_not_checked;
mod b33b_text_checked_by_frame;
mod b33c_text_checked_at_the_end;
mod b34_long_forms_accepted;
mod b37_mask_begun_anew;
mod b38a_close_not_answered;
mod b38b_connection_kept_after_close;
mod b39a_half_a_code;
mod b39b_any_close_code;
mod b39c_reason_not_checked;
mod b40_heard_after_close;
mod b42a_one_client_ends_the_server;
mod b42b_thread_dies_on_a_bad_frame;
mod b43_one_lock_for_all;
mod b45_short_write;
mod b46_never_asks;
mod b47_no_limit;
mod b50_extension_as_offered;
mod e01_newline_in_data;
mod e02_no_empty_line;
mod e03_wrong_type;
mod e04_no_id;
mod e05_gathered;
mod e06_chunk_size_in_decimal;
mod e07_no_heartbeat;
mod e08_may_be_cached;
mod e09_last_event_id_ignored;
mod e10_last_event_again;
mod e11_head_with_the_first_event;
mod e12_head_opens_a_stream;
mod e13_lone_cr_in_data;
mod e14_one_by_one;
mod e15_one_lock_for_all;
mod e16_host_not_needed;
mod e17_two_lengths;
mod e18_endless_head;
mod e19_names_with_case;
mod e20_chunks_for_all;
mod e21_no_length;
mod e23_one_byte_a_character;
mod e24_rest_of_the_packet_lost;
mod e25_no_date;
mod e26_empty_line_is_a_request;

/// Every bug.
pub const ALL: &[Bug] = &[
    b01_connection_is_one_word::BUG,
    b02a_names_with_case::BUG,
    b02b_websocket_with_case::BUG,
    b03_colon_and_space::BUG,
    b04_one_read_one_head::BUG,
    b05_one_path_by_heart::BUG,
    b06a_any_version::BUG,
    b06b_version_not_told::BUG,
    b07_any_key::BUG,
    b08_and_for_or::BUG,
    b09_any_origin::BUG,
    b10_rest_of_the_packet_lost::BUG,
    b11_handshake_while_accepting::BUG,
    b12a_endless_head::BUG,
    b12b_patient_head::BUG,
    b13_protocol_by_heart::BUG,
    b14_refusal_without_end::BUG,
    b15_one_read_one_frame::BUG,
    b16_two_bytes_added::BUG,
    b17_seven_of_eight::BUG,
    b18_one_too_many_in_two_bytes::BUG,
    b19_minus_128::BUG,
    b20_length_believed::BUG,
    b21_opcode_not_read::BUG,
    b22a_binary_as_text::BUG,
    b22b_binary_refused::BUG,
    b23_fin_not_read::BUG,
    b24_ping_inside_a_message::BUG,
    b25a_pong_without_payload::BUG,
    b25b_no_pong::BUG,
    b25c_pong_sent_back_as_it_came::BUG,
    b26_pong_for_a_pong::BUG,
    b27_server_masks::BUG,
    b28_unmasked_accepted::BUG,
    b29_reserved_bits_ignored::BUG,
    b30_opcodes_from_above_alone::BUG,
    b31a_long_pings_accepted::BUG,
    b31b_pings_in_fragments::BUG,
    b32a_stray_continuation_accepted::BUG,
    b32b_message_inside_a_message::BUG,
    b33a_text_not_checked::BUG,
    b33b_text_checked_by_frame::BUG,
    b33c_text_checked_at_the_end::BUG,
    b34_long_forms_accepted::BUG,
    b37_mask_begun_anew::BUG,
    b38a_close_not_answered::BUG,
    b38b_connection_kept_after_close::BUG,
    b39a_half_a_code::BUG,
    b39b_any_close_code::BUG,
    b39c_reason_not_checked::BUG,
    b40_heard_after_close::BUG,
    b42a_one_client_ends_the_server::BUG,
    b42b_thread_dies_on_a_bad_frame::BUG,
    b43_one_lock_for_all::BUG,
    b45_short_write::BUG,
    b46_never_asks::BUG,
    b47_no_limit::BUG,
    b50_extension_as_offered::BUG,
    e01_newline_in_data::BUG,
    e02_no_empty_line::BUG,
    e03_wrong_type::BUG,
    e04_no_id::BUG,
    e05_gathered::BUG,
    e06_chunk_size_in_decimal::BUG,
    e07_no_heartbeat::BUG,
    e08_may_be_cached::BUG,
    e09_last_event_id_ignored::BUG,
    e10_last_event_again::BUG,
    e11_head_with_the_first_event::BUG,
    e12_head_opens_a_stream::BUG,
    e13_lone_cr_in_data::BUG,
    e14_one_by_one::BUG,
    e15_one_lock_for_all::BUG,
    e16_host_not_needed::BUG,
    e17_two_lengths::BUG,
    e18_endless_head::BUG,
    e19_names_with_case::BUG,
    e20_chunks_for_all::BUG,
    e21_no_length::BUG,
    e23_one_byte_a_character::BUG,
    e24_rest_of_the_packet_lost::BUG,
    e25_no_date::BUG,
    e26_empty_line_is_a_request::BUG,
];
