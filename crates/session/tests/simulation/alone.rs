//! A storage that is gone for good and does not say so: the wallet that has everything goes on, on its device alone.

use std::collections::BTreeMap;

use futures::executor::block_on;
use lifeboat_backup::{LocalStore, MemoryStore, StoreFault};
use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, CloseWay, ComingStep, NewLock, OldCopyState, Phase, Problem, ReadOnly,
    Request,
};
use lifeboat_wallet::sim::{living_graphs, most_graphs};

use crate::{
    closing::{blocks, commitments, step},
    device::Device,
    journey::{PIN, done, lock, pin},
    old_state::{about_to_be_shown, take_over, used},
    second_copy::{INSISTS, is_in_step, restored_there},
    thrown_away::{has_paid, pay, with_channel},
    world::{Process, World},
};

/// What became of the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    /// The account was closed.
    SignedOut,
    /// The server, or its domain, is no more.
    Unreachable,
    /// It may no longer be used.
    Denied,
    /// It is full, and an entry waits.
    Full,
    /// Its folder was deleted, and there is no room for another one.
    FolderAndFull,
    /// The server takes requests, and never answers.
    Mute,
}

impl Gone {
    const ALL: [Gone; 6] =
        [Gone::SignedOut, Gone::Unreachable, Gone::Denied, Gone::Full, Gone::FolderAndFull, Gone::Mute];

    fn happens(self, world: &World) {
        let rule = match self {
            Gone::SignedOut => Rule::always(Fault::Status { status: 401 }),
            Gone::Unreachable => Rule::always(Fault::RequestLost),
            Gone::Denied => Rule::always(Fault::Status { status: 403 }),
            Gone::Mute => Rule::always(Fault::Held),
            Gone::Full | Gone::FolderAndFull => Rule::always(Fault::QuotaFull).on("PUT"),
        };
        world.around.clouds[0].fault(rule);
    }
}

/// Opened again, while nothing comes back from its storage.
fn asked_by_a_mute_one(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "a question", |view| view.alone.is_some());
    tab
}

/// Opened again, and asked about once it has waited for long enough.
pub fn asked(world: &World, phone: &Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it waits", |view| matches!(view.phase, Phase::ReadOnly { .. }));
    let gone = ReadOnly::Unsafe { problem: Problem::BackupGone };
    if tab.view().phase == (Phase::ReadOnly { why: gone }) {
        assert!(matches!(world.ask(&tab, Request::WriteAnew), Some(Err(_))));
    } else {
        assert_eq!(tab.view().alone, None, "a moment is no reason");
        assert!(matches!(world.ask(&tab, Request::GoOnAlone), Some(Err(_))), "nobody was asked");
    }
    world.see(&tab, "a question", |view| view.alone.is_some());
    tab
}

fn restored(world: &World, label: &str, cloud: usize) -> Result<Process, Problem> {
    let tab = world.open(&world.device(label));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    restored_there(world, &tab, world.drive(cloud), Assurances::default()).map(|_| tab)
}

