//! The wallet's state as the page shows it.

use lifeboat_backup::{MirrorObstacle, MirrorStatus, Status};
use lifeboat_messages::{
    Activity, BackupStatus, Balance, ChainKind, Channel, Counts, Direction, Link, Network, OnChain, Outcome,
    PaidService, PaymentStage, Phase, Practice, Problem, ReadOnly, SecondStatus, Thanks, View,
};
use lifeboat_wallet::{ChainEntry, ChainState, Departure, HistoryEntry, OpenInvoice, Payment, Wallet};

use crate::node::close;
use crate::{lnurl, problem};

/// Payments that travel with every change.
const SHOWN: usize = 20;

const SHOWN_CLOSED: usize = 5;

/// A view with nothing to show yet.
pub fn bare(phase: Phase, network: Option<Network>, name: String) -> View {
    View {
        phase,
        network,
        name,
        balance: Balance::default(),
        looking: false,
        activities: Vec::new(),
        payments: Counts::default(),
        backup: BackupStatus::Off,
        service: None,
        old_copy: None,
        folder_news: None,
        foreign_tries: None,
        alone: None,
        guards: None,
        guards_offered: None,
        second: None,
        pin: None,
        auto_lock_min: None,
        lockable: false,
        practice: Practice::On,
        prompt: false,
        warning: false,
        reminder: false,
        channels: Vec::new(),
        closed: Vec::new(),
        link: Link::Off,
        height: 0,
        fault: None,
        support: None,
    }
}

/// Adds what the wallet knows. `backed_up`: whether payments count as saved when the wallet says so.
pub fn add_wallet(view: &mut View, wallet: &Wallet, backed_up: bool, now_ms: u64) {
    let balance = wallet.balance();
    view.balance = Balance {
        lightning_msat: balance.lightning_msat,
        promised_msat: balance.promised_msat,
        onchain_sat: balance.onchain_sat,
        confirmed_sat: balance.confirmed_sat,
        closing_reserve_sat: wallet.onchain_reserve_sat(),
        closing_sat: balance.closing_sat,
        unconfirmed_sat: balance.unconfirmed_sat,
        sendable_msat: balance.sendable_msat,
        sendable_to_peer_msat: balance.sendable_to_peer_msat,
        reserve_msat: balance.reserve_msat,
        receivable_msat: balance.receivable_msat,
    };
    view.looking = wallet.is_looking_for_coins();
    let newest = wallet.newest_entries(SHOWN);
    let open = open_invoices(wallet, now_ms, backed_up).take(SHOWN);
    view.activities = newest.into_iter().map(|found| entry(wallet, found, backed_up)).chain(open).collect();
    view.activities.sort_by_key(|activity| std::cmp::Reverse(activity.created_ms));
    let counts = wallet.counts();
    view.payments = Counts { all: counts.all, unsaved: if backed_up { counts.unsaved } else { counts.all } };
    view.channels = wallet
        .channels()
        .into_iter()
        .map(|channel| Channel {
            close_cost: close::cost(wallet, &channel.id),
            id: channel.id,
            capacity_sat: channel.capacity_sat,
            local_msat: channel.local_msat,
            usable: channel.usable,
            ready: channel.ready,
            confirmations: channel.confirmations,
            trusted: channel.trusted,
            sendable_msat: channel.sendable_msat,
            reserve_msat: channel.reserve_msat,
            closing: channel.closing,
            connected: channel.connected,
            away_since_ms: channel.away_since_ms,
        })
        .collect();
    view.closed = close::closed(wallet, SHOWN_CLOSED);
    view.height = wallet.height();
}

/// Unpaid invoices, newest first.
pub fn open_invoices(wallet: &Wallet, now_ms: u64, backed_up: bool) -> impl Iterator<Item = Activity> {
    wallet.open_invoices(now_ms).into_iter().map(move |invoice| asked(invoice, backed_up))
}

/// One entry of the history, with the user's note on it.
pub fn entry(wallet: &Wallet, entry: HistoryEntry, backed_up: bool) -> Activity {
    let shown = match entry {
        HistoryEntry::Lightning(payment) => activity(payment, backed_up),
        HistoryEntry::Chain(entry) => on_chain(entry, wallet.height(), backed_up),
    };
    let saved = shown.saved && wallet.is_note_saved(&shown.id);
    Activity { own_note: wallet.note(&shown.id), saved, ..shown }
}

