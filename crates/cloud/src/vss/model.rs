//! The messages of the Versioned Storage Service (package `vss`, `vss.proto`), as far as we use them.
//!
//! Declared by hand: five small messages are not worth a compiler in the build.

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyValue {
    #[prost(string, tag = "1")]
    pub(super) key: String,
    /// What the client believes is stored; 0: nothing. -1 would be "whatever is there": never used here.
    #[prost(int64, tag = "2")]
    pub(super) version: i64,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GetObjectRequest {
    #[prost(string, tag = "1")]
    pub(super) store_id: String,
    #[prost(string, tag = "2")]
    pub(super) key: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GetObjectResponse {
    #[prost(message, optional, tag = "2")]
    pub(super) value: Option<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PutObjectRequest {
    #[prost(string, tag = "1")]
    pub(super) store_id: String,
    #[prost(int64, optional, tag = "2")]
    pub(super) global_version: Option<i64>,
    #[prost(message, repeated, tag = "3")]
    pub(super) transaction_items: Vec<KeyValue>,
    #[prost(message, repeated, tag = "4")]
    pub(super) delete_items: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ListKeyVersionsRequest {
    #[prost(string, tag = "1")]
    pub(super) store_id: String,
    #[prost(string, optional, tag = "2")]
    pub(super) key_prefix: Option<String>,
    #[prost(int32, optional, tag = "3")]
    pub(super) page_size: Option<i32>,
    #[prost(string, optional, tag = "4")]
    pub(super) page_token: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ListKeyVersionsResponse {
    /// Keys with their versions, and without values.
    #[prost(message, repeated, tag = "1")]
    pub(super) key_versions: Vec<KeyValue>,
    /// Empty: that was the last page.
    #[prost(string, optional, tag = "2")]
    pub(super) next_page_token: Option<String>,
    /// Of the first page only.
    #[prost(int64, optional, tag = "3")]
    pub(super) global_version: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ErrorResponse {
    #[prost(int32, tag = "1")]
    pub(super) error_code: i32,
    #[prost(string, tag = "2")]
    pub(super) message: String,
}

/// The codes of [`ErrorResponse`].
pub(super) mod code {
    pub(in crate::vss) const CONFLICT: i32 = 1;
    pub(in crate::vss) const INVALID_REQUEST: i32 = 2;
    pub(in crate::vss) const NO_SUCH_KEY: i32 = 4;
}
