//! One tab's process as the session sees it: every call that leaves it is a numbered point at which it can die.

mod life;
mod socket;
mod store;
mod surroundings;

use std::rc::Rc;

use async_trait::async_trait;
use futures::{
    FutureExt,
    future::{Either, LocalBoxFuture},
    task::LocalSpawnExt,
};
use lifeboat_backup::SharedStore;
use lifeboat_cloud::http::{Answer, HttpError, Request};
use lifeboat_crypto::{CryptoRng, Kdf, KdfBounds};
use lifeboat_messages::{Message, Problem};
use lifeboat_session::{
    Host,
    host::{KdfLimits, Manner, OfferedFile, Socket, SocketEvent, TabLock},
};
use zeroize::Zeroizing;

use crate::{device::Device, files::OfferedFiles, kept::Kept, page::Page, traffic::Traffic};
use socket::{Handle, NoSocket, SimSocket};
use store::SimStore;

pub use life::{Crash, Life, Point};
pub use surroundings::{
    CHAIN, CHANNEL_REQUEST, CURT, GOOGLE, ONE_DRIVE, ONE_DRIVE_FILES, ORIGIN, OTHER_CHAIN, PROVIDER,
    Surroundings, cloud_address,
};

/// The host of one process.
pub struct SimHost {
    pub number: u64,
    pub around: Surroundings,
    pub device: Device,
    pub page: Rc<Page>,
    pub files: OfferedFiles,
    pub traffic: Traffic,
    store: Rc<SimStore>,
    life: Rc<Life>,
}

impl SimHost {
    pub fn new(number: u64, around: Surroundings, device: Device) -> SimHost {
        let life: Rc<Life> = Rc::default();
        let store = Rc::new(SimStore { store: device.store.clone(), life: life.clone() });
        let kept = Kept::new(around.clouds.clone(), around.one_drive.clone());
        let page = Rc::new(Page::new(around.time.clone(), kept));
        SimHost {
            number,
            around,
            device,
            page,
            files: OfferedFiles::default(),
            traffic: Traffic::default(),
            store,
            life,
        }
    }

    pub fn life(&self) -> &Rc<Life> {
        &self.life
    }

    async fn answer(&self, request: Request) -> Result<Answer, HttpError> {
        match self.life.is_offline() {
            true => Err(HttpError::NotSent),
            false => self.around.answer(request).await,
        }
    }
}

#[async_trait(?Send)]
impl Host for SimHost {
    fn now_ms(&self) -> u64 {
        self.around.time.now().saturating_add_signed(self.life.clock_off_ms())
    }

    fn instant_ms(&self) -> u64 {
        self.around.time.now()
    }

    async fn sleep(&self, ms: u64) {
        self.life.point(Point::Sleep, self.around.time.sleep(ms)).await;
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        if self.life.is_over() {
            return;
        }
        let task = self.life.lived(task);
        self.around.spawner.spawn_local(task).expect("the executor lives as long as the world");
    }

    fn rng(&self) -> Box<dyn CryptoRng> {
        Box::new(self.around.dice.clone())
    }

    fn calibrate(&self) -> Kdf {
        Kdf::Argon2id { memory_kib: 8, passes: 1 }
    }

    fn kdf_limits(&self) -> KdfLimits {
        KdfLimits { read: KdfBounds::dangerously_low(), write: KdfBounds::dangerously_low() }
    }

    fn origin(&self) -> Rc<str> {
        ORIGIN.into()
    }

