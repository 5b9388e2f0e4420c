//! Where a support request goes.

use serde::{Deserialize, Serialize};

/// Where the operator of this copy wants to be asked for help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SupportAddress {
    /// An e-mail address, `name@host`, of nothing but letters, digits, and `.-_+`.
    Mail {
        /// The address.
        address: String,
    },
    /// A page, such as a form for issues.
    Page {
        /// Its address, `https:`, without user and password.
        url: String,
    },
}
