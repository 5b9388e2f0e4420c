//! B4: the same PIN once more.

use leptos::prelude::*;

use crate::{
    components::{Actions, Icon, LinkButton, PinPad, Screen, Symbol, Topic, When, session},
    flow::entry::PinEntry,
    ids,
};

/// The last digit decides: the same leads on, anything else shakes, clears and asks again.
#[component]
pub fn VerifyPin(
    /// The name of the screen, for tests.
    name: &'static str,
    /// What was chosen.
    chosen: PinEntry,
    /// What happens once the same was typed.
    on_same: Callback<()>,
    /// Choose another one.
    on_again: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().pin;
    let length = chosen.len();
    let entry = RwSignal::new(PinEntry::default());
    let mismatch = RwSignal::new(false);
    let changed = move |()| {
        let (complete, same) = entry.with_untracked(|e| (e.complete(length), *e == chosen));
        if !complete {
            if entry.with_untracked(|e| e.len() > 0) {
                mismatch.set(false);
            }
        } else if same {
            on_same.run(());
        } else {
            entry.update(PinEntry::clear);
            mismatch.set(true);
        }
    };
    view! {
        <Screen
            name=name
            disc=Topic::Security
            compact=true
            heading=texts.verify
            sentence=texts.verify_sentence
            back=on_again
        >
            <PinPad entry=entry length=Signal::stored(length) wrong=mismatch on_change=Callback::new(changed) />
            <div class="pin-verdict">
                <When when=move || mismatch.get()>
                    <p id=ids::PIN_PROBLEM class="notice notice-error" role="alert" data-problem="mismatch">
                        <Icon symbol=Symbol::Alert />
                        {texts.mismatch}
                    </p>
                </When>
            </div>
            <Actions>
                <LinkButton id=ids::PIN_CHOOSE_AGAIN label=texts.choose_again on_press=on_again />
            </Actions>
        </Screen>
    }
}
