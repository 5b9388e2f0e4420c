//! Whether users are told at the top of each page that the backup fails, as a pure decision.

use lifeboat_messages::{BackupStatus, Phase, Problem, ReadOnly, Retry, SecondStatus, ServiceKind, View};

use crate::{place::Place, route::Route};

/// A problem that passes within this time does not count as a failure, ms.
const PASSING_MS: u64 = 10_000;

/// What fails, which decides the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The service of the backup ended the sign-in on its own page.
    SignIn(ServiceKind),
    /// The backup fails.
    Backup(Problem),
    /// This device keeps nothing of a wallet that has no backup.
    Device(Problem),
    /// The second copy fails.
    Second(Problem),
}

/// How the backup and the second copy stand, as far as it is for an alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupHealth {
    backup: Fares,
    /// What holds up the second copy until the user does something, and since when; `None`: the user is told
    /// at once.
    second: Option<(Problem, Option<u64>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fares {
    Well,
    /// Neither good nor bad news, as between two failures.
    Tries,
    /// The problem, and since when; `None`: it needs the user at once.
    Fails(Alarm, Option<u64>),
}

impl BackupHealth {
    const WELL: BackupHealth = BackupHealth { backup: Fares::Well, second: None };

    /// The alarm for the wallet as it is.
    pub fn of(view: &View) -> BackupHealth {
        match &view.phase {
            Phase::Checking | Phase::Ready | Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } } => {}
            // These have screens of their own, which say more, or nothing is known yet.
            Phase::Starting
            | Phase::Empty
            | Phase::Locked
            | Phase::Closing
            | Phase::ReadOnly {
                why: ReadOnly::Elsewhere { .. } | ReadOnly::OtherTab | ReadOnly::Unsafe { .. },
            } => return BackupHealth::WELL,
        }
        let fails = |problem: &Problem, since_ms| {
            if !view.has_backup() {
                return Fares::Fails(Alarm::Device(problem.clone()), since_ms);
            }
            let kind = view.service.as_ref().map(|service| service.kind);
            let ended = kind.filter(|kind| *problem == Problem::SignedOut && kind.signs_in_elsewhere());
            Fares::Fails(ended.map_or_else(|| Alarm::Backup(problem.clone()), Alarm::SignIn), since_ms)
        };
        let backup = match &view.backup {
            BackupStatus::Paused { problem } => fails(problem, None),
            BackupStatus::Waiting { since_ms, problem } => fails(problem, Some(*since_ms)),
            BackupStatus::Checking | BackupStatus::Saving => Fares::Tries,
            BackupStatus::Off | BackupStatus::Saved { .. } | BackupStatus::Fenced { .. } => Fares::Well,
        };
        let second = view.second.as_ref().and_then(|second| match &second.status {
            SecondStatus::Paused { problem, .. } => Some((problem.clone(), None)),
            SecondStatus::Waiting { since_ms, problem, .. } => match problem.retry() {
                // It catches up automatically, and the backup itself is whole.
                Retry::ByItself => None,
                Retry::AfterUser | Retry::Never => Some((problem.clone(), Some(*since_ms))),
            },
            SecondStatus::Idle
            | SecondStatus::Looking
            | SecondStatus::InStep { .. }
            | SecondStatus::Following { .. } => None,
        });
        BackupHealth { backup, second }
    }

    /// What is to be told. `before`: what was told until now.
    pub fn alarm(&self, before: Option<&Alarm>, now_ms: u64) -> Option<Alarm> {
        let told = before.filter(|alarm| alarm.is_of_backup());
        let backup = match &self.backup {
            Fares::Well => None,
            Fares::Tries => told.cloned(),
            Fares::Fails(alarm, since_ms) => {
                (lasts(*since_ms, now_ms) || told.is_some()).then(|| alarm.clone())
            }
        };
        let second = self.second.as_ref().filter(|(_, since_ms)| lasts(*since_ms, now_ms));
        backup.or_else(|| second.map(|(problem, _)| Alarm::Second(problem.clone())))
    }
}

/// Whether a problem that began then has lasted too long to be temporary.
fn lasts(since_ms: Option<u64>, now_ms: u64) -> bool {
    since_ms.is_none_or(|since| now_ms.saturating_sub(since) >= PASSING_MS)
}

