//! That another device was seen to have taken the stored journal over, and where. The drive may be silent at
//! the next start, and say so no more.

use crate::{
    status::Author,
    store::{LocalStore, StoreError, Writes},
};

const KEY: &str = "journal/elsewhere";
const HERE: u8 = 1;
const IN_MIRROR: u8 = 2;

/// Where another device was seen to have taken a journal over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakeoverSeen {
    /// In the journal's own place, which says so again, or says that nobody continued, once it can be asked.
    Here,
    /// In a mirror, by this device. The journal's own place need not show it, whatever it says.
    InMirror(Author),
}

impl TakeoverSeen {
    fn to_bytes(&self) -> Vec<u8> {
        match self {
            TakeoverSeen::Here => vec![HERE],
            TakeoverSeen::InMirror(by) => {
                let mut bytes = vec![IN_MIRROR];
                bytes.extend_from_slice(&by.at_ms.to_be_bytes());
                bytes.extend_from_slice(by.device.as_bytes());
                bytes
            }
        }
    }

    /// What cannot be read was written for a reason: it counts as what its own place cannot take back.
    fn from_bytes(bytes: &[u8]) -> TakeoverSeen {
        if bytes == [HERE] {
            return TakeoverSeen::Here;
        }
        let by = bytes.strip_prefix(&[IN_MIRROR]).and_then(|rest| rest.split_first_chunk()).map(
            |(at_ms, device)| Author {
                device: String::from_utf8_lossy(device).into_owned(),
                at_ms: u64::from_be_bytes(*at_ms),
            },
        );
        TakeoverSeen::InMirror(by.unwrap_or_default())
    }

    /// What is kept of the stored journal; `None`: nobody was seen, or it was brought back since.
    pub(super) async fn kept(local: &dyn LocalStore) -> Result<Option<TakeoverSeen>, StoreError> {
        Ok(local.read(KEY).await?.map(|bytes| TakeoverSeen::from_bytes(&bytes)))
    }

    /// Keeps it; `None` forgets it.
    pub(super) fn set(writes: &mut Writes, seen: Option<&TakeoverSeen>) {
        writes.push((KEY.to_owned(), seen.map(TakeoverSeen::to_bytes)));
    }

    /// Keeps it where that is news: what was seen in a mirror says more than what the journal's own place
    /// will say again.
    pub(super) async fn note(&self, local: &dyn LocalStore) -> Result<(), StoreError> {
        match (TakeoverSeen::kept(local).await?, self) {
            (Some(TakeoverSeen::InMirror(_)), _) | (Some(TakeoverSeen::Here), TakeoverSeen::Here) => Ok(()),
            (None, _) | (Some(TakeoverSeen::Here), TakeoverSeen::InMirror(_)) => {
                let mut writes = Writes::new();
                TakeoverSeen::set(&mut writes, Some(self));
                local.write(writes).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::MemoryStore;

    fn by(device: &str, at_ms: u64) -> TakeoverSeen {
        TakeoverSeen::InMirror(Author { device: device.to_owned(), at_ms })
    }

    #[test]
    fn what_was_seen_in_a_mirror_is_not_forgotten_for_what_is_seen_here() {
        for (seen, kept) in [
            (vec![TakeoverSeen::Here], TakeoverSeen::Here),
            (vec![by("laptop", 7), TakeoverSeen::Here], by("laptop", 7)),
            (vec![TakeoverSeen::Here, by("", 0)], by("", 0)),
            (vec![by("laptop", u64::MAX), by("tablet", 8)], by("laptop", u64::MAX)),
        ] {
            let store = MemoryStore::new();
            for one in &seen {
                block_on(one.note(&store)).unwrap();
            }
            assert_eq!(block_on(TakeoverSeen::kept(&store)).unwrap(), Some(kept), "{seen:?}");
        }
    }

    #[test]
    fn a_record_that_says_something_else_counts_as_seen() {
        for bytes in [&[] as &[u8], &[0], &[1, 1], &[2], &[2, 0, 0], &[9; 40]] {
            assert!(matches!(TakeoverSeen::from_bytes(bytes), TakeoverSeen::InMirror(_)), "{bytes:?}");
        }
    }
}
