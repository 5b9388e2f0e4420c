//! The order in which services are offered, as a pure decision: first what users already have, with what they
//! run themselves behind one row.

use lifeboat_messages::{Offer, ServiceKind, SignInWay};

/// The two lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceGroups {
    /// Accounts that many people have, and the storage that this copy offers; what can be used comes first.
    pub first: Vec<ServiceKind>,
    /// Storage that users run themselves, or sign in to by an address.
    pub own: Vec<ServiceKind>,
    /// Whether nothing of the first list can be used here, so the second is shown at once.
    pub own_is_open: bool,
}

impl ServiceGroups {
    /// The groups of what this copy offers; `None`: it is not known yet.
    pub fn of(offer: impl Fn(ServiceKind) -> Option<Offer>) -> ServiceGroups {
        let works = |kind: &ServiceKind| match offer(*kind) {
            Some(Offer::Ready | Offer::ReadyForLong) => true,
            None | Some(Offer::NeedsOperator) => false,
        };
        let is_first = |kind: &ServiceKind| match kind.row().sign_in {
            SignInWay::OAuth { .. } | SignInWay::CloudKit => true,
            SignInWay::OwnServer => false,
            SignInWay::Form(_) => *kind == ServiceKind::ThisServer && works(kind),
        };
        let (first, own): (Vec<_>, Vec<_>) = ServiceKind::ALL.into_iter().partition(is_first);
        let (usable, others): (Vec<_>, Vec<_>) = first.into_iter().partition(works);
        let is_known = ServiceKind::ALL.into_iter().any(|kind| offer(kind).is_some());
        let own_is_open = is_known && usable.is_empty();
        ServiceGroups { first: [usable, others].concat(), own, own_is_open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ServiceKind::*;

    fn with(ready: &'static [ServiceKind]) -> ServiceGroups {
        let own = [Nextcloud, WebDav, Vss, S3, RemoteStorage];
        let works = move |kind| ready.contains(&kind) || own.contains(&kind);
        ServiceGroups::of(|kind| Some(if works(kind) { Offer::Ready } else { Offer::NeedsOperator }))
    }

    #[test]
    fn what_can_be_used_stands_first_and_what_one_runs_oneself_behind_one_row() {
        let groups = with(&[Dropbox, ThisServer]);
        assert_eq!(groups.first, [Dropbox, ThisServer, GoogleDrive, ICloud, OneDrive]);
        assert_eq!(groups.own, [Nextcloud, WebDav, Vss, S3, RemoteStorage]);
        assert!(!groups.own_is_open);
    }

    #[test]
    fn where_nothing_else_can_be_used_ones_own_is_shown_at_once() {
        let groups = with(&[]);
        assert!(groups.own_is_open);
        assert!(groups.own.contains(&ThisServer), "a dead row is no choice of most people");
    }

    #[test]
    fn no_service_is_lost_and_nothing_opens_before_it_is_known() {
        let unknown = ServiceGroups::of(|_| None);
        assert!(!unknown.own_is_open);
        for groups in [unknown, with(&[]), with(&ServiceKind::ALL)] {
            let all = [groups.first, groups.own].concat();
            assert_eq!(all.len(), ServiceKind::ALL.len());
            assert!(ServiceKind::ALL.iter().all(|kind| all.contains(kind)));
        }
    }
}
