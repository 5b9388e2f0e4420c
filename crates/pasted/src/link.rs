//! `bitcoin:` links (BIP 21, BIP 321): an address, and beside it what else can be paid.

use bitcoin::Address;

use crate::letters::{after, joined};
use crate::{Kind, Payee, Unpayable, code, on_one_line};

/// Longer labels are cut, characters.
const LONGEST_LABEL: usize = 200;
/// All the money there will ever be, sat.
pub const MOST_SAT: u64 = 2_100_000_000_000_000;
const DECIMALS: usize = 8;

/// A text with `bitcoin:` before it; `None`: it has no such scheme.
pub(crate) fn read(text: &str) -> Option<Result<Payee, Unpayable>> {
    without_scheme(text).map(|rest| of(without_schemes(rest)))
}

fn without_scheme(text: &str) -> Option<&str> {
    after(text, "bitcoin:").or_else(|| after(text, "web+bitcoin:"))
}

/// Some programs put it before a link that has it already.
fn without_schemes(text: &str) -> &str {
    let mut rest = text.trim_start_matches('/');
    while let Some(inner) = without_scheme(rest) {
        rest = inner.trim_start_matches('/');
    }
    rest
}

/// What follows the scheme.
pub(crate) fn of(rest: &str) -> Result<Payee, Unpayable> {
    // Some write `&` even before the first parameter.
    let (address, query) = rest.split_once(['?', '&']).unwrap_or((rest, ""));
    let mut link = Link::default();
    let read = link.take_payee(without_fragment(address).trim_matches('/'));
    let read = read.and_then(|()| link.take_query(query));
    // This comes before whatever else is wrong: a user who has this in a link has to know.
    if link.secret { Err(Kind::PrivateKey.into()) } else { read.and_then(|()| link.end()) }
}

/// What follows `#` is for the program that opens a link (RFC 3986). In a label it means a number.
fn without_fragment(text: &str) -> &str {
    text.split('#').next().unwrap_or_default()
}

#[derive(Default)]
struct Link {
    payee: Payee,
    message: Option<String>,
    /// There is a private key in it.
    secret: bool,
    /// Why something that the link names cannot be paid.
    refused: Option<Unpayable>,
}

impl Link {
    /// The text where the address belongs: some programs put there whatever they were given.
    fn take_payee(&mut self, text: &str) -> Result<(), Unpayable> {
        match code::read(&joined(text)) {
            Ok(payee) if payee.addresses.is_empty() && has_checksum(&payee) => self.take_lightning(text),
            Err(Unpayable::Is(Kind::Offer | Kind::SilentPayment | Kind::Damaged)) => {
                self.take_lightning(text)
            }
            Ok(_) | Err(_) => {
                self.take_address(text);
                Ok(())
            }
        }
    }

    /// Lines may be broken within it: it has a checksum.
    fn take_address(&mut self, text: &str) {
        let text = joined(text);
        match text.parse::<Address<_>>() {
            Ok(address) if !self.payee.addresses.contains(&address) => self.payee.addresses.push(address),
            Ok(_) => {}
            Err(_) if text.is_empty() => {}
            Err(_) if code::read(&text) == Err(Kind::PrivateKey.into()) => self.secret = true,
            Err(_) => self.refuse(Kind::MistypedAddress.into()),
        }
    }

    /// The first reason counts.
    fn refuse(&mut self, why: Unpayable) {
        self.refused.get_or_insert(why);
    }

    fn take_query(&mut self, query: &str) -> Result<(), Unpayable> {
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            // A key means the same however it is encoded: what a link asks for or forbids must not be overlooked.
            let key = joined(&decoded(key)).to_ascii_lowercase();
            match key.as_str() {
                "amount" => {
                    // Nothing would tell that half a number is one.
                    let sat = sats(decoded(without_fragment(value)).trim()).ok_or(Unpayable::BadAmount)?;
                    if self.payee.amount_sat.replace(sat).is_some_and(|other| other != sat) {
                        return Err(Unpayable::BadAmount);
                    }
                }
                // The payee's name says more than the purpose.
                "label" => self.payee.label = shown(value).or(self.payee.label.take()),
                "message" => self.message = shown(value).or(self.message.take()),
                "lightning" => self.take_lightning(&decoded(without_fragment(value)))?,
                "lno" => self.refuse(Kind::Offer.into()),
                "sp" => self.refuse(Kind::SilentPayment.into()),
                "ark" => self.refuse(Kind::Ark.into()),
                "creq" => self.refuse(Kind::Ecash.into()),
                "bc" | "tb" | "bcrt" => self.take_address(&decoded(without_fragment(value))),
                key if key.starts_with("req-") => return Err(Unpayable::Requires(required(&key[4..]))),
                _ => {}
            }
        }
        Ok(())
    }

    fn take_lightning(&mut self, value: &str) -> Result<(), Unpayable> {
        match code::read(&joined(value)) {
            Ok(Payee { invoice: Some(invoice), .. }) => {
                if self.payee.invoice.as_ref().is_some_and(|other| *other != invoice) {
                    return Err(Kind::Several.into());
                }
                self.payee.invoice = Some(invoice);
            }
            Ok(Payee { service: Some(service), .. }) => {
                if self.payee.service.as_ref().is_some_and(|other| *other != service) {
                    return Err(Kind::Several.into());
                }
                self.payee.service = Some(service);
            }
            Ok(_) => {}
            Err(Unpayable::Is(Kind::PrivateKey)) => self.secret = true,
            Err(why) => self.refuse(why),
        }
        Ok(())
    }

    fn end(self) -> Result<Payee, Unpayable> {
        let Link { mut payee, message, refused, .. } = self;
        payee.label = payee.label.or(message);
        // An amount of zero counts as no amount: the payer chooses.
        payee.amount_sat = payee.amount_sat.filter(|sat| *sat > 0);
        if payee.invoice.is_some() || payee.service.is_some() || !payee.addresses.is_empty() {
            return Ok(payee);
        }
        Err(refused.unwrap_or(Kind::MistypedAddress.into()))
    }
}

/// A name has no checksum: one wrong letter makes it another payee.
fn has_checksum(payee: &Payee) -> bool {
    payee.service.as_ref().is_none_or(|service| service.address().is_none())
}

/// A number of bitcoins with at most eight decimals, and a point, as sats.
fn sats(bitcoins: &str) -> Option<u64> {
    let (whole, part) = bitcoins.split_once('.').unwrap_or((bitcoins, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() + part.len() == 0 || part.len() > DECIMALS {
        return None;
    }
    let sats: u64 = format!("{whole}{part:0<DECIMALS$}").parse().ok()?;
    (sats <= MOST_SAT).then_some(sats)
}

/// What a link requires, as it can be shown.
fn required(name: &str) -> String {
    on_one_line(name).chars().take(40).collect()
}

/// What a link says, as it can be shown; `None` when nothing can be seen of it.
fn shown(value: &str) -> Option<String> {
    let line: String = on_one_line(&decoded(value)).chars().take(LONGEST_LABEL).collect();
    (!line.is_empty()).then_some(line)
}

/// Percent-encoding undone; what is no text then is shown as far as it is.
pub(crate) fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = value.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let escaped = escaped.filter(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}
