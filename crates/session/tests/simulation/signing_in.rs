//! A sign-in that was begun and left: the PIN that goes with it does not stay on the device.

use lifeboat_backup::MemoryStore;
use lifeboat_clouds::{Asked, Fault, Rule, Twist, google};
use lifeboat_messages::{
    Answer, BackupLock, DriveChoice, NewLock, Phase, Problem, Request, ServiceKind, SignInAnswer,
    SignInPurpose,
};

use crate::{
    host::{GOOGLE, ONE_DRIVE, ORIGIN},
    journey::{PIN, done, lock, pin, saved},
    storages::DROPBOX,
    world::{Process, World},
};

/// Longer than a sign-in is good for.
const TOO_LONG_MS: u64 = 601_000;

/// Gives the state of the sign-in, by which the service's answer is known again.
fn leave(world: &World, tab: &Process, purpose: SignInPurpose) -> String {
    let url = page_of(world, tab, ServiceKind::Dropbox, purpose);
    let state = url.split(['?', '&']).find_map(|part| part.strip_prefix("state="));
    state.expect("a state").to_owned()
}

/// The service's page leads back.
fn come_back(world: &World, tab: &Process, state: &str) -> Option<Result<Answer, Problem>> {
    let at = format!("{ORIGIN}/oauth/callback");
    let query = format!("?code=code&state={state}");
    let answer = SignInAnswer { at, query, fragment: String::new() };
    world.ask(tab, Request::FinishSignIn { answer })
}

/// The whole way to OneDrive's page and back, where the user agrees.
pub fn sign_in(world: &World, tab: &Process, purpose: SignInPurpose) -> DriveChoice {
    sign_in_at(world, tab, ServiceKind::OneDrive, purpose).unwrap()
}

/// The same at OneDrive, Dropbox or Google, with what comes of it.
pub fn sign_in_at(
    world: &World,
    tab: &Process,
    service: ServiceKind,
    purpose: SignInPurpose,
) -> Result<DriveChoice, Problem> {
    let answer = agree(world, &page_of(world, tab, service, purpose));
    come_back_with(world, tab, answer)
}

/// The address of the service's page.
pub fn page_of(world: &World, tab: &Process, service: ServiceKind, purpose: SignInPurpose) -> String {
    page_at(world, tab, service, None, purpose)
}

/// The same of a server of the user's own.
pub fn page_at(
    world: &World,
    tab: &Process,
    service: ServiceKind,
    address: Option<&str>,
    purpose: SignInPurpose,
) -> String {
    let address = address.map(str::to_owned);
    match world.ask(tab, Request::BeginSignIn { service, address, purpose }) {
        Some(Ok(Answer::GoTo { url })) => url,
        other => panic!("{other:?}"),
    }
}

/// The way back from the service's page.
pub fn come_back_with(world: &World, tab: &Process, answer: SignInAnswer) -> Result<DriveChoice, Problem> {
    match world.ask(tab, Request::FinishSignIn { answer }) {
        Some(Ok(Answer::SignedIn(it))) => Ok(DriveChoice::SignedIn { service: it.service, id: it.id }),
        Some(Err(problem)) => Err(problem),
        other => panic!("{other:?}"),
    }
}

/// The user agrees on the page of OneDrive, Dropbox or Google.
pub fn agree(world: &World, url: &str) -> SignInAnswer {
    let (page, query) = url.split_once('?').unwrap();
    let is_google = page.starts_with(GOOGLE);
    let base = *[GOOGLE, DROPBOX, ONE_DRIVE].iter().find(|base| page.starts_with(**base)).unwrap();
    let said = "user.decision=approve&user.account=samantha@example.com";
    let ticked = if is_google { format!("&user.scope={}", google::DRIVE_FILE) } else { String::new() };
    let asked = Asked {
        method: "POST".into(),
        base: base.into(),
        path: format!("{}/decide", page.strip_prefix(base).unwrap()),
        query: String::new(),
        headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
        body: format!("{query}&{said}{ticked}").into_bytes(),
        twist: Twist::default(),
    };
    let around = &world.around;
    let decided = match base {
        GOOGLE => around.google.with(|service, now_ms| service.oauth.answer(&asked, now_ms)),
        DROPBOX => around.storages.dropbox.with(|service, now_ms| service.oauth.answer(&asked, now_ms)),
        _ => around.one_drive.with(|service, now_ms| service.oauth.answer(&asked, now_ms)),
    };
    let back = decided.unwrap().headers.into_iter().find(|(name, _)| name == "location").unwrap().1;
    let end = back.find(['?', '#']).unwrap();
    let (at, answer) = back.split_at(end);
    let (query, fragment) = if is_google { ("", answer) } else { (answer, "") };
    SignInAnswer { at: at.into(), query: query.into(), fragment: fragment.into() }
}

fn left_for_a_backup(world: &World, tab: &Process) -> String {
    world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
    leave(world, tab, SignInPurpose::Backup { lock: lock(PIN) })
}

