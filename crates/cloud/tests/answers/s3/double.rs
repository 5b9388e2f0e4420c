//! An S3 in memory.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use lifeboat_cloud::http::{Answer, Method, Request};

use lifeboat_cloud::wrong_answers::bare;

use crate::{
    exchange::{Service, answer},
    luck::Luck,
};

/// How the server itself misbehaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vice {
    #[default]
    None,
    /// Knows no `If-None-Match`.
    Replaces,
    /// Answers 412 and replaces.
    ReplacesSilently,
    /// Answers 412 to every create, though nothing is there.
    RefusesNew,
    /// Knows no `Range`, and gives the whole file.
    KnowsNoRange,
    ChangesBytes,
    ChangesNames,
    /// Lets a second writer through in some races.
    SeveralWriters(Luck),
}

#[derive(Clone)]
pub struct Double {
    pub objects: RefCell<BTreeMap<String, Vec<u8>>>,
    pub vice: Cell<Vice>,
    pub page: Cell<usize>,
    /// Only requests signed at this time are accepted.
    pub strict_time: RefCell<Option<String>>,
}

pub fn xml(status: u16, body: &str) -> Answer {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}");
    answer(status, &[("content-type", "application/xml"), ("x-amz-request-id", "1")], body.as_bytes())
}

pub fn error(status: u16, code: &str, more: &str) -> Answer {
    xml(
        status,
        &format!(
            "<Error><Code>{code}</Code><Message>In English.</Message>{more}<RequestId>1</RequestId></Error>"
        ),
    )
}

pub fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Double {
    fn list(&self, query: &BTreeMap<String, String>) -> Answer {
        let get = |name: &str| query.get(name).cloned().unwrap_or_default();
        let (prefix, delimiter, after) = (get("prefix"), get("delimiter"), get("continuation-token"));
        let objects = self.objects.borrow();
        let mut lines = BTreeSet::new();
        for (key, value) in objects.iter().filter(|(key, _)| key.starts_with(&prefix)) {
            match key[prefix.len()..].split_once('/').filter(|_| delimiter == "/") {
                Some((name, _)) => lines.insert((format!("{prefix}{name}/"), None)),
                None => lines.insert((key.clone(), Some(value.len()))),
            };
        }
        let rest: Vec<_> = lines.into_iter().filter(|(name, _)| after.is_empty() || *name > after).collect();
        let some: Vec<_> = rest.iter().take(self.page.get()).collect();
        let mut body = format!(
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>wallets</Name><Prefix>{}</Prefix>\
             <KeyCount>{}</KeyCount><MaxKeys>1000</MaxKeys><Delimiter>{delimiter}</Delimiter>",
            escape(&prefix),
            some.len()
        );
        match some.last().filter(|_| some.len() < rest.len()) {
            Some((last, _)) => {
                body += "<IsTruncated>true</IsTruncated>";
                body += &format!("<NextContinuationToken>{}</NextContinuationToken>", escape(last));
            }
            None => body += "<IsTruncated>false</IsTruncated>",
        }
        for (name, size) in some {
            body += &match size {
                Some(size) => format!(
                    "<Contents><Key>{}</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag>\
                     <Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>",
                    escape(name)
                ),
                None => format!("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", escape(name)),
            };
        }
        xml(200, &(body + "</ListBucketResult>"))
    }

    /// A file, or the first byte of one.
    fn give(&self, value: &[u8], range: Option<&str>) -> Answer {
        let kind = ("content-type", "application/octet-stream");
        let Some(range) = range.filter(|_| self.vice.get() != Vice::KnowsNoRange) else {
            return answer(200, &[kind], value);
        };
        assert_eq!(range, "bytes=0-0");
        match value.first() {
            Some(first) => {
                let of = format!("bytes 0-0/{}", value.len());
                answer(206, &[kind, ("accept-ranges", "bytes"), ("content-range", &of)], &[*first])
            }
            None => error(416, "InvalidRange", "<ActualObjectSize>0</ActualObjectSize>"),
        }
    }

    fn put(&self, key: String, request: &Request) -> Answer {
        let vice = self.vice.get();
        let key = if vice == Vice::ChangesNames { key.to_lowercase() } else { key };
        let mut objects = self.objects.borrow_mut();
        let mut body = request.body.clone();
        if vice == Vice::ChangesBytes {
            body.push(b'\n');
        }
        let only_new = request.header("if-none-match") == Some("*") && vice != Vice::Replaces;
        if only_new && (objects.contains_key(&key) || vice == Vice::RefusesNew) {
            let through = matches!(vice, Vice::SeveralWriters(luck) if luck.lets_through(&key));
            if through || vice == Vice::ReplacesSilently {
                objects.insert(key, body);
            }
            if through {
                return answer(200, &[("etag", "\"1\"")], b"");
            }
            return error(412, "PreconditionFailed", "<Condition>If-None-Match</Condition>");
        }
        objects.insert(key, body);
        answer(200, &[("etag", "\"1\"")], b"")
    }
}

impl Service for Double {
    fn serve(&self, request: &Request) -> Answer {
        let rest = request.url.strip_prefix("https://s3.example/").unwrap();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query: BTreeMap<String, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        if !query.get("X-Amz-Credential").is_some_and(|credential| credential.starts_with("AKID/")) {
            return error(403, "InvalidAccessKeyId", "");
        }
        assert_eq!(query.get("X-Amz-Signature").map(String::len), Some(64));
        let signed = query.get("X-Amz-SignedHeaders").unwrap();
        for (name, _) in &request.headers {
            assert!(signed.split(';').any(|signed| signed == *name), "{name} is not signed");
        }
        if let Some(day) = &*self.strict_time.borrow()
            && !query.get("X-Amz-Date").unwrap().starts_with(day)
        {
            return error(403, "AccessDenied", "<ServerTime>2027-01-15T08:00:00Z</ServerTime>");
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket != "wallets" {
            return error(404, "NoSuchBucket", "");
        }
        let key = decode(key);
        match request.method {
            Method::Get if key.is_empty() => self.list(&query),
            Method::Get => match self.objects.borrow().get(&key) {
                Some(value) => self.give(value, request.header("range")),
                None => error(404, "NoSuchKey", ""),
            },
            Method::Put => self.put(key, request),
            Method::Delete => {
                self.objects.borrow_mut().remove(&key);
                bare(204)
            }
            _ => error(405, "MethodNotAllowed", ""),
        }
    }
}
