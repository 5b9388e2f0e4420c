//! A bucket of S3-compatible storage, or a part of one.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::Clock;
use lifeboat_cloud::http::Http;
use lifeboat_cloud::s3::{Bucket, Keys, S3};
use lifeboat_cloud::webdav::{Address, Weakness};
use lifeboat_cloud::{Drive, DriveError};
use zeroize::Zeroizing;

use super::ServiceAccess;

/// What its form asks for.
pub struct BucketForm {
    /// The service.
    pub address: String,
    /// Its region.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// Before every name; may be empty.
    pub prefix: String,
    /// Access key id.
    pub access_key: String,
    /// Secret access key.
    pub secret_key: Zeroizing<String>,
}

/// Keys to a bucket.
pub struct BucketAccess<H> {
    http: H,
    clock: Rc<dyn Clock>,
    form: BucketForm,
}

impl<H: Http + Clone + 'static> BucketAccess<H> {
    /// With the form as it was filled in.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn new(http: H, clock: Rc<dyn Clock>, form: BucketForm) -> Result<BucketAccess<H>, DriveError> {
        let access = BucketAccess { http, clock, form };
        access.open()?;
        Ok(access)
    }

    fn open(&self) -> Result<S3<H>, DriveError> {
        let BucketForm { address, region, bucket, prefix, access_key, secret_key } = &self.form;
        let bucket = Bucket::new(address, region, bucket)?.with_prefix(prefix)?;
        let clock = self.clock.clone();
        Ok(S3::new(self.http.clone(), bucket, Keys::new(access_key, secret_key), move || clock.now_ms()))
    }
}

#[async_trait(?Send)]
impl<H: Http + Clone + 'static> ServiceAccess for BucketAccess<H> {
    async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.open()?))
    }

    async fn trial(&self, nonce: u64) -> Result<Option<Weakness>, DriveError> {
        let grade = self.open()?.probe(nonce, async |ms| self.clock.sleep(ms).await).await?;
        Ok(grade.refusal())
    }

    async fn place(&self) -> Result<Vec<String>, DriveError> {
        let address = Address::parse(&self.form.address)?.to_string();
        Ok(vec!["s3".into(), address, self.form.bucket.clone(), self.form.prefix.clone()])
    }
}
