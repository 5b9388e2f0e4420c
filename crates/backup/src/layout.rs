//! Where everything lies in a drive: names a user understands.

use lifeboat_cloud::Path;
use lifeboat_crypto::{VaultId, WriterId};
use lifeboat_names::FOLDER_PREFIX;
use unicode_normalization::UnicodeNormalization;

/// The folder of all wallets, at the drive's root.
pub const ROOT: &str = "Bitcoin Wallet Backup";
/// The note beside the files.
pub const READ_ME: &str = "READ ME.txt";
/// The note that says that this folder follows another one.
pub const SECOND_COPY: &str = "SECOND COPY.txt";
/// The note that says that this backup was begun, and that the wallet may have continued without it.
pub const NOT_FINISHED: &str = "NOT FINISHED.txt";
/// The folder of the journal.
pub const CHANNEL_STATE: &str = "Channel state";
/// The ending of our files.
pub const ENDING: &str = ".lifeboat";

/// The highest position there can be. A wallet that writes a thousand entries a second reaches it after
/// 285,000 years, and every number up to it is exact in any language: a file with a higher number in its name
/// is no entry.
pub const LAST_POSITION: u64 = 1 << 53;

const PHRASE_PREFIX: &str = "Recovery phrase ";

// `READ_ME_TEXT`, `NOT_FINISHED_TEXT` and `SECOND_COPY_TEXT`: the English of the group `note` in
// `texts/en.ftl`. What lies beside a backup is compared with them, byte for byte: if you change one, keep the
// old one to compare with.
include!(concat!(env!("OUT_DIR"), "/notes.rs"));

/// What [`READ_ME`] says. No amounts, no names of channels, nothing that runs. The last line, which is in
/// clear in every other file as well, makes it this backup's: who creates it owns the folder.
pub fn read_me_text(vault: VaultId) -> String {
    format!("{READ_ME_TEXT}\nBackup {vault}\n")
}

/// What [`NOT_FINISHED`] says. Its last line names the backup and the writer of its entry 0, so that one that
/// arrives late, from an earlier attempt in the same folder, says nothing about a later one.
pub(crate) fn not_finished_text(vault: VaultId, writer: WriterId) -> String {
    let writer: String = writer.0.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{NOT_FINISHED_TEXT}\nBackup {vault}, writer {writer}\n")
}

/// Whether it is such a note, of whichever attempt.
pub(crate) fn is_not_finished_text(note: &[u8]) -> bool {
    note.starts_with(NOT_FINISHED_TEXT.as_bytes())
}

/// Whether this is that note, or the beginning of one that a crash has cut.
pub(crate) fn begins_not_finished_text(note: &[u8]) -> bool {
    is_not_finished_text(note) || NOT_FINISHED_TEXT.as_bytes().starts_with(note)
}

/// A wallet's folder in a drive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WalletFolder {
    name: String,
}

impl WalletFolder {
    /// The folder of a wallet of this name; letters that some drive forbids are left out.
    pub fn new(wallet_name: &str) -> WalletFolder {
        let composed: String = wallet_name.nfc().collect();
        let part = lifeboat_names::folder_part(&composed);
        WalletFolder { name: format!("{FOLDER_PREFIX}{part}").nfc().collect() }
    }

    /// A folder as a listing names it: as we named it, or as its user did later. `None` when that cannot be a name.
    pub fn from_folder_name(name: &str) -> Option<WalletFolder> {
        let empty = name.strip_prefix(FOLDER_PREFIX).unwrap_or(name).is_empty();
        (!empty && !name.contains('/')).then(|| WalletFolder { name: name.to_owned() })
    }

    /// Whether it has the name that we gave it, or one made of that.
    pub fn bears_our_name(&self) -> bool {
        self.name.starts_with(FOLDER_PREFIX)
    }

    /// This name with a number, for when another wallet has taken the first: "Samantha 2".
    pub fn numbered(&self, number: u32) -> WalletFolder {
        WalletFolder { name: format!("{} {number}", self.name) }
    }

    /// `BitcoinWalletBackup_Samantha`
    pub fn folder_name(&self) -> &str {
        &self.name
    }

    /// `Samantha`; of a folder that its user renamed, all of its name.
    pub fn wallet_name(&self) -> &str {
        self.name.strip_prefix(FOLDER_PREFIX).unwrap_or(&self.name)
    }

    /// The wallet's own folder.
    pub fn path(&self) -> Path {
        root().join(self.name.clone())
    }

    /// The note for people who find the folder.
    pub fn read_me(&self) -> Path {
        self.path().join(READ_ME)
    }

    /// The note of a second copy.
    pub fn second_copy(&self) -> Path {
        self.path().join(SECOND_COPY)
    }

    /// The note of a backup that is not finished.
    pub fn not_finished(&self) -> Path {
        self.path().join(NOT_FINISHED)
    }

    /// The phrase file of this keyring.
    pub fn phrase(&self, keyring_seq: u32) -> Path {
        self.path().join(phrase_name(keyring_seq))
    }

