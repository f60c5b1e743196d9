//! WebSocket frames, masking, messages, ping, pong and closing (RFC 6455 sections 5 to 8).
