//! # Arguments about how a server is reached                         chapter 08
//! Knows: fields to send, whom to trust, which proxy to go through. Does not know: what is asked.
//! Read before: `arguments.rs`. Read next: `connect.rs`, `listen.rs`.

use clap::Args;
use net::proxy::Proxy;
use net::reach::ReachError;
use net::tls::{ClientTls, TlsError};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fmt, fs, io};

/// How a server is reached, and what it is told besides.
#[derive(Clone, Debug, Default, Args)]
pub struct Reaching {
    /// Send one more field, as in -H 'Authorization: Bearer abc'; may be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME:VALUE", value_parser = field)]
    pub fields: Vec<(String, String)>,
    /// Whom to trust
    #[command(flatten)]
    pub trusting: Trusting,
    /// Go through the tunnel of an HTTP proxy, as in http://127.0.0.1:3128
    #[arg(long, value_name = "URL", value_parser = proxy)]
    pub proxy: Option<String>,
}

/// Whom to trust, if not whom the web trusts.
#[derive(Clone, Debug, Default, Args)]
pub struct Trusting {
    /// Trust any certificate. What is said is still secret, but nobody knows from whom
    #[arg(short = 'k', long, conflicts_with = "trust")]
    pub insecure: bool,
    /// A file with a certificate to trust, in PEM or DER, and no other
    #[arg(long, value_name = "FILE")]
    pub trust: Option<PathBuf>,
}

/// Why the certificate cannot be trusted.
#[derive(Debug)]
pub enum TrustError {
    /// The file cannot be read.
    Read(PathBuf, io::Error),
    /// It holds no certificate.
    Tls(TlsError),
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Tls(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TrustError {}

impl Trusting {
    /// Whom to trust; `None` for those whom the web trusts. With `-k`, a warning is given.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn tls(&self) -> Result<Option<ClientTls>, TrustError> {
        if self.insecure {
            let _ = io::Write::write_all(&mut io::stderr(), WARNING.as_bytes());
            return ClientTls::anybody().map(Some).map_err(TrustError::Tls);
        }
        let Some(path) = &self.trust else { return Ok(None) };
        let read = fs::read(path).map_err(|error| TrustError::Read(path.clone(), error))?;
        ClientTls::trusting(&read).map(Some).map_err(TrustError::Tls)
    }
}

impl Reaching {
    /// The proxy to go through.
    pub fn proxy(&self) -> Option<Proxy> {
        self.proxy.as_deref().map(Proxy::new)
    }
}

/// What to try where a server cannot be reached: a line of its own, or nothing.
pub(crate) fn hint(error: &ReachError) -> &'static str {
    match error {
        ReachError::Tls(TlsError::Untrusted(_)) => {
            "\n  try: --trust FILE, or -k to trust any certificate"
        }
        ReachError::Io(_) => "\n  does a server listen there? try: wire101 serve",
        _ => "",
    }
}

/// Said when any certificate is trusted.
const WARNING: &str = "warning: any certificate is trusted (-k); whoever stands between here and \
                       the server can read and change all that is said\n";

/// `NAME:VALUE`, the value without white space around it.
fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("it must be like 'Name: value'")?;
    Ok((name.trim().to_string(), value.trim_matches([' ', '\t']).to_string()))
}

/// `http://HOST:PORT`, as host and port.
fn proxy(text: &str) -> Result<String, String> {
    let uri = http1::Uri::parse(text).map_err(|error| error.to_string())?;
    if uri.is_secure() || uri.target() != "/" {
        return Err("it must be like http://127.0.0.1:3128".into());
    }
    Ok(uri.authority_with_port())
}

/// `target` with one more parameter in its query, percent-encoded but for the unreserved characters
/// (RFC 3986 §2.3).
pub(crate) fn with_parameter(target: &str, name: &str, value: &str) -> String {
    let mut out = format!("{target}{}{name}=", if target.contains('?') { '&' } else { '?' });
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
