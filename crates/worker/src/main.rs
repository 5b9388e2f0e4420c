//! The process that owns the money: wallet, backup and keys, inside a dedicated Web Worker.
//!
//! The page sends requests and shows views; nothing else crosses ([`lifeboat_messages`]). Everything here is one thread
//! of futures: no borrow is ever held across an await.

#![allow(clippy::disallowed_methods, reason = "the platform is here")]

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::rc::Rc;

    use lifeboat_backup::WholeStore;
    use lifeboat_backup::indexed_db::IndexedDb;
    use lifeboat_messages::{Phase, ReadOnly};
    use wasm_bindgen_futures::spawn_local;

    use crate::config::Config;
    use crate::device_env::{BrowserClock, DeviceEnv};
    use crate::platform::device_key::DeviceKey;
    use crate::platform::device_store::DeviceStore;
    use crate::platform::{BrowserError, fetch, port, scope};
    use crate::session::Session;
    use crate::{device, problem, view};

    const DATABASE: &str = "lifeboat";

    /// A panic ends this worker: nothing may go on with half-changed state. The page shows why; the next start begins
    /// from the journal.
    pub fn stop_at_a_panic() {
        std::panic::set_hook(Box::new(|info| {
            let place = info.location().map_or_else(String::new, ToString::to_string);
            let problem = problem::of_panic(&info.to_string(), &place);
            let phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem } };
            port::show(&view::bare(phase, None, String::new()));
            if let Ok(scope) = scope() {
                scope.close();
            }
        }));
    }

    /// Starts everything, or tells the page why not.
    pub async fn run() {
        if let Err(problem) = start().await {
            let phase = Phase::ReadOnly { why: ReadOnly::Unsafe { problem } };
            port::show(&view::bare(phase, None, String::new()));
        }
    }

    async fn start() -> Result<(), lifeboat_messages::Problem> {
        let scope = scope().map_err(BrowserError::problem)?;
        let origin: Rc<str> = scope.location().origin().into();
        let label = device::label(&scope.navigator().user_agent().unwrap_or_default());
        let config = load_config(&origin).await?;
        let database = IndexedDb::open(DATABASE, Rc::new(BrowserClock)).await;
        let database = database.map_err(|error| problem::of_store(&error))?;
        let device_key: Rc<DeviceKey> = Rc::default();
        let store = Rc::new(WholeStore::new(DeviceStore::new(database, device_key.clone())));
        let waiting: Rc<std::cell::RefCell<Option<Rc<Session>>>> = Rc::default();
        let notified = waiting.clone();
        let env = DeviceEnv {
            config: Rc::new(config),
            origin,
            store: store.clone(),
            shared_store: store,
            device_key,
            label: label.into(),
            sign_ins: Rc::default(),
            on_change: Rc::new(move || {
                if let Some(session) = &*notified.borrow() {
                    session.show_soon();
                }
            }),
        };
        let session = Session::new(env);
        *waiting.borrow_mut() = Some(session.clone());
        let answering = session.clone();
        port::listen(move |call, files| {
            let session = answering.clone();
            spawn_local(async move {
                let id = call.id;
                port::reply(id, session.answer(call, files).await);
            });
        })
        .map_err(BrowserError::problem)?;
        session.show_soon();
        session.begin().await;
        Ok(())
    }

    async fn load_config(origin: &str) -> Result<Config, lifeboat_messages::Problem> {
        let answer = fetch::get(&format!("{origin}/config.json"))
            .await
            .map_err(|_| lifeboat_messages::Problem::Unreachable)?;
        if answer.status != 200 {
            return Err(problem::misconfigured(format!("config.json: status {}", answer.status)));
        }
        serde_json::from_slice(&answer.body)
            .map_err(|error| problem::misconfigured(format!("config.json: {error}")))
    }
}

#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod asking;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod auto_lock;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod chain_clock;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod config;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod device;
#[cfg(target_arch = "wasm32")]
mod device_env;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod drive;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod gate;
#[cfg(target_arch = "wasm32")]
mod leaving;
#[cfg(target_arch = "wasm32")]
mod node;
#[cfg(target_arch = "wasm32")]
mod old_copies;
#[cfg(target_arch = "wasm32")]
mod open;
#[cfg(target_arch = "wasm32")]
mod payments;
#[cfg(target_arch = "wasm32")]
mod picked_files;
#[cfg(target_arch = "wasm32")]
mod pin;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod problem;
#[cfg(target_arch = "wasm32")]
mod reconnecting;
#[cfg(target_arch = "wasm32")]
mod restoring;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod room;
#[cfg(target_arch = "wasm32")]
mod saving;
#[cfg(target_arch = "wasm32")]
mod second_copy;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod settings;
#[cfg(target_arch = "wasm32")]
mod signing_in;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod timer;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod tries;
#[cfg(target_arch = "wasm32")]
mod vault;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod view;

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        browser::stop_at_a_panic();
        wasm_bindgen_futures::spawn_local(browser::run());
    }
}
