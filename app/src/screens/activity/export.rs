//! The list as a file for other programs. The worker makes it; a link saves it.

use leptos::prelude::*;
use lifeboat_messages::{Answer, ExportFormat, Problem, Request};

use crate::{
    components::{LinkButton, Panel, ProblemNote, session},
    ids,
};

/// The two kinds of file, and the one that was made last.
#[component]
pub fn Export() -> impl IntoView {
    let session = session();
    let t = &session.texts().activity;
    let made = RwSignal::new(None::<(String, String, usize)>);
    let problem = RwSignal::new(None::<Problem>);
    let make = move |format| {
        Callback::new(move |()| {
            session.ask(Request::Export { format }, move |answer| {
                let (file, why) = match answer {
                    Ok(Answer::File { name, address, entries }) => (Some((name, address, entries)), None),
                    Ok(_) => (None, None),
                    Err(why) => (None, Some(why)),
                };
                let _ = made.try_set(file);
                let _ = problem.try_set(why);
            });
        })
    };
    let file = move || {
        made.get().map(|(name, address, entries)| {
            view! {
                <p>
                    <a
                        id=ids::EXPORT_FILE
                        class="link"
                        href=address
                        download=name
                        data-entries=entries.to_string()
                    >
                        {name.clone()}
                    </a>
                </p>
                {(entries == 0).then(|| view! { <p class="hint">{t.export_empty}</p> })}
            }
        })
    };
    view! {
        <Panel title=t.export>
            <p class="hint">{t.export_note}</p>
            <LinkButton id=ids::EXPORT_TABLE label=t.export_table on_press=make(ExportFormat::Table) />
            <LinkButton id=ids::EXPORT_LABELS label=t.export_labels on_press=make(ExportFormat::Labels) />
            <div role="status">{file}</div>
            <ProblemNote id=ids::EXPORT_PROBLEM problem=problem />
        </Panel>
    }
}
