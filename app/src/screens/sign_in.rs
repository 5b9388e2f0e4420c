//! The sign-in form of a service: for B5, R2 and reconnecting.

use leptos::{prelude::*, text_prop::TextProp};
use lifeboat_messages::{DriveChoice, Problem, ServiceKind};

use crate::{
    components::{Actions, Disc, Field, Primary, ProblemNote, Screen, session},
    ids,
};

/// What is missing before the form can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    Url,
    User,
    Password,
}

/// Password, and for WebDAV address and user.
#[component]
pub fn SignIn(
    /// For machines.
    name: &'static str,
    /// Which service.
    kind: ServiceKind,
    /// Instead of the service's own heading and sentence.
    #[prop(optional)]
    says: Option<(&'static str, String)>,
    /// What the button does.
    button: &'static str,
    /// What it says meanwhile.
    working: &'static str,
    /// It is being tried.
    #[prop(into)]
    busy: Signal<bool>,
    /// What went wrong.
    problem: RwSignal<Option<Problem>>,
    /// What was typed before, if anything.
    #[prop(optional)]
    before: Option<DriveChoice>,
    /// What was typed.
    on_submit: Callback<DriveChoice>,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().sign_in;
    let (old_url, old_user) = match before {
        Some(DriveChoice::WebDav { url, user, .. }) => (url, user),
        _ => Default::default(),
    };
    let url = RwSignal::new(old_url);
    let user = RwSignal::new(old_user);
    let password = RwSignal::new(String::new());
    let missing = RwSignal::new(None::<Missing>);
    let (heading, sentence): (_, TextProp) = match (says, kind) {
        (Some((heading, sentence)), _) => (heading, sentence.into()),
        (None, ServiceKind::ThisServer) => (texts.server_heading, texts.server_sentence.into()),
        (None, ServiceKind::WebDav) => (texts.webdav_heading, texts.webdav_sentence.into()),
    };
    let webdav = kind == ServiceKind::WebDav;

    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let (url, user) = (url.get_untracked().trim().to_owned(), user.get_untracked().trim().to_owned());
        let password = password.get_untracked();
        let lacks = if webdav && url.is_empty() {
            Some(Missing::Url)
        } else if webdav && user.is_empty() {
            Some(Missing::User)
        } else if password.is_empty() {
            Some(Missing::Password)
        } else {
            None
        };
        missing.set(lacks);
        problem.set(None);
        if lacks.is_none() {
            on_submit.run(match kind {
                ServiceKind::ThisServer => DriveChoice::ThisServer { password },
                ServiceKind::WebDav => DriveChoice::WebDav { url, user, password },
            });
        }
    };
    view! {
        <Screen name=name disc=Disc::Backup heading=heading sentence=sentence back=back>
            <form class="form" on:submit=submit novalidate>
                {webdav
                    .then(|| {
                        view! {
                            <Field
                                id=ids::DRIVE_URL
                                label=texts.url
                                value=url
                                hint=texts.url_hint
                                kind="url"
                                inputmode="url"
                                focus=true
                            />
                            <Field id=ids::DRIVE_USER label=texts.user value=user autocomplete="username" />
                        }
                    })}
                <Field
                    id=ids::DRIVE_PASSWORD
                    label=texts.password
                    value=password
                    hint=if webdav { texts.app_password_hint } else { texts.kept }
                    kind="password"
                    autocomplete="current-password"
                    focus=!webdav
                />
                {move || {
                    missing
                        .get()
                        .map(|missing| {
                            let text = match missing {
                                Missing::Url => texts.missing_url,
                                Missing::User => texts.missing_user,
                                Missing::Password => texts.missing_password,
                            };
                            view! {
                                <p id=ids::DRIVE_PROBLEM class="notice notice-error" role="alert" data-problem="missing">
                                    {text}
                                </p>
                            }
                        })
                }}
                <ProblemNote id=ids::DRIVE_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::DRIVE_SUBMIT
                        submit=true
                        busy=busy
                        label=move || if busy.get() { working } else { button }
                    />
                </Actions>
            </form>
        </Screen>
    }
}
