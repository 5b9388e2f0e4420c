//! F0: before real money comes in, what this software is, once on every device.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request};

use crate::{
    components::{Actions, Primary, ProblemNote, Screen, Topic, session},
    ids,
};

/// Four sentences and one button.
#[component]
pub fn RealMoney() -> impl IntoView {
    let session = session();
    let texts = &session.texts().real_money;
    let problem = RwSignal::new(None::<Problem>);
    let read = Callback::new(move |()| {
        session.ask(Request::ReadWarning, move |answer| problem.set(answer.err()));
    });
    view! {
        <Screen
            name="real-money"
            disc=Topic::Security
            heading=texts.heading
            sentence=texts.sentence
        >
            <ul class="stack">
                <li class="panel">{texts.young}</li>
                <li class="panel">{texts.saving}</li>
                <li class="panel">{texts.provider}</li>
                <li class="panel">{texts.open_it}</li>
            </ul>
            <ProblemNote id=ids::REAL_MONEY_PROBLEM problem=problem />
            <Actions>
                <Primary id=ids::REAL_MONEY_READ label=texts.read on_press=read />
            </Actions>
        </Screen>
    }
}
