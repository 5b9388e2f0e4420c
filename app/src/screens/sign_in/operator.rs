//! Why a service cannot be used in this copy, and what its operator has to do.

use leptos::prelude::*;
use lifeboat_messages::ServiceKind;

use super::super::service_name;
use crate::{
    components::{CopyButton, Disc, Panel, Screen, session},
    ids,
    text::args,
};

/// Where an app is registered, and the key in `config.json`.
fn console(kind: ServiceKind) -> Option<(&'static str, &'static str)> {
    match kind {
        ServiceKind::GoogleDrive => Some(("console.cloud.google.com", "services.googleDrive")),
        ServiceKind::Dropbox => Some(("dropbox.com/developers/apps", "services.dropbox")),
        ServiceKind::OneDrive => Some(("entra.microsoft.com", "services.oneDrive")),
        ServiceKind::ICloud
        | ServiceKind::Nextcloud
        | ServiceKind::WebDav
        | ServiceKind::Vss
        | ServiceKind::S3
        | ServiceKind::RemoteStorage
        | ServiceKind::ThisServer => None,
    }
}

/// Nothing is wrong with the wallet, and the way back is one tap.
#[component]
pub fn Operator(
    /// For machines.
    name: &'static str,
    /// Which service.
    kind: ServiceKind,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.sign_in;
    let service = service_name(kind, texts);
    let redirect = format!("{}/oauth/callback", window().location().origin().unwrap_or_default());
    let shown = RwSignal::new(redirect.clone());
    let steps = match (console(kind), kind) {
        (Some((console, key)), _) => t.operator_steps(args::SignInOperatorSteps { console, key }),
        (None, ServiceKind::ICloud) => t.operator_icloud.to_owned(),
        (None, _) => t.operator_server.to_owned(),
    };
    let with_redirect = kind.signs_in_elsewhere();
    view! {
        <Screen
            name=name
            disc=Disc::Backup
            heading=t.operator_heading(service)
            sentence=t.operator_sentence(service)
            back=back
        >
            <Panel id=ids::OPERATOR title=t.operator_title>
                <p>{steps}</p>
                {with_redirect
                    .then(|| {
                        view! {
                            <h3>{t.operator_redirect}</h3>
                            <p class="code">{redirect}</p>
                            <CopyButton id="operator-copy" label=texts.common.copy text=shown />
                        }
                    })}
            </Panel>
        </Screen>
    }
}
