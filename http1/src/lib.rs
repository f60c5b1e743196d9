//! HTTP/1.1 heads and bodies over any byte stream (RFC 9112).
