//! What the security checklist says (S2), as a pure decision.

use lifeboat_messages::{BackupStatus, Balance, View};

/// What a phone's wallet is for, in sats. Above it the checklist advises savings elsewhere.
pub const COMFORT_SAT: u64 = 1_000_000;
/// A PIN is called weak if one graphics card with the stolen file needs less than this, a day.
const WEAK_SECONDS: f64 = 86_400.0;

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Everything is as it should be.
    Good,
    /// Something to do.
    Missing,
    /// The answer is not known now.
    Unknown,
}

impl Mark {
    /// The name of the line, for tests.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Good => "good",
            Mark::Missing => "missing",
            Mark::Unknown => "unknown",
        }
    }

    fn of(known: Option<bool>) -> Mark {
        match known {
            Some(true) => Mark::Good,
            Some(false) => Mark::Missing,
            None => Mark::Unknown,
        }
    }
}

/// What the browser says of this page; `None`: it does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Browser {
    /// Whether the browser has promised to keep what is stored.
    pub persisted: Option<bool>,
    /// The page runs as an installed app.
    pub installed: Option<bool>,
}

/// All lines of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checklist {
    /// The cloud has everything, or gets it automatically.
    pub backup: Mark,
    /// A PIN that holds longer than a day.
    pub pin: Mark,
    /// The browser keeps what is stored.
    pub storage: Mark,
    /// Whether the app is installed.
    pub installed: Mark,
    /// The amount is not more than a wallet on a phone is meant for.
    pub amount: Mark,
    /// Enough lies on the blockchain for closing the channels there are; `None` without any that may need it.
    pub reserve: Option<Mark>,
}

impl Checklist {
    /// Made from what the worker and the browser say.
    pub fn of(view: &View, browser: Browser) -> Checklist {
        let backup = match &view.backup {
            BackupStatus::Saved { .. } | BackupStatus::Saving => Mark::Good,
            // Perhaps it is whole; it is not known.
            BackupStatus::Checking | BackupStatus::Waiting { .. } => Mark::Unknown,
            BackupStatus::Off | BackupStatus::Paused { .. } | BackupStatus::Fenced { .. } => Mark::Missing,
        };
        let pin = match (&view.pin, view.lockable) {
            // However short it is, a thief of the file has a few tries.
            _ if view.guards.is_some() => Mark::Good,
            (Some(pin), _) => Mark::of(Some(pin.one_card_seconds >= WEAK_SECONDS)),
            (None, true) => Mark::Unknown,
            (None, false) => Mark::Missing,
        };
        Checklist {
            backup,
            pin,
            storage: Mark::of(browser.persisted),
            installed: Mark::of(browser.installed),
            amount: Mark::of(Some(!holds_savings(view))),
            reserve: (view.balance.closing_reserve_sat > 0)
                .then(|| Mark::of(Some(missing_reserve_sat(&view.balance) == 0))),
        }
    }
}

/// What should lie on the blockchain for closing channels, and does not, sat.
pub fn missing_reserve_sat(balance: &Balance) -> u64 {
    balance.closing_reserve_sat.saturating_sub(balance.confirmed_sat)
}

/// Home mentions a missing reserve only if the amount at stake is this many times larger.
const AT_STAKE: u64 = 4;

/// Whether home advises to keep money on the blockchain for closing channels: what is in them is worth it.
pub fn advises_reserve(balance: &Balance) -> bool {
    let at_stake = balance.lightning_msat / 1000 >= balance.closing_reserve_sat.saturating_mul(AT_STAKE);
    missing_reserve_sat(balance) > 0 && at_stake
}

/// Whether there is more in it than a phone's wallet is for.
pub fn holds_savings(view: &View) -> bool {
    total_sat(view) > COMFORT_SAT
}

/// All that the wallet holds, sat.
pub fn total_sat(view: &View) -> u64 {
    let balance = &view.balance;
    (balance.lightning_msat / 1000).saturating_add(balance.onchain_sat).saturating_add(balance.closing_sat)
}

#[cfg(test)]
pub(crate) mod tests {
    use lifeboat_messages::*;

    use super::*;

