//! The ids of the elements that tests, labels and focus management refer to; nothing else names an element.
//!
//! # How to drive the page
//! Routes: `/` home or welcome, `/create`, `/backup`, `/receive`, `/send`, `/activity`, `/activity/<hash>`,
//! `/channels`, `/channels/<id>`, `/restore`, `/settings`, `/settings/backup`, `/settings/pin`,
//! `/settings/reconnect`, `/problem`, `/about`. A locked wallet shows the lock screen at every address.
//!
//! [`ROOT`] is always there and tells the state to machines:
//!
//! | attribute | values |
//! |---|---|
//! | `data-phase` | `starting` `empty` `locked` `checking` `ready` `readOnly` |
//! | `data-why` | of `readOnly`: `elsewhere` `otherTab` `unconfirmed` `unsafe`; else empty |
//! | `data-backup` | `off` `checking` `saving` `saved` `waiting` `paused` `fenced` |
//! | `data-position` | journal position of `saved`, else empty |
//! | `data-saved-ms` | Unix ms of `saved`, else empty |
//! | `data-screen` | the screen's name in the table below |
//! | `data-link` | `off` `connecting` `up`: the line to the Lightning peer |
//!
//! | `data-screen` | primary button | others |
//! |---|---|---|
//! | `starting` | | |
//! | `real-money` (F0, real money only) | [`REAL_MONEY_READ`] | |
//! | `welcome` (F1) | [`WELCOME_CREATE`] | [`WELCOME_RESTORE`] |
//! | `intro` (F2) | [`INTRO_NEXT`] | [`INTRO_SKIP`] |
//! | `name` (F3) | [`NAME_CONTINUE`] | [`NAME_INPUT`], [`CREATE_PROBLEM`] (`data-problem`) |
//! | `home` (H1) | [`HOME_RECEIVE`], [`HOME_SEND`] | [`BALANCE`] (`data-msat`), [`BACKUP_LINE`], [`SIGN_IN_AGAIN`], [`HOME_HIGH`], [`HOME_HIGH_SEND`], [`HOME_SETTINGS`], [`HOME_ACTIVITY`] |
//! | a panel on `home` and `settings-backup` | | [`FOREIGN_TRIES`], [`FOREIGN_ADVICE`], [`FOREIGN_MINE`], [`FOREIGN_NOT_MINE`], [`FOREIGN_CHANGE`], [`FOREIGN_READ`] |
//! | the sheet over `home` (B1) | [`PROMPT_BACK_UP`] | [`PROMPT_SHEET`], [`PROMPT_WORDS`], [`PROMPT_LATER`]; later: [`REMINDER_BACK_UP`] |
//! | `backup-intro` (B2) | [`BACKUP_INTRO_CONTINUE`] | |
//! | `backup-pin` (B3) | [`PIN_CONTINUE`] | keypad (below), [`PIN_LENGTH`], [`PIN_STRENGTH`], [`PIN_PROBLEM`] |
//! | `backup-verify` (B4) | none: the last digit decides | keypad, [`PIN_PROBLEM`], [`PIN_CHOOSE_AGAIN`] |
//! | `backup-guards`, `settings-pin-guards` | [`GUARDS_CONTINUE`] | [`GUARDS_WITH`], [`GUARDS_ALONE`] |
//! | `backup-service` (B5) | rows [`SERVICE_THIS_SERVER`], [`SERVICE_WEBDAV`], [`SERVICE_DROPBOX`], …; in [`SERVICE_OWN`] those that one runs oneself | [`SERVICE_PROBLEM`] (`data-problem`) |
//! | `backup-sign-in` (B5, form) | [`DRIVE_SUBMIT`] | [`DRIVE_URL`], [`DRIVE_USER`], [`DRIVE_PASSWORD`], [`DRIVE_PROBLEM`] |
//! | `backup-leave` (B6) | [`SIGN_IN_GO`] | [`DRIVE_PROBLEM`] |
//! | `backup-operator` | [`OPERATOR`] | |
//! | `backup-returning` (B6) | | |
//! | `backup-saving` (B7) | | [`STEPS`] (`data-step`), [`SAVING_CANCEL`] |
//! | `backup-failed`, `backup-guard` (B7), `settings-pin-guard` | [`FAILED_AGAIN`] | [`FAILED_PROBLEM`] (`data-problem`), [`FAILED_OTHER`] |
//! | `backup-done` (B8) | [`DONE_CONTINUE`] | [`DONE_ACCOUNT`], [`DONE_PLACE`], [`DONE_FILE`], [`DONE_LINK`] |
//! | `receive` (H2) | [`RECEIVE_CREATE`] | [`RECEIVE_AMOUNT`], [`RECEIVE_NOTE`], [`RECEIVE_ROOM`], [`RECEIVE_PROBLEM`], [`RECEIVE_ON_CHAIN`] |
//! | `receive-address` (H2) | [`CHAIN_ADDRESS_COPY`] | [`CHAIN_ADDRESS`] (text), [`CHAIN_ADDRESS_SHARE`], [`RECEIVE_PROBLEM`], [`CHAIN_ADDRESS_AGAIN`] |
//! | `invoice` (H2) | [`INVOICE_COPY`] | [`INVOICE_TEXT`] (text, `data-hash`, `data-opening-fee-msat`), [`INVOICE_QR`], [`INVOICE_SHARE`], [`INVOICE_NOTE`], [`INVOICE_STATE`] (`data-state`: `open` `arriving` `received` `expired`) |
//! | `received` (H2) | [`RECEIVED_DONE`] | |
//! | `send` (H3) | [`SEND_CHECK`] | [`SEND_INPUT`], [`SEND_SCAN`], [`SEND_PASTE`], [`SEND_PROBLEM`] |
//! | `send-amount` (H3) | [`SEND_AMOUNT_CONTINUE`] | [`SEND_AMOUNT`], [`SEND_PROBLEM`] |
//! | `send-scan` (H3) | [`SCAN_PICTURE`] | [`SCAN_VIDEO`], [`SCAN_STATE`] |
//! | `send-service`, `send-withdraw` (H3) | [`SEND_AMOUNT_CONTINUE`] | [`SEND_SERVICE`], [`SEND_AMOUNT`], [`SEND_COMMENT`], [`SEND_PROBLEM`] |
//! | `send-withdraw-fee` (H3) | [`SEND_AGREE`] | [`SEND_SERVICE`], [`SEND_FEE`], [`SEND_PROBLEM`] |
//! | `send-confirm` (H3) | [`SEND_PAY`] | [`SEND_CONFIRM_AMOUNT`] (`data-msat`), [`SEND_FEE`] (`data-msat`, once it is known; `data-most-msat`), [`SEND_RAISE`], [`SEND_LOOK_AGAIN`], [`SEND_PROBLEM`] |
//! | `send-on-chain` (H3) | [`SEND_AMOUNT_CONTINUE`] | [`SEND_AMOUNT`], [`SEND_ALL`], [`FEE_SPEED`], [`FEE_RATE`], [`SEND_KEEP`], [`SEND_PROBLEM`] |
//! | `send-on-chain-confirm` (H3) | [`SEND_PAY`] | [`SEND_CONFIRM_AMOUNT`] (`data-msat`), [`SEND_NETWORK_FEE`], [`SEND_PROBLEM`] |
//! | `send-result` (H3) | [`SEND_DONE`] | [`SEND_RESULT`] (`data-state`: `pending` `done` `failed`; `data-problem`), [`SEND_THANKS`], [`SEND_AGAIN`] |
//! | `activity` (H4) | [`ACTIVITY_SEARCH`], [`ACTIVITY_ONLY`], [`ACTIVITY_OLDER`], [`EXPORT_TABLE`], [`EXPORT_LABELS`] | [`EXPORT_FILE`] (`data-entries`), [`EXPORT_PROBLEM`], [`ACTIVITY_LIST`]; rows: class `activity-row` with `data-hash`, `data-outcome`, `data-direction`, `data-msat`, `data-fee-msat`, `data-saved` |
//! | `bump` (H4) | [`BUMP`] | [`FEE_SPEED`], [`FEE_RATE`], [`SEND_CONFIRM_AMOUNT`], [`SEND_PROBLEM`] |
//! | `payment` (H4) | [`PAYMENT_BUMP`], [`PAYMENT_STOP`], [`PAYMENT_CALL_OFF`], [`PAYMENT_NOTE`], [`PAYMENT_SAVE_NOTE`] | [`PAYMENT_NOTE_PROBLEM`], [`PAYMENT_WAITS`], [`PAYMENT_PROBLEM`], [`SEND_THANKS`], [`PAYMENT_CONFIRMATIONS`], [`PAYMENT_PREIMAGE`], [`PAYMENT_FEE`] (`data-msat`), [`PAYMENT_SAVED`] (`data-saved`) |
//! | `channels` (H5) | | [`CHANNEL_LIST`]; rows: class `channel-row` with `data-usable`, `data-local-msat`, in them class `channel-open` |
//! | `channel` (H5) | | [`CHANNEL_TOGETHER`], [`CHANNEL_ALONE`] (held, or pressed three times), [`CHANNEL_PROBLEM`] |
//! | `channel-confirm` (H5) | [`CHANNEL_CLOSE`] | [`CHANNEL_KEEP`] |
//! | `channel-closed` (H5) | | [`COMING_LIST`]; rows with `data-step` |
//! | `restore` (R1) | [`RESTORE_FROM_CLOUD`] | [`RESTORE_FROM_FILES`], [`RESTORE_FROM_WORDS`] |
//! | `restore-words` (R6) | [`PHRASE_CONTINUE`] | [`PHRASE_INPUT`], [`PHRASE_PROBLEM`] |
//! | `restore-files` (R1) | [`FILES_FOLDER`] | [`FILES_SOME`], [`FILES_PROBLEM`]; the fields behind them: [`FILES_FOLDER_INPUT`], [`FILES_SOME_INPUT`] |
//! | `restore-service` (R2) | [`SERVICE_THIS_SERVER`], [`SERVICE_WEBDAV`] | |
//! | `restore-sign-in` (R2) | [`DRIVE_SUBMIT`] | as `backup-sign-in` |
//! | `restore-leave`, `restore-returning` (R2) | as `backup-leave` | |
//! | `restore-found` (R2) | rows: class `found-row` with `data-name`, `data-state`, `data-compared` (`alone` `older` `same` `newer`) | [`FOUND_LIST`], [`FOUND_NOTHING`], [`FOUND_LEFT_OUT`] |
//! | `restore-pin` (R3) | [`PIN_CONTINUE`] | keypad, [`PIN_PROBLEM`] (`data-problem`), [`RESTORE_USE_PHRASE`] |
//! | `restore-phrase` (R3) | [`PHRASE_CONTINUE`] | [`PHRASE_INPUT`], [`PHRASE_PROBLEM`], [`RESTORE_USE_PIN`] |
//! | `restore-steps` (R4) | | [`STEPS`] (`data-step`) |
//! | `restore-failed` (R4) | [`FAILED_AGAIN`] | [`FAILED_PROBLEM`], [`FAILED_OTHER`] |
//! | `restored` (R5) | [`RESTORED_CONTINUE`] | [`RESTORED_BALANCE`] (`data-msat`), [`RESTORED_LAST`], [`RESTORED_OLD_DEVICE`], [`RESTORED_UNFIT`] |
//! | `lock` (L1) | [`PIN_CONTINUE`] | keypad, [`PIN_PROBLEM`], [`LOCK_FORGOT`], then [`PHRASE_INPUT`], [`LOCK_RESTORE`] |
//! | `lock-forgot` (L2), `settings-pin-words` | as `restore-phrase` | as there |
//! | `words-pin`, `words` (S3) | [`PIN_CONTINUE`]; [`WORDS_HOLD`] | keypad; [`WORDS`], [`WORDS_WRITTEN`] |
//! | `words-check`, `words-done` (S3) | [`WORDS_DONE`] | [`WORDS_NEXT`], [`WORDS_WRONG`]; in [`WORDS_LIST`] a button for each word |
//! | `problem` (E1) | [`PROBLEM_AGAIN`], [`PROBLEM_RECONNECT`], [`PROBLEM_RESTORE`] or [`PROBLEM_BACK_UP`] | [`PROBLEM_TITLE`] (`data-problem`), [`PROBLEM_FUNDS`], [`PROBLEM_FIX`], [`PROBLEM_SECOND`], [`PROBLEM_NEXT`], [`PROBLEM_DETAILS`], [`SUPPORT_TEXT`], [`SUPPORT_COPY`], [`SUPPORT_LINK`], [`SUPPORT_SHARE`] |
//! | `elsewhere` (E2) | [`USE_HERE`] | [`ELSEWHERE_LOOK`], [`ELSEWHERE_TEXT`]; on home afterwards: [`READ_ONLY_BANNER`] |
//! | `restore-question`, `question` (R4, E1, E2) | [`QUESTION_WAIT`] | [`QUESTION`] (`data-problem`), [`QUESTION_SURE`] |
//! | `closing` | | |
//! | `security` (S2) | | [`CHECK_BACKUP`], [`CHECK_PIN`], [`CHECK_STORAGE`], [`CHECK_INSTALLED`], [`CHECK_AMOUNT`], [`CHECK_RESERVE`] (`data-state`), [`STORAGE_ASK`] |
//! | `taking-over` (E2) | | [`STEPS`] |
//! | `settings` | rows [`SETTINGS_BACKUP`], [`SETTINGS_WORDS`], [`SETTINGS_PIN`], [`SETTINGS_PRACTICE`], [`SETTINGS_LOCK`], [`LOCK_AFTER`], [`PRACTICE_ON`], [`SETTINGS_LANGUAGE`], [`SETTINGS_CHANNELS`], [`SETTINGS_SECURITY`], [`SETTINGS_NAME`], [`SETTINGS_ABOUT`], [`SETTINGS_DELETE`] | |
//! | a panel on `home` | | [`PRACTICE`], [`PRACTICE_GO`], [`PRACTICE_LATER`] |
//! | `practice` | [`PIN_CONTINUE`] | keypad, [`PIN_PROBLEM`], [`PRACTICE_LATER`] |
//! | `practice-wrong`, `practice-right`, `practice-no-way` | [`PRACTICE_AGAIN`] or [`PRACTICE_DONE`] | [`PRACTICE_CHANGE`], [`PRACTICE_LATER`], [`PRACTICE_FAILING`], [`PRACTICE_GUARDS`] |
//! | `rename` (S5) | [`NAME_CONTINUE`] | as `name` |
//! | `delete`, `delete-confirm`, `deleting` (S6) | [`DELETE_GO`] or [`DELETE_INSTEAD`]; [`DELETE_HOLD`] | [`DELETE_PROBLEM`], [`DELETE_OLD_COPY`], [`DELETE_KEEP`] |
//! | `second-service`, `second-sign-in`, `second-leave` | as B5 and B6 | as there |
//! | `settings-backup` (S1) | [`BACK_UP_NOW`] | [`BACKUP_SERVICE`], [`BACKUP_ACCOUNT`], [`BACKUP_PLACE`], [`BACKUP_LAST`], [`BACKUP_PROVED`], [`BACKUP_SIZE`], [`BACKUP_ROOM`], [`BACKUP_LINK`], [`CHANGE_PIN`], [`DISCONNECT`]; sheet: [`DISCONNECT_SHEET`], [`DISCONNECT_KEEP`], [`DISCONNECT_DELETE`], [`DISCONNECT_CANCEL`]; then [`DISCONNECT_STATE`], [`OLD_COPY`], [`OLD_COPY_DELETE`], [`OLD_COPY_FORGET`], [`OLD_COPY_PROBLEM`]; [`SECOND`], [`SECOND_LINE`], [`SECOND_ADD`], [`SECOND_BOTH`], [`SECOND_RECONNECT`], [`SECOND_MOVE`], [`SECOND_REMOVE`], [`SECOND_RESULT`], [`SECOND_PROBLEM`]; sheet: [`SECOND_SHEET`], [`SECOND_MOVE_YES`], [`SECOND_KEEP`], [`SECOND_DELETE`], [`SECOND_CANCEL`] |
//! | `settings-pin-old`, `-new`, `-verify`, `-saving`, `-done` | [`PIN_CONTINUE`], [`PIN_CHANGED_DONE`] | keypad |
//! | `reconnect` | [`DRIVE_SUBMIT`] or [`SIGN_IN_GO`] | [`DRIVE_PASSWORD`], [`DRIVE_PROBLEM`] |
//! | `install` | [`INSTALL`], where the browser offers it | [`INSTALL_STEPS`], [`INSTALL_DONE`], [`INSTALL_BACK_UP`] |
//! | `about` | | [`ABOUT_HASHES`], [`ABOUT_RECOVERY`] |
//!
//! The PIN is typed on the keyboard, or by [`key`] and [`KEY_DELETE`]; [`PIN_BOXES`] has `data-entered` (how
//! many digits) and `data-length` (how many are wanted, 0 when 4 to 12 will do, then [`PIN_CONTINUE`]
//! submits). Every screen with a way back has [`BACK`]. Above every screen that does not say it itself,
//! [`ALARM`] says that the backup fails, and [`ALARM_GO`] leads to the way out. A primary button that cannot
//! be used yet is `disabled`.

