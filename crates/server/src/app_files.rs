//! The built app, held in memory: what a browser asks for, with the right type, tag, compression and caching.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::SystemTime;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};

use crate::{StartError, csp};

/// Good compression without taking minutes for the node's ten megabytes.
const BROTLI_QUALITY: i32 = 9;
const BROTLI_WINDOW: i32 = 22;
const INDEX: &str = "/index.html";
/// Where services lead back to, with a code in the address: `callback` is `callback.html`, and nothing there is ever
/// the app's own page, which would load everything else while the code is still in the address bar.
const SIGN_IN: &str = "/oauth/";

/// The app as it was last read.
pub(crate) struct App {
    dist: PathBuf,
    dev: bool,
    build: RwLock<Arc<Build>>,
}

/// One build of the app.
struct Build {
    /// The files by path, with the leading `/`.
    files: HashMap<String, AppFile>,
    policy: HeaderValue,
    index_modified: Option<SystemTime>,
}

struct AppFile {
    bytes: Bytes,
    /// The bytes as the build packed them, or set later by the thread that compresses. Until then, and if compressing
    /// saves nothing, the plain bytes are sent.
    brotli: OnceLock<Option<Bytes>>,
    /// The bytes as the build packed them.
    gzip: Option<Bytes>,
    content_type: &'static str,
    tag: String,
    immutable: bool,
}

impl App {
    pub(crate) fn load(dist: &Path, dev: bool) -> Result<App, StartError> {
        let build = read(dist, dev)
            .map_err(|source| StartError::NoApp { path: dist.to_path_buf(), source })
            .map(Arc::new)?;
        if !dev {
            let build = build.clone();
            std::thread::spawn(move || build.compress());
        }
        Ok(App { dist: dist.to_path_buf(), dev, build: RwLock::new(build) })
    }

    /// The policy of the page that is served now.
    pub(crate) fn policy(&self) -> HeaderValue {
        self.build.read().unwrap_or_else(PoisonError::into_inner).policy.clone()
    }

    /// Answers any request that is not for something else.
    pub(crate) async fn answer(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
        if method != Method::GET && method != Method::HEAD {
            return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
        }
        let build = self.current();
        let Ok(path) = percent_decode_str(uri.path()).decode_utf8() else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let last = path.rsplit('/').next().unwrap_or_default();
        // A file that is missing stays missing; any other address is a screen, and the page knows which.
        match build.files.get(path.as_ref()) {
            Some(file) => file.answer(headers),
            None if path.starts_with(SIGN_IN) => match build.files.get(&format!("{path}.html")) {
                Some(page) => not_kept(page.answer(&HeaderMap::new())),
                None => StatusCode::NOT_FOUND.into_response(),
            },
            None if last.contains('.') => {
                (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-cache")]).into_response()
            }
            None => match build.files.get(INDEX) {
                Some(index) => index.answer(headers),
                None => StatusCode::NOT_FOUND.into_response(),
            },
        }
    }

    /// In development the app may have been rebuilt; the build writes `index.html` last.
    fn current(&self) -> Arc<Build> {
        let build = self.build.read().unwrap_or_else(PoisonError::into_inner).clone();
        if !self.dev || modified(&self.dist) == build.index_modified {
            return build;
        }
        match read(&self.dist, self.dev) {
            Ok(new) => {
                let new = Arc::new(new);
                *self.build.write().unwrap_or_else(PoisonError::into_inner) = new.clone();
                new
            }
            // Half built: the old one still works.
            Err(_) => build,
        }
    }
}

fn modified(dist: &Path) -> Option<SystemTime> {
    fs::metadata(dist.join("index.html")).and_then(|metadata| metadata.modified()).ok()
}

fn read(dist: &Path, dev: bool) -> io::Result<Build> {
    let index_modified = modified(dist);
    let mut raw = HashMap::new();
    collect(dist, "", &mut raw)?;
    let Some(index) = raw.get(INDEX) else {
        return Err(io::Error::new(io::ErrorKind::NotFound, "there is no index.html"));
    };
    let policy = csp::policy(&csp::inline_script_hashes(&String::from_utf8_lossy(index)), dev);
    let policy = HeaderValue::from_str(&policy).map_err(io::Error::other)?;
    let (packed, plain): (HashMap<String, Bytes>, HashMap<String, Bytes>) =
        raw.into_iter().partition(|(path, _)| path.ends_with(".br") || path.ends_with(".gz"));
    let ready = |path: &str, ending: &str| packed.get(&format!("{path}{ending}")).cloned();
    let files = plain
        .into_iter()
        .map(|(path, bytes)| {
            let file = AppFile {
                brotli: ready(&path, ".br").map_or_else(OnceLock::new, |br| OnceLock::from(Some(br))),
                gzip: ready(&path, ".gz"),
                content_type: content_type(&path),
                tag: hex(&Sha256::digest(&bytes)[..16]),
                immutable: is_hashed(&path),
                bytes,
            };
            (path, file)
        })
        .collect();
    Ok(Build { files, policy, index_modified })
}

/// Every file of a folder and of those in it; hidden ones stay hidden.
fn collect(folder: &Path, prefix: &str, into: &mut HashMap<String, Bytes>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') && name != ".well-known" {
            continue;
        }
        let path = format!("{prefix}/{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), &path, into)?;
        } else if kind.is_file() {
            into.insert(path, fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

impl Build {
    /// The smallest first: the page is there before the node.
    fn compress(&self) {
        let mut files: Vec<&AppFile> = self.files.values().filter(|file| file.compressible()).collect();
        files.sort_by_key(|file| file.bytes.len());
        for file in files {
            file.brotli.get_or_init(|| brotli(&file.bytes));
        }
    }
}

/// `None` when it saves nothing.
fn brotli(bytes: &[u8]) -> Option<Bytes> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params).ok()?;
    (packed.len() < bytes.len()).then(|| packed.into())
}

impl AppFile {
    fn compressible(&self) -> bool {
        self.bytes.len() >= 256
            && !self.content_type.starts_with("image/png")
            && !self.content_type.starts_with("font/")
    }

