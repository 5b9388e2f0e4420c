//! Kill the wallet wherever a channel that is closing can be killed, until all of it has come home and is buried.

mod life;

use life::{Closing, Drive, Ended, Life};
use lifeboat_wallet::sim::Crash;
use lifeboat_wallet::{ComingStep, Wallet};

/// What happens to the process.
#[derive(Clone, Copy, Debug)]
enum Accident {
    Nothing,
    /// It dies of this cut.
    AtCut(u64, Crash),
    /// It dies after it has seen this block and written what was due, and so many blocks come before it starts again.
    AfterBlock(u32, u32),
}

/// A life without its accident.
struct Course {
    cuts: u64,
    /// The blocks that the wallet has looked at.
    looks: Vec<u32>,
    ended: Ended,
}

fn life(closing: Closing, accident: Accident, drive: Drive) -> Course {
    let mut life = Life::begin(closing, drive);
    if let Accident::AtCut(at, how) = accident {
        life.world.crash = Some((at, how));
    }
    life.close();
    let (mut looks, mut quiet, mut asleep) = (Vec::new(), 0, None);
    for block in 1..=closing.blocks() {
        quiet = if life.mine() { 0 } else { quiet + 1 };
        if let Some(left) = asleep {
            asleep = Some(left - 1).filter(|left| *left > 0);
            if asleep.is_none() {
                life.world.start().unwrap();
                life.live();
            }
            continue;
        }
        // A device that is looked at rarely as long as nothing moves.
        if quiet > 8 && block % 12 != 0 {
            continue;
        }
        looks.push(block);
        life.live();
        if let Accident::AfterBlock(at, blocks) = accident
            && at == block
        {
            life.world.kill();
            asleep = Some(blocks);
        }
    }
    Course { cuts: life.world.cuts, looks, ended: life.end() }
}

/// Dies of every cut, lost and durable, and between two cuts.
fn assert_survives(closing: Closing) {
    let base = life(closing, Accident::Nothing, Drive::Sound);
    println!("{closing:?}: {} cuts, {:?}", base.cuts, base.ended);
    assert!(base.ended.gross_sat >= closing.ours_sat());
    let cuts =
        (1..=base.cuts).flat_map(|at| [Crash::Lost, Crash::Durable].map(|how| Accident::AtCut(at, how)));
    let looks = base.looks.iter().step_by(3).filter(|block| **block + 12 < closing.blocks());
    let accidents: Vec<_> =
        cuts.chain(looks.map(|block| Accident::AfterBlock(*block, 1 + block % 3))).collect();
    let broken: Vec<String> = accidents
        .iter()
        .filter_map(|accident| match lives(closing, *accident, Drive::Sound) {
            Some(ended) if ended.is_as(&base.ended) => None,
            ended => Some(format!("{accident:?}: {ended:?}")),
        })
        .collect();
    assert!(base.cuts >= 5 && accidents.len() >= 15, "too short to prove anything: {accidents:?}");
    assert!(broken.is_empty(), "{} of {}: {broken:#?}", broken.len(), accidents.len());
}

/// How it ended; `None` when it did not end well.
fn lives(closing: Closing, accident: Accident, drive: Drive) -> Option<Ended> {
    std::panic::catch_unwind(|| life(closing, accident, drive).ended).ok()
}

#[test]
fn no_crash_in_a_closing_together_loses_anything() {
    assert_survives(Closing::Together);
}

#[test]
fn no_crash_in_a_closing_by_us_loses_anything() {
    assert_survives(Closing::ByUs);
}

#[test]
fn no_crash_in_a_closing_by_the_peer_loses_anything() {
    assert_survives(Closing::ByPeer);
}

#[test]
fn no_crash_in_a_penalty_loses_anything() {
    assert_survives(Closing::Revoked);
}

const ALL: [Closing; 4] = [Closing::Together, Closing::ByUs, Closing::ByPeer, Closing::Revoked];

/// The judges must notice a monitor that is not written although it has changed.
#[test]
fn catches_a_drive_that_keeps_no_monitor_of_a_closing() {
    for closing in ALL {
        for block in [2, 5] {
            let ended = lives(closing, Accident::AfterBlock(block, 1), Drive::SkipsMonitors);
            assert!(ended.is_none(), "{closing:?}: {ended:?}");
        }
    }
}

/// Whatever the newest blocks have brought that is not written yet, it finds by itself.
#[test]
fn a_start_at_any_block_of_a_closing_sees_the_same() {
    for closing in ALL {
        let mut life = Life::begin(closing, Drive::Sound);
        life.close();
        for block in 1..=closing.blocks() {
            life.mine();
            life.live();
            let reader = life.world.open_durable().unwrap();
            life.world.sync(&reader).unwrap();
            reader.pump(life.world.time_ms);
            let expected = seen(life.world.wallet(), &life.channel);
            assert_eq!(seen(&reader, &life.channel), expected, "{closing:?} at {block}");
        }
    }
}

/// What is to come, and what is there, sat.
fn seen(wallet: &Wallet, channel: &str) -> (Vec<(u64, ComingStep)>, u64, u64) {
    let mut parts: Vec<_> = wallet
        .coming(channel)
        .into_iter()
        .map(|part| match part.step {
            // One may have made the sweep a moment before the other.
            ComingStep::Free => (part.amount_sat, ComingStep::OnTheWay),
            step => (part.amount_sat, step),
        })
        .collect();
    parts.sort();
    let balance = wallet.balance();
    (parts, balance.onchain_sat, balance.closing_sat)
}
