//! Words that many screens share.

texts! {
    Common {
        app = "Lifeboat",
        back = "Back",
        cont = "Continue",
        cancel = "Cancel",
        done = "Done",
        again = "Try again",
        copy = "Copy",
        copied = "Copied",
        copy_failed = "The browser did not allow copying. Select the text instead.",
        this_server = "This server",
        webdav = "WebDAV",
        google_drive = "Google Drive",
        icloud = "Apple iCloud",
        dropbox = "Dropbox",
        one_drive = "OneDrive",
        next_cloud = "NextCloud",
        vss = "Lightning wallet server",
        s3 = "S3 storage",
        remote_storage = "remoteStorage",
        sats = "sats",
        btc = "BTC",
        just_now = "just now",
        test_money = "Test money",
        optional = "optional",
    }
}
