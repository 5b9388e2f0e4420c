//! Sample wallets, as the page sees them.

use lifeboat_messages::*;

use super::samples;
use crate::state::intl::now_ms;

fn chrome(at_ms: u64) -> Option<Author> {
    Some(Author { device: "Chrome on Android".to_owned(), at_ms })
}

/// An entry of the journal, as its user sees it.
const FILE: &str = "Channel state/000000000042.lifeboat";

/// A ready wallet with some history.
pub fn view() -> View {
    let now = now_ms();
    let activity =
        |id: &str, direction, amount_msat, fee_msat, ago: u64, note: &str, outcome, saved| Activity {
            fee_msat,
            note: note.into(),
            preimage: (outcome == Outcome::Done).then(|| "c4".repeat(32)),
            saved,
            ..Activity::new(
                format!("{}/{}", if direction == Direction::In { "in" } else { "out" }, id.repeat(32)),
                direction,
                amount_msat,
                now.saturating_sub(ago * 1000),
                outcome,
            )
        };
    View {
        phase: Phase::Ready,
        network: Some(Network::Regtest),
        name: "Samantha".into(),
        balance: Balance {
            lightning_msat: 248_317_402,
            promised_msat: 0,
            onchain_sat: 0,
            confirmed_sat: 0,
            closing_reserve_sat: 0,
            closing_sat: 0,
            unconfirmed_sat: 0,
            sendable_msat: 231_000_000,
            sendable_to_peer_msat: 238_317_402,
            reserve_msat: 10_000_000,
            receivable_msat: 700_000_000,
        },
        looking: false,
        activities: vec![
            activity("01", Direction::In, 21_000_000, 0, 40, "Half of the pizza", Outcome::Done, true),
            activity(
                "02",
                Direction::Out,
                3_250_000,
                1_402,
                3700,
                "Coffee and a croissant at the corner",
                Outcome::Done,
                true,
            ),
            activity(
                "03",
                Direction::Out,
                90_000_000,
                0,
                7400,
                "",
                Outcome::Failed { problem: Problem::NoRoute },
                true,
            ),
            activity("04", Direction::In, 250_000_000, 2_500_000, 90_000, "Faucet", Outcome::Done, true),
        ],
        payments: Counts { all: 4, unsaved: 0 },
        backup: BackupStatus::Saved { at_ms: now.saturating_sub(4000), position: 42 },
        service: Some(service()),
        old_copy: None,
        folder_news: None,
        foreign_tries: None,
        alone: None,
        guards: None,
        guards_offered: None,
        second: None,
        pin: Some(PinStrength { digits: 6, one_card_seconds: 50_000.0 }),
        auto_lock_min: Some(5),
        practice: Practice::On,
        lockable: true,
        prompt: false,
        warning: false,
        reminder: false,
        channels: vec![Channel {
            id: "ab".repeat(32),
            capacity_sat: 1_000_000,
            local_msat: 248_317_402,
            usable: true,
            ready: true,
            confirmations: Some(1_041),
            trusted: true,
            sendable_msat: 238_317_402,
            reserve_msat: 10_000_000,
            closing: false,
            connected: true,
            away_since_ms: None,
            close_cost: CloseCost {
                home_sat: 1_240,
                coins_sat: 10_900,
                most_coins_sat: 124_158,
                delay_blocks: 144,
            },
        }],
        closed: vec![],
        link: Link::Up,
        height: 1234,
        fault: None,
        support: None,
    }
}

/// Where the backup is.
pub fn service() -> Service {
    Service {
        kind: ServiceKind::ThisServer,
        account: "lifeboat".into(),
        place: vec!["Bitcoin Wallet Backup".into(), "BitcoinWalletBackup_Samantha".into()],
        file: "BitcoinWalletBackup_Samantha".into(),
        link: Some("/dav/".into()),
        room: Some(13_400_000_000),
        size: Some(482_133),
        proved_ms: Some(now_ms().saturating_sub(86_400_000)),
        unfit: None,
    }
}

/// A wallet with nothing in it yet.
pub fn empty() -> View {
    View {
        phase: Phase::Empty,
        name: String::new(),
        balance: Balance::default(),
        activities: vec![],
        payments: Counts::default(),
        backup: BackupStatus::Off,
        service: None,
        channels: vec![],
        ..view()
    }
}

