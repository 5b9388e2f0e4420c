//! What is done on each request.

use std::rc::Rc;

use futures::channel::oneshot;
use lifeboat_messages::{Answer, Call, GuardWaiver, NewLock, Problem, Request, ServiceKind};

use super::Session;
use crate::auto_lock::LockAfter;
use crate::drive::provider;
use crate::host::UserFile;
use crate::picked_files;
use crate::restore::{self, RestoreRequest};
use crate::search::Query;
use crate::settings::Settings;
use crate::stage::{Stage, Transition};
use crate::turn_on::ChosenBackup;
use crate::{
    change_lock, delete_wallet, export, going_alone, guards, local, money, old_copies, onchain, pasted,
    payments, pin, practise, qr_code, reconnect, search, second_copy, services, sign_in, turn_off, turn_on,
};

impl Session {
    /// Does what a call asks for.
    pub(super) async fn perform(
        self: &Rc<Session>,
        call: Call,
        files: Vec<Box<dyn UserFile>>,
    ) -> Result<Answer, Problem> {
        let done = |()| Answer::Done;
        match call.request {
            Request::CreateWallet { name } => {
                let Stage::Empty = self.stage() else { return Err(Problem::Occupied) };
                money::check(self.env.config(), self.env.origin(), self.env.now_ms())?;
                let created = local::create(&self.env, name).await?;
                self.apply(created).await.map(done)
            }
            Request::RestoreWords { name, words } => {
                let Stage::Empty = self.stage() else { return Err(Problem::Occupied) };
                // The money is there already, and nothing keeps anybody from it.
                let made = local::of_words(&self.env, name, &words).await?;
                self.apply(made).await.map(done)
            }
            Request::ReadWarning => {
                // Whether this device can keep it or not: they have read it, and their wallet lies behind it.
                self.warned.set(true);
                self.env.changed();
                money::keep_warned(&self.env.local()).await?;
                Ok(Answer::Done)
            }
            Request::CheckPin { pin } => Ok(pin::check(pin.expose())),
            Request::Unlock { unlocker } => {
                let Stage::Locked(locked) = self.stage() else { return Ok(Answer::Done) };
                let unlocked = local::unlock(&self.env, &locked, &unlocker).await?;
                self.apply(Transition::Begun(unlocked)).await.map(done)
            }
            Request::Lock => {
                self.auto_lock.borrow_mut().active(self.env.now_ms());
                self.lock_wallet().await.map(done)
            }
            Request::Connect { drive } => turn_on::connect(&self.env, &drive).await.map(Answer::Connected),
            Request::Services => {
                let config = self.env.config();
                let offers = ServiceKind::ALL.map(|service| (service, provider(service).offer(config)));
                Ok(Answer::Services { services: offers.to_vec() })
            }
            Request::BeginSignIn { service, address, purpose } => {
                sign_in::begin(&self.env, &self.stage(), service, address, purpose)
                    .await
                    .map(|url| Answer::GoTo { url })
            }
            Request::ComeBack { answer } => {
                let Stage::Locked(locked) = self.stage() else { return Ok(Answer::Done) };
                let key = sign_in::way_back(&self.env, answer).await?.ok_or(Problem::SignInExpired)?;
                let opened = local::open_again(&self.env, &locked, key).await?;
                self.apply(Transition::Begun(opened)).await.map(done)
            }
            Request::FinishSignIn { answer } => {
                sign_in::finish(&self.env, &self.stage(), answer).await.map(Answer::SignedIn)
            }
            Request::StartBackup { lock, drive, waiver } => {
                let wallet = self.wallet()?;
                let (cancel, cancelled) = oneshot::channel();
                *self.cancel.borrow_mut() = Some(cancel);
                let chosen = ChosenBackup { lock, drive: &drive, waiver: &waiver };
                let saved = turn_on::start(&self.env, &wallet, cancelled, call.id, chosen).await;
                self.cancel.borrow_mut().take();
                saved.map(Answer::BackedUp)
            }
            Request::CancelBackup => {
                if let Some(cancel) = self.cancel.borrow_mut().take() {
                    let _ = cancel.send(());
                }
                Ok(Answer::Done)
            }
            Request::Later => self.wallet()?.ask_later().await.map(done),
            Request::NewsRead { news } => self.wallet()?.news_is_read(&news).await.map(done),
            Request::ClaimTries { mine } => {
                guards::claim(&self.env, self.wallet()?.keys().opened(), mine).await;
                Ok(Answer::Done)
            }
            Request::LookAtGuards => {
                let standings = guards::look(&self.env, self.wallet()?.keys().keyring()).await;
                Ok(Answer::Guards { standings })
            }
            Request::ChangeLock { old, new } => {
                let in_cloud =
                    change_lock::change(&self.wallet()?, old.as_ref(), &new, &GuardWaiver::default()).await?;
                Ok(Answer::LockChanged { in_cloud })
            }
            Request::ReplaceGuards { old, pin, waiver } => {
                let new = NewLock::GuardedPin(pin);
                let in_cloud = change_lock::change(&self.wallet()?, Some(&old), &new, &waiver).await?;
                Ok(Answer::LockChanged { in_cloud })
            }
            Request::Practise { pin } => practise::practise(&self.wallet()?, &pin).await,
            Request::PractiseLater => {
                let now_ms = self.env.now_ms();
                let later = |settings: &mut Settings| settings.practice_mut().ask_later(now_ms);
                self.wallet()?.change_settings(later).await.map(done)
            }
            Request::AskToPractise { on } => {
                self.wallet()?.change_settings(|settings| settings.practice_mut().set_on(on)).await.map(done)
            }
            Request::ShowPhrase { unlocker } => {
                let words = change_lock::show_phrase(&*self.wallet()?, unlocker.as_ref()).await?;
                Ok(Answer::Phrase { words })
            }
            Request::AutoLock { minutes } => {
                let after = LockAfter::new(minutes);
                self.wallet()?.change_settings(|settings| settings.set_lock_after(after)).await.map(done)
            }
            Request::Rename { name } => {
                self.wallet()?.change_settings(|settings| settings.rename(name)).await.map(done)
            }
            Request::DeleteWallet { remains } => {
                let deleted = delete_wallet::delete(&self.env, &self.wallet()?, remains).await?;
                self.apply(deleted).await.map(done)
            }
            Request::Active => {
                self.auto_lock.borrow_mut().active(self.env.now_ms());
                if let Ok(node) = self.wallet().and_then(|open| open.node()) {
                    node.is_used();
                }
                Ok(Answer::Done)
            }
            Request::Reconnect { drive } => {
                reconnect::with_form(&self.env, &self.wallet()?, &drive).await.map(done)
            }
            Request::Address { second } => {
                let fields = self.wallet()?.settings().address(second).ok_or(Problem::NoBackup)?;
                Ok(Answer::Address { fields })
            }
            Request::RetryNow => {
                self.retry_now();
                Ok(Answer::Done)
            }
            Request::CloseChannel { id, way } => self.wallet()?.node()?.close(&id, way).map(done),
            Request::GoWithoutPeers { channels } => {
                self.wallet()?.node()?.go_without_peers(channels);
                Ok(Answer::Done)
            }
            Request::SweepNow { value_sat, fee_sat } => {
                self.wallet()?.node()?.sweep_now(value_sat, fee_sat);
                Ok(Answer::Done)
            }
            Request::WriteAnew => self.wallet()?.write_anew().await.map(done),
            Request::GoOnAlone => {
                let alone = going_alone::go_on(&self.env, self.wallet()?).await?;
                self.apply(alone).await.map(done)
            }
            Request::PageHidden => {
                if let Ok(node) = self.wallet().and_then(|open| open.node()) {
                    node.flush();
                }
                Ok(Answer::Done)
            }
            Request::MayReload => self.may_reload().map(done),
            Request::BackUpNow => self.wallet()?.back_up_now().await.map(done),
            Request::Disconnect { delete_copy } => {
                let copy = turn_off::disconnect(&self.env, &self.wallet()?, delete_copy).await?;
                Ok(Answer::Disconnected { copy })
            }
            Request::DeleteOldCopy { id } => {
                old_copies::delete(&self.env, &self.wallet()?, &id).await.map(done)
            }
            Request::ForgetOldCopy { id } => {
                old_copies::forget(&self.env, &self.wallet()?, &id).await.map(done)
            }
            Request::AddSecond { drive } => {
                second_copy::add(&self.env, &self.wallet()?, &drive).await.map(done)
            }
            Request::SetBoth { both } => second_copy::set_both(&self.wallet()?, both).await.map(done),
            Request::RemoveSecond { delete_copy } => {
                let copy = second_copy::remove(&self.env, &self.wallet()?, delete_copy).await?;
                Ok(Answer::Disconnected { copy })
            }
            Request::MoveToSecond => second_copy::move_there(&self.wallet()?).await.map(done),
            Request::LookAtSecond => {
                second_copy::look(&self.env, &self.wallet()?).await.map(Answer::SecondSeen)
            }
            Request::PromoteSecond => {
                let promoted = second_copy::promote(&self.env, self.wallet()?).await?;
                self.apply(promoted).await.map(done)
            }
            Request::FindBackups { drive } => {
                restore::find(&self.env, &drive).await.map(|backups| Answer::Found { backups })
            }
            Request::OpenFiles { paths } => {
                let (picked, answer) = picked_files::open(&self.env, paths, files).await?;
                *self.picked.borrow_mut() = Some(picked);
                Ok(answer)
            }
            Request::RestoreFiles { backup, unlocker, sure } => {
                let files = self.picked.borrow().clone().ok_or(Problem::FilesUnreadable)?;
                let wanted = RestoreRequest { call: call.id, backup: &backup, unlocker: &unlocker, sure };
                let brought = picked_files::restore(&self.env, &self.stage(), files, wanted).await?;
                let restored = self.arrive(call.id, brought).await?;
                self.picked.borrow_mut().take();
                Ok(Answer::Restored(restored))
            }
            Request::Restore { drive, backup, unlocker, sure } => {
                let wanted = RestoreRequest { call: call.id, backup: &backup, unlocker: &unlocker, sure };
                let brought = restore::restore(&self.env, &self.stage(), &drive, wanted).await?;
                self.arrive(call.id, brought).await.map(Answer::Restored)
            }
            Request::TakeOver { sure } => {
                let taken = restore::take_over(&self.env, self.wallet()?, call.id, sure).await?;
                self.arrive(call.id, taken).await.map(Answer::Restored)
            }
            Request::UseThisTab { by_force } => self.use_this_tab(by_force).await.map(done),
            Request::Receive { amount_msat, note } => {
                payments::receive(&self.wallet()?, amount_msat, note).await.map(Answer::Invoice)
            }
            Request::Invoice { payment_hash } => {
                payments::open_invoice(&*self.wallet()?, &payment_hash).map(Answer::Invoice)
            }
            Request::Check { text } => pasted::check(&*self.wallet()?, &text).await,
            Request::AskService { offer, amount_msat, comment } => {
                services::ask(&*self.wallet()?, &offer, amount_msat, &comment).await.map(Answer::Payable)
            }
            Request::Withdraw { offer, amount_msat } => {
                services::withdraw(&self.wallet()?, &offer, amount_msat).await
            }
            Request::HandOver { offer, payment_hash } => {
                services::hand_over(&*self.wallet()?, &offer, &payment_hash).await
            }
            Request::ChainAddress => onchain::address(&self.wallet()?).await,
            Request::FeeChoices => onchain::choices(&*self.wallet()?),
            Request::PreviewSend { order } => onchain::preview(&*self.wallet()?, order),
            Request::SendOnChain { order, shown, note, dear_is_well, again } => {
                let agreed = onchain::Consent { dear_is_well, again };
                onchain::send(&*self.wallet()?, order, shown, &note, agreed)
            }
            Request::PreviewBump { id, sat_per_kvb } => {
                onchain::preview_bump(&*self.wallet()?, &id, sat_per_kvb)
            }
            Request::Bump { id, sat_per_kvb, shown, dear_is_well } => {
                onchain::bump(&*self.wallet()?, &id, sat_per_kvb, shown, dear_is_well)
            }
            Request::CallOff { id } => onchain::call_off(&*self.wallet()?, &id).map(done),
            Request::PrepareToPay => {
                // The outcome shows in the next quote.
                drop(self.wallet()?.refresh_map_soon());
                Ok(Answer::Done)
            }
            Request::Quote { invoice, amount_msat } => {
                payments::quote(&self.wallet()?, &invoice, amount_msat).await.map(Answer::Quote)
            }
            Request::Pay { invoice, amount_msat, most_fee_msat, again } => {
                let order = payments::LightningOrder { invoice: &invoice, amount_msat, most_fee_msat, again };
                payments::pay(&*self.wallet()?, &order).map(done)
            }
            Request::StopTrying { payment_hash } => {
                payments::stop_trying(&*self.wallet()?, &payment_hash).map(done)
            }
            Request::Search { text, only, after } => {
                Ok(search::search(&self.wallet()?, &Query::new(&text, only), after).await)
            }
            Request::QrCode { text } => Ok(Answer::QrCode { code: qr_code::draw(&text) }),
            Request::Export { format } => export::export(&self.wallet()?, format).await,
            Request::SetNote { id, note } => payments::set_note(&*self.wallet()?, &id, &note).map(done),
            Request::Payment { id } => Ok(Answer::Payments {
                payments: payments::payment(&*self.wallet()?, &id).into_iter().collect(),
            }),
        }
    }

    /// Does nothing unless a wallet is open.
    fn retry_now(&self) {
        let Ok(open) = self.wallet() else { return };
        open.recheck();
        if let Ok(journal) = open.journal() {
            // The outcome shows in the status.
            drop(journal.resume());
        }
        if let Some(mirror) = open.mirror() {
            mirror.resume();
        }
        if let Ok(node) = open.node() {
            node.resume();
            node.retry_now();
        }
        open.look_anew();
    }
}