#[test]
fn a_wallet_whose_account_is_closed_for_good_goes_on_after_a_question() {
    for (seed, gone) in (80..).zip(Gone::ALL) {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, true);
        world.run(60_000);
        let before = world.around.time.now();
        if gone == Gone::FolderAndFull {
            drop(tab);
            world.kept().delete_backups(0);
            gone.happens(&world);
        } else {
            gone.happens(&world);
            if gone == Gone::Full {
                pay(&world, &tab);
                world.run(10_000);
            }
            drop(tab);
        }
        let tab = match gone {
            Gone::Mute => asked_by_a_mute_one(&world, &phone),
            Gone::SignedOut | Gone::Unreachable | Gone::Denied | Gone::Full | Gone::FolderAndFull => {
                asked(&world, &phone)
            }
        };
        let offer = tab.view().alone.unwrap();
        assert!(offer.saved_ms.is_some_and(|at_ms| at_ms <= before && at_ms + 120_000 > before), "{gone:?}");
        // With a payment that is under way, which the balance does not show.
        assert_eq!(offer.at_stake_sat, 400_000, "{gone:?}");
        let _ = most_graphs();
        done(&world, &tab, Request::GoOnAlone);
        let view = world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        assert_eq!((living_graphs(), most_graphs()), (1, 1), "{gone:?}: two of one state");
        assert_eq!((view.backup, view.alone), (BackupStatus::Off, None), "{gone:?}");
        assert_eq!(view.old_copy.map(|old| old.state), Some(OldCopyState::Unmarked), "{gone:?}");
        world.run(60_000);
        pay(&world, &tab);
        world.see(&tab, "a payment", has_paid);
        world.run(60_000);
        let paid = tab.view();
        let spent = if gone == Gone::Full { 50_000_000 } else { 25_000_000 };
        assert_eq!(paid.balance.lightning_msat, 400_000_000 - spent, "{gone:?}");
        let started =
            Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
        let started = world.ask(&tab, started);
        assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{gone:?}: {started:?}");
        world.run(60_000);
        drop(tab);
        let laptop = restored(&world, "laptop", 1).unwrap();
        let there = world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
        assert_eq!(there.balance.lightning_msat, paid.balance.lightning_msat, "{gone:?}");
        assert_eq!(commitments(&world), 0, "{gone:?}");
    }
}

/// Nobody knows whether another device has the wallet: its own closing waits for the word of its peer.
#[test]
fn a_wallet_that_goes_on_alone_closes_nothing_before_its_peer_was_heard() {
    let world = World::new(86);
    let phone = world.device("phone");
    drop(used(&world, &phone));
    // The peer was heard under the name that the journal has until then.
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.run(60_000);
    done(&world, &tab, Request::BackUpNow);
    drop(tab);
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    world.around.bridged.borrow_mut().clear();
    let tab = asked(&world, &phone);
    done(&world, &tab, Request::GoOnAlone);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    done(&world, &tab, Request::AutoLock { minutes: None });
    let id = tab.view().channels.remove(0).id;
    done(&world, &tab, Request::CloseChannel { id, way: CloseWay::Alone });
    blocks(&world, &tab, 8);
    world.run(3_600_000);
    assert_eq!((step(&tab), commitments(&world)), (Some(ComingStep::Unheard), 0), "nobody vouches for it");
    // Nor does another backup, or another device.
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
    let started = world.ask(&tab, started);
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    world.run(60_000);
    drop(tab);
    let laptop = restored(&world, "laptop", 1).unwrap();
    world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
    done(&world, &laptop, Request::AutoLock { minutes: None });
    blocks(&world, &laptop, 8);
    world.run(3_600_000);
    assert_eq!((step(&laptop), commitments(&world)), (Some(ComingStep::Unheard), 0), "nor there");
}

/// A payment that its payee holds may come back, and is lost with the rest.
#[test]
fn what_is_said_to_be_at_stake_includes_a_payment_that_is_held() {
    let world = World::new(90);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    world.run(60_000);
    world.around.network.peer.holds(true);
    pay(&world, &tab);
    world.run(60_000);
    assert_eq!(tab.view().balance.lightning_msat, 375_000_000);
    drop(tab);
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    let tab = asked(&world, &phone);
    assert_eq!(tab.view().balance.lightning_msat, 375_000_000);
    assert_eq!(tab.view().alone.map(|offer| offer.at_stake_sat), Some(400_000));
}

