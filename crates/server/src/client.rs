//! The client: behind a reverse proxy of the same machine, the address that the proxy has seen.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// Set by the nearest proxy last (docs/hosting.md).
const FORWARDED: &str = "x-forwarded-for";

/// The address by which tries and places are counted. From any other machine, and if no proxy rewrites it,
/// the header is a claim of the client.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap, behind_proxy: bool) -> IpAddr {
    if !behind_proxy || !peer.to_canonical().is_loopback() {
        return peer;
    }
    let last = headers.get_all(FORWARDED).iter().next_back().and_then(|value| value.to_str().ok());
    let nearest = last.and_then(|value| value.rsplit(',').next()).map(str::trim);
    nearest.and_then(|address| address.parse().ok()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_this_machine_says_for_whom_it_asks() {
        for (peer, forwarded, client) in [
            ("127.0.0.1", vec!["203.0.113.7"], "203.0.113.7"),
            ("::1", vec!["203.0.113.7"], "203.0.113.7"),
            ("::ffff:127.0.0.1", vec!["2001:db8::7"], "2001:db8::7"),
            // Addresses before the last one were there when the request reached the proxy.
            ("127.0.0.1", vec!["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1", vec!["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
            ("127.0.0.1", vec![], "127.0.0.1"),
            ("127.0.0.1", vec!["unknown"], "127.0.0.1"),
            ("192.0.2.1", vec!["203.0.113.7"], "192.0.2.1"),
        ] {
            let headers = forwarded.iter().map(|it| (FORWARDED.parse().unwrap(), it.parse().unwrap()));
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                let name: axum::http::HeaderName = name;
                map.append(name, value);
            }
            let peer: IpAddr = peer.parse().unwrap();
            assert_eq!(address(peer, &map, true).to_string(), client, "{peer} {forwarded:?}");
            assert_eq!(address(peer, &map, false), peer, "nobody said that there is a proxy");
        }
    }
}
