//! Whoever left an open wallet for a service's page comes back to an open wallet.

use lifeboat_messages::{Answer, Phase, Problem, Request, ServiceKind, SignInAnswer, SignInPurpose};

use crate::{
    an_hour::{saved_in_google, unlocked},
    device::Device,
    journey::done,
    signing_in::{agree, come_back_with, page_of},
    world::{Process, World},
};

const MINUTE_MS: u64 = 60_000;

/// The user has agreed on Google's page, where they went from an open wallet; the page that they left is gone.
fn away(world: &World, phone: &Device) -> SignInAnswer {
    let tab = saved_in_google(world, phone);
    agree(world, &page_of(world, &tab, ServiceKind::GoogleDrive, SignInPurpose::Reconnect))
}

fn reopened(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab
}

fn come_back(world: &World, tab: &Process, answer: &SignInAnswer) -> Option<Result<Answer, Problem>> {
    world.ask(tab, Request::ComeBack { answer: answer.clone() })
}

const OVER: Option<Result<Answer, Problem>> = Some(Err(Problem::SignInExpired));

#[test]
fn a_wallet_that_was_left_open_for_a_sign_in_opens_once_for_its_answer() {
    let world = World::new(29);
    let phone = world.device("phone");
    let answer = away(&world, &phone);
    world.run(4 * MINUTE_MS);
    let tab = reopened(&world, &phone);
    let other = SignInAnswer { fragment: "#state=another&access_token=a".into(), ..answer.clone() };
    assert_eq!(come_back(&world, &tab, &other), OVER, "the answer to something else");
    done(&world, &tab, Request::ComeBack { answer: answer.clone() });
    assert!(come_back_with(&world, &tab, answer.clone()).is_ok());
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    drop(tab);
    let tab = reopened(&world, &phone);
    assert_eq!(come_back(&world, &tab, &answer), OVER);
    unlocked(&world, &tab);
}

/// The process ends right after it, before the sign-in itself has come to its end.
#[test]
fn the_way_back_is_gone_with_its_first_use_and_the_answer_waits_for_the_pin() {
    let world = World::new(30);
    let phone = world.device("phone");
    let answer = away(&world, &phone);
    let tab = reopened(&world, &phone);
    done(&world, &tab, Request::ComeBack { answer: answer.clone() });
    drop(tab);
    let tab = reopened(&world, &phone);
    assert_eq!(come_back(&world, &tab, &answer), OVER);
    assert!(come_back_with(&world, &tab, answer.clone()).is_err(), "it is locked");
    unlocked(&world, &tab);
    assert!(come_back_with(&world, &tab, answer).is_ok());
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// The user gives the sign-in up, sees the lock screen, and goes. Somebody else finds the service's page
/// behind "Forward".
#[test]
fn a_wallet_that_was_seen_locked_takes_the_pin() {
    let world = World::new(33);
    let phone = world.device("phone");
    let answer = away(&world, &phone);
    let tab = reopened(&world, &phone);
    world.run(10_000);
    drop(tab);
    let tab = reopened(&world, &phone);
    assert_eq!(come_back(&world, &tab, &answer), OVER);
    unlocked(&world, &tab);
    assert!(come_back_with(&world, &tab, answer).is_ok(), "the sign-in itself goes on");
}

/// Ten minutes at most, less where the wallet would have locked itself by then, and no longer than to a lock.
#[test]
fn the_way_back_ends_with_its_time_and_with_a_lock() {
    for (locks_after_min, away_ms) in
        [(None, 10 * MINUTE_MS + 1), (Some(30), 10 * MINUTE_MS + 1), (Some(2), 2 * MINUTE_MS + 1)]
    {
        for late in [false, true] {
            let world = World::new(31);
            let phone = world.device("phone");
            let tab = saved_in_google(&world, &phone);
            done(&world, &tab, Request::AutoLock { minutes: locks_after_min });
            let page = page_of(&world, &tab, ServiceKind::GoogleDrive, SignInPurpose::Reconnect);
            drop(tab);
            world.run(away_ms - u64::from(!late) * 2 * 1_000);
            let tab = reopened(&world, &phone);
            let came = come_back(&world, &tab, &agree(&world, &page));
            assert_eq!(came, if late { OVER } else { Some(Ok(Answer::Done)) }, "{locks_after_min:?}");
        }
    }

    let world = World::new(32);
    let phone = world.device("phone");
    let tab = saved_in_google(&world, &phone);
    let page = page_of(&world, &tab, ServiceKind::GoogleDrive, SignInPurpose::Reconnect);
    done(&world, &tab, Request::Lock);
    assert_eq!(come_back(&world, &tab, &agree(&world, &page)), OVER);
    assert_eq!(tab.view().phase, Phase::Locked);
    assert!(!phone.store.contents().keys().any(|key| key.starts_with("sign-in/")));
}
