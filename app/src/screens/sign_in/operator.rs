//! Why a service cannot be used in this copy, and what its operator has to do.

use leptos::prelude::*;
use lifeboat_messages::{ServiceKind, SignInWay};

use super::super::service_name;
use crate::{
    components::{CopyButton, Panel, Screen, Topic, session},
    ids,
    text::args,
};

/// A service that is not set up here. Nothing is wrong with the wallet, and the way back is one tap.
#[component]
pub fn Operator(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The service that the user signs in to.
    kind: ServiceKind,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.sign_in;
    let service = service_name(kind, texts);
    let redirect = format!("{}/oauth/callback", window().location().origin().unwrap_or_default());
    let shown = RwSignal::new(redirect.clone());
    let row = kind.row();
    let steps = match row.sign_in {
        SignInWay::OAuth { console } => {
            let key = format!("services.{}", row.name);
            t.operator_steps(args::SignInOperatorSteps { console, key: &key })
        }
        SignInWay::CloudKit => t.operator_icloud.to_owned(),
        SignInWay::OwnServer | SignInWay::Form(_) => t.operator_server.to_owned(),
    };
    let with_redirect = kind.signs_in_elsewhere();
    view! {
        <Screen
            name=name
            disc=Topic::Backup
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
