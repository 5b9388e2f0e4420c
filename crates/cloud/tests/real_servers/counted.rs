//! How many requests something takes, and how many bytes come.

use std::{cell::Cell, rc::Rc};

use async_trait::async_trait;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request, native::Client};

/// The native client. Clones count together.
#[derive(Clone, Default)]
pub struct Counted {
    pub requests: Rc<Cell<usize>>,
    pub bytes: Rc<Cell<usize>>,
}

#[async_trait(?Send)]
impl Http for Counted {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.requests.set(self.requests.get() + 1);
        let answer = Client.send(request).await?;
        self.bytes.set(self.bytes.get() + answer.body.len());
        Ok(answer)
    }
}