// Each constant is its own documentation; those that carry attributes say so.
#![allow(missing_docs)]

/// Wraps the whole page; carries the state for machines.
pub const ROOT: &str = "root";
/// The part that changes with the screen.
pub const MAIN: &str = "main";
/// The screen's heading; takes the focus when the screen changes.
pub const HEADING: &str = "heading";
/// "Back", on every step but the success screens.
pub const BACK: &str = "back";
/// What a screen reader announces when something changes without the user's doing.
pub const ANNOUNCE: &str = "announce";

/// What an error said that ended the worker, or kept it from starting.
pub const ERROR_DETAIL: &str = "error-detail";
/// Says on each page that the backup fails.
pub const ALARM: &str = "alarm";
pub const ALARM_GO: &str = "alarm-go";

pub const MONEY: &str = "money";
pub const REAL_MONEY_PROBLEM: &str = "real-money-problem";
pub const REAL_MONEY_READ: &str = "real-money-read";
pub const WELCOME_CREATE: &str = "welcome-create";
pub const WELCOME_RESTORE: &str = "welcome-restore";
/// Why restoring comes first.
pub const WELCOME_AGAIN: &str = "welcome-again";
pub const INTRO_NEXT: &str = "intro-next";
pub const INTRO_SKIP: &str = "intro-skip";
pub const NAME_INPUT: &str = "name-input";
pub const NAME_CONTINUE: &str = "name-continue";
pub const NAME_PROBLEM: &str = "name-problem";
/// Why no wallet could be made.
pub const CREATE_PROBLEM: &str = "create-problem";