/// What its user decided, and this device could not keep, need not be waited for, nor be asked, once more.
#[test]
fn an_attempt_that_fails_can_be_made_again_at_once() {
    let world = World::new(91);
    let phone = world.device("phone");
    drop(with_channel(&world, &phone, true));
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    let tab = asked(&world, &phone);
    let offer = tab.view().alone;
    phone.store.set_fault(StoreFault::Full);
    assert!(matches!(world.ask(&tab, Request::GoOnAlone), Some(Err(Problem::StorageFull))));
    let view = tab.view();
    assert_eq!((view.alone, matches!(view.phase, Phase::ReadOnly { .. })), (offer, true));
    phone.store.set_fault(StoreFault::None);
    done(&world, &tab, Request::GoOnAlone);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// Its storage answers again: from there nobody begins unawares. Where another device has gone on meanwhile,
/// that one is left alone.
#[test]
fn the_old_place_is_marked_when_it_answers_again_unless_another_went_on() {
    for another in [false, true] {
        let world = World::new(87);
        let phone = world.device("phone");
        drop(with_channel(&world, &phone, true));
        world.run(60_000);
        let other = another.then(|| restored(&world, "laptop", 0).unwrap());
        if let Some(other) = &other {
            done(&world, other, Request::AutoLock { minutes: None });
        }
        // For the phone alone it does not answer.
        world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
        let tab = asked(&world, &phone);
        done(&world, &tab, Request::GoOnAlone);
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        world.around.clouds[0].mend();
        done(&world, &tab, Request::Lock);
        tab.call(Request::Unlock { unlocker: pin() });
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        world.run(60_000);
        let state = tab.view().old_copy.map(|old| old.state);
        match other {
            None => {
                assert_eq!(state, Some(OldCopyState::Moved));
                let late = restored(&world, "tablet", 0).err();
                assert!(matches!(late, Some(Problem::Ended { .. })), "{late:?}");
            }
            Some(other) => {
                assert_eq!(state, Some(OldCopyState::Unmarked));
                done(&world, &other, Request::RetryNow);
                done(&world, &other, Request::BackUpNow);
                assert_eq!(other.view().phase, Phase::Ready, "it was stopped");
            }
        }
    }
}

/// It has answered again by the time the user decides, and nobody has asked it since: what it says then counts.
#[test]
fn a_storage_that_answers_when_its_user_decides_is_not_left() {
    for another in [false, true] {
        let world = World::new(92);
        let phone = world.device("phone");
        drop(with_channel(&world, &phone, true));
        world.run(60_000);
        let other = another.then(|| restored(&world, "laptop", 0).unwrap());
        world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
        let tab = asked(&world, &phone);
        world.around.clouds[0].mend();
        let said = world.ask(&tab, Request::GoOnAlone);
        if let Some(other) = other {
            assert_eq!(said, Some(Err(Problem::Fenced)));
            let elsewhere =
                |phase: &Phase| matches!(phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } });
            world.see(&tab, "that it runs elsewhere", |view| elsewhere(&view.phase));
            assert_eq!(tab.view().alone, None);
            assert_eq!(other.view().phase, Phase::Ready);
        } else {
            assert!(matches!(said, Some(Ok(_))), "{said:?}");
            let view = world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
            assert_ne!(view.backup, BackupStatus::Off, "its backup was there");
            assert_eq!((view.old_copy, view.alone), (None, None));
        }
    }
}

/// How another device has gone on with the second copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SecondTaken {
    InStep,
    /// It lacked what this device had paid last: what is there ends below that.
    Behind,
    /// With a PIN of its own from then on: what it writes does not open here.
    OtherKeys,
}