/// A transaction. Nothing that was ordered is shown as on its way before it is durable.
fn on_chain(entry: ChainEntry, height: u32, backed_up: bool) -> Activity {
    use lifeboat_wallet::ChainKind as K;
    let (kind, direction) = match entry.kind {
        K::Received => (ChainKind::Received, Direction::In),
        K::Sweep => (ChainKind::Sweep, Direction::In),
        K::Sent => (ChainKind::Sent, Direction::Out),
        K::Close => (ChainKind::Close, Direction::Out),
    };
    let (outcome, confirmations) = match entry.state {
        ChainState::Waiting => {
            let stage = match entry.departure {
                Departure::Here => PaymentStage::Saving,
                Departure::Offered => PaymentStage::Offered,
                Departure::Taken => PaymentStage::Unconfirmed,
            };
            (Outcome::Pending { stage }, 0)
        }
        ChainState::Confirmed { height: at } => (Outcome::Done, (height + 1).saturating_sub(at).max(1)),
        ChainState::Refused { words } => (Outcome::Failed { problem: Problem::NotAccepted { words } }, 0),
        ChainState::CallingOff => (Outcome::Pending { stage: PaymentStage::CallingOff }, 0),
        ChainState::CalledOff => (Outcome::Failed { problem: Problem::CalledOff }, 0),
        ChainState::Replaced => (Outcome::Failed { problem: Problem::Replaced }, 0),
    };
    Activity {
        id: entry.id,
        direction,
        amount_msat: entry.amount_sat.saturating_mul(1000),
        fee_msat: entry.fee_sat.unwrap_or(0).saturating_mul(1000),
        at_ms: entry.confirmed_ms.unwrap_or(entry.created_ms),
        created_ms: entry.created_ms,
        note: entry.label,
        own_note: None,
        outcome,
        preimage: None,
        given_up: false,
        back_by_height: None,
        service: None,
        saved: entry.saved && backed_up,
        on_chain: Some(OnChain { kind, confirmations, to: entry.to, fee_known: entry.fee_sat.is_some() }),
    }
}

/// One payment. Without a backup nothing is in the cloud, whatever this device has kept.
pub fn activity(payment: Payment, backed_up: bool) -> Activity {
    Activity {
        id: payment.id(),
        direction: match payment.direction {
            lifeboat_wallet::Direction::In => Direction::In,
            lifeboat_wallet::Direction::Out => Direction::Out,
        },
        amount_msat: payment.amount_msat,
        fee_msat: payment.fee_msat,
        created_ms: payment.created_ms,
        at_ms: payment.settled_ms.unwrap_or(payment.created_ms),
        note: note_of(&payment),
        own_note: None,
        service: paid_service(&payment).map(Box::new),
        outcome: match payment.outcome {
            lifeboat_wallet::Outcome::Pending => Outcome::Pending { stage: stage(payment.stage) },
            // Nothing is shown as done before it is durable.
            lifeboat_wallet::Outcome::Done if !payment.saved => {
                Outcome::Pending { stage: PaymentStage::Saving }
            }
            lifeboat_wallet::Outcome::Done => Outcome::Done,
            lifeboat_wallet::Outcome::Failed(_) if payment.given_up => {
                Outcome::Failed { problem: Problem::GivenUp }
            }
            lifeboat_wallet::Outcome::Failed(why) => Outcome::Failed { problem: problem::of_failure(why) },
        },
        preimage: payment.preimage,
        given_up: payment.given_up,
        back_by_height: payment.back_by_height,
        saved: payment.saved && backed_up,
        on_chain: None,
    }
}

/// What the invoice says, or the service that gave it.
fn note_of(payment: &Payment) -> String {
    let said = payment.service.as_ref().and_then(|service| service.description.clone());
    if payment.note.is_empty() { said.unwrap_or_default() } else { payment.note.clone() }
}

/// Who gave the invoice. Its thanks are shown once they are deserved, and durable.
fn paid_service(payment: &Payment) -> Option<PaidService> {
    use lifeboat_wallet::Thanks as T;
    let service = payment.service.as_ref()?;
    let done = payment.outcome == lifeboat_wallet::Outcome::Done && payment.saved;
    let preimage = payment.preimage.as_deref().filter(|_| done);
    let thanks = preimage.zip(service.thanks.as_ref()).map(|(preimage, thanks)| match thanks.clone() {
        T::Message { text } => Thanks { text: Some(text), value: None },
        T::Address { text, url } => Thanks { text, value: Some(url) },
        T::Sealed { text, sealed, iv } => Thanks { text, value: lnurl::opened(&sealed, &iv, preimage) },
    });
    let thanks = thanks.filter(|thanks| thanks.text.is_some() || thanks.value.is_some());
    Some(PaidService { name: service.name.clone(), thanks })
}