    fn label(&self) -> Rc<str> {
        self.device.label.clone()
    }

    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let number = self.traffic.asked(&request);
        let patience_ms = if self.around.is_patient.get() { u64::MAX } else { request.timeout_ms.into() };
        let patience = self.around.time.sleep(patience_ms);
        let answered = async {
            let answer = self.traffic.carry(number, self.answer(request));
            match futures::future::select(Box::pin(answer), Box::pin(patience)).await {
                Either::Left((answer, _)) => answer,
                // Nothing is known of what became of it, as in a browser.
                Either::Right(_) => Err(HttpError::NoAnswer),
            }
        };
        let answer = self.life.point(Point::Send, answered).await?;
        self.traffic.answered(number, &answer);
        Ok(answer)
    }

    fn dial(&self, _: &str, to: &str, handle: Box<dyn Fn(SocketEvent)>) -> Option<Box<dyn Socket>> {
        if self.life.is_over() {
            return None;
        }
        if to == CURT && self.around.leads_to(to) {
            self.around.wires.hang_up_at_once(handle.into());
            return Some(Box::new(NoSocket));
        }
        if self.life.is_offline() || !self.around.leads_to(to) || to != PROVIDER {
            // The browser does not say why.
            self.around.wires.refuse(handle.into());
            return Some(Box::new(NoSocket));
        }
        self.life.dials();
        let wire = self.around.network.dial().ok()?;
        let (handle, hearing): (Handle, _) = (handle.into(), self.life.clone());
        self.around.wires.add(wire, Box::new(move |event| hearing.hear(&handle, event)));
        let (network, wires, life) =
            (self.around.network.clone(), self.around.wires.clone(), self.life.clone());
        Some(Box::new(SimSocket { wire, network, wires, life }))
    }

    fn store(&self) -> Rc<dyn SharedStore> {
        self.store.clone()
    }

    async fn device_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem> {
        self.life.point(Point::Device, async { Ok(Zeroizing::new(self.device.secret)) }).await
    }

    async fn sign_in_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem> {
        let other = self.device.secret.map(|byte| !byte);
        self.life.point(Point::Device, async { Ok(Zeroizing::new(other)) }).await
    }

    async fn take_lock(
        &self,
        manner: Manner,
        on_taken_away: Box<dyn FnOnce()>,
    ) -> Result<Option<Box<dyn TabLock>>, Problem> {
        let locks = &self.device.locks;
        let life = self.life.clone();
        let on_taken_away: Box<dyn FnOnce()> = Box::new(move || {
            if !life.is_over() {
                on_taken_away();
            }
        });
        let taking = async {
            match manner {
                Manner::IfFree => locks.take(on_taken_away).ok(),
                Manner::ByForce => {
                    let (held, robbed) = locks.steal(on_taken_away);
                    if let Some(robbed) = robbed {
                        robbed();
                    }
                    Some(held)
                }
                Manner::Within(ms) => {
                    let mut late = Box::pin(self.around.time.sleep(ms.into()).fuse());
                    let mut on_taken_away = on_taken_away;
                    loop {
                        match locks.take(on_taken_away) {
                            Ok(held) => break Some(held),
                            Err(back) => on_taken_away = back,
                        }
                        futures::select_biased! {
                            _ = locks.freed().fuse() => {}
                            () = late => break None,
                        }
                    }
                }
            }
        };
        let held = self.life.point(Point::Device, taking).await;
        Ok(held.map(|held| Box::new(held) as Box<dyn TabLock>))
    }

    fn ask_for_lock(&self, on_kept: Box<dyn Fn()>) {
        if !self.life.is_over() {
            self.device.locks.ask(self.number, on_kept);
        }
    }

    fn keep_lock(&self) {
        if !self.life.is_over() {
            self.device.locks.keep();
        }
    }

    fn on_lock_asked(&self, handle: Box<dyn Fn()>) -> Result<(), Problem> {
        let life = self.life.clone();
        self.device.locks.listen(
            self.number,
            Rc::new(move || {
                if !life.is_over() {
                    handle();
                }
            }),
        );
        Ok(())
    }

    fn offer(&self, _: &str, content: &[u8]) -> Result<Box<dyn OfferedFile>, Problem> {
        Ok(self.files.offer(self.number, content))
    }

    fn tell(&self, message: Message) {
        if !self.life.is_over() {
            self.page.hear(&message);
        }
    }
}
