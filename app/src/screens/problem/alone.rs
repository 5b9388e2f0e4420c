//! Goes on without a storage that is gone for good and does not say so: an explicit decision of the user,
//! made after reading what is lost if another device has the wallet.

use leptos::prelude::*;
use lifeboat_messages::{AloneOffer, Request};

use crate::{
    components::{LinkButton, Panel, ProblemNote, Secondary, Sheet, live, session},
    ids,
    route::Route,
};

/// The offer to continue alone; shows nothing as long as nothing is to be decided.
#[component]
pub fn GoOnAlone() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.alone;
    let offer = session.slice(|view| view.alone);
    let asked = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let open = Callback::new(move |()| asked.set(true));
    let close = Callback::new(move |()| asked.set(false));
    let go_on = Callback::new(move |()| {
        asked.set(false);
        busy.set(true);
        session.not_taken.set(None);
        session.ask_long(Request::GoOnAlone, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => session.replace(Route::Home),
                Err(why) => session.not_taken.set(Some(why)),
            }
        });
    });
    live(move || {
        let AloneOffer { saved_ms, at_stake_sat } = offer.get().flatten()?;
        let saved = match saved_ms {
            Some(at_ms) => t.saved(&session.date(at_ms)),
            None => t.saved_unknown.to_owned(),
        };
        let lost = StoredValue::new(t.lost(&session.amount(at_stake_sat.saturating_mul(1000))));
        let saved = StoredValue::new(saved);
        Some(view! {
            <Panel title=t.title>
                <p>{t.sentence}</p>
                <ProblemNote id=ids::ALONE_PROBLEM problem=session.not_taken />
                <LinkButton
                    id=ids::ALONE
                    label=move || if busy.get() { t.working } else { t.go_on }
                    disabled=busy
                    on_press=open
                />
            </Panel>
            <Show when=move || asked.get()>
                <Sheet id=ids::ALONE_SHEET labelled_by="alone-heading" on_close=close>
                    <h2 id="alone-heading" class="sheet-heading">
                        {t.heading}
                    </h2>
                    <p class="sentence">{saved.get_value()}</p>
                    <p>{lost.get_value()}</p>
                    <p>{t.waits}</p>
                    <div class="actions">
                        <Secondary id=ids::ALONE_YES label=t.yes on_press=go_on />
                        <LinkButton id=ids::ALONE_CANCEL label=texts.common.cancel on_press=close />
                    </div>
                </Sheet>
            </Show>
        })
    })
}
