//! A listing that leaves something out.

use std::rc::Rc;

use lifeboat_cloud::{Account, Create, Drive, DriveError, Entry, Path, Place, Quota};

use super::{is_whole, pay_and_rest, saved};
use crate::{app::App, world::End};

/// A listing leaves out an entry that is there; another one is gone.
struct Hiding {
    drive: Rc<dyn Drive>,
    name: &'static str,
}

#[async_trait::async_trait(?Send)]
impl Drive for Hiding {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        let mut entries = self.drive.list(folder).await?;
        entries.retain(|entry| entry.name != self.name);
        Ok(entries)
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.drive.get(file).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.drive.create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.drive.delete(path).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.drive.quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        self.drive.place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.drive.account().await
    }
}

#[test]
fn an_entry_that_is_gone_is_found_behind_one_that_a_listing_leaves_out() {
    let world = saved(49);
    let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
    let (end, _) = world.run(0, None, async move |mut app: App| {
        app.drive = Rc::new(Hiding { drive: app.drive.clone(), name: "000000000001.lifeboat" });
        let journal = app.open().await?;
        cloud.drive.remove(&folder.entry(2));
        pay_and_rest(&app, &journal).await
    });
    assert_eq!(end, End::Done(Ok(())));
    assert_eq!(is_whole(&world, &world.folder), Ok(()));
}
