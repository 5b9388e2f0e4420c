//! What the page asks, and what it is answered.

use serde::{Deserialize, Serialize};

use crate::{Problem, ServiceKind, View};

/// One request of the page. The worker answers each exactly once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// Chosen by the page, unique in its life.
    pub id: u64,
    /// What is asked.
    pub request: Request,
}

/// The answer to the call of the same id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reply {
    /// The call's id.
    pub id: u64,
    /// What came of it.
    pub result: Result<Answer, Problem>,
}

/// Everything the worker sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "body")]
#[allow(clippy::large_enum_variant)]
pub enum Message {
    /// The answer to a call.
    Reply(Reply),
    /// The state of everything the page shows; replaces the previous one.
    View(View),
    /// How far the call of this id is.
    Progress {
        /// The call's id.
        id: u64,
        /// What is being done now.
        step: Step,
    },
}

/// The steps that the saving and the restoring screens show, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Saving: deriving the key from the PIN and sealing.
    Encrypting,
    /// Saving: trying whether the drive keeps its promises.
    Probing,
    /// Saving: creating the folder.
    CreatingFolder,
    /// Saving: writing the phrase and the channel state.
    Uploading,
    /// Saving: reading everything back and opening it.
    ReadingBack,
    /// Restoring: deriving the key from the PIN.
    Unlocking,
    /// Restoring: reading the newest snapshot and the entries after it.
    Reading,
    /// Restoring: taking the wallet over from the old device.
    TakingOver,
    /// Restoring: making sure that nothing newer exists.
    Confirming,
    /// Restoring: catching up with the chain.
    CatchingUp,
}

/// Where to keep the backup.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum DriveChoice {
    /// The server this page came from.
    ThisServer {
        /// Its storage password.
        password: String,
    },
    /// Any WebDAV server.
    WebDav {
        /// Base address, http or https.
        url: String,
        /// User name.
        user: String,
        /// Password, or better an app password.
        password: String,
    },
    /// A NextCloud server.
    NextCloud {
        /// As the browser shows it: with or without a path.
        url: String,
        /// User name.
        user: String,
        /// App password.
        password: String,
    },
    /// A lightning wallet server (VSS).
    Vss {
        /// Base address of its interface.
        url: String,
        /// The account's name: any, but always the same.
        user: String,
        /// The account's password: 12 characters at least.
        password: String,
        /// What the server wants instead of a signature, if anything (JWT).
        token: Option<String>,
    },
    /// S3-compatible storage.
    S3 {
        /// Address of the service.
        endpoint: String,
        /// Such as `eu-central-1`.
        region: String,
        /// The bucket.
        bucket: String,
        /// Put before every name; may be empty.
        prefix: String,
        /// Access key id.
        access_key: String,
        /// Secret access key.
        secret_key: String,
    },
    /// The account of a sign-in that has come to its end ([`Request::FinishSignIn`]).
    SignedIn {
        /// Which service.
        service: ServiceKind,
        /// [`SignedIn::id`]; until the worker ends.
        id: String,
    },
}

impl DriveChoice {
    /// Which service.
    pub fn service(&self) -> ServiceKind {
        match self {
            DriveChoice::ThisServer { .. } => ServiceKind::ThisServer,
            DriveChoice::WebDav { .. } => ServiceKind::WebDav,
            DriveChoice::NextCloud { .. } => ServiceKind::NextCloud,
            DriveChoice::Vss { .. } => ServiceKind::Vss,
            DriveChoice::S3 { .. } => ServiceKind::S3,
            DriveChoice::SignedIn { service, .. } => *service,
        }
    }
}

/// What the user is being signed in for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "for")]
pub enum SignInPurpose {
    /// Turning the backup on.
    Backup {
        /// The PIN that will open it: the page forgets it when it goes to the service. Kept sealed, for ten minutes.
        pin: String,
    },
    /// Bringing a backup here.
    Restore,
    /// The account's access has ended.
    Reconnect,
    /// One more service, or another.
    Another,
}