/// An unpaid invoice. Once paid, it is the payment with the same id.
fn asked(open: OpenInvoice, backed_up: bool) -> Activity {
    Activity {
        id: format!("in/{}", open.invoice.hash),
        direction: Direction::In,
        amount_msat: open.invoice.amount_msat.unwrap_or(0),
        fee_msat: 0,
        created_ms: open.created_ms,
        at_ms: open.created_ms,
        note: open.note,
        own_note: None,
        outcome: Outcome::Pending { stage: PaymentStage::Asked { expires_ms: open.invoice.expires_ms } },
        preimage: None,
        given_up: false,
        back_by_height: None,
        service: None,
        saved: open.saved && backed_up,
        on_chain: None,
    }
}

fn stage(stage: lifeboat_wallet::PaymentStage) -> PaymentStage {
    match stage {
        lifeboat_wallet::PaymentStage::Starting => PaymentStage::Starting,
        lifeboat_wallet::PaymentStage::Saving => PaymentStage::Saving,
        lifeboat_wallet::PaymentStage::UnderWay => PaymentStage::UnderWay,
    }
}

/// How far a second copy is; `None` if it is no longer followed.
pub fn second_status(status: &MirrorStatus) -> Option<SecondStatus> {
    Some(match *status {
        MirrorStatus::Looking => SecondStatus::Looking,
        MirrorStatus::InStep { position, at_ms } => SecondStatus::InStep { position, at_ms },
        MirrorStatus::OlderPhraseStays { since_ms, .. } => {
            SecondStatus::Waiting { since_ms, problem: Problem::OldPhraseFile, behind: 0 }
        }
        MirrorStatus::TopUnreadable { since_ms, above, fault, .. } => {
            let problem = problem::of_mirror(&MirrorObstacle::Entry { position: above, fault });
            SecondStatus::Waiting { since_ms, problem, behind: 0 }
        }
        MirrorStatus::Following { position, behind } => SecondStatus::Following { position, behind },
        MirrorStatus::Waiting { since_ms, ref why, behind } => {
            SecondStatus::Waiting { since_ms, problem: problem::of_mirror(why), behind }
        }
        MirrorStatus::Paused { ref why } => SecondStatus::Paused { problem: problem::of_mirror(why) },
        MirrorStatus::Ended => return None,
    })
}

/// The journal's status in the page's words. Nothing is being saved by a wallet that was stopped: what is in its way is
/// said instead.
pub fn backup_status(status: &Status, phase: &Phase) -> BackupStatus {
    match (status, phase) {
        (
            Status::Checking | Status::Saving | Status::Waiting { .. },
            Phase::ReadOnly { why: ReadOnly::Unsafe { problem } },
        ) => BackupStatus::Paused { problem: problem.clone() },
        (status, _) => told(status),
    }
}

fn told(status: &Status) -> BackupStatus {
    match status {
        Status::Off => BackupStatus::Off,
        Status::Checking => BackupStatus::Checking,
        Status::Saving => BackupStatus::Saving,
        Status::Saved { at_ms, position } => BackupStatus::Saved { at_ms: *at_ms, position: *position },
        Status::Waiting { since_ms, why } => {
            BackupStatus::Waiting { since_ms: *since_ms, problem: problem::of_obstacle(why) }
        }
        Status::Paused { why } => BackupStatus::Paused { problem: problem::of_obstacle(why) },
        Status::Fenced { by } => BackupStatus::Fenced { by: problem::author(by) },
    }
}

#[cfg(test)]
mod tests {
    use lifeboat_backup::{Batch, Obstacle, Op, State};
    use lifeboat_cloud::DriveError;
    use lifeboat_messages::{Message, Problem};
    use lifeboat_wallet::{LightningSeed, Setup, Tip};

    use super::*;

    /// A wallet that has made this many payments, as its state has them.
    fn after(payments: usize) -> Wallet {
        let put = |n: usize| {
            let hash = format!("{n:064x}");
            let value = serde_json::json!({
                "hash": hash, "direction": "Out", "amount_msat": 3_250_000, "fee_msat": 1_402,
                "note": "Coffee and a croissant at the corner", "created_ms": 1_700_000_000_000_u64 + n as u64,
                "settled_ms": 1_700_000_001_000_u64 + n as u64, "outcome": "Done", "preimage": hash,
            });
            Op::Put { key: format!("payment/out/{hash}"), value: value.to_string().into_bytes() }
        };
        let mut state = State::new();
        state.apply(&Batch { ops: (0..payments).map(put).collect() });
        started(&state)
    }

