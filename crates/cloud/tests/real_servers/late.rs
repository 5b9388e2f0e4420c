//! A line over which every answer takes its time.

use std::time::Duration;

use async_trait::async_trait;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request, native::Client};

/// Like the native client, but each request waits half of it before, half of it after.
#[derive(Clone, Copy)]
pub struct Late {
    pub latency_ms: u64,
}

#[async_trait(?Send)]
impl Http for Late {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let half = Duration::from_millis(self.latency_ms / 2);
        tokio::time::sleep(half).await;
        let answer = Client.send(request).await;
        tokio::time::sleep(half).await;
        answer
    }
}
