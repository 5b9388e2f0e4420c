//! The headers of every answer.

use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::Response;

use crate::app_files::App;

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // Only what browsers know; they complain about the rest. The camera scans invoices, the clipboard takes
    // them, passkeys may open the wallet. Nothing else is used.
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), camera=(self), clipboard-read=(self), clipboard-write=(self), \
         display-capture=(), encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), \
         idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
         publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(self), serial=(), \
         usb=(), xr-spatial-tracking=()",
    ),
];

/// Two years, as browsers' own lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Adds them. A policy that is there already is stricter and stays.
pub(crate) fn add(response: &mut Response, app: &App, dev: bool) {
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, app.policy());
    }
    if !dev {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
}
