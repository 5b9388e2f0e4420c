//! What is typed into a form.

use leptos::prelude::*;
use lifeboat_messages::{DriveChoice, Fields, FormField, ServiceKind};

/// What is typed. Passwords are never put back.
#[derive(Clone, Copy)]
pub struct TypedFields([RwSignal<String>; FormField::ALL.len()]);

impl TypedFields {
    /// The text typed before, if any.
    pub fn new(before: Option<DriveChoice>) -> TypedFields {
        let before = match before {
            Some(DriveChoice::Form { fields, .. }) => fields.without_secrets(),
            Some(DriveChoice::SignedIn { .. }) | None => Fields::default(),
        };
        TypedFields(
            FormField::ALL.map(|field| RwSignal::new(before.get(field).unwrap_or_default().to_owned())),
        )
    }

    /// The contents of a field.
    pub fn of(self, field: FormField) -> RwSignal<String> {
        let [url, user, password, token, region, bucket, prefix, access_key] = self.0;
        match field {
            FormField::Url => url,
            FormField::User => user,
            FormField::Password => password,
            FormField::Token => token,
            FormField::Region => region,
            FormField::Bucket => bucket,
            FormField::Prefix => prefix,
            FormField::AccessKey => access_key,
        }
    }

    /// The part of it that counts.
    pub fn read(self, field: FormField) -> String {
        let text = self.of(field).get_untracked();
        // A password may begin or end with a space.
        if field == FormField::Password { text } else { text.trim().to_owned() }
    }

    /// All that the service asks for.
    pub fn choice(self, service: ServiceKind) -> DriveChoice {
        let fields = service.fields().iter();
        let fields = fields.fold(Fields::default(), |all, field| all.with(*field, self.read(*field)));
        DriveChoice::Form { service, fields }
    }
}
