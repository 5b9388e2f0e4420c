//! What the user asks for, and what there is before.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, LeftCopy, NewLock, Phase, ReadOnly, Request, View,
};
use lifeboat_session::host::UserFile;

use crate::{
    alone::asked,
    device::Device,
    journey::{PIN, done, lock, pin},
    second_copy::is_in_step,
    thrown_away::with_channel,
    world::{Process, World},
};

/// What a PIN is changed to.
const NEW_PIN: &str = "84619327";

/// Something that a user asks for.
pub struct Course {
    pub name: &'static str,
    /// What there is before, and what is asked for.
    pub begin: fn(&World) -> Stage,
    /// A payment is under way meanwhile.
    pub pays: bool,
    /// PINs that may open the wallet afterwards.
    pub pins: &'static [&'static str],
    /// The one that opens it once there was an answer.
    pub pin_after: &'static str,
    /// What is so once there was this answer.
    pub is_so: fn(&World, &Answer) -> bool,
}

/// Who stands where.
pub struct Stage {
    /// The device whose process is cut off.
    pub device: Device,
    pub tab: Process,
    /// It had the wallet before.
    pub had_wallet: bool,
    /// The process on another device of the user's, on which the wallet is.
    pub other: Option<Process>,
    pub request: Request,
    pub files: Vec<Box<dyn UserFile>>,
}

impl Stage {
    fn alone(device: Device, tab: Process, request: Request) -> Stage {
        Stage { device, tab, had_wallet: true, other: None, request, files: Vec::new() }
    }

    /// It is asked for on a new device; the wallet runs on the other one, if that is not lost.
    fn new_device(world: &World, other: Option<Process>, request: Request) -> Stage {
        let device = world.device("laptop");
        let tab = world.open(&device);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        Stage { device, tab, had_wallet: false, other, request, files: Vec::new() }
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

fn always(_: &World, _: &Answer) -> bool {
    true
}

const ONE_PIN: &[&str] = &[PIN];

pub const TURN_ON: Course = Course {
    name: "turn on",
    begin: |world| {
        let phone = world.device("phone");
        let tab = with_channel(world, &phone, false);
        let (lock, drive) = (lock(PIN), world.drive(0));
        Stage::alone(phone, tab, Request::StartBackup { lock, drive, waiver: Default::default() })
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |world, answer| matches!(answer, Answer::BackedUp(there) if folder(world, 0) == there.file),
};

pub const TURN_OFF: Course = Course {
    name: "turn off and delete",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Disconnect { delete_copy: true })
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |world, answer| match answer {
        Answer::Disconnected { copy: LeftCopy::Deleted } => !is_in(world, 0),
        _ => false,
    },
};

pub const TURN_OFF_AND_LEAVE: Course = Course {
    name: "turn off and leave",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::Disconnect { delete_copy: false })
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| matches!(answer, Answer::Disconnected { .. }),
};

pub const RESTORE: Course = Course {
    name: "restore",
    begin: |world| {
        let (_, phone) = backed_up(world);
        Stage::new_device(world, Some(phone), restore(world, 0, Assurances::default()))
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
};

pub const RESTORE_FROM_SECOND: Course = Course {
    name: "restore from the second copy, over the wallet that is here",
    begin: |world| {
        let (phone, tab) = with_second(world);
        let sure = Assurances { although_second_copy: true, ..Assurances::default() };
        let request = restore(world, 1, sure);
        Stage::alone(phone, tab, request)
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
};

pub const RESTORE_FROM_FILES: Course = Course {
    name: "restore from files",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        let backup = folder(world, 0);
        let (paths, files) = world.kept().download(0, &backup);
        // It has fallen into the water.
        drop((phone, tab));
        let sure = Assurances { although_files: true, ..Assurances::default() };
        let stage = Stage::new_device(
            world,
            None,
            Request::RestoreFiles { backup: String::new(), unlocker: pin(), sure },
        );
        let call = stage.tab.call_with(Request::OpenFiles { paths }, files);
        world.run_until(60_000, || stage.tab.page().answer(call).is_some());
        let Some(Ok(Answer::Files { backups, .. })) = stage.tab.page().answer(call) else {
            panic!("no files")
        };
        let request = Request::RestoreFiles { backup: backups[0].id.clone(), unlocker: pin(), sure };
        Stage { request, ..stage }
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
};

pub const TAKE_OVER: Course = Course {
    name: "take over",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        let request = restore(world, 0, Assurances::default());
        let laptop = Stage::new_device(world, None, request);
        let restored = world.ask(&laptop.tab, laptop.request);
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
        world.see(&laptop.tab, "everything saved", is_saved);
        world.see(&tab, "that another device went on", |view| {
            matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
        });
        let request = Request::TakeOver { sure: Assurances::default() };
        Stage { other: Some(laptop.tab), ..Stage::alone(phone, tab, request) }
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| matches!(answer, Answer::Restored(_)),
};

pub const MOVE: Course = Course {
    name: "move",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::MoveToSecond)
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |world, answer| *answer == Answer::Done && is_in(world, 1),
};

pub const PROMOTE: Course = Course {
    name: "promote",
    begin: |world| {
        let (phone, tab) = with_second(world);
        world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        Stage::alone(phone, tab, Request::PromoteSecond)
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |world, _| is_in(world, 1),
};

pub const GO_ON_ALONE: Course = Course {
    name: "go on alone",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        drop(tab);
        world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
        let tab = asked(world, &phone);
        Stage::alone(phone, tab, Request::GoOnAlone)
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| *answer == Answer::Done,
};

pub const CHANGE_PIN: Course = Course {
    name: "change the PIN",
    begin: |world| {
        let (phone, tab) = with_second(world);
        let new = NewLock::Pin(NEW_PIN.into());
        Stage::alone(phone, tab, Request::ChangeLock { old: Some(pin()), new })
    },
    pays: true,
    pins: &[PIN, NEW_PIN],
    pin_after: NEW_PIN,
    is_so: |_, answer| *answer == Answer::LockChanged { in_cloud: true },
};

pub const ADD_SECOND: Course = Course {
    name: "add a second copy",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::AddSecond { drive: world.drive(1) })
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: always,
};

pub const REMOVE_SECOND: Course = Course {
    name: "remove the second copy",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::RemoveSecond { delete_copy: true })
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |world, answer| match answer {
        Answer::Disconnected { copy: LeftCopy::Deleted } => !is_in(world, 1),
        _ => false,
    },
};

pub const LOCK: Course = Course {
    name: "lock",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Lock)
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| *answer == Answer::Done,
};