    /// The folder of the journal's entries.
    pub fn channel_state(&self) -> Path {
        self.path().join(CHANNEL_STATE)
    }

    /// The entry at this position.
    pub fn entry(&self, position: u64) -> Path {
        self.channel_state().join(entry_name(position))
    }
}

/// The folder of all wallets.
pub fn root() -> Path {
    Path::root().join(ROOT)
}

/// `000000000042.lifeboat`
pub fn entry_name(position: u64) -> String {
    format!("{position:012}{ENDING}")
}

/// The position after this one; `None` after the last.
pub fn position_after(position: u64) -> Option<u64> {
    position.checked_add(1).filter(|next| *next <= LAST_POSITION)
}

/// The position a file name stands for; `None` for names we never give.
pub fn entry_position(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(ENDING)?;
    let plain = digits.len() >= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let position = plain.then(|| digits.parse().ok()).flatten()?;
    (position <= LAST_POSITION && entry_name(position) == name).then_some(position)
}

/// The name of the phrase file of a keyring.
pub fn phrase_name(keyring_seq: u32) -> String {
    format!("{PHRASE_PREFIX}{keyring_seq}{ENDING}")
}

/// The keyring number a file name stands for; `None` for names we never give.
pub fn phrase_seq(name: &str) -> Option<u32> {
    let digits = name.strip_prefix(PHRASE_PREFIX)?.strip_suffix(ENDING)?;
    let seq: u32 = digits.parse().ok()?;
    (seq.to_string() == digits).then_some(seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes of earlier releases lie in drives and are recognised by their bytes.
    #[test]
    fn the_notes_are_the_ones_that_lie_in_drives() {
        let read_me = "\
This folder is the backup of a bitcoin wallet made with Lifeboat.

DO NOT DELETE, RENAME OR MOVE ANYTHING IN IT. The money of the wallet may depend on it.

To restore: open Lifeboat on any device, choose \"Restore existing wallet\", sign in to this
storage, choose this wallet and enter its PIN, passphrase or recovery phrase.

What the files are
  Recovery phrase <n>.lifeboat     the recovery phrase, encrypted
  Channel state/<number>.lifeboat  the Lightning channels and the history, encrypted; one file
                                   for each change, written by itself, old ones removed by itself

Everything is encrypted on your device. Neither the makers of Lifeboat nor this storage can read it.
The files follow the document \"Format 1\" of the Lifeboat project, which also has a small script
that opens them without Lifeboat.
";
        let not_finished = "\
This backup is being made, or it was begun and given up. The wallet may have gone on without it.

To restore, use another copy of the wallet if there is one.
";
        let second_copy = "\
This is a second copy of a wallet that is backed up at another place. It may be older than the first.

To restore, use the first copy if you can.
";
        assert_eq!([READ_ME_TEXT, NOT_FINISHED_TEXT, SECOND_COPY_TEXT], [read_me, not_finished, second_copy]);
    }

    #[test]
    fn a_name_becomes_one_that_every_drive_takes() {
        for (name, folder) in [
            ("Samantha", "Samantha"),
            ("  Ana/María: \"x\" \n y ", "AnaMaría x y"),
            ("../..", "Wallet"),
            ("", "Wallet"),
            ("日本", "日本"),
            (&"a".repeat(99), &"a".repeat(40)),
            ("Zoe\u{308}", "Zo\u{eb}"),
        ] {
            assert_eq!(WalletFolder::new(name).wallet_name(), folder);
        }
    }

    #[test]
    fn a_renamed_folder_is_called_as_its_user_calls_it() {
        let renamed = WalletFolder::from_folder_name("my old phone").unwrap();
        assert_eq!((renamed.wallet_name(), renamed.bears_our_name()), ("my old phone", false));
        assert!(WalletFolder::from_folder_name("BitcoinWalletBackup_Ana").unwrap().bears_our_name());
        for name in ["", "BitcoinWalletBackup_", "a/b"] {
            assert_eq!(WalletFolder::from_folder_name(name), None, "{name}");
        }
    }

    #[test]
    fn names_and_positions_are_each_other() {
        for position in [0, 42, 999_999_999_999, 1_000_000_000_000, LAST_POSITION] {
            assert_eq!(entry_position(&entry_name(position)), Some(position));
        }
        for position in [LAST_POSITION + 1, u64::MAX] {
            assert_eq!(entry_position(&entry_name(position)), None);
            assert_eq!(position_after(position), None);
        }
        assert_eq!(position_after(LAST_POSITION), None);
        for name in
            ["42.lifeboat", "000000000042.lifeboat.part", "0000000000042.lifeboat", "+00000000042.lifeboat"]
        {
            assert_eq!(entry_position(name), None, "{name}");
        }
        assert_eq!(phrase_seq("Recovery phrase 7.lifeboat"), Some(7));
        for name in
            ["Recovery phrase 07.lifeboat", "Recovery phrase +7.lifeboat", "Recovery phrase 7 (1).lifeboat"]
        {
            assert_eq!(phrase_seq(name), None, "{name}");
        }
    }
}
