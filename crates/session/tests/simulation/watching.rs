//! Whatever keeps a wallet from starting, or stops it, somebody looks at the chain: what its peers have
//! revoked is punished, and what they owe it is claimed.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, CloseReason, Direction, Link, Outcome, PaymentStage, Phase, Problem, ReadOnly, Request, View,
};
use lifeboat_wallet::sim::{living_graphs, most_graphs};

use crate::{
    closing::commitments,
    device::Device,
    host::CHAIN,
    journey::{done, pin, saved},
    old_state::pay,
    second_copy::with_second,
    world::{Process, World},
};

/// What is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    /// The sign-in at the storage has ended.
    SignedOut,
    /// The storage does not answer.
    Unreachable,
    /// Both copies have to confirm, and the second one does not answer.
    SecondDown,
    /// The folder is gone, and the user has not said yet what to do.
    FolderGone,
    /// The storage puts one entry in the place of another, and the node has stopped.
    Overwritten,
}

const OBSTACLES: [Obstacle; 5] = [
    Obstacle::SignedOut,
    Obstacle::Unreachable,
    Obstacle::SecondDown,
    Obstacle::FolderGone,
    Obstacle::Overwritten,
];

impl Obstacle {
    /// From here on nothing is confirmed that is written.
    fn come(self, world: &World) {
        let (cloud, rule) = match self {
            Obstacle::SignedOut => (0, Rule::always(Fault::SignedOut)),
            Obstacle::Unreachable | Obstacle::FolderGone => (0, Rule::always(Fault::RequestLost)),
            Obstacle::SecondDown => (1, Rule::always(Fault::RequestLost)),
            Obstacle::Overwritten => (0, Rule::always(Fault::Status { status: 204 }).on("MOVE")),
        };
        world.around.clouds[cloud].fault(rule);
    }

