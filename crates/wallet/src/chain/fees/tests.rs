use super::*;
use crate::{Batch, Op};

const NOON_MS: u64 = 1_780_000_000_000;

fn map(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect()
}

fn fees(network: Network) -> Fees {
    Fees::unknown(network)
}

fn urgent(fees: &Fees) -> u32 {
    fees.get_est_sat_per_1000_weight(ConfirmationTarget::UrgentOnChainSweep)
}

impl Fees {
    /// What the servers answered, in a look that is over.
    fn hears(&self, servers: &[BTreeMap<String, f64>], now_ms: u64) {
        self.update(servers, now_ms);
        self.believe_doubted();
    }
}

fn state(bytes: &[u8]) -> State {
    let mut state = State::default();
    state.apply(&Batch { ops: vec![Op::Put { key: FEES.to_owned(), value: bytes.to_vec() }] });
    state
}

#[test]
fn takes_the_slowest_estimate_that_is_quick_enough() {
    let known = map(&[("1", 20.0), ("6", 10.0), ("144", 2.0)]);
    assert_eq!(estimate(&known, 12), Some(2_500));
    assert_eq!(estimate(&known, 144), Some(500));
    assert_eq!(estimate(&map(&[("6", 10.0)]), 2), Some(2_500));
    assert_eq!(estimate(&map(&[]), 2), None);
}

#[test]
fn of_two_servers_the_higher_counts_for_what_is_urgent_and_the_lower_for_the_rest() {
    let (low, high) = (map(&[("1", 4.0)]), map(&[("1", 40.0)]));
    for servers in [[low.clone(), high.clone()], [high, low]] {
        let fees = fees(Network::Bitcoin);
        fees.hears(&servers, NOON_MS);
        // A penalty on a channel without payments is asked for as if it could wait.
        for target in [ConfirmationTarget::UrgentOnChainSweep, ConfirmationTarget::OutputSpendingFee] {
            assert_eq!(fees.get_est_sat_per_1000_weight(target), 10_000);
        }
        assert_eq!(fees.get_est_sat_per_1000_weight(ConfirmationTarget::NonAnchorChannelFee), 1_000);
        assert_eq!(fees.soon(), 1_000, "what a sweep pays");
    }
}

#[test]
fn no_server_raises_what_closes_a_channel() {
    let fees = fees(Network::Bitcoin);
    fees.hears(&[map(&[("1", 2_000.0)])], NOON_MS);
    for target in [
        ConfirmationTarget::MinAllowedAnchorChannelRemoteFee,
        ConfirmationTarget::MinAllowedNonAnchorChannelRemoteFee,
        ConfirmationTarget::ChannelCloseMinimum,
    ] {
        assert_eq!(fees.get_est_sat_per_1000_weight(target), FLOOR);
    }
}

#[test]
fn never_leaves_the_bounds_whatever_the_server_says() {
    for rate in [0.0, 1e-9, 1e18, f64::MAX] {
        let fees = fees(Network::Bitcoin);
        fees.hears(&[map(&[("1", rate)])], NOON_MS);
        assert!((FLOOR..=CEILING).contains(&urgent(&fees)));
        fees.hears(&[], NOON_MS + 2 * OLD_MS);
        assert!((FLOOR..=CEILING).contains(&urgent(&fees)), "doubled");
    }
    let fees = fees(Network::Bitcoin);
    fees.hears(&[map(&[("1", f64::NAN), ("2", -5.0)])], NOON_MS);
    assert_eq!(fees.rates.get(), Rates::guess(Network::Bitcoin));
}

#[test]
fn the_last_good_rates_stay_and_are_told_to_be_old() {
    let fees = fees(Network::Bitcoin);
    assert!(!fees.are_old(), "nobody was asked yet");
    fees.hears(&[], NOON_MS);
    assert!(fees.are_old(), "there never were any");
    fees.hears(&[map(&[("1", 30.0)])], NOON_MS);
    assert!(!fees.are_old());
    for nothing in [vec![], vec![map(&[])]] {
        fees.hears(&nothing, NOON_MS + OLD_MS);
        assert!(!fees.are_old());
        assert_eq!(urgent(&fees), 7_500);
        fees.hears(&nothing, NOON_MS + OLD_MS + 1);
        assert!(fees.are_old());
        assert_eq!(urgent(&fees), 15_000, "better too much than too late");
    }
    fees.hears(&[map(&[("1", 3.0)])], NOON_MS + 2 * OLD_MS);
    assert_eq!((fees.are_old(), urgent(&fees)), (false, 750));
}

#[test]
fn a_test_network_without_estimates_is_no_fault_and_one_without_an_answer_is() {
    let fees = fees(Network::Signet);
    fees.hears(&[map(&[])], NOON_MS);
    assert!(!fees.are_old());
    fees.hears(&[], NOON_MS + OLD_MS + 1);
    assert!(fees.are_old());
}

