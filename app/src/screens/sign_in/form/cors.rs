//! Why a browser could not reach a server, and what its administrator does about it.

use leptos::prelude::*;

use super::super::super::looks::Cors;
use crate::components::{CopyButton, Panel, session};

/// What the administrator has to allow, when the browser could not reach the server.
#[component]
pub fn CorsHelp(
    /// What the administrator has to do.
    cors: Cors,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let origin = window().location().origin().unwrap_or_default();
    let (title, says, snippet) = match cors {
        Cors::SameOrigin => return None,
        Cors::Nextcloud => {
            let command = format!("php occ config:system:set webapppassword.origins 0 --value '{origin}'");
            let text = format!("{origin}\n\n{command}");
            (texts.sign_in.nextcloud_cors_title, texts.sign_in.nextcloud_cors, text)
        }
        Cors::Headers { methods, names } => {
            let text = format!(
                "Access-Control-Allow-Origin: {origin}\nAccess-Control-Allow-Methods: {methods}\nAccess-Control-Allow-Headers: {names}"
            );
            (texts.sign_in.cors_title, texts.sign_in.cors, text)
        }
    };
    let text = RwSignal::new(snippet.clone());
    Some(view! {
        <Panel title=title>
            <p>{says}</p>
            <pre class="support-text" tabindex="0">{snippet}</pre>
            <CopyButton id="cors-copy" label=texts.common.copy text=text />
        </Panel>
    })
}
