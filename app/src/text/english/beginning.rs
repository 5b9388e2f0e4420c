//! Before there is a wallet, and while it opens.

texts! {
    Start {
        starting = "Opening your wallet…",
        closing = "Saving what is under way…",
        closing_hint = "It takes a few seconds. What your storage does not take now is kept on this device and sent next time.",
        checking = "Making sure that this device has the newest state…",
        broken_heading = "Lifeboat could not start",
        broken = "The browser could not load the wallet. Your money and your backup are not affected.",
        broken_fix = "Reload the page. If that does not help, use a current version of Chrome, Firefox, Safari or Edge.",
        crashed_heading = "Lifeboat stopped",
        crashed = "The page made a mistake and shows nothing rather than something stale. Your money and your backup are not affected.",
        reload = "Reload",
    }
    Welcome {
        promise = "A bitcoin wallet that you cannot lose with your phone.",
        create = "Create a new wallet",
        restore = "Restore existing wallet",
        footer = "Your wallet, your coins · open source",
    }
    Intro {
        own_heading = "The money is yours",
        own = "The keys are made on this device. There is no account with us, and nobody can freeze or spend your bitcoin.",
        recover_heading = "Lose the phone, not the money",
        recover = "An encrypted copy stays current in your own cloud after every payment. On a new device you need only that cloud and your PIN.",
        safe_heading = "Only you can open it",
        safe = "The copy is encrypted on this device. We hold nothing, so we cannot recover funds for you: remember your PIN.",
        next = "Next",
        skip = "Skip",
        page = "{page} of {pages}",
    }
    Name {
        heading = "Name your wallet",
        sentence = "The name is part of the backup's file name, so that you find it in your cloud.",
        label = "Wallet name",
        default = "My wallet",
        file = "Backup file",
        create = "Create wallet",
        too_long = "Use at most 40 characters.",
        bad_character = "These characters cannot be part of a file name: / \\ : * ? \" < > |",
    }
}
