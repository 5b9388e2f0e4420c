//! Icons from one sprite file, `public/icons.svg`.

use leptos::prelude::*;

/// The icons there are. The names are those in the sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    Add,
    Alert,
    Back,
    Check,
    Clock,
    Cloud,
    Copy,
    Cross,
    Delete,
    Devices,
    Forward,
    Hidden,
    Info,
    Key,
    Lightning,
    Lock,
    Receive,
    Send,
    Server,
    Settings,
    Share,
    Shield,
    Visible,
    Wallet,
}

impl Symbol {
    fn href(self) -> &'static str {
        match self {
            Symbol::Add => "/icons.svg#add",
            Symbol::Alert => "/icons.svg#alert",
            Symbol::Back => "/icons.svg#back",
            Symbol::Check => "/icons.svg#check",
            Symbol::Clock => "/icons.svg#clock",
            Symbol::Cloud => "/icons.svg#cloud",
            Symbol::Copy => "/icons.svg#copy",
            Symbol::Cross => "/icons.svg#cross",
            Symbol::Delete => "/icons.svg#delete",
            Symbol::Devices => "/icons.svg#devices",
            Symbol::Forward => "/icons.svg#forward",
            Symbol::Hidden => "/icons.svg#hidden",
            Symbol::Info => "/icons.svg#info",
            Symbol::Key => "/icons.svg#key",
            Symbol::Lightning => "/icons.svg#lightning",
            Symbol::Lock => "/icons.svg#lock",
            Symbol::Receive => "/icons.svg#receive",
            Symbol::Send => "/icons.svg#send",
            Symbol::Server => "/icons.svg#server",
            Symbol::Settings => "/icons.svg#settings",
            Symbol::Share => "/icons.svg#share",
            Symbol::Shield => "/icons.svg#shield",
            Symbol::Visible => "/icons.svg#visible",
            Symbol::Wallet => "/icons.svg#wallet",
        }
    }
}

/// A decorative icon: what it means is always said in text beside it.
#[component]
pub fn Icon(
    /// Which.
    #[prop(into)]
    symbol: Signal<Symbol>,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 24 24">
            <use href=move || symbol.get().href() />
        </svg>
    }
}
