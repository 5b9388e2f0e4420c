//! Decides which worker is heard while one whose wallet was locked, the elder, is relieved by a fresh one. Nothing here
//! talks to a worker: events go in, and actions come out.

use Action::*;
use Event::*;
use Turns::*;
use WorkerPhase::*;

/// How long a fresh worker may take, in seconds in which the page runs: it is loaded, and waits for the
/// elder. While the browser sleeps, so do both workers. Then the elder ends all the same: its memory has had
/// the keys.
const SECONDS: u8 = 30;

/// What a worker shows, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerPhase {
    /// The worker begins.
    Starting,
    /// Another has the wallet.
    OtherTab,
    /// The worker has the wallet, which is locked.
    Locked,
    /// The worker has a device without a wallet.
    Empty,
    /// The worker may have the keys of an open wallet in its memory.
    Keys,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The elder, or the only one, shows this.
    ElderShows(WorkerPhase),
    /// The elder does not answer.
    ElderBroke,
    /// The fresh one shows this.
    FreshShows(WorkerPhase),
    /// The fresh one has waited for the wallet without success.
    FreshRefused,
    /// The fresh one does not start.
    FreshBroke,
    /// The page has run for another second.
    Second,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Show what the elder shows.
    Show,
    /// A fresh one is started; what the page asks is kept.
    Start,
    /// The fresh one is asked to take the wallet, as another tab does.
    AskFresh,
    /// The elder ends, and the fresh one is heard in its place, with what the page has asked.
    Promote,
    /// The fresh one ends.
    EndFresh,
    /// The elder ends.
    EndElder,
    /// The elder gets what the page has asked.
    Awake,
    /// There is no worker, because it broke.
    Report,
    /// There is no worker, because it had the keys of a wallet that is locked: the page has to be loaded anew.
    AskReload,
}

/// What is known of the elder while a fresh one comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Elder {
    /// The elder has the wallet.
    Holds,
    /// Another has it: the fresh one if that has asked, or a tab in which the user has said so.
    LetGo,
    /// The elder has ended with the wallet, which is free.
    Ended,
    /// The elder has ended after it had let go.
    Gone,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turns {
    /// There is one worker. `has_keys`: it has had an open wallet.
    Alone { has_keys: bool },
    /// A fresh one comes. `asked`: it was told to take the wallet. `left`: its seconds.
    Coming { asked: bool, elder: Elder, left: u8 },
    /// There is none, nor will there be one before the page is loaded anew.
    Over,
}

impl Turns {
    /// What follows from an event.
    pub fn step(&mut self, event: Event) -> &'static [Action] {
        let (next, actions) = match *self {
            Alone { has_keys } => alone(has_keys, event),
            Coming { asked, elder, left } => coming(asked, elder, left, event),
            Over => (Over, NOTHING),
        };
        *self = next;
        actions
    }

    /// Whether what the page asks is kept.
    pub fn keeps_calls(self) -> bool {
        matches!(self, Coming { .. })
    }
}

type Step = (Turns, &'static [Action]);

const NOTHING: &[Action] = &[];

fn alone(has_keys: bool, event: Event) -> Step {
    match event {
        ElderShows(Locked) if has_keys => {
            (Coming { asked: false, elder: Elder::Holds, left: SECONDS }, &[Start, Show])
        }
        ElderShows(Keys) => (Alone { has_keys: true }, &[Show]),
        ElderShows(Starting | OtherTab | Locked | Empty) => (Alone { has_keys }, &[Show]),
        ElderBroke => (Over, &[EndElder, Report]),
        FreshShows(_) | FreshRefused | FreshBroke | Second => (Alone { has_keys }, NOTHING),
    }
}

fn coming(asked: bool, elder: Elder, left: u8, event: Event) -> Step {
    let stays = Coming { asked, elder, left };
    match event {
        // The user is not told of another tab that is the fresh worker.
        ElderShows(OtherTab) => {
            (Coming { asked, elder: Elder::LetGo, left }, if asked { NOTHING } else { &[Show] })
        }
        ElderShows(Starting | Locked | Empty) => (Coming { asked, elder: Elder::Holds, left }, &[Show]),
        // It is open again: there is nobody to relieve.
        ElderShows(Keys) => (Alone { has_keys: true }, &[EndFresh, Show, Awake]),
        ElderBroke => {
            let elder = match elder {
                Elder::Holds | Elder::Ended => Elder::Ended,
                Elder::LetGo | Elder::Gone => Elder::Gone,
            };
            (Coming { asked, elder, left }, &[EndElder])
        }
        FreshShows(OtherTab) if asked => (stays, NOTHING),
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
        FreshShows(Starting) => (stays, NOTHING),
        FreshShows(Empty | Keys) | FreshBroke => given_up(elder),
        Second if left <= 1 => given_up(elder),
        Second => (Coming { asked, elder, left: left - 1 }, NOTHING),
    }
}

/// The fresh one does not come. No keys stay for its sake: what was locked is saved, and the page can be loaded anew.
fn given_up(elder: Elder) -> Step {
    match elder {
        Elder::Ended | Elder::Gone => (Over, &[EndFresh, Report]),
        Elder::Holds | Elder::LetGo => (Over, &[EndFresh, EndElder, AskReload]),
    }
}

#[cfg(test)]
mod tests;
