//! The second copy of an open wallet: who follows, and how far.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::FutureExt;
use futures::channel::oneshot;
use lifeboat_backup::{Mirror, MirrorPlan, MirrorStatus, WalletFolder};
use lifeboat_messages::{Phase, Problem, ReadOnly, SecondCopy, SecondStatus};

use super::UnlockedWallet;
use crate::device::Device;
use crate::drive::UnmadeDrive;
use crate::settings::Settings;
use crate::{problem, view};

/// Pause between two looks whether the second copy still has to confirm before the wallet starts.
const RECHECK_MS: u64 = 1_000;

/// How long a request waits until the second copy has everything, before the user is told what is in the way.
const IN_STEP_MS: u64 = 10_000;

/// Comes when a second copy has everything, or says what is in the way: a service that is down for hours must
/// not hold up whatever else the user wants to do, such as continuing without it.
///
/// # Errors
/// Only the user can resolve it, or it takes longer than some seconds.
pub async fn in_step(env: &Device, mirror: &Mirror) -> Result<(), Problem> {
    futures::select_biased! {
        reached = Box::pin(mirror.in_step()).fuse() => {
            reached.map(drop).map_err(|why| problem::of_mirror(&why))
        }
        () = Box::pin(env.sleep(IN_STEP_MS)).fuse() => Err(match mirror.status() {
            MirrorStatus::Waiting { why, .. } | MirrorStatus::Paused { why } => problem::of_mirror(&why),
            MirrorStatus::Ended => Problem::Closed,
            MirrorStatus::Looking
            | MirrorStatus::InStep { .. }
            | MirrorStatus::OlderPhraseStays { .. }
            | MirrorStatus::TopUnreadable { .. }
            | MirrorStatus::Following { .. } => Problem::StillSaving,
        }),
    }
}

/// What runs for the second copy.
#[derive(Default)]
pub struct SecondCopyTask {
    mirror: RefCell<Option<Mirror>>,
    /// Comes when the follower is done.
    done: RefCell<Option<oneshot::Receiver<()>>>,
    status: RefCell<Option<SecondStatus>>,
    /// The wallet starts only when the second copy is in step.
    starting: Cell<bool>,
}

impl UnlockedWallet {
    /// The second copy, while it is followed.
    pub fn mirror(&self) -> Option<Mirror> {
        self.following.mirror.borrow().clone()
    }

    /// Begins to write the second copy of the settings, if there is one.
    pub fn follow(self: &Rc<UnlockedWallet>) {
        let settings = self.settings();
        let Some(second) = settings.second().cloned() else { return };
        let Some(journal) = self.journal.borrow().clone().filter(|journal| journal.folder().is_some()) else {
            return;
        };
        // Even if none can be made, nothing about the second copy may be taken for granted: users who want
        // both wait for it.
        let drive = second.drive.drive(&self.env).unwrap_or_else(|why| Rc::new(UnmadeDrive::new(why)));
        let folder = second
            .folder
            .and_then(|name| WalletFolder::from_folder_name(&name))
            .unwrap_or_else(|| WalletFolder::new(settings.name()));
        let open = Rc::downgrade(self);
        let observer = Rc::new(move |status: &MirrorStatus| {
            if let Some(open) = open.upgrade() {
                open.note_second(status);
            }
        });
        let plan = MirrorPlan { name: second.name, drive, folder, observer };
        let (mirror, follower) = journal.add_mirror(plan);
        *self.following.status.borrow_mut() = Some(SecondStatus::Looking);
        *self.following.mirror.borrow_mut() = Some(mirror);
        let (done, ended) = oneshot::channel();
        *self.following.done.borrow_mut() = Some(ended);
        self.env.spawn(async move {
            follower.run().await;
            let _ = done.send(());
        });
    }

    /// Takes note of how far it is.
    fn note_second(self: &Rc<UnlockedWallet>, status: &MirrorStatus) {
        if let (true, MirrorStatus::Waiting { why, .. } | MirrorStatus::Paused { why }) =
            (self.following.starting.get(), status)
        {
            let problem = problem::of_mirror(why);
            self.set_phase(Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } });
        }
        *self.following.status.borrow_mut() = view::second_status(status);
        self.env.changed();
        let open = self.clone();
        self.spawn_task(async move { open.keep_second_folder().await });
    }

    /// Remembers where it is, once that is settled: the next start continues there.
    async fn keep_second_folder(&self) {
        let Some(folder) = self.mirror().filter(|_| !self.closed.get()).map(|mirror| mirror.folder()) else {
            return;
        };
        let name = folder.folder_name().to_owned();
        let known = self.settings().second().and_then(|second| second.folder.clone());
        if known.as_ref() == Some(&name) {
            return;
        }
        // A store that fails is noticed at the next entry; the folder is found again.
        let kept = self.change_settings(|settings| settings.note_second_folder(name));
        let _ = kept.await;
    }

    /// Whether an entry counts only when the second copy has it as well.
    pub fn wants_both(&self) -> bool {
        self.settings.borrow().second().is_some_and(|second| second.both)
    }

    /// [`UnlockedWallet::follow`], for a wallet that does not run yet: what keeps it from running is reported from the
    /// start.
    pub(super) fn follow_to_start(self: &Rc<UnlockedWallet>) {
        self.following.starting.set(self.wants_both());
        self.follow();
    }

    /// "Both must confirm" holds from before the wallet can do anything. Ends what
    /// [`UnlockedWallet::follow_to_start`] began.
    pub(super) async fn wait_for_both(self: &Rc<UnlockedWallet>) {
        while self.wants_both() && !self.closed.get() && !self.halted.get() {
            let Some(mirror) = self.mirror() else {
                self.env.sleep(RECHECK_MS).await;
                continue;
            };
            let reached = futures::select_biased! {
                reached = Box::pin(mirror.in_step()).fuse() => reached.is_ok(),
                () = Box::pin(self.env.sleep(RECHECK_MS)).fuse() => false,
            };
            if reached {
                if let Some(journal) = &*self.journal.borrow() {
                    journal.set_both(Some(&mirror));
                }
                break;
            }
            // A problem that only the user can fix is returned at once.
            self.env.sleep(RECHECK_MS).await;
        }
        self.following.starting.set(false);
    }

    /// The second copy is no longer written once this returns, or when the time is over: what it writes is right
    /// however late it arrives.
    pub async fn stop_following(&self, within_ms: u64) {
        let mirror = self.following.mirror.borrow_mut().take();
        if let Some(mirror) = mirror {
            mirror.remove();
        }
        let done = self.following.done.borrow_mut().take();
        if let Some(done) = done {
            futures::select_biased! {
                _ = done.fuse() => {}
                () = Box::pin(self.env.sleep(within_ms)).fuse() => {}
            }
        }
        self.following.status.borrow_mut().take();
    }

    pub(super) fn second(&self, settings: &Settings) -> Option<SecondCopy> {
        let second = settings.second()?;
        let folder = second
            .folder
            .as_ref()
            .and_then(|name| WalletFolder::from_folder_name(name))
            .unwrap_or_else(|| WalletFolder::new(settings.name()));
        let place = second.drive.drive(&self.env).map(|drive| drive.place(&folder.path()).words);
        Some(SecondCopy {
            kind: second.drive.kind(),
            account: second.account.clone(),
            place: place.unwrap_or_default(),
            status: self.following.status.borrow().clone().unwrap_or(SecondStatus::Idle),
            both: second.both,
        })
    }
}
