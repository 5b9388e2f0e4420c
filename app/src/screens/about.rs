//! About.

use leptos::prelude::*;
use lifeboat_messages::Network;

use crate::{
    components::{Fact, Panel, Screen, session},
    route::Route,
};

/// Version, network, credit.
#[component]
pub fn About() -> impl IntoView {
    let session = session();
    let texts = &session.texts().about;
    let network = session.slice(|view| view.network);
    view! {
        <Screen
            name="about"
            heading=texts.heading
            sentence=texts.sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            <dl class="facts">
                <Fact name=texts.version value=env!("CARGO_PKG_VERSION") />
                <Fact
                    name=texts.network
                    value=move || match network.get().flatten() {
                        Some(Network::Mainnet) => texts.mainnet,
                        Some(Network::Signet) => texts.signet,
                        Some(Network::Regtest) => texts.regtest,
                        None => texts.network_unknown,
                    }
                />
            </dl>
            <Panel title=texts.free>
                <p>{texts.amounts}</p>
            </Panel>
            <p class="hint">{texts.credit}</p>
        </Screen>
    }
}
