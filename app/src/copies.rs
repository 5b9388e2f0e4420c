//! Copies of one wallet in several services: which of those that were looked at is newer.

use lifeboat_messages::{FoundBackup, ServiceKind};

/// A backup that was seen in a service, without opening it: as much of it as others are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenBackup {
    /// The service that the copy was seen at.
    pub service: ServiceKind,
    /// [`FoundBackup::id`].
    pub id: String,
    /// [`FoundBackup::wallet`].
    pub wallet: String,
    /// [`FoundBackup::head`].
    pub head: u64,
}

impl SeenBackup {
    fn of(service: ServiceKind, found: &FoundBackup) -> Option<SeenBackup> {
        Some(SeenBackup { service, id: found.id.clone(), wallet: found.wallet.clone()?, head: found.head? })
    }
}

/// How a copy compares with the newest one that was seen elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAge {
    /// No other copy was seen.
    Alone,
    /// The copy has everything that the one there has, and more.
    Newer(ServiceKind),
    /// They end at the same entry.
    Same(ServiceKind),
    /// Number of entries that it lacks.
    Older(ServiceKind, u64),
}

/// Takes note of what a service holds, in the place of what was seen there before.
pub fn note(seen: &mut Vec<SeenBackup>, service: ServiceKind, found: &[FoundBackup]) {
    seen.retain(|copy| copy.service != service);
    seen.extend(found.iter().filter_map(|backup| SeenBackup::of(service, backup)));
}

/// How a backup compares with the others, as far as their lists tell.
pub fn standing(seen: &[SeenBackup], service: ServiceKind, backup: &FoundBackup) -> CopyAge {
    let (Some(wallet), Some(head)) = (&backup.wallet, backup.head) else { return CopyAge::Alone };
    let others = seen.iter().filter(|copy| copy.service != service || copy.id != backup.id);
    let same_wallet = others.filter(|copy| copy.wallet == *wallet);
    let newest = same_wallet.map(|copy| (copy.head, copy.service)).max_by_key(|it| it.0);
    match newest {
        None => CopyAge::Alone,
        Some((other, there)) if other > head => CopyAge::Older(there, other - head),
        Some((other, there)) if other == head => CopyAge::Same(there),
        Some((_, there)) => CopyAge::Newer(there),
    }
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::FoundState;

    use super::*;

    fn found(wallet: &str, head: u64) -> FoundBackup {
        FoundBackup {
            id: format!("BitcoinWalletBackup_{wallet}"),
            name: wallet.into(),
            modified_ms: None,
            place: Vec::new(),
            state: FoundState::Complete,
            ended: false,
            second_copy: false,
            wallet: Some(wallet.into()),
            head: Some(head),
        }
    }

    #[test]
    fn a_copy_with_fewer_entries_is_older_and_says_by_how_many() {
        let mut seen = Vec::new();
        note(&mut seen, ServiceKind::Dropbox, &[found("a", 12), found("b", 3)]);
        note(&mut seen, ServiceKind::WebDav, &[found("a", 9)]);
        let standing = |service, wallet: &str, head| standing(&seen, service, &found(wallet, head));
        assert_eq!(standing(ServiceKind::WebDav, "a", 9), CopyAge::Older(ServiceKind::Dropbox, 3));
        assert_eq!(standing(ServiceKind::Dropbox, "a", 12), CopyAge::Newer(ServiceKind::WebDav));
        assert_eq!(standing(ServiceKind::WebDav, "a", 12), CopyAge::Same(ServiceKind::Dropbox));
        assert_eq!(standing(ServiceKind::Dropbox, "b", 3), CopyAge::Alone, "another wallet is no copy");
    }

    #[test]
    fn what_was_seen_before_in_the_same_service_is_forgotten() {
        let mut seen = Vec::new();
        note(&mut seen, ServiceKind::Dropbox, &[found("a", 12)]);
        note(&mut seen, ServiceKind::Dropbox, &[found("a", 13)]);
        assert_eq!(seen.len(), 1);
        assert_eq!(standing(&seen, ServiceKind::Dropbox, &found("a", 13)), CopyAge::Alone);
        note(&mut seen, ServiceKind::Dropbox, &[]);
        assert!(seen.is_empty());
    }

    #[test]
    fn nothing_is_said_of_a_backup_that_cannot_be_read() {
        let seen = {
            let mut seen = Vec::new();
            note(&mut seen, ServiceKind::Dropbox, &[found("a", 12)]);
            seen
        };
        let unreadable = FoundBackup { wallet: None, ..found("a", 1) };
        assert_eq!(standing(&seen, ServiceKind::WebDav, &unreadable), CopyAge::Alone);
    }
}
