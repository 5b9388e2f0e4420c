//! What the page is answered.

use serde::{Deserialize, Serialize};

use crate::{
    Activity, ChainTarget, Confirmation, ConnectedDrive, FeeChoice, Fields, FinishedSignIn, FoundBackup,
    GuardStanding, Invoice, LeftCopy, Offer, PayOffer, Payable, PinRefused, PinStrength, Problem, Quote,
    RestoredWallet, SecondSeen, Secret, SendPreview, ServiceKind, WithdrawOffer,
};

/// The good end of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// There is nothing more to say.
    Done,
    /// To `CheckPin`: how good that PIN is.
    Pin {
        /// How long it would hold.
        strength: Option<PinStrength>,
        /// Why it must not be used.
        refused: Option<PinRefused>,
    },
    /// To `LookAtGuards`.
    Guards {
        /// Each of them.
        standings: Vec<GuardStanding>,
    },
    /// To `ChangeLock`.
    LockChanged {
        /// The new one opens the backup as well. Otherwise the old one does until the drive has taken the
        /// change, which is tried automatically.
        in_cloud: bool,
    },
    /// To `ShowPhrase`.
    Phrase {
        /// All words, with single spaces.
        words: Secret,
    },
    /// To `Connect`: what was found out about the drive.
    Connected(ConnectedDrive),
    /// To `Services`: what each of them offers here.
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
    SignedIn(FinishedSignIn),
    /// To `StartBackup`.
    BackedUp(Confirmation),
    /// To `FindBackups`.
    Found {
        /// The backups that the drive holds, newest first.
        backups: Vec<FoundBackup>,
    },
    /// To `OpenFiles`: what backups there are among the files.
    Files {
        /// The backups among the files, sorted by name.
        backups: Vec<FoundBackup>,
        /// Names of files that are no part of a backup.
        left_out: Vec<String>,
    },
    /// To `Practise`: the PIN is right.
    Practised {
        /// The guards that would not do as they should on a new device, as people read them.
        failing: Vec<String>,
        /// Why it would not open the backup there now.
        problem: Option<Problem>,
    },
    /// To `Address`: what the form was filled in with.
    Address {
        /// Without anything secret.
        fields: Fields,
    },
    /// To `LookAtSecond`.
    SecondSeen(SecondSeen),
    /// To `Disconnect` and `RemoveSecond`.
    Disconnected {
        /// What became of the copy.
        copy: LeftCopy,
    },
    /// To `Restore` and `TakeOver`.
    Restored(RestoredWallet),
    /// To `Receive`, `Invoice`, `Withdraw` and `HandOver`.
    Invoice(Invoice),
    /// To `Withdraw`: its payment costs a fee that the user has not agreed to, and the service does not have
    /// it.
    Unagreed(Invoice),
    /// To `Check` and `AskService`.
    Payable(Payable),
    /// To `Check`, for what can be paid on the chain alone.
    ChainTarget(ChainTarget),
    /// To `Check`, for a service that takes payments.
    PayOffer(PayOffer),
    /// To `Check`, for a service that pays to us.
    WithdrawOffer(WithdrawOffer),
    /// To `ChainAddress`.
    ChainAddress {
        /// The address, which is kept: the same until it is used.
        address: String,
    },
    /// To `FeeChoices`.
    FeeChoices {
        /// The quickest first.
        choices: Vec<FeeChoice>,
        /// No server says what fees are needed now: they are a guess, or hours old.
        old: bool,
    },
    /// To `PreviewSend` and `PreviewBump`.
    SendPreview(SendPreview),
    /// To `SendOnChain` and `Bump`.
    SentOnChain {
        /// [`Activity::id`].
        id: String,
    },
    /// To `Quote`: what the payment would cost.
    Quote(Quote),
    /// To `Search`: a page of the payments that were found.
    Matches {
        /// Newest first; before them, on the first page, what is under way and has no place in the list yet.
        payments: Vec<Activity>,
        /// For the next page, if there is one.
        after: Option<String>,
    },
    /// To `QrCode`: the picture of that text.
    QrCode {
        /// `None`: the text is too long for any.
        code: Option<QrCode>,
    },
    /// To `Export`: the file that was made.
    File {
        /// What to call it.
        name: String,
        /// Where it is, within this browser: until the next one is made, or the wallet is locked.
        address: String,
        /// How many payments or labels there are in it.
        entries: usize,
    },
    /// To `Payment`: the payments with that id.
    Payments {
        /// The payments that were found, newest first.
        payments: Vec<Activity>,
    },
}

/// A QR code, as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QrCode {
    /// Its width and height, with the empty margin around it, in modules.
    pub side: usize,
    /// Its dark modules, in the words of SVG paths.
    pub path: String,
}
