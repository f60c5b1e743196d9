//! Asking again: short polling, long polling, HTTP streaming (RFC 6202).
