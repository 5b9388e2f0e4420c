//! What became of a folder of the backup that somebody has changed.

use leptos::prelude::*;
use lifeboat_messages::{FolderChange, Request};

use crate::{
    components::{LinkButton, focus_heading, live, session},
    ids,
    screens::service_name,
    text::args,
};

/// The news of a folder, shown until the user has read it.
#[component]
pub fn FolderNewsNote() -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    let news = session.slice(|view| view.folder_news.clone());
    live(move || {
        news.get().flatten().map(|news| {
            let service = service_name(news.kind, session.texts());
            let text = match &news.change {
                FolderChange::Rebuilt => texts.rebuilt(service),
                FolderChange::Renamed { name } => texts.renamed(args::HomeRenamed { service, name }),
            };
            let read = Callback::new(move |()| {
                // The note goes, and its button with it.
                focus_heading();
                session.ask(Request::NewsRead { news: news.clone() }, |_| {});
            });
            view! {
                <div id=ids::FOLDER_NEWS class="banner" role="status">
                    <span>{text}</span>
                    <LinkButton id=ids::FOLDER_NEWS_READ label=texts.news_read on_press=read />
                </div>
            }
        })
    })
}
