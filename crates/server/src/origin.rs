//! Which pages may use the storage and the bridge.

use axum::http::{HeaderMap, HeaderValue, header};

/// The origins that are allowed besides our own.
pub(crate) struct Origins(Vec<String>);

/// Where a request came from.
pub(crate) enum RequestOrigin {
    /// Our own page, or no page at all.
    Own,
    /// A page of another origin that may.
    Allowed(HeaderValue),
    /// A page of another origin that may not.
    Foreign,
}

impl Origins {
    pub(crate) fn new(allowed: &[String]) -> Origins {
        Origins(allowed.iter().map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect())
    }

    /// Our own origin is the one whose host is the host that was asked: a proxy may have taken off the TLS.
    pub(crate) fn of(&self, headers: &HeaderMap) -> RequestOrigin {
        let Some(value) = headers.get(header::ORIGIN) else { return RequestOrigin::Own };
        let Ok(origin) = value.to_str().map(str::to_ascii_lowercase) else { return RequestOrigin::Foreign };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_ascii_lowercase);
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        if authority.is_some() && authority == host.as_deref() {
            RequestOrigin::Own
        } else if self.0.contains(&origin) {
            RequestOrigin::Allowed(value.clone())
        } else {
            RequestOrigin::Foreign
        }
    }
}