/// Another device went on with the second copy, which answers: that is asked, and known from then on.
#[test]
fn a_wallet_whose_second_copy_is_ahead_does_not_go_on_alone() {
    for (seed, taken) in (120..).zip([SecondTaken::InStep, SecondTaken::Behind, SecondTaken::OtherKeys]) {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, true);
        done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
        world.see(&tab, "a second copy", is_in_step);
        world.run(60_000);
        if taken == SecondTaken::Behind {
            world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
            for _ in 0..4 {
                pay(&world, &tab);
                world.run(60_000);
            }
        }
        drop(tab);
        world.around.clouds[1].mend();
        let laptop = world.open(&world.device("laptop"));
        world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
        let came = restored_there(&world, &laptop, world.drive(1), INSISTS);
        assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
        if taken == SecondTaken::OtherKeys {
            let change = Request::ChangeLock { old: Some(pin()), new: NewLock::Pin("846193".into()) };
            let changed = world.ask(&laptop, change);
            assert!(matches!(changed, Some(Ok(Answer::LockChanged { .. }))), "{changed:?}");
        }
        world.run(60_000);
        drop(laptop);
        world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
        let tab = asked(&world, &phone);
        let refused = world.ask(&tab, Request::GoOnAlone);
        if taken == SecondTaken::OtherKeys {
            assert!(matches!(refused, Some(Err(_))), "{refused:?}");
            continue;
        }
        assert_eq!(refused, Some(Err(Problem::SecondAhead)), "{taken:?}");
        world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
        world.see(&tab, "that it runs elsewhere", |view| is_elsewhere(&view.phase, "laptop"));
        assert_eq!(world.ask(&tab, Request::GoOnAlone), Some(Err(Problem::Fenced)), "it was seen");
        // The first copy shows nothing of it, and what the other device has written is not to be had from there.
        world.around.clouds[0].mend();
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        tab.call(Request::Unlock { unlocker: pin() });
        world.see(&tab, "that it runs elsewhere", |view| is_elsewhere(&view.phase, "laptop"));
        let back = Request::TakeOver { sure: Assurances::default() };
        assert_eq!(world.ask(&tab, back), Some(Err(Problem::SecondAhead)), "{taken:?}");
        assert!(is_elsewhere(&tab.view().phase, "laptop"));
        // From where the other device went on it is brought back.
        world.around.clouds[1].mend();
        let back = restored_there(&world, &tab, world.drive(1), Assurances::default());
        assert!(matches!(back, Ok(Answer::Restored(_))), "{taken:?}: {back:?}");
        // What this device had paid beyond the copy is in no state any more: the peer knows it.
        let stale = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } };
        let expected = if taken == SecondTaken::Behind { stale } else { Phase::Ready };
        world.see(&tab, "what became of it", |view| view.phase == expected);
    }
}

/// Nothing in the longer copy shows another device: it may be that this one's store was set back. Where the
/// storage is silent for good, the copy is the way that is left, as is said.
#[test]
fn a_wallet_whose_second_copy_is_longer_comes_back_from_there() {
    let world = World::new(97);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    world.run(60_000);
    drop(tab);
    let before = block_on(records(&phone.store));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    pay(&world, &tab);
    world.run(60_000);
    world.see(&tab, "both copies", is_in_step);
    drop(tab);
    let now = block_on(records(&phone.store)).into_keys();
    let back = now.map(|name| (before.get(&name).cloned(), name)).map(|(bytes, name)| (name, bytes));
    let removed = before.iter().map(|(name, bytes)| (name.clone(), Some(bytes.clone())));
    let writes: BTreeMap<_, _> = back.chain(removed).collect();
    block_on(phone.store.write(writes.into_iter().collect())).unwrap();
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    let tab = asked(&world, &phone);
    assert_eq!(world.ask(&tab, Request::GoOnAlone), Some(Err(Problem::SecondAhead)));
    assert!(matches!(tab.view().phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } }));
    let back = restored_there(&world, &tab, world.drive(1), INSISTS);
    assert!(matches!(back, Ok(Answer::Restored(_))), "{back:?}");
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// The newest payment is here and at the storage that does not answer: what the second copy lacks would be lost.
#[test]
fn nothing_older_takes_the_place_of_a_wallet_whose_storage_is_silent() {
    let world = World::new(99);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
    pay(&world, &tab);
    world.run(60_000);
    drop(tab);
    world.around.clouds[1].mend();
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    let tab = asked(&world, &phone);
    let older = restored_there(&world, &tab, world.drive(1), INSISTS);
    assert_eq!(older.err(), Some(Problem::NotNewer));
    assert!(matches!(tab.view().phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } }));
}

