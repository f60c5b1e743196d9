//! From HTTP to WebSocket: the opening handshake (RFC 6455 section 4).