/// The amount, with `data-msat`; a button that hides it.
pub const BALANCE: &str = "balance";
/// Switches between sats and BTC.
pub const BALANCE_UNIT: &str = "balance-unit";
/// The one line that tells the state of the backup.
pub const BACKUP_LINE: &str = "backup-line";
pub const HOME_RECEIVE: &str = "home-receive";
pub const HOME_SEND: &str = "home-send";
pub const HOME_ACTIVITY: &str = "home-activity";
/// More than a phone's wallet is for.
pub const HOME_HIGH: &str = "home-high";
pub const HOME_HIGH_SEND: &str = "home-high-send";
pub const HOME_SETTINGS: &str = "home-settings";
/// What does not work now, other than the backup.
pub const HOME_FAULT: &str = "home-fault";
/// Some addresses of the words have not been looked at yet.
pub const HOME_LOOKING: &str = "home-looking";
/// What can be sent, beside what is owned.
pub const HOME_SPENDABLE: &str = "home-spendable";
/// What depends on the provider's word.
pub const HOME_RESERVE: &str = "home-reserve";
pub const HOME_PROMISED: &str = "home-promised";
/// The time of the balance shown while no peer or server can be asked.
pub const HOME_AS_OF: &str = "home-as-of";
/// A newer version of the app.
pub const NEW_VERSION: &str = "new-version";
pub const NEW_VERSION_TAKE: &str = "new-version-take";
/// What became of a folder of the backup.
pub const FOLDER_NEWS: &str = "folder-news";
pub const FOLDER_NEWS_READ: &str = "folder-news-read";
pub const READ_ONLY_BANNER: &str = "read-only-banner";
/// The service ended the sign-in; leads to its page.
pub const SIGN_IN_AGAIN: &str = "sign-in-again";

