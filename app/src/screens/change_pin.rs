//! Settings: another PIN, or the first one.

use leptos::prelude::*;
use lifeboat_messages::{Answer, GuardWaiver, Problem, Request, Unlocker};

use super::{
    lock::wrong,
    pin::{ChoosePin, EnterPin, ProtectPin, VerifyPin},
    restore::PhraseScreen,
    working::GuardFailed,
};
use crate::{
    components::{Actions, Primary, Screen, Topic, live, session},
    flow::{
        change_pin::{ChangeEvent as E, ChangeStep as S, StillOpens},
        entry::PinEntry,
        protection::{self, Protection, WaiverOffer, next_waiver},
    },
    ids,
    route::Route,
    state::flow_nav::Flow,
};

/// Old, new, new again, saving, done. Without a PIN, or after the recovery phrase opened the wallet, it
/// begins with the new one.
#[component]
pub fn ChangePin() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let words = session.forgotten.try_update_value(Option::take).flatten();
    let gone = session.given_up.try_update_value(std::mem::take).unwrap_or_default();
    let waived = StoredValue::new(GuardWaiver { gone, ..GuardWaiver::default() });
    let has_pin = session.peek(|view| view.lockable) == Some(true);
    let backed_up = session.peek(|view| view.service.is_some()) == Some(true);
    let first = if words.is_some() || !has_pin { S::First } else { S::Old };
    let leave: fn() -> Route = if backed_up { || Route::SettingsBackup } else { || Route::Settings };
    let flow = Flow::start(session, first, Route::ChangePin, leave);
    let old = StoredValue::new(words.map(Unlocker::Phrase));
    let new = StoredValue::new(PinEntry::default());
    let problem = RwSignal::new(None::<Problem>);
    let only_here = RwSignal::new(false);
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    let fire = move |e: E| Callback::new(move |()| event.run(e));
    // Users are not asked for a PIN that does not exist, or that they have forgotten.
    let (choose_again, failed) =
        if first == S::First { (E::ChooseFirst, E::NotSet) } else { (E::ChooseAgain, E::Failed) };
    let protected = StoredValue::new(Protection::Alone);
    let refused = StoredValue::new(None::<(Problem, WaiverOffer)>);
    let typed = move |unlocker: Unlocker| {
        old.set_value(Some(unlocker));
        event.run(E::Old);
    };
    let ask = move || {
        let pin = new.with_value(PinEntry::digits);
        let protection = protected.get_value();
        let waiver = waived.try_update_value(next_waiver).unwrap_or_default();
        let without = waiver.clone();
        let request = match old.get_value() {
            Some(old) if !waiver.gone.is_empty() => Request::ReplaceGuards { old, pin, waiver },
            old => Request::ChangeLock { old, new: protection.lock(pin) },
        };
        session.ask(request, move |answer| {
            if let Err(why) = &answer
                && let Some(offer) = session.peek(|view| WaiverOffer::of(view, why, &without)).flatten()
            {
                let _ = refused.try_set_value(Some((why.clone(), offer)));
                let _ = event.try_run(E::GuardFailed);
                return;
            }
            let _ = new.try_update_value(PinEntry::clear);
            match answer {
                Ok(answer) => {
                    let _ = old.try_set_value(None);
                    let _ = only_here.try_set(answer == Answer::LockChanged { in_cloud: false });
                    let _ = event.try_run(E::Changed);
                }
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                    let _ = event.try_run(failed);
                }
            }
        });
    };
    let change = Callback::new(move |protection: Protection| {
        protected.set_value(protection);
        event.run(E::Verified);
        ask();
    });
    let again = Callback::new(move |()| {
        event.run(E::Again);
        ask();
    });
    live(move || match flow.step.get() {
        S::Old => view! {
            <EnterPin
                name="settings-pin-old"
                heading=texts.pin.old
                sentence=texts.pin.old_sentence
                button=texts.common.cont
                problem=problem
                wrong=wrong
                on_entered=Callback::new(move |entry: PinEntry| typed(Unlocker::Pin(entry.digits())))
                back=fire(E::Back)
                other=(ids::RESTORE_USE_PHRASE, texts.restore.use_phrase, fire(E::UsePhrase))
            />
        }
        .into_any(),
        S::Words => view! {
            <PhraseScreen
                name="settings-pin-words"
                heading=texts.restore.phrase_heading
                sentence=texts.pin.old_sentence
                button=texts.common.cont
                problem=problem
                on_entered=Callback::new(move |words| typed(Unlocker::Phrase(words)))
                on_pin=fire(E::UsePin)
                back=fire(E::Back)
            />
        }
        .into_any(),
        step @ (S::First | S::New) => view! {
            <ChoosePin
                name="settings-pin-new"
                heading=if step == S::New { texts.pin.choose_new } else { texts.pin.choose }
                problem=Signal::derive(move || problem.get().filter(|_| step == S::First))
                on_chosen=Callback::new(move |entry: PinEntry| {
                    problem.set(None);
                    new.set_value(entry);
                    event.run(E::Chosen);
                })
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::Verify => view! {
            <VerifyPin
                name="settings-pin-verify"
                chosen=new.get_value()
                on_same=Callback::new(move |()| match session.peek(protection::choice).flatten() {
                    Some(_) => event.run(E::Offered),
                    // Where guards limit the PIN before, they limit this one as well.
                    None => change.run(Protection::Alone),
                })
                on_again=fire(choose_again)
            />
        }
        .into_any(),
        S::Protect => session
            .peek(protection::choice)
            .flatten()
            .map(|offered| {
                view! {
                    <ProtectPin
                        name="settings-pin-guards"
                        pin=new.with_value(PinEntry::digits)
                        offered=offered
                        older=backed_up && has_pin
                        on_chosen=change
                        back=fire(choose_again)
                    />
                }
            })
            .into_any(),
        S::Saving => view! {
            <Screen
                name="settings-pin-saving"
                disc=Topic::Security
                heading=texts.pin.changing
                sentence=texts.pin.changing_sentence
            >
                <div class="bar" role="progressbar" aria-label=texts.pin.changing></div>
            </Screen>
        }
        .into_any(),
        S::Guard => refused
            .get_value()
            .map(|(problem, offer)| {
                view! {
                    <GuardFailed
                        name="settings-pin-guard"
                        heading=texts.pin.not_changed
                        problem=problem
                        offer=offer
                        waiver=waived
                        on_again=again
                        back=fire(if first == S::First { E::ChooseFirst } else { E::Back })
                    />
                }
            })
            .into_any(),
        S::Done => {
            let sentence = match (backed_up, only_here.get_untracked()) {
                (false, _) => texts.pin.changed_alone,
                (true, true) => texts.pin.changed_here,
                (true, false) => texts.pin.changed_sentence,
            };
            let none = StillOpens { second: false, old_copy: false };
            let still_opens = if has_pin { session.peek(StillOpens::of).unwrap_or(none) } else { none };
            view! {
                <Screen
                    name="settings-pin-done"
                    disc=Topic::Success
                    heading=texts.pin.changed
                    sentence=sentence
                >
                    {still_opens.second.then(|| view! { <p>{texts.pin.changed_second}</p> })}
                    {still_opens.old_copy.then(|| view! { <p>{texts.pin.changed_old_copy}</p> })}
                    {(backed_up && has_pin).then(|| view! { <p>{texts.pin.changed_note}</p> })}
                    <Actions>
                        <Primary
                            id=ids::PIN_CHANGED_DONE
                            label=texts.common.done
                            on_press=fire(E::Leave)
                        />
                    </Actions>
                </Screen>
            }
            .into_any()
        }
    })
}
