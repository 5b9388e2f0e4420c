//! The chain over TCP, in the words of the Electrum protocol 1.4, for wallets that speak nothing else.
//!
//! One JSON-RPC 2.0 object a line, both ways. Nineteen methods: what Electrum 4.3 asks for, and no more. Clients that
//! subscribed to headers or to a script are told of every change. Refused transactions are answered with the reason
//! that Bitcoin Core would give.

mod headers;
mod scripts;
mod session;
mod txs;
mod wire;

use std::future::Future;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::network::Network;
use session::Session;
use wire::Lines;

/// Serves the protocol until `stop` resolves; all connections end with it.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    network: Network,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let mut stop = std::pin::pin!(stop);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                connections.spawn(converse(stream, network.clone()));
            }
            // Forgets those that ended.
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection, until either side has enough of it.
async fn converse(mut stream: TcpStream, network: Network) {
    let mut changes = network.changes();
    let mut session = Session::new(network);
    let mut lines = Lines::default();
    let mut chunk = vec![0; 16_384];
    let (mut read, mut write) = stream.split();
    loop {
        let said = tokio::select! {
            length = read.read(&mut chunk) => match length {
                Ok(0) | Err(_) => return,
                Ok(length) => match lines.feed(chunk.get(..length).unwrap_or_default()) {
                    Ok(lines) => lines.iter().filter_map(|line| session.answer(line)).collect(),
                    Err(wire::TooLong) => return,
                },
            },
            changed = changes.changed() => match changed {
                Ok(()) => session.news(),
                Err(_) => return,
            },
        };
        for mut line in said {
            line.push('\n');
            if write.write_all(line.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
