//! The services that one signs in to here, with a password or keys.

use leptos::{prelude::*, text_prop::TextProp};
use lifeboat_messages::{DriveChoice, Problem, ServiceKind};

use crate::{
    components::{Actions, CopyButton, Disc, Field, Panel, Primary, ProblemNote, Screen, session},
    ids,
    text::Texts,
};

/// What stands in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    Url,
    User,
    Password,
    Token,
    Region,
    Bucket,
    Prefix,
    AccessKey,
}

impl Input {
    const ALL: [Input; 8] = [
        Input::Url,
        Input::User,
        Input::Password,
        Input::Token,
        Input::Region,
        Input::Bucket,
        Input::Prefix,
        Input::AccessKey,
    ];

    fn is_optional(self) -> bool {
        matches!(self, Input::Token | Input::Prefix)
    }

    /// What is said when it is empty.
    fn missing(self, texts: &Texts) -> &'static str {
        match self {
            Input::Url => texts.sign_in.missing_url,
            Input::User => texts.sign_in.missing_user,
            Input::Password => texts.sign_in.missing_password,
            _ => texts.sign_in.missing_field,
        }
    }
}

/// The fields of a service, in their order.
fn fields(kind: ServiceKind) -> &'static [Input] {
    use Input::*;
    match kind {
        ServiceKind::WebDav | ServiceKind::NextCloud => &[Url, User, Password],
        ServiceKind::Vss => &[Url, User, Password, Token],
        ServiceKind::S3 => &[Url, Region, Bucket, AccessKey, Password, Prefix],
        _ => &[Password],
    }
}

/// What is typed. Passwords are never put back.
#[derive(Clone, Copy)]
struct Typed([RwSignal<String>; 8]);

impl Typed {
    fn new(before: Option<DriveChoice>) -> Typed {
        let typed = Typed(Input::ALL.map(|_| RwSignal::new(String::new())));
        let set = |input, text| typed.of(input).set(text);
        match before {
            Some(DriveChoice::WebDav { url, user, .. } | DriveChoice::NextCloud { url, user, .. }) => {
                set(Input::Url, url);
                set(Input::User, user);
            }
            Some(DriveChoice::Vss { url, user, .. }) => {
                set(Input::Url, url);
                set(Input::User, user);
            }
            Some(DriveChoice::S3 { endpoint, region, bucket, prefix, access_key, .. }) => {
                set(Input::Url, endpoint);
                set(Input::Region, region);
                set(Input::Bucket, bucket);
                set(Input::Prefix, prefix);
                set(Input::AccessKey, access_key);
            }
            _ => {}
        }
        typed
    }

    fn of(self, input: Input) -> RwSignal<String> {
        let [url, user, password, token, region, bucket, prefix, access_key] = self.0;
        match input {
            Input::Url => url,
            Input::User => user,
            Input::Password => password,
            Input::Token => token,
            Input::Region => region,
            Input::Bucket => bucket,
            Input::Prefix => prefix,
            Input::AccessKey => access_key,
        }
    }

    fn read(self, input: Input) -> String {
        let text = self.of(input).get_untracked();
        // A password may begin or end with a space.
        if input == Input::Password { text } else { text.trim().to_owned() }
    }

