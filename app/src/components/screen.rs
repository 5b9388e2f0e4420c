//! The frame of every screen: back, topic disc, one heading, one grey sentence, content, actions at the end.

use leptos::{ev, html, prelude::*, text_prop::TextProp};
use wasm_bindgen::JsCast;

use super::{Icon, Symbol, live, session};
use crate::{ids, state::effect};

/// The topic of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A purple cloud, for backups.
    Backup,
    /// A green tick, for what went well.
    Success,
    /// Green wallet: it is yours.
    Ownership,
    /// A blue shield, for what keeps the wallet safe.
    Security,
    /// Orange, Lightning.
    Lightning,
    /// Red, for what went wrong.
    Error,
    /// Purple devices, for a wallet that another device or tab has.
    Devices,
}

impl Topic {
    fn class(self) -> &'static str {
        match self {
            Topic::Backup | Topic::Devices => "disc disc-backup",
            Topic::Success | Topic::Ownership => "disc disc-success",
            Topic::Security => "disc disc-security",
            Topic::Lightning => "disc disc-lightning",
            Topic::Error => "disc disc-error",
        }
    }

    fn symbol(self) -> Symbol {
        match self {
            Topic::Backup => Symbol::Cloud,
            Topic::Devices => Symbol::Devices,
            Topic::Success => Symbol::Check,
            Topic::Ownership => Symbol::Wallet,
            Topic::Security => Symbol::Shield,
            Topic::Lightning => Symbol::Lightning,
            Topic::Error => Symbol::Alert,
        }
    }
}

/// Gives the focus to the screen's heading, for what goes away under the focus: else it falls to the page.
pub fn focus_heading() {
    let heading = document().get_element_by_id(ids::HEADING);
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = heading.focus();
    }
}

/// One screen. Its heading takes the focus when it appears, so that screen readers and the keyboard start there.
#[component]
pub fn Screen(
    /// Its name for machines (`data-screen`), see `ids`.
    name: &'static str,
    /// The one heading.
    #[prop(into)]
    heading: TextProp,
    /// The one grey sentence.
    #[prop(optional, into)]
    sentence: Option<TextProp>,
    /// The picture of its topic.
    #[prop(optional)]
    disc: Option<Topic>,
    /// Where Back and Escape lead; none on success screens.
    #[prop(optional, into)]
    back: Option<Callback<()>>,
    /// Whether the screen shows money, and so has to say which kind.
    #[prop(optional)]
    money: bool,
    /// Looks smaller, for screens that need the room.
    #[prop(optional)]
    compact: bool,
    /// Everything below the sentence.
    children: Children,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    session.screen.set(name);

    let title = heading.clone();
    effect(move || {
        document().set_title(&format!("{} · {}", title.get(), texts.common.app));
    });

    let heading_ref = NodeRef::<html::H1>::new();
    effect(move || {
        if let Some(heading) = heading_ref.get() {
            // A field of the screen may have taken the focus already.
            let taken = document().active_element().is_some_and(|e| e.tag_name() == "INPUT");
            if !taken {
                let _ = heading.focus();
            }
        }
    });

    if let Some(back) = back {
        let keys = window_event_listener(ev::keydown, move |event| {
            // Inside a dialog or a select, Escape closes that.
            let inner = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                .is_some_and(|element| element.closest("dialog, select").ok().flatten().is_some());
            if event.key() == "Escape" && !inner && !event.default_prevented() {
                event.prevent_default();
                back.run(());
            }
        });
        on_cleanup(move || keys.remove());
    }

    view! {
        <main id=ids::MAIN class="screen" class:compact=compact>
            {back
                .map(|back| {
                    view! {
                        <button id=ids::BACK class="back" type="button" on:click=move |_| back.run(())>
                            <Icon symbol=Symbol::Back />
                            {texts.common.back}
                        </button>
                    }
                })}
            {disc.map(|disc| view! { <div class=disc.class()><Icon symbol=disc.symbol() /></div> })}
            <h1 id=ids::HEADING tabindex="-1" node_ref=heading_ref>
                {move || heading.get()}
            </h1>
            {money.then(|| view! { <MoneyChip /> })}
            {sentence.map(|sentence| view! { <p class="sentence">{move || sentence.get()}</p> })}
            {children()}
        </main>
    }
}

/// Which money amounts are of, where it is not simply real: beside the heading of every screen that shows any.
#[component]
pub fn MoneyChip() -> impl IntoView {
    let session = session();
    let network = session.slice(|view| view.network);
    live(move || {
        let text = session.texts().money(network.get()?)?;
        Some(view! { <p id=ids::MONEY class="chip">{text}</p> })
    })
}

/// The buttons at the lower end of a screen.
#[component]
pub fn Actions(
    /// The buttons in it.
    children: Children,
) -> impl IntoView {
    view! { <div class="actions">{children()}</div> }
}