impl SignInPurpose {
    /// Without what it carries.
    pub fn end(&self) -> SignInEnd {
        match self {
            SignInPurpose::Backup { .. } => SignInEnd::Backup,
            SignInPurpose::Restore => SignInEnd::Restore,
            SignInPurpose::Reconnect => SignInEnd::Reconnect,
            SignInPurpose::Another => SignInEnd::Another,
        }
    }
}

/// [`SignInPurpose`], without what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignInEnd {
    /// Turning the backup on.
    Backup,
    /// Bringing a backup here.
    Restore,
    /// The account's access had ended, and has been renewed: nothing is left to do.
    Reconnect,
    /// One more service, or another.
    Another,
}

/// What the callback page was opened with. No `Debug`: it holds a code or a token.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInAnswer {
    /// Its address, without query and fragment.
    pub at: String,
    /// As in the address bar.
    pub query: String,
    /// As in the address bar.
    pub fragment: String,
}

/// What opens a backup.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "text")]
pub enum Secret {
    /// 4 to 12 digits.
    Pin(String),
    /// 12 to 24 words, any language of BIP39.
    Phrase(String),
}

/// What the page can ask for. No `Debug`: some carry a PIN or a password.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "ask")]
pub enum Request {
    /// The first call of every page: the worker sends the view from now on. Answer: `Done`.
    Hello,
    /// Make a new wallet on this device. Answer: `Done`.
    CreateWallet {
        /// Used in the backup's file name.
        name: String,
    },
    /// Is this PIN good enough to choose? Answer: `Pin`, never an error for a weak one.
    CheckPin {
        /// ASCII digits.
        pin: String,
    },
    /// Open the wallet of this device. Answer: `Done`, or `WrongSecret`.
    Unlock {
        /// ASCII digits.
        pin: String,
    },
    /// Forget the keys until the next `Unlock`. Answer: `Done`.
    Lock,
    /// Sign in and try the drive out; nothing is kept. Answer: `Connected`.
    Connect {
        /// Where.
        drive: DriveChoice,
    },
    /// What can this copy of Lifeboat keep a backup in? Answer: `Services`.
    Services,
    /// Prepare a sign-in on the service's own page. Answer: `GoTo`; the page then goes there, and this worker ends.
    BeginSignIn {
        /// Which service.
        service: ServiceKind,
        /// The user's address, where the service has no address of its own (remoteStorage).
        address: Option<String>,
        /// What for.
        purpose: SignInPurpose,
    },
    /// The user is back from the service's page. Answer: `SignedIn`. Works once, whatever comes of it.
    FinishSignIn {
        /// What the callback page was opened with.
        answer: SignInAnswer,
    },
    /// Turn the backup on, with progress. Answer: `BackedUp`.
    StartBackup {
        /// The PIN that will open it; empty when the drive is a sign-in that was begun with one.
        pin: String,
        /// Where.
        drive: DriveChoice,
    },
    /// Stop the saving that is under way; whatever it wrote is deleted. Answer: `Done`.
    CancelBackup,
    /// The user does not want to be asked about the backup now. Answer: `Done`.
    Later,
    /// New PIN for the same backup. Answer: `Done`.
    ChangePin {
        /// The PIN until now.
        old: String,
        /// The new one.
        new: String,
    },
    /// Sign in again, after the drive refused the old password. Answer: `Done`.
    Reconnect {
        /// The same drive with its new password.
        drive: DriveChoice,
    },
    /// Try again now instead of waiting. Answer: `Done`.
    RetryNow,
    /// Write a snapshot now and read it back. Answer: `Done`.
    BackUpNow,
    /// Stop backing up: from then on this device alone has the wallet. Answer: `Disconnected`.
    Disconnect {
        /// Delete the remote copy as well.
        delete_copy: bool,
    },
    /// Delete what is left of the copy that [`View::old_copy`] names. Answer: `Done`.
    DeleteOldCopy,
    /// The page is hidden, or goes away: make durable what was put off. Answer: `Done`, at once.
    PageHidden,
    /// Which backups does this drive hold? Answer: `Found`, empty only when the drive said so.
    FindBackups {
        /// Where.
        drive: DriveChoice,
    },
    /// Bring a backup to this device, with progress. Answer: `Restored`.
    Restore {
        /// Where.
        drive: DriveChoice,
        /// [`FoundBackup::id`].
        backup: String,
        /// What opens it.
        secret: Secret,
        /// What the user has confirmed.
        #[serde(default)]
        sure: Sure,
    },
    /// "Use here": take the wallet back from the device that went on with it, with progress. Answer: `Restored`.
    TakeOver {
        /// What the user has confirmed.
        #[serde(default)]
        sure: Sure,
    },
    /// "Use here" of a second tab: ask the first to stop. Answer: `Done`.
    UseThisTab,
    /// Ask to be paid. Answer: `Invoice`.
    Receive {
        /// `None`: the payer chooses.
        amount_msat: Option<u64>,
        /// Shown to the payer.
        note: String,
    },
    /// What would this text pay? Answer: `Payable`.
    Check {
        /// A BOLT11 invoice, with or without `lightning:`.
        text: String,
    },
    /// Pay it. Answer: `Done` once the payment is under way; its end shows in the view.
    Pay {
        /// A BOLT11 invoice.
        invoice: String,
        /// Needed when the invoice names none.
        amount_msat: Option<u64>,
    },
}