impl Alarm {
    /// Whether the backup itself fails, or this device in its place.
    pub fn is_of_backup(&self) -> bool {
        match self {
            Alarm::SignIn(_) | Alarm::Backup(_) | Alarm::Device(_) => true,
            Alarm::Second(_) => false,
        }
    }

    /// Whether it can be known then that nothing fails. A wallet that was locked has the troubles that it had before.
    pub fn is_known_in(phase: &Phase) -> bool {
        match phase {
            Phase::Starting | Phase::Locked | Phase::Closing => false,
            Phase::Empty | Phase::Checking | Phase::Ready | Phase::ReadOnly { .. } => true,
        }
    }

    /// The screen with the way out.
    pub fn leads_to(&self) -> Route {
        match self {
            Alarm::SignIn(_) => Route::Reconnect,
            Alarm::Backup(_) | Alarm::Device(_) => Route::Problem,
            Alarm::Second(_) => Route::SettingsBackup,
        }
    }

    /// Whether the alarm is shown at the top of this place: not where the place says the same, is the way out, or has
    /// no way to it.
    pub fn is_said_at(&self, place: &Place, phase: &Phase) -> bool {
        match place {
            Place::Route(route) => self.is_said_on(route, phase),
            // They are shown at every address, so that no button leads away from them.
            Place::Broken
            | Place::Starting
            | Place::Closing
            | Place::RealMoney
            | Place::Welcome
            | Place::Locked
            | Place::Elsewhere => false,
        }
    }

