//! One at a time: whatever changes which wallet runs. A second tap on "Unlock" must not start a second node on the same
//! state.

use std::future::Future;

use futures::lock::{Mutex, MutexGuard};
use lifeboat_messages::{Problem, Request};

/// Held by whoever changes which wallet runs.
#[derive(Default)]
pub struct Gate(Mutex<()>);

/// Open again when it is dropped.
pub struct Turn<'a>(#[allow(dead_code)] MutexGuard<'a, ()>);

impl Gate {
    /// Goes through, or not at all: a request of the page. What is refused was not begun.
    ///
    /// # Errors
    /// [`Problem::Busy`] when another is under way; otherwise what the work answers.
    pub async fn pass<T>(
        &self,
        exclusive: bool,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        if !exclusive {
            return work.await;
        }
        let Some(_turn) = self.0.try_lock() else { return Err(Problem::Busy) };
        work.await
    }

    /// Waits for its turn: what has to happen, only not now.
    pub async fn turn(&self) -> Turn<'_> {
        Turn(self.0.lock().await)
    }
}

/// Whether a request changes which wallet runs, or how it is kept. A new kind of request has to decide here.
pub fn is_exclusive(request: &Request) -> bool {
    match request {
        Request::CreateWallet { .. }
        | Request::Unlock { .. }
        | Request::Lock
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
        | Request::GoWithoutPeers
        | Request::SweepNow
        | Request::Active => false,
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
    fn all_that_changes_which_wallet_runs_is_exclusive() {
        let sure = Sure::default();
        for request in [
            unlock(),
            Request::CreateWallet { name: String::new() },
            Request::Lock,
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
        for request in [Request::CancelBackup, Request::PageHidden, Request::RetryNow, Request::Hello] {
            assert!(!is_exclusive(&request), "it would wait for what it is to end");
        }
    }
}
