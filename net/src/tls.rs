//! # TLS on both sides                                    chapter 08 · RFC 6455 §4.1, §10.6
//! Knows: whom a client trusts, and with what a server shows who it is. Does not know: what is
//! said inside.
//! Read before: `tls/error.rs`. Read next: `stream.rs`.

mod anybody;
mod error;

pub use error::TlsError;

use anybody::Anybody;
use std::sync::{Arc, OnceLock};
use std::{fmt, io};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

/// How a PEM file begins its parts: what has none of them is DER.
const PEM_MARK: &[u8] = b"-----BEGIN ";
/// What both sides say they speak, so that nobody begins with HTTP/2 (RFC 7301).
const PROTOCOL: &[u8] = b"http/1.1";
/// What may wait in a session for a peer that does not read; beyond it, the writer waits.
const UNSENT_MAX: usize = 16 * 1024;

/// Whom a client trusts.
#[derive(Clone)]
pub struct ClientTls(TlsConnector);

impl ClientTls {
    /// Trust those whom the web trusts: the roots of Mozilla's list.
    ///
    /// # Errors
    /// [`TlsError::Failed`]: the library has no cipher in common with itself.
    pub fn web() -> Result<Self, TlsError> {
        static WEB: OnceLock<ClientTls> = OnceLock::new();
        if let Some(built) = WEB.get() {
            return Ok(built.clone());
        }
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self::with(roots).map(|built| WEB.get_or_init(|| built).clone())
    }

    /// Trust these certificates, and what they signed, and nobody else: PEM (one or several), or
    /// one in DER.
    ///
    /// # Errors
    /// [`TlsError::Certificate`]: no certificate is in it.
    pub fn trusting(certificates: &[u8]) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        for certificate in parse_certificates(certificates)? {
            roots.add(certificate).map_err(|error| TlsError::Certificate(error.to_string()))?;
        }
        Self::with(roots)
    }

    /// Trust whoever answers: to look at a server whose certificate cannot be checked. Anybody on
    /// the way can be that server, so say so to whom it concerns.
    ///
    /// # Errors
    /// As [`web`](Self::web).
    pub fn anybody() -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Arc::new(Anybody(Arc::clone(&provider)));
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().map_err(TlsError::Failed)?;
        let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
        Ok(Self::of(builder.with_no_client_auth()))
    }

    fn with(roots: RootCertStore) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().map_err(TlsError::Failed)?;
        Ok(Self::of(builder.with_root_certificates(roots).with_no_client_auth()))
    }

    fn of(mut config: ClientConfig) -> Self {
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Self(TlsConnector::from(Arc::new(config)))
    }

    /// Begin TLS with `host` on `stream`. A name goes with the first message (SNI), so that a
    /// server with many can choose (RFC 6455 §4.1); an address never does (RFC 6066 §3).
    ///
    /// # Errors
    /// [`TlsError`]; nothing but TLS was sent.
    pub async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, TlsError> {
        let name = ServerName::try_from(host.to_string());
        let name = name.map_err(|_| TlsError::Name(host.into()))?;
        let limited = |session: &mut rustls::ClientConnection| {
            session.set_buffer_limit(Some(UNSENT_MAX));
        };
        let stream = self.0.connect_with(name, stream, limited).await.map_err(TlsError::from)?;
        Ok(stream.into())
    }
}

/// With what a server shows who it is.
#[derive(Clone)]
pub struct ServerTls {
    acceptor: TlsAcceptor,
    certificate: CertificateDer<'static>,
}

impl ServerTls {
    /// A certificate (with those between it and the root, in PEM) and its private key; PEM or DER.
    ///
    /// # Errors
    /// [`TlsError::Certificate`], [`TlsError::Key`]: one is not what it should be.
    /// [`TlsError::Mismatch`]: they do not belong together.
    pub fn new(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let chain = parse_certificates(certificates)?;
        let certificate = chain.first().cloned();
        let certificate = certificate.ok_or_else(|| TlsError::Certificate("none".into()))?;
        let key = parse_key(key)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().map_err(TlsError::Failed)?;
        let config = builder.with_no_client_auth().with_single_cert(chain, key);
        let mut config = config.map_err(|error| match error {
            rustls::Error::InvalidCertificate(_) => {
                TlsError::Certificate("it cannot be read as one".into())
            }
            rustls::Error::InconsistentKeys(_) => TlsError::Mismatch,
            _ => TlsError::Key(error.to_string()),
        })?;
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// The server's own certificate, in DER: that of which others are shown a fingerprint.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Answer the peer that begins TLS on `stream`. One that begins with HTTP is told so in HTTP.
    ///
    /// # Errors
    /// [`TlsError`]: the peer does not speak TLS, or does not trust us, or went away.
    pub async fn accept(&self, mut stream: TcpStream) -> Result<TlsStream<TcpStream>, TlsError> {
        let mut first = [0; 1];
        let n = stream.peek(&mut first).await.map_err(TlsError::Io)?;
        if n == 1 && first[0].is_ascii_uppercase() {
            answer_in_clear(&mut stream).await.map_err(TlsError::Io)?;
            return Err(TlsError::NotTls);
        }
        let limited = |session: &mut rustls::ServerConnection| {
            session.set_buffer_limit(Some(UNSENT_MAX));
        };
        let stream = self.acceptor.accept_with(stream, limited).await.map_err(TlsError::from)?;
        Ok(stream.into())
    }
}

/// Say in HTTP that it is not spoken here, and let the peer have the time to read it.
async fn answer_in_clear(stream: &mut TcpStream) -> io::Result<()> {
    const ANSWER: &[u8] = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\n\
        Connection: close\r\n\r\nthis port speaks TLS: the address begins with https: or wss:\n";
    stream.write_all(ANSWER).await?;
    stream.shutdown().await?;
    // To close with bytes unread would reset the connection, and could destroy the answer.
    let mut rest = [0; 4096];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

impl fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientTls")
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerTls")
    }
}

/// The certificates that `bytes` hold, in PEM or DER: at least one.
///
/// # Errors
/// [`TlsError::Certificate`]: there is none.
fn parse_certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    if !is_pem(bytes) {
        return Ok(vec![CertificateDer::from(bytes.to_vec())]);
    }
    let found: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(bytes).collect();
    let found = found.map_err(|error| TlsError::Certificate(error.to_string()))?;
    if found.is_empty() {
        return Err(TlsError::Certificate("the PEM holds none".into()));
    }
    Ok(found)
}

fn parse_key(bytes: &[u8]) -> Result<PrivateKeyDer<'static>, TlsError> {
    if is_pem(bytes) {
        PrivateKeyDer::from_pem_slice(bytes).map_err(|error| TlsError::Key(error.to_string()))
    } else {
        PrivateKeyDer::try_from(bytes.to_vec()).map_err(|why| TlsError::Key(why.into()))
    }
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(PEM_MARK.len()).any(|window| window == PEM_MARK)
}