/// All that a device keeps.
async fn records(store: &MemoryStore) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for name in store.list("").await.unwrap() {
        let bytes = store.read(&name).await.unwrap();
        all.extend(bytes.map(|bytes| (name, bytes)));
    }
    all
}

/// Another device took the wallet over where its backup is, keeps its second copy as well, and is seen there first.
#[test]
fn a_take_over_that_is_seen_in_the_second_copy_first_is_brought_back_from_the_first() {
    let world = World::new(98);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.run(60_000);
    tab.life().fall_asleep();
    let laptop = restored(&world, "laptop", 0).unwrap();
    done(&world, &laptop, Request::AddSecond { drive: world.drive(1) });
    world.see(&laptop, "a second copy", is_in_step);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    tab.life().wake();
    world.see(&tab, "that it runs elsewhere", |view| is_elsewhere(&view.phase, "laptop"));
    drop(laptop);
    world.around.clouds[0].mend();
    let back = world.ask(&tab, Request::TakeOver { sure: Assurances::default() });
    assert!(matches!(back, Some(Ok(Answer::Restored(_)))), "{back:?}");
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// "Both must confirm", and this device ends while the second has not answered: what is there is its own, and
/// pending here.
#[test]
fn what_this_device_has_written_itself_is_not_another_device() {
    let world = World::new(99);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    done(&world, &tab, Request::SetBoth { both: true });
    world.run(60_000);
    world.around.clouds[1].fault(Rule::always(Fault::AnswerLost));
    pay(&world, &tab);
    world.run(3_000);
    drop(tab);
    world.around.clouds[1].mend();
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    let tab = asked(&world, &phone);
    done(&world, &tab, Request::GoOnAlone);
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

fn is_elsewhere(phase: &Phase, there: &str) -> bool {
    matches!(phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { by: Some(by) } } if by.device == there)
}

/// It has answered that another device has the wallet, and is silent when the page is loaded anew: the copy
/// that is still there takes its place as little as before.
#[test]
fn a_second_copy_takes_no_place_of_a_backup_that_another_device_uses_after_a_reload_either() {
    let world = World::new(94);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    done(&world, &tab, Request::AutoLock { minutes: None });
    let laptop = restored(&world, "laptop", 0).unwrap();
    world.see(&tab, "that it runs elsewhere", |view| is_elsewhere(&view.phase, "laptop"));
    assert_eq!(world.ask(&tab, Request::PromoteSecond), Some(Err(Problem::Fenced)));
    world.run(60_000);
    drop(tab);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it waits", |view| matches!(view.phase, Phase::ReadOnly { .. }));
    assert_eq!(world.ask(&tab, Request::PromoteSecond), Some(Err(Problem::Fenced)));
    drop(laptop);
}

/// Opened again while its storage answers so.
fn waiting(world: &World, phone: &Device, rule: Rule) -> Process {
    world.around.clouds[0].fault(rule);
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    world.see(&tab, "that it waits", |view| matches!(view.phase, Phase::ReadOnly { .. }));
    tab
}

/// It refused once, minutes ago, and nobody has asked it since.
#[test]
fn nobody_is_asked_for_what_a_storage_said_minutes_ago() {
    let world = World::new(95);
    let phone = world.device("phone");
    drop(with_channel(&world, &phone, true));
    let tab = waiting(&world, &phone, Rule::always(Fault::Status { status: 401 }));
    world.run(60_000);
    world.around.clouds[0].mend();
    world.see(&tab, "a wallet that runs", |view| {
        assert_eq!(view.alone, None);
        view.phase == Phase::Ready
    });
}

/// A phone without a network waits for nothing that its storage has done. Once it has one, and the storage
/// alone is silent, its user is asked.
#[test]
fn a_device_without_a_network_is_not_asked_to_leave_its_storage() {
    let world = World::new(96);
    let phone = world.device("phone");
    let tab = with_channel(&world, &phone, true);
    done(&world, &tab, Request::AutoLock { minutes: None });
    drop(tab);
    world.around.network.chain.down.set(true);
    let tab = waiting(&world, &phone, Rule::always(Fault::RequestLost));
    world.run(3_600_000);
    assert_eq!(tab.view().alone, None);
    world.around.network.chain.down.set(false);
    world.see(&tab, "a question", |view| view.alone.is_some());
}

/// What a peer has shown is known after a reload as well, also where the backup is gone by then and there is
/// no room for another.
#[test]
fn a_wallet_whose_state_is_known_to_be_old_is_never_asked() {
    let world = World::new(97);
    let phone = world.device("phone");
    let tab = about_to_be_shown(&world, &phone, 97);
    drop(take_over(&world));
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    tab.life().wake();
    let stale = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } };
    world.see(&tab, "that its state is old", |view| view.phase == stale);
    world.run(60_000);
    drop(tab);
    let tab = waiting(&world, &phone, Rule::always(Fault::Status { status: 401 }));
    world.run(1_200_000);
    assert_eq!(tab.view().alone, None);
    drop(tab);
    world.around.clouds[0].mend();
    world.kept().delete_backups(0);
    let tab = waiting(&world, &phone, Rule::always(Fault::QuotaFull).on("PUT"));
    let refused = world.ask(&tab, Request::WriteAnew);
    assert!(matches!(refused, Some(Err(_))), "{refused:?}");
    world.run(60_000);
    assert_eq!(tab.view().alone, None, "{refused:?}");
}

