//! A worker whose wallet was locked ends, and a fresh one takes its place.

use std::rc::Weak;

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, BackupStatus, Message, Phase, Problem, ReadOnly, Reply, Request, Unlocker, View,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{
    ids, screens,
    state::{WorkerEvent, WorkerFailure},
};

/// The workers that were started, and what they were asked.
#[derive(Clone, Default)]
struct Workers {
    lives: Rc<RefCell<Vec<Weak<()>>>>,
    asked: Rc<RefCell<Vec<(u32, Request)>>>,
}

impl Workers {
    fn session(&self) -> Session {
        let workers = self.clone();
        session_with(Route::Home, move |_, number| {
            let (life, asked) = (Rc::new(()), workers.asked.clone());
            workers.lives.borrow_mut().push(Rc::downgrade(&life));
            Ok(Line::new(move |call, _| {
                let _ = &life;
                asked.borrow_mut().push((number, call.request.clone()));
            }))
        })
    }

    /// Which of them live.
    fn alive(&self) -> Vec<bool> {
        self.lives.borrow().iter().map(|life| life.strong_count() > 0).collect()
    }

    /// Who was asked to unlock, and who to take the wallet from another tab.
    fn asked(&self, wanted: fn(&Request) -> bool) -> Vec<u32> {
        let asked = self.asked.borrow();
        asked.iter().filter(|(_, request)| wanted(request)).map(|(number, _)| *number).collect()
    }
}

fn shows(session: Session, number: u32, phase: Phase) {
    session.heard(number, WorkerEvent::Message(Message::View(View { phase, ..view() })));
}

fn unlocks(request: &Request) -> bool {
    matches!(request, Request::Unlock { .. })
}

fn takes(request: &Request) -> bool {
    matches!(request, Request::UseThisTab { by_force: false })
}

const OTHER_TAB: Phase = Phase::ReadOnly { why: ReadOnly::OtherTab };

type Answers = Rc<RefCell<Vec<Result<Answer, Problem>>>>;

/// The wallet of the first worker is locked, and the PIN is typed at once.
fn locked(workers: &Workers) -> (Session, Answers) {
    let session = workers.session();
    shows(session, 1, Phase::Locked);
    assert_eq!(workers.alive(), [true], "a worker that never had a wallet open has nothing to hide");
    shows(session, 1, Phase::Ready);
    let answers = Answers::default();
    let keep = |answers: &Answers| {
        let answers = answers.clone();
        move |answer| answers.borrow_mut().push(answer)
    };
    session.ask(Request::Lock, keep(&answers));
    shows(session, 1, Phase::Closing);
    shows(session, 1, Phase::Locked);
    session.ask(Request::Unlock { unlocker: Unlocker::Pin("739205".into()) }, keep(&answers));
    assert_eq!(workers.alive(), [true, true]);
    shows(session, 2, Phase::Starting);
    shows(session, 2, OTHER_TAB);
    shows(session, 2, OTHER_TAB);
    assert_eq!(workers.asked(takes), [2], "as another tab does, once");
    // The first lets go.
    shows(session, 1, OTHER_TAB);
    assert_eq!(session.phase().get_untracked(), Phase::Locked, "the page shows the lock all the time");
    assert_eq!(workers.asked(unlocks), Vec::<u32>::new(), "it would open in a worker that is about to end");
    (session, answers)
}

#[wasm_bindgen_test]
async fn a_worker_whose_wallet_was_locked_is_ended_once_a_fresh_one_has_the_wallet() {
    let workers = Workers::default();
    let (session, answers) = locked(&workers);
    shows(session, 2, Phase::Starting);
    assert_eq!(workers.alive(), [true, true]);
    shows(session, 2, Phase::Locked);
    assert_eq!(workers.alive(), [false, true]);
    assert_eq!(workers.asked(unlocks), [2]);
    settle().await;
    assert_eq!(*answers.borrow(), [Err(Problem::Closed)], "what an ended worker was asked is not waited for");
    // What it still says is of no interest.
    shows(session, 1, Phase::Empty);
    assert_eq!(session.phase().get_untracked(), Phase::Locked);
    shows(session, 2, Phase::Checking);
    assert_eq!(session.phase().get_untracked(), Phase::Checking);
    shows(session, 2, Phase::Locked);
    assert_eq!(workers.alive(), [false, true, true], "and so on");
}

