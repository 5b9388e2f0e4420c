//! Every event in every state that can be reached.

use std::collections::HashSet;

use super::*;

const SHOWN: [WorkerPhase; 5] = [Starting, OtherTab, Locked, Empty, Keys];

fn events() -> Vec<Event> {
    let shown = SHOWN.into_iter().flat_map(|shown| [ElderShows(shown), FreshShows(shown)]);
    shown.chain([ElderAgreed, ElderRefused, ElderBroke, FreshRefused, FreshBroke, Second]).collect()
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
}

const BEFORE: Onlooker = Onlooker {
    elder_lives: true,
    fresh_lives: false,
    asked: false,
    taken_elsewhere: false,
    keeps_calls: false,
};

impl Onlooker {
    /// What can happen at all.
    fn can(self, event: Event) -> bool {
        match event {
            ElderShows(_) | ElderAgreed | ElderRefused | ElderBroke => self.elder_lives,
            FreshShows(_) | FreshRefused | FreshBroke => self.fresh_lives,
            Second => true,
        }
    }

    fn sees(&mut self, event: Event, actions: &[Action]) {
        match event {
            ElderShows(OtherTab) if self.fresh_lives && !self.asked => self.taken_elsewhere = true,
            ElderShows(Starting | Locked | Empty | Keys) => self.taken_elsewhere = false,
            ElderBroke => self.elder_lives = false,
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
                AskElder => {
                    assert!(self.elder_lives && self.asked, "it takes back what it has not given");
                }
                Promote => {
                    assert!(self.fresh_lives && self.keeps_calls);
                    *self = BEFORE;
                }
                EndFresh => {
                    assert!(self.fresh_lives);
                    self.fresh_lives = false;
                }
                EndElder => assert!(!self.elder_lives),
                Awake => {
                    assert!(self.elder_lives && !self.fresh_lives && self.keeps_calls);
                    self.keeps_calls = false;
                }
                Report => {
                    assert!(!self.elder_lives && !self.fresh_lives, "there is a worker");
                    self.keeps_calls = false;
                }
                Withhold => assert!(self.asked && event != ElderShows(Locked), "it hides what is so"),
                Show => assert!(matches!(event, ElderShows(_))),
                ShowWithheld => {}
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
        if matches!(turns, Alone { .. } | Returning { .. }) {
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
    assert_eq!(done(&[&events[..], &then].concat()), [AskFresh, Withhold, Promote]);
}

#[test]
fn a_tab_in_which_the_user_wants_the_wallet_keeps_it() {
    let first = [ElderShows(OtherTab), FreshShows(Starting), FreshShows(OtherTab)];
    assert_eq!(done(&first), [Show, Promote], "the fresh one does not ask, and its memory is clean");
    let faster = [FreshShows(OtherTab), ElderShows(OtherTab), FreshRefused];
    assert_eq!(done(&faster), [AskFresh, Withhold, Promote], "nor is it asked back");
}

#[test]
fn nobody_is_told_of_another_tab_before_the_elder_has_said_whether_it_has_the_wallet_again() {
    let fails = [FreshShows(OtherTab), ElderShows(OtherTab), FreshBroke];
    let back = [ElderShows(Starting), ElderShows(Locked)];
    let all = [AskFresh, Withhold, EndFresh, AskElder, Withhold, Show, Awake];
    assert_eq!(done(&[&fails[..], &back].concat()), all);
    let not = [&fails[..], &[ElderRefused]].concat();
    assert_eq!(done(&not)[4..], [ShowWithheld, Awake]);
}

/// It had not been asked yet when the fresh one broke: it holds the wallet, and has nothing new to show.
#[test]
fn an_elder_that_never_let_go_is_heard_at_once() {
    let fails = [FreshShows(OtherTab), FreshBroke];
    assert_eq!(done(&fails), [AskFresh, EndFresh, AskElder]);
    assert_eq!(done(&[&fails[..], &[ElderAgreed]].concat())[3..], [Awake]);
    let late = [FreshShows(OtherTab), ElderShows(OtherTab), FreshBroke, ElderShows(Locked), ElderAgreed];
    assert_eq!(done(&late), [AskFresh, Withhold, EndFresh, AskElder, Show, Awake]);
}

#[test]
fn a_sleep_takes_no_time_from_the_fresh_one() {
    // The first second after a night is one.
    assert_eq!(done(&[FreshShows(OtherTab), Second, FreshRefused]), [AskFresh, AskFresh]);
    let slow = vec![Second; usize::from(SECONDS)];
    assert_eq!(done(&slow), [EndFresh, Awake]);
}

#[test]
fn an_elder_that_breaks_is_no_loss_while_a_fresh_one_comes() {
    let comes = [ElderBroke, FreshShows(OtherTab), FreshShows(Locked)];
    assert_eq!(done(&comes), [EndElder, AskFresh, Promote]);
    assert_eq!(done(&[ElderBroke, FreshBroke]), [EndElder, EndFresh, Report]);
}
