//! B2 to B8: turning the backup on.

mod confirmed;
mod intro;

pub use confirmed::Confirmed;
use intro::Intro;

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, BackupLock, Confirmation, DriveChoice, GuardWaiver, NewLock, Phase, Problem, Request,
    SignInAnswer, SignInEnd, SignInPurpose, Step, View,
};

use super::{
    pin::{ChoosePin, ProtectPin, VerifyPin},
    service::ChooseService,
    sign_in::{Names, Returning, SignIn},
    working::{Failed, GuardFailed, Working},
};
use crate::{
    components::{live, session},
    flow::{
        backup::{BackupEvent as E, BackupStep as S},
        entry::PinEntry,
        protection::{self, Protection, WaiverOffer, next_waiver},
    },
    route::Route,
    state::{Session, durable, flow_nav::Flow, sign_in},
    text::Texts,
};

/// What the flow has gathered; gone when it ends.
#[derive(Clone, Copy)]
struct BackupFlowData {
    /// A PIN that was typed once.
    pin: StoredValue<PinEntry>,
    /// What is to open the backup, once it is settled.
    lock: StoredValue<Option<BackupLock>>,
    drive: StoredValue<Option<DriveChoice>>,
    /// What the PIN does without, by the user's decision.
    waived: StoredValue<GuardWaiver>,
    busy: RwSignal<bool>,
    cancelling: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    done: RwSignal<Option<Confirmation>>,
}

impl BackupFlowData {
    /// The PIN was typed twice, and its guards are chosen, if there are any.
    fn settle_pin(self, protection: Protection) {
        let pin = self.pin.with_value(PinEntry::digits);
        self.lock.set_value(Some(BackupLock::New(protection.lock(pin))));
        self.pin.update_value(PinEntry::clear);
    }
}

