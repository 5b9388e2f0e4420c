//! A client without sockets that is let do and see what a page is let do and see.

use async_trait::async_trait;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request};

use crate::{Asked, Core, Service, core::Outcome};

/// Behaves as `fetch` in a page or worker: preflights, hidden headers, redirects that are not followed.
pub struct Direct<S> {
    core: Core<S>,
    origin: String,
}

impl<S> Clone for Direct<S> {
    fn clone(&self) -> Self {
        Direct { core: self.core.clone(), origin: self.origin.clone() }
    }
}

impl<S: Service> Direct<S> {
    pub(crate) fn new(core: Core<S>, origin: &str) -> Direct<S> {
        Direct { core, origin: origin.to_owned() }
    }

    /// Where this client finds the service: any address under `http://double`, or `https://`.
    pub const BASE: &'static str = "http://double";

    fn asked(&self, request: Request) -> Result<Asked, HttpError> {
        let after = request.url.split_once("://").map(|(_, rest)| rest).ok_or(HttpError::BadAddress)?;
        let target = after.find('/').and_then(|at| after.get(at..)).unwrap_or("/");
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let sound = |c: char| c.is_ascii_graphic();
        if !path.chars().all(sound) || !query.chars().all(sound) {
            return Err(HttpError::BadAddress);
        }
        let header = |(name, value): (&'static str, zeroize::Zeroizing<String>)| {
            (name.to_owned(), value.as_str().to_owned())
        };
        let mut headers: Vec<_> = request.headers.into_iter().map(header).collect();
        if headers.iter().any(|(_, value)| value.chars().any(|c| c.is_control() || u32::from(c) > 0xff)) {
            return Err(HttpError::BadAddress);
        }
        headers.push(("origin".to_owned(), self.origin.clone()));
        Ok(Asked {
            method: request.method.as_str().to_owned(),
            base: Direct::<S>::BASE.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: request.body,
            twist: crate::Twist::default(),
        })
    }

    fn passes_preflight(&self, asked: &Asked) -> bool {
        let simple = |(name, value): &&(String, String)| match name.as_str() {
            "origin" | "accept" | "accept-language" | "content-language" => true,
            "content-type" => ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
                .contains(&value.split(';').next().unwrap_or_default().trim()),
            _ => false,
        };
        let mut beyond: Vec<&str> =
            asked.headers.iter().filter(|header| !simple(header)).map(|(name, _)| name.as_str()).collect();
        beyond.sort_unstable();
        if beyond.is_empty() && ["GET", "HEAD", "POST"].contains(&asked.method.as_str()) {
            return true;
        }
        let headers = vec![
            ("origin".to_owned(), self.origin.clone()),
            ("access-control-request-method".to_owned(), asked.method.clone()),
            ("access-control-request-headers".to_owned(), beyond.join(",")),
        ];
        let preflight = Asked {
            method: "OPTIONS".to_owned(),
            base: asked.base.clone(),
            path: asked.path.clone(),
            query: asked.query.clone(),
            headers,
            body: Vec::new(),
            twist: asked.twist.clone(),
        };
        let answer = self.core.preflight(&preflight);
        (200..300).contains(&answer.status) && answer.header("access-control-allow-origin").is_some()
    }
}

#[async_trait(?Send)]
impl<S: Service> Http for Direct<S> {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let limit = request.limit;
        let asked = self.asked(request)?;
        if !self.passes_preflight(&asked) {
            return Err(HttpError::NoAnswer);
        }
        let sent = asked.without_body();
        let answer = match self.core.handle(asked).await {
            Outcome::Answer(answer) => answer,
            Outcome::Cut => return Err(HttpError::NoAnswer),
            Outcome::CutAfter(answer, kept) if kept >= answer.body.len() => answer,
            Outcome::CutAfter(..) => return Err(HttpError::NoAnswer),
        };
        if (301..=308).contains(&answer.status) && answer.header("location").is_some() {
            return Err(HttpError::Redirected);
        }
        let allowed = answer.header("access-control-allow-origin");
        if !allowed.is_some_and(|origin| origin == "*" || origin == self.origin) {
            return Err(HttpError::NoAnswer);
        }
        if answer.body.len() > limit {
            return Err(HttpError::TooLarge);
        }
        let cors = self.core.cors(&sent);
        let mut headers: Vec<_> = answer.headers.into_iter().filter(|(name, _)| cors.shows(name)).collect();
        headers.push(("content-length".to_owned(), answer.body.len().to_string()));
        Ok(Answer { status: answer.status, headers, body: answer.body })
    }
}
