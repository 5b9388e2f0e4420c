//! How each service looks: everything that the screens say and show about it, one arm each.

use lifeboat_messages::{FormField, ServiceKind};

use crate::{components::Symbol, text::Texts};

/// A field's name, and the text below it.
pub type FieldLook = (&'static str, Option<&'static str>);

/// How a form looks. Only what differs between services is listed here.
#[derive(Clone, Copy)]
pub struct FormLook {
    /// The heading above the form.
    pub heading: &'static str,
    /// The sentence below it.
    pub sentence: &'static str,
    url: FieldLook,
    user: FieldLook,
    password: FieldLook,
    /// What an administrator has to do before the server admits pages.
    pub cors: Cors,
}

/// What an administrator has to do before the server admits pages of another origin.
#[derive(Clone, Copy)]
pub enum Cors {
    /// Nothing: it is where the page came from.
    SameOrigin,
    /// Install an app, and name the page to it. App passwords are given out at an address that is known.
    Nextcloud,
    /// Let the server send these.
    Headers {
        /// The methods of the requests.
        methods: &'static str,
        /// The names of their headers.
        names: &'static str,
    },
}

const DAV_CORS: Cors = Cors::Headers {
    methods: "GET, PUT, DELETE, MKCOL, MOVE, PROPFIND",
    names: "Authorization, Content-Type, Depth, If-Match, If-None-Match, Destination, Overwrite",
};

impl FormLook {
    /// Label and hint of a field.
    pub fn field(&self, field: FormField, texts: &Texts) -> FieldLook {
        let t = &texts.sign_in;
        match field {
            FormField::Url => self.url,
            FormField::User => self.user,
            FormField::Password => self.password,
            FormField::Token => (t.vss_token, Some(t.vss_token_hint)),
            FormField::Region => (t.s3_region, Some(t.s3_region_hint)),
            FormField::Bucket => (t.s3_bucket, None),
            FormField::Prefix => (t.s3_prefix, Some(t.s3_prefix_hint)),
            FormField::AccessKey => (t.s3_access_key, None),
        }
    }
}

/// The texts of a sign-in.
#[derive(Clone, Copy)]
pub enum SignInLook {
    /// The user signs in with a form of ours.
    Form(FormLook),
    /// Before the way to the service's own page.
    Elsewhere {
        /// What that page will ask.
        asks: &'static str,
        /// How long the answer lasts.
        lasts: &'static str,
        /// How long the answer lasts where a broker renews it.
        lasts_for_long: &'static str,
    },
}

/// How one service looks.
#[derive(Clone, Copy)]
pub struct ServiceLook {
    /// Before its name.
    pub symbol: Symbol,
    /// The service's name in a sentence.
    pub name: &'static str,
    /// The words below its name.
    pub hint: &'static str,
    /// The texts of the sign-in.
    pub signing_in: SignInLook,
}

/// How a service looks.
pub fn look(kind: ServiceKind, texts: &Texts) -> ServiceLook {
    let (names, t, s) = (&texts.common, &texts.service, &texts.sign_in);
    let form = |heading, sentence| FormLook {
        heading,
        sentence,
        url: (s.url, Some(s.url_hint)),
        user: (s.user, None),
        password: (s.password, Some(s.app_password_hint)),
        cors: DAV_CORS,
    };
    let elsewhere = |asks, lasts| SignInLook::Elsewhere { asks, lasts, lasts_for_long: lasts };
    let (symbol, name, hint, signing_in) = match kind {
        ServiceKind::GoogleDrive => {
            let signing_in = SignInLook::Elsewhere {
                asks: s.ask_google_drive,
                lasts: s.lasts_google_drive,
                lasts_for_long: s.lasts_google_drive_broker,
            };
            (Symbol::Cloud, names.google_drive, t.google_drive_hint, signing_in)
        }
        ServiceKind::ICloud => {
            (Symbol::Cloud, names.icloud, t.icloud_hint, elsewhere(s.ask_icloud, s.lasts_icloud))
        }
        ServiceKind::Dropbox => {
            (Symbol::Cloud, names.dropbox, t.dropbox_hint, elsewhere(s.ask_dropbox, s.lasts_dropbox))
        }
        ServiceKind::OneDrive => {
            (Symbol::Cloud, names.one_drive, t.one_drive_hint, elsewhere(s.ask_one_drive, s.lasts_one_drive))
        }
        ServiceKind::Nextcloud => {
            let signing_in = FormLook {
                url: (s.url, Some(s.nextcloud_url_hint)),
                password: (s.nextcloud_password, Some(s.nextcloud_how)),
                cors: Cors::Nextcloud,
                ..form(s.nextcloud_heading, s.nextcloud_sentence)
            };
            (Symbol::Server, names.nextcloud, t.nextcloud_hint, SignInLook::Form(signing_in))
        }
        ServiceKind::WebDav => {
            let signing_in = form(s.webdav_heading, s.webdav_sentence);
            (Symbol::Server, names.webdav, t.webdav_hint, SignInLook::Form(signing_in))
        }
        ServiceKind::Vss => {
            let signing_in = FormLook {
                url: (s.url, Some(s.vss_url_hint)),
                user: (s.vss_user, Some(s.vss_user_hint)),
                password: (s.password, Some(s.vss_password_hint)),
                cors: Cors::Headers { methods: "POST", names: "Authorization, Content-Type" },
                ..form(s.vss_heading, s.vss_sentence)
            };
            (Symbol::Lightning, names.vss, t.vss_hint, SignInLook::Form(signing_in))
        }
        ServiceKind::S3 => {
            let signing_in = FormLook {
                url: (s.s3_endpoint, Some(s.s3_endpoint_hint)),
                password: (s.s3_secret_key, Some(s.kept)),
                cors: Cors::Headers { methods: "GET, PUT, DELETE", names: "Content-Type, If-None-Match" },
                ..form(s.s3_heading, s.s3_sentence)
            };
            (Symbol::Server, names.s3, t.s3_hint, SignInLook::Form(signing_in))
        }
        ServiceKind::RemoteStorage => {
            let signing_in = elsewhere(s.remote_storage_sentence, s.lasts_remote_storage);
            (Symbol::Server, names.remote_storage, t.remote_storage_hint, signing_in)
        }
        ServiceKind::ThisServer => {
            let signing_in = FormLook {
                password: (s.password, Some(s.kept)),
                cors: Cors::SameOrigin,
                ..form(s.server_heading, s.server_sentence)
            };
            (Symbol::Server, names.this_server, t.this_server_hint, SignInLook::Form(signing_in))
        }
    };
    ServiceLook { symbol, name, hint, signing_in }
}

/// A service's name in a sentence.
pub fn service_name(kind: ServiceKind, texts: &Texts) -> &'static str {
    look(kind, texts).name
}
