//! `Recovery phrase <seq>.lifeboat`: the keyring and the sealed phrase. Create-only, read back, opened, then trusted.
