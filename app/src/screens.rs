//! The screens, one a file, named as in the product's list of screens.

mod about;
mod activity;
mod add_second;
mod alarm;
mod backup;
mod bump;
mod change_pin;
mod channel;
mod channels;
mod closed;
mod coming;
mod create;
mod delete;
mod elsewhere;
pub mod guards;
mod home;
mod install;
mod lock;
mod looks;
mod name;
mod payment;
pub mod pin;
mod practice;
mod problem;
mod promote;
mod prompt;
mod question;
mod real_money;
mod receive;
mod reconnect;
mod restore;
mod second_copy;
mod security;
mod send;
mod service;
mod settings;
mod settings_backup;
mod sign_in;
mod starting;
mod unfit;
mod welcome;
mod words;
mod working;

pub use about::About;
pub use activity::Activity;
pub use add_second::AddSecond;
pub use alarm::AlarmBanner;
pub use backup::Backup;
pub use bump::Bump;
pub use change_pin::ChangePin;
pub use channel::Channel;
pub use channels::Channels;
pub use create::Create;
pub use delete::Delete;
pub use elsewhere::Elsewhere;
pub use home::Home;
pub use install::Install;
pub use lock::Lock;
pub use name::Rename;
pub use payment::Payment;
pub use practice::Practice;
pub use problem::ProblemScreen;
pub use real_money::RealMoney;
pub use receive::Receive;
pub use reconnect::Reconnect;
pub use restore::Restore;
pub use security::Security;
pub use send::Send;
pub use settings::Settings;
pub use settings_backup::SettingsBackup;
pub use starting::{Broken, Closing, Starting};
pub use unfit::UnfitNote;
pub use welcome::Welcome;
pub use words::Words;

#[cfg(feature = "gallery")]
pub use self::{
    backup::Confirmed,
    question::Question,
    receive::{AddressScreen, InvoiceScreen, Received},
    restore::{Found, PhraseScreen, PickFiles, RestoredScreen, Source, WordsAlone, steps as restore_steps},
    send::{Confirm, OnChainConfirm, OnChainForm, Scan, SendResult, ServiceForm, ServiceOffer, WithdrawFee},
    service::ChooseService,
    sign_in::{Names, Returning, SignIn},
    words::{CheckWords, CheckedWords},
    working::{Failed, GuardFailed, Working},
};

#[cfg(all(test, not(feature = "gallery")))]
pub use self::send::OnChainConfirm;

use looks::service_name;