/// What only the user can know, and has said. Nothing of it is ever assumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Sure {
    /// The device that wrote last is gone for good; its unfinished entry may be removed ([`Problem::TornHead`]).
    pub old_device_is_gone: bool,
    /// Nothing newer exists anywhere ([`Problem::Ended`]).
    pub although_ended: bool,
}

impl Sure {
    /// With the answer to what this problem asks; the same for problems that ask nothing.
    pub fn of(self, problem: &Problem) -> Sure {
        match problem {
            Problem::TornHead => Sure { old_device_is_gone: true, ..self },
            Problem::Ended { .. } => Sure { although_ended: true, ..self },
            _ => self,
        }
    }

    /// Whether a problem is a question that only the user can answer.
    pub fn is_asked_by(problem: &Problem) -> bool {
        Sure::default().of(problem) != Sure::default()
    }
}

/// What became of the copy when the backup was turned off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum LeftCopy {
    /// It is there, marked as ended.
    Kept,
    /// It is gone.
    Deleted,
    /// It is there, or a part of it; [`Request::DeleteOldCopy`] tries again.
    NotDeleted {
        /// Why.
        problem: Problem,
    },
}

/// The good end of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "answer")]
pub enum Answer {
    /// Nothing more to say.
    Done,
    /// To `CheckPin`.
    Pin {
        /// How long it would hold.
        strength: Option<PinStrength>,
        /// Why it must not be used.
        refused: Option<PinRefused>,
    },
    /// To `Connect`.
    Connected(Connected),
    /// To `Services`.
    Services {
        /// In the order they are offered.
        services: Vec<(ServiceKind, Offer)>,
    },
    /// To `BeginSignIn`.
    GoTo {
        /// The service's page.
        url: String,
    },
    /// To `FinishSignIn`.
    SignedIn(SignedIn),
    /// To `StartBackup`.
    BackedUp(Confirmation),
    /// To `FindBackups`.
    Found {
        /// Newest first.
        backups: Vec<FoundBackup>,
    },
    /// To `Disconnect`.
    Disconnected {
        /// What became of the copy.
        copy: LeftCopy,
    },
    /// To `Restore` and `TakeOver`.
    Restored(Restored),
    /// To `Receive`.
    Invoice(Invoice),
    /// To `Check`.
    Payable(Payable),
}

