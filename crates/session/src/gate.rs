//! One at a time: whatever changes which wallet runs. A second tap on "Unlock" must not start a second node on the same
//! state.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::lock::{Mutex, MutexGuard};
use lifeboat_messages::{Problem, Request};

/// Held by whoever changes which wallet runs.
#[derive(Default)]
pub struct Gate {
    turn: Mutex<()>,
    /// Ends the request that is under way.
    end: RefCell<Option<oneshot::Sender<Problem>>>,
}

/// Open again when it is dropped.
pub struct Turn<'a>(#[allow(dead_code)] MutexGuard<'a, ()>);

impl Gate {
    /// Goes through, or not at all: a request of the page. What is refused was not begun.
    ///
    /// # Errors
    /// [`Problem::Busy`] when another is under way; why it was ended, when it was; otherwise what the work answers.
    pub async fn pass<T>(
        &self,
        exclusive: bool,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        if !exclusive {
            return work.await;
        }
        let Some(_turn) = self.turn.try_lock() else { return Err(Problem::Busy) };
        let (end, mut ended) = oneshot::channel();
        *self.end.borrow_mut() = Some(end);
        let mut work = pin!(work.fuse());
        let done = futures::select_biased! {
            // First: what was ended does not go one step further.
            why = ended => Err(why.unwrap_or(Problem::Closed)),
            done = work => done,
        };
        self.end.borrow_mut().take();
        done
    }

    /// Ends the request that is under way where it stands, as the end of the process would. Whoever does this looks anew at
    /// what is on this device.
    pub fn end(&self, why: Problem) {
        if let Some(end) = self.end.borrow_mut().take() {
            // Whoever asked may be gone.
            let _ = end.send(why);
        }
    }

    /// Whether something is under way.
    pub fn is_busy(&self) -> bool {
        self.turn.try_lock().is_none()
    }

    /// Waits for its turn: what has to happen, only not now.
    pub async fn turn(&self) -> Turn<'_> {
        Turn(self.turn.lock().await)
    }
}

/// Whether a request changes which wallet runs, or how it is kept. A new kind of request has to decide here.
pub fn is_exclusive(request: &Request) -> bool {
    match request {
        Request::CreateWallet { .. }
        | Request::Unlock { .. }
        | Request::StartBackup { .. }
        | Request::ChangePin { .. }
        // Wrong PINs are counted one after the other.
        | Request::ShowPhrase { .. }
        | Request::Reconnect { .. }
        | Request::Disconnect { .. }
        | Request::DeleteOldCopy { .. }
        | Request::ForgetOldCopy { .. }
        | Request::AddSecond { .. }
        | Request::RemoveSecond { .. }
        | Request::SetBoth { .. }
        | Request::MoveToSecond
        | Request::WriteAnew
        | Request::PromoteSecond
        | Request::Restore { .. }
        | Request::RestoreFiles { .. }
        | Request::TakeOver { .. }
        | Request::UseThisTab { .. }
        | Request::FinishSignIn { .. } => true,
        // Must get through while another is under way.
        Request::CancelBackup
        | Request::PageHidden
        | Request::RetryNow
        | Request::GoWithoutPeers { .. }
        | Request::SweepNow
        | Request::Active
        // It ends what is under way.
        | Request::Lock => false,
        Request::Hello
        | Request::AutoLock { .. }
        | Request::OpenFiles { .. }
        | Request::Address { .. }
        | Request::CheckPin { .. }
        | Request::Connect { .. }
        | Request::Services
        | Request::BeginSignIn { .. }
        | Request::Later
        | Request::BackUpNow
        | Request::LookAtSecond
        | Request::FindBackups { .. }
        | Request::Receive { .. }
        | Request::Invoice { .. }
        | Request::Check { .. }
        | Request::Pay { .. }
        | Request::Payments { .. }
        | Request::Payment { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures::{FutureExt, channel::oneshot, executor::block_on, future::join, pin_mut};
    use lifeboat_messages::Sure;

    use super::*;

    fn unlock() -> Request {
        Request::Unlock { secret: lifeboat_messages::Secret::Pin("739205".into()) }
    }

    #[test]
    fn a_second_tap_on_unlock_is_refused_and_starts_nothing() {
        let (gate, started) = (Gate::default(), Cell::new(0));
        let (finish, finished) = oneshot::channel::<()>();
        let exclusive = is_exclusive(&unlock());
        let open = async || {
            started.set(started.get() + 1);
            Ok(())
        };
        let first = gate.pass(exclusive, async {
            open().await?;
            finished.await.map_err(|_| Problem::Busy)
        });
        let second = async {
            let refused = gate.pass(exclusive, open()).await;
            finish.send(()).unwrap();
            refused
        };
        let (first, second) = block_on(join(first, second));
        assert_eq!((first, second), (Ok(()), Err(Problem::Busy)));
        assert_eq!(started.get(), 1, "two nodes on one state");
    }

    #[test]
    fn the_gate_opens_again_after_success_failure_and_a_caller_that_went_away() {
        let gate = Gate::default();
        block_on(async {
            assert_eq!(gate.pass(true, async { Ok(1) }).await, Ok(1));
            assert_eq!(
                gate.pass(true, async { Err::<u8, _>(Problem::WrongSecret) }).await,
                Err(Problem::WrongSecret)
            );
            let never = gate.pass(true, futures::future::pending::<Result<u8, Problem>>());
            assert!(never.now_or_never().is_none());
            assert_eq!(gate.pass(true, async { Ok(2) }).await, Ok(2));
        });
    }

    #[test]
    fn what_is_not_exclusive_passes_while_another_is_under_way() {
        let gate = Gate::default();
        block_on(async {
            let turn = gate.turn().await;
            assert_eq!(gate.pass(false, async { Ok(1) }).await, Ok(1));
            assert_eq!(gate.pass(true, async { Ok(1) }).await, Err(Problem::Busy));
            drop(turn);
            assert_eq!(gate.pass(true, async { Ok(1) }).await, Ok(1));
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
        let work = gate.pass(true, async {
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
        assert_eq!(block_on(gate.pass(true, async { Ok(1) })), Ok(1), "only what is under way is ended");
    }

    #[test]
    fn all_that_changes_which_wallet_runs_is_exclusive() {
        let sure = Sure::default();
        for request in [
            unlock(),
            Request::CreateWallet { name: String::new() },
            Request::Disconnect { delete_copy: true },
            Request::DeleteOldCopy { id: String::new() },
            Request::ForgetOldCopy { id: String::new() },
            Request::TakeOver { sure },
            Request::UseThisTab { by_force: true },
            Request::ChangePin { old: None, new: String::new() },
            Request::ShowPhrase { pin: None },
        ] {
            assert!(is_exclusive(&request));
        }
        for request in
            [Request::CancelBackup, Request::PageHidden, Request::RetryNow, Request::Hello, Request::Lock]
        {
            assert!(!is_exclusive(&request), "it would wait for what it is to end");
        }
    }
}
