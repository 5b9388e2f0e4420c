//! What the page shows: the screen of its address, unless the wallet as it is leaves no choice.

use lifeboat_messages::{Phase, Problem, ReadOnly, View};

use crate::route::Route;

/// What is shown at an address.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The worker cannot run.
    Broken,
    /// The worker has not looked yet.
    Starting,
    /// The wallet is being put away.
    Closing,
    /// What real money means in software this new, before anything else.
    RealMoney,
    /// There is no wallet.
    Welcome,
    /// The wallet is locked.
    Locked,
    /// The wallet is elsewhere.
    Elsewhere,
    /// The screen of an address.
    Route(Route),
}

/// What decides it besides the address and the wallet.
#[derive(Clone, Debug, Default)]
pub struct ScreenState {
    /// The worker cannot run.
    pub broken: bool,
    /// "Use here" is under way.
    pub taking_over: bool,
    /// Whether nothing says that this device ever had a wallet.
    pub is_fresh: bool,
    /// The user wants to see a wallet that is elsewhere.
    pub look: bool,
    /// Why the wallet does not come here, or does not go on without its storage.
    pub not_taken: Option<Problem>,
}

impl ScreenState {
    /// What to show for an address. `view`: the wallet, once the worker has spoken; `before`: what was shown until now.
    pub fn place(&self, route: &Route, view: Option<&View>, before: Option<&Place>) -> Place {
        if self.broken {
            return Place::Broken;
        }
        if self.taking_over {
            return Place::Elsewhere;
        }
        let shown = || Place::Route(route.clone());
        // The node is five times the size of the page: new users can choose without waiting for it, and what
        // they have chosen stays while it starts. Their requests do wait.
        let early = || {
            if self.is_fresh && *route == Route::Home {
                Place::Welcome
            } else if self.is_fresh && matches!(route, Route::Create(_)) {
                shown()
            } else {
                Place::Starting
            }
        };
        let Some(view) = view else { return early() };
        match &view.phase {
            Phase::Starting => early(),
            Phase::Closing => Place::Closing,
            // A user who has forgotten the PIN may replace what is locked with a backup.
            Phase::Locked if matches!(route, Route::Restore(_)) => shown(),
            Phase::Locked => Place::Locked,
            // It is read once per device; after an update, a user with an open wallet has not read it yet.
            Phase::Empty | Phase::Ready if view.warning => Place::RealMoney,
            Phase::Empty if matches!(route, Route::Create(_) | Route::Restore(_) | Route::About) => shown(),
            Phase::Empty => Place::Welcome,
            // The keys here are old ones; only the new PIN brings the wallet back.
            Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } }
                if matches!(route, Route::Restore(_))
                    && self.not_taken == Some(Problem::PinChangedElsewhere) =>
            {
                shown()
            }
            // Only that copy does, wherever it was seen that it is ahead.
            Phase::Ready
            | Phase::ReadOnly {
                why:
                    ReadOnly::Elsewhere { .. }
                    | ReadOnly::Unconfirmed { .. }
                    | ReadOnly::Unsafe { problem: Problem::BackupGone },
            } if matches!(route, Route::Restore(_)) && self.not_taken == Some(Problem::SecondAhead) => {
                shown()
            }
            Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } | ReadOnly::OtherTab } if !self.look => {
                Place::Elsewhere
            }
            // The wallet could not even be looked at: zeros would be a lie.
            Phase::ReadOnly { why: ReadOnly::Unsafe { .. } } if view.name.is_empty() => {
                Place::Route(Route::Problem)
            }
            // The state on this device must no longer be used; the backup may have the newest one.
            Phase::ReadOnly {
                why:
                    ReadOnly::Unsafe { problem: Problem::Stale }
                    | ReadOnly::Unconfirmed { problem: Problem::PinChangedElsewhere },
            } if matches!(route, Route::Restore(_)) => shown(),
            Phase::Checking | Phase::Ready | Phase::ReadOnly { .. } => {
                // The last steps of a flow are shown with what it has made already.
                let mounted = before == Some(&shown());
                let refused = instead(route, view).filter(|_| !mounted);
                Place::Route(refused.unwrap_or_else(|| route.clone()))
            }
        }
    }
}

/// Where an address leads if it makes no sense with the wallet as it is: an old address, or one that Back has
/// reached.
fn instead(route: &Route, view: &View) -> Option<Route> {
    let on = view.has_backup();
    match route {
        Route::Create(_) | Route::Restore(_) => Some(Route::Home),
        Route::Send(_) | Route::Receive(_) | Route::Bump(_)
            if matches!(view.phase, Phase::ReadOnly { .. }) =>
        {
            Some(Route::Home)
        }
        // What must not be used is not carried to another place either.
        Route::Backup(_) | Route::Another(_) if is_stopped(&view.phase) => Some(Route::Problem),
        // A second backup over the first one would end in an alarm although all is well.
        Route::Backup(_) if on => Some(Route::SettingsBackup),
        Route::Another(_) if !on || view.second.is_some() => Some(Route::SettingsBackup),
        Route::Reconnect if view.service.is_none() => Some(Route::SettingsBackup),
        Route::ReconnectSecond if view.second.is_none() => Some(Route::SettingsBackup),
        Route::Practice if !view.lockable => Some(Route::Settings),
        Route::Home
        | Route::Backup(_)
        | Route::Receive(_)
        | Route::Send(_)
        | Route::Activity
        | Route::Payment(_)
        | Route::Bump(_)
        | Route::Channels
        | Route::Channel(_)
        | Route::Problem
        | Route::Settings
        | Route::SettingsBackup
        | Route::Another(_)
        | Route::Security
        | Route::Words
        | Route::ChangePin(_)
        | Route::Practice
        | Route::Rename
        | Route::Delete
        | Route::Reconnect
        | Route::ReconnectSecond
        | Route::Install
        | Route::About => None,
        #[cfg(feature = "gallery")]
        Route::Gallery(_) => None,
    }
}

fn is_stopped(phase: &Phase) -> bool {
    matches!(
        phase,
        Phase::ReadOnly { why: ReadOnly::Unsafe { .. } | ReadOnly::Elsewhere { .. } | ReadOnly::OtherTab }
    )
}

#[cfg(test)]
mod tests;
