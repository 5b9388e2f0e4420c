//! Every address with every wallet.

use lifeboat_messages::{
    BackupStatus, Balance, Counts, Link, Practice, SecondCopy, SecondStatus, Service, ServiceKind,
};

use super::*;

fn view(backup: BackupStatus) -> View {
    View {
        phase: Phase::Ready,
        network: None,
        name: "Samantha".into(),
        balance: Balance::default(),
        looking: false,
        activities: vec![],
        payments: Counts::default(),
        backup,
        service: None,
        old_copy: None,
        folder_news: None,
        foreign_tries: None,
        alone: None,
        guards: None,
        guards_offered: None,
        second: None,
        pin: None,
        lockable: true,
        auto_lock_min: None,
        practice: Practice::On,
        prompt: false,
        warning: false,
        reminder: false,
        channels: vec![],
        closed: vec![],
        link: Link::Up,
        height: 0,
        fault: None,
        support: None,
    }
}

/// All places; a new one does not compile until it is listed here.
fn routes() -> Vec<Route> {
    let step = || "step".to_owned();
    let all = vec![
        Route::Home,
        Route::Create(step()),
        Route::Backup(step()),
        Route::Receive(step()),
        Route::Send(step()),
        Route::Activity,
        Route::Payment("in/00".into()),
        Route::Bump("chain/00".into()),
        Route::Channels,
        Route::Channel("ab".into()),
        Route::Restore(step()),
        Route::Problem,
        Route::Settings,
        Route::SettingsBackup,
        Route::Another(step()),
        Route::Security,
        Route::Words,
        Route::ChangePin(step()),
        Route::Practice,
        Route::Rename,
        Route::Delete,
        Route::Reconnect,
        Route::ReconnectSecond,
        Route::Install,
        Route::About,
    ];
    for route in &all {
        match route {
            Route::Home | Route::Create(_) | Route::Backup(_) | Route::Receive(_) | Route::Send(_) => {}
            Route::Activity
            | Route::Payment(_)
            | Route::Bump(_)
            | Route::Channels
            | Route::Channel(_)
            | Route::Restore(_)
            | Route::Problem => {}
            Route::Settings | Route::SettingsBackup | Route::Another(_) | Route::Security | Route::Words => {}
            Route::ChangePin(_)
            | Route::Practice
            | Route::Rename
            | Route::Delete
            | Route::Reconnect
            | Route::ReconnectSecond
            | Route::Install
            | Route::About => {}
            #[cfg(feature = "gallery")]
            Route::Gallery(_) => {}
        }
    }
    all
}

fn phases() -> Vec<Phase> {
    let read_only = |why| Phase::ReadOnly { why };
    let unsafe_ = |problem| read_only(ReadOnly::Unsafe { problem });
    let unconfirmed = |problem| read_only(ReadOnly::Unconfirmed { problem });
    vec![
        Phase::Starting,
        Phase::Empty,
        Phase::Locked,
        Phase::Closing,
        Phase::Checking,
        Phase::Ready,
        read_only(ReadOnly::Elsewhere { by: None }),
        read_only(ReadOnly::OtherTab),
        unconfirmed(Problem::Unreachable),
        unconfirmed(Problem::PinChangedElsewhere),
        unsafe_(Problem::Stale),
        unsafe_(Problem::StorageRefused),
    ]
}

fn backups() -> Vec<BackupStatus> {
    vec![
        BackupStatus::Off,
        BackupStatus::Checking,
        BackupStatus::Saving,
        BackupStatus::Saved { at_ms: 1, position: 1 },
        BackupStatus::Waiting { since_ms: 1, problem: Problem::Busy },
        BackupStatus::Paused { problem: Problem::SignedOut },
        BackupStatus::Paused { problem: Problem::StorageLost },
        BackupStatus::Fenced { by: None },
    ]
}

fn views() -> Vec<View> {
    let service = || Service {
        kind: ServiceKind::ThisServer,
        account: String::new(),
        place: vec![],
        file: String::new(),
        link: None,
        size: None,
        room: None,
        proved_ms: None,
        unfit: None,
    };
    let second = || SecondCopy {
        kind: ServiceKind::Dropbox,
        account: String::new(),
        place: vec![],
        status: SecondStatus::Looking,
        both: false,
    };
    let mut all = Vec::new();
    for phase in phases() {
        for backup in backups() {
            for name in ["", "Samantha"] {
                for copies in 0..3 {
                    all.push(View {
                        phase: phase.clone(),
                        name: name.into(),
                        service: (copies > 0).then(service),
                        second: (copies > 1).then(second),
                        ..view(backup.clone())
                    });
                }
            }
        }
    }
    all
}

fn standings() -> Vec<ScreenState> {
    let mut all = Vec::new();
    for look in [false, true] {
        for not_taken in [
            None,
            Some(Problem::PinChangedElsewhere),
            Some(Problem::SecondAhead),
            Some(Problem::OtherTabAsleep),
        ] {
            for (broken, taking_over) in [(false, false), (true, false), (false, true)] {
                all.push(ScreenState {
                    broken,
                    taking_over,
                    is_fresh: false,
                    look,
                    not_taken: not_taken.clone(),
                });
            }
        }
    }
    all
}