    /// The smallest form that the client takes, and what that is called; `None`: as it is.
    fn packed_for(&self, headers: &HeaderMap) -> Option<(&'static str, Bytes)> {
        let brotli = || self.brotli.get().cloned().flatten().map(|packed| ("br", packed));
        let gzip = || self.gzip.clone().map(|packed| ("gzip", packed));
        let taken = accepts(headers, "br").then(brotli).flatten();
        taken.or_else(|| accepts(headers, "gzip").then(gzip).flatten())
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let packed = self.packed_for(headers);
        let tag = match &packed {
            Some((encoding, _)) => format!("\"{}-{encoding}\"", self.tag),
            None => format!("\"{}\"", self.tag),
        };
        let caching = match self.immutable {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        };
        let mut response = if has_tag(headers, &tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let (encoding, body) = packed.map_or_else(
                || (HeaderMap::new(), self.bytes.clone()),
                |(encoding, packed)| (to_map([(header::CONTENT_ENCODING, encoding)]), packed),
            );
            ([(header::CONTENT_TYPE, self.content_type)], encoding, Body::from(body)).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        response
    }
}

/// An answer that no cache may keep: its address is a secret.
fn not_kept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn to_map<const N: usize>(pairs: [(header::HeaderName, &'static str); N]) -> HeaderMap {
    pairs.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
}

fn has_tag(headers: &HeaderMap, tag: &str) -> bool {
    let Some(tags) = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()) else {
        return false;
    };
    tags.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
}

/// This encoding in `Accept-Encoding`, and not with quality 0.
pub(crate) fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let Some(list) = headers.get(header::ACCEPT_ENCODING).and_then(|list| list.to_str().ok()) else {
        return false;
    };
    list.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0f32)));
        name.eq_ignore_ascii_case(encoding) && !refused
    })
}

/// Whether the build put a hash of the content into the name: `name-<hash>`, then `.ext` or `_bg.wasm`. The hash is a
/// 64-bit number in hex, without leading zeros.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.match_indices('-').any(|(at, _)| {
        let rest = &name[at + 1..];
        let digits = rest.bytes().take_while(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(c)).count();
        (13..=16).contains(&digits) && matches!(rest.as_bytes().get(digits), Some(b'.' | b'_'))
    })
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_of_the_build_are_immutable() {
        for path in [
            "/app-0123456789abcdef.js",
            "/x/lifeboat-app-0123456789abcdef_bg.wasm",
            "/base-53903c5135bc1cd.css",
        ] {
            assert!(is_hashed(path), "{path}");
        }
        for path in [
            "/index.html",
            "/worker_loader.js",
            "/sw.js",
            "/a-0123456789abcdef0.js",
            "/a-0123456789.js",
            "/a-0123456789ABCDEF.js",
            "/snippets/lib-0123456789abcdef/inline0.js",
            "/a-0123456789abcdef",
        ] {
            assert!(!is_hashed(path), "{path}");
        }
    }

    #[test]
    fn brotli_is_only_for_who_takes_it() {
        let asks = |list: &'static str| accepts(&to_map([(header::ACCEPT_ENCODING, list)]), "br");
        assert!(asks("gzip, deflate, br, zstd") && asks("br;q=0.5"));
        assert!(!asks("gzip") && !asks("br;q=0") && !asks("brr"));
    }
}
