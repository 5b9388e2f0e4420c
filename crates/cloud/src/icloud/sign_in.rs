//! Signing in: CloudKit names Apple's page to go to, which comes back to the one address of the API token.
//!
//! Apple's page takes no `state`. So the caller has to check that a sign-in is under way in this browser, that it is
//! recent, and whose account came back.

use percent_encoding::percent_decode_str;

use super::{
    answers::{RequestError, refusal},
    session::{Container, Endpoints, is_token, request},
};
use crate::{
    DriveError, Token,
    answer::{Effect, no_answer},
    http::{Http, Method},
    oauth::OAuthError,
    signed_in::json as read,
};

/// Apple's page to go to.
///
/// # Errors
/// [`OAuthError::Registration`] when Apple knows neither the container nor its API token, or refuses this origin.
pub async fn begin(
    http: &impl Http,
    endpoints: &Endpoints,
    container: &Container,
) -> Result<String, OAuthError> {
    let url = container.address(endpoints, "public/users/current").map_err(|_| OAuthError::BadConfig)?;
    let answer = http
        .send(request(Method::Get, url, None))
        .await
        .map_err(|error| OAuthError::Service(no_answer(error, Effect::None)))?;
    let Some(failure) = read::<RequestError>(&answer) else {
        return Err(OAuthError::Service(refusal(&answer, Effect::None)));
    };
    match (failure.code.as_str(), failure.redirect) {
        ("AUTHENTICATION_REQUIRED", Some(page)) if endpoints.is_ours(&page) => Ok(page),
        ("AUTHENTICATION_REQUIRED", Some(_)) => Err(OAuthError::Service(DriveError::RedirectedAway)),
        ("AUTHENTICATION_FAILED" | "BAD_REQUEST" | "NOT_FOUND" | "ACCESS_DENIED", _) => {
            Err(OAuthError::Registration { code: failure.code.to_ascii_lowercase() })
        }
        _ => Err(OAuthError::Service(refusal(&answer, Effect::None))),
    }
}

/// The token in what Apple's page came back with (a query, with or without its `?`). It is decoded as an
/// address, not as a form: a `+` in it is a `+`, and so is a space, which no token has.
///
/// # Errors
/// [`OAuthError::Cancelled`] without one, [`OAuthError::Malformed`] for two, and for what cannot be one.
pub fn token_of(query: &str) -> Result<Token, OAuthError> {
    let query = query.trim_start_matches(['?', '#']);
    let mut tokens = query.split('&').filter_map(|pair| pair.strip_prefix("ckWebAuthToken="));
    let told = match (tokens.next(), tokens.next()) {
        (Some(told), None) if !told.is_empty() => told,
        (Some(_), Some(_)) => return Err(OAuthError::Malformed),
        _ => return Err(OAuthError::Cancelled),
    };
    let text = percent_decode_str(told).decode_utf8().map_err(|_| OAuthError::Malformed)?.replace(' ', "+");
    if is_token(&text) { Ok(Token::new(text)) } else { Err(OAuthError::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_through_an_address_as_it_is() {
        for (query, token) in [
            ("?ckWebAuthToken=54__54__AZ%2Bb%2Fc%3D%3D", Some("54__54__AZ+b/c==")),
            ("ckSession=x&ckWebAuthToken=AZ+b/c==", Some("AZ+b/c==")),
            ("ckWebAuthToken=AZ%20b", Some("AZ+b")),
            ("ckWebAuthToken=a&ckWebAuthToken=b", None),
            ("ckWebAuthToken=", None),
            ("ckWebAuthToken=%00", None),
            ("ckSession=x", None),
            ("", None),
        ] {
            let got = token_of(query).ok();
            assert_eq!(got.as_ref().map(Token::expose), token, "{query}");
        }
    }

    #[test]
    fn only_apples_pages_are_gone_to() {
        let endpoints = Endpoints::default();
        assert!(endpoints.is_ours("https://idmsa.apple.com/IDMSWebAuth/auth?oauth_token=1"));
        assert!(endpoints.is_ours("https://cvws.icloud-content.com/B/x"));
        assert!(endpoints.is_ours("https://api.apple-cloudkit.com/x"));
        for bad in [
            "http://idmsa.apple.com/",
            "https://apple.com.evil.example/",
            "https://evil.example/.apple.com",
            "https://evil.example?.apple.com",
            "https://a@evil.example/",
            "https://evil.example\\.apple.com/",
            "https://x@y.apple.com/",
            "javascript:alert(1)",
        ] {
            assert!(!endpoints.is_ours(bad), "{bad}");
        }
        let double = Endpoints { api: "http://127.0.0.1:1".to_owned() };
        assert!(double.is_ours("http://127.0.0.1:1/sign-in"));
        assert!(!double.is_ours("http://127.0.0.1:12/sign-in"));
    }
}
