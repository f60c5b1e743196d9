//! # The certificate: who this server says it is           chapter 08 · RFC 6455 §4.1, §10.6
//! Knows: making one that nobody signed, reading one from files, its fingerprint.
//! Does not know: TLS.
//! Read before: `commands/arguments.rs`, `net/src/tls.rs`. Read next: `commands/serve.rs`.
//!
//! Nobody vouches for a certificate that was made here: a browser warns, and whoever compares the
//! fingerprint that it shows with the one that was printed knows that nobody stands between.

use crate::commands::arguments::Tls;
use net::tls::{ServerTls, TlsError};
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// A certificate and its private key, in PEM or DER.
#[derive(Clone)]
pub struct Identity {
    /// The certificate, perhaps with those that signed it.
    pub certificate: Vec<u8>,
    /// Its private key.
    pub key: Vec<u8>,
}

/// Why there is no certificate to show.
#[derive(Debug)]
pub enum CertificateError {
    /// None could be made.
    Make(rcgen::Error),
    /// A file cannot be read.
    Read(PathBuf, io::Error),
    /// What was given is no certificate, or no key, or they do not belong together.
    Tls(TlsError),
}

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Make(error) => write!(f, "cannot make a certificate: {error}"),
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Tls(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CertificateError {}

impl fmt::Debug for Identity {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

impl Identity {
    /// A new certificate for `names` (names and IP addresses), signed by itself. The key was never
    /// used before, and is forgotten with it.
    ///
    /// # Errors
    /// [`CertificateError::Make`]: one of them is no name.
    pub fn self_signed(names: &[&str]) -> Result<Self, CertificateError> {
        let names: Vec<String> = names.iter().map(|name| (*name).into()).collect();
        let made = rcgen::generate_simple_self_signed(names).map_err(CertificateError::Make)?;
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        Ok(Self { certificate: certificate.into_bytes(), key: key.into_bytes() })
    }

    /// The certificate and the key that are in two files.
    ///
    /// # Errors
    /// [`CertificateError::Read`].
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, CertificateError> {
        let read = |path: &Path| {
            fs::read(path).map_err(|error| CertificateError::Read(path.into(), error))
        };
        Ok(Self { certificate: read(certificate)?, key: read(key)? })
    }

    /// What the command line asks for, for a server at `address`: nothing, files, or a new one.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn wanted(arguments: &Tls, address: IpAddr) -> Result<Option<ServerTls>, CertificateError> {
        let identity = match (&arguments.cert, &arguments.key) {
            (Some(certificate), Some(key)) => Self::read(certificate, key)?,
            _ if arguments.tls => {
                let address = address.to_string();
                let mut names = vec!["localhost", "127.0.0.1", "::1"];
                if !names.contains(&address.as_str()) {
                    names.push(&address);
                }
                Self::self_signed(&names)?
            }
            _ => return Ok(None),
        };
        identity.tls().map(Some)
    }

    /// What a server shows.
    ///
    /// # Errors
    /// [`CertificateError::Tls`].
    pub fn tls(&self) -> Result<ServerTls, CertificateError> {
        ServerTls::new(&self.certificate, &self.key).map_err(CertificateError::Tls)
    }
}

/// The SHA-256 of the certificate, as browsers show it: `AB:CD:` and so on, 32 pairs.
pub fn fingerprint(tls: &ServerTls) -> String {
    let digest = Sha256::digest(tls.certificate());
    let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(":")
}
