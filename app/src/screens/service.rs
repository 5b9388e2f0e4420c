//! B5 and R2: which service.

use leptos::prelude::*;
use lifeboat_messages::{Offer, Problem, ServiceKind};

use super::looks::look;
use crate::{
    components::{Icon, ProblemNote, Row, Screen, Symbol, Topic, session},
    groups::ServiceGroups,
    ids,
};

/// All services, those that one runs oneself behind one row. One that cannot be used here leads to the reason.
#[component]
pub fn ChooseService(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The question above the list.
    heading: &'static str,
    /// One sentence about it.
    sentence: &'static str,
    /// Why the last sign-in led back here.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// Takes the service that was chosen.
    on_choose: Callback<ServiceKind>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    session.ask_services();
    let texts = session.texts();
    let row = move |kind: ServiceKind| {
        let look = look(kind, texts);
        let hint = move || match session.offer(kind) {
            None | Some(Offer::Ready) => look.hint,
            Some(Offer::ReadyForLong) => texts.service.google_drive_broker_hint,
            Some(Offer::NeedsOperator) => texts.service.needs_operator,
        };
        view! {
            <Row
                id=kind.row().element
                symbol=look.symbol
                title=look.name
                hint=hint
                on_press=Callback::new(move |()| on_choose.run(kind))
            />
        }
    };
    let rows = move |kinds: &[ServiceKind]| kinds.iter().map(|kind| row(*kind)).collect_view();
    let groups = Memo::new(move |_| ServiceGroups::of(|kind| session.offer(kind)));
    // What the user has opened stays open when the order changes.
    let own_is_open = Memo::new(move |_| groups.with(|groups| groups.own_is_open));
    view! {
        <Screen name=name disc=Topic::Backup heading=heading sentence=sentence back=back>
            <ProblemNote id=ids::SERVICE_PROBLEM problem=problem />
            <ul class="rows">{move || groups.with(|groups| rows(&groups.first))}</ul>
            <details
                id=ids::SERVICE_OWN
                class="more-rows"
                prop:open=move || own_is_open.get()
            >
                <summary class="row">
                    <span class="row-icon"><Icon symbol=Symbol::Server /></span>
                    <span class="row-text">
                        <span class="row-title">{texts.service.own}</span>
                        <span class="row-hint">{texts.service.own_hint}</span>
                    </span>
                    <Icon symbol=Symbol::Forward />
                </summary>
                <ul class="rows">{move || groups.with(|groups| rows(&groups.own))}</ul>
            </details>
        </Screen>
    }
}