/// What each screen needs, said once more and in other words than where it is decided.
fn makes_sense(route: &Route, view: &View, standing: &ScreenState) -> bool {
    let open = matches!(view.phase, Phase::Checking | Phase::Ready | Phase::ReadOnly { .. });
    let runs = matches!(view.phase, Phase::Checking | Phase::Ready);
    let unconfirmed = matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } });
    let has_backup = view.service.is_some() || !matches!(view.backup, BackupStatus::Off);
    let second_ahead = standing.not_taken == Some(Problem::SecondAhead);
    let thrown_away = matches!(&view.backup, BackupStatus::Paused { problem: Problem::StorageLost });
    match route {
        Route::Create(_) => view.phase == Phase::Empty,
        Route::Restore(_) => match &view.phase {
            Phase::Empty | Phase::Locked => true,
            Phase::ReadOnly { why: ReadOnly::Unsafe { problem } } => {
                let stale = *problem == Problem::Stale && !view.name.is_empty();
                stale || second_ahead && *problem == Problem::BackupGone
            }
            Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem } } => {
                *problem == Problem::PinChangedElsewhere || second_ahead
            }
            Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } } => {
                second_ahead || standing.not_taken == Some(Problem::PinChangedElsewhere)
            }
            // Its storage takes what it writes, and another device has continued in the second copy.
            Phase::Ready => second_ahead && !view.warning,
            _ => false,
        },
        Route::About => open || view.phase == Phase::Empty,
        Route::Receive(_) | Route::Send(_) | Route::Bump(_) => runs,
        Route::Backup(_) => (runs || unconfirmed) && (!has_backup || thrown_away && view.service.is_none()),
        Route::Another(_) => {
            let is_one = has_backup && !(thrown_away && view.service.is_none());
            (runs || unconfirmed) && is_one && view.second.is_none()
        }
        Route::Reconnect => open && view.service.is_some(),
        Route::ReconnectSecond => open && view.second.is_some(),
        _ => open,
    }
}

#[test]
fn every_address_is_refused_where_it_makes_no_sense_and_shown_where_it_does() {
    let (routes, views) = (routes(), views());
    let mut shown = 0;
    for standing in standings() {
        for view in &views {
            for route in &routes {
                let place = standing.place(route, Some(view), None);
                let case = format!("{route:?} {standing:?} {:?} {:?}: {place:?}", view.phase, view.backup);
                let fenced = matches!(
                    view.phase,
                    Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } | ReadOnly::OtherTab }
                );
                match &place {
                    Place::Route(there) => {
                        shown += 1;
                        assert!(makes_sense(there, view, &standing), "{case}");
                        assert!(!standing.broken && !standing.taking_over, "{case}");
                        // A user who is redirected is not redirected again from there.
                        assert_eq!(standing.place(there, Some(view), None), place, "{case}");
                        let hidden = matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } })
                            && view.name.is_empty();
                        if !hidden && makes_sense(route, view, &standing) {
                            assert_eq!(there, route, "{case}");
                        }
                    }
                    Place::Broken => assert!(standing.broken, "{case}"),
                    Place::Elsewhere => {
                        assert!(standing.taking_over || fenced && !standing.look, "{case}");
                    }
                    Place::Starting => assert_eq!(view.phase, Phase::Starting, "{case}"),
                    Place::Closing => assert_eq!(view.phase, Phase::Closing, "{case}"),
                    Place::Locked => assert_eq!(view.phase, Phase::Locked, "{case}"),
                    Place::Welcome => assert_eq!(view.phase, Phase::Empty, "{case}"),
                    Place::RealMoney => assert!(view.warning, "{case}"),
                }
            }
        }
    }
    assert!(shown > 10_000, "{shown}");
}

/// No user is kept from a wallet that needs something: unlocking, restoring, or being told what is wrong.
#[test]
fn what_real_money_means_is_read_before_money_can_come_in_and_nowhere_else() {
    for mut view in views() {
        view.warning = true;
        for route in routes() {
            let read = ScreenState::default().place(&route, Some(&view), None) == Place::RealMoney;
            assert_eq!(read, matches!(view.phase, Phase::Empty | Phase::Ready), "{route:?} {:?}", view.phase);
        }
    }
}

#[test]
fn nobody_practises_a_pin_that_there_is_not() {
    let bare = View { lockable: false, ..view(BackupStatus::Off) };
    let place = ScreenState::default().place(&Route::Practice, Some(&bare), None);
    assert_eq!(place, Place::Route(Route::Settings));
}

/// One press of Back after the success screen must not ask for a second backup.
#[test]
fn a_backup_that_is_on_is_not_turned_on_again_by_an_address() {
    let route = Route::Backup("pin".into());
    for backup in backups() {
        let lost = backup == BackupStatus::Paused { problem: Problem::StorageLost };
        let off = backup == BackupStatus::Off;
        let place = ScreenState::default().place(&route, Some(&view(backup)), None);
        let wanted = if off || lost { route.clone() } else { Route::SettingsBackup };
        assert_eq!(place, Place::Route(wanted));
    }
}

/// The success screen itself is still shown, although the backup is on by then.
#[test]
fn a_flow_is_not_refused_for_what_it_has_made() {
    let route = Route::Backup(String::new());
    let shown = Place::Route(route.clone());
    let on = view(BackupStatus::Saved { at_ms: 1, position: 0 });
    assert_eq!(ScreenState::default().place(&route, Some(&on), Some(&shown)), shown);
}

#[test]
fn a_new_device_is_welcomed_before_the_worker_is_ready_and_no_other() {
    for (is_fresh, broken) in [(false, false), (true, false), (true, true)] {
        let standing = ScreenState { is_fresh, broken, ..ScreenState::default() };
        for route in routes() {
            let expected = match &route {
                _ if broken => Place::Broken,
                Route::Home if is_fresh => Place::Welcome,
                Route::Create(_) if is_fresh => Place::Route(route.clone()),
                _ => Place::Starting,
            };
            assert_eq!(standing.place(&route, None, None), expected, "{route:?}");
            // Neither is the user's current screen taken away while the worker begins.
            let starting = View { phase: Phase::Starting, ..view(BackupStatus::Off) };
            assert_eq!(standing.place(&route, Some(&starting), None), expected, "{route:?}");
        }
    }
}
