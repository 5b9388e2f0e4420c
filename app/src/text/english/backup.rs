//! Turning the backup on, and how it stands.

texts! {
    Backup {
        off = "Not backed up",
        saving = "Saving…",
        saved = "Saved to {service} {ago}",
        waiting = "Waiting for backup",
        paused = "Backup paused: reconnect",
        paused_other = "Backup paused: {why}",
        fenced = "This balance may be old: {device} has the wallet now",
        fenced_unknown = "This balance may be old: another device has the wallet now",
        announce_saved = "The backup is up to date again.",
        step_encrypting = "Encrypting with your PIN",
        step_probing = "Trying out the storage",
        step_folder = "Creating the folder",
        step_uploading = "Uploading",
        step_reading_back = "Reading back and checking",
        step_done = "done",
        step_now = "under way",
        step_open = "to do",
    }
    Prompt {
        heading = "Back up your wallet",
        received = "You received your first bitcoin. Without a backup, losing this device means losing it.",
        sentence = "Without a backup, losing this device means losing your bitcoin. It takes a minute.",
        back_up = "Back up",
        later = "Later",
        reminder = "Your wallet is not backed up.",
    }
    BackupIntro {
        heading = "Automatic cloud backup",
        sentence = "An encrypted copy of your wallet stays current in your own cloud storage.",
        next_title = "What happens next",
        next = "You choose a PIN, then where the backup is kept.",
        encrypted_title = "Encrypted with your PIN",
        encrypted = "Everything is encrypted on this device before it leaves. The storage sees sizes and times, nothing else.",
        elsewhere_title = "Works on your next device",
        elsewhere = "There you need the same cloud account, this app and your PIN.",
        what_title = "What is saved",
        what = "Your recovery phrase once. Channel state and activity after every payment, by itself.",
    }
    Saving {
        heading = "Saving your backup",
        sentence = "This takes a few seconds. Please keep the page open.",
        cancel_note = "You can stop at any time: what was written is deleted again, and your wallet stays as it is.",
        cancel = "Stop",
        cancelling = "Stopping…",
        failed_heading = "Your wallet is not backed up yet",
        other = "Choose another place",
    }
    Done {
        heading = "Your wallet is backed up",
        sentence = "It was read back from {service} and opens with your PIN.",
        account = "Account",
        place = "Folder",
        file = "Name",
        open = "Open the folder",
        lose_title = "If you lose this device",
        lose = "Open Lifeboat on another device, choose “Restore existing wallet”, sign in to {service} and enter your PIN.",
        not_title = "What this does not cover",
        not = "A forgotten PIN, or losing both this device and your access to {service}. Lifeboat is made for everyday amounts, not for savings.",
    }
}