/// What a PIN is worth when somebody has the encrypted file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PinStrength {
    /// Digits.
    pub digits: u8,
    /// Seconds that one graphics card needs to try every PIN of this length.
    pub one_card_seconds: f64,
}

/// Why a PIN is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PinRefused {
    /// Fewer than 4 digits.
    TooShort,
    /// More than 12 digits.
    TooLong,
    /// Something else than digits.
    NotDigits,
    /// One digit, or one group of digits, again and again.
    Repeats,
    /// Counting up or down.
    Run,
    /// A year.
    Year,
    /// A date.
    Date,
    /// One of those that many people choose.
    Common,
}

/// A drive that was tried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connected {
    /// Which service.
    pub service: ServiceKind,
    /// As the user knows it: a user name or a host.
    pub account: String,
}

/// Whether a service can be used in this copy of Lifeboat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Offer {
    /// Yes.
    Ready,
    /// The person who runs this copy has to register it with the service first (`config.json`).
    NeedsOperator,
    /// This version cannot.
    NotBuilt,
}

/// A sign-in that came to its good end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// Which service.
    pub service: ServiceKind,
    /// For [`DriveChoice::SignedIn`].
    pub id: String,
    /// Whose account it is, as the user knows it.
    pub account: String,
    /// What for.
    pub end: SignInEnd,
}

/// What the confirmation screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// Which service.
    pub service: ServiceKind,
    /// The account.
    pub account: String,
    /// Folder names from the drive's root, for people.
    pub place: Vec<String>,
    /// `BitcoinWalletBackup_<name>`.
    pub file: String,
    /// Opens that place, if there is such an address.
    pub link: Option<String>,
}

/// A backup that a drive holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundBackup {
    /// For `Restore`.
    pub id: String,
    /// The wallet's name.
    pub name: String,
    /// When its newest file was written, as far as the drive tells.
    pub modified_ms: Option<u64>,
    /// Where it is.
    pub place: Vec<String>,
    /// Whether it can be restored.
    pub state: FoundState,
    /// It was turned off, or moved on: what is restored from it may be old. A hint for the list; restoring makes sure.
    pub ended: bool,
}

/// What a look at a found backup, without any secret, tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum FoundState {
    /// Phrase and channel state are there.
    Complete,
    /// The phrase is there, the channel state is missing.
    NoChannelState,
    /// Nothing in it can be used as it is.
    Unusable {
        /// Why.
        problem: Problem,
    },
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// The wallet's name.
    pub name: String,
    /// Lightning and on-chain together, msat.
    pub balance_msat: u64,
    /// The newest payment, to compare.
    pub last_payment: Option<crate::Activity>,
    /// The device it was on before, and when it was last active.
    pub old_device: Option<(String, u64)>,
}

/// A request for money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    /// BOLT11.
    pub bolt11: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// Hex; the activity of the same hash is its payment.
    pub payment_hash: String,
    /// When it ends.
    pub expires_ms: u64,
    /// What opening a channel for it costs, taken from the payment; 0 if none is needed, or while the payer chooses the
    /// amount.
    pub opening_fee_msat: u64,
    /// What it costs if the payer chooses the amount and a channel is needed.
    pub opening_terms: Option<OpeningTerms>,
}

/// What opening a channel costs, for any amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpeningTerms {
    /// At least this, msat.
    pub least_fee_msat: u64,
    /// This part of the payment, if that is more.
    pub parts_per_million: u32,
    /// The smallest payment, msat.
    pub least_msat: u64,
    /// The largest payment, msat.
    pub most_msat: u64,
}

/// What an invoice asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payable {
    /// BOLT11, cleaned.
    pub invoice: String,
    /// Hex; the activity of the same id is its payment.
    pub payment_hash: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// What the payee wrote.
    pub note: String,
    /// When it ends.
    pub expires_ms: u64,
    /// The payee's node id, hex.
    pub payee: String,
    /// What can be sent at most now.
    pub most_msat: u64,
}
