//! At the top of each page: the backup fails, and the way out.

use leptos::prelude::*;

use super::{home::announce_changes, service_name};
use crate::{
    alarm::Alarm,
    components::{LinkButton, session},
    ids,
    state::{badge, effect},
};

/// The banner, the badge on the installed app, and what screen readers hear.
#[component]
pub fn AlarmBanner() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    announce_changes(session);
    let phase = session.phase();
    let failing = session.slice(Alarm::of);
    let alarm = Memo::new(move |_| {
        let (alarm, since_ms) = failing.get().flatten()?;
        since_ms.is_none_or(|since| Alarm::lasts(since, session.now.get())).then_some(alarm)
    });
    effect(move || {
        let needs_user = alarm.with(Option::is_some);
        if phase.with(Alarm::is_known_in) {
            badge::set(needs_user);
        }
    });
    move || {
        let alarm = alarm.get()?;
        if !alarm.is_said_at(&session.route.get(), &phase.get()) {
            return None;
        }
        let (text, label) = match &alarm {
            Alarm::SignIn(kind) => {
                (texts.home.signed_out(service_name(*kind, texts)), texts.trouble.reconnect)
            }
            Alarm::Backup(problem) => {
                (texts.backup.alarm(session.explain(problem).title), texts.home.details)
            }
            Alarm::Second(problem) => {
                (texts.backup.alarm_second(session.explain(problem).title), texts.home.details)
            }
        };
        let go = Callback::new(move |()| session.go(alarm.leads_to()));
        Some(view! {
            <aside id=ids::ALARM class="alarm banner banner-warning" aria-label=texts.settings.backup>
                <span>{text}</span>
                <LinkButton id=ids::ALARM_GO label=label on_press=go />
            </aside>
        })
    }
}