/// All steps of the flow, one at a time.
#[component]
pub fn Backup() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let answer = sign_in::take_answer(SignInEnd::Backup);
    let first = if answer.is_some() { S::Returning } else { S::Intro };
    let flow = Flow::start(session, first, Route::Backup, || Route::Home);
    let gathered = BackupFlowData {
        pin: StoredValue::new(PinEntry::default()),
        lock: StoredValue::new(None),
        drive: StoredValue::new(None),
        waived: StoredValue::new(GuardWaiver::default()),
        busy: RwSignal::new(false),
        cancelling: RwSignal::new(false),
        problem: RwSignal::new(None),
        done: RwSignal::new(None),
    };
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    if let Some(answer) = answer {
        come_back(session, gathered, answer, event);
    }
    let fire = move |e: E| Callback::new(move |()| event.run(e));
    let chosen = Callback::new(move |pin: PinEntry| {
        gathered.problem.set(None);
        gathered.pin.set_value(pin);
        event.run(E::Chosen);
    });
    let settle = Callback::new(move |protection: Protection| {
        gathered.settle_pin(protection);
        event.run(E::Verified);
    });
    live(move || {
        match flow.step.get() {
        S::Intro => view! { <Intro on_continue=fire(E::Continue) back=fire(E::Back) /> }.into_any(),
        S::Pin => view! {
            <ChoosePin name="backup-pin" heading=texts.pin.choose on_chosen=chosen back=fire(E::Back) />
        }
        .into_any(),
        S::Verify => view! {
            <VerifyPin
                name="backup-verify"
                chosen=gathered.pin.get_value()
                on_same=Callback::new(move |()| match session.peek(protection::choice).flatten() {
                    Some(_) => event.run(E::Offered),
                    None => settle.run(Protection::Alone),
                })
                on_again=fire(E::ChooseAgain)
            />
        }
        .into_any(),
        S::Protect => session
            .peek(protection::choice)
            .flatten()
            .map(|offered| {
                view! {
                    <ProtectPin
                        name="backup-guards"
                        pin=gathered.pin.with_value(PinEntry::digits)
                        offered=offered
                        older=false
                        on_chosen=settle
                        back=fire(E::Back)
                    />
                }
            })
            .into_any(),
        S::Service => view! {
            <ChooseService
                name="backup-service"
                heading=texts.service.heading
                sentence=texts.service.sentence
                problem=gathered.problem
                on_choose=Callback::new(move |kind| {
                    gathered.problem.set(None);
                    let settled = gathered.lock.with_value(Option::is_some);
                    event.run(if settled { E::Service(kind) } else { E::LockMissing });
                })
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::SignIn(kind) => view! {
            <SignIn
                names=Names("backup-sign-in", "backup-leave", "backup-operator")
                kind=kind
                button=texts.sign_in.button
                working=texts.sign_in.trying
                busy=gathered.busy
                problem=gathered.problem
                before=gathered.drive.get_value().filter(|drive| drive.service() == kind)
                purpose=Callback::new(move |()| SignInPurpose::Backup {
                    // Without one, this screen is not reached; the worker refuses what it does not have.
                    lock: gathered.lock.get_value().unwrap_or(BackupLock::OfSignIn),
                })
                on_submit=Callback::new(move |drive| connect(session, gathered, drive, event))
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::Returning => view! { <Returning name="backup-returning" /> }.into_any(),
        S::Saving(_) => view! {
            <Working
                name="backup-saving"
                heading=texts.saving.heading
                sentence=texts.saving.sentence
                steps=steps(texts, gathered.lock.with_value(has_guards) || session.peek(|view| view.guards.is_some()) == Some(true))
                cancelling=gathered.cancelling
                on_cancel=Callback::new(move |()| {
                    gathered.cancelling.set(true);
                    session.ask(Request::CancelBackup, |_| {});
                })
            />
        }
        .into_any(),
        S::Failed(_) => {
            let problem = gathered.problem.get_untracked().unwrap_or(Problem::Unreachable);
            let again = Callback::new(move |()| {
                event.run(E::Again);
                save(session, gathered, event);
            });
            let (heading, back) = (texts.saving.failed_heading, fire(E::Back));
            let waiver = gathered.waived;
            let offer = |view: &View| waiver.with_value(|waiver| WaiverOffer::of(view, &problem, waiver));
            match session.peek(offer).flatten() {
                Some(offer) => view! {
                    <GuardFailed
                        name="backup-guard"
                        heading=heading
                        problem=problem
                        offer=offer
                        waiver=waiver
                        on_again=again
                        back=back
                    />
                }
                .into_any(),
                None => view! {
                    <Failed
                        name="backup-failed"
                        heading=heading
                        problem=problem
                        on_again=again
                        other=(texts.saving.other, fire(E::Other))
                        back=back
                    />
                }
                .into_any(),
            }
        }
        S::Done => gathered
            .done
            .get_untracked()
            .map(|done| view! { <Confirmed done=done on_continue=fire(E::Continue) /> })
            .into_any(),
    }
    })
}

/// Finishes the sign-in and continues with the account.
fn come_back(session: Session, gathered: BackupFlowData, answer: SignInAnswer, event: Callback<E>) {
    let asked_in = |phase: &Phase| !matches!(phase, Phase::Starting | Phase::Checking | Phase::Locked);
    sign_in::finish(session, answer, SignInEnd::Backup, asked_in, move |came| match came {
        Ok(came) => {
            let _ = gathered.lock.try_set_value(Some(BackupLock::OfSignIn));
            let drive = DriveChoice::SignedIn { service: came.service, id: came.id };
            let _ = gathered.drive.try_update_value(|kept| *kept = Some(drive));
            if event.try_run(E::Came(came.service)).is_some() {
                save(session, gathered, event);
            }
        }
        Err(why) => {
            if why != Problem::SignInExpired {
                let _ = gathered.lock.try_set_value(Some(BackupLock::OfSignIn));
            }
            let _ = gathered.problem.try_set(Some(why));
            let _ = event.try_run(E::Refused);
        }
    });
}

/// Whether guards are to be asked. Of a lock that the worker kept, this page does not know it.
fn has_guards(lock: &Option<BackupLock>) -> bool {
    matches!(lock, Some(BackupLock::New(NewLock::GuardedPin(_))))
}

/// The steps of saving with their texts.
fn steps(texts: &Texts, guards: bool) -> Vec<(Step, &'static str)> {
    let before =
        [(Step::Encrypting, texts.backup.step_encrypting), (Step::Probing, texts.backup.step_probing)];
    let of_guards = guards.then_some((Step::Guards, texts.backup.step_guards));
    let rest = [
        (Step::CreatingFolder, texts.backup.step_folder),
        (Step::Uploading, texts.backup.step_uploading),
        (Step::ReadingBack, texts.backup.step_reading_back),
    ];
    before.into_iter().chain(of_guards).chain(rest).collect()
}

/// Tries the drive; only one that accepts the sign-in is used.
fn connect(session: Session, gathered: BackupFlowData, drive: DriveChoice, event: Callback<E>) {
    gathered.busy.set(true);
    gathered.drive.set_value(Some(drive.clone()));
    session.ask(Request::Connect { drive }, move |answer| {
        let _ = gathered.busy.try_set(false);
        match answer {
            Ok(_) => {
                if event.try_run(E::SignedIn).is_some() {
                    save(session, gathered, event);
                }
            }
            Err(why) => {
                let _ = gathered.problem.try_set(Some(why));
            }
        }
    });
}

/// Turns the backup on.
fn save(session: Session, gathered: BackupFlowData, event: Callback<E>) {
    let Some(Some(drive)) = gathered.drive.try_get_value() else { return };
    let Some(Some(lock)) = gathered.lock.try_get_value() else { return };
    gathered.cancelling.set(false);
    let waiver = gathered.waived.try_update_value(next_waiver).unwrap_or_default();
    session.ask_long(Request::StartBackup { lock, drive, waiver }, move |answer| {
        let cancelled = gathered.cancelling.try_get_untracked().unwrap_or(false);
        match answer {
            Ok(Answer::BackedUp(done)) => {
                durable::ask_to_keep(session);
                let _ = gathered.done.try_set(Some(done));
                let _ = gathered.lock.try_set_value(None);
                let _ = gathered.drive.try_update_value(|drive| *drive = None);
                let _ = event.try_run(E::Saved);
            }
            Ok(_) => drop(event.try_run(E::Cancelled)),
            Err(_) if cancelled => drop(event.try_run(E::Cancelled)),
            Err(why) => {
                if why == Problem::SignInExpired {
                    // The worker no longer has the chosen lock, so the user chooses again.
                    let _ = gathered.lock.try_set_value(None);
                }
                let _ = gathered.problem.try_set(Some(why));
                let _ = event.try_run(E::Failed);
            }
        }
    });
}
