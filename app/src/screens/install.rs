//! Installing the page as an app: by a button where the browser has one to offer, else in words.

use leptos::prelude::*;
use lifeboat_messages::View;

use crate::{
    components::{Actions, Icon, LinkButton, Panel, Primary, Screen, Symbol, Topic, When, session},
    ids,
    platform::Platform,
    route::Route,
    state::installing,
};

/// What installing brings, and how it is done.
#[component]
pub fn Install() -> impl IntoView {
    let session = session();
    let t = &session.texts().install;
    let platform = installing::platform();
    let backed_up = session.slice(View::has_backup);
    let ways = move || -> Vec<(Option<Symbol>, &'static str)> {
        match platform {
            Platform::Ios => {
                vec![(Some(Symbol::Share), t.ios_share), (Some(Symbol::Add), t.ios_add), (None, t.ios_open)]
            }
            Platform::MacSafari => vec![(None, t.mac_dock)],
            Platform::AndroidFirefox => vec![(None, t.firefox_menu)],
            Platform::Other => vec![(None, t.other_menu)],
        }
    };
    view! {
        <Screen
            name="install"
            disc=Topic::Devices
            heading=t.heading
            sentence=t.sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            {move || {
                if session.installed.get() == Some(true) {
                    view! { <p id=ids::INSTALL_DONE>{t.done}</p> }.into_any()
                } else if session.installable.get() {
                    view! {
                        <Actions>
                            <Primary
                                id=ids::INSTALL
                                label=t.button
                                on_press=Callback::new(move |()| installing::ask(session))
                            />
                        </Actions>
                    }
                        .into_any()
                } else {
                    let step = |(symbol, text): (Option<Symbol>, &'static str)| {
                        view! { <li>{symbol.map(|symbol| view! { <Icon symbol=symbol /> })} {text}</li> }
                    };
                    view! { <ol id=ids::INSTALL_STEPS class="install-steps">{ways().into_iter().map(step).collect_view()}</ol> }
                        .into_any()
                }
            }}
            {platform
                .is_webkit()
                .then(|| {
                    view! {
                        <Panel title=t.apart_heading>
                            <p>{t.apart}</p>
                            <When when=move || backed_up.get() == Some(false)>
                                <LinkButton
                                    id=ids::INSTALL_BACK_UP
                                    label=session.texts().security.turn_on
                                    on_press=Callback::new(move |()| session.go(Route::Backup(String::new())))
                                />
                            </When>
                        </Panel>
                    }
                })}
        </Screen>
    }
}
