//! The process that owns the money: a dedicated Web Worker as the host of [`lifeboat_session`].
//!
//! The page sends requests and shows views; nothing else crosses ([`lifeboat_messages`]). What is done on them is the
//! session's; here is only what the browser gives it.

#![allow(clippy::disallowed_methods, reason = "the platform is here")]
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::rc::Rc;

    use lifeboat_messages::{Message, Problem, Reply};
    use lifeboat_session::{Session, of_panic, view_of_failure};
    use wasm_bindgen_futures::spawn_local;

    use crate::platform::host::BrowserHost;
    use crate::platform::{BrowserError, port, scope};

    /// A panic ends this worker: nothing may continue with half-changed state. The page shows why; the next
    /// start begins from the journal.
    pub fn stop_at_a_panic() {
        std::panic::set_hook(Box::new(|info| {
            let place = info.location().map_or_else(String::new, ToString::to_string);
            port::send(&Message::View(view_of_failure(of_panic(&info.to_string(), &place))));
            if let Ok(scope) = scope() {
                scope.close();
            }
        }));
    }

    /// Starts everything once the page has shown that it is of the same build, or tells the page why not.
    pub async fn run() {
        // If even this does not work, nothing is left that could be told.
        if port::meet().await.is_err() {
            return;
        }
        if let Err(problem) = start().await {
            port::send(&Message::View(view_of_failure(problem)));
        }
    }

    async fn start() -> Result<(), Problem> {
        let session = Session::start(Rc::new(BrowserHost::open().await?)).await?;
        let answering = session.clone();
        port::listen(move |call, files| {
            let session = answering.clone();
            spawn_local(async move {
                let id = call.id;
                let result = session.answer(call, files).await;
                port::send(&Message::Reply(Reply { id, result }));
            });
        })
        .map_err(BrowserError::problem)?;
        session.begin().await;
        Ok(())
    }
}

#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod device;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod timer;

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        browser::stop_at_a_panic();
        wasm_bindgen_futures::spawn_local(browser::run());
    }
}
