//! What a service shows to its payer (LUD-09, LUD-10).

use aes::Aes256;
use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lifeboat_pasted::Service;
use lifeboat_wallet::Thanks;

use super::answer::{Fields, words};
use crate::hex;

/// The limit of LUD-09 and LUD-10, characters.
const LONGEST_MESSAGE: usize = 144;
/// The limit of LUD-10, characters of base64.
const LONGEST_SEALED: usize = 4096;
/// A redeem code or a few words, characters.
const LONGEST_OPENED: usize = 1000;
const BLOCK: usize = 16;

/// `None`: there is nothing in it that can be shown. The payment does not depend on it.
pub(super) fn read(action: &Fields<'_>, host: &str) -> Option<Thanks> {
    let said = |name: &str| action.text(name).ok().and_then(|text| words(text, LONGEST_MESSAGE));
    match action.text("tag").ok()? {
        "message" => Some(Thanks::Message { text: said("message")? }),
        "url" => {
            // The address is on the very host that was paid, so that nobody is sent elsewhere in its name.
            let service =
                Service::at(action.text("url").ok()?).ok().filter(|service| service.host() == host)?;
            Some(Thanks::Address { text: said("description"), url: service.url().to_owned() })
        }
        "aes" => {
            let (sealed, iv) = (action.text("ciphertext").ok()?, action.text("iv").ok()?);
            let fits = sealed.len() <= LONGEST_SEALED && iv.len() == 24;
            let kept =
                || Thanks::Sealed { text: said("description"), sealed: sealed.to_owned(), iv: iv.to_owned() };
            fits.then(kept)
        }
        _ => None,
    }
}

/// Opens what the proof of payment opens: AES-256 in CBC mode, PKCS #7 padding. `None`: it is not sealed so.
pub fn opened(sealed: &str, iv: &str, preimage: &str) -> Option<String> {
    let key: [u8; 32] = hex::read(preimage)?.try_into().ok()?;
    let mut before: [u8; BLOCK] = STANDARD.decode(iv).ok()?.try_into().ok()?;
    let sealed: String = sealed.chars().filter(|c| !c.is_whitespace()).collect();
    let sealed = STANDARD.decode(sealed).ok()?;
    let cipher = Aes256::new(&Array::from(key));
    let mut plain = Vec::with_capacity(sealed.len());
    let (blocks, rest) = sealed.as_chunks::<BLOCK>();
    for block in blocks {
        let mut opened = Array::from(*block);
        cipher.decrypt_block(&mut opened);
        plain.extend(opened.iter().zip(before).map(|(byte, mask)| byte ^ mask));
        before = *block;
    }
    let padding = usize::from(*plain.last()?);
    let end = plain.len().checked_sub(padding)?;
    let is_padded =
        (1..=BLOCK).contains(&padding) && plain[end..].iter().all(|byte| usize::from(*byte) == padding);
    if !is_padded || !rest.is_empty() {
        return None;
    }
    words(std::str::from_utf8(&plain[..end]).ok()?, LONGEST_OPENED)
}