pub const PROMPT_SHEET: &str = "prompt-sheet";
pub const PROMPT_BACK_UP: &str = "prompt-back-up";
pub const PROMPT_LATER: &str = "prompt-later";
pub const PROMPT_WORDS: &str = "prompt-words";
pub const REMINDER: &str = "reminder";
pub const REMINDER_BACK_UP: &str = "reminder-back-up";

pub const BACKUP_INTRO_CONTINUE: &str = "backup-intro-continue";

/// One box or dot a digit; `data-entered`, `data-length`.
pub const PIN_BOXES: &str = "pin-boxes";
/// "3 of 6 digits", for screen readers.
pub const PIN_STATUS: &str = "pin-status";
/// How long the PIN would hold.
pub const PIN_STRENGTH: &str = "pin-strength";
/// Why a PIN is refused or wrong; `data-problem`.
pub const PIN_PROBLEM: &str = "pin-problem";
/// Why a PIN that was chosen before was not set.
pub const PIN_NOT_SET: &str = "pin-not-set";
/// A `<select>` of 4 to 12.
pub const PIN_LENGTH: &str = "pin-length";
pub const PIN_CONTINUE: &str = "pin-continue";
pub const PIN_CHOOSE_AGAIN: &str = "pin-choose-again";
pub const KEYPAD: &str = "keypad";
pub const KEY_DELETE: &str = "key-delete";
const KEYS: [&str; 10] =
    ["key-0", "key-1", "key-2", "key-3", "key-4", "key-5", "key-6", "key-7", "key-8", "key-9"];