/// The view of a gallery screen.
pub fn of(name: &str) -> View {
    let now = now_ms();
    let since_ms = now.saturating_sub(130_000);
    let mut view = view();
    match name {
        "welcome" | "create" | "restore" => return empty(),
        "real-money" => {
            return View { network: Some(Network::Mainnet), warning: true, ..empty() };
        }
        "home-empty" | "home-looking" => {
            let looking = name == "home-looking";
            view = View { phase: Phase::Ready, name: "My wallet".into(), looking, ..empty() };
        }
        "prompt" | "home-reminder" | "settings-backup-off" | "rename-off" | "delete-off" => {
            view.backup = BackupStatus::Off;
            view.service = None;
            view.prompt = name == "prompt";
            view.reminder = name != "prompt";
        }
        "channel-away" | "channel-closing" => {
            if let Some(channel) = view.channels.first_mut() {
                channel.connected = false;
                channel.away_since_ms = Some(since_ms.saturating_sub(5 * 86_400_000));
                channel.closing = name == "channel-closing";
            }
        }
        "home-closing" | "channels-closed" | "channel-closed" | "channel-home" => {
            view.balance = Balance { closing_sat: 248_317, ..Balance::default() };
            view.channels.clear();
            let height = view.height;
            let part = |amount_sat, step| ComingPart { amount_sat, step };
            let coming = vec![
                part(208_317, ComingStep::Ripens { at: height + 139 }),
                part(25_000, ComingStep::ComesBack { at: height + 30 }),
                part(15_000, ComingStep::OnTheWay),
            ];
            view.closed = vec![ClosedChannel {
                peer: Some(format!("02{}", "6a".repeat(32))),
                funding: Some("f1".repeat(32)),
                closing: Some("c2".repeat(32)),
                id: "cd".repeat(32),
                amount_msat: Some(248_317_402),
                why: CloseReason::ByPeer,
                at_ms: since_ms,
                coming: if name == "channel-home" { Vec::new() } else { coming },
            }];
        }
        "home-promised" | "channels-promised" => {
            view.balance.promised_msat = view.balance.lightning_msat;
            let unseen = view.channels.clone().into_iter().map(|channel| Channel {
                confirmations: None,
                local_msat: 0,
                sendable_msat: 0,
                reserve_msat: 0,
                ..channel
            });
            view.channels.extend(unseen.collect::<Vec<_>>());
            if let Some(first) = view.channels.first_mut() {
                first.confirmations = Some(0);
            }
        }
        "home-asked" => view.activities.splice(0..0, asked(now)).for_each(drop),
        "home-on-chain"
        | "payment-unconfirmed"
        | "payment-not-accepted"
        | "payment-here"
        | "payment-calling-off"
        | "payment-offered"
        | "payment-called-off"
        | "activity-on-chain" => {
            view.balance.onchain_sat = 412_300;
            view.balance.confirmed_sat = 412_300;
            (view.balance.closing_sat, view.balance.unconfirmed_sat) = (31_400, 31_400);
            let words = "min relay fee not met, 100 < 141".to_owned();
            let first = match name {
                "payment-not-accepted" => Outcome::Failed { problem: Problem::NotAccepted { words } },
                "payment-called-off" => Outcome::Failed { problem: Problem::CalledOff },
                "payment-here" => Outcome::Pending { stage: PaymentStage::Saving },
                "payment-calling-off" => Outcome::Pending { stage: PaymentStage::CallingOff },
                "payment-offered" => Outcome::Pending { stage: PaymentStage::Offered },
                _ => Outcome::Pending { stage: PaymentStage::Unconfirmed },
            };
            view.activities.splice(0..0, on_chain(now, first)).for_each(drop);
        }
        "home-high" => view.balance.lightning_msat = 1_483_170_000,
        "home-reserve" => view.balance.closing_reserve_sat = 21_800,
        "home-saving" => view.backup = BackupStatus::Saving,
        "home-rebuilt" | "home-renamed" => {
            let change = match name {
                "home-rebuilt" => FolderChange::Rebuilt,
                _ => FolderChange::Renamed { name: "My old phone".into() },
            };
            view.folder_news = Some(FolderNews { kind: ServiceKind::ThisServer, second: false, change });
        }
        "home-unfit" | "restored-unfit" => {
            let unfit = Some(Problem::NotSafeForChannels { weakness: Weakness::Renames });
            view.service = Some(Service { unfit, ..service() });
        }
        "home-foreign-tries" => {
            view.foreign_tries = Some(ForeignTries { tries: 3, last_ms: Some(since_ms) });
        }
        "home-practice" => view.practice = Practice::Due,
        "practice" => view.guards = Some(samples::guards()),
        "settings-backup-guards" | "settings-backup-guards-gone" => view.guards = Some(samples::guards()),
        "home-checking" => view.backup = BackupStatus::Checking,
        "welcome-again" => return empty(),
        "home-offline" => {
            let problem = Problem::Unreachable;
            view.phase = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: problem.clone() } };
            view.backup = BackupStatus::Waiting { since_ms, problem };
            view.link = Link::Off;
        }
        "home-waiting" | "problem" => {
            view.backup = BackupStatus::Waiting { since_ms, problem: Problem::Unreachable };
            if let Some(first) = view.activities.first_mut() {
                first.outcome = Outcome::Pending { stage: PaymentStage::Saving };
                first.saved = false;
            }
        }
        "problem-signed-out" => {
            view.backup = BackupStatus::Paused { problem: Problem::SignedOut };
            view.support = Some(SupportAddress::Mail { address: "help@lifeboat.example".into() });
        }
        "receive-alarm" => view.backup = BackupStatus::Paused { problem: Problem::QuotaFull },
        "activity-alarm" | "home-alarm" => {
            view.backup = BackupStatus::Waiting { since_ms, problem: Problem::Unreachable };
        }
        "home-paused" | "delete-behind" => {
            view.backup = BackupStatus::Paused { problem: Problem::SignedOut };
            view.fault = Some(Fault { problem: Problem::NoPeer, since_ms });
        }
        "home-signed-out" => {
            let problem = Problem::SignedOut;
            view.phase = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: problem.clone() } };
            view.backup = BackupStatus::Paused { problem };
            view.service = Some(Service { kind: ServiceKind::GoogleDrive, ..service() });
        }
        "problem-file" => {
            let problem = Problem::BadFile { file: FILE.into(), second: false, fault: FileFault::Foreign };
            view.backup = BackupStatus::Paused { problem };
        }
        "problem-alone" => {
            let problem = Problem::SignedOut;
            view.phase = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: problem.clone() } };
            view.backup = BackupStatus::Waiting { since_ms, problem };
            view.alone = Some(AloneOffer { saved_ms: Some(since_ms), at_stake_sat: 248_317 });
        }
        "problem-chains" => view.fault = Some(Fault { problem: Problem::ChainsDisagree, since_ms }),
        "problem-claim" => {
            let problem =
                Problem::ClaimWithoutCoin { worth_sat: 248_317, needed_sat: 3_000, blocks_left: Some(61) };
            view.fault = Some(Fault { problem, since_ms });
        }
        "problem-stale" => {
            view.phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Stale } };
        }
        "problem-storage-lost" => {
            view.backup = BackupStatus::Paused { problem: Problem::StorageLost };
            view.service = None;
        }
        "home-fenced" | "elsewhere" => {
            view.phase = Phase::ReadOnly { why: ReadOnly::Elsewhere { by: chrome(since_ms) } };
            view.link = Link::Off;
            view.backup = BackupStatus::Fenced { by: chrome(since_ms) };
        }
        "closing" => view.phase = Phase::Closing,
        "question-gone" => {
            view.phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };
        }
        "question-unheard" => {
            let channel = |id: &str, at_stake_sat| UnheardChannel { id: id.repeat(32), at_stake_sat };
            let channels = vec![channel("5e", 248_317), channel("a7", 61_040)];
            view.fault = Some(Fault { problem: Problem::Unheard { channels }, since_ms });
        }
        "question-fees" => {
            let problem = Problem::FeesHigh { value_sat: 248_317, fee_sat: 61_400 };
            view.fault = Some(Fault { problem, since_ms });
        }
        "question" => {
            let problem = Problem::TornHead { file: FILE.into() };
            view.phase = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: problem.clone() } };
            view.backup = BackupStatus::Waiting { since_ms, problem };
        }
        "settings-backup-old-copy" | "security-bare" => {
            view.backup = BackupStatus::Off;
            view.service = None;
            view.pin = None;
            view.old_copy = Some(OldCopy {
                kind: ServiceKind::WebDav,
                account: "samantha".into(),
                place: vec!["Bitcoin Wallet Backup".into(), "BitcoinWalletBackup_Samantha".into()],
                id: String::new(),
                state: OldCopyState::ToDelete,
            });
            view.balance.lightning_msat = 2_400_000_000;
            view.balance.closing_reserve_sat = 21_800;
        }
        "settings-backup-second" => {
            view.second = Some(SecondCopy {
                kind: ServiceKind::Dropbox,
                account: "samantha@example.org".into(),
                place: vec!["Apps".into(), "Lifeboat".into(), "BitcoinWalletBackup_Samantha".into()],
                status: SecondStatus::InStep { position: 41, at_ms: since_ms },
                both: false,
            });
        }
        "other-tab" | "other-tab-asleep" => {
            view.phase = Phase::ReadOnly { why: ReadOnly::OtherTab };
        }
        "send-thanks" => {
            if let Some(payment) = view.activities.get_mut(1) {
                payment.service = Some(Box::new(samples::paid_service()));
            }
        }
        "send-starting" | "send-saving" | "send-pending" | "send-done" | "send-failed" => {
            if let Some(payment) = view.activities.get_mut(1) {
                payment.outcome = match name {
                    "send-starting" => Outcome::Pending { stage: PaymentStage::Starting },
                    "send-saving" => Outcome::Pending { stage: PaymentStage::Saving },
                    "send-pending" => Outcome::Pending { stage: PaymentStage::UnderWay },
                    "send-done" => Outcome::Done,
                    _ => Outcome::Failed { problem: Problem::NoRoute },
                };
            }
        }
        "payment-note" => {
            if let Some(payment) = view.activities.get_mut(1) {
                payment.own_note = Some("Breakfast with Maria before the ferry".into());
            }
        }
        "payment-waits" | "payment-given-up" => {
            if let Some(payment) = view.activities.get_mut(1) {
                payment.outcome = Outcome::Pending { stage: PaymentStage::UnderWay };
                payment.fee_msat = 0;
                payment.given_up = name == "payment-given-up";
                payment.back_by_height = Some(view.height + 40);
            }
        }
        _ => {}
    }
    view
}

