//! The services that one signs in to here, with a password or keys.

mod app_password;
mod cors;
mod fields;

use app_password::AppPassword;
use cors::CorsHelp;
use fields::TypedFields;

use leptos::{prelude::*, text_prop::TextProp};
use lifeboat_messages::{DriveChoice, FormField, Problem, ServiceKind};

use super::super::looks::{Cors, FieldLook, FormLook};
use crate::{
    components::{Actions, Field, Primary, ProblemNote, Screen, Topic, session},
    ids,
    text::Texts,
};

/// The message about an empty field.
fn missing_text(field: FormField, texts: &Texts) -> &'static str {
    match field {
        FormField::Url => texts.sign_in.missing_url,
        FormField::User => texts.sign_in.missing_user,
        FormField::Password => texts.sign_in.missing_password,
        FormField::Token
        | FormField::Region
        | FormField::Bucket
        | FormField::Prefix
        | FormField::AccessKey => texts.sign_in.missing_field,
    }
}

/// The form of a service.
#[component]
pub fn Form(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The service that the user signs in to.
    kind: ServiceKind,
    /// How its form looks.
    look: FormLook,
    /// Instead of the service's own heading and sentence.
    says: Option<(&'static str, String)>,
    /// What the button does.
    button: &'static str,
    /// What it says meanwhile.
    working: &'static str,
    /// Whether the sign-in is being tried.
    busy: Signal<bool>,
    /// What went wrong.
    problem: RwSignal<Option<Problem>>,
    /// What was typed before, if anything.
    before: Option<DriveChoice>,
    /// Takes what was typed into the form.
    on_submit: Callback<DriveChoice>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let typed = TypedFields::new(before);
    let missing = RwSignal::new(None::<FormField>);
    let (heading, sentence): (_, TextProp) = match says {
        Some((heading, sentence)) => (heading, sentence.into()),
        None => (look.heading, look.sentence.into()),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let lacks =
            kind.fields().iter().copied().find(|field| !field.is_optional() && typed.read(*field).is_empty());
        missing.set(lacks);
        problem.set(None);
        if lacks.is_none() {
            on_submit.run(typed.choice(kind));
        }
    };
    view! {
        <Screen name=name disc=Topic::Backup heading=heading sentence=sentence back=back>
            <form class="form" on:submit=submit novalidate>
                {kind
                    .fields()
                    .iter()
                    .enumerate()
                    .map(|(n, input)| field(look.field(*input, texts), *input, typed.of(*input), n == 0))
                    .collect_view()}
                {matches!(look.cors, Cors::Nextcloud)
                    .then(|| view! { <AppPassword url=typed.of(FormField::Url) /> })}
                {move || {
                    missing
                        .get()
                        .map(|missing| {
                            view! {
                                <p id=ids::DRIVE_PROBLEM class="notice notice-error" role="alert" data-problem="missing">
                                    {missing_text(missing, texts)}
                                </p>
                            }
                        })
                }}
                <ProblemNote id=ids::DRIVE_PROBLEM problem=problem />
                {move || {
                    let blocked = matches!(problem.get(), Some(Problem::Unreachable | Problem::CorsBlocked));
                    (blocked && !matches!(look.cors, Cors::SameOrigin)).then(|| view! { <CorsHelp cors=look.cors /> })
                }}
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

fn field((label, hint): FieldLook, input: FormField, value: RwSignal<String>, focus: bool) -> AnyView {
    let id = match input {
        FormField::Url => ids::DRIVE_URL,
        FormField::User => ids::DRIVE_USER,
        FormField::Password => ids::DRIVE_PASSWORD,
        FormField::Token => ids::DRIVE_TOKEN,
        FormField::Region => ids::DRIVE_REGION,
        FormField::Bucket => ids::DRIVE_BUCKET,
        FormField::Prefix => ids::DRIVE_PREFIX,
        FormField::AccessKey => ids::DRIVE_ACCESS_KEY,
    };
    let (kind, autocomplete, inputmode) = match input {
        FormField::Url => ("url", "off", "url"),
        FormField::User => ("text", "username", "text"),
        FormField::Password => ("password", "current-password", "text"),
        FormField::Token => ("password", "off", "text"),
        FormField::Region | FormField::Bucket | FormField::Prefix | FormField::AccessKey => {
            ("text", "off", "text")
        }
    };
    match hint {
        Some(hint) => view! {
            <Field
                id=id
                label=label
                value=value
                hint=hint
                kind=kind
                autocomplete=autocomplete
                inputmode=inputmode
                focus=focus
            />
        }
        .into_any(),
        None => view! {
            <Field
                id=id
                label=label
                value=value
                kind=kind
                autocomplete=autocomplete
                inputmode=inputmode
                focus=focus
            />
        }
        .into_any(),
    }
}
