//! What the screens share.

mod amount;
mod button;
mod copy;
mod fee;
mod icon;
mod keypad;
mod live;
mod notice;
mod qr;
mod row;
mod screen;
mod sheet;
mod steps;
mod thanks;
mod when;

pub use amount::{AmountField, Field};
pub use button::{HoldButton, LinkButton, Primary, Secondary};
pub use copy::{CopyButton, ShareButton};
pub use fee::FeeField;
pub use icon::{Icon, Symbol};
pub use keypad::PinPad;
pub use live::live;
pub use notice::{Panel, ProblemNote};
pub use qr::Qr;
pub use row::{Fact, Row};
pub use screen::{Actions, MoneyChip, Screen, Topic, focus_heading};
pub use sheet::Sheet;
pub use steps::Steps;
pub use thanks::ThanksPanel;
pub use when::When;

use leptos::prelude::*;

use crate::state::Session;

/// The session; `app.rs` provides it before any screen is mounted.
pub fn session() -> Session {
    expect_context()
}
