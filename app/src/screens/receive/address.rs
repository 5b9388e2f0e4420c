//! H2: an address on the chain.

use leptos::prelude::*;
use lifeboat_messages::{Activity, Answer, ChainKind, Phase, Problem, Request};

use crate::{
    components::{
        Actions, CopyButton, Icon, Primary, ProblemNote, Qr, Screen, ShareButton, Symbol, When, session,
    },
    ids,
    route::Route,
    state::{effect, intl, spawn},
};

/// Code and text of the address, and what has just come.
#[component]
pub fn AddressScreen() -> impl IntoView {
    let session = session();
    let texts = &session.texts().receive;
    let address = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Problem>);
    let asked = RwSignal::new(false);
    let phase = session.phase();
    let ask = move || {
        asked.set(true);
        problem.set(None);
        session.ask(Request::ChainAddress, move |answer| match answer {
            Ok(Answer::ChainAddress { address: kept }) => drop(address.try_set(Some(kept))),
            Ok(_) => {}
            Err(why) => drop(problem.try_set(Some(why))),
        });
    };
    effect(move || {
        if phase.get() == Phase::Ready && !asked.get_untracked() {
            ask();
        }
    });
    let since = intl::now_ms();
    let came = session.slice(move |view| {
        let is_new = |activity: &&Activity| {
            let received = activity.on_chain.as_ref().is_some_and(|it| it.kind == ChainKind::Received);
            received && activity.created_ms + 1_000 >= since
        };
        view.activities.iter().find(is_new).map(|activity| activity.amount_msat)
    });
    // Nothing is being saved then.
    let waits = move || problem.with(Option::is_none);
    let status = move || match (came.get().flatten(), address.with(Option::is_some)) {
        (Some(msat), _) => format!("{} · {}", session.amount(msat), session.texts().activity.unconfirmed),
        (None, true) => texts.chain_hint.to_owned(),
        (None, false) => texts.chain_preparing.to_owned(),
    };
    let tapped = Callback::new(move |()| {
        let Some(text) = address.get_untracked() else { return };
        spawn(async move {
            let common = &session.texts().common;
            session.say(if intl::copy(&text).await { common.copied } else { common.copy_failed });
        });
    });
    let shown = move |text: String| {
        // Upper case takes the denser alphabet of QR codes.
        let code = format!("BITCOIN:{}", text.to_ascii_uppercase());
        let (copied, shared) = (Signal::stored(text.clone()), text.clone());
        view! {
            <Qr text=code label=texts.chain_qr on_press=tapped />
            <div id=ids::CHAIN_ADDRESS class="invoice-text code" role="group" tabindex="0" aria-label=texts.chain_text>
                {text}
            </div>
            <Actions>
                <CopyButton id=ids::CHAIN_ADDRESS_COPY primary=true label=texts.chain_copy text=copied />
                <ShareButton id=ids::CHAIN_ADDRESS_SHARE text=shared />
            </Actions>
        }
    };
    view! {
        <Screen
            name="receive-address"
            money=true
            heading=texts.chain_heading
            sentence=texts.chain_sentence
            compact=true
            back=Callback::new(move |()| session.go(Route::Receive(String::new())))
        >
            <When when=waits>
                <div class="status" role="status">
                    <Icon symbol=Symbol::Clock />
                    <p>{status}</p>
                </div>
            </When>
            <ProblemNote id=ids::RECEIVE_PROBLEM problem=problem />
            <When when=move || problem.with(Option::is_some)>
                <Actions>
                    <Primary id=ids::CHAIN_ADDRESS_AGAIN label=session.texts().common.again on_press=Callback::new(move |()| ask()) />
                </Actions>
            </When>
            {move || address.get().map(shown)}
        </Screen>
    }
}
