//! Where a Nextcloud gives out app passwords.

use leptos::prelude::*;

use crate::components::{live, session};

/// The way to that server's own settings, as soon as there is an address.
#[component]
pub fn AppPassword(
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
    live(move || {
        link().map(|link| {
            view! {
                <p>
                    <a class="link" href=link target="_blank" rel="noopener noreferrer">{text}</a>
                </p>
            }
        })
    })
}
