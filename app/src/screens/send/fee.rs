//! H3: what a payment costs, what it may cost, and allowing more.

use leptos::prelude::*;
use lifeboat_messages::{Answer, Payable, Problem, Quote, Request};

use crate::{
    components::{LinkButton, live, session},
    ids,
    state::Session,
    text::args,
};

/// What was found out about the way, and what the user allows. Copies are the same.
#[derive(Clone, Copy)]
pub struct Fee {
    session: Session,
    invoice: StoredValue<String>,
    /// For an invoice that names no amount, msat.
    given_msat: Option<u64>,
    /// `None` while the way is being looked for.
    quote: RwSignal<Option<Result<Quote, Problem>>>,
    /// The limit that the user has raised by hand, msat.
    raised_msat: RwSignal<Option<u64>>,
}

impl Fee {
    /// Looks for a way.
    pub fn look(session: Session, payable: &Payable, amount_msat: u64) -> Fee {
        let given_msat = payable.amount_msat.is_none().then_some(amount_msat);
        let fee = Fee {
            session,
            invoice: StoredValue::new(payable.invoice.clone()),
            given_msat,
            quote: RwSignal::new(None),
            raised_msat: RwSignal::new(None),
        };
        fee.look_again();
        fee
    }

    fn look_again(self) {
        self.quote.set(None);
        let asked = Request::Quote { invoice: self.invoice.get_value(), amount_msat: self.given_msat };
        self.session.ask(asked, move |answer| {
            let quote = match answer {
                Ok(Answer::Quote(quote)) => Ok(quote),
                Ok(_) => return,
                Err(why) => Err(why),
            };
            let _ = self.quote.try_set(Some(quote));
        });
    }

    fn known(self) -> Option<Quote> {
        self.quote.get().and_then(Result::ok)
    }

    /// Why there is no way.
    pub fn why_not(self) -> Option<Problem> {
        self.quote.get().and_then(Result::err)
    }

    /// The limit, whether it is enough or not.
    fn limit_msat(self, quote: Quote) -> u64 {
        self.raised_msat.get().unwrap_or(quote.most_fee_msat)
    }

    /// What may be paid for the way at most, msat; `None` while that is not enough, or not known.
    pub fn allowed_msat(self) -> Option<u64> {
        let quote = self.known()?;
        let limit_msat = self.limit_msat(quote);
        (limit_msat >= quote.fee_msat).then_some(limit_msat)
    }

    /// What one tap more allows: twice as much, and enough for this way and a little more.
    fn next_msat(self, quote: Quote) -> u64 {
        let for_this = quote.fee_msat.saturating_add(quote.fee_msat / 4);
        self.limit_msat(quote).saturating_mul(2).max(for_this)
    }
}

/// Among the facts of the payment.
#[component]
pub fn FeeFact(
    /// What is known of the fee.
    fee: Fee,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let said = move || match fee.quote.get() {
        None => texts.fee_looking.to_owned(),
        Some(Err(_)) => texts.fee_unknown.to_owned(),
        Some(Ok(quote)) => {
            let (cost, most) = (session.amount(quote.fee_msat), session.amount(fee.limit_msat(quote)));
            if quote.fee_msat == 0 && fee.limit_msat(quote) == 0 {
                texts.fee_none.to_owned()
            } else if fee.allowed_msat().is_some() {
                texts.fee_quote(args::SendFeeQuote { fee: &cost, most: &most })
            } else {
                texts.fee_dear(args::SendFeeDear { fee: &cost, most: &most })
            }
        }
    };
    view! {
        <div class="fact">
            <dt>{session.texts().activity.fee_out}</dt>
            <dd
                id=ids::SEND_FEE
                aria-live="polite"
                data-msat=move || fee.known().map(|quote| quote.fee_msat.to_string())
                data-most-msat=move || fee.allowed_msat().map(|msat| msat.to_string())
            >
                {said}
            </dd>
        </div>
    }
}

/// The actions beside "Send": a user can allow a higher fee, and have a route looked for again where there was none.
#[component]
pub fn FeeActions(
    /// What is known of the fee.
    fee: Fee,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    live(move || match fee.quote.get() {
        // If no fee is asked for, none has to be allowed.
        Some(Ok(quote)) if quote.fee_msat > 0 || quote.most_fee_msat > 0 => {
            let label = move || texts.send.fee_raise(&session.amount(fee.next_msat(quote)));
            let raise = move |()| fee.raised_msat.set(Some(untrack(|| fee.next_msat(quote))));
            view! { <LinkButton id=ids::SEND_RAISE label=label on_press=Callback::new(raise) /> }.into_any()
        }
        Some(Err(_)) => view! {
            <LinkButton
                id=ids::SEND_LOOK_AGAIN
                label=texts.common.again
                on_press=Callback::new(move |()| fee.look_again())
            />
        }
        .into_any(),
        _ => ().into_any(),
    })
}
