//! What the user asks for, and what there is before.

mod arrivals;
mod backup;
mod copies;
mod keys;
mod wallet;

use lifeboat_messages::{Answer, Assurances, BackupStatus, LeftCopy, Phase, Request, View};
use lifeboat_session::host::UserFile;

use crate::{
    device::Device,
    journey::{PIN, done, pin},
    kept::ONE_DRIVE,
    second_copy::is_in_step,
    thrown_away::with_channel,
    world::{Process, World},
};

pub use self::{arrivals::*, backup::*, copies::*, keys::*, wallet::*};

/// What a PIN is changed to.
const NEW_PIN: &str = "84619327";

/// Something that a user asks for.
pub struct Course {
    pub name: &'static str,
    /// What there is before, and what is asked for.
    pub begin: fn(&World) -> Stage,
    /// A payment is under way meanwhile.
    pub pays: bool,
    pub holds: Holdings,
    /// Somebody has deleted the backup: the wallet stands still until its user says that it is to be written anew.
    pub lacks_backup: bool,
    /// PINs that may open the wallet afterwards.
    pub pins: &'static [&'static str],
    /// The one that opens it once there was an answer.
    pub pin_after: &'static str,
    /// What is asked for next, after this answer.
    pub then: fn(&World, &Answer) -> Option<Request>,
    /// How it is asked for once more, where it has led to a problem.
    pub anew: fn(&World, &Process, &Request) -> Request,
    /// What is so once there was this answer.
    pub is_so: fn(&World, &Answer) -> bool,
    /// Whether this may be answered where a request has failed: the rest is done later.
    pub may_be_put_off: fn(&Answer) -> bool,
    /// What is done after the answer belongs to it for so long, ms.
    pub afterwards_ms: u64,
    /// What is so in the end, where the wallet runs; and whether there was an answer.
    pub at_last: fn(&World, &Process, bool) -> bool,
}

/// Of a wallet that stays as it is.
const PLAIN: Course = Course {
    name: "nothing",
    begin: |_| panic!("a course begins somewhere"),
    pays: false,
    holds: Holdings::Channel,
    lacks_backup: false,
    pins: &[PIN],
    pin_after: PIN,
    then: |_, _| None,
    anew: |_, _, request| request.clone(),
    is_so: |_, answer| *answer == Answer::Done,
    may_be_put_off: |_| false,
    afterwards_ms: 300,
    at_last: |_, _, _| true,
};

/// What a wallet has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Holdings {
    /// What is in the channel of `with_channel`.
    Channel,
    /// The same, and the channel is closing.
    Closing,
    /// What was given to it on the chain.
    Coins,
    Nothing,
}

/// Whether the wallet is on the device that is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Before and after.
    Stays,
    /// Only after. Until then it is where it came from.
    Comes,
    /// Only after, and what made it can be asked for again.
    IsMade,
    /// Only before. Its backup stays.
    Goes,
}

/// Who stands where.
pub struct Stage {
    /// The device whose process is cut off.
    pub device: Device,
    pub tab: Process,
    pub presence: Presence,
    /// The process on another device of the user's, on which the wallet is.
    pub other: Option<Process>,
    pub request: Request,
    pub files: Vec<Box<dyn UserFile>>,
}

impl Stage {
    fn alone(device: Device, tab: Process, request: Request) -> Stage {
        Stage { device, tab, presence: Presence::Stays, other: None, request, files: Vec::new() }
    }

    /// It is asked for on a new device; the wallet runs on the other one, if that is not lost.
    fn new_device(world: &World, other: Option<Process>, request: Request) -> Stage {
        let device = world.device("laptop");
        let tab = world.open(&device);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        Stage { device, tab, presence: Presence::Comes, other, request, files: Vec::new() }
    }

    /// A service's page leads back: the page that was left for it is gone, and another one is asked.
    fn led_back(self, world: &World, request: Request) -> Stage {
        let Stage { device, tab, presence, other, files, .. } = self;
        let phase = tab.view().phase;
        drop(tab);
        let tab = world.open(&device);
        world.see(&tab, "the same as before", |view| view.phase == phase);
        Stage { device, tab, presence, other, request, files }
    }
}

fn is_saved(view: &View) -> bool {
    view.phase == Phase::Ready && matches!(view.backup, BackupStatus::Saved { .. })
}

/// A wallet with a channel, whose backup is on.
fn backed_up(world: &World) -> (Device, Process) {
    let phone = world.device("phone");
    let tab = with_channel(world, &phone, true);
    world.see(&tab, "everything saved", is_saved);
    (phone, tab)
}

fn with_second(world: &World) -> (Device, Process) {
    let (phone, tab) = backed_up(world);
    done(world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    (phone, tab)
}

/// The name of the backup in a cloud.
fn folder(world: &World, cloud: usize) -> String {
    let (_, folder, _) = world.kept().heads().find(|(at, _, _)| *at == cloud).expect("a backup");
    folder
}

fn is_in(world: &World, cloud: usize) -> bool {
    world.kept().heads().any(|(at, _, _)| at == cloud)
}

fn restore(world: &World, cloud: usize, sure: Assurances) -> Request {
    Request::Restore { drive: world.drive(cloud), backup: folder(world, cloud), unlocker: pin(), sure }
}

/// What was to be deleted and was not is deleted when it is asked for again.
fn old_copy_goes(world: &World, tab: &Process, _: bool) -> bool {
    if let Some(old) = tab.view().old_copy {
        done(world, tab, Request::DeleteOldCopy { id: old.id });
    }
    tab.view().old_copy.is_none()
}

fn is_not_deleted(answer: &Answer) -> bool {
    matches!(answer, Answer::Disconnected { copy: LeftCopy::NotDeleted { .. } })
}
