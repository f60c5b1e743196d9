//! # Why there is no TLS                                            chapter 08 · RFC 6455 §4.1
//! Knows: what went wrong, and what would help. Does not know: how it was tried.
//! Read before: `stop.rs`. Read next: `tls.rs`.

use std::{error, fmt, io};
use tokio_rustls::rustls;

/// Why there is no TLS.
#[derive(Debug)]
pub enum TlsError {
    /// The bytes are no certificate.
    Certificate(String),
    /// The bytes are no private key.
    Key(String),
    /// The private key is that of another certificate.
    Mismatch,
    /// The host can be in no certificate.
    Name(String),
    /// The peer's certificate is not trusted, or is not for this host.
    Untrusted(rustls::CertificateError),
    /// The peer began with something else.
    NotTls,
    /// The two sides could not agree, or one broke the protocol.
    Failed(rustls::Error),
    /// The stream failed on the way.
    Io(io::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(why) => write!(f, "not a certificate in PEM or DER: {why}"),
            Self::Key(why) => write!(f, "not the certificate's private key in PEM or DER: {why}"),
            Self::Mismatch => f.write_str("the private key does not belong to the certificate"),
            Self::Name(host) => write!(f, "no certificate can be for the host {host:?}"),
            Self::Untrusted(rustls::CertificateError::UnknownIssuer) => f.write_str(
                "the server's certificate is signed by nobody whom we trust; if it is your own, \
                 trust it as a root",
            ),
            Self::Untrusted(why) => {
                write!(f, "the server's certificate is refused: {}", show_certificate_error(why))
            }
            Self::NotTls => f.write_str(
                "the peer does not speak TLS here; is the address one for ws: or http: instead?",
            ),
            Self::Failed(error) => write!(f, "TLS failed: {error}"),
            Self::Io(error) => write!(f, "the connection was lost while TLS began: {error}"),
        }
    }
}

fn show_certificate_error(error: &rustls::CertificateError) -> String {
    rustls::Error::InvalidCertificate(error.clone()).to_string()
}

impl error::Error for TlsError {}

impl From<io::Error> for TlsError {
    /// The library tells of its own errors inside of `io` ones.
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidCertificate(why)) => Self::Untrusted(why.clone()),
            // It began with something else: a corrupt record is no record at all.
            Some(rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType)) => {
                Self::NotTls
            }
            Some(inner) => Self::Failed(inner.clone()),
            None => Self::Io(error),
        }
    }
}
