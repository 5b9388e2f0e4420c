//! Where a VSS is.

use crate::{DriveError, Path, webdav::Address};

/// What a store is called by default: accounts are kept apart by their keys, not by this.
const STORE: &str = "lifeboat";

/// A server and the store on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    address: Address,
    store: String,
}

impl Server {
    /// The address as the user typed it: `https://host[:port]/vss`, with the path that its operator gives.
    ///
    /// # Errors
    /// [`DriveError::BadAddress`]
    pub fn parse(address: &str) -> Result<Server, DriveError> {
        // The keys are derived of host and port: another spelling would be another account.
        Ok(Server { address: Address::as_typed(address)?, store: STORE.to_owned() })
    }

    /// The server's host, and its port where one is given.
    pub fn authority(&self) -> &str {
        self.address.authority()
    }

    /// Whether everything goes over the wire readable. Names and values are sealed all the same.
    pub fn is_plain(&self) -> bool {
        self.address.is_plain()
    }

    pub(super) fn store(&self) -> String {
        self.store.clone()
    }

    pub(super) fn call(&self, name: &str) -> Result<String, DriveError> {
        self.address.file(&Path::root().join(name))
    }
}
