//! Settings: another PIN.

use leptos::prelude::*;
use lifeboat_messages::{Answer, Problem, Request};

use super::{
    lock::wrong,
    pin::{ChoosePin, EnterPin, VerifyPin},
};
use crate::{
    components::{Actions, Disc, Primary, Screen, session},
    flow::{
        change_pin::{ChangeEvent as E, ChangeStep as S},
        entry::Entry,
    },
    ids,
    route::Route,
    state::flow_nav::Flow,
};

/// Old, new, new again, saving, done.
#[component]
pub fn ChangePin() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let flow = Flow::start(session, S::Old, Route::ChangePin, || Route::SettingsBackup);
    let old = StoredValue::new(Entry::default());
    let new = StoredValue::new(Entry::default());
    let problem = RwSignal::new(None::<Problem>);
    let only_here = RwSignal::new(false);
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    let fire = move |e: E| Callback::new(move |()| event.run(e));
    let change = Callback::new(move |()| {
        event.run(E::Verified);
        let request =
            Request::ChangePin { old: old.with_value(Entry::digits), new: new.with_value(Entry::digits) };
        session.ask(request, move |answer| {
            let _ = old.try_update_value(Entry::clear);
            let _ = new.try_update_value(Entry::clear);
            match answer {
                Ok(answer) => {
                    let _ = only_here.try_set(answer == Answer::PinChanged { in_cloud: false });
                    let _ = event.try_run(E::Changed);
                }
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                    let _ = event.try_run(E::Failed);
                }
            }
        });
    });
    move || {
        match flow.step.get() {
        S::Old => view! {
            <EnterPin
                name="settings-pin-old"
                heading=texts.pin.old
                sentence=texts.pin.old_sentence
                button=texts.common.cont
                problem=problem
                wrong=wrong
                on_entered=Callback::new(move |entry: Entry| {
                    old.set_value(entry);
                    event.run(E::Old);
                })
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::New => view! {
            <ChoosePin
                name="settings-pin-new"
                heading=texts.pin.choose_new
                on_chosen=Callback::new(move |entry: Entry| {
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
                on_same=change
                on_again=fire(E::ChooseAgain)
            />
        }
        .into_any(),
        S::Saving => view! {
            <Screen
                name="settings-pin-saving"
                disc=Disc::Security
                heading=texts.pin.changing
                sentence=texts.pin.changing_sentence
            >
                <div class="bar" role="progressbar" aria-label=texts.pin.changing></div>
            </Screen>
        }
        .into_any(),
        S::Done => view! {
            <Screen
                name="settings-pin-done"
                disc=Disc::Success
                heading=texts.pin.changed
                sentence=if only_here.get_untracked() { texts.pin.changed_here } else { texts.pin.changed_sentence }
            >
                <p>{texts.pin.changed_note}</p>
                <Actions>
                    <Primary
                        id=ids::PIN_CHANGED_DONE
                        label=texts.common.done
                        on_press=fire(E::Leave)
                    />
                </Actions>
            </Screen>
        }
        .into_any(),
    }
    }
}