    fn choice(self, kind: ServiceKind) -> DriveChoice {
        let read = |input| self.read(input);
        match kind {
            ServiceKind::WebDav => DriveChoice::WebDav {
                url: read(Input::Url),
                user: read(Input::User),
                password: read(Input::Password),
            },
            ServiceKind::NextCloud => DriveChoice::NextCloud {
                url: read(Input::Url),
                user: read(Input::User),
                password: read(Input::Password),
            },
            ServiceKind::Vss => DriveChoice::Vss {
                url: read(Input::Url),
                user: read(Input::User),
                password: read(Input::Password),
                token: Some(read(Input::Token)).filter(|token| !token.is_empty()),
            },
            ServiceKind::S3 => DriveChoice::S3 {
                endpoint: read(Input::Url),
                region: read(Input::Region),
                bucket: read(Input::Bucket),
                prefix: read(Input::Prefix),
                access_key: read(Input::AccessKey),
                secret_key: read(Input::Password),
            },
            _ => DriveChoice::ThisServer { password: read(Input::Password) },
        }
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
    let typed = Typed::new(before);
    let missing = RwSignal::new(None::<Input>);
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
            fields(kind).iter().copied().find(|input| !input.is_optional() && typed.read(*input).is_empty());
        missing.set(lacks);
        problem.set(None);
        if lacks.is_none() {
            on_submit.run(typed.choice(kind));
        }
    };
    view! {
        <Screen name=name disc=Disc::Backup heading=heading sentence=sentence back=back>
            <form class="form" on:submit=submit novalidate>
                {fields(kind)
                    .iter()
                    .enumerate()
                    .map(|(n, input)| field(kind, *input, typed.of(*input), n == 0, texts))
                    .collect_view()}
                {(kind == ServiceKind::NextCloud).then(|| view! { <AppPassword url=typed.of(Input::Url) /> })}
                {move || {
                    missing
                        .get()
                        .map(|missing| {
                            view! {
                                <p id=ids::DRIVE_PROBLEM class="notice notice-error" role="alert" data-problem="missing">
                                    {missing.missing(texts)}
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
    let t = &texts.sign_in;
    match kind {
        ServiceKind::WebDav => (t.webdav_heading, t.webdav_sentence),
        ServiceKind::NextCloud => (t.next_cloud_heading, t.next_cloud_sentence),
        ServiceKind::Vss => (t.vss_heading, t.vss_sentence),
        ServiceKind::S3 => (t.s3_heading, t.s3_sentence),
        _ => (t.server_heading, t.server_sentence),
    }
}

fn field(
    kind: ServiceKind,
    input: Input,
    value: RwSignal<String>,
    focus: bool,
    texts: &'static Texts,
) -> AnyView {
    let t = &texts.sign_in;
    let (id, label, hint) = match (input, kind) {
        (Input::Url, ServiceKind::NextCloud) => (ids::DRIVE_URL, t.url, Some(t.next_cloud_url_hint)),
        (Input::Url, ServiceKind::Vss) => (ids::DRIVE_URL, t.url, Some(t.vss_url_hint)),
        (Input::Url, ServiceKind::S3) => (ids::DRIVE_URL, t.s3_endpoint, Some(t.s3_endpoint_hint)),
        (Input::Url, _) => (ids::DRIVE_URL, t.url, Some(t.url_hint)),
        (Input::User, ServiceKind::Vss) => (ids::DRIVE_USER, t.vss_user, Some(t.vss_user_hint)),
        (Input::User, _) => (ids::DRIVE_USER, t.user, None),
        (Input::Password, ServiceKind::NextCloud) => {
            (ids::DRIVE_PASSWORD, t.next_cloud_password, Some(t.next_cloud_how))
        }
        (Input::Password, ServiceKind::Vss) => (ids::DRIVE_PASSWORD, t.password, Some(t.vss_password_hint)),
        (Input::Password, ServiceKind::S3) => (ids::DRIVE_PASSWORD, t.s3_secret_key, Some(t.kept)),
        (Input::Password, ServiceKind::ThisServer) => (ids::DRIVE_PASSWORD, t.password, Some(t.kept)),
        (Input::Password, _) => (ids::DRIVE_PASSWORD, t.password, Some(t.app_password_hint)),
        (Input::Token, _) => (ids::DRIVE_TOKEN, t.vss_token, Some(t.vss_token_hint)),
        (Input::Region, _) => (ids::DRIVE_REGION, t.s3_region, Some(t.s3_region_hint)),
        (Input::Bucket, _) => (ids::DRIVE_BUCKET, t.s3_bucket, None),
        (Input::Prefix, _) => (ids::DRIVE_PREFIX, t.s3_prefix, Some(t.s3_prefix_hint)),
        (Input::AccessKey, _) => (ids::DRIVE_ACCESS_KEY, t.s3_access_key, None),
    };
    let (kind, autocomplete, inputmode) = match input {
        Input::Url => ("url", "off", "url"),
        Input::User => ("text", "username", "text"),
        Input::Password => ("password", "current-password", "text"),
        Input::Token => ("password", "off", "text"),
        _ => ("text", "off", "text"),
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
    let text = session.texts().sign_in.next_cloud_link;
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
    let (title, says, snippet) = match kind {
        ServiceKind::NextCloud => {
            let command = format!("php occ config:system:set webapppassword.origins 0 --value '{origin}'");
            let text = format!("{origin}\n\n{command}");
            (texts.sign_in.next_cloud_cors_title, texts.sign_in.next_cloud_cors, text)
        }
        _ => (texts.sign_in.cors_title, texts.sign_in.cors, headers(kind, &origin)),
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
        _ => (
            "GET, PUT, DELETE, MKCOL, MOVE, PROPFIND",
            "Authorization, Content-Type, Depth, If-Match, If-None-Match, Destination, Overwrite",
        ),
    };
    format!(
        "Access-Control-Allow-Origin: {origin}\nAccess-Control-Allow-Methods: {methods}\nAccess-Control-Allow-Headers: {names}"
    )
}
