//! When a peer is dialled again.

const RECONNECT_MS: u64 = 1_000;
pub(super) const RECONNECT_MOST_MS: u64 = 30_000;
/// After this number of rounds over all addresses, which take a minute, a peer counts as silent: another
/// attempt is most likely in vain, and the storage is not asked for it whether another device has the wallet
/// by now.
const SILENT_ROUNDS: u32 = 6;
/// After this number, which take eight minutes, it counts as gone, unless money waits for it.
const GONE_ROUNDS: u32 = 20;
pub(super) const GONE_MS: u64 = 1_800_000;
/// Somebody who answers and turns out not to be the peer is asked less and less often: the pause doubles this many
/// times, to four minutes.
const MOST_DOUBLED: u32 = 3;

/// The pause between attempts to reach one peer.
#[derive(Default)]
pub(super) struct Pause {
    /// Attempts since it was connected last: which of its addresses is next, and how long the pause is.
    attempts: u32,
    dial_at: u64,
    /// When to dial while money waits for the peer.
    dial_urgently_at: u64,
    /// Whether the peer was tried so often that it counts as silent, and has not answered since.
    is_silent: bool,
    is_gone: bool,
    /// How often somebody has answered where it was silent.
    answered: u32,
}

impl Pause {
    /// The one after a line that has ended.
    pub(super) fn first(now: u64) -> Pause {
        let dial_at = now.saturating_add(RECONNECT_MS);
        Pause { dial_at, dial_urgently_at: dial_at, ..Pause::default() }
    }

    /// Takes note of an attempt, and says at which of its addresses. Pauses double from one round over all of
    /// them to the next.
    pub(super) fn dialled(&mut self, now: u64, addresses: usize) -> usize {
        let addresses = u32::try_from(addresses.max(1)).unwrap_or(u32::MAX);
        let (rounds, place) = (self.attempts / addresses, self.attempts % addresses);
        self.attempts = self.attempts.saturating_add(1);
        (self.is_silent, self.is_gone) = (rounds >= SILENT_ROUNDS, rounds >= GONE_ROUNDS);
        let pause_ms = RECONNECT_MS.checked_shl(rounds).unwrap_or(RECONNECT_MOST_MS).min(RECONNECT_MOST_MS);
        self.dial_urgently_at = now + (pause_ms << self.answered.min(MOST_DOUBLED));
        // One that is gone is asked for at each of its addresses before it is left alone.
        let ends_round = self.attempts.is_multiple_of(addresses);
        self.dial_at = if self.is_gone && ends_round { now + GONE_MS } else { self.dial_urgently_at };
        usize::try_from(place).unwrap_or_default()
    }

    /// Somebody answers there, so that it is worth finding out whether a line may be opened.
    pub(super) fn answers(&mut self, now: u64) {
        if self.is_silent {
            (self.is_silent, self.is_gone) = (false, false);
            (self.dial_at, self.dial_urgently_at) = (now, now);
            // The same address again.
            self.attempts = self.attempts.saturating_sub(1);
            self.answered = self.answered.saturating_add(1);
        }
    }

    pub(super) fn waits(&self, now: u64, is_urgent: bool) -> bool {
        now < if is_urgent { self.dial_urgently_at } else { self.dial_at }
    }

    pub(super) fn was_dialled(&self) -> bool {
        self.attempts > 0
    }

    pub(super) fn is_silent(&self) -> bool {
        self.is_silent
    }

    pub(super) fn is_gone(&self) -> bool {
        self.is_gone
    }
}
