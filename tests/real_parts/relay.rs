//! # A relay that can be cut                                         chapter 07
//! Knows: TCP connections, and how they are lost. Does not know: what travels on them.
//! Read before: `programs.rs`. Read next: `event_streams.rs`.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Both ends of the connections that are open, or were.
type Ends = Arc<Mutex<Vec<TcpStream>>>;

/// What connects to it is connected to a server, until it is cut.
pub struct Relay {
    pub address: SocketAddr,
    ends: Ends,
}

impl Relay {
    /// A relay to `server`, on a port of its own, as long as the test runs.
    pub fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let ends = Ends::default();
        let all = Arc::clone(&ends);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(server).unwrap());
                let both = [(&client, &server), (&server, &client)];
                for (from, to) in
                    both.map(|(a, b)| (a.try_clone().unwrap(), b.try_clone().unwrap()))
                {
                    thread::spawn(move || copy(from, to));
                }
                all.lock().unwrap().extend([client, server]);
            }
        });
        Self { address, ends }
    }

    /// End every connection, as a network does that goes away: in the middle of anything.
    pub fn cut(&self) {
        for end in self.ends.lock().unwrap().drain(..) {
            let _gone_before = end.shutdown(Shutdown::Both);
        }
    }
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let _cut = io::copy(&mut from, &mut to);
    let _gone = to.shutdown(Shutdown::Write);
}
