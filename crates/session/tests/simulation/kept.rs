//! What the clouds have, as somebody sees it who may look into all of them at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use async_trait::async_trait;
use lifeboat_backup::layout;
use lifeboat_clouds::{
    Core,
    microsoft::Microsoft,
    nextcloud::{Nextcloud, USER_ID},
};
use lifeboat_session::host::UserFile;

/// The number under which OneDrive is named here, beside the clouds that a form leads to.
pub const ONE_DRIVE: usize = 2;
/// Whose account there it is.
const SAMANTHA: &str = "samantha@example.com";

/// Looks into the clouds.
#[derive(Clone)]
pub struct Kept(Rc<Vec<Core<Nextcloud>>>, Core<Microsoft>);

impl Kept {
    pub fn new(clouds: Rc<Vec<Core<Nextcloud>>>, one_drive: Core<Microsoft>) -> Kept {
        Kept(clouds, one_drive)
    }

    /// The journals: the cloud's number, the folder, and the highest position.
    pub fn heads(&self) -> impl Iterator<Item = (usize, String, u64)> {
        let mut heads = BTreeMap::new();
        let mut note = |cloud: usize, path: &[String]| {
            let [.., folder, journal, name] = path else { return };
            if let (layout::CHANNEL_STATE, Some(position)) = (journal.as_str(), layout::entry_position(name))
            {
                let head = heads.entry((cloud, folder.clone())).or_insert(position);
                *head = position.max(*head);
            }
        };
        for (cloud, core) in self.0.iter().enumerate() {
            core.with(|service, _| service.paths(USER_ID).for_each(|path| note(cloud, path)));
        }
        self.1.with(|service, _| service.paths(SAMANTHA).for_each(|path| note(ONE_DRIVE, &path)));
        heads.into_iter().map(|((cloud, folder), head)| (cloud, folder, head))
    }

    /// All that lies in a cloud, as it is now.
    pub fn copy(&self, cloud: usize) -> CloudCopy {
        self.0[cloud].with(|service, _| {
            let bytes = |path: &Vec<String>| service.stored(USER_ID, path).unwrap_or_default();
            CloudCopy(service.paths(USER_ID).map(|path| (path.clone(), bytes(path))).collect())
        })
    }

    /// The owner of a cloud has its backups set back to what they were, in one step.
    pub fn put_back(&self, cloud: usize, copy: &CloudCopy) {
        self.delete_backups(cloud);
        self.0[cloud].with(|service, now_ms| {
            for (path, bytes) in copy.0.iter().filter(|(path, _)| path.len() > 2) {
                service.place(USER_ID, path, bytes, now_ms);
            }
        });
    }

    /// The owner of a cloud deletes all backups there.
    pub fn delete_backups(&self, cloud: usize) {
        self.0[cloud].with(|service, now_ms| {
            let folders: BTreeSet<Vec<String>> =
                service.paths(USER_ID).filter(|path| path.len() > 2).map(|path| path[..2].to_vec()).collect();
            for folder in folders {
                service.remove(USER_ID, &folder, now_ms);
            }
        });
    }

    /// The owner of a cloud puts a file where an entry of this position belongs, or takes away what is there.
    pub fn put_at(&self, cloud: usize, folder: &str, position: u64, bytes: Option<&[u8]>) {
        self.0[cloud].with(|service, now_ms| {
            let name = layout::entry_name(position);
            let path = [layout::ROOT, folder, layout::CHANNEL_STATE, &name].map(str::to_owned);
            match bytes {
                Some(bytes) => service.place(USER_ID, &path, bytes, now_ms),
                None => service.remove(USER_ID, &path, now_ms),
            }
        });
    }

    /// The bytes that lie where an entry of this position belongs.
    pub fn at(&self, cloud: usize, folder: &str, position: u64) -> Option<Vec<u8>> {
        self.0[cloud].with(|service, _| {
            let name = layout::entry_name(position);
            service.stored(USER_ID, &[layout::ROOT, folder, layout::CHANNEL_STATE, &name].map(str::to_owned))
        })
    }

    /// The owner of a cloud gives a folder another name.
    pub fn rename(&self, cloud: usize, folder: &str, name: &str) {
        self.0[cloud].with(|service, now_ms| {
            let inside = |path: &&Vec<String>| path.len() > 2 && path[1] == folder;
            let paths: Vec<Vec<String>> = service.paths(USER_ID).filter(inside).cloned().collect();
            for path in &paths {
                let mut renamed = path.clone();
                name.clone_into(&mut renamed[1]);
                let bytes = service.stored(USER_ID, path).unwrap_or_default();
                service.place(USER_ID, &renamed, &bytes, now_ms);
            }
            service.remove(USER_ID, &[layout::ROOT, folder].map(str::to_owned), now_ms);
        });
    }

    /// The files of a folder, as its owner would pick them from their disk.
    pub fn download(&self, cloud: usize, folder: &str) -> (Vec<String>, Vec<Box<dyn UserFile>>) {
        self.0[cloud].with(|service, _| {
            let inside = |path: &&Vec<String>| path.len() > 2 && path[1] == folder;
            let paths: Vec<Vec<String>> = service.paths(USER_ID).filter(inside).cloned().collect();
            let file = |path: &Vec<String>| {
                let bytes = service.stored(USER_ID, path).unwrap_or_default();
                Box::new(Picked(bytes)) as Box<dyn UserFile>
            };
            (paths.iter().map(|path| path[1..].join("/")).collect(), paths.iter().map(file).collect())
        })
    }
}

/// The files of a cloud, by their paths.
pub struct CloudCopy(BTreeMap<Vec<String>, Vec<u8>>);

struct Picked(Vec<u8>);

#[async_trait(?Send)]
impl UserFile for Picked {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read(&self) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }
}
