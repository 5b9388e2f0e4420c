//! Every event in every state that can be reached.

use std::collections::HashSet;

use super::*;

const SHOWN: [WorkerPhase; 5] = [Starting, OtherTab, Locked, Empty, Keys];

fn events() -> Vec<Event> {
    let shown = SHOWN.into_iter().flat_map(|shown| [ElderShows(shown), FreshShows(shown)]);
    shown.chain([ElderBroke, FreshRefused, FreshBroke, Second]).collect()
}

/// What an onlooker knows who sees only what happens and what is done.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Onlooker {
    elder_lives: bool,
    fresh_lives: bool,
    /// The fresh one was told to take the wallet.
    asked: bool,
    /// The elder gave the wallet to another tab.
    taken_elsewhere: bool,
    keeps_calls: bool,
    /// The one that is heard has had the keys of an open wallet.
    has_keys: bool,
}

const BEFORE: Onlooker = Onlooker {
    elder_lives: true,
    fresh_lives: false,
    asked: false,
    taken_elsewhere: false,
    keeps_calls: false,
    has_keys: false,
};

impl Onlooker {
    /// What can happen at all.
    fn can(self, event: Event) -> bool {
        match event {
            ElderShows(_) | ElderBroke => self.elder_lives,
            FreshShows(_) | FreshRefused | FreshBroke => self.fresh_lives,
            Second => true,
        }
    }

    fn sees(&mut self, event: Event, actions: &[Action]) {
        match event {
            ElderShows(OtherTab) if self.fresh_lives && !self.asked => self.taken_elsewhere = true,
            ElderShows(Starting | Locked | Empty | Keys) => self.taken_elsewhere = false,
            _ => {}
        }
        for action in actions {
            match action {
                Start => {
                    assert!(!self.fresh_lives, "two fresh ones");
                    *self = Onlooker { fresh_lives: true, asked: false, keeps_calls: true, ..*self };
                }
                AskFresh => {
                    assert!(self.fresh_lives);
                    assert!(!self.taken_elsewhere, "it takes the wallet from where the user wants it");
                    self.asked = true;
                }
                Promote => {
                    assert!(self.fresh_lives && self.keeps_calls);
                    *self = BEFORE;
                }
                EndFresh => {
                    assert!(self.fresh_lives);
                    self.fresh_lives = false;
                }
                EndElder => self.elder_lives = false,
                Awake => {
                    assert!(self.elder_lives && !self.fresh_lives && self.keeps_calls);
                    self.keeps_calls = false;
                }
                Report | AskReload => {
                    assert!(!self.elder_lives && !self.fresh_lives, "there is a worker");
                    self.keeps_calls = false;
                }
                Show => {
                    self.has_keys |= event == ElderShows(Keys);
                    assert!(matches!(event, ElderShows(_)));
                }
            }
        }
    }
}

#[test]
fn whatever_happens_one_worker_is_heard_and_no_wallet_is_taken_from_where_the_user_wants_it() {
    let mut seen = HashSet::new();
    let mut next = vec![(Alone { has_keys: false }, BEFORE)];
    while let Some((turns, onlooker)) = next.pop() {
        if !seen.insert((turns, onlooker)) {
            continue;
        }
        assert_eq!(turns.keeps_calls(), onlooker.keeps_calls, "{turns:?}");
        if matches!(turns, Alone { .. } | Over) {
            assert!(!onlooker.fresh_lives, "{turns:?}");
        }
        for event in events().into_iter().filter(|event| onlooker.can(*event)) {
            let (mut turns, mut onlooker) = (turns, onlooker);
            let actions = turns.step(event);
            onlooker.sees(event, actions);
            next.push((turns, onlooker));
        }
        // Whatever does not come, the page is not kept waiting for ever.
        let mut turns = turns;
        (0..2 * SECONDS).for_each(|_| {
            turns.step(Second);
        });
        assert!(!turns.keeps_calls());
        // Nor do the keys of a locked wallet stay.
        if onlooker.has_keys && onlooker.keeps_calls {
            assert_eq!(turns, Over);
        }
    }
    assert!(seen.len() > 100, "{}", seen.len());
}

/// All that is done of these events, from an open wallet on.
fn done(events: &[Event]) -> Vec<Action> {
    let mut turns = Alone { has_keys: false };
    let before = [ElderShows(Keys), ElderShows(Locked)];
    before.iter().for_each(|event| {
        turns.step(*event);
    });
    events.iter().flat_map(|event| turns.step(*event)).copied().collect()
}

#[test]
fn the_fresh_one_asks_once_and_is_heard_when_it_has_the_wallet() {
    let events = [Starting, OtherTab, OtherTab].map(FreshShows);
    let then = [ElderShows(OtherTab), FreshShows(Starting), FreshShows(Locked)];
    assert_eq!(done(&[&events[..], &then].concat()), [AskFresh, Promote]);
}

#[test]
fn a_tab_in_which_the_user_wants_the_wallet_keeps_it() {
    let first = [ElderShows(OtherTab), FreshShows(Starting), FreshShows(OtherTab)];
    assert_eq!(done(&first), [Show, Promote], "the fresh one does not ask, and its memory is clean");
    let faster = [FreshShows(OtherTab), ElderShows(OtherTab), FreshRefused];
    assert_eq!(done(&faster), [AskFresh, Promote], "nor is it asked back");
}

/// The elder may have given the wallet to the fresh one, or to a tab, or may be the only one who has it.
#[test]
fn no_worker_that_had_the_keys_stays_where_no_fresh_one_comes() {
    let ends = [EndFresh, EndElder, AskReload];
    for fails in [FreshBroke, FreshShows(Empty), FreshShows(Keys)] {
        assert_eq!(done(&[fails]), ends);
        assert_eq!(done(&[FreshShows(OtherTab), fails])[1..], ends);
        assert_eq!(done(&[FreshShows(OtherTab), ElderShows(OtherTab), fails])[1..], ends);
        assert_eq!(done(&[ElderShows(OtherTab), fails])[1..], ends);
    }
    let late = [FreshBroke, ElderShows(Locked), ElderShows(Keys), ElderShows(Locked), Second];
    assert_eq!(done(&late), ends, "what it still says is of no interest");
}

#[test]
fn a_wallet_that_is_open_again_is_not_ended() {
    let open = [FreshShows(OtherTab), ElderShows(Keys), FreshBroke, Second];
    assert_eq!(done(&open), [AskFresh, EndFresh, Show, Awake]);
}

#[test]
fn a_sleep_takes_no_time_from_the_fresh_one() {
    // The first second after a night is one.
    assert_eq!(done(&[FreshShows(OtherTab), Second, FreshRefused]), [AskFresh, AskFresh]);
    let slow = vec![Second; usize::from(SECONDS)];
    assert_eq!(done(&slow), [EndFresh, EndElder, AskReload]);
}

#[test]
fn an_elder_that_breaks_is_no_loss_while_a_fresh_one_comes() {
    let comes = [ElderBroke, FreshShows(OtherTab), FreshShows(Locked)];
    assert_eq!(done(&comes), [EndElder, AskFresh, Promote]);
    assert_eq!(done(&[ElderBroke, FreshBroke]), [EndElder, EndFresh, Report]);
}
