#![cfg(feature = "peer")]
//! Later.
