//! One at a time: whatever changes which wallet runs. A second tap on "Unlock" must not start a second node on the same
//! state.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::lock::{Mutex, MutexGuard};
use lifeboat_messages::{Problem, Request};

/// Held by the request that changes which wallet runs.
#[derive(Default)]
pub struct Gate {
    turn: Mutex<()>,
    /// Ends the request that is under way.
    end: RefCell<Option<oneshot::Sender<Problem>>>,
    /// Ends those that are under way beside it.
    others: RefCell<Vec<oneshot::Sender<Problem>>>,
}

/// How a request goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// While no other of its kind is under way: it changes which wallet runs, or how it is kept.
    Alone,
    /// The request may come at any time, and is never aborted: others wait for it, or it aborts them.
    Free,
    /// The request may come at any time. It may wait for a service while it holds the wallet, and is aborted with it.
    Beside,
}

/// Permission to run alone; dropping it lets the next request in.
pub struct Permit<'a>(#[allow(dead_code)] MutexGuard<'a, ()>);

impl Gate {
    /// Goes through, or not at all: a request of the page. What is refused was not begun.
    ///
    /// # Errors
    /// [`Problem::UnderWay`] when another is under way; why it was ended, when it was; otherwise what the work answers.
    pub async fn pass<T>(
        &self,
        passage: Passage,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let (end, ended) = oneshot::channel();
        let _turn = match passage {
            Passage::Free => return work.await,
            Passage::Beside => {
                let mut others = self.others.borrow_mut();
                others.retain(|other| !other.is_canceled());
                others.push(end);
                None
            }
            Passage::Alone => {
                let turn = self.turn.try_lock().ok_or(Problem::UnderWay)?;
                *self.end.borrow_mut() = Some(end);
                Some(turn)
            }
        };
        let (mut ended, mut work) = (ended.fuse(), pin!(work.fuse()));
        futures::select_biased! {
            // First: what was ended does not go one step further.
            why = ended => Err(why.unwrap_or(Problem::Closed)),
            done = work => done,
        }
    }

    /// Aborts the running request, as if the process had died. The caller must then re-read the state of this device.
    pub fn end(&self, why: Problem) {
        if let Some(end) = self.end.borrow_mut().take() {
            // The caller may be gone.
            let _ = end.send(why);
        }
    }

    /// Ends all requests that run beside it: the wallet that they would ask is gone.
    pub fn end_others(&self, why: &Problem) {
        for end in self.others.take() {
            let _ = end.send(why.clone());
        }
    }

    /// Whether something is under way.
    pub fn is_busy(&self) -> bool {
        self.turn.try_lock().is_none()
    }

    /// Waits for its turn: what has to happen, only not now.
    pub async fn turn(&self) -> Permit<'_> {
        Permit(self.turn.lock().await)
    }
}

