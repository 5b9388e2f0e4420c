//! B5 and R2: which service.

use leptos::prelude::*;
use lifeboat_messages::{Offer, Problem, ServiceKind};

use super::service_name;
use crate::{
    components::{Disc, ProblemNote, Row, Screen, Symbol, session},
    ids,
    text::Texts,
};

/// All services. One that cannot be used here leads to the reason.
#[component]
pub fn ChooseService(
    /// For machines.
    name: &'static str,
    /// The question.
    heading: &'static str,
    /// One sentence about it.
    sentence: &'static str,
    /// Why the last sign-in led back here.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// The answer.
    on_choose: Callback<ServiceKind>,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    session.ask_services();
    let texts = session.texts();
    let rows = ServiceKind::ALL.map(|kind| {
        let hint = move || match session.offer(kind) {
            None | Some(Offer::Ready) => hint(kind, texts),
            Some(Offer::ReadyForLong) => texts.service.google_drive_broker_hint,
            Some(Offer::NeedsOperator) => texts.service.needs_operator,
        };
        let (id, symbol) = look(kind);
        view! {
            <Row
                id=id
                symbol=symbol
                title=service_name(kind, texts)
                hint=hint
                on_press=Callback::new(move |()| on_choose.run(kind))
            />
        }
    });
    view! {
        <Screen name=name disc=Disc::Backup heading=heading sentence=sentence back=back>
            <ProblemNote id=ids::SERVICE_PROBLEM problem=problem />
            <ul class="rows">{rows.into_iter().collect_view()}</ul>
        </Screen>
    }
}

fn hint(kind: ServiceKind, texts: &Texts) -> &'static str {
    let t = &texts.service;
    match kind {
        ServiceKind::GoogleDrive => t.google_drive_hint,
        ServiceKind::ICloud => t.icloud_hint,
        ServiceKind::Dropbox => t.dropbox_hint,
        ServiceKind::OneDrive => t.one_drive_hint,
        ServiceKind::NextCloud => t.next_cloud_hint,
        ServiceKind::WebDav => t.webdav_hint,
        ServiceKind::Vss => t.vss_hint,
        ServiceKind::S3 => t.s3_hint,
        ServiceKind::RemoteStorage => t.remote_storage_hint,
        ServiceKind::ThisServer => t.this_server_hint,
    }
}

fn look(kind: ServiceKind) -> (&'static str, Symbol) {
    match kind {
        ServiceKind::GoogleDrive => (ids::SERVICE_GOOGLE_DRIVE, Symbol::Cloud),
        ServiceKind::ICloud => (ids::SERVICE_ICLOUD, Symbol::Cloud),
        ServiceKind::Dropbox => (ids::SERVICE_DROPBOX, Symbol::Cloud),
        ServiceKind::OneDrive => (ids::SERVICE_ONE_DRIVE, Symbol::Cloud),
        ServiceKind::NextCloud => (ids::SERVICE_NEXT_CLOUD, Symbol::Server),
        ServiceKind::WebDav => (ids::SERVICE_WEBDAV, Symbol::Server),
        ServiceKind::Vss => (ids::SERVICE_VSS, Symbol::Lightning),
        ServiceKind::S3 => (ids::SERVICE_S3, Symbol::Server),
        ServiceKind::RemoteStorage => (ids::SERVICE_REMOTE_STORAGE, Symbol::Server),
        ServiceKind::ThisServer => (ids::SERVICE_THIS_SERVER, Symbol::Server),
    }
}
