//! What a configuration lacks before real money may come in.

use lifeboat_messages::Lack;

use crate::Config;

impl Config {
    /// What is missing before real money may come in, for a page at this origin; whatever the network is.
    pub fn lack(&self, origin: &str) -> Option<Lack> {
        let absolute = |address: &String| Config::absolute(origin, address);
        let chain: Vec<String> =
            std::iter::once(&self.esplora.first).chain(&self.esplora.second).map(absolute).collect();
        let encrypted = |address: &String| address.starts_with("https:") || address.starts_with("wss:");
        let all = chain.iter().cloned().chain([origin.to_owned(), self.bridge_address(origin)]);
        if !all.into_iter().all(|address| encrypted(&address)) {
            Some(Lack::Encryption)
        } else if chain.len() < 2 || chain.windows(2).any(|two| host(&two[0]) == host(&two[1])) {
            Some(Lack::SecondChain)
        } else if self.graph.is_none() {
            Some(Lack::Map)
        } else {
            None
        }
    }
}

/// The host of an absolute address, in lower case, without scheme, user, port and path.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    port.map_or(host, |(host, _)| host).to_ascii_lowercase()
}
