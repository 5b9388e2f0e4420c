//! Which service gave an invoice, until it is paid.

use std::cell::RefCell;

use lifeboat_wallet::PaidService;

/// How many invoices of services are remembered.
const REMEMBERED: usize = 16;

/// Which service gave which invoice. It comes into the history with the payment; a payment after a lock goes
/// without it.
#[derive(Default)]
pub struct InvoiceSources(RefCell<Vec<(String, PaidService)>>);

impl InvoiceSources {
    /// The service that gave this invoice.
    pub fn of(&self, invoice: &str) -> Option<PaidService> {
        let given = self.0.borrow();
        given.iter().find(|(known, _)| known == invoice).map(|(_, service)| service.clone())
    }

    /// Remembers who gave it, instead of the oldest where there are too many.
    pub fn remember(&self, invoice: String, service: PaidService) {
        let mut given = self.0.borrow_mut();
        given.retain(|(known, _)| *known != invoice);
        given.insert(0, (invoice, service));
        given.truncate(REMEMBERED);
    }
}