/// The keypad's button of a digit; anything above 9 is taken as 9.
pub fn key(digit: u8) -> &'static str {
    KEYS[usize::from(digit.min(9))]
}

// The rows of the services that journeys choose; the page takes the id of each from its row.
pub const SERVICE_THIS_SERVER: &str = "service-this-server";
pub const SERVICE_WEBDAV: &str = "service-webdav";
pub const SERVICE_GOOGLE_DRIVE: &str = "service-google-drive";
pub const SERVICE_ICLOUD: &str = "service-icloud";
pub const SERVICE_DROPBOX: &str = "service-dropbox";
pub const SERVICE_ONE_DRIVE: &str = "service-onedrive";
pub const SERVICE_NEXTCLOUD: &str = "service-nextcloud";
pub const SERVICE_VSS: &str = "service-vss";
pub const SERVICE_S3: &str = "service-s3";
pub const SERVICE_REMOTE_STORAGE: &str = "service-remotestorage";
pub const GUARDS_WITH: &str = "guards-with";
pub const GUARDS_ALONE: &str = "guards-alone";
pub const GUARDS_CONTINUE: &str = "guards-continue";
/// The state of each guard; values with `data-guard`.
pub const GUARD_LIST: &str = "guard-list";
/// Leads to a PIN without the guards that are gone.
pub const GUARD_REPLACE: &str = "guard-replace";
/// Why the state of the guards is unknown.
pub const GUARD_PROBLEM: &str = "guard-problem";
/// Somebody else has tried PINs, and what the user says to that.
pub const FOREIGN_TRIES: &str = "foreign-tries";
/// What to do now; takes the focus when it appears.
pub const FOREIGN_ADVICE: &str = "foreign-advice";
pub const FOREIGN_MINE: &str = "foreign-mine";
pub const FOREIGN_NOT_MINE: &str = "foreign-not-mine";
pub const FOREIGN_CHANGE: &str = "foreign-change";
pub const FOREIGN_READ: &str = "foreign-read";
/// The row that shows what one runs oneself.
pub const SERVICE_OWN: &str = "service-own";
/// Why the last sign-in led back here; `data-problem`.
pub const SERVICE_PROBLEM: &str = "service-problem";
/// Goes to the service's own page.
pub const SIGN_IN_GO: &str = "sign-in-go";
/// What the operator has to do; on `…-operator` screens.
pub const OPERATOR: &str = "operator";
pub const DRIVE_TOKEN: &str = "drive-token";
pub const DRIVE_REGION: &str = "drive-region";
pub const DRIVE_BUCKET: &str = "drive-bucket";
pub const DRIVE_PREFIX: &str = "drive-prefix";
pub const DRIVE_ACCESS_KEY: &str = "drive-access-key";
pub const DRIVE_URL: &str = "drive-url";
pub const DRIVE_USER: &str = "drive-user";
pub const DRIVE_PASSWORD: &str = "drive-password";
pub const DRIVE_SUBMIT: &str = "drive-submit";
/// Why signing in did not work; `data-problem`.
pub const DRIVE_PROBLEM: &str = "drive-problem";

/// The list of steps; `data-step` is the one under way.
pub const STEPS: &str = "steps";
pub const SAVING_CANCEL: &str = "saving-cancel";
pub const FAILED_PROBLEM: &str = "failed-problem";
pub const FAILED_AGAIN: &str = "failed-again";
pub const FAILED_OTHER: &str = "failed-other";

pub const DONE_ACCOUNT: &str = "done-account";
pub const DONE_PLACE: &str = "done-place";
pub const DONE_FILE: &str = "done-file";
pub const DONE_LINK: &str = "done-link";
pub const DONE_CONTINUE: &str = "done-continue";

pub const RECEIVE_AMOUNT: &str = "receive-amount";
/// What can come in, before anybody asks for it.
pub const RECEIVE_ROOM: &str = "receive-room";
pub const RECEIVE_NOTE: &str = "receive-note";
pub const RECEIVE_CREATE: &str = "receive-create";
pub const RECEIVE_PROBLEM: &str = "receive-problem";
/// The whole invoice as text; `data-hash`.
/// A link to the address on the chain.
pub const RECEIVE_ON_CHAIN: &str = "receive-on-chain";
pub const CHAIN_ADDRESS: &str = "chain-address";
pub const CHAIN_ADDRESS_AGAIN: &str = "chain-address-again";
pub const CHAIN_ADDRESS_COPY: &str = "chain-address-copy";
pub const INVOICE_TEXT: &str = "invoice-text";
pub const INVOICE_NOTE: &str = "invoice-note";
pub const INVOICE_QR: &str = "invoice-qr";
pub const INVOICE_SHARE: &str = "invoice-share";
pub const CHAIN_ADDRESS_SHARE: &str = "chain-address-share";
pub const INVOICE_COPY: &str = "invoice-copy";
/// Whether the invoice is paid; `data-state`.
pub const INVOICE_STATE: &str = "invoice-state";
pub const RECEIVED_DONE: &str = "received-done";

