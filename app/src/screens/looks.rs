//! How each service looks: all that the screens say and show of it, one arm each.

use lifeboat_messages::ServiceKind;

use crate::{components::Symbol, ids, text::Texts};

/// What is said where one signs in.
#[derive(Clone, Copy)]
pub enum SignInLook {
    /// Above the form.
    Form {
        /// Heading.
        heading: &'static str,
        /// One sentence.
        sentence: &'static str,
    },
    /// Before the way to the service's own page.
    Elsewhere {
        /// What that page will ask.
        asks: &'static str,
        /// How long the answer lasts.
        lasts: &'static str,
        /// The same where a broker renews it.
        lasts_for_long: &'static str,
    },
}

/// One service.
#[derive(Clone, Copy)]
pub struct ServiceLook {
    /// Its row, for machines.
    pub id: &'static str,
    /// Before its name.
    pub symbol: Symbol,
    /// In a sentence.
    pub name: &'static str,
    /// Below its name.
    pub hint: &'static str,
    /// Where one signs in.
    pub signing_in: SignInLook,
}

/// How a service looks.
pub fn look(kind: ServiceKind, texts: &Texts) -> ServiceLook {
    let (names, t, s) = (&texts.common, &texts.service, &texts.sign_in);
    let form = |heading, sentence| SignInLook::Form { heading, sentence };
    let elsewhere = |asks, lasts| SignInLook::Elsewhere { asks, lasts, lasts_for_long: lasts };
    let (id, symbol, name, hint, signing_in) = match kind {
        ServiceKind::GoogleDrive => {
            let signing_in = SignInLook::Elsewhere {
                asks: s.ask_google_drive,
                lasts: s.lasts_google_drive,
                lasts_for_long: s.lasts_google_drive_broker,
            };
            (ids::SERVICE_GOOGLE_DRIVE, Symbol::Cloud, names.google_drive, t.google_drive_hint, signing_in)
        }
        ServiceKind::ICloud => {
            let signing_in = elsewhere(s.ask_icloud, s.lasts_icloud);
            (ids::SERVICE_ICLOUD, Symbol::Cloud, names.icloud, t.icloud_hint, signing_in)
        }
        ServiceKind::Dropbox => {
            let signing_in = elsewhere(s.ask_dropbox, s.lasts_dropbox);
            (ids::SERVICE_DROPBOX, Symbol::Cloud, names.dropbox, t.dropbox_hint, signing_in)
        }
        ServiceKind::OneDrive => {
            let signing_in = elsewhere(s.ask_one_drive, s.lasts_one_drive);
            (ids::SERVICE_ONE_DRIVE, Symbol::Cloud, names.one_drive, t.one_drive_hint, signing_in)
        }
        ServiceKind::Nextcloud => {
            let signing_in = form(s.nextcloud_heading, s.nextcloud_sentence);
            (ids::SERVICE_NEXTCLOUD, Symbol::Server, names.nextcloud, t.nextcloud_hint, signing_in)
        }
        ServiceKind::WebDav => {
            let signing_in = form(s.webdav_heading, s.webdav_sentence);
            (ids::SERVICE_WEBDAV, Symbol::Server, names.webdav, t.webdav_hint, signing_in)
        }
        ServiceKind::Vss => {
            let signing_in = form(s.vss_heading, s.vss_sentence);
            (ids::SERVICE_VSS, Symbol::Lightning, names.vss, t.vss_hint, signing_in)
        }
        ServiceKind::S3 => {
            let signing_in = form(s.s3_heading, s.s3_sentence);
            (ids::SERVICE_S3, Symbol::Server, names.s3, t.s3_hint, signing_in)
        }
        ServiceKind::RemoteStorage => {
            let signing_in = elsewhere(s.remote_storage_sentence, s.lasts_remote_storage);
            (
                ids::SERVICE_REMOTE_STORAGE,
                Symbol::Server,
                names.remote_storage,
                t.remote_storage_hint,
                signing_in,
            )
        }
        ServiceKind::ThisServer => {
            let signing_in = form(s.server_heading, s.server_sentence);
            (ids::SERVICE_THIS_SERVER, Symbol::Server, names.this_server, t.this_server_hint, signing_in)
        }
    };
    ServiceLook { id, symbol, name, hint, signing_in }
}

/// A service's name in a sentence.
pub fn service_name(kind: ServiceKind, texts: &Texts) -> &'static str {
    look(kind, texts).name
}
