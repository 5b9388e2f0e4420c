//! At the top of each page: the backup fails, and the way out.

use leptos::prelude::*;
use lifeboat_messages::BackupStatus;

use super::service_name;
use crate::{
    alarm::{Alarm, BackupHealth},
    components::{LinkButton, live, session},
    ids,
    place::Place,
    state::{Session, badge, effect, effect_after},
};

/// The banner, the badge on the installed app, and what screen readers hear.
#[component]
pub fn AlarmBanner(
    /// What is shown below it.
    #[prop(into)]
    place: Signal<Place>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let phase = session.phase();
    let standing = session.slice(BackupHealth::of);
    let alarm = Memo::new(move |before: Option<&Option<Alarm>>| {
        standing.get()?.alarm(before.and_then(Option::as_ref), session.now.get())
    });
    announce(session, alarm);
    effect(move || {
        let needs_user = alarm.with(Option::is_some);
        if phase.with(Alarm::is_known_in) {
            badge::set(needs_user);
        }
    });
    live(move || {
        let alarm = alarm.get()?;
        if !place.with(|place| alarm.is_said_at(place, &phase.get())) {
            return None;
        }
        let label = match &alarm {
            Alarm::SignIn(_) => texts.trouble.reconnect,
            Alarm::Backup(_) | Alarm::Device(_) | Alarm::Second(_) => texts.home.details,
        };
        let text = said(session, &alarm);
        let go = Callback::new(move |()| session.go(alarm.leads_to()));
        Some(view! {
            <aside id=ids::ALARM class="alarm banner banner-warning" aria-label=texts.settings.backup>
                <span>{text}</span>
                <LinkButton id=ids::ALARM_GO label=label on_press=go />
            </aside>
        })
    })
}

fn said(session: Session, alarm: &Alarm) -> String {
    let texts = session.texts();
    match alarm {
        Alarm::SignIn(kind) => texts.home.signed_out(service_name(*kind, texts)),
        Alarm::Backup(problem) => texts.backup.alarm(session.explain(problem).title),
        Alarm::Device(problem) => texts.backup.alarm_device(session.explain(problem).title),
        Alarm::Second(problem) => texts.backup.alarm_second(session.explain(problem).title),
    }
}

/// Says the alarm once, wherever the user is, and that it is over; not every save, which would never be quiet.
fn announce(session: Session, alarm: Memo<Option<Alarm>>) {
    let backup = session.backup();
    effect_after(move |before: Option<Option<Alarm>>| {
        let now = alarm.get();
        let before = before.flatten();
        let is_saved = matches!(backup.get_untracked(), BackupStatus::Saved { .. });
        match &now {
            Some(alarm) if before.as_ref() != Some(alarm) => session.say(said(session, alarm)),
            None if is_saved && before.is_some_and(|before| before.is_of_backup()) => {
                session.say(session.texts().backup.announce_saved);
            }
            Some(_) | None => {}
        }
        now
    });
}
