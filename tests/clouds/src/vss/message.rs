//! The messages (package `vss`).

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct KeyValue {
    #[prost(string, tag = "1")]
    pub(super) key: String,
    #[prost(int64, tag = "2")]
    pub(super) version: i64,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GetObject {
    #[prost(string, tag = "1")]
    pub(super) store: String,
    #[prost(string, tag = "2")]
    pub(super) key: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GotObject {
    #[prost(message, optional, tag = "2")]
    pub(super) value: Option<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PutObjects {
    #[prost(string, tag = "1")]
    pub(super) store: String,
    #[prost(int64, optional, tag = "2")]
    pub(super) global: Option<i64>,
    #[prost(message, repeated, tag = "3")]
    pub(super) items: Vec<KeyValue>,
    #[prost(message, repeated, tag = "4")]
    pub(super) deletes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct DeleteObject {
    #[prost(string, tag = "1")]
    pub(super) store: String,
    #[prost(message, optional, tag = "2")]
    pub(super) item: Option<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ListKeys {
    #[prost(string, tag = "1")]
    pub(super) store: String,
    #[prost(string, optional, tag = "2")]
    pub(super) prefix: Option<String>,
    #[prost(int32, optional, tag = "3")]
    pub(super) size: Option<i32>,
    #[prost(string, optional, tag = "4")]
    pub(super) token: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ListedKeys {
    #[prost(message, repeated, tag = "1")]
    pub(super) items: Vec<KeyValue>,
    #[prost(string, optional, tag = "2")]
    pub(super) next: Option<String>,
    #[prost(int64, optional, tag = "3")]
    pub(super) global: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Failure {
    #[prost(int32, tag = "1")]
    pub(super) code: i32,
    #[prost(string, tag = "2")]
    pub(super) message: String,
}
