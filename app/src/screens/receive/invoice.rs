//! H2: the invoice, until it is paid or expired.

use leptos::prelude::*;
use lifeboat_messages::Invoice;

use super::WaitsForBackup;
use crate::{
    components::{
        Actions, CopyButton, Fact, Icon, LinkButton, Primary, Qr, Screen, ShareButton, Symbol, session,
    },
    ids,
    route::Route,
    state::{intl, spawn},
};

/// An invoice: its code, its text and its state.
#[component]
pub fn InvoiceScreen(
    /// The worker's answer.
    invoice: Invoice,
    /// Its payment is under way.
    #[prop(into)]
    arriving: Signal<bool>,
    /// Make another one.
    on_again: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().receive;
    let Invoice { bolt11, amount_msat, note, payment_hash, expires_ms, opening_fee_msat, opening_terms } =
        invoice;
    let opening = move || match &opening_terms {
        Some(terms) => Some(session.opening(terms)),
        None if opening_fee_msat > 0 => Some(texts.opening_fee(&session.amount(opening_fee_msat))),
        None => None,
    };
    let expired = Memo::new(move |_| session.now.get() >= expires_ms && !arriving.get());
    let heading = move || match amount_msat {
        Some(msat) => session.amount(msat),
        None => texts.any_amount.to_owned(),
    };
    let state = move || match (arriving.get(), expired.get()) {
        (true, _) => "arriving",
        (false, true) => "expired",
        (false, false) => "open",
    };
    let text = bolt11.clone();
    let tapped = Callback::new(move |()| {
        if expired.get_untracked() {
            return;
        }
        let text = text.clone();
        spawn(async move {
            let copied = intl::copy(&text).await;
            let common = &session.texts().common;
            session.say(if copied { common.copied } else { common.copy_failed });
        });
    });
    let shown = bolt11.clone();
    // Upper case takes the denser alphabet of QR codes.
    let code = format!("LIGHTNING:{}", bolt11.to_ascii_uppercase());
    view! {
        <Screen
            name="invoice"
            money=true
            heading=heading
            sentence=move || if expired.get() { texts.expired_sentence } else { texts.invoice_sentence }
            compact=true
            back=Callback::new(move |()| session.go(Route::Home))
        >
            <div class:is-expired=move || expired.get()>
                <Qr text=code label=texts.qr on_press=tapped />
            </div>
            <div id=ids::INVOICE_STATE class="status" role="status" data-state=state>
                <Icon symbol=Signal::derive(move || {
                    if arriving.get() { Symbol::Lightning } else { Symbol::Clock }
                }) />
                <p>
                    {move || match state() {
                        "arriving" => texts.arriving.to_owned(),
                        "expired" => texts.expired.to_owned(),
                        _ => {
                            format!(
                                "{} {}",
                                texts.open,
                                texts.expires(&session.date(expires_ms)),
                            )
                        }
                    }}
                </p>
            </div>
            {(!note.is_empty())
                .then(|| {
                    view! {
                        <dl class="facts">
                            <Fact id=ids::INVOICE_NOTE name=texts.note value=note />
                        </dl>
                    }
                })}
            <WaitsForBackup />
            {move || opening().map(|text| view! { <p class="hint">{text}</p> })}
            <div
                id=ids::INVOICE_TEXT
                class="invoice-text code"
                role="group"
                tabindex="0"
                data-hash=payment_hash
                data-opening-fee-msat=opening_fee_msat.to_string()
                aria-label=texts.text
            >
                {shown}
            </div>
            <Actions>
                {move || {
                    let text = Signal::stored(bolt11.clone());
                    if expired.get() {
                        // It can no longer be paid, so there is nothing to copy.
                        view! { <Primary id="invoice-again" label=texts.again on_press=on_again /> }.into_any()
                    } else {
                        view! {
                            <CopyButton id=ids::INVOICE_COPY primary=true label=texts.copy text=text />
                            <ShareButton id=ids::INVOICE_SHARE text=bolt11.clone() />
                            <LinkButton id="invoice-again" label=texts.again on_press=on_again />
                        }
                        .into_any()
                    }
                }}
            </Actions>
        </Screen>
    }
}
