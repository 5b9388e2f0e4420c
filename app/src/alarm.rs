//! Whether users are told at the top of each page that the backup fails, as a pure decision.

use lifeboat_messages::{BackupStatus, Phase, Problem, ReadOnly, SecondStatus, ServiceKind, View};

use crate::route::Route;

/// What goes by within this time is no failure yet, ms.
const PASSING_MS: u64 = 10_000;

/// What fails, and so which way leads out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The service of the backup ended the sign-in on its own page.
    SignIn(ServiceKind),
    /// The backup fails.
    Backup(Problem),
    /// The second copy fails.
    Second(Problem),
}

impl Alarm {
    /// What there is to say of the wallet as it is, and since when it fails; `None`: it needs the user at once.
    pub fn of(view: &View) -> Option<(Alarm, Option<u64>)> {
        match &view.phase {
            Phase::Checking | Phase::Ready | Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } } => {}
            // These have screens of their own, which say more, or nothing is known yet.
            Phase::Starting
            | Phase::Empty
            | Phase::Locked
            | Phase::Closing
            | Phase::ReadOnly {
                why: ReadOnly::Elsewhere { .. } | ReadOnly::OtherTab | ReadOnly::Unsafe { .. },
            } => return None,
        }
        let backup = match &view.backup {
            BackupStatus::Paused { problem } => Some((problem, None)),
            BackupStatus::Waiting { since_ms, problem } => Some((problem, Some(*since_ms))),
            BackupStatus::Off
            | BackupStatus::Checking
            | BackupStatus::Saving
            | BackupStatus::Saved { .. }
            | BackupStatus::Fenced { .. } => None,
        };
        if let Some((problem, since_ms)) = backup {
            let kind = view.service.as_ref().map(|service| service.kind);
            let ended = kind.filter(|kind| *problem == Problem::SignedOut && kind.signs_in_elsewhere());
            let alarm = ended.map_or_else(|| Alarm::Backup(problem.clone()), Alarm::SignIn);
            return Some((alarm, since_ms));
        }
        match &view.second.as_ref()?.status {
            SecondStatus::Paused { problem, .. } => Some((Alarm::Second(problem.clone()), None)),
            // It catches up automatically, and the backup itself is whole.
            SecondStatus::Waiting { .. }
            | SecondStatus::Idle
            | SecondStatus::Looking
            | SecondStatus::InStep { .. }
            | SecondStatus::Following { .. } => None,
        }
    }

    /// Whether it can be known then that nothing fails. A wallet that was locked has the troubles that it had before.
    pub fn is_known_in(phase: &Phase) -> bool {
        match phase {
            Phase::Starting | Phase::Locked | Phase::Closing => false,
            Phase::Empty | Phase::Checking | Phase::Ready | Phase::ReadOnly { .. } => true,
        }
    }

    /// Whether something that fails since then has lasted long enough to be told.
    pub fn lasts(since_ms: u64, now_ms: u64) -> bool {
        now_ms.saturating_sub(since_ms) >= PASSING_MS
    }

    /// The screen with the way out.
    pub fn leads_to(&self) -> Route {
        match self {
            Alarm::SignIn(_) => Route::Reconnect,
            Alarm::Backup(_) => Route::Problem,
            Alarm::Second(_) => Route::SettingsBackup,
        }
    }

    /// Whether it is said at the top of a page: not where the page itself says it, or is the way out.
    pub fn is_said_at(&self, route: &Route, phase: &Phase) -> bool {
        match route {
            // Home has banners of its own for a sign-in that ended, and for a wallet that only shows.
            Route::Home => !matches!(self, Alarm::SignIn(_)) && !matches!(phase, Phase::ReadOnly { .. }),
            Route::Problem => matches!(self, Alarm::Second(_)),
            Route::SettingsBackup => !matches!(self, Alarm::Second(_)),
            Route::Reconnect | Route::ReconnectSecond => false,
            Route::Create(_)
            | Route::Backup(_)
            | Route::Receive(_)
            | Route::Send(_)
            | Route::Activity
            | Route::Payment(_)
            | Route::Bump(_)
            | Route::Channels
            | Route::Channel(_)
            | Route::Restore(_)
            | Route::Settings
            | Route::Another(_)
            | Route::Security
            | Route::Words
            | Route::ChangePin(_)
            | Route::Install
            | Route::About => true,
            #[cfg(feature = "gallery")]
            Route::Gallery(name) => name.ends_with("-alarm"),
        }
    }
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::{SecondCopy, Service};

    use super::*;

    fn view(backup: BackupStatus) -> View {
        View { backup, ..crate::checklist::tests::view() }
    }

    fn at(kind: ServiceKind) -> Option<Service> {
        Some(Service {
            kind,
            account: "samantha".into(),
            place: vec![],
            file: String::new(),
            link: None,
            size: None,
            room: None,
            proved_ms: None,
        })
    }

    fn waiting(since_ms: u64) -> BackupStatus {
        BackupStatus::Waiting { since_ms, problem: Problem::Unreachable }
    }

    #[test]
    fn a_failure_is_told_once_it_lasts_and_a_pause_at_once() {
        assert_eq!(Alarm::of(&view(waiting(7))), Some((Alarm::Backup(Problem::Unreachable), Some(7))));
        assert!(!Alarm::lasts(7, 7 + PASSING_MS - 1) && Alarm::lasts(7, 7 + PASSING_MS));
        // The clock was set back meanwhile.
        assert!(!Alarm::lasts(1_000_000, 7));
        let paused = BackupStatus::Paused { problem: Problem::QuotaFull };
        assert_eq!(Alarm::of(&view(paused)), Some((Alarm::Backup(Problem::QuotaFull), None)));
        for well in [
            BackupStatus::Off,
            BackupStatus::Checking,
            BackupStatus::Saving,
            BackupStatus::Saved { at_ms: 1, position: 1 },
        ] {
            assert_eq!(Alarm::of(&view(well)), None);
        }
    }

    #[test]
    fn an_ended_sign_in_leads_to_the_service_and_a_wrong_password_to_what_helps() {
        let ended = |kind| {
            let backup = BackupStatus::Paused { problem: Problem::SignedOut };
            let (alarm, _) = Alarm::of(&View { service: at(kind), ..view(backup) }).unwrap();
            (alarm.leads_to(), alarm)
        };
        let google = ServiceKind::GoogleDrive;
        assert_eq!(ended(google), (Route::Reconnect, Alarm::SignIn(google)));
        assert_eq!(ended(ServiceKind::WebDav), (Route::Problem, Alarm::Backup(Problem::SignedOut)));
    }

    #[test]
    fn a_second_copy_that_stopped_is_told_unless_the_backup_itself_fails() {
        let second = Some(SecondCopy {
            kind: ServiceKind::Dropbox,
            account: "samantha".into(),
            place: vec![],
            status: SecondStatus::Paused { problem: Problem::QuotaFull },
            both: false,
        });
        let with = |backup| Alarm::of(&View { second: second.clone(), ..view(backup) }).unwrap().0;
        assert_eq!(with(BackupStatus::Saving), Alarm::Second(Problem::QuotaFull));
        assert_eq!(with(BackupStatus::Saving).leads_to(), Route::SettingsBackup);
        assert_eq!(with(waiting(0)), Alarm::Backup(Problem::Unreachable));
    }

    #[test]
    fn nothing_is_said_where_the_wallet_cannot_be_used_or_a_screen_says_more() {
        let backup = BackupStatus::Paused { problem: Problem::QuotaFull };
        let elsewhere = ReadOnly::Elsewhere { device: "Chrome".into(), at_ms: 1 };
        for phase in [Phase::Locked, Phase::Starting, Phase::Closing, Phase::ReadOnly { why: elsewhere }] {
            assert_eq!(Alarm::of(&View { phase, ..view(backup.clone()) }), None);
        }
    }

    #[test]
    fn it_is_said_everywhere_but_where_it_is_said_already() {
        let read_only = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: Problem::Unreachable } };
        let backup = Alarm::Backup(Problem::QuotaFull);
        let sign_in = Alarm::SignIn(ServiceKind::Dropbox);
        let second = Alarm::Second(Problem::QuotaFull);
        for (route, said) in [
            (Route::Home, [true, false, true]),
            (Route::Problem, [false, false, true]),
            (Route::SettingsBackup, [true, true, false]),
            (Route::Reconnect, [false; 3]),
            (Route::Activity, [true; 3]),
            (Route::Receive(String::new()), [true; 3]),
            (Route::Send(String::new()), [true; 3]),
            (Route::Settings, [true; 3]),
            (Route::About, [true; 3]),
        ] {
            let all = [&backup, &sign_in, &second].map(|alarm| alarm.is_said_at(&route, &Phase::Ready));
            assert_eq!(all, said, "{route:?}");
        }
        assert!(!backup.is_said_at(&Route::Home, &read_only));
        assert!(backup.is_said_at(&Route::Activity, &read_only));
    }
}
