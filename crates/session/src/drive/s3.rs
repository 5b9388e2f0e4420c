//! A bucket of S3-compatible storage, or a part of one.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_cloud::{Drive, DriveError, s3};
use lifeboat_config::Config;
use lifeboat_messages::{Fields, FormField, Offer, Problem};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::provider::{ConfiguredService, Provider, Trial};
use super::{DriveSettings, same_address, typed};
use crate::device::Device;
use crate::host::HostHttp;

/// What is kept of an S3 storage.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "camelCase")]
pub struct S3 {
    /// The service.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// Before every name.
    pub prefix: String,
    /// Access key id.
    pub access_key: String,
    /// Secret access key.
    pub secret_key: String,
}

impl S3 {
    fn open(&self, env: &Device) -> Result<s3::S3<HostHttp>, DriveError> {
        let bucket =
            s3::Bucket::new(&self.endpoint, &self.region, &self.bucket)?.with_prefix(&self.prefix)?;
        let keys = s3::Keys::new(&self.access_key, &self.secret_key);
        let clock = env.clock();
        Ok(s3::S3::new(env.http(), bucket, keys, move || clock()))
    }
}

/// The service.
pub struct S3Service;

#[async_trait(?Send)]
impl Provider for S3Service {
    fn offer(&self, _: &Config) -> Offer {
        Offer::Ready
    }

    async fn settings(&self, fields: &Fields, _: &Device) -> Result<DriveSettings, Problem> {
        let read = |field| typed(fields, field).to_owned();
        Ok(DriveSettings::S3(S3 {
            endpoint: read(FormField::Url),
            region: read(FormField::Region),
            bucket: read(FormField::Bucket),
            prefix: read(FormField::Prefix),
            access_key: read(FormField::AccessKey),
            secret_key: read(FormField::Password),
        }))
    }
}

#[async_trait(?Send)]
impl ConfiguredService for S3 {
    fn drive(&self, env: &Device) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.open(env)?))
    }

    async fn trial(&self, env: &Device, nonce: u64) -> Result<Trial, DriveError> {
        let grade = self.open(env)?.probe(nonce, async |ms| env.sleep(ms).await).await?;
        Ok(grade.refusal().map_or(Trial::Passed, Trial::Failed))
    }

    fn place(&self) -> Vec<String> {
        vec![same_address(&self.endpoint), self.bucket.clone(), self.prefix.clone()]
    }

    fn typed(&self) -> Fields {
        Fields::default()
            .with(FormField::Url, &self.endpoint)
            .with(FormField::Region, &self.region)
            .with(FormField::Bucket, &self.bucket)
            .with(FormField::Prefix, &self.prefix)
            .with(FormField::AccessKey, &self.access_key)
    }
}