#[test]
fn they_outlive_the_process_with_their_age() {
    let before = fees(Network::Bitcoin);
    assert_eq!(before.take_changed(), None, "a guess is not kept");
    before.hears(&[map(&[("1", 30.0)])], NOON_MS);
    let bytes = before.take_changed().unwrap();
    assert_eq!(before.take_changed(), None);
    before.hears(&[map(&[("1", 30.0)])], NOON_MS + KEEP_MS - 1);
    assert_eq!(before.take_changed(), None, "the same, and no older than an hour");
    before.hears(&[map(&[("1", 30.0)])], NOON_MS + KEEP_MS);
    assert!(before.take_changed().is_some());
    let after = Fees::read(&state(&bytes), Network::Bitcoin).unwrap();
    assert_eq!(urgent(&after), 7_500);
    after.hears(&[], NOON_MS + OLD_MS + 1);
    assert!(after.are_old());
    let earlier = b"{\"urgent\":7500,\"soon\":2500,\"someday\":253,\"atMs\":1}";
    let earlier = Fees::read(&state(earlier), Network::Bitcoin).unwrap();
    assert_eq!(earlier.get_est_sat_per_1000_weight(ConfirmationTarget::OutputSpendingFee), 7_500);
    for unreadable in [&b"{}"[..], b"", b"{\"urgent\":1,\"soon\":1,\"someday\":1,\"atMs\":1}"] {
        let read = Fees::read(&state(unreadable), Network::Bitcoin);
        assert!(matches!(read, Err(StartError::Damaged { .. })));
    }
}

#[test]
fn a_server_is_asked_every_ten_minutes_and_at_once_after_a_refusal() {
    let fees = fees(Network::Bitcoin);
    assert!(fees.is_due(NOON_MS));
    fees.hears(&[], NOON_MS);
    assert!(fees.is_due(NOON_MS + 1));
    fees.hears(&[map(&[("1", 30.0)])], NOON_MS);
    assert!(!fees.is_due(NOON_MS + ASK_MS - 1));
    assert!(fees.is_due(NOON_MS + ASK_MS));
    assert!(fees.is_due(NOON_MS - 1), "the clock was set back");
}

/// Asked every ten minutes, and always told this, sat/vB: for how many minutes what is urgent pays less.
fn minutes_until_followed(fees: &Fees, from_ms: u64, sat_per_vb: u32) -> u64 {
    for minutes in (0..).step_by(10) {
        fees.hears(&[map(&[("1", f64::from(sat_per_vb))])], from_ms + minutes * 60_000);
        if urgent(fees) == (sat_per_vb * 250).max(FLOOR) {
            return minutes;
        }
    }
    unreachable!()
}

#[test]
fn a_rate_far_above_what_was_usual_is_followed_within_hours_and_not_at_once() {
    for usual in [1, 5, 20, 60, 150, 400] {
        for said in [1, 30, 50, 100, 300, 900, 2_000] {
            let fees = fees(Network::Bitcoin);
            for minutes in (0..1_440).step_by(10) {
                fees.hears(&[map(&[("1", f64::from(usual))])], NOON_MS + minutes * 60_000);
            }
            let from_ms = NOON_MS + 86_400_000;
            fees.hears(&[map(&[("1", f64::from(said))])], from_ms);
            let most = (usual * 14).max(50) * 250;
            assert!(urgent(&fees) <= most, "{usual} {said}");
            assert_eq!(
                fees.get_est_sat_per_1000_weight(ConfirmationTarget::OutputSpendingFee),
                urgent(&fees)
            );
            assert!(urgent(&fees) >= (usual * 10).min(said) * 250, "{usual} {said}");
            // LDK claims a payment 36 blocks before its end.
            let minutes = minutes_until_followed(&fees, from_ms, said);
            assert!(minutes <= 240, "{usual} {said}: {minutes}");
        }
    }
}

#[test]
fn what_was_usual_long_ago_holds_nothing_back_and_neither_does_a_low_rate_said_once() {
    let before = fees(Network::Bitcoin);
    before.hears(&[map(&[("1", 2.0)])], NOON_MS);
    let bytes = before.take_changed().unwrap();
    let after = Fees::read(&state(&bytes), Network::Bitcoin).unwrap();
    assert_eq!(minutes_until_followed(&after, NOON_MS + 7 * 86_400_000, 2_000), 0);
    let fees = fees(Network::Bitcoin);
    for (minutes, said) in [(0, 40), (10, 1), (20, 300)] {
        fees.hears(&[map(&[("1", f64::from(said))])], NOON_MS + minutes * 60_000);
    }
    assert_eq!(urgent(&fees), 75_000);
    // A clock that was set back proves nothing of what is usual.
    fees.hears(&[map(&[("1", 2_000.0)])], NOON_MS - 86_400_000);
    assert!(urgent(&fees) <= 110_000);
}
