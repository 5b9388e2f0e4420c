//! Under construction.
pub mod ids;
