//! What a service lets pages of other origins do and see.

use crate::{Answered, Asked};

/// Some, or whatever is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Whatever is asked for is echoed.
    Any,
    /// These.
    These(Vec<String>),
    /// These, as a header lists them.
    Listed(&'static str),
}

impl Allowed {
    /// These.
    pub fn these(names: &[&str]) -> Allowed {
        Allowed::These(names.iter().map(|name| (*name).to_owned()).collect())
    }

    fn has(&self, name: &str) -> bool {
        match self {
            Allowed::Any => true,
            Allowed::These(names) => names.iter().any(|known| known.eq_ignore_ascii_case(name)),
            Allowed::Listed(names) => names.split(", ").any(|known| known.eq_ignore_ascii_case(name)),
        }
    }
}

/// The policy for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cors {
    /// Which origins; `None`: no header at all, whoever asks.
    pub origins: Option<Allowed>,
    /// `GET`, …
    pub methods: Allowed,
    /// Request headers.
    pub headers: Allowed,
    /// Response headers that a page may read, beside the seven that it always may.
    pub exposed: Vec<String>,
    /// Whether a preflight needs credentials, which it never has: then it is 401.
    pub preflight_needs_login: bool,
}

impl Cors {
    /// No page of another origin gets anything.
    pub fn none() -> Cors {
        Cors {
            origins: None,
            methods: Allowed::Any,
            headers: Allowed::Any,
            exposed: Vec::new(),
            preflight_needs_login: false,
        }
    }

    /// Any origin, any method and header; only these response headers are to be seen.
    pub fn open(exposed: &[&str]) -> Cors {
        Cors {
            origins: Some(Allowed::Any),
            exposed: exposed.iter().map(|name| (*name).to_owned()).collect(),
            ..Cors::none()
        }
    }

    pub(crate) fn lets(&self, origin: &str) -> bool {
        self.origins.as_ref().is_some_and(|origins| origins.has(origin))
    }

    /// Whether a page may send this at all.
    pub(crate) fn preflight_passes(&self, origin: &str, method: &str, headers: &[&str]) -> bool {
        !self.preflight_needs_login
            && self.lets(origin)
            && self.methods.has(method)
            && headers.iter().all(|name| self.headers.has(name))
    }

    /// The answer to an `OPTIONS` before a request.
    pub(crate) fn preflight(&self, asked: &Asked) -> Answered {
        let origin = asked.header("origin").unwrap_or_default();
        if self.preflight_needs_login {
            return Answered::bare(401);
        }
        let method = asked.header("access-control-request-method").unwrap_or_default();
        let headers = asked.header("access-control-request-headers").unwrap_or_default();
        let wanted: Vec<&str> = headers.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        if !self.preflight_passes(origin, method, &wanted) {
            return Answered::bare(200);
        }
        let listed = |allowed: &Allowed, asked: &str| match allowed {
            Allowed::Any => asked.to_owned(),
            Allowed::These(names) => names.join(","),
            Allowed::Listed(names) => (*names).to_owned(),
        };
        Answered::bare(200)
            .with("access-control-allow-origin", origin)
            .with("access-control-allow-methods", listed(&self.methods, method))
            .with("access-control-allow-headers", listed(&self.headers, headers))
            .with("access-control-max-age", "5")
            .with("vary", "Origin")
    }

    /// The headers of an answer to the request itself.
    pub(crate) fn mark(&self, origin: Option<&str>, answer: Answered) -> Answered {
        match origin.filter(|origin| self.lets(origin)) {
            Some(origin) => {
                let marked = answer.with("access-control-allow-origin", origin).with("vary", "Origin");
                match self.exposed.is_empty() {
                    true => marked,
                    false => marked.with("access-control-expose-headers", self.exposed.join(",")),
                }
            }
            None => answer,
        }
    }

    pub(crate) fn shows(&self, header: &str) -> bool {
        const ALWAYS: [&str; 7] = [
            "cache-control",
            "content-language",
            "content-length",
            "content-type",
            "expires",
            "last-modified",
            "pragma",
        ];
        ALWAYS.contains(&header) || self.exposed.iter().any(|known| known.eq_ignore_ascii_case(header))
    }
}