    /// The wallet as it waits behind it: of a tab that was reloaded, but where the node has just stopped.
    fn before(self, world: &World, phone: &Device, tab: Process) -> Process {
        if self == Obstacle::Overwritten {
            let invoice = world.around.network.invoice(10_000_000).unwrap();
            tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
            world.see(&tab, "that it has stopped", |view| self.is_said(&view.phase));
            return tab;
        }
        drop(tab);
        if self == Obstacle::FolderGone {
            world.around.clouds[0].mend();
            world.kept().delete_backups(0);
        }
        let tab = world.open(phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        tab.call(Request::Unlock { unlocker: pin() });
        world.see(&tab, "that it waits", |view| self.is_said(&view.phase));
        tab
    }

    fn is_said(self, phase: &Phase) -> bool {
        let why = match self {
            Obstacle::SignedOut => ReadOnly::Unconfirmed { problem: Problem::SignedOut },
            Obstacle::Unreachable | Obstacle::SecondDown => {
                ReadOnly::Unconfirmed { problem: Problem::Unreachable }
            }
            Obstacle::FolderGone => ReadOnly::Unsafe { problem: Problem::BackupGone },
            Obstacle::Overwritten => ReadOnly::Unsafe { problem: Problem::Overwrote },
        };
        *phase == Phase::ReadOnly { why }
    }
}

/// A tab with a channel, and what the obstacle takes.
fn in_use(world: &World, phone: &Device, obstacle: Obstacle) -> Process {
    let tab = world.open(phone);
    match obstacle {
        Obstacle::SecondDown => {
            with_second(world, &tab);
            done(world, &tab, Request::SetBoth { both: true });
        }
        Obstacle::SignedOut | Obstacle::Unreachable | Obstacle::FolderGone | Obstacle::Overwritten => {
            saved(world, &tab);
        }
    }
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(world, &tab, Request::AutoLock { minutes: None });
    pay(world, &tab);
    tab
}

/// Somebody pays an invoice. The wallet has taken the payment and knows its proof, and the obstacle comes
/// before its peer is told.
fn taken_and_not_told(world: &World, tab: &Process, obstacle: Obstacle) {
    let asked = world.ask(tab, Request::Receive { amount_msat: Some(50_000_000), note: String::new() });
    let Some(Ok(Answer::Invoice(invoice))) = asked else { panic!("{asked:?}") };
    world.run(60_000);
    world.around.clouds_late_ms.set(100);
    world.around.network.pay(&invoice.bolt11).unwrap();
    let is_taken = |view: &View| {
        view.activities.iter().any(|it| {
            let asked = matches!(it.outcome, Outcome::Pending { stage: PaymentStage::Asked { .. } });
            it.direction == Direction::In && matches!(it.outcome, Outcome::Pending { .. }) && !asked
        })
    };
    assert!(world.run_until(60_000, || is_taken(&tab.view())), "{:?}", tab.view().activities);
    obstacle.come(world);
    world.around.clouds_late_ms.set(0);
    world.run(5_000);
    let hash = &invoice.payment_hash;
    assert!(!world.around.network.peer.has_proof(hash), "{obstacle:?}: its peer was told");
}

/// What the wallet may not do while it only watches, at two instants.
#[derive(Debug, PartialEq, Eq)]
struct Doings {
    writes: u64,
    heads: Vec<(usize, String, u64)>,
    spoken: usize,
}

impl Doings {
    fn of(world: &World, phone: &Device, tab: &Process) -> Doings {
        let heads = world.kept().heads().collect();
        Doings { writes: phone.store.writes(), heads, spoken: tab.life().spoken() }
    }
}

/// Whether something was sent that spends from a transaction.
fn is_spent_from(world: &World, txid: &str) -> bool {
    let sent = world.around.network.broadcasts.borrow();
    sent.iter().any(|tx| tx.input.iter().any(|input| input.previous_output.txid.to_string() == txid))
}

/// Nothing of the wallet's own has left but what spends from the peer's closing, and nothing was written or said.
fn only_watched(world: &World, phone: &Device, tab: &Process, before: &Doings, obstacle: Obstacle) {
    assert_eq!(Doings::of(world, phone, tab), *before, "{obstacle:?}");
    assert!(world.around.network.connected().is_empty(), "{obstacle:?}: it speaks to a peer");
    assert!(obstacle.is_said(&tab.view().phase), "{obstacle:?}: {:?}", tab.view().phase);
    assert_eq!(tab.view().link, Link::Off, "{obstacle:?}");
    assert_eq!((living_graphs(), most_graphs()), (1, 1), "{obstacle:?}");
}

/// What was in the way is gone: the wallet runs, and has found out by itself what has become of its channel.
fn runs_after(world: &World, tab: &Process, obstacle: Obstacle) {
    match obstacle {
        Obstacle::SignedOut | Obstacle::Unreachable | Obstacle::SecondDown => {
            world.around.clouds.iter().for_each(lifeboat_clouds::Core::mend);
        }
        Obstacle::FolderGone => done(world, tab, Request::WriteAnew),
        // Nothing there can be trusted any more.
        Obstacle::Overwritten => return,
    }
    if obstacle == Obstacle::SignedOut {
        done(world, tab, Request::RetryNow);
    }
    let closed = world.see(tab, "a wallet that runs", |view| {
        view.phase == Phase::Ready && view.closed.iter().any(|it| it.why == CloseReason::ByPeer)
    });
    assert!(closed.channels.is_empty(), "{obstacle:?}: {:?}", closed.channels);
    assert_eq!((living_graphs(), most_graphs()), (1, 1), "{obstacle:?}");
    world.run(120_000);
    assert_eq!(tab.view().phase, Phase::Ready);
}

/// The peer publishes a commitment that it has revoked.
#[test]
fn whatever_keeps_a_wallet_from_starting_its_channels_are_watched() {
    for (obstacle, seed) in OBSTACLES.into_iter().zip(80..) {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = in_use(&world, &phone, obstacle);
        let revoked = world.around.network.peer.commitment().unwrap();
        let txid = revoked.compute_txid().to_string();
        pay(&world, &tab);
        done(&world, &tab, Request::BackUpNow);
        obstacle.come(&world);
        let tab = obstacle.before(&world, &phone, tab);
        world.run(120_000);
        let before = Doings::of(&world, &phone, &tab);
        world.around.network.broadcasts.borrow_mut().push(revoked);
        world.mine(1);
        world.run(120_000);
        assert!(is_spent_from(&world, &txid), "{obstacle:?}: nobody looked at the chain");
        only_watched(&world, &phone, &tab, &before, obstacle);
        assert_eq!(commitments(&world), 1, "{obstacle:?}: the peer's alone");
        let seen = tab.view();
        assert!(
            seen.closed.iter().any(|it| it.why == CloseReason::ByPeer),
            "{obstacle:?}: {:?}",
            seen.closed
        );
        runs_after(&world, &tab, obstacle);
    }
}

/// The peer closes with a payment in the channel whose proof the wallet knows.
#[test]
fn whatever_keeps_a_wallet_from_starting_what_its_peer_owes_it_is_claimed() {
    for (obstacle, seed) in OBSTACLES.into_iter().zip(90..) {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = in_use(&world, &phone, obstacle);
        taken_and_not_told(&world, &tab, obstacle);
        let tab = obstacle.before(&world, &phone, tab);
        world.run(120_000);
        let before = Doings::of(&world, &phone, &tab);
        let closing = world.around.network.peer.commitment().unwrap();
        let txid = closing.compute_txid().to_string();
        world.around.network.broadcasts.borrow_mut().push(closing);
        world.mine(1);
        world.run(120_000);
        assert!(is_spent_from(&world, &txid), "{obstacle:?}: it was not claimed");
        only_watched(&world, &phone, &tab, &before, obstacle);
        // What is the wallet's alone has no deadline, and waits for an address that the backup knows.
        world.mine(10);
        world.run(120_000);
        only_watched(&world, &phone, &tab, &before, obstacle);
        assert_eq!(commitments(&world), 1, "{obstacle:?}: the peer's alone");
        runs_after(&world, &tab, obstacle);
    }
}

/// Nobody closes, and the time of a payment that the wallet has taken runs out: an own commitment waits for
/// the storage, since another device may have gone on.
#[test]
fn a_wallet_that_only_watches_closes_no_channel_by_itself() {
    for (obstacle, seed) in OBSTACLES.into_iter().zip(100..) {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = in_use(&world, &phone, obstacle);
        taken_and_not_told(&world, &tab, obstacle);
        let tab = obstacle.before(&world, &phone, tab);
        world.run(120_000);
        let before = Doings::of(&world, &phone, &tab);
        for _ in 0..40 {
            world.mine(5);
            world.run(10_000);
        }
        only_watched(&world, &phone, &tab, &before, obstacle);
        assert!(world.around.network.broadcasts.borrow().is_empty(), "{obstacle:?}: something has left");
    }
}

/// It looks as often as one that runs, and asks as little; and it writes nothing.
#[test]
fn a_wallet_that_only_watches_asks_little_of_the_chain() {
    // The local network is looked at every two seconds, any other once a minute.
    const MINUTES: u64 = 60;
    const LOOKS: usize = 30 * MINUTES as usize;
    const REQUESTS_A_LOOK: usize = 3;
    let world = World::new(110);
    let phone = world.device("phone");
    let tab = in_use(&world, &phone, Obstacle::SignedOut);
    Obstacle::SignedOut.come(&world);
    let tab = Obstacle::SignedOut.before(&world, &phone, tab);
    world.run(600_000);
    let (asked, writes) = (tab.traffic().len(), phone.store.writes());
    for _ in 0..MINUTES / 10 {
        world.run(600_000);
        world.around.network.mine(world.around.time.now());
    }
    let chain = tab.traffic().since(asked, CHAIN).len();
    assert!((LOOKS..=REQUESTS_A_LOOK * LOOKS).contains(&chain), "{chain} requests in {LOOKS} looks");
    assert_eq!(phone.store.writes(), writes, "it wrote on this device");
}