fn is_kept(store: &MemoryStore) -> bool {
    store.contents().keys().any(|key| key.starts_with("sign-in/"))
}

#[test]
fn a_sign_in_that_was_left_ends_when_the_backup_is_turned_on_elsewhere() {
    let world = World::new(21);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    left_for_a_backup(&world, &tab);
    assert!(is_kept(&phone.store), "nothing would be left for the way back");
    let start = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(&tab, start), Some(Ok(Answer::BackedUp(_)))));
    assert!(!is_kept(&phone.store), "the PIN of the backup opens without it");
}

#[test]
fn a_sign_in_that_was_left_ends_when_a_pin_is_set_without_a_backup() {
    let world = World::new(22);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    left_for_a_backup(&world, &tab);
    let set = world.ask(&tab, Request::ChangeLock { old: None, new: NewLock::Pin(PIN.into()) });
    assert!(matches!(set, Some(Ok(Answer::LockChanged { .. }))), "{set:?}");
    assert!(!is_kept(&phone.store));
}

#[test]
fn a_sign_in_that_was_left_ends_when_the_wallet_is_locked() {
    let world = World::new(23);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    leave(&world, &tab, SignInPurpose::Another);
    assert!(is_kept(&phone.store));
    done(&world, &tab, Request::Lock);
    assert!(!is_kept(&phone.store));
    done(&world, &tab, Request::Unlock { unlocker: pin() });
}

/// Also where the page stays, and where it comes back too late; a page that comes back in time finds it.
#[test]
fn a_sign_in_that_was_left_is_not_kept_for_longer_than_it_is_good_for() {
    let world = World::new(24);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    left_for_a_backup(&world, &tab);
    world.run(TOO_LONG_MS);
    assert!(!is_kept(&phone.store), "the page stayed");

    leave(&world, &tab, SignInPurpose::Backup { lock: lock(PIN) });
    drop(tab);
    world.run(TOO_LONG_MS / 2);
    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    assert!(is_kept(&phone.store), "the page came back in time");
    world.run(TOO_LONG_MS / 2 + 1_000);
    assert!(!is_kept(&phone.store), "the page came back, and nothing was finished");

    leave(&world, &tab, SignInPurpose::Backup { lock: lock(PIN) });
    drop(tab);
    world.run(TOO_LONG_MS);
    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.settle();
    assert!(!is_kept(&phone.store), "the page came back too late");
}

/// Also by a tab that was open before, and that the wallet comes to only then.
#[test]
fn a_sign_in_that_another_tab_has_left_is_not_kept_for_longer_either() {
    let world = World::new(25);
    let phone = world.device("phone");
    let (tab, other) = (world.open(&phone), world.open(&phone));
    left_for_a_backup(&world, &tab);
    drop(tab);
    world.run(10_000);
    done(&world, &other, Request::UseThisTab { by_force: false });
    world.see(&other, "a wallet", |view| view.phase == Phase::Ready);
    world.run(TOO_LONG_MS);
    assert!(!is_kept(&phone.store));
}

/// The page that knew the lock is gone with its process.
#[test]
fn the_lock_that_was_chosen_before_a_sign_in_is_the_backups() {
    let world = World::new(26);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    let state = left_for_a_backup(&world, &tab);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let start = || Request::StartBackup {
        lock: BackupLock::OfSignIn,
        drive: world.drive(0),
        waiver: Default::default(),
    };
    assert_eq!(world.ask(&tab, start()), Some(Err(Problem::SignInExpired)), "nothing has come back");
    // The service itself is out of reach; the lock is not its affair.
    world.around.storages.dropbox.fault(Rule::always(Fault::RequestLost));
    assert_eq!(come_back(&world, &tab, &state), Some(Err(Problem::Unreachable)));
    let again = SignInPurpose::Backup { lock: BackupLock::OfSignIn };
    leave(&world, &tab, again);
    assert!(matches!(world.ask(&tab, start()), Some(Ok(Answer::BackedUp(_)))));
    done(&world, &tab, Request::Lock);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// Somebody has copied the browser's profile while the user was at the service, and has it whole some days later.
#[test]
fn no_key_that_is_left_opens_the_lock_of_a_sign_in_once_the_backup_is_on() {
    let world = World::new(27);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    let state = left_for_a_backup(&world, &tab);
    let name = format!("sign-in/{state}");
    let record = phone.store.contents()[&name].clone();
    let start = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(&tab, start), Some(Ok(Answer::BackedUp(_)))));
    drop(tab);
    let mut kept = phone.store.contents();
    kept.insert(name, record);
    phone.store.roll_back(kept);

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert_eq!(come_back(&world, &tab, &state), Some(Err(Problem::SignInExpired)));
    let start = Request::StartBackup {
        lock: BackupLock::OfSignIn,
        drive: world.drive(1),
        waiver: Default::default(),
    };
    assert_eq!(world.ask(&tab, start), Some(Err(Problem::SignInExpired)));
}