/// Two unpaid invoices.
fn asked(now: u64) -> [Activity; 2] {
    let of = |id: &str, amount_msat, note: &str| Activity {
        note: note.into(),
        ..Activity::new(
            format!("in/{}", id.repeat(32)),
            Direction::In,
            amount_msat,
            now,
            Outcome::Pending { stage: PaymentStage::Asked { expires_ms: now + 3_600_000 } },
        )
    };
    [of("77", 0, ""), of("78", 12_000_000, "Your share of the train tickets to the sea")]
}

/// Payments on the chain; `first` is the state of the first one.
fn on_chain(now: u64, first: Outcome) -> [Activity; 3] {
    let of = |id: &str, kind, sat: u64, confirmations, note: &str, outcome| Activity {
        fee_msat: if kind == ChainKind::Sent { 1_410_000 } else { 0 },
        note: note.into(),
        on_chain: Some(OnChain {
            kind,
            confirmations,
            to: (kind == ChainKind::Sent).then(|| samples::ADDRESS.to_owned()),
            fee_known: kind == ChainKind::Sent,
        }),
        ..Activity::new(
            format!("chain/{}", id.repeat(32)),
            if kind == ChainKind::Sent { Direction::Out } else { Direction::In },
            sat * 1_000,
            now.saturating_sub(90_000),
            outcome,
        )
    };
    [
        of("22", ChainKind::Sent, 120_000, 0, "Rent for the boat shed", first),
        of("23", ChainKind::Received, 300_000, 3, "", Outcome::Done),
        of("24", ChainKind::Sweep, 248_100, 1_020, "", Outcome::Done),
    ]
}

/// A wallet that came back (R5).
pub fn restored() -> RestoredWallet {
    RestoredWallet {
        name: "Samantha".into(),
        balance_msat: 248_317_402,
        last_payment: view().activities.into_iter().next(),
        old_device: chrome(now_ms().saturating_sub(600_000)),
    }
}