/// Another device has the wallet, has paid, and is not seen: the peer says so, and nothing is closed by the
/// state of before.
#[test]
fn a_wallet_that_another_device_has_is_stopped_by_its_peer() {
    let world = World::new(88);
    let phone = world.device("phone");
    drop(used(&world, &phone));
    let laptop = take_over(&world);
    pay(&world, &laptop);
    world.see(&laptop, "a payment", has_paid);
    world.run(60_000);
    drop(laptop);
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    let tab = asked(&world, &phone);
    done(&world, &tab, Request::GoOnAlone);
    let stale = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } };
    world.see(&tab, "that its state is old", |view| view.phase == stale);
    assert!(matches!(world.ask(&tab, Request::GoOnAlone), Some(Err(_))));
    assert_eq!(commitments(&world), 0);
}

/// It is known that another device has it: in this process, and in the next, to which the storage says so no
/// more. Once it was brought back, it is this device's own again.
#[test]
fn a_wallet_that_is_elsewhere_does_not_go_on_alone() {
    let world = World::new(89);
    let phone = world.device("phone");
    let tab = used(&world, &phone);
    let laptop = take_over(&world);
    let elsewhere = |phase: &Phase| is_elsewhere(phase, "laptop");
    world.see(&tab, "that it runs elsewhere", |view| elsewhere(&view.phase));
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    world.run(600_000);
    assert_eq!(tab.view().alone, None);
    assert_eq!(world.ask(&tab, Request::GoOnAlone), Some(Err(Problem::Fenced)));
    drop((tab, laptop));
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    let waits = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: Problem::SignedOut } };
    world.see(&tab, "that it waits", |view| view.phase == waits);
    world.run(1_200_000);
    assert_eq!((tab.view().alone, tab.view().phase), (None, waits));
    assert!(matches!(world.ask(&tab, Request::GoOnAlone), Some(Err(_))));
    world.around.clouds[0].mend();
    done(&world, &tab, Request::RetryNow);
    world.see(&tab, "that it runs elsewhere", |view| elsewhere(&view.phase));
    let taken = world.ask(&tab, Request::TakeOver { sure: Assurances::default() });
    assert!(matches!(taken, Some(Ok(Answer::Restored(_)))), "{taken:?}");
    drop(tab);
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 401 }));
    asked(&world, &phone);
}
