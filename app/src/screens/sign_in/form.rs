//! The services that one signs in to here, with a password or keys.

use leptos::{prelude::*, text_prop::TextProp};
use lifeboat_messages::{DriveChoice, Fields, FormField, Problem, ServiceKind};

use super::super::looks::{SignInLook, look};
use crate::{
    components::{Actions, CopyButton, Disc, Field, Panel, Primary, ProblemNote, Screen, session},
    ids,
    text::Texts,
};

/// What is said when a field is empty.
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

/// What is typed. Passwords are never put back.
#[derive(Clone, Copy)]
struct TypedFields([RwSignal<String>; FormField::ALL.len()]);

impl TypedFields {
    fn new(before: Option<DriveChoice>) -> TypedFields {
        let before = match before {
            Some(DriveChoice::Form { fields, .. }) => fields.without_secrets(),
            Some(DriveChoice::SignedIn { .. }) | None => Fields::default(),
        };
        TypedFields(
            FormField::ALL.map(|field| RwSignal::new(before.get(field).unwrap_or_default().to_owned())),
        )
    }

    fn of(self, field: FormField) -> RwSignal<String> {
        let [url, user, password, token, region, bucket, prefix, access_key] = self.0;
        match field {
            FormField::Url => url,
            FormField::User => user,
            FormField::Password => password,
            FormField::Token => token,
            FormField::Region => region,
            FormField::Bucket => bucket,
            FormField::Prefix => prefix,
            FormField::AccessKey => access_key,
        }
    }

    fn read(self, field: FormField) -> String {
        let text = self.of(field).get_untracked();
        // A password may begin or end with a space.
        if field == FormField::Password { text } else { text.trim().to_owned() }
    }

    fn choice(self, service: ServiceKind) -> DriveChoice {
        let fields = service.fields().iter();
        let fields = fields.fold(Fields::default(), |all, field| all.with(*field, self.read(*field)));
        DriveChoice::Form { service, fields }
    }
}