    fn is_said_on(&self, route: &Route, phase: &Phase) -> bool {
        match route {
            // It has banners of its own for a sign-in that ended, and for a wallet that only shows.
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
            | Route::Practice
            | Route::Rename
            | Route::Delete
            | Route::Install
            | Route::About => true,
            #[cfg(feature = "gallery")]
            Route::Gallery(name) => name.ends_with("-alarm"),
        }
    }
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::{FileFault, SecondCopy, Service};

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
            unfit: None,
        })
    }

    fn second(status: SecondStatus) -> Option<SecondCopy> {
        Some(SecondCopy {
            kind: ServiceKind::Dropbox,
            account: "samantha".into(),
            place: vec![],
            status,
            both: false,
        })
    }

    fn waiting(since_ms: u64) -> BackupStatus {
        BackupStatus::Waiting { since_ms, problem: Problem::Unreachable }
    }

    /// What the user is told about it after a week.
    fn told(view: &View) -> Option<Alarm> {
        BackupHealth::of(view).alarm(None, 604_800_000)
    }

    #[test]
    fn a_failure_is_told_once_it_lasts_and_a_pause_at_once() {
        let failing = BackupHealth::of(&view(waiting(7)));
        let alarm = Some(Alarm::Backup(Problem::Unreachable));
        assert_eq!(failing.alarm(None, 7 + PASSING_MS - 1), None);
        assert_eq!(failing.alarm(None, 7 + PASSING_MS), alarm);
        // The clock was set back meanwhile.
        assert_eq!(BackupHealth::of(&view(waiting(1_000_000))).alarm(None, 7), None);
        let paused = BackupStatus::Paused { problem: Problem::QuotaFull };
        assert_eq!(BackupHealth::of(&view(paused)).alarm(None, 0), Some(Alarm::Backup(Problem::QuotaFull)));
        // There is no backup that could fail.
        let full = BackupStatus::Paused { problem: Problem::StorageFull };
        let alone = BackupHealth::of(&view(full));
        assert_eq!(alone.alarm(None, 0), Some(Alarm::Device(Problem::StorageFull)));
        for well in [
            BackupStatus::Off,
            BackupStatus::Checking,
            BackupStatus::Saving,
            BackupStatus::Saved { at_ms: 1, position: 1 },
        ] {
            assert_eq!(told(&view(well)), None);
        }
    }

    #[test]
    fn a_try_in_between_ends_no_alarm_and_begins_none() {
        let alarm = Alarm::Backup(Problem::Unreachable);
        for tries in [BackupStatus::Checking, BackupStatus::Saving] {
            let standing = BackupHealth::of(&view(tries));
            assert_eq!(standing.alarm(Some(&alarm), 8), Some(alarm.clone()));
            assert_eq!(standing.alarm(Some(&Alarm::Second(Problem::QuotaFull)), 8), None);
        }
        assert_eq!(
            BackupHealth::of(&view(waiting(7))).alarm(Some(&alarm), 8),
            Some(alarm.clone()),
            "it failed again"
        );
        let saved = BackupStatus::Saved { at_ms: 1, position: 1 };
        assert_eq!(BackupHealth::of(&view(saved)).alarm(Some(&alarm), 8), None);
        assert_eq!(
            BackupHealth::of(&View { phase: Phase::Locked, ..view(waiting(7)) }).alarm(Some(&alarm), 8),
            None
        );
    }

    #[test]
    fn an_ended_sign_in_leads_to_the_service_and_a_wrong_password_to_what_helps() {
        let ended = |kind| {
            let backup = BackupStatus::Paused { problem: Problem::SignedOut };
            let alarm = told(&View { service: at(kind), ..view(backup) }).unwrap();
            (alarm.leads_to(), alarm)
        };
        let google = ServiceKind::GoogleDrive;
        assert_eq!(ended(google), (Route::Reconnect, Alarm::SignIn(google)));
        assert_eq!(ended(ServiceKind::WebDav), (Route::Problem, Alarm::Backup(Problem::SignedOut)));
    }

    #[test]
    fn a_second_copy_that_stopped_is_told_unless_the_backup_itself_fails() {
        let second = second(SecondStatus::Paused { problem: Problem::QuotaFull });
        let with = |backup| told(&View { second: second.clone(), ..view(backup) }).unwrap();
        assert_eq!(with(BackupStatus::Saving), Alarm::Second(Problem::QuotaFull));
        assert_eq!(with(BackupStatus::Saving).leads_to(), Route::SettingsBackup);
        assert_eq!(with(waiting(0)), Alarm::Backup(Problem::Unreachable));
    }

    #[test]
    fn a_second_copy_that_waits_for_its_user_is_told_once_that_lasts() {
        let saved = BackupStatus::Saved { at_ms: 1, position: 1 };
        let told = |problem: &Problem, now_ms| {
            let status = SecondStatus::Waiting { since_ms: 7, problem: problem.clone(), behind: 0 };
            BackupHealth::of(&View { second: second(status), ..view(saved.clone()) }).alarm(None, now_ms)
        };
        let file = "Channel state/7.lifeboat".to_owned();
        let in_the_way = Problem::BadFile { file, second: true, fault: FileFault::Damaged };
        for problem in [in_the_way, Problem::OldPhraseFile] {
            assert_eq!(told(&problem, 7 + PASSING_MS - 1), None);
            assert_eq!(told(&problem, 7 + PASSING_MS), Some(Alarm::Second(problem.clone())));
        }
        assert_eq!(told(&Problem::Unreachable, 604_800_000), None, "it catches up automatically");
    }

    #[test]
    fn nothing_is_said_where_the_wallet_cannot_be_used_or_a_screen_says_more() {
        let backup = BackupStatus::Paused { problem: Problem::QuotaFull };
        let elsewhere = ReadOnly::Elsewhere { by: None };
        for phase in [Phase::Locked, Phase::Starting, Phase::Closing, Phase::ReadOnly { why: elsewhere }] {
            assert_eq!(told(&View { phase, ..view(backup.clone()) }), None);
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
            let place = Place::Route(route);
            let all = [&backup, &sign_in, &second].map(|alarm| alarm.is_said_at(&place, &Phase::Ready));
            assert_eq!(all, said, "{place:?}");
        }
        assert!(!backup.is_said_at(&Place::Route(Route::Home), &read_only));
        assert!(backup.is_said_at(&Place::Route(Route::Activity), &read_only));
        for place in [
            Place::Broken,
            Place::Starting,
            Place::Closing,
            Place::RealMoney,
            Place::Welcome,
            Place::Locked,
            Place::Elsewhere,
        ] {
            for alarm in [&backup, &sign_in, &second] {
                assert!(!alarm.is_said_at(&place, &Phase::Ready), "its button would lead nowhere: {place:?}");
            }
        }
    }
}
