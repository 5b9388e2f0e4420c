//! The balance: a tap hides it, another switches the unit.

use leptos::prelude::*;
use lifeboat_messages::{Balance, Link, Phase, ReadOnly};

use crate::{
    checklist::{advises_reserve, missing_reserve_sat},
    components::{Icon, LinkButton, Symbol, When, session},
    ids,
    route::Route,
    state::{durable, intl},
    text::args,
};

/// The balance as a number.
#[component]
pub fn BalanceView() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let balance = session.slice(|view| view.balance);
    let total = move || {
        balance.get().map_or(0, |b| b.lightning_msat.saturating_add(b.onchain_sat.saturating_mul(1000)))
    };
    let closing = move || balance.get().map_or(0, |b| b.closing_sat.saturating_sub(b.unconfirmed_sat));
    let unconfirmed = move || balance.get().map_or(0, |b| b.unconfirmed_sat);
    let promised = move || balance.get().map_or(0, |b| b.promised_msat);
    let reserve = move || balance.get().map_or(0, |b| b.reserve_msat);
    let up = session.slice(|view| view.link == Link::Up);
    let onchain = move || balance.get().map_or(0, |b| b.onchain_sat);
    // Between the PIN and this device's copy of the wallet the number is not known, and zero would be a lie.
    // The same holds where no chain has answered since: a wallet of its words alone knows nothing of its money before.
    let unknown = session.slice(|view| {
        let unseen =
            view.height == 0 && matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } });
        (view.phase == Phase::Checking || unseen) && view.balance == Balance::default()
    });
    // The same holds while not all addresses of the words were looked at.
    let looking = session.slice(|view| view.looking);
    let looking = move || looking.get() == Some(true);
    let unknown = move || unknown.get() == Some(true) || looking() && total() == 0;
    // It is what this device kept, and no one could be asked yet what has happened since.
    let unconfirmed_state =
        session.slice(|view| matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } }));
    // Thousandths of a sat are left out here: they cannot be spent alone.
    let number = move || intl::number(total() / 1000 * 1000, session.unit.get(), session.language());
    let symbol = Signal::derive(move || if session.hidden.get() { Symbol::Hidden } else { Symbol::Visible });
    view! {
        <section class="balance" aria-label=texts.home.balance>
            <button
                id=ids::BALANCE
                class="balance-number"
                type="button"
                data-msat=move || if unknown() { String::new() } else { total().to_string() }
                aria-label=move || {
                    if unknown() {
                        let why = if looking() { texts.home.looking } else { texts.start.checking };
                        format!("{}: {why}", texts.home.balance)
                    } else if session.hidden.get() {
                        format!("{}: {}. {}", texts.home.balance, texts.home.hidden, texts.home.show)
                    } else {
                        format!("{}: {}. {}", texts.home.balance, session.amount(total() / 1000 * 1000), texts.home.hide)
                    }
                }
                on:click=move |_| session.switch_hidden()
            >
                {move || {
                    if unknown() {
                        "–".to_owned()
                    } else if session.hidden.get() {
                        "• • • •".to_owned()
                    } else {
                        number()
                    }
                }}
                <Icon symbol=symbol />
            </button>
            <button
                id=ids::BALANCE_UNIT
                class="unit"
                type="button"
                aria-label=move || {
                    let unit = session.unit.get();
                    texts.home.unit(args::HomeUnit { now: intl::unit_name(unit, texts), unit: intl::unit_name(unit.other(), texts) })
                }
                on:click=move |_| session.switch_unit()
            >
                {move || intl::unit_name(session.unit.get(), texts)}
            </button>
            {move || {
                let ran_ms = unconfirmed_state.get().filter(|waits| *waits).and_then(|_| durable::ran_ms())?;
                Some(view! { <p id=ids::HOME_AS_OF class="hint">{texts.home.as_of(&session.date(ran_ms))}</p> })
            }}
            <When when=looking>
                <p id=ids::HOME_LOOKING class="hint">{texts.home.looking}</p>
            </When>
            <When when=move || { reserve() > 0 && up.get() == Some(true) && !session.hidden.get() }>
                <p id=ids::HOME_SPENDABLE class="hint">
                    {move || {
                        let whole = |msat: u64| session.amount(msat / 1000 * 1000);
                        let sendable = balance.get().map_or(0, |b| b.sendable_msat);
                        texts.home.spendable(args::HomeSpendable { amount: &whole(sendable), reserve: &whole(reserve()) })
                    }}
                </p>
            </When>
            <When when=move || { promised() > 0 && !session.hidden.get() }>
                <p id=ids::HOME_PROMISED class="hint">
                    {move || texts.home.promised(&session.amount(promised() / 1000 * 1000))}
                </p>
            </When>
            <When when=move || { closing() > 0 && !session.hidden.get() }>
                <p class="hint">
                    {move || texts.home.closing(&session.amount(closing() * 1000))}
                </p>
            </When>
            <When when=move || { unconfirmed() > 0 && !session.hidden.get() }>
                <p class="hint">
                    {move || texts.home.unconfirmed(&session.amount(unconfirmed() * 1000))}
                </p>
            </When>
            <When when=move || { onchain() > 0 && !session.hidden.get() }>
                <p class="hint">
                    {move || texts.home.onchain(&session.amount(onchain() * 1000))}
                </p>
            </When>
            <When when=move || { !session.hidden.get() && balance.get().is_some_and(|it| advises_reserve(&it)) }>
                <p id=ids::HOME_RESERVE class="hint">
                    {move || {
                        let missing = balance.get().map_or(0, |it| missing_reserve_sat(&it));
                        texts.home.reserve(&session.amount(missing.saturating_mul(1000)))
                    }}
                    " "
                    <LinkButton
                        id="home-reserve-details"
                        label=texts.home.details
                        on_press=Callback::new(move |()| session.go(Route::Security))
                    />
                </p>
            </When>
        </section>
    }
}
