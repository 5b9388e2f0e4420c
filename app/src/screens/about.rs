//! About: version, build, network, credit.

use leptos::prelude::*;
use lifeboat_messages::Network;

use crate::{
    components::{Fact, Panel, Screen, session},
    ids,
    route::Route,
    state::build_of_page,
};

/// Which source this is a build of, and the hash of each of its files.
const PUBLISHED: &str = "/.well-known/lifeboat.json";

/// One file that opens backups without Lifeboat, to be kept on a disk. A server shows it and lets it do nothing.
const RECOVERY_PAGE: &str = "/recovery.html";

/// What runs here, and where it can be compared.
#[component]
pub fn About() -> impl IntoView {
    let session = session();
    let texts = &session.texts().about;
    let network = session.slice(|view| view.network);
    let build = build_of_page();
    let hashes = build.is_some().then(|| {
        view! {
            <p>
                <a id=ids::ABOUT_HASHES class="link" href=PUBLISHED target="_blank" rel="noopener noreferrer">
                    {texts.hashes}
                </a>
            </p>
        }
    });
    view! {
        <Screen
            name="about"
            heading=texts.heading
            sentence=texts.sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            <dl class="facts">
                <Fact name=texts.version value=env!("CARGO_PKG_VERSION") />
                {build.map(|build| view! { <Fact name=texts.build value=build /> })}
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
            {hashes}
            <p>
                <a id=ids::ABOUT_RECOVERY class="link" href=RECOVERY_PAGE download>
                    {texts.recovery}
                </a>
            </p>
            <p class="hint">{texts.recovery_hint}</p>
            <Panel title=texts.free>
                <p>{texts.amounts}</p>
            </Panel>
            <p class="hint">{texts.credit}</p>
        </Screen>
    }
}
