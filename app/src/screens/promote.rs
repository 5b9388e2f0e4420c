//! Makes the second copy the backup when the backup's service is gone for good: an explicit decision of the user,
//! made after seeing how up to date that copy is.

use leptos::prelude::*;
use lifeboat_messages::{Answer, Problem, Request, SecondSeen};

use super::service_name;
use crate::{
    components::{LinkButton, Panel, ProblemNote, Secondary, Sheet, live, session},
    ids,
    route::Route,
    text::args,
};

/// The screen shows nothing without a second copy.
#[component]
pub fn Promote() -> impl IntoView {
    let session = session();
    let t = &session.texts().second;
    let kind = session.slice(|view| view.second.as_ref().map(|second| second.kind));
    let busy = RwSignal::new(false);
    let seen = RwSignal::new(None::<SecondSeen>);
    let problem = RwSignal::new(None::<Problem>);
    let tell = move |why: Problem| {
        if why == Problem::SecondAhead {
            session.not_taken.set(Some(Problem::SecondAhead));
        }
        let _ = problem.try_set(Some(why));
    };
    let look = Callback::new(move |()| {
        busy.set(true);
        problem.set(None);
        session.ask(Request::LookAtSecond, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(Answer::SecondSeen(seen)) if seen.ahead() => tell(Problem::SecondAhead),
                Ok(Answer::SecondSeen(came)) => {
                    let _ = seen.try_set(Some(came));
                }
                Ok(_) => {}
                Err(why) => tell(why),
            }
        });
    });
    let close = Callback::new(move |()| seen.set(None));
    let go_on = Callback::new(move |()| {
        seen.set(None);
        busy.set(true);
        let service = kind.get_untracked().flatten().map_or("", |kind| service_name(kind, session.texts()));
        session.say(t.gone_working);
        session.ask_long(Request::PromoteSecond, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    session.say(t.gone_done(service));
                    session.replace(Route::Home);
                }
                Err(why) => tell(why),
            }
        });
    });
    live(move || {
        let kind = kind.get().flatten()?;
        let service = service_name(kind, session.texts());
        Some(view! {
            <Panel title=t.title>
                <p>{t.gone_sentence(service)}</p>
                <ProblemNote id=ids::PROMOTE_PROBLEM problem=problem />
                <LinkButton
                    id=ids::PROMOTE
                    label=move || if busy.get() { t.gone_working } else { t.gone }
                    disabled=busy
                    on_press=look
                />
            </Panel>
            {move || {
                seen.get()
                    .map(|seen| {
                        let position = session.count(seen.position);
                        let behind = seen.behind();
                        let far = match behind {
                            0 => t.gone_current(position),
                            _ => {
                                let behind = session.count(behind);
                                t.gone_behind(args::SecondGoneBehind { position, behind })
                            }
                        };
                        let written = t.gone_written(&session.date(seen.at_ms));
                        view! {
                            <Sheet id=ids::PROMOTE_SHEET labelled_by="promote-heading" on_close=close>
                                <h2 id="promote-heading" class="sheet-heading">
                                    {t.gone_heading}
                                </h2>
                                <p id=ids::PROMOTE_BEHIND class="sentence" data-behind=behind.to_string()>
                                    {far}
                                </p>
                                <p>{written}</p>
                                <p>{t.gone_warning}</p>
                                <div class="actions">
                                    <Secondary id=ids::PROMOTE_YES label=t.gone_yes on_press=go_on />
                                    <LinkButton
                                        id=ids::PROMOTE_CANCEL
                                        label=session.texts().common.cancel
                                        on_press=close
                                    />
                                </div>
                            </Sheet>
                        }
                    })
            }}
        })
    })
}
