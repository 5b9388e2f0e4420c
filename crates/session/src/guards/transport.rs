//! How guards are reached.

use async_trait::async_trait;
use lifeboat_cloud::http::{Http, Method, Request};
use lifeboat_guard::client::{NoAnswer, Transport};
use zeroize::Zeroizing;

use crate::device::Device;
use crate::host::HostHttp;

/// How long a guard may take, ms.
const PATIENCE_MS: u32 = 10_000;
/// Longest answer, bytes.
const LONGEST: usize = 256;

/// Over the host's HTTP.
pub struct GuardTransport(HostHttp);

impl GuardTransport {
    /// The transport of this device.
    pub fn of(device: &Device) -> GuardTransport {
        GuardTransport(device.http())
    }
}

#[async_trait(?Send)]
impl Transport for GuardTransport {
    async fn post(&self, address: &str, body: &[u8]) -> Result<Vec<u8>, NoAnswer> {
        let request = Request {
            method: Method::Post,
            url: address.to_owned(),
            headers: vec![("content-type", Zeroizing::new("application/octet-stream".to_owned()))],
            body: body.to_vec(),
            timeout_ms: PATIENCE_MS,
            limit: LONGEST,
        };
        let answer = self.0.send(request).await.map_err(|_| NoAnswer)?;
        if answer.status == 200 { Ok(answer.body) } else { Err(NoAnswer) }
    }
}
