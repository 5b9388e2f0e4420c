//! B4b: whether guards limit how often the PIN can be tried.

use leptos::prelude::*;
use lifeboat_messages::{Answer, GuardLimit, PinStrength, Request, Secret};

use crate::{
    components::{Actions, Panel, Primary, Screen, Topic, session},
    flow::protection::{Protection, dollars, odds},
    ids,
    state::{Session, intl},
    text::args,
};

/// What the PIN is worth with guards and without, who runs them, and what happens when they are gone.
#[component]
pub fn ProtectPin(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The PIN that was chosen.
    pin: Secret,
    /// The guards that it can have.
    offered: GuardLimit,
    /// Copies of the backup that the PIN before opens stay as they were.
    older: bool,
    /// Takes what was chosen.
    on_chosen: Callback<Protection>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.guards;
    let chosen = RwSignal::new(Protection::Guards);
    let strength = RwSignal::new(None::<PinStrength>);
    // Users choose only after they have read what each is worth.
    session.ask(Request::CheckPin { pin }, move |answer| match answer {
        Ok(Answer::Pin { strength: known, .. }) => {
            let _ = strength.try_set(known);
        }
        Ok(_) => {}
        Err(why) => session.say(session.explain(&why).title),
    });
    let limit = StoredValue::new(offered.clone());
    let with =
        move || strength.get().map(|known| limit.with_value(|limit| with_guards(limit, &known, session)));
    let alone = move || strength.get().map(|known| worth_alone(&known, session));
    let who = move || {
        let time = session.time(strength.get()?.one_card_seconds);
        Some(limit.with_value(|limit| who_can(limit, &time, session)))
    };
    let option =
        move |id: &'static str, value: Protection, title: &'static str, text: Signal<Option<String>>| {
            view! {
                <label class="option">
                    <input
                        id=id
                        type="radio"
                        name="protection"
                        prop:checked=move || chosen.get() == value
                        on:change=move |_| chosen.set(value)
                    />
                    <span>
                        <strong>{title}</strong>
                        <span class="hint">{move || text.get()}</span>
                    </span>
                </label>
            }
        };
    let needed = session.count(offered.needed);
    view! {
        <Screen name=name disc=Topic::Security heading=t.heading sentence=t.sentence back=back>
            <fieldset class="options" aria-labelledby=ids::HEADING>
                {option(ids::GUARDS_WITH, Protection::Guards, t.with, Signal::derive(with))}
                {option(ids::GUARDS_ALONE, Protection::Alone, t.alone, Signal::derive(alone))}
            </fieldset>
            <Panel title=t.who_title>
                <p>{who}</p>
                <ul class="bulleted">
                    {offered.hosts.into_iter().map(|host| view! { <li class="code">{host}</li> }).collect_view()}
                </ul>
                {offered.related.then(|| view! { <p>{t.related}</p> })}
            </Panel>
            <Panel title=t.gone_title>
                <p>{t.gone(needed)}</p>
            </Panel>
            {older.then(|| view! { <p class="hint">{t.older}</p> })}
            <Actions>
                <Primary
                    id=ids::GUARDS_CONTINUE
                    label=texts.common.cont
                    disabled=Signal::derive(move || strength.get().is_none())
                    on_press=Callback::new(move |()| on_chosen.run(chosen.get_untracked()))
                />
            </Actions>
        </Screen>
    }
}

fn with_guards(limit: &GuardLimit, strength: &PinStrength, session: Session) -> String {
    session.texts().guards.with_worth(args::GuardsWithWorth {
        guesses: session.count(limit.guesses),
        digits: session.count(strength.digits),
        odds: session.count(odds(limit, strength.digits)),
    })
}

/// What a PIN is worth that no guard limits.
pub fn worth_alone(strength: &PinStrength, session: Session) -> String {
    let t = &session.texts().guards;
    let (digits, time, cost) =
        (session.count(strength.digits), &session.time(strength.one_card_seconds), dollars(strength));
    let shown = &intl::dollars(cost.max(1.0), session.language());
    if cost < 1.0 {
        t.alone_worth_little(args::GuardsAloneWorthLittle { digits, time, cost: shown })
    } else {
        t.alone_worth(args::GuardsAloneWorth { digits, time, cost: shown })
    }
}

/// What the guards themselves could do.
fn who_can(limit: &GuardLimit, time: &str, session: Session) -> String {
    let needed = session.count(limit.needed);
    session.texts().guards.who(args::GuardsWho { needed, time })
}
