//! Whether the user still knows the PIN. Nothing waits for this screen: every step leads on without an answer.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request};

use super::{lock::wrong, pin::EnterPin};
use crate::{
    components::{Actions, LinkButton, Panel, Primary, Screen, Secondary, Topic, live, session},
    flow::{entry::PinEntry, practice::PracticeStep as S},
    ids,
    route::Route,
};

/// The PIN is typed; then whether it is right, and whether it opens the backup elsewhere.
#[component]
pub fn Practice() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.practice;
    let step = RwSignal::new(S::Enter);
    let (problem, busy) = (RwSignal::new(None::<Problem>), RwSignal::new(false));
    let home = Callback::new(move |()| session.go(Route::Home));
    let later = Callback::new(move |()| {
        session.ask(Request::PractiseLater, |_| {});
        session.go(Route::Home);
    });
    let entered = Callback::new(move |entry: PinEntry| {
        busy.set(true);
        session.ask(Request::Practise { pin: entry.digits() }, move |answer| {
            let _ = busy.try_set(false);
            match S::after(answer) {
                Ok(next) => drop(step.try_set(next)),
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    });
    let settings = Callback::new(move |()| session.go(Route::SettingsBackup));
    live(move || {
        match step.get() {
        S::Enter => view! {
            <EnterPin
                name="practice"
                heading=t.heading
                sentence=t.sentence
                button=texts.common.cont
                problem=problem
                wrong=wrong
                busy=busy
                on_entered=entered
                back=home
                other=(ids::PRACTICE_LATER, t.later, later)
            />
        }
        .into_any(),
        S::Wrong => view! {
            <Screen name="practice-wrong" disc=Topic::Error heading=t.wrong sentence=t.wrong_sentence back=home>
                <Panel title=t.forgotten_title>
                    <p>{t.forgotten}</p>
                </Panel>
                <Actions>
                    <Primary
                        id=ids::PRACTICE_AGAIN
                        label=texts.common.again
                        on_press=Callback::new(move |()| step.set(S::Enter))
                    />
                    <Secondary
                        id=ids::PRACTICE_CHANGE
                        label=t.change
                        on_press=Callback::new(move |()| session.go(Route::ChangePin(String::new())))
                    />
                    <LinkButton id=ids::PRACTICE_LATER label=t.later on_press=later />
                </Actions>
            </Screen>
        }
        .into_any(),
        S::Right(failing) => {
            let guarded = session.peek(|view| view.guards.is_some()) == Some(true);
            let sentence = match (guarded, failing.is_empty()) {
                (false, _) => t.right_alone,
                (true, true) => t.right_guards,
                (true, false) => t.right_some,
            };
            view! {
                <Screen name="practice-right" disc=Topic::Success heading=t.right sentence=sentence>
                    {(!failing.is_empty()).then(|| view! {
                        <Panel title=t.failing_title>
                            <p id=ids::PRACTICE_FAILING>{t.failing(&failing.join(", "))}</p>
                            <LinkButton id=ids::PRACTICE_GUARDS label=t.guards on_press=settings />
                        </Panel>
                    })}
                    <Actions>
                        <Primary id=ids::PRACTICE_DONE label=texts.common.done on_press=home />
                    </Actions>
                </Screen>
            }
            .into_any()
        }
        S::NoWayBack(why) => {
            let explained = session.explain(&why);
            view! {
                <Screen name="practice-no-way" disc=Topic::Error heading=t.right sentence=t.no_way back=home>
                    <Panel title=explained.title>
                        <p>{explained.what}</p>
                        <p>{explained.fix}</p>
                    </Panel>
                    <Actions>
                        <Primary id=ids::PRACTICE_DONE label=texts.common.done on_press=home />
                        <LinkButton id=ids::PRACTICE_GUARDS label=t.guards on_press=settings />
                    </Actions>
                </Screen>
            }
            .into_any()
        }
    }
    })
}
