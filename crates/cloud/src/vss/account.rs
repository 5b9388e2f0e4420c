//! Our identity at a VSS, and what seals our names and values there.
//!
//! # Why a password, and which
//! A new device that has lost everything must reach the backup before it knows the recovery phrase: the phrase is in
//! it. So the account is derived from what users can bring with them, a name and a password, as with every other
//! cloud; best a generated one ([`suggest_password`]) in a password manager. Never on the PIN: the server sees the
//! account's public key, could try all PINs against it, and would have found the one that opens the backup.
//!
//! # Derivation (version 1)
//! `secret = Argon2id(password, salt = SHA-256("lifeboat vss 1" 0 server 0 name)[..16], 64 MiB, 3 passes, 1 lane)`, 32
//! bytes; then HKDF-SHA-256 of it gives the signing key (secp256k1) and the sealing key (AES-SIV). The server is its
//! host and port: a signature is good for every VSS for a day, so no two servers may ever see the same key.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use hkdf::Hkdf;
use secp256k1::{Message, PublicKey, Secp256k1, SecretKey, SignOnly};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::{names::Seal, server::Server};
use crate::hex::hex;

/// What the authorizer of LDK's server makes its clients sign, before the public key and the time.
const SIGNING_CONSTANT: &[u8; 64] = b"VSS Signature Authorizer Signing Salt Constant..................";
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// A PIN, or what is as short as one, would be guessed.
pub const SHORTEST_PASSWORD: usize = 12;
/// No letters that are mistaken for one another. Its length divides 256.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// 5 bits each: 120 bits.
const SUGGESTED_LETTERS: usize = 24;

/// Why there is no such account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Shorter than [`SHORTEST_PASSWORD`], or digits alone.
    #[error("the password is too weak")]
    WeakPassword,
    /// The account has no name.
    #[error("the name is empty")]
    NoName,
    /// This device does not have the memory that the derivation takes (64 MiB).
    #[error("out of memory")]
    OutOfMemory,
    /// The derivation ended at a key that does not exist. It will not happen.
    #[error("no key")]
    NoKey,
}

/// An account on one server. Wiped from memory when dropped; has no `Debug`.
#[derive(Clone)]
pub struct Account {
    name: String,
    secret: Zeroizing<[u8; 32]>,
    signing: SecretKey,
    public: PublicKey,
    curve: Secp256k1<SignOnly>,
}

impl Drop for Account {
    fn drop(&mut self) {
        self.signing.non_secure_erase();
    }
}

impl Account {
    /// The account from what the user typed. This takes a second, to make guessing expensive.
    ///
    /// # Errors
    /// [`AccountError::WeakPassword`] for what could be a PIN; otherwise see there.
    pub fn from_password(server: &Server, name: &str, password: &str) -> Result<Account, AccountError> {
        let (name, password) = (name.trim(), password.trim());
        if name.is_empty() {
            return Err(AccountError::NoName);
        }
        if password.chars().count() < SHORTEST_PASSWORD || password.chars().all(|c| c.is_ascii_digit()) {
            return Err(AccountError::WeakPassword);
        }
        let digest = Sha256::new()
            .chain_update(b"lifeboat vss 1\0")
            .chain_update(server.authority())
            .chain_update(b"\0")
            .chain_update(name)
            .finalize();
        let salt = digest.get(..16).unwrap_or_default();
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(|_| AccountError::NoKey)?;
        let mut memory: Vec<Block> = Vec::new();
        memory.try_reserve_exact(params.block_count()).map_err(|_| AccountError::OutOfMemory)?;
        memory.resize(params.block_count(), Block::new());
        let mut secret = Zeroizing::new([0; 32]);
        let derived = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                password.as_bytes(),
                salt,
                secret.as_mut_slice(),
                memory.as_mut_slice(),
            );
        memory.iter_mut().for_each(Zeroize::zeroize);
        derived.map_err(|_| AccountError::NoKey)?;
        Account::from_secret(server, name, &secret)
    }

    /// The account from 32 secret bytes that nobody can guess: what [`Account::secret`] gave, or a key derived
    /// from a recovery phrase for this purpose alone.
    ///
    /// # Errors
    /// Never for random bytes.
    pub fn from_secret(server: &Server, name: &str, secret: &[u8; 32]) -> Result<Account, AccountError> {
        let mut key = Zeroizing::new([0; 32]);
        let context = [b"lifeboat vss 1 signing\0", server.authority().as_bytes()].concat();
        expand(secret, &context, key.as_mut_slice())?;
        let signing = SecretKey::from_slice(key.as_slice()).map_err(|_| AccountError::NoKey)?;
        let curve = Secp256k1::signing_only();
        let public = signing.public_key(&curve);
        Ok(Account { name: name.to_owned(), secret: Zeroizing::new(*secret), signing, public, curve })
    }

    /// The name the user gave it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to keep, sealed, instead of name and password: it saves the second at the next start.
    pub fn secret(&self) -> &Zeroizing<[u8; 32]> {
        &self.secret
    }

    /// How the server knows it: the first letters of the public key.
    pub fn id(&self) -> String {
        hex(&self.public.serialize()).chars().take(16).collect()
    }

    pub(super) fn seal(&self) -> Result<Seal, AccountError> {
        let mut key = Zeroizing::new([0; 64]);
        expand(&self.secret, b"lifeboat vss 1 sealing", key.as_mut_slice())?;
        Ok(Seal::new(key))
    }

    /// The `authorization` header at this time (Unix seconds). Deterministic (RFC 6979).
    pub(super) fn signature(&self, time: u64) -> Zeroizing<String> {
        let public = self.public.serialize();
        let time = time.to_string();
        let digest: [u8; 32] = Sha256::new()
            .chain_update(SIGNING_CONSTANT)
            .chain_update(public)
            .chain_update(&time)
            .finalize()
            .into();
        let signature = self.curve.sign_ecdsa(&Message::from_digest(digest), &self.signing);
        Zeroizing::new(hex(&public) + &hex(&signature.serialize_compact()) + &time)
    }
}