/// The form.
#[component]
pub fn Form(
    /// For machines.
    name: &'static str,
    /// Which service.
    kind: ServiceKind,
    /// Instead of the service's own heading and sentence.
    says: Option<(&'static str, String)>,
    /// What the button does.
    button: &'static str,
    /// What it says meanwhile.
    working: &'static str,
    /// It is being tried.
    busy: Signal<bool>,
    /// What went wrong.
    problem: RwSignal<Option<Problem>>,
    /// What was typed before, if anything.
    before: Option<DriveChoice>,
    /// What was typed.
    on_submit: Callback<DriveChoice>,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let typed = TypedFields::new(before);
    let missing = RwSignal::new(None::<FormField>);
    let (heading, sentence): (_, TextProp) = match says {
        Some((heading, sentence)) => (heading, sentence.into()),
        None => {
            let (heading, sentence) = words(kind, texts);
            (heading, sentence.into())
        }
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
        <Screen name=name disc=Disc::Backup heading=heading sentence=sentence back=back>
            <form class="form" on:submit=submit novalidate>
                {kind
                    .fields()
                    .iter()
                    .enumerate()
                    .map(|(n, input)| field(kind, *input, typed.of(*input), n == 0, texts))
                    .collect_view()}
                {(kind == ServiceKind::Nextcloud).then(|| view! { <AppPassword url=typed.of(FormField::Url) /> })}
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
                    (kind != ServiceKind::ThisServer && blocked)
                        .then(|| view! { <Cors kind=kind /> })
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

fn words(kind: ServiceKind, texts: &Texts) -> (&'static str, &'static str) {
    match look(kind, texts).signing_in {
        SignInLook::Form { heading, sentence } => (heading, sentence),
        // It has no form.
        SignInLook::Elsewhere { asks, lasts, .. } => (asks, lasts),
    }
}

fn field(
    kind: ServiceKind,
    input: FormField,
    value: RwSignal<String>,
    focus: bool,
    texts: &'static Texts,
) -> AnyView {
    let t = &texts.sign_in;
    let (id, label, hint) = match (input, kind) {
        (FormField::Url, ServiceKind::Nextcloud) => (ids::DRIVE_URL, t.url, Some(t.nextcloud_url_hint)),
        (FormField::Url, ServiceKind::Vss) => (ids::DRIVE_URL, t.url, Some(t.vss_url_hint)),
        (FormField::Url, ServiceKind::S3) => (ids::DRIVE_URL, t.s3_endpoint, Some(t.s3_endpoint_hint)),
        (FormField::Url, _) => (ids::DRIVE_URL, t.url, Some(t.url_hint)),
        (FormField::User, ServiceKind::Vss) => (ids::DRIVE_USER, t.vss_user, Some(t.vss_user_hint)),
        (FormField::User, _) => (ids::DRIVE_USER, t.user, None),
        (FormField::Password, ServiceKind::Nextcloud) => {
            (ids::DRIVE_PASSWORD, t.nextcloud_password, Some(t.nextcloud_how))
        }
        (FormField::Password, ServiceKind::Vss) => {
            (ids::DRIVE_PASSWORD, t.password, Some(t.vss_password_hint))
        }
        (FormField::Password, ServiceKind::S3) => (ids::DRIVE_PASSWORD, t.s3_secret_key, Some(t.kept)),
        (FormField::Password, ServiceKind::ThisServer) => (ids::DRIVE_PASSWORD, t.password, Some(t.kept)),
        (FormField::Password, _) => (ids::DRIVE_PASSWORD, t.password, Some(t.app_password_hint)),
        (FormField::Token, _) => (ids::DRIVE_TOKEN, t.vss_token, Some(t.vss_token_hint)),
        (FormField::Region, _) => (ids::DRIVE_REGION, t.s3_region, Some(t.s3_region_hint)),
        (FormField::Bucket, _) => (ids::DRIVE_BUCKET, t.s3_bucket, None),
        (FormField::Prefix, _) => (ids::DRIVE_PREFIX, t.s3_prefix, Some(t.s3_prefix_hint)),
        (FormField::AccessKey, _) => (ids::DRIVE_ACCESS_KEY, t.s3_access_key, None),
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

/// The way to that server's own settings, as soon as there is an address.
#[component]
fn AppPassword(
    /// What is typed as the address.
    url: RwSignal<String>,
) -> impl IntoView {
    let session = session();
    let text = session.texts().sign_in.nextcloud_link;
    // Only what is an address of the web: nothing typed becomes a script.
    let link = move || {
        let typed = url.get();
        let typed = typed.trim().trim_end_matches('/');
        let base = typed.split_once("/remote.php").map_or(typed, |(base, _)| base);
        let web = base.starts_with("https://") || base.starts_with("http://");
        (web && base.len() > 10).then(|| format!("{base}/index.php/settings/user/security"))
    };
    move || {
        link().map(|link| {
            view! {
                <p>
                    <a class="link" href=link target="_blank" rel="noopener noreferrer">{text}</a>
                </p>
            }
        })
    }
}

/// What the administrator has to allow, when the browser could not reach the server.
#[component]
fn Cors(
    /// Which service.
    kind: ServiceKind,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let origin = window().location().origin().unwrap_or_default();
    let (title, says, snippet) = if kind == ServiceKind::Nextcloud {
        let command = format!("php occ config:system:set webapppassword.origins 0 --value '{origin}'");
        let text = format!("{origin}\n\n{command}");
        (texts.sign_in.nextcloud_cors_title, texts.sign_in.nextcloud_cors, text)
    } else {
        (texts.sign_in.cors_title, texts.sign_in.cors, headers(kind, &origin))
    };
    let text = RwSignal::new(snippet.clone());
    view! {
        <Panel title=title>
            <p>{says}</p>
            <pre class="support-text" tabindex="0">{snippet}</pre>
            <CopyButton id="cors-copy" label=texts.common.copy text=text />
        </Panel>
    }
}

/// As a server has to send them.
fn headers(kind: ServiceKind, origin: &str) -> String {
    let (methods, names) = match kind {
        ServiceKind::Vss => ("POST", "Authorization, Content-Type"),
        ServiceKind::S3 => ("GET, PUT, DELETE", "Content-Type, If-None-Match"),
        ServiceKind::GoogleDrive
        | ServiceKind::ICloud
        | ServiceKind::Dropbox
        | ServiceKind::OneDrive
        | ServiceKind::Nextcloud
        | ServiceKind::WebDav
        | ServiceKind::RemoteStorage
        | ServiceKind::ThisServer => (
            "GET, PUT, DELETE, MKCOL, MOVE, PROPFIND",
            "Authorization, Content-Type, Depth, If-Match, If-None-Match, Destination, Overwrite",
        ),
    };
    format!(
        "Access-Control-Allow-Origin: {origin}\nAccess-Control-Allow-Methods: {methods}\nAccess-Control-Allow-Headers: {names}"
    )
}