pub const SEND_INPUT: &str = "send-input";
pub const SEND_PASTE: &str = "send-paste";
pub const SEND_CHECK: &str = "send-check";
/// Why nothing can be paid; `data-problem`.
pub const SEND_PROBLEM: &str = "send-problem";
pub const SEND_SCAN: &str = "send-scan";
pub const SCAN_VIDEO: &str = "scan-video";
pub const SCAN_STATE: &str = "scan-state";
pub const SCAN_PICTURE: &str = "scan-picture";
pub const SEND_SERVICE: &str = "send-service-host";
pub const SEND_COMMENT: &str = "send-comment";
pub const SEND_THANKS: &str = "send-thanks";
pub const SEND_AGREE: &str = "send-agree";
pub const SEND_AMOUNT: &str = "send-amount";
pub const SEND_AMOUNT_CONTINUE: &str = "send-amount-continue";
pub const SEND_ALL: &str = "send-all";
pub const SEND_KEEP: &str = "send-keep";
pub const SEND_NETWORK_FEE: &str = "send-network-fee";
/// A `<select>`: `0` and up are the speeds, `own` a feerate in [`FEE_RATE`].
pub const FEE_SPEED: &str = "fee-speed";
pub const FEE_RATE: &str = "fee-rate";
pub const SEND_CONFIRM_AMOUNT: &str = "send-confirm-amount";
pub const SEND_FEE: &str = "send-fee";
pub const SEND_RAISE: &str = "send-raise";
pub const SEND_LOOK_AGAIN: &str = "send-look-again";
pub const SEND_PAY: &str = "send-pay";
pub const SEND_RESULT: &str = "send-result";
pub const SEND_DONE: &str = "send-done";
pub const SEND_AGAIN: &str = "send-again";

/// A panel about a channel that was closed.
pub const CLOSED_CHANNEL: &str = "closed-channel";
/// The field for searching the activity.
pub const ACTIVITY_SEARCH: &str = "activity-search";
/// Which kind of payments.
pub const ACTIVITY_ONLY: &str = "activity-only";
pub const EXPORT_TABLE: &str = "export-table";
pub const EXPORT_LABELS: &str = "export-labels";
/// The file that was made; `data-entries`: how much is in it.
pub const EXPORT_FILE: &str = "export-file";
pub const EXPORT_PROBLEM: &str = "export-problem";
/// The next page of older payments.
pub const ACTIVITY_OLDER: &str = "activity-older";
pub const ACTIVITY_LIST: &str = "activity-list";
/// Class of each row of the activity list.
pub const ACTIVITY_ROW: &str = "activity-row";
pub const PAYMENT_AMOUNT: &str = "payment-amount";
pub const PAYMENT_FEE: &str = "payment-fee";
pub const PAYMENT_CONFIRMATIONS: &str = "payment-confirmations";
/// Leads to a higher fee; on that screen, raises it.
pub const PAYMENT_BUMP: &str = "payment-bump";
pub const BUMP: &str = "bump";
pub const PAYMENT_PREIMAGE: &str = "payment-preimage";
pub const PAYMENT_WAITS: &str = "payment-waits";
pub const PAYMENT_STOP: &str = "payment-stop";
pub const PAYMENT_PROBLEM: &str = "payment-problem";
pub const PAYMENT_CALL_OFF: &str = "payment-call-off";
pub const PAYMENT_SAVED: &str = "payment-saved";
pub const PAYMENT_NOTE: &str = "payment-note";
pub const PAYMENT_SAVE_NOTE: &str = "payment-save-note";
pub const PAYMENT_NOTE_PROBLEM: &str = "payment-note-problem";
pub const CHANNEL_LIST: &str = "channel-list";
/// Class of each row of the channel list.
pub const CHANNEL_ROW: &str = "channel-row";
/// Class of the button that opens a channel's own page.
pub const CHANNEL_OPEN: &str = "channel-open";
/// `data-problem`: why it is not being closed.
pub const CHANNEL_PROBLEM: &str = "channel-problem";
/// Close it with the other side.
pub const CHANNEL_TOGETHER: &str = "channel-together";
/// Close it alone: to be held, or an ordinary button where the other side has been away for a day.
pub const CHANNEL_ALONE: &str = "channel-alone";
/// The button "Close it now".
pub const CHANNEL_CLOSE: &str = "channel-close";
/// The button "Keep it open".
pub const CHANNEL_KEEP: &str = "channel-keep";
/// What comes home of a closed channel; each with `data-step`.
pub const COMING_LIST: &str = "coming-list";