    /// A wallet with which all is well.
    pub(crate) fn view() -> View {
        View {
            phase: Phase::Ready,
            network: Some(Network::Regtest),
            name: "Samantha".into(),
            balance: Balance::default(),
            looking: false,
            activities: vec![],
            payments: lifeboat_messages::Counts::default(),
            backup: BackupStatus::Saved { at_ms: 1, position: 1 },
            service: None,
            old_copy: None,
            folder_news: None,
            foreign_tries: None,
            alone: None,
            guards: None,
            guards_offered: None,
            second: None,
            pin: Some(PinStrength { digits: 8, one_card_seconds: 1e6 }),
            auto_lock_min: Some(5),
            practice: Practice::On,
            lockable: true,
            prompt: false,
            warning: false,
            reminder: false,
            channels: vec![],
            closed: vec![],
            link: Link::Off,
            height: 0,
            fault: None,
            support: None,
        }
    }

    fn of(change: impl FnOnce(&mut View)) -> Checklist {
        let mut view = view();
        change(&mut view);
        Checklist::of(&view, Browser { persisted: Some(true), installed: None })
    }

    #[test]
    fn a_backup_that_is_off_paused_or_fenced_is_something_to_do() {
        assert_eq!(of(|_| {}).backup, Mark::Good);
        let problem = Problem::SignedOut;
        for status in [BackupStatus::Off, BackupStatus::Paused { problem }, BackupStatus::Fenced { by: None }]
        {
            assert_eq!(of(|view| view.backup = status).backup, Mark::Missing);
        }
    }

    #[test]
    fn a_backup_that_nobody_knows_to_be_whole_is_not_called_good() {
        for status in
            [BackupStatus::Checking, BackupStatus::Waiting { since_ms: 1, problem: Problem::Unreachable }]
        {
            assert_eq!(of(|view| view.backup = status).backup, Mark::Unknown);
        }
        assert_eq!(of(|view| view.backup = BackupStatus::Saving).backup, Mark::Good);
    }

    #[test]
    fn a_pin_of_unknown_length_is_neither_praised_nor_blamed() {
        assert_eq!(of(|view| view.pin = None).pin, Mark::Unknown);
        let short = PinStrength { digits: 4, one_card_seconds: 500.0 };
        assert_eq!(of(|view| view.pin = Some(short)).pin, Mark::Missing);
        assert_eq!(
            of(|view| {
                view.pin = None;
                view.lockable = false;
            })
            .pin,
            Mark::Missing
        );
    }

    #[test]
    fn a_short_pin_that_guards_limit_is_good() {
        let guards = GuardLimit { hosts: vec!["a".into()], needed: 1, guesses: 10, related: false };
        for pin in [None, Some(PinStrength { digits: 4, one_card_seconds: 500.0 })] {
            let guards = Some(guards.clone());
            assert_eq!(of(|view| (view.pin, view.guards) = (pin, guards)).pin, Mark::Good);
        }
    }

    #[test]
    fn all_money_counts_towards_the_comfort_limit() {
        let amount = |lightning_sat: u64, onchain_sat, closing_sat| {
            of(|view| {
                view.balance = Balance {
                    lightning_msat: lightning_sat * 1000,
                    onchain_sat,
                    closing_sat,
                    ..Balance::default()
                };
            })
            .amount
        };
        assert_eq!(amount(COMFORT_SAT, 0, 0), Mark::Good);
        assert_eq!(amount(COMFORT_SAT, 1, 0), Mark::Missing);
        assert_eq!(amount(0, COMFORT_SAT, 1), Mark::Missing);
    }

    #[test]
    fn what_closing_may_need_is_asked_for_in_a_block_and_on_home_only_where_it_is_worth_it() {
        let with = |lightning_sat: u64, confirmed_sat, closing_reserve_sat| Balance {
            lightning_msat: lightning_sat * 1000,
            onchain_sat: 50_000,
            confirmed_sat,
            closing_reserve_sat,
            ..Balance::default()
        };
        let mark = |balance| of(|view| view.balance = balance).reserve;
        assert_eq!(mark(with(0, 0, 0)), None);
        for (balance, missing, on_home) in [
            (with(80_000, 0, 20_000), 20_000, true),
            (with(79_999, 0, 20_000), 20_000, false),
            (with(80_000, 19_999, 20_000), 1, true),
            (with(80_000, 20_000, 20_000), 0, false),
        ] {
            assert_eq!(missing_reserve_sat(&balance), missing);
            assert_eq!(mark(balance), Some(if missing == 0 { Mark::Good } else { Mark::Missing }));
            assert_eq!(advises_reserve(&balance), on_home);
        }
    }

    #[test]
    fn what_the_browser_does_not_tell_is_not_known() {
        let checklist = of(|_| {});
        assert_eq!((checklist.storage, checklist.installed), (Mark::Good, Mark::Unknown));
    }
}