/// A password that cannot be guessed (120 bits), in groups, from as many random bytes.
pub fn suggest_password(random: &[u8; SUGGESTED_LETTERS]) -> Zeroizing<String> {
    let mut password = Zeroizing::new(String::new());
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            password.push('-');
        }
        password.push(LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a').into());
    }
    password
}

fn expand(secret: &[u8; 32], context: &[u8], output: &mut [u8]) -> Result<(), AccountError> {
    Hkdf::<Sha256>::new(None, secret).expand(context, output).map_err(|_| AccountError::NoKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(address: &str) -> Server {
        Server::parse(address).unwrap()
    }

    #[test]
    fn what_could_be_a_pin_is_refused() {
        let server = server("https://vss.example/vss");
        for password in ["", "1234", "123456", "elevenchars", "  short     ", "123456789012345678"] {
            let refused = Account::from_password(&server, "Samantha", password).err();
            assert_eq!(refused, Some(AccountError::WeakPassword), "{password:?}");
        }
        assert_eq!(
            Account::from_password(&server, " ", "correct horse battery").err(),
            Some(AccountError::NoName)
        );
    }

    /// Frozen: another derivation would lose every account.
    #[test]
    fn the_same_words_give_the_same_account_for_ever_and_on_this_server_only() {
        let here = server("https://vss.example/vss");
        let account = Account::from_password(&here, " Samantha ", "correct horse battery\n").unwrap();
        assert_eq!(account.id(), "03c41b17a57e31d8");
        for (server, name, password) in [
            (server("https://vss.example:8443/vss"), "Samantha", "correct horse battery"),
            (server("https://vss.example/vss"), "samantha", "correct horse battery"),
            (server("https://vss.example/vss"), "Samantha", "correct horse batterz"),
        ] {
            assert_ne!(Account::from_password(&server, name, password).unwrap().id(), account.id());
        }
        let again = Account::from_secret(&here, "other name", account.secret()).unwrap();
        assert_eq!(again.id(), account.id());
        let elsewhere =
            Account::from_secret(&server("https://other.example/"), "S", account.secret()).unwrap();
        assert_ne!(elsewhere.id(), account.id());
    }

    #[test]
    fn suggested_passwords_are_long_enough_and_spread() {
        let password = suggest_password(&std::array::from_fn(|at| (at * 11) as u8));
        assert_eq!(password.len(), 24 + 5);
        assert!(password.chars().all(|c| c == '-' || LETTERS.contains(&(c as u8))));
        assert_ne!(password, suggest_password(&[7; 24]));
    }

    #[test]
    fn a_signature_can_be_checked_with_nothing_but_the_header() {
        let account = Account::from_secret(&server("https://vss.example/"), "S", &[42; 32]).unwrap();
        let header = account.signature(1_800_000_000);
        let bytes: Vec<u8> = (0..97)
            .map(|at| u8::from_str_radix(header.get(2 * at..2 * at + 2).unwrap(), 16).unwrap())
            .collect();
        assert_eq!(&header[194..], "1800000000");
        let public = PublicKey::from_slice(&bytes[..33]).unwrap();
        let signature = secp256k1::ecdsa::Signature::from_compact(&bytes[33..]).unwrap();
        let mut signed = SIGNING_CONSTANT.to_vec();
        signed.extend_from_slice(&bytes[..33]);
        signed.extend_from_slice(b"1800000000");
        let digest: [u8; 32] = Sha256::digest(&signed).into();
        let curve = Secp256k1::verification_only();
        assert!(curve.verify_ecdsa(&Message::from_digest(digest), &signature, &public).is_ok());
    }
}