pub const RESTORE_FROM_CLOUD: &str = "restore-from-cloud";
pub const RESTORE_FROM_FILES: &str = "restore-from-files";
pub const RESTORE_FROM_WORDS: &str = "restore-from-words";
pub const FILES_FOLDER: &str = "files-folder";
pub const FILES_SOME: &str = "files-some";
/// The browser's own field behind [`FILES_FOLDER`].
pub const FILES_FOLDER_INPUT: &str = "files-folder-input";
/// The browser's own field behind [`FILES_SOME`].
pub const FILES_SOME_INPUT: &str = "files-some-input";
pub const FILES_PROBLEM: &str = "files-problem";
/// Names of picked files that are no part of a backup.
pub const FOUND_LEFT_OUT: &str = "found-left-out";
pub const FOUND_LIST: &str = "found-list";
/// Class of each found backup; a button when it can be restored.
pub const FOUND_ROW: &str = "found-row";
/// Shown only when the account was read and holds nothing.
pub const FOUND_NOTHING: &str = "found-nothing";
pub const FOUND_OTHER_SERVICE: &str = "found-other-service";
pub const RESTORE_USE_PHRASE: &str = "restore-use-phrase";
pub const RESTORE_USE_PIN: &str = "restore-use-pin";
pub const PHRASE_INPUT: &str = "phrase-input";
pub const PHRASE_CONTINUE: &str = "phrase-continue";
pub const PHRASE_PROBLEM: &str = "phrase-problem";
pub const RESTORED_BALANCE: &str = "restored-balance";
pub const RESTORED_LAST: &str = "restored-last";
pub const RESTORED_OLD_DEVICE: &str = "restored-old-device";
pub const UNFIT: &str = "unfit";
pub const RESTORED_CONTINUE: &str = "restored-continue";

/// `data-problem`: the problem's name.
pub const PROBLEM_TITLE: &str = "problem-title";
pub const PROBLEM_FUNDS: &str = "problem-funds";
pub const PROBLEM_FIX: &str = "problem-fix";
/// Shown when it is the second copy that does not confirm.
pub const PROBLEM_SECOND: &str = "problem-second";
pub const PROBLEM_NEXT: &str = "problem-next";
pub const PROBLEM_AGAIN: &str = "problem-again";
pub const PROBLEM_RESTORE: &str = "problem-restore";
pub const PROBLEM_BACK_UP: &str = "problem-back-up";
pub const PROBLEM_RECONNECT: &str = "problem-reconnect";
pub const PROBLEM_DETAILS: &str = "problem-details";
pub const SUPPORT_TEXT: &str = "support-text";
pub const SUPPORT_COPY: &str = "support-copy";
pub const SUPPORT_LINK: &str = "support-link";
pub const SUPPORT_SHARE: &str = "support-share";

pub const USE_HERE: &str = "use-here";
pub const ELSEWHERE_TEXT: &str = "elsewhere-text";
pub const ELSEWHERE_LOOK: &str = "elsewhere-look";
/// Why the wallet was not taken; `data-problem`.
pub const ELSEWHERE_PROBLEM: &str = "elsewhere-problem";

