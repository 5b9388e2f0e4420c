//! What several files of tests share.

pub mod independent;
pub mod journal;
pub mod regtest;
pub mod servers;
