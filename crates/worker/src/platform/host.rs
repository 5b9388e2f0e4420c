//! The browser's worker as the session's host.

use std::rc::Rc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use lifeboat_backup::SharedStore;
use lifeboat_backup::indexed_db::IndexedDb;
use lifeboat_cloud::http::browser::Fetch;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request};
use lifeboat_crypto::{CryptoRng, Kdf, calibrate, system_rng};
use lifeboat_messages::{Message, Problem};
use lifeboat_session::host::{Host, Manner, OfferedFile, Socket, SocketEvent, TabLock};
use zeroize::Zeroizing;

use super::device_key::DeviceKey;
use super::device_store::DeviceStore;
use super::file::BlobFile;
use super::{BrowserError, clock, lock, port, scope, socket};
use crate::device;

const DATABASE: &str = "lifeboat";

/// This worker.
pub struct BrowserHost {
    origin: Rc<str>,
    label: Rc<str>,
    store: Rc<DeviceStore>,
    key: Rc<DeviceKey>,
}

impl BrowserHost {
    /// The host with this browser profile's database.
    ///
    /// # Errors
    /// The browser lacks something, or keeps nothing.
    pub async fn open() -> Result<BrowserHost, Problem> {
        let scope = scope().map_err(BrowserError::problem)?;
        let database = IndexedDb::open(DATABASE, Rc::new(clock::BrowserClock)).await;
        let database = database.map_err(|error| lifeboat_session::of_store(&error))?;
        let key: Rc<DeviceKey> = Rc::default();
        Ok(BrowserHost {
            origin: scope.location().origin().into(),
            label: device::label(&scope.navigator().user_agent().unwrap_or_default()).into(),
            store: Rc::new(DeviceStore::new(database, key.clone())),
            key,
        })
    }
}

#[async_trait(?Send)]
impl Host for BrowserHost {
    fn now_ms(&self) -> u64 {
        clock::now_ms()
    }

    fn instant_ms(&self) -> u64 {
        clock::instant_ms()
    }

    async fn sleep(&self, ms: u64) {
        clock::sleep(ms).await;
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        wasm_bindgen_futures::spawn_local(task);
    }

    fn rng(&self) -> Box<dyn CryptoRng> {
        Box::new(system_rng())
    }

    fn calibrate(&self) -> Kdf {
        calibrate(&mut js_sys::Date::now, &mut system_rng()).kdf
    }

    fn origin(&self) -> Rc<str> {
        self.origin.clone()
    }

    fn label(&self) -> Rc<str> {
        self.label.clone()
    }

    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        Fetch.send(request).await
    }

    fn dial(&self, bridge: &str, to: &str, handle: Box<dyn Fn(SocketEvent)>) -> Option<Box<dyn Socket>> {
        let socket = socket::WebSocket::dial(bridge, to, handle).ok()?;
        Some(Box::new(socket))
    }

    fn store(&self) -> Rc<dyn SharedStore> {
        self.store.clone()
    }

    async fn device_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem> {
        self.key.output().await.map_err(BrowserError::problem)
    }

    async fn sign_in_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem> {
        self.key.sign_in_key().await.map_err(BrowserError::problem)
    }

    async fn take_lock(
        &self,
        manner: Manner,
        on_taken_away: Box<dyn FnOnce()>,
    ) -> Result<Option<Box<dyn TabLock>>, Problem> {
        let lock = lock::take(manner, on_taken_away).await.map_err(BrowserError::problem)?;
        Ok(lock.map(|lock| Box::new(lock) as Box<dyn TabLock>))
    }

    fn ask_for_lock(&self, on_kept: Box<dyn Fn()>) {
        lock::ask(on_kept);
    }

    fn keep_lock(&self) {
        lock::keep();
    }

    fn on_lock_asked(&self, handle: Box<dyn Fn()>) -> Result<(), Problem> {
        lock::on_asked(handle).map_err(BrowserError::problem)
    }

    fn offer(&self, media_type: &str, content: &[u8]) -> Result<Box<dyn OfferedFile>, Problem> {
        let file = BlobFile::new(media_type, content).map_err(BrowserError::problem)?;
        Ok(Box::new(file))
    }

    fn tell(&self, message: Message) {
        port::send(&message);
    }
}
