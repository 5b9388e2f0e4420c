//! The reference language; its structs are the catalogue's keys. Each file defines the texts of one area; here they
//! come together.

use super::problems::{self, Problems};

/// Defines groups of texts and their English values in one place.
macro_rules! texts {
    ($( $ty:ident { $( $key:ident = $text:literal, )* } )*) => {
        $(
            #[allow(missing_docs)]
            pub struct $ty { $( pub $key: &'static str, )* }

            impl $ty {
                pub const ENGLISH: $ty = $ty { $( $key: $text, )* };

                #[cfg(test)]
                pub fn all(&self) -> Vec<(&'static str, &'static str)> {
                    vec![ $( (stringify!($key), self.$key), )* ]
                }
            }
        )*
    };
}

mod backup;
mod beginning;
mod common;
mod home;
mod payments;
mod pin;
mod restore;
mod safety;
mod second;
mod settings;
mod signing_in;

/// Defines the catalogue of all groups.
macro_rules! catalogue {
    ($( $group:ident: $area:ident::$ty:ident, )*) => {
        /// Every text of one language, by where it is used.
        #[allow(missing_docs)]
        pub struct Texts { $( pub $group: $area::$ty, )* pub problems: Problems }

        pub static ENGLISH: Texts = Texts {
            $( $group: $area::$ty::ENGLISH, )*
            problems: problems::ENGLISH,
        };

        impl Texts {
            #[cfg(test)]
            pub fn all(&self) -> Vec<(&'static str, &'static str)> {
                let mut all = Vec::new();
                $( all.extend(self.$group.all()); )*
                all
            }
        }
    };
}

catalogue! {
    common: common::Common,
    start: beginning::Start,
    welcome: beginning::Welcome,
    intro: beginning::Intro,
    name: beginning::Name,
    home: home::Home,
    backup: backup::Backup,
    prompt: backup::Prompt,
    backup_intro: backup::BackupIntro,
    pin: pin::Pin,
    words: pin::Words,
    service: signing_in::Service,
    sign_in: signing_in::SignIn,
    saving: backup::Saving,
    confirmation: backup::Done,
    receive: payments::Receive,
    send: payments::Send,
    activity: home::Activity,
    channels: home::Channels,
    restore: restore::Restore,
    question: restore::Question,
    security: safety::Security,
    trouble: safety::Trouble,
    elsewhere: restore::Elsewhere,
    settings: settings::Settings,
    about: settings::About,
    second: second::Second,
}
