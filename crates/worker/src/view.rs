//! The wallet's state as the page shows it.

use lifeboat_backup::{MirrorStatus, Status};
use lifeboat_messages::{
    Activity, BackupStatus, Balance, Channel, Direction, Link, Network, Outcome, Phase, ReadOnly,
    SecondStatus, View,
};
use lifeboat_wallet::{Payment, Wallet};

use crate::problem;

/// Nothing to show yet.
pub fn bare(phase: Phase, network: Network, name: String) -> View {
    View {
        phase,
        network,
        name,
        balance: Balance::default(),
        activities: Vec::new(),
        backup: BackupStatus::Off,
        service: None,
        old_copy: None,
        second: None,
        pin: None,
        auto_lock_min: None,
        lockable: false,
        prompt: false,
        reminder: false,
        channels: Vec::new(),
        link: Link::Off,
        height: 0,
        fault: None,
    }
}

/// Adds what the wallet knows. `durable`: whether payments count as saved when the wallet says so.
pub fn add_wallet(view: &mut View, wallet: &Wallet) {
    let balance = wallet.balance();
    view.balance = Balance {
        lightning_msat: balance.lightning_msat,
        promised_msat: balance.promised_msat,
        onchain_sat: balance.onchain_sat,
        closing_sat: balance.closing_sat,
        sendable_msat: balance.sendable_msat,
        sendable_to_peer_msat: balance.sendable_to_peer_msat,
        reserve_msat: balance.reserve_msat,
        receivable_msat: balance.receivable_msat,
    };
    let backed_up = view.backup != BackupStatus::Off;
    view.activities = wallet.payments().into_iter().map(|payment| activity(payment, backed_up)).collect();
    view.channels = wallet
        .channels()
        .into_iter()
        .map(|channel| Channel {
            id: channel.id,
            capacity_sat: channel.capacity_sat,
            local_msat: channel.local_msat,
            usable: channel.usable,
            ready: channel.ready,
            confirmations: channel.confirmations,
            trusted: channel.trusted,
            sendable_msat: channel.sendable_msat,
            reserve_msat: channel.reserve_msat,
        })
        .collect();
    view.height = wallet.height();
}

/// One payment. Without a backup nothing is in the cloud, whatever this device has kept.
pub fn activity(payment: Payment, backed_up: bool) -> Activity {
    Activity {
        id: payment.hash,
        direction: match payment.direction {
            lifeboat_wallet::Direction::In => Direction::In,
            lifeboat_wallet::Direction::Out => Direction::Out,
        },
        amount_msat: payment.amount_msat,
        fee_msat: payment.fee_msat,
        at_ms: payment.settled_ms.unwrap_or(payment.created_ms),
        note: payment.note,
        outcome: match payment.outcome {
            lifeboat_wallet::Outcome::Pending => Outcome::Pending,
            lifeboat_wallet::Outcome::Done => Outcome::Done,
            lifeboat_wallet::Outcome::Failed(why) => Outcome::Failed { problem: problem::of_failure(why) },
        },
        preimage: payment.preimage,
        saved: payment.saved && backed_up,
    }
}

/// How far a second copy is; `None` when nobody follows any more.
pub fn second_status(status: &MirrorStatus) -> Option<SecondStatus> {
    Some(match status {
        MirrorStatus::Looking => SecondStatus::Looking,
        MirrorStatus::InStep { position, at_ms } => {
            SecondStatus::InStep { position: *position, at_ms: *at_ms }
        }
        MirrorStatus::Following { position, behind } => {
            SecondStatus::Following { position: *position, behind: *behind }
        }
        MirrorStatus::Waiting { since_ms, why, behind } => {
            SecondStatus::Waiting { since_ms: *since_ms, problem: problem::of_mirror(why), behind: *behind }
        }
        MirrorStatus::Paused { why } => SecondStatus::Paused { problem: problem::of_mirror(why) },
        MirrorStatus::Ended => return None,
    })
}

/// The journal's status in the page's words. Nothing is being saved by a wallet that was stopped: what is in its way is
/// said instead.
pub fn backup_status(status: &Status, phase: &Phase) -> BackupStatus {
    match (status, phase) {
        (Status::Saving | Status::Waiting { .. }, Phase::ReadOnly { why: ReadOnly::Unsafe { problem } }) => {
            BackupStatus::Paused { problem: problem.clone() }
        }
        (status, _) => told(status),
    }
}

fn told(status: &Status) -> BackupStatus {
    match status {
        Status::Off => BackupStatus::Off,
        Status::Saving => BackupStatus::Saving,
        Status::Saved { at_ms, position } => BackupStatus::Saved { at_ms: *at_ms, position: *position },
        Status::Waiting { since_ms, why } => {
            BackupStatus::Waiting { since_ms: *since_ms, problem: problem::of_trouble(why) }
        }
        Status::Paused { why } => BackupStatus::Paused { problem: problem::of_trouble(why) },
        Status::Fenced { by, at_ms } => BackupStatus::Fenced { by: by.clone(), at_ms: *at_ms },
    }
}

#[cfg(test)]
mod tests {
    use lifeboat_backup::Trouble;
    use lifeboat_cloud::DriveError;
    use lifeboat_messages::Problem;

    use super::*;

    #[test]
    fn a_wallet_that_was_stopped_is_never_said_to_be_saving() {
        let waiting = Status::Waiting { since_ms: 1, why: Trouble::Drive(DriveError::Unreachable) };
        for problem in [Problem::FolderGone, Problem::Gap, Problem::Stale] {
            let phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: problem.clone() } };
            for status in [&Status::Saving, &waiting] {
                assert_eq!(backup_status(status, &phase), BackupStatus::Paused { problem: problem.clone() });
            }
            let saved = Status::Saved { at_ms: 1, position: 2 };
            assert_eq!(backup_status(&saved, &phase), BackupStatus::Saved { at_ms: 1, position: 2 });
        }
        assert_eq!(backup_status(&Status::Saving, &Phase::Ready), BackupStatus::Saving);
    }
}
