//! A remoteStorage server, with the token of a sign-in.

use std::rc::Rc;

use async_trait::async_trait;
use lifeboat_backup::Clock;
use lifeboat_cloud::http::Http;
use lifeboat_cloud::remote_storage::RemoteStorage;
use lifeboat_cloud::webdav::Weakness;
use lifeboat_cloud::{Drive, DriveError};

use super::ServiceAccess;
use super::account::AccessToken;

/// A token of a remoteStorage server.
pub struct RemoteStorageAccess<H> {
    http: H,
    clock: Rc<dyn Clock>,
    user: String,
    storage_root: String,
    token: Rc<AccessToken>,
}

impl<H: Http + Clone + 'static> RemoteStorageAccess<H> {
    /// `user` (`me@storage.example`) and `storage_root` as WebFinger gives them, the token as the server's
    /// own page does.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn new(
        http: H,
        clock: Rc<dyn Clock>,
        user: &str,
        storage_root: &str,
        token: &str,
    ) -> Result<RemoteStorageAccess<H>, DriveError> {
        let (user, storage_root) = (user.to_owned(), storage_root.to_owned());
        let token = Rc::new(AccessToken::new(token));
        let access = RemoteStorageAccess { http, clock, user, storage_root, token };
        access.open()?;
        Ok(access)
    }

    fn open(&self) -> Result<RemoteStorage<H>, DriveError> {
        RemoteStorage::new(self.http.clone(), &self.user, &self.storage_root, self.token.clone())
    }
}

#[async_trait(?Send)]
impl<H: Http + Clone + 'static> ServiceAccess for RemoteStorageAccess<H> {
    async fn drive(&self) -> Result<Rc<dyn Drive>, DriveError> {
        Ok(Rc::new(self.open()?))
    }

    async fn trial(&self, nonce: u64) -> Result<Option<Weakness>, DriveError> {
        let grade = self.open()?.probe(nonce, async |ms| self.clock.sleep(ms).await).await?;
        Ok(grade.refusal())
    }

    async fn place(&self) -> Result<Vec<String>, DriveError> {
        Ok(vec!["remotestorage".into(), self.user.clone(), self.storage_root.clone()])
    }
}
