//! The wallet itself: made, named, deleted, on its device alone, or in another tab.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, CloseWay, ComingStep, Phase, Problem, ReadOnly, Remains, Request, UnheardChannel,
};

use super::{Course, Holdings, PLAIN, Presence, Stage, backed_up, is_in};
use crate::{
    alone::asked,
    closing::{blocks, commitments, step},
    journey::done,
    world::{Process, World},
};

pub const CREATE: Course = Course {
    name: "make a wallet",
    begin: |world| {
        let request = Request::CreateWallet { name: "Samantha".into() };
        Stage { presence: Presence::IsMade, ..Stage::new_device(world, None, request) }
    },
    holds: Holdings::Nothing,
    ..PLAIN
};

pub const RENAME: Course = Course {
    name: "another name",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::Rename { name: "Savings".into() })
    },
    pays: true,
    at_last: |_, tab, was_answered| match tab.view().name.as_str() {
        "Savings" => true,
        "Samantha" => !was_answered,
        _ => false,
    },
    ..PLAIN
};

pub const DELETE: Course = Course {
    name: "delete the wallet from its device",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        let request = Request::DeleteWallet { remains: Remains::Backup };
        Stage { presence: Presence::Goes, ..Stage::alone(phone, tab, request) }
    },
    is_so: |world, answer| *answer == Answer::Done && is_in(world, 0),
    ..PLAIN
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
    ..PLAIN
};

pub const GO_WITHOUT_PEERS: Course = Course {
    name: "close without the peer's word",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        drop(tab);
        world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
        world.around.bridged.borrow_mut().clear();
        let tab = asked(world, &phone);
        done(world, &tab, Request::GoOnAlone);
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        let id = tab.view().channels.remove(0).id;
        done(world, &tab, Request::CloseChannel { id, way: CloseWay::Alone });
        blocks(world, &tab, 8);
        assert_eq!((step(&tab), commitments(world)), (Some(ComingStep::Unheard), 0));
        let channels = unheard(&tab).expect("a question");
        Stage::alone(phone, tab, Request::GoWithoutPeers { channels })
    },
    holds: Holdings::Closing,
    // It is written with the state, and what it lets go leaves after that.
    afterwards_ms: 10_000,
    // The answer does not wait until the decision is kept: where it is not, the user is asked again.
    at_last: |world, tab, _| {
        if let Some(channels) = unheard(tab) {
            done(world, tab, Request::GoWithoutPeers { channels });
        }
        world.run_until(60_000, || commitments(world) > 0)
    },
    ..PLAIN
};

/// The channels that the user is asked about.
fn unheard(tab: &Process) -> Option<Vec<UnheardChannel>> {
    match tab.view().fault?.problem {
        Problem::Unheard { channels } => Some(channels),
        _ => None,
    }
}

pub const USE_THIS_TAB: Course =
    Course { name: "use this tab", begin: |world| second_tab(world, false), ..PLAIN };

pub const USE_THIS_TAB_BY_FORCE: Course =
    Course { name: "use this tab by force", begin: |world| second_tab(world, true), ..PLAIN };

/// A tab beside the one that runs the wallet asks for it.
fn second_tab(world: &World, by_force: bool) -> Stage {
    let (phone, first) = backed_up(world);
    let second = world.open(&phone);
    world.see(&second, "that another tab has it", |view| {
        view.phase == Phase::ReadOnly { why: ReadOnly::OtherTab }
    });
    Stage { other: Some(first), ..Stage::alone(phone, second, Request::UseThisTab { by_force }) }
}
