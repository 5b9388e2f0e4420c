//! How much can come in over the channels that there are, as far as that is known.

use lifeboat_messages::{Channel, Link, View};

/// The part (1 in n) of the other side's money in a channel that may have to stay there: its reserve, and fees for
/// closing.
const STAYS: u64 = 10;

/// The room in whole sats. 0: the next payment opens a channel. `None`: it is not known, as while a peer is not
/// connected, has not said yet on which terms it forwards, or its channel waits for the chain.
pub fn of(view: &View) -> Option<u64> {
    if view.channels.is_empty() {
        return Some(0);
    }
    let sat = view.balance.receivable_msat / 1000;
    let is_up = match view.link {
        Link::Up => true,
        Link::Off | Link::Connecting => false,
    };
    (is_up && (sat > 0 || view.channels.iter().all(is_full))).then_some(sat)
}

/// Whether nothing more can come in over a channel, now or in a moment.
fn is_full(channel: &Channel) -> bool {
    let capacity_msat = channel.capacity_sat.saturating_mul(1000);
    let theirs_msat = capacity_msat.saturating_sub(channel.local_msat);
    channel.closing || channel.usable && theirs_msat <= capacity_msat / STAYS
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::CloseCost;

    use super::*;

    fn channel(local_msat: u64) -> Channel {
        Channel {
            id: "ab".into(),
            capacity_sat: 1_000_000,
            local_msat,
            usable: true,
            ready: true,
            confirmations: Some(3),
            trusted: true,
            sendable_msat: 0,
            reserve_msat: 0,
            closing: false,
            connected: true,
            away_since_ms: None,
            close_cost: CloseCost::default(),
        }
    }

    fn room(receivable_msat: u64, channels: Vec<Channel>) -> Option<u64> {
        let mut view = View { channels, link: Link::Up, ..crate::checklist::tests::view() };
        view.balance.receivable_msat = receivable_msat;
        of(&view)
    }

    #[test]
    fn a_channel_is_opened_only_where_there_is_none_or_all_are_full() {
        const FULL: u64 = 990_000_000;
        assert_eq!(room(0, vec![]), Some(0));
        assert_eq!(room(0, vec![channel(FULL)]), Some(0));
        assert_eq!(room(700_999, vec![channel(0)]), Some(700));
        let closing = Channel { closing: true, usable: false, ..channel(0) };
        assert_eq!(room(0, vec![channel(FULL), closing]), Some(0));
    }

    #[test]
    fn while_a_channel_comes_up_nobody_knows() {
        const FULL: u64 = 990_000_000;
        // Its peer has not said yet what it asks for forwarding.
        assert_eq!(room(0, vec![channel(0)]), None);
        let unconfirmed = Channel { usable: false, ready: false, ..channel(0) };
        assert_eq!(room(0, vec![unconfirmed]), None);
        // The peer of the full one is there, that of the other is not.
        let away = Channel { usable: false, connected: false, away_since_ms: Some(1), ..channel(FULL) };
        assert_eq!(room(0, vec![channel(FULL), away]), None);
        for link in [Link::Off, Link::Connecting] {
            let view = View { channels: vec![channel(FULL)], link, ..crate::checklist::tests::view() };
            assert_eq!(of(&view), None);
        }
    }
}
