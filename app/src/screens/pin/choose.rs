//! B3: choose a PIN.

use leptos::prelude::*;
use lifeboat_messages::{Answer, PinRefused, PinStrength, Problem, Request};

use crate::{
    components::{Actions, Icon, PinPad, Primary, ProblemNote, Screen, Symbol, Topic, session},
    flow::entry::{LEAST, MOST, PinEntry, USUAL},
    ids,
    state::Session,
    text::{Texts, args},
};

/// What the worker thinks of what is typed now.
#[derive(Clone, Debug, PartialEq)]
enum PinVerdict {
    /// There are not enough digits yet.
    None,
    /// The worker is asked.
    Asked,
    /// The PIN may be used, and is this good.
    Good(PinStrength),
    /// The PIN must not be used, and why.
    Refused(PinRefused),
}

/// Boxes, pad, what the PIN is worth, Continue.
#[component]
pub fn ChoosePin(
    /// The name of the screen, for tests.
    name: &'static str,
    /// Says whether this is the first PIN or another one.
    heading: &'static str,
    /// The PIN, once it is good and confirmed.
    on_chosen: Callback<PinEntry>,
    /// What "Back" does.
    back: Callback<()>,
    /// Why a PIN that was chosen before was not set.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let entry = RwSignal::new(PinEntry::default());
    let length = RwSignal::new(USUAL);
    let verdict = RwSignal::new(PinVerdict::None);
    let asked = StoredValue::new(0u32);

    let check = move || {
        asked.update_value(|count| *count += 1);
        let this = asked.get_value();
        if !entry.with_untracked(|e| e.complete(length.get_untracked())) {
            verdict.set(PinVerdict::None);
            return;
        }
        verdict.set(PinVerdict::Asked);
        let pin = entry.with_untracked(PinEntry::digits);
        session.ask(Request::CheckPin { pin }, move |answer| {
            // Something else was typed meanwhile, or the screen is gone.
            if asked.try_get_value() != Some(this) {
                return;
            }
            let new = match answer {
                Ok(Answer::Pin { refused: Some(why), .. }) => {
                    session.say(refusal(why, texts));
                    PinVerdict::Refused(why)
                }
                Ok(Answer::Pin { strength: Some(strength), .. }) => PinVerdict::Good(strength),
                _ => PinVerdict::None,
            };
            let _ = verdict.try_set(new);
        });
    };
    let choose = move || {
        if matches!(verdict.get_untracked(), PinVerdict::Good(_)) {
            on_chosen.run(entry.get_untracked());
        }
    };
    let change_length = move |event| {
        length.set(event_target_value(&event).parse().unwrap_or(USUAL).clamp(LEAST, MOST));
        entry.update(PinEntry::clear);
        check();
    };
    let sentence = move || texts.pin.choose_sentence(session.count(length.get()));
    view! {
        <Screen name=name disc=Topic::Security compact=true heading=heading sentence=sentence back=back>
            <PinPad
                entry=entry
                length=length
                wrong=Signal::derive(move || matches!(verdict.get(), PinVerdict::Refused(_)))
                on_change=Callback::new(move |()| check())
                on_enter=Callback::new(move |()| choose())
            />
            <ProblemNote id=ids::PIN_NOT_SET problem=problem />
            <div class="pin-verdict">
                {move || match verdict.get() {
                    PinVerdict::None => view! { <p class="hint">{texts.pin.footnote}</p> }.into_any(),
                    PinVerdict::Asked => view! { <p class="hint">{texts.pin.strength_checking}</p> }.into_any(),
                    PinVerdict::Good(strength) => {
                        view! {
                            <p id=ids::PIN_STRENGTH class="hint">
                                {worth(&strength, session)}
                            </p>
                        }
                            .into_any()
                    }
                    PinVerdict::Refused(why) => {
                        view! {
                            <p id=ids::PIN_PROBLEM class="notice notice-error" role="alert" data-problem=why.name()>
                                <Icon symbol=Symbol::Alert />
                                {refusal(why, texts)}
                            </p>
                        }
                            .into_any()
                    }
                }}
            </div>
            <Actions>
                <Primary
                    id=ids::PIN_CONTINUE
                    label=texts.common.cont
                    disabled=Signal::derive(move || !matches!(verdict.get(), PinVerdict::Good(_)))
                    on_press=Callback::new(move |()| choose())
                />
                <label class="inline-select" for=ids::PIN_LENGTH>
                    {texts.pin.length}
                    <select id=ids::PIN_LENGTH on:change=change_length>
                        {(LEAST..=MOST)
                            .map(|digits| {
                                view! {
                                    <option value=digits.to_string() selected=digits == USUAL>
                                        {digits.to_string()}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </label>
            </Actions>
        </Screen>
    }
}

/// Why a PIN must not be used, in words.
fn refusal(why: PinRefused, texts: &'static Texts) -> &'static str {
    match why {
        PinRefused::TooShort => texts.pin.refused_short,
        PinRefused::TooLong => texts.pin.refused_long,
        PinRefused::NotDigits => texts.pin.refused_digits,
        PinRefused::Repeats => texts.pin.refused_repeats,
        PinRefused::Run => texts.pin.refused_run,
        PinRefused::Year => texts.pin.refused_year,
        PinRefused::Date => texts.pin.refused_date,
        PinRefused::Common => texts.pin.refused_common,
    }
}

/// What the PIN is worth, honestly: under a day is called weak, from thirty years on good. One that takes the
/// place of a guarded PIN is guarded as well.
fn worth(strength: &PinStrength, session: Session) -> String {
    if let Some(limit) = session.peek(|view| view.guards.clone()).flatten() {
        return session.texts().security.pin_guarded(session.count(limit.guesses));
    }
    let t = &session.texts().pin;
    let (digits, time) = (session.count(strength.digits), &session.time(strength.one_card_seconds));
    match strength.one_card_seconds {
        s if s < 86_400.0 => t.strength_weak(args::PinStrengthWeak { digits, time }),
        s if s < 30.0 * 365.25 * 86_400.0 => t.strength_fair(args::PinStrengthFair { digits, time }),
        _ => t.strength_strong(args::PinStrengthStrong { digits, time }),
    }
}
