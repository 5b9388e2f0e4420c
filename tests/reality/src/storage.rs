//! A person's storage, tried as the wallet tries it when it is connected: in a new folder, which is removed
//! again. Then every rule of a drive, one by one.

use lifeboat_cloud::Drive;
use lifeboat_cloud::conformance;
use lifeboat_cloud::nextcloud::{Nextcloud, Server, user_id};
use lifeboat_cloud::s3::{Bucket, Keys, S3};
use lifeboat_cloud::webdav::{
    ASKED_HEADERS, ASKED_METHODS, Address, Behaviour, Grade, Login, ProbeReport, WebDav,
};

use crate::options::BucketAt;
use crate::report::{Report, Weight};
use crate::site::{Drives, Site};
use crate::wallet::{now_ms, random};

/// Name and password, from the environment.
pub struct Credentials {
    /// User, or access key.
    pub user: String,
    /// Password, or secret key.
    pub password: String,
}

impl Credentials {
    /// From two variables.
    ///
    /// # Errors
    /// Which one is missing.
    pub fn of(user: &str, password: &str) -> Result<Credentials, String> {
        let of = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
        Ok(Credentials { user: of(user)?, password: of(password)? })
    }

    fn login(&self) -> Login {
        Login::new(&self.user, &self.password)
    }
}

/// A number not used before.
fn nonce() -> u64 {
    random().map_or_else(|_| now_ms(), u64::from_le_bytes)
}

/// A WebDAV folder.
pub async fn check_web_dav(http: &reqwest::Client, url: &str, origin: &str, who: &Credentials) -> Report {
    let mut report = Report::of(format!("WebDAV {url}"));
    pages(&mut report, &Site::new(http.clone(), url, origin), ASKED_METHODS, ASKED_HEADERS).await;
    let drive = match Address::parse(url) {
        Ok(address) => WebDav::new(Drives(http.clone()), address, who.login(), Behaviour::default()),
        Err(error) => {
            report.differs(Weight::Breaks, TRIED, "an address", error);
            return report;
        }
    };
    match drive.probe(nonce()).await {
        Ok(verdict) => {
            judged(&mut report, &verdict);
            rules(&mut report, &drive.with_behaviour(verdict.behaviour)).await;
        }
        Err(error) => report.differs(Weight::Breaks, TRIED, Grade::SafeWithReadBack.words(), error),
    }
    report
}

/// A Nextcloud.
pub async fn check_nextcloud(http: &reqwest::Client, url: &str, origin: &str, who: &Credentials) -> Report {
    let mut report = Report::of(format!("Nextcloud {url}"));
    let client = Drives(http.clone());
    let found = async {
        let server = Server::parse(url)?;
        let id = user_id(&client, &server, &who.login()).await?;
        let drive = Nextcloud::new(client.clone(), server, &id, who.login())?;
        Ok((id, drive.probe(nonce()).await?, drive))
    };
    let (id, verdict, drive) = match found.await {
        Ok(found) => found,
        Err(error) => {
            let error: lifeboat_cloud::DriveError = error;
            report.differs(Weight::Breaks, TRIED, Grade::SafeWithReadBack.words(), error);
            return report;
        }
    };
    let base = drive.server().address();
    let path = format!("/remote.php/dav/files/{}/", id.replace(' ', "%20"));
    let site = Site::new(http.clone(), base.trim_end_matches('/'), origin);
    pages_at(&mut report, &site, &path, ASKED_METHODS, ASKED_HEADERS).await;
    judged(&mut report, &verdict);
    rules(&mut report, &drive.with_behaviour(verdict.behaviour)).await;
    report
}

/// A bucket.
pub async fn check_s3(http: &reqwest::Client, at: &BucketAt, origin: &str, who: &Credentials) -> Report {
    let mut report = Report::of(format!("S3 {}, bucket {}", at.endpoint, at.name));
    let bucket = match Bucket::new(&at.endpoint, &at.region, &at.name) {
        Ok(bucket) => bucket,
        Err(error) => {
            report.differs(Weight::Breaks, TRIED, "an address", error);
            return report;
        }
    };
    let site = Site::new(http.clone(), at.endpoint.trim_end_matches('/'), origin);
    let headers = "authorization, x-amz-date, x-amz-content-sha256, if-none-match, if-match";
    pages_at(&mut report, &site, &format!("/{}/", at.name), "GET, PUT, DELETE", headers).await;
    let drive = S3::new(Drives(http.clone()), bucket, Keys::new(&who.user, &who.password), now_ms);
    let rest = async |ms| tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
    match drive.probe(nonce(), rest).await {
        Ok(grade) => {
            graded(&mut report, grade, Grade::Safe);
            rules(&mut report, &drive).await;
        }
        Err(error) => report.differs(Weight::Breaks, TRIED, Grade::Safe.words(), error),
    }
    report
}

const TRIED: &str = "what it may be used for, by the wallet's own trial";

/// Of folders of many makers, by what they do to several writers at once.
fn judged(report: &mut Report, verdict: &ProbeReport) {
    graded(report, verdict.grade, Grade::SafeWithReadBack);
    for weakness in &verdict.weaknesses {
        report.fact("weakness", format!("{weakness:?}"));
    }
}

fn graded(report: &mut Report, here: Grade, double: Grade) {
    let weight = if here.refusal().is_some() { Weight::Breaks } else { Weight::Bearable };
    report.compare(weight, TRIED, double.words(), here.words());
}

trait Words {
    fn words(self) -> String;
}

impl Words for Grade {
    fn words(self) -> String {
        match self {
            Grade::Safe => "everything".to_owned(),
            Grade::SafeWithReadBack => "everything, with more requests for each file".to_owned(),
            Grade::PhraseOnly { reason } => format!("the recovery phrase only: {reason:?}"),
            Grade::Unusable { reason } => format!("nothing: {reason:?}"),
        }
    }
}

/// Every rule of a drive.
async fn rules(report: &mut Report, drive: &impl Drive) {
    const WHAT: &str = "the rules of a drive";
    let failures = conformance::check(drive, nonce()).await;
    if failures.is_empty() {
        report.same(WHAT);
    }
    for failure in failures {
        report.differs(Weight::Breaks, WHAT, format!("{:?}: {}", failure.rule, failure.what), failure.got);
    }
}

async fn pages(report: &mut Report, site: &Site, methods: &str, headers: &str) {
    pages_at(report, site, "", methods, headers).await;
}

/// Whether the server lets a page of the origin send what the wallet sends.
async fn pages_at(report: &mut Report, site: &Site, path: &str, methods: &str, headers: &str) {
    const WHAT: &str = "a page may use it";
    for method in methods.split(", ") {
        match site.preflight(path, method, headers).await {
            Ok(said) if site.lets_in(&said) && matches!(said.status, 200..=299) => {}
            Ok(said) => {
                return report.differs(
                    Weight::Breaks,
                    WHAT,
                    format!("{method} allowed"),
                    format!("{} for {method}", said),
                );
            }
            Err(error) => return report.differs(Weight::Breaks, WHAT, format!("{method} allowed"), error),
        }
    }
    report.same(WHAT);
}
