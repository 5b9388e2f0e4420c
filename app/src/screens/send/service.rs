//! H3: a service that is asked for an invoice, or that pays one of ours. Its host is shown before anything is
//! asked of it that has to do with money.

use leptos::prelude::*;
use lifeboat_messages::{PayOffer, Problem, WithdrawOffer};

use crate::{
    components::{Actions, AmountField, Fact, Field, Primary, ProblemNote, Screen, session},
    ids,
    text::args,
};

/// What a service offers.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceOffer {
    /// The service is to be paid.
    Pay(PayOffer),
    /// The service pays us.
    Withdraw(WithdrawOffer),
}

impl ServiceOffer {
    fn host(&self) -> &str {
        match self {
            ServiceOffer::Pay(offer) => &offer.host,
            ServiceOffer::Withdraw(offer) => &offer.host,
        }
    }

    fn name(&self) -> &str {
        match self {
            ServiceOffer::Pay(offer) => offer.name(),
            ServiceOffer::Withdraw(offer) => &offer.host,
        }
    }

    fn description(&self) -> Option<String> {
        match self {
            ServiceOffer::Pay(offer) => offer.description.clone(),
            ServiceOffer::Withdraw(offer) => offer.description.clone(),
        }
    }

    fn range_msat(&self) -> (u64, u64) {
        match self {
            ServiceOffer::Pay(offer) => (offer.least_msat, offer.most_msat),
            ServiceOffer::Withdraw(offer) => (offer.least_msat, offer.most_msat),
        }
    }
}

/// How much, within what it says, and a comment where it takes one.
#[component]
pub fn ServiceForm(
    /// What the service offers.
    offered: ServiceOffer,
    /// Whether the service is being asked.
    #[prop(into)]
    busy: Signal<bool>,
    /// The outcome of that.
    problem: RwSignal<Option<Problem>>,
    /// How much, msat, and the comment.
    on_ask: Callback<(u64, String)>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let (least, most) = offered.range_msat();
    let name = offered.name().to_owned();
    let (screen, heading, sentence, label) = match &offered {
        ServiceOffer::Pay(_) => (
            "send-service",
            texts.service_heading(&name),
            texts.service_sentence,
            session.texts().common.cont,
        ),
        ServiceOffer::Withdraw(_) => {
            ("send-withdraw", texts.withdraw_heading(&name), texts.withdraw_sentence, texts.withdraw_ask)
        }
    };
    let longest = match &offered {
        ServiceOffer::Pay(offer) => offer.longest_comment,
        ServiceOffer::Withdraw(_) => None,
    };
    // The payer chooses; the payee takes all there is, or less.
    let first = match &offered {
        ServiceOffer::Pay(_) if least < most => None,
        ServiceOffer::Pay(_) | ServiceOffer::Withdraw(_) => Some(most),
    };
    let typed = RwSignal::new(first.map(|msat| session.typed_amount(msat)).unwrap_or_default());
    let comment = RwSignal::new(String::new());
    let chosen = move || {
        // An amount that leaves no choice is not typed, and may have parts of a sat.
        let typed = if least < most { session.parse_amount(&typed.get()) } else { Some(most) };
        typed.filter(|msat| (least..=most).contains(msat))
    };
    let range = move || {
        let (least, most) = (session.amount(least), session.amount(most));
        texts.range(args::SendRange { least: &least, most: &most })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(msat) = untrack(chosen).filter(|_| !busy.get_untracked()) {
            on_ask.run((msat, comment.get_untracked().trim().to_owned()));
        }
    };
    view! {
        <Screen name=screen money=true heading=heading sentence=sentence back=back>
            <form class="form" on:submit=submit novalidate>
                <dl class="facts">
                    <Fact id=ids::SEND_SERVICE name=texts.service value=offered.host().to_owned() />
                    {offered.description().map(|text| view! { <Fact name=texts.note value=text /> })}
                    {(least == most)
                        .then(|| {
                            let value = move || session.amount(most);
                            view! { <Fact name=session.texts().activity.amount value=value /> }
                        })}
                </dl>
                {(least < most)
                    .then(|| {
                        view! {
                            <AmountField id=ids::SEND_AMOUNT value=typed focus=true />
                            <p class="hint">{range}</p>
                        }
                    })}
                {longest
                    .map(|most| {
                        view! {
                            <Field
                                id=ids::SEND_COMMENT
                                label=texts.comment
                                value=comment
                                hint=texts.comment_hint
                                most=u32::from(most)
                            />
                        }
                    })}
                <ProblemNote id=ids::SEND_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::SEND_AMOUNT_CONTINUE
                        submit=true
                        busy=busy
                        disabled=Signal::derive(move || chosen().is_none())
                        label=move || if busy.get() { texts.asking } else { label }
                    />
                </Actions>
            </form>
        </Screen>
    }
}