pub const UNLOCK: Course = Course {
    name: "unlock",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        done(world, &tab, Request::Lock);
        Stage::alone(phone, tab, Request::Unlock { unlocker: pin() })
    },
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| *answer == Answer::Done,
};

pub const PRACTISE: Course = Course {
    name: "practise the PIN",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Practise { pin: PIN.into() })
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| matches!(answer, Answer::Practised { problem: None, .. }),
};

pub const RECONNECT: Course = Course {
    name: "sign in again where a sign-in has ended",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        world.around.clouds[0].fault(Rule::always(Fault::SignedOut));
        tab.call(Request::BackUpNow);
        world.see(&tab, "that the sign-in has ended", |view| {
            matches!(view.backup, BackupStatus::Paused { .. })
        });
        world.around.clouds[0].mend();
        Stage::alone(phone, tab, Request::Reconnect { drive: world.drive(0) })
    },
    pays: true,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| *answer == Answer::Done,
};

pub const USE_THIS_TAB: Course = Course {
    name: "use this tab",
    begin: |world| second_tab(world, false),
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| *answer == Answer::Done,
};

pub const USE_THIS_TAB_BY_FORCE: Course = Course {
    name: "use this tab by force",
    begin: |world| second_tab(world, true),
    pays: false,
    pins: ONE_PIN,
    pin_after: PIN,
    is_so: |_, answer| *answer == Answer::Done,
};

/// A tab beside the one that runs the wallet asks for it.
fn second_tab(world: &World, by_force: bool) -> Stage {
    let (phone, first) = backed_up(world);
    let second = world.open(&phone);
    world.see(&second, "that another tab has it", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
    });
    Stage { other: Some(first), ..Stage::alone(phone, second, Request::UseThisTab { by_force }) }
}