/// How a request goes through. A new kind of request has to decide here.
pub fn passage(request: &Request) -> Passage {
    match request {
        Request::CreateWallet { .. }
        | Request::RestoreWords { .. }
        | Request::Unlock { .. }
        | Request::StartBackup { .. }
        | Request::ChangeLock { .. }
        | Request::ReplaceGuards { .. }
        // Wrong PINs are counted one after the other.
        | Request::Practise { .. }
        | Request::ShowPhrase { .. }
        | Request::Reconnect { .. }
        | Request::DeleteWallet { .. }
        | Request::Disconnect { .. }
        | Request::DeleteOldCopy { .. }
        | Request::ForgetOldCopy { .. }
        | Request::AddSecond { .. }
        | Request::RemoveSecond { .. }
        | Request::SetBoth { .. }
        | Request::MoveToSecond
        | Request::WriteAnew
        | Request::GoOnAlone
        | Request::PromoteSecond
        | Request::Restore { .. }
        | Request::RestoreFiles { .. }
        | Request::TakeOver { .. }
        | Request::UseThisTab { .. }
        | Request::ComeBack { .. }
        | Request::FinishSignIn { .. } => Passage::Alone,
        // Must get through while another is under way.
        Request::CancelBackup
        | Request::PageHidden
        | Request::RetryNow
        | Request::GoWithoutPeers { .. }
        | Request::SweepNow { .. }
        | Request::Active
        | Request::MayReload
        // It ends what is under way.
        | Request::Lock => Passage::Free,
        Request::ReadWarning
        | Request::AutoLock { .. }
        | Request::Rename { .. }
        | Request::OpenFiles { .. }
        | Request::Address { .. }
        | Request::CheckPin { .. }
        | Request::Connect { .. }
        | Request::Services
        | Request::BeginSignIn { .. }
        | Request::Later
        | Request::PractiseLater
        | Request::AskToPractise { .. }
        | Request::NewsRead { .. }
        | Request::ClaimTries { .. }
        | Request::LookAtGuards
        | Request::BackUpNow
        | Request::LookAtSecond
        | Request::FindBackups { .. }
        | Request::CloseChannel { .. }
        | Request::Receive { .. }
        | Request::Invoice { .. }
        | Request::Check { .. }
        | Request::AskService { .. }
        | Request::Withdraw { .. }
        | Request::HandOver { .. }
        | Request::PrepareToPay
        | Request::Quote { .. }
        | Request::Pay { .. }
        | Request::ChainAddress
        | Request::FeeChoices
        | Request::PreviewSend { .. }
        | Request::SendOnChain { .. }
        | Request::PreviewBump { .. }
        | Request::Bump { .. }
        | Request::CallOff { .. }
        | Request::StopTrying { .. }
        | Request::Search { .. }
        | Request::Export { .. }
        | Request::QrCode { .. }
        | Request::Payment { .. }
        | Request::SetNote { .. } => Passage::Beside,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures::{FutureExt, channel::oneshot, executor::block_on, future::join, pin_mut};
    use lifeboat_messages::{Assurances, NewLock, Remains, Unlocker};

    use super::*;

    fn unlock() -> Request {
        Request::Unlock { unlocker: Unlocker::Pin("739205".into()) }
    }

    #[test]
    fn a_second_tap_on_unlock_is_refused_and_starts_nothing() {
        let (gate, started) = (Gate::default(), Cell::new(0));
        let (finish, finished) = oneshot::channel::<()>();
        let alone = passage(&unlock());
        let open = async || {
            started.set(started.get() + 1);
            Ok(())
        };
        let first = gate.pass(alone, async {
            open().await?;
            finished.await.map_err(|_| Problem::UnderWay)
        });
        let second = async {
            let refused = gate.pass(alone, open()).await;
            finish.send(()).unwrap();
            refused
        };
        let (first, second) = block_on(join(first, second));
        assert_eq!((first, second), (Ok(()), Err(Problem::UnderWay)));
        assert_eq!(started.get(), 1, "two nodes on one state");
    }

    #[test]
    fn the_gate_opens_again_after_success_failure_and_a_caller_that_went_away() {
        let gate = Gate::default();
        block_on(async {
            assert_eq!(gate.pass(Passage::Alone, async { Ok(1) }).await, Ok(1));
            assert_eq!(
                gate.pass(Passage::Alone, async { Err::<u8, _>(Problem::WrongSecret) }).await,
                Err(Problem::WrongSecret)
            );
            let never = gate.pass(Passage::Alone, futures::future::pending::<Result<u8, Problem>>());
            assert!(never.now_or_never().is_none());
            assert_eq!(gate.pass(Passage::Alone, async { Ok(2) }).await, Ok(2));
        });
    }

    #[test]
    fn what_is_not_exclusive_passes_while_another_is_under_way() {
        let gate = Gate::default();
        block_on(async {
            let turn = gate.turn().await;
            assert_eq!(gate.pass(Passage::Beside, async { Ok(1) }).await, Ok(1));
            assert_eq!(gate.pass(Passage::Alone, async { Ok(1) }).await, Err(Problem::UnderWay));
            drop(turn);
            assert_eq!(gate.pass(Passage::Alone, async { Ok(1) }).await, Ok(1));
        });
    }

    #[test]
    fn giving_the_wallet_to_another_tab_waits_for_what_is_under_way() {
        let gate = Gate::default();
        block_on(async {
            let turn = gate.turn().await;
            let waiting = gate.turn();
            pin_mut!(waiting);
            assert!(waiting.as_mut().now_or_never().is_none());
            drop(turn);
            waiting.await;
        });
    }

    #[test]
    fn what_is_ended_goes_no_step_further_and_makes_room() {
        let gate = Gate::default();
        let went_on = Cell::new(false);
        let (finish, finished) = oneshot::channel::<()>();
        let work = gate.pass(Passage::Alone, async {
            let _ = finished.await;
            went_on.set(true);
            Ok(())
        });
        let ending = async {
            assert!(gate.is_busy());
            finish.send(()).unwrap();
            gate.end(Problem::Cancelled);
            drop(gate.turn().await);
        };
        let (answer, ()) = block_on(join(work, ending));
        assert_eq!(answer, Err(Problem::Cancelled));
        assert!(!went_on.get() && !gate.is_busy());
        gate.end(Problem::Cancelled);
        assert_eq!(
            block_on(gate.pass(Passage::Alone, async { Ok(1) })),
            Ok(1),
            "only what is under way is ended"
        );
    }

    #[test]
    fn what_goes_on_beside_ends_with_the_wallet_and_what_ends_it_does_not() {
        let gate = Gate::default();
        let beside = gate.pass(Passage::Beside, futures::future::pending::<Result<(), Problem>>());
        let lock = gate.pass(Passage::Free, async {
            gate.end_others(&Problem::Cancelled);
            Ok(())
        });
        assert_eq!(block_on(join(beside, lock)), (Err(Problem::Cancelled), Ok(())));
        assert_eq!(block_on(gate.pass(Passage::Beside, async { Ok(1) })), Ok(1));
    }

    #[test]
    fn all_that_changes_which_wallet_runs_is_exclusive() {
        let sure = Assurances::default();
        for request in [
            unlock(),
            Request::CreateWallet { name: String::new() },
            Request::RestoreWords { name: String::new(), words: String::new().into() },
            Request::DeleteWallet { remains: Remains::Nothing },
            Request::Disconnect { delete_copy: true },
            Request::DeleteOldCopy { id: String::new() },
            Request::ForgetOldCopy { id: String::new() },
            Request::TakeOver { sure },
            Request::GoOnAlone,
            Request::UseThisTab { by_force: true },
            Request::ChangeLock { old: None, new: NewLock::Pin("739205".into()) },
            Request::ShowPhrase { unlocker: None },
        ] {
            assert_eq!(passage(&request), Passage::Alone);
        }
        for request in
            [Request::CancelBackup, Request::PageHidden, Request::RetryNow, Request::MayReload, Request::Lock]
        {
            assert_eq!(passage(&request), Passage::Free, "it would wait for what it is to end");
        }
    }
}
