//! A service that lets in for an hour, and gives nothing that would renew it.

use lifeboat_messages::{
    Answer, BackupStatus, Phase, Problem, ReadOnly, Request, ServiceKind, SignInPurpose,
};

use crate::{
    device::Device,
    journey::{PIN, done, lock, pin},
    signing_in::sign_in_at,
    world::{Process, World},
};

const MINUTE_MS: u64 = 60_000;

/// A wallet whose backup is in Google Drive.
pub fn saved_in_google(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let purpose = SignInPurpose::Backup { lock: lock(PIN) };
    let drive = sign_in_at(world, &tab, ServiceKind::GoogleDrive, purpose).unwrap();
    let started =
        world.ask(&tab, Request::StartBackup { lock: lock(PIN), drive, waiver: Default::default() });
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    tab
}

/// The wallet is locked, and is unlocked in this process.
pub fn unlocked(world: &World, tab: &Process) {
    world.see(tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(world, tab, Request::Unlock { unlocker: pin() });
}

pub fn is_signed_out(phase: &Phase) -> bool {
    *phase == Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: Problem::SignedOut } }
}

/// Every lock gives the wallet to a fresh process, and so does every reload.
#[test]
fn the_hour_outlives_a_lock_and_a_reload_and_ends_in_time() {
    let world = World::new(28);
    let phone = world.device("phone");
    let tab = saved_in_google(&world, &phone);
    done(&world, &tab, Request::Lock);
    unlocked(&world, &tab);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    drop(tab);

    world.run(20 * MINUTE_MS);
    let tab = world.open(&phone);
    unlocked(&world, &tab);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    done(&world, &tab, Request::BackUpNow);
    drop(tab);

    world.run(60 * MINUTE_MS);
    let tab = world.open(&phone);
    unlocked(&world, &tab);
    world.see(&tab, "that the sign-in is over", |view| is_signed_out(&view.phase));
    sign_in_at(&world, &tab, ServiceKind::GoogleDrive, SignInPurpose::Reconnect).unwrap();
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    drop(tab);

    // The new hour is kept as the first one was, and nobody can read it here or there.
    let token = b"ya29.";
    let has_token = |bytes: &[u8]| bytes.windows(token.len()).any(|part| part == token);
    assert!(!phone.store.contents().values().any(|kept| has_token(kept)));
    let uploaded: Vec<_> = world
        .around
        .google
        .with(|service, _| service.files.now().values().filter_map(|item| item.bytes.clone()).collect());
    assert!(!uploaded.is_empty() && !uploaded.iter().any(|file| has_token(file)));
    let tab = world.open(&phone);
    unlocked(&world, &tab);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}
