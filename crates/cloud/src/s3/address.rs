//! Which bucket, and the keys to it.

use rusty_s3::UrlStyle;
use zeroize::Zeroizing;

use crate::{DriveError, drive::is_name, race::Evidence, webdav::Address};

/// A bucket, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub(super) bucket: rusty_s3::Bucket,
    pub(super) authority: String,
    /// Names below the bucket, under which we keep everything.
    pub(super) prefix: Vec<String>,
}

impl Bucket {
    /// `endpoint`: `https://s3.eu-central-1.amazonaws.com`, `https://<account>.r2.cloudflarestorage.com`, or
    /// the address of the user's own server. `region`: as the provider says (`auto`, `us-east-1`). The
    /// bucket's name goes into the path, which every server understands.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn new(endpoint: &str, region: &str, name: &str) -> Result<Bucket, DriveError> {
        // No password, query or fragment.
        let address = without_bucket(Address::parse(endpoint)?, name);
        let region = region.trim();
        let sane = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
        };
        if !sane(name) || !sane(region) {
            return Err(DriveError::BadAddress);
        }
        let url = address.folder(&crate::Path::root())?.parse().map_err(|_| DriveError::BadAddress)?;
        let bucket = rusty_s3::Bucket::new(url, UrlStyle::Path, name.to_owned(), region.to_owned());
        Ok(Bucket {
            bucket: bucket.map_err(|_| DriveError::BadAddress)?,
            authority: address.authority().to_owned(),
            prefix: Vec::new(),
        })
    }

    /// Only below this prefix (`a/b`): what keys limited to it may touch.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn with_prefix(mut self, prefix: &str) -> Result<Bucket, DriveError> {
        let names: Vec<String> =
            prefix.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if !names.iter().all(|name| is_name(name)) {
            return Err(DriveError::BadAddress);
        }
        self.prefix = names;
        Ok(self)
    }

    /// What speaks for the service besides its races. By its host alone, whose certificate proves it: what an
    /// answer says of its server, anything in between may have written.
    pub(super) fn evidence(&self) -> Evidence {
        let is_documented =
            is_aws_s3(&self.authority) || self.authority.ends_with(".r2.cloudflarestorage.com");
        if is_documented && !self.is_plain() { Evidence::Known } else { Evidence::RacesAlone }
    }

    /// Whether everything goes over the wire readable. The secret key does not, in either case.
    pub fn is_plain(&self) -> bool {
        self.bucket.base_url().scheme() == "http"
    }
}

/// Whether this is S3 itself at AWS, with or without a bucket before it: below `amazonaws.com` are also
/// machines and gateways that anybody rents.
fn is_aws_s3(authority: &str) -> bool {
    let Some(host) = authority.strip_suffix(".amazonaws.com") else { return false };
    let is_s3 = |label: &str| matches!(label, "s3" | "s3-fips");
    let is_region = |label: &str| label.contains('-') && label.ends_with(|c: char| c.is_ascii_digit());
    match *host.rsplit('.').collect::<Vec<_>>() {
        ["s3"] | ["s3", _] => true,
        [region, "dualstack", service, ..] | [region, service, ..] => is_region(region) && is_s3(service),
        [] | [_] => false,
    }
}

/// Consoles show an address with the bucket in it, in its path or before its host. Only of services whose
/// addresses are known: on one's own server either may be so by chance.
fn without_bucket(address: Address, name: &str) -> Address {
    const SERVICES: [&str; 6] = [
        ".amazonaws.com",
        ".r2.cloudflarestorage.com",
        ".digitaloceanspaces.com",
        ".backblazeb2.com",
        ".wasabisys.com",
        ".scw.cloud",
    ];
    let is_known = |authority: &str| SERVICES.iter().any(|service| authority.ends_with(service));
    if !is_known(address.authority()) {
        return address;
    }
    let address = if address.names() == [name] { address.with_names(Vec::new()) } else { address };
    let before = format!("://{}.", name.to_lowercase());
    match address.origin().split_once(&before) {
        Some((scheme, host)) if is_known(host) => {
            Address::parse(&format!("{scheme}://{host}")).map(|it| it.with_names(address.names().to_vec()))
        }
        Some(_) | None => Ok(address.clone()),
    }
    .unwrap_or(address)
}

/// Access key and secret key. Wiped from memory when dropped; no `Debug`.
#[derive(Clone)]
pub struct Keys {
    pub(super) access: String,
    pub(super) secret: Zeroizing<String>,
}

impl Keys {
    /// The keys as the provider's console shows them.
    pub fn new(access: &str, secret: &str) -> Keys {
        let secret = Zeroizing::new(secret.trim().to_owned());
        Keys { access: access.trim().to_owned(), secret }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_documents_what_it_does_is_known_by_its_host() {
        for (endpoint, known) in [
            ("https://s3.eu-central-1.amazonaws.com", true),
            ("https://id.eu.R2.cloudflarestorage.com", true),
            ("https://s3.amazonaws.com", true),
            ("https://s3.dualstack.us-west-2.amazonaws.com", true),
            ("https://s3-fips.us-east-1.amazonaws.com", true),
            ("https://box.s3.us-east-1.amazonaws.com", true),
            ("https://abc.execute-api.eu-west-1.amazonaws.com", false),
            ("https://s3.execute-api.eu-west-1.amazonaws.com", false),
            ("https://ec2-1-2-3-4.eu-west-1.compute.amazonaws.com", false),
            ("https://s3.elb.amazonaws.com", false),
            ("http://s3.eu-central-1.amazonaws.com", false),
            ("https://amazonaws.com.example", false),
            ("https://notamazonaws.com", false),
            ("https://s3.fr-par.scw.cloud", false),
            ("https://minio.example", false),
        ] {
            let evidence = Bucket::new(endpoint, "auto", "box").unwrap().evidence();
            assert_eq!(evidence == Evidence::Known, known, "{endpoint}");
        }
    }

    #[test]
    fn an_address_may_have_the_bucket_in_it() {
        for (endpoint, base) in [
            ("https://id.r2.cloudflarestorage.com/box", "https://id.r2.cloudflarestorage.com/"),
            ("https://id.r2.cloudflarestorage.com", "https://id.r2.cloudflarestorage.com/"),
            ("https://box.fra1.digitaloceanspaces.com", "https://fra1.digitaloceanspaces.com/"),
            ("box.s3.eu-central-1.amazonaws.com", "https://s3.eu-central-1.amazonaws.com/"),
            // One's own server may be called like the bucket.
            ("https://box.example.org", "https://box.example.org/"),
            ("https://example.org/box", "https://example.org/box/"),
        ] {
            let bucket = Bucket::new(endpoint, "auto", "box").unwrap();
            assert_eq!(bucket.bucket.base_url().as_str(), format!("{base}box/"), "{endpoint}");
        }
        let region = Bucket::new("https://fra1.digitaloceanspaces.com", "auto", "fra1").unwrap();
        assert_eq!(region.authority, "fra1.digitaloceanspaces.com");
    }
}
