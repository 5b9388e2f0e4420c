//! Damage where the next entry belongs.
//!
//! A delete by name whose answer was lost may arrive at any time, and take whatever was created meanwhile. So
//! only a delete that takes the damaged version itself is sent. Then nothing else is needed.

use crate::{
    actions::Arrival,
    drive::{Slot, Stray},
    state::State,
    variants::Variant,
};

use super::{Journal, writing::delete};

impl<const N: usize> Journal<N> {
    /// Deletes the damaged object where the next entry belongs, whichever device wrote it.
    pub(super) fn repair(&self, state: &mut State<N>, device: u8, arrival: Arrival) -> Option<()> {
        let position = state.local(device)?.head.position() + 1;
        let Slot::Torn(seen) = state.drive.get(position) else { return None };
        let request = match self.is(Variant::UnconditionalRepair) {
            true => Stray::Delete(u8::try_from(position).ok()?),
            false => Stray::DeleteTorn(seen),
        };
        delete(state, request, arrival)
    }
}
