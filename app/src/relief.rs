//! Decides which worker is heard while one whose wallet was locked, the elder, is relieved by a fresh one. Nothing here
//! talks to a worker: events go in, and actions come out.

use Action::*;
use Event::*;
use Turns::*;
use WorkerPhase::*;

/// How long a fresh worker may take, in seconds in which the page runs: it is loaded, and waits for the elder. While the
/// browser sleeps, so do both workers.
const SECONDS: u8 = 20;

/// What a worker shows, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerPhase {
    /// It begins.
    Starting,
    /// Another has the wallet.
    OtherTab,
    /// It has the wallet, which is locked.
    Locked,
    /// It has a device without a wallet.
    Empty,
    /// It may have the keys of an open wallet in its memory.
    Keys,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The elder, or the only one, shows this.
    ElderShows(WorkerPhase),
    /// It has the wallet, as requested. If it had never let go, it shows nothing new.
    ElderAgreed,
    /// It has not got the wallet back.
    ElderRefused,
    /// It cannot be talked to.
    ElderBroke,
    /// The fresh one shows this.
    FreshShows(WorkerPhase),
    /// It has waited for the wallet without success.
    FreshRefused,
    /// It does not come.
    FreshBroke,
    /// The page has run for another second.
    Second,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// What the elder shows is shown.
    Show,
    /// What the elder shows is kept for later.
    Withhold,
    /// What was kept is shown.
    ShowWithheld,
    /// A fresh one is started; what the page asks is kept.
    Start,
    /// The fresh one is asked to take the wallet, as another tab does.
    AskFresh,
    /// The elder is asked to take it back.
    AskElder,
    /// The elder ends, and the fresh one is heard in its place, with what the page has asked.
    Promote,
    /// The fresh one ends.
    EndFresh,
    /// The elder ends.
    EndElder,
    /// The elder gets what the page has asked.
    Awake,
    /// There is no worker.
    Report,
}

/// What is known of the elder while a fresh one comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Elder {
    /// It has the wallet.
    Holds,
    /// Another has it: the fresh one if that has asked, or a tab in which the user has said so.
    LetGo,
    /// It has ended with the wallet, which is free.
    Ended,
    /// It has ended after it had let go.
    Gone,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turns {
    /// There is one worker. `has_keys`: it has had an open wallet.
    Alone { has_keys: bool },
    /// A fresh one comes. `asked`: it was told to take the wallet. `left`: its seconds.
    Coming { asked: bool, elder: Elder, left: u8 },
    /// The fresh one has asked and does not come: the elder takes the wallet back.
    Returning { left: u8 },
}

impl Turns {
    /// What follows from an event.
    pub fn step(&mut self, event: Event) -> &'static [Action] {
        let (next, actions) = match *self {
            Alone { has_keys } => alone(has_keys, event),
            Coming { asked, elder, left } => coming(asked, elder, left, event),
            Returning { left } => returning(left, event),
        };
        *self = next;
        actions
    }

    /// Whether what the page asks is kept.
    pub fn keeps_calls(self) -> bool {
        !matches!(self, Alone { .. })
    }
}

type Step = (Turns, &'static [Action]);

fn alone(has_keys: bool, event: Event) -> Step {
    match event {
        ElderShows(Locked) if has_keys => {
            (Coming { asked: false, elder: Elder::Holds, left: SECONDS }, &[Start, Show])
        }
        ElderShows(Keys) => (Alone { has_keys: true }, &[Show]),
        ElderShows(Starting | OtherTab | Locked | Empty) => (Alone { has_keys }, &[Show]),
        ElderBroke => (Alone { has_keys }, &[Report]),
        ElderAgreed | ElderRefused | FreshShows(_) | FreshRefused | FreshBroke | Second => {
            (Alone { has_keys }, &[])
        }
    }
}

fn coming(asked: bool, elder: Elder, left: u8, event: Event) -> Step {
    let stays = Coming { asked, elder, left };
    match event {
        // The user is not told of another tab that is the fresh worker.
        ElderShows(OtherTab) => {
            (Coming { asked, elder: Elder::LetGo, left }, if asked { &[Withhold] } else { &[Show] })
        }
        ElderShows(Starting | Locked | Empty | Keys) => {
            (Coming { asked, elder: Elder::Holds, left }, &[Show])
        }
        ElderBroke => {
            let elder = match elder {
                Elder::Holds | Elder::Ended => Elder::Ended,
                Elder::LetGo | Elder::Gone => Elder::Gone,
            };
            (Coming { asked, elder, left }, &[EndElder])
        }
        FreshShows(OtherTab) if asked => (stays, &[]),
        FreshShows(OtherTab) => match elder {
            // The user wants the wallet in that tab.
            Elder::LetGo | Elder::Gone => (Alone { has_keys: false }, &[Promote]),
            Elder::Holds | Elder::Ended => (Coming { asked: true, elder, left }, &[AskFresh]),
        },
        FreshShows(Locked) => (Alone { has_keys: false }, &[Promote]),
        FreshRefused => match elder {
            // It was asleep, as the page was.
            Elder::Holds => (Coming { asked: true, elder, left }, &[AskFresh]),
            // A third one was faster.
            Elder::LetGo | Elder::Ended | Elder::Gone => (Alone { has_keys: false }, &[Promote]),
        },
        FreshShows(Starting) | ElderAgreed | ElderRefused => (stays, &[]),
        FreshShows(Empty | Keys) | FreshBroke => given_up(asked, elder),
        Second if left <= 1 => given_up(asked, elder),
        Second => (Coming { asked, elder, left: left - 1 }, &[]),
    }
}

/// The fresh one does not come.
fn given_up(asked: bool, elder: Elder) -> Step {
    match elder {
        Elder::Ended | Elder::Gone => (Alone { has_keys: false }, &[EndFresh, Report]),
        // It has given the wallet to the fresh one, or is about to.
        Elder::Holds | Elder::LetGo if asked => (Returning { left: SECONDS }, &[EndFresh, AskElder]),
        Elder::Holds | Elder::LetGo => (Alone { has_keys: false }, &[EndFresh, Awake]),
    }
}

fn returning(left: u8, event: Event) -> Step {
    match event {
        ElderShows(OtherTab | Starting) => (Returning { left }, &[Withhold]),
        ElderShows(Locked | Empty) => (Alone { has_keys: false }, &[Show, Awake]),
        ElderShows(Keys) => (Alone { has_keys: true }, &[Show, Awake]),
        // What was kept is older. What it shows on its own came first.
        ElderAgreed => (Alone { has_keys: false }, &[Awake]),
        ElderRefused => (Alone { has_keys: false }, &[ShowWithheld, Awake]),
        ElderBroke => (Alone { has_keys: false }, &[Report]),
        FreshShows(_) | FreshRefused | FreshBroke => (Returning { left }, &[]),
        Second if left <= 1 => (Alone { has_keys: false }, &[ShowWithheld, Awake]),
        Second => (Returning { left: left - 1 }, &[]),
    }
}

#[cfg(test)]
mod tests;