pub const SETTINGS_BACKUP: &str = "settings-backup-row";
pub const SETTINGS_LOCK: &str = "settings-lock";
pub const SETTINGS_WORDS: &str = "settings-words";
pub const SETTINGS_PIN: &str = "settings-pin";
pub const SETTINGS_PRACTICE: &str = "settings-practice";
pub const PRACTICE_ON: &str = "practice-on";
/// It is time to practise the PIN.
pub const PRACTICE: &str = "practice-note";
pub const PRACTICE_GO: &str = "practice-go";
pub const PRACTICE_LATER: &str = "practice-later";
pub const PRACTICE_AGAIN: &str = "practice-again";
pub const PRACTICE_CHANGE: &str = "practice-change";
pub const PRACTICE_DONE: &str = "practice-done";
pub const PRACTICE_FAILING: &str = "practice-failing";
pub const PRACTICE_GUARDS: &str = "practice-guards";
pub const LOCK_AFTER: &str = "lock-after";
pub const SETTINGS_LANGUAGE: &str = "settings-language";
pub const LOCK_RESTORE: &str = "lock-restore";
pub const LOCK_FORGOT: &str = "lock-forgot-pin";
/// The recovery phrase; `data-shown`.
pub const WORDS: &str = "words";
pub const WORDS_WRITTEN: &str = "words-written";
pub const WORDS_NEXT: &str = "words-next";
pub const WORDS_WRONG: &str = "words-wrong";
pub const WORDS_LIST: &str = "words-list";
pub const WORDS_DONE: &str = "words-done";
/// The words are shown while it is held; by the keyboard it switches.
pub const WORDS_HOLD: &str = "words-hold";
pub const SETTINGS_CHANNELS: &str = "settings-channels";
pub const SETTINGS_INSTALL: &str = "settings-install";
pub const INSTALL: &str = "install";
pub const INSTALL_STEPS: &str = "install-steps";
pub const INSTALL_DONE: &str = "install-done";
pub const INSTALL_BACK_UP: &str = "install-back-up";
pub const SETTINGS_NAME: &str = "settings-name";
pub const SETTINGS_DELETE: &str = "settings-delete";
pub const DELETE_GO: &str = "delete-go";
pub const DELETE_INSTEAD: &str = "delete-instead";
pub const DELETE_PROBLEM: &str = "delete-problem";
/// Tells of a copy that used to be the backup and is still there.
pub const DELETE_OLD_COPY: &str = "delete-old-copy";
pub const DELETE_HOLD: &str = "delete-hold";
pub const DELETE_KEEP: &str = "delete-keep";
pub const SETTINGS_ABOUT: &str = "settings-about";
/// A link to what this is a build of, if the build has a name.
pub const ABOUT_HASHES: &str = "about-hashes";
/// Gives the page that opens backups without Lifeboat.
pub const ABOUT_RECOVERY: &str = "about-recovery";
pub const BACKUP_SERVICE: &str = "backup-service";
pub const BACKUP_ACCOUNT: &str = "backup-account";
pub const BACKUP_PLACE: &str = "backup-place";
pub const BACKUP_LAST: &str = "backup-last";
pub const BACKUP_PROVED: &str = "backup-proved";
pub const BACKUP_SIZE: &str = "backup-size";
/// Only where the service tells.
pub const BACKUP_ROOM: &str = "backup-room";
/// Opens the folder on the service's page.
pub const BACKUP_LINK: &str = "backup-link";
pub const BACK_UP_NOW: &str = "back-up-now";
/// The outcome of "Back up now" or "Disconnect"; `data-problem`.
pub const BACKUP_RESULT: &str = "backup-result";
pub const CHANGE_PIN: &str = "change-pin";
pub const PIN_CHANGED_DONE: &str = "pin-changed-done";
/// The second copy's section; `data-state` is its status, `data-position` how far it is.
pub const SECOND: &str = "second-copy";
/// Its status line.
pub const SECOND_LINE: &str = "second-copy-line";
/// Adds a second copy.
pub const SECOND_ADD: &str = "second-copy-add";
/// "Both must confirm".
pub const SECOND_BOTH: &str = "second-copy-both";
/// Shown when the second copy's service wants the user.
pub const SECOND_RECONNECT: &str = "second-copy-reconnect";
/// Moves the backup there.
pub const SECOND_MOVE: &str = "second-copy-move";
/// Confirms that the second copy becomes the backup.
pub const SECOND_MOVE_YES: &str = "second-copy-move-yes";
/// Removes the second copy.
pub const SECOND_REMOVE: &str = "second-copy-remove";
/// Removes it, files stay.
pub const SECOND_KEEP: &str = "second-copy-keep";
/// Removes it with its files.
pub const SECOND_DELETE: &str = "second-copy-delete";
/// The question of either.
pub const SECOND_SHEET: &str = "second-copy-sheet";
/// Leaves the question.
pub const SECOND_CANCEL: &str = "second-copy-cancel";
/// What went wrong with the second copy.
pub const SECOND_PROBLEM: &str = "second-copy-problem";
/// What was done with the second copy.
pub const SECOND_RESULT: &str = "second-copy-result";
/// Asks for the second copy instead of the backup that is gone.
pub const PROMOTE: &str = "promote";
/// The question whether the second copy is to be the backup.
pub const PROMOTE_SHEET: &str = "promote-sheet";
/// How far it is; `data-behind`.
pub const PROMOTE_BEHIND: &str = "promote-behind";
/// The answer "yes" to it.
pub const PROMOTE_YES: &str = "promote-yes";
/// The answer "no" to it.
pub const PROMOTE_CANCEL: &str = "promote-cancel";
/// What went wrong.
pub const PROMOTE_PROBLEM: &str = "promote-problem";
/// Goes on without the storage, after a question.
pub const ALONE: &str = "alone";
/// That question.
pub const ALONE_SHEET: &str = "alone-sheet";
/// No other device has the wallet.
pub const ALONE_YES: &str = "alone-yes";
/// Waits for the storage.
pub const ALONE_CANCEL: &str = "alone-cancel";
/// Why the wallet does not continue, or why the backup could not be written again.
pub const ALONE_PROBLEM: &str = "alone-problem";
pub const DISCONNECT: &str = "disconnect";
pub const DISCONNECT_SHEET: &str = "disconnect-sheet";
pub const DISCONNECT_KEEP: &str = "disconnect-keep";
pub const DISCONNECT_DELETE: &str = "disconnect-delete";
pub const DISCONNECT_CANCEL: &str = "disconnect-cancel";
/// The backup is being turned off, or was.
pub const DISCONNECT_STATE: &str = "disconnect-state";
/// A copy that was to be deleted and is still there.
pub const OLD_COPY: &str = "old-copy";
/// Deletes the old copy.
pub const OLD_COPY_DELETE: &str = "old-copy-delete";
/// Forgets it where it cannot be reached.
pub const OLD_COPY_FORGET: &str = "old-copy-forget";
/// Why it was not deleted; `data-problem`.
pub const OLD_COPY_PROBLEM: &str = "old-copy-problem";

/// A question that only the user can answer: `data-problem`.
pub const QUESTION: &str = "question";
/// The safe answer.
pub const QUESTION_WAIT: &str = "question-wait";
/// The answer that continues.
pub const QUESTION_SURE: &str = "question-sure";
/// Another device was active just now.
pub const ACTIVE_NOW: &str = "active-now";

/// Row of the settings.
pub const SETTINGS_SECURITY: &str = "settings-security";
/// A line of the checklist, with `data-state` `good`, `missing` or `unknown`.
pub const CHECK_BACKUP: &str = "check-backup";
/// A line of the checklist.
pub const CHECK_PIN: &str = "check-pin";
/// A line of the checklist.
pub const CHECK_STORAGE: &str = "check-storage";
/// A line of the checklist.
pub const CHECK_INSTALL: &str = "check-install";
pub const CHECK_INSTALLED: &str = "check-installed";
/// A line of the checklist.
pub const CHECK_RESERVE: &str = "check-reserve";
pub const CHECK_AMOUNT: &str = "check-amount";
/// Asks the browser to keep what is stored.
pub const STORAGE_ASK: &str = "storage-ask";
