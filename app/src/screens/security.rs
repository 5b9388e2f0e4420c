//! S2: what protects the money on this device, and what is missing.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, View};

use super::home::ended_sign_in;
use crate::{
    checklist::{Browser, COMFORT_SAT, Checklist, Mark, missing_reserve_sat},
    components::{Icon, LinkButton, Screen, Symbol, Topic, session},
    ids,
    route::Route,
    state::durable,
    text::args,
};

/// The list.
#[component]
pub fn Security() -> impl IntoView {
    let session = session();
    let t = &session.texts().security;
    durable::look(session);
    let facts = session.slice(|view| view.clone());
    let marks = Memo::new(move |_| {
        let browser = Browser { persisted: session.persisted.get(), installed: session.installed.get() };
        facts.with(|view| view.as_ref().map(|view| Checklist::of(view, browser)))
    });
    let pin = session.slice(|view| (view.pin.clone(), view.lockable, view.guards.clone()));
    let backed_up = session.slice(View::has_backup);
    let balance = session.slice(|view| view.balance);
    let ended = ended_sign_in(session);
    let limit = move || session.amount(COMFORT_SAT * 1000);
    let lines = move || {
        let marks = marks.get()?;
        let backed_up = backed_up.get() == Some(true);
        let turn_on = (marks.backup == Mark::Missing && !backed_up).then(|| {
            ("check-backup-do", t.turn_on, Callback::new(move |()| session.go(Route::Backup(String::new()))))
        });
        let fix = (marks.backup == Mark::Missing && backed_up).then(|| {
            let details = session.texts().home.details;
            ("check-backup-do", details, Callback::new(move |()| session.go(Route::Problem)))
        });
        let (strength, lockable, guards) = pin.get().unwrap_or_default();
        let pin_text = match (guards, strength) {
            (Some(limit), _) => t.pin_guarded(session.count(limit.guesses)),
            (None, Some(pin)) => {
                let (digits, time) = (session.count(pin.digits), &session.time(pin.one_card_seconds));
                match marks.pin {
                    Mark::Good => t.pin_good(args::SecurityPinGood { digits, time }),
                    Mark::Missing | Mark::Unknown => t.pin_weak(args::SecurityPinWeak { digits, time }),
                }
            }
            (None, None) if lockable => t.pin_unknown.to_owned(),
            (None, None) => t.pin_none.to_owned(),
        };
        let change = (marks.pin == Mark::Missing).then(|| {
            (
                "check-pin-do",
                if lockable { t.change_pin } else { t.set_pin },
                Callback::new(move |()| session.go(Route::ChangePin(String::new()))),
            )
        });
        let ask = (marks.storage != Mark::Good)
            .then(|| (ids::STORAGE_ASK, t.ask, Callback::new(move |()| durable::ask_to_keep(session))));
        let storage = match (marks.storage, backed_up) {
            (Mark::Good, _) => t.storage_kept,
            (_, true) => t.storage_lent,
            (_, false) => t.storage_lent_alone,
        };
        let backup = if backed_up { t.backup_on } else { t.backup_off };
        let backup = match (&fix, session.backup().get_untracked()) {
            (Some(_), _) if ended.get().is_some() => session.texts().sign_in.ended_title,
            (Some(_), BackupStatus::Paused { problem }) => session.explain(&problem).title,
            (_, BackupStatus::Waiting { problem, .. }) => session.explain(&problem).title,
            (Some(_), _) => session.texts().problems.fenced.title,
            _ => backup,
        };
        let installed = if marks.installed == Mark::Good { t.installed_yes } else { t.installed_no };
        let install = (marks.installed != Mark::Good).then(|| {
            let label = session.texts().install.heading;
            (ids::CHECK_INSTALL, label, Callback::new(move |()| session.go(Route::Install)))
        });
        let balance = balance.get().unwrap_or_default();
        let needed = session.amount(balance.closing_reserve_sat.saturating_mul(1000));
        let reserve = marks.reserve.map(|mark| match mark {
            Mark::Good => (mark, t.reserve_there(&needed), None),
            Mark::Missing | Mark::Unknown => {
                let missing = session.amount(missing_reserve_sat(&balance).saturating_mul(1000));
                let text =
                    t.reserve_missing(args::SecurityReserveMissing { needed: &needed, missing: &missing });
                let receive = Callback::new(move |()| session.go(Route::Receive(Route::ON_CHAIN.into())));
                (mark, text, Some(("check-reserve-do", t.receive, receive)))
            }
        });
        let amount = match marks.amount {
            Mark::Good => t.amount_fine(&limit()),
            Mark::Missing | Mark::Unknown => t.amount_high(&limit()),
        };
        let savings = (marks.amount == Mark::Missing).then(|| {
            let send = Callback::new(move |()| session.go(Route::Send(String::new())));
            ("check-amount-do", session.texts().home.send, send)
        });
        Some(view! {
            <ul class="checks">
                <Line id=ids::CHECK_BACKUP mark=marks.backup title=t.backup text=backup.to_owned() act=turn_on.or(fix) />
                <Line id=ids::CHECK_PIN mark=marks.pin title=t.pin text=pin_text act=change />
                <Line id=ids::CHECK_STORAGE mark=marks.storage title=t.storage text=storage.to_owned() act=ask />
                <Line
                    id=ids::CHECK_INSTALLED
                    mark=marks.installed
                    title=t.installed
                    text=installed.to_owned()
                    act=install
                />
                <Line
                    id=ids::CHECK_AMOUNT
                    mark=marks.amount
                    title=t.amount
                    text=amount
                    act=savings
                />
                {reserve
                    .map(|(mark, text, act)| {
                        view! { <Line id=ids::CHECK_RESERVE mark=mark title=t.reserve text=text act=act /> }
                    })}
            </ul>
        })
    };
    view! {
        <Screen
            name="security"
            disc=Topic::Security
            heading=t.heading
            sentence=t.sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            {lines}
        </Screen>
    }
}

/// One thing, whether it is as it should be, and what to do.
#[component]
fn Line(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// Whether it is done.
    mark: Mark,
    /// What the line is about.
    title: &'static str,
    /// The state of the line, in a sentence.
    text: String,
    /// The remedy: id, words, action.
    act: Option<(&'static str, &'static str, Callback<()>)>,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().security;
    // Never by colour alone: the symbol has a word.
    let (symbol, word) = match mark {
        Mark::Good => (Symbol::Check, t.good),
        Mark::Missing => (Symbol::Alert, t.missing),
        Mark::Unknown => (Symbol::Info, t.unknown),
    };
    view! {
        <li id=id class="check" data-state=mark.name()>
            <Icon symbol=symbol />
            <div class="check-text">
                <h2>{title} <span class="check-word">{word}</span></h2>
                <p>{text}</p>
                {act.map(|(id, label, press)| view! { <LinkButton id=id label=label on_press=press /> })}
            </div>
        </li>
    }
}