    fn started(state: &State) -> Wallet {
        let genesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";
        let setup = Setup {
            seed: LightningSeed::from_bip39([7; 64]),
            network: lifeboat_wallet::Network::Regtest,
            sellers: Vec::new(),
            entropy: [9; 32],
            tip: Some(Tip { hash: genesis.parse().unwrap(), height: 0 }),
            journal: Default::default(),
            now_ms: 1_700_000_100_000,
        };
        Wallet::start(setup, state).unwrap()
    }

    /// What the page is sent, as it travels.
    fn bytes(payments: usize) -> usize {
        let mut view = bare(Phase::Ready, Some(Network::Regtest), "Samantha".into());
        add_wallet(&mut view, &after(payments), false, 1_700_000_100_000);
        assert_eq!(view.payments.all, payments);
        Message::View(view).to_bytes().unwrap().len()
    }

    #[test]
    fn what_the_page_is_sent_does_not_grow_with_the_history() {
        let (few, many) = (bytes(100), bytes(10_000));
        println!("{few} bytes after 100 payments, {many} after 10 000");
        assert!(many * 10 <= few * 12, "{few} bytes after 100 payments, {many} after 10 000");
    }

    /// A search and an export look at each payment once, and no turn of theirs at many.
    #[test]
    fn the_whole_history_is_read_in_slices_without_a_hole() {
        let wallet = after(10_000);
        let (mut read, mut last) = (Vec::new(), None::<String>);
        loop {
            let slice = crate::history::slice(&wallet, last.as_deref(), true);
            let Some(end) = slice.last() else { break };
            assert!(slice.len() <= 250, "{}", slice.len());
            last = Some(end.id.clone());
            read.extend(slice.into_iter().map(|payment| payment.id));
        }
        let all: Vec<String> = (0..10_000).rev().map(|n| format!("out/{n:064x}")).collect();
        assert_eq!(read, all);
    }

    #[test]
    fn an_open_invoice_is_among_the_activities_until_it_is_over() {
        const NOW_MS: u64 = 1_700_000_100_000;
        let put = |n: u64| {
            let value = serde_json::json!({
                "note": "Half of the pizza", "amount_msat": 2_000_000, "expires_ms": NOW_MS + 1 + n,
                "shown": { "bolt11": "lnbcrt1", "created_ms": NOW_MS - n },
            });
            Op::Put { key: format!("invoice/{n:064x}"), value: value.to_string().into_bytes() }
        };
        let mut state = State::new();
        state.apply(&Batch { ops: (0..3).map(put).collect() });
        let wallet = started(&state);
        let open = |now_ms| {
            let mut view = bare(Phase::Ready, Some(Network::Regtest), String::new());
            add_wallet(&mut view, &wallet, false, now_ms);
            assert_eq!(view.payments.all, 0, "nothing was paid");
            assert!(view.activities.iter().all(Activity::is_asked));
            view.activities
        };
        let first = open(NOW_MS).remove(0);
        assert_eq!((first.id, first.note.as_str()), (format!("in/{:064x}", 0), "Half of the pizza"));
        assert_eq!((first.direction, first.amount_msat), (Direction::In, 2_000_000));
        let counts: Vec<usize> = (0..5).map(|later| open(NOW_MS + later).len()).collect();
        assert_eq!(counts, [3, 2, 1, 0, 0]);
    }

    #[test]
    fn nothing_is_said_to_be_done_before_it_is_durable() {
        let wallet = after(1);
        let mut payment = wallet.newest_payments(1).remove(0);
        assert_eq!(activity(payment.clone(), true).outcome, Outcome::Done);
        payment.saved = false;
        assert_eq!(activity(payment, true).outcome, Outcome::Pending { stage: PaymentStage::Saving });
    }

    #[test]
    fn a_wallet_that_was_stopped_is_never_said_to_be_saving() {
        let waiting = Status::Waiting { since_ms: 1, why: Obstacle::Drive(DriveError::Unreachable) };
        for problem in [Problem::FolderGone, Problem::Gap, Problem::Stale] {
            let phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: problem.clone() } };
            for status in [&Status::Checking, &Status::Saving, &waiting] {
                assert_eq!(backup_status(status, &phase), BackupStatus::Paused { problem: problem.clone() });
            }
            let saved = Status::Saved { at_ms: 1, position: 2 };
            assert_eq!(backup_status(&saved, &phase), BackupStatus::Saved { at_ms: 1, position: 2 });
        }
        assert_eq!(backup_status(&Status::Saving, &Phase::Ready), BackupStatus::Saving);
        assert_eq!(backup_status(&Status::Checking, &Phase::Ready), BackupStatus::Checking);
    }
}
