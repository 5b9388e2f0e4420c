//! The services that a backup can be kept at: one row each. What the page needs to offer one, and to ask for
//! what it takes; what is done with that is in the session's table.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// What is asked for in a form of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FormField {
    /// Address of the server or the service.
    Url,
    /// The user name.
    User,
    /// Password, app password, or secret key.
    Password,
    /// What a server wants instead of a signature (JWT).
    Token,
    /// Such as `eu-central-1`.
    Region,
    /// The name of the bucket.
    Bucket,
    /// Before every name in it.
    Prefix,
    /// The id of the access key.
    AccessKey,
}

impl FormField {
    /// All fields that a form can have.
    pub const ALL: [FormField; 8] = [
        FormField::Url,
        FormField::User,
        FormField::Password,
        FormField::Token,
        FormField::Region,
        FormField::Bucket,
        FormField::Prefix,
        FormField::AccessKey,
    ];

    /// Whether it may stay empty.
    pub fn is_optional(self) -> bool {
        matches!(self, FormField::Token | FormField::Prefix)
    }

    /// Whether it opens something, and is never put into a form again.
    pub fn is_secret(self) -> bool {
        matches!(self, FormField::Password | FormField::Token)
    }
}

/// The contents of a form's fields. An empty field is absent, and never an empty text.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<FormField, String>);

/// Prints nothing secret.
impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().filter(|(field, _)| !field.is_secret())).finish()
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl Fields {
    /// These fields, with this text in one of them; the same as before when it is empty.
    #[must_use]
    pub fn with(mut self, field: FormField, text: impl Into<String>) -> Fields {
        let text = text.into();
        if !text.is_empty() {
            self.0.insert(field, text);
        }
        self
    }

    /// The contents of a field, unless it is empty.
    pub fn get(&self, field: FormField) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// Without what opens anything.
    #[must_use]
    pub fn without_secrets(mut self) -> Fields {
        self.0.retain(|field, _| !field.is_secret());
        self
    }
}

/// How one signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInWay {
    /// The user signs in with a form of ours, with these fields in their order.
    Form(&'static [FormField]),
    /// On the service's own page, by OAuth.
    OAuth {
        /// Where an operator registers a copy of Lifeboat.
        console: &'static str,
    },
    /// On Apple's page, by CloudKit.
    CloudKit,
    /// On the page of the user's own server, whose address is asked for first.
    OwnServer,
}

/// How it is known that a file which was created there is never replaced, without which no channel state may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbeDecision {
    /// The documents of its interface promise it.
    Promised,
    /// Each server is tried out before it is used.
    Probed,
}

/// What there is to know of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceRow {
    /// In messages and in what is kept; it never changes.
    pub name: &'static str,
    /// For a person who finds a copy that was left there, in every language.
    pub title: &'static str,
    /// In the addresses of screens.
    pub slug: &'static str,
    /// The id of its row in the list of services on the page.
    pub element: &'static str,
    /// How one signs in.
    pub sign_in: SignInWay,
    /// How it is known that a file which was created there is never replaced.
    pub probe: ProbeDecision,
}

/// A row is all that a service takes here: the kind, its name in messages and in what is kept, its title, its slug, how
/// users sign in, and whether it is probed.
macro_rules! services {
    ($(
        $(#[doc = $what:literal])+
        $kind:ident: $name:literal, $title:literal, $slug:literal, $sign_in:expr, $probe:ident;
    )+) => {
        /// Where a backup can be kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ServiceKind {
            $( $(#[doc = $what])+ #[serde(rename = $name)] $kind, )+
        }

        impl ServiceKind {
            /// All services, in the order they are offered.
            pub const ALL: [ServiceKind; [$( $slug ),+].len()] = [$( ServiceKind::$kind ),+];

            /// The service's row in the table above.
            pub fn row(self) -> ServiceRow {
                match self {
                    $( ServiceKind::$kind => ServiceRow {
                        name: $name,
                        title: $title,
                        slug: $slug,
                        element: concat!("service-", $slug),
                        sign_in: $sign_in,
                        probe: ProbeDecision::$probe,
                    }, )+
                }
            }
        }
    };
}

use FormField::{AccessKey, Bucket, Password, Prefix, Region, Token, Url, User};
use SignInWay::{CloudKit, Form, OAuth, OwnServer};

services! {
    /// Google Drive.
    GoogleDrive: "googleDrive", "Google Drive", "google-drive", OAuth { console: "console.cloud.google.com" }, Promised;
    /// Apple iCloud, by CloudKit.
    ICloud: "iCloud", "iCloud", "icloud", CloudKit, Promised;
    /// Dropbox.
    Dropbox: "dropbox", "Dropbox", "dropbox", OAuth { console: "dropbox.com/developers/apps" }, Promised;
    /// Microsoft OneDrive.
    OneDrive: "oneDrive", "OneDrive", "onedrive", OAuth { console: "entra.microsoft.com" }, Promised;
    /// A Nextcloud server.
    Nextcloud: "nextCloud", "Nextcloud", "nextcloud", Form(&[Url, User, Password]), Probed;
    /// Any WebDAV server.
    WebDav: "webDav", "WebDAV", "webdav", Form(&[Url, User, Password]), Probed;
    /// A lightning wallet server (VSS).
    Vss: "vss", "VSS", "vss", Form(&[Url, User, Password, Token]), Promised;
    /// S3-compatible storage.
    S3: "s3", "S3", "s3", Form(&[Url, Region, Bucket, AccessKey, Password, Prefix]), Probed;
    /// A remoteStorage server.
    RemoteStorage: "remoteStorage", "remoteStorage", "remotestorage", OwnServer, Probed;
    /// The server this page came from.
    ThisServer: "thisServer", "Lifeboat", "this-server", Form(&[Password]), Probed;
}

impl ServiceKind {
    /// Whether one signs in on a page of the service, and not in a form of ours.
    pub fn signs_in_elsewhere(self) -> bool {
        match self.row().sign_in {
            Form(_) => false,
            OAuth { .. } | CloudKit | OwnServer => true,
        }
    }

    /// The fields of its form; none where one signs in elsewhere.
    pub fn fields(self) -> &'static [FormField] {
        match self.row().sign_in {
            Form(fields) => fields,
            OAuth { .. } | CloudKit | OwnServer => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_services_have_one_name_and_every_form_asks_for_something() {
        for text in [|row: ServiceRow| row.name, |row: ServiceRow| row.title, |row: ServiceRow| row.slug] {
            let texts: BTreeSet<_> = ServiceKind::ALL.iter().map(|kind| text(kind.row())).collect();
            assert_eq!(texts.len(), ServiceKind::ALL.len());
        }
        for kind in ServiceKind::ALL {
            let fields: BTreeSet<_> = kind.fields().iter().collect();
            assert_eq!(fields.len(), kind.fields().len(), "{kind:?}: a field twice");
            assert_eq!(fields.is_empty(), kind.signs_in_elsewhere(), "{kind:?}");
        }
    }

    #[test]
    fn what_is_typed_is_shown_to_nobody_and_put_back_without_what_opens_anything() {
        let fields = Fields::default()
            .with(FormField::User, "ana")
            .with(FormField::Password, "hidden")
            .with(FormField::Token, "hidden")
            .with(FormField::Prefix, "");
        assert_eq!(format!("{fields:?}"), "{User: \"ana\"}");
        assert_eq!(fields.get(FormField::Prefix), None);
        assert_eq!(fields.without_secrets(), Fields::default().with(FormField::User, "ana"));
    }
}
