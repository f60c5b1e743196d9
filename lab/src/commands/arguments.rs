//! # Arguments that several commands take                            chapter 00
//! Knows: addresses, numbers and certificates, as they are written on a command line.
//! Does not know: which command asks.
//! Read before: `mod.rs`. Read next: `serve.rs`.

use crate::connect::order;
use clap::Args;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of both servers about TLS.
#[derive(Clone, Debug, Default, Args)]
pub struct Tls {
    /// Serve https and wss, with a certificate made for this run unless one is given
    #[arg(long)]
    pub tls: bool,
    /// A file with a certificate (and those that signed it) in PEM, or one in DER; implies --tls
    #[arg(long, value_name = "FILE", requires = "key")]
    pub cert: Option<PathBuf>,
    /// A file with the certificate's private key in PEM or DER
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
}

/// A number of at least 1.
pub(crate) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it must be a number of at least 1".into()),
        Ok(number) => Ok(number),
    }
}

/// A number of seconds, as 10 or 0.5; at most a day.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "it must be a number of seconds, as 10 or 0.5, and at most a day".into();
    order::seconds(text).ok_or_else(wrong)
}

/// An address with its port; names such as `localhost` are looked up.
pub(crate) fn socket_address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs();
    let found = found.map_err(|error| format!("{error}; it should be like 127.0.0.1:8080"))?;
    // A name may stand for several addresses: take the one that curl and browsers reach, too.
    found.min_by_key(SocketAddr::is_ipv6).ok_or_else(|| "no address has that name".into())
}

/// An address without a port.
pub(crate) fn ip_address(text: &str) -> Result<IpAddr, String> {
    let literal = text.parse();
    literal.or_else(|_| match socket_address(&format!("{text}:0")) {
        Ok(address) => Ok(address.ip()),
        Err(_) => Err("nothing is known by that name (which may come from the variable HOST); it \
                       should be like 127.0.0.1 or localhost"
            .into()),
    })
}
