//! What becomes of the files in a cloud without the wallet: their owner deletes a folder, gives it another
//! name, or has it set back; the service forgets what it has kept, or says that it keeps what it never did.

use lifeboat_clouds::{Fault, Rule};

use super::life::Life;
use crate::{kept::CloudCopy, page::Untrue};

/// What was done to the clouds.
#[derive(Default)]
pub struct Clouds {
    /// What each had once.
    copies: [Option<CloudCopy>; 2],
    /// How many folders have got another name.
    renamed: u64,
    /// The highest position there was when something was done last.
    changed_at: Option<u64>,
    /// Something that a cloud had is not there any more: what was newest may be gone, and what was marked as
    /// old may look new.
    pub lost: bool,
}

impl Clouds {
    /// Whether something was done.
    pub fn are_changed(&self) -> bool {
        self.changed_at.is_some()
    }

    /// What was said of a cloud was so before something was done there: nobody knows of that before they look.
    pub fn excuse(&self, untrue: &Untrue) -> bool {
        let changed_at = self.changed_at;
        changed_at.is_some_and(|changed_at| untrue.position.is_none_or(|position| position <= changed_at))
    }
}

impl Life {
    /// Something is done to the files in a cloud.
    pub fn change_cloud(&mut self) {
        let cloud = self.any(2);
        match self.below(6) {
            0 => self
                .lose(cloud, "its owner deletes the backups", |life| life.world.kept().delete_backups(cloud)),
            1 => self.rename_folder(cloud),
            2 | 3 => self.set_back(cloud),
            4 => self.forget_newest(cloud),
            _ => self.pretend(cloud),
        }
    }

    fn lose(&mut self, cloud: usize, what: &str, lose: impl FnOnce(&mut Life)) {
        self.clouds.lost = true;
        self.change(cloud, what);
        lose(self);
    }

    fn change(&mut self, cloud: usize, what: &str) {
        let head = self.world.kept().heads().map(|(_, _, head)| head).max();
        self.clouds.changed_at = self.clouds.changed_at.max(head.or(Some(0)));
        self.trace.cloud_changed(&self.world, cloud, what);
    }

    fn any_folder(&self, cloud: usize) -> Option<(String, u64)> {
        let heads: Vec<_> = self.world.kept().heads().filter(|(at, ..)| *at == cloud).collect();
        let (_, folder, head) = heads.get(self.any(heads.len()))?.clone();
        Some((folder, head))
    }

    fn rename_folder(&mut self, cloud: usize) {
        let Some((folder, _)) = self.any_folder(cloud) else { return };
        self.clouds.renamed += 1;
        let name = format!("Holiday {}", self.clouds.renamed);
        self.change(cloud, &format!("{folder} is called {name}"));
        self.world.kept().rename(cloud, &folder, &name);
    }

    /// To what was there when this came last.
    fn set_back(&mut self, cloud: usize) {
        match self.clouds.copies[cloud].take() {
            Some(copy) => {
                self.lose(cloud, "it is set back", |life| life.world.kept().put_back(cloud, &copy));
            }
            None => self.clouds.copies[cloud] = Some(self.world.kept().copy(cloud)),
        }
    }

    fn forget_newest(&mut self, cloud: usize) {
        let Some((folder, head)) = self.any_folder(cloud) else { return };
        let what = format!("it forgets {head} of {folder}");
        self.lose(cloud, &what, |life| life.world.kept().put_at(cloud, &folder, head, None));
    }

    /// A file gets its name last: the service says that it has, and it has not.
    fn pretend(&mut self, cloud: usize) {
        let kept = Fault::Instead { status: 201, kind: String::new(), body: String::new(), done: false };
        let rule = Rule::once(kept).on("MOVE").after(self.below(6) as u32);
        self.trace.weather(cloud, &rule);
        self.world.around.clouds[cloud].fault(rule);
    }
}