#[wasm_bindgen_test]
async fn no_locked_worker_stays_where_no_fresh_one_comes() {
    let gone = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Unreachable } };
    for failure in [
        WorkerEvent::Broken(WorkerFailure::OtherBuild),
        WorkerEvent::Message(Message::View(View { phase: gone.clone(), ..view() })),
    ] {
        let workers = Workers::default();
        let (session, answers) = locked(&workers);
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::Broken /> }
        });
        session.heard(2, failure);
        session.ask(Request::Lock, {
            let answers = answers.clone();
            move |answer| answers.borrow_mut().push(answer)
        });
        assert_eq!(workers.alive(), [false, false], "keys stay in a memory");
        assert_eq!(session.broken.get_untracked(), Some(WorkerFailure::KeysRemoved));
        settle().await;
        assert_eq!(
            *answers.borrow(),
            [Err(Problem::Closed), Err(Problem::Closed), Err(Problem::Closed)],
            "the PIN is kept for nobody"
        );
        assert_eq!(text(ids::HEADING).as_deref(), Some("Reload this page"));
        assert!(text("reload").is_some());
        shows(session, 1, Phase::Ready);
        assert_eq!(session.phase().get_untracked(), Phase::Locked, "what it still says is of no interest");
        assert_eq!(workers.asked(unlocks), Vec::<u32>::new());
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_an_error_has_stopped_is_ended_and_not_said_to_have_never_started() {
    let error = || WorkerEvent::Broken(WorkerFailure::Worker("TypeError".into()));
    let workers = Workers::default();
    let session = workers.session();
    shows(session, 1, Phase::Ready);
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Broken /> }
    });
    session.heard(1, error());
    assert_eq!(workers.alive(), [false], "what an error has left half changed runs on");
    settle().await;
    assert_eq!(text(ids::HEADING).as_deref(), Some("Lifeboat stopped"));
    assert_eq!(text(ids::ERROR_DETAIL).as_deref(), Some("TypeError"));

    let stopped = Some(WorkerFailure::Stopped("TypeError".into()));
    let refuses = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::Unreachable } };
    let lost = BackupStatus::Paused { problem: Problem::StorageLost };
    for (shown, alive, said) in [
        // A wallet that only watches runs as well.
        (View { phase: refuses.clone(), ..view() }, false, stopped),
        // A panic has told why before.
        (View { phase: refuses, network: None, ..view() }, false, None),
        // What nobody else has is not ended.
        (View { backup: lost, service: None, ..view() }, true, None),
    ] {
        let workers = Workers::default();
        let session = workers.session();
        session.heard(1, WorkerEvent::Message(Message::View(shown)));
        session.heard(1, error());
        assert_eq!((workers.alive(), session.broken.get_untracked()), (vec![alive], said));
    }

    let workers = Workers::default();
    let session = workers.session();
    session.heard(1, error());
    assert_eq!(session.broken.get_untracked(), Some(WorkerFailure::Worker("TypeError".into())));
}

#[wasm_bindgen_test]
async fn a_tab_that_was_faster_than_the_fresh_worker_keeps_the_wallet() {
    let workers = Workers::default();
    let (session, _) = locked(&workers);
    let refused = Message::Reply(Reply { id: 0, result: Err(Problem::OtherTabAsleep) });
    session.heard(2, WorkerEvent::Message(refused));
    assert_eq!(workers.alive(), [false, true]);
    assert_eq!(workers.asked(takes), [2], "nobody takes it back");
    assert_eq!(session.phase().get_untracked(), OTHER_TAB);
}
