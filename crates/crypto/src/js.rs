//! The same crypto for plain JavaScript (feature `js`). Thin: no decisions of its own.
//!
//! Bytes are `Uint8Array`, positions `bigint`. What is refused is thrown as an `Error` whose `name` is the reason
//! (`"WrongSecret"`, `"Checksum"`, ...). Secrets live in the module's memory until `free()` or the end of the worker.

use crate::{
    CryptoRng, DataKey, Digest, Header, Kdf, KdfBounds, Keyring, Kind, NewSlot, OpenKeyring, Phrase, Pin,
    Sealed, Secret, StoredFile, VaultId, Words, WriterId, calibrate, digest, seal, system_rng,
};
use std::fmt::{Debug, Display};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// An `Error` named by the variant.
fn thrown<E: Debug + Display>(error: E) -> JsError {
    let debug = format!("{error:?}");
    // Of `Kdf(TooWeak)` the inner name is the reason, of `UnknownWord { position: 3 }` the outer one.
    let inner = ["Kdf(", "Keyring(", "Object("].iter().find_map(|outer| debug.strip_prefix(outer));
    let name = inner.unwrap_or(&debug).split([' ', '(', ')']).next().unwrap_or_default();
    JsError { name: name.to_owned(), message: error.to_string() }
}

/// What becomes a thrown `Error`.
struct JsError {
    name: String,
    message: String,
}

impl From<JsError> for JsValue {
    fn from(error: JsError) -> Self {
        let made = js_sys::Error::new(&error.message);
        made.set_name(&error.name);
        made.into()
    }
}

type Thrown<T> = Result<T, JsValue>;

trait OrThrow<T> {
    fn or_throw(self) -> Thrown<T>;
}

impl<T, E: Debug + Display> OrThrow<T> for Result<T, E> {
    fn or_throw(self) -> Thrown<T> {
        self.map_err(|error| thrown(error).into())
    }
}

fn rng() -> impl CryptoRng {
    system_rng()
}

/// New recovery words in English: 12, or 24 when asked for.
#[wasm_bindgen(js_name = makeWords)]
pub fn make_words(count: Option<u8>) -> String {
    let words = if count == Some(24) { Words::TwentyFour } else { Words::Twelve };
    Phrase::make(&mut rng(), words).words().to_string()
}

/// The words as they are kept: any language, spacing and case. Throws `WordCount`, `UnknownWord` or `Checksum`.
#[wasm_bindgen(js_name = checkWords)]
pub fn check_words(text: String) -> Thrown<String> {
    let text = Zeroizing::new(text);
    Ok(Phrase::parse(&text).or_throw()?.words().to_string())
}

/// The 64 bytes that a wallet's keys are derived from (BIP39).
#[wasm_bindgen(js_name = wordsToSeed)]
pub fn words_to_seed(words: String) -> Thrown<Vec<u8>> {
    let words = Zeroizing::new(words);
    Ok(Phrase::parse(&words).or_throw()?.seed().expose().to_vec())
}

/// Why a PIN must not be chosen (`"Repeats"`, `"Run"`, `"Year"`, `"Date"`, `"Common"`, `"TooShort"`, `"TooLong"`,
/// `"NotDigits"`), or nothing when it may.
#[wasm_bindgen(js_name = checkPin)]
pub fn check_pin(text: String) -> Option<String> {
    let text = Zeroizing::new(text);
    Pin::choose(&text).err().map(|why| format!("{why:?}"))
}

/// Seconds that one graphics card needs to try every PIN of so many digits under this cost.
#[wasm_bindgen(js_name = oneCardSeconds)]
pub fn one_card_seconds(digits: u8, cost: &Cost) -> f64 {
    crate::PinStrength::of(digits, cost.0).one_card_seconds
}

/// What deriving a key from a PIN or passphrase costs.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub struct Cost(Kdf);

#[wasm_bindgen]
impl Cost {
    /// Argon2id.
    pub fn argon2id(memory_kib: u32, passes: u32) -> Self {
        Self(Kdf::Argon2id { memory_kib, passes })
    }

    /// PBKDF2-HMAC-SHA-512.
    pub fn pbkdf2(iterations: u32) -> Self {
        Self(Kdf::Pbkdf2 { iterations })
    }

    /// 128 MiB, 4 passes.
    #[wasm_bindgen(js_name = default)]
    pub fn usual() -> Self {
        Self(Kdf::TIER_2)
    }

    /// The highest this device bears. Takes one to three seconds: call it in a worker.
    pub fn calibrate() -> Self {
        let mut now = js_sys::Date::now;
        Self(calibrate(&mut now, &mut rng()).kdf)
    }

    /// As text.
    #[wasm_bindgen(js_name = toString)]
    pub fn describe(&self) -> String {
        format!("{:?}", self.0)
    }
}

enum Owned {
    Pin(Pin, Kdf),
    Passphrase(Zeroizing<String>, Kdf),
    Phrase(Phrase),
}

/// What shall open a keyring: each of these alone.
#[wasm_bindgen]
#[derive(Default)]
pub struct Slots(Vec<Owned>);

#[wasm_bindgen]
impl Slots {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// A PIN. Throws why it must not be chosen.
    pub fn pin(mut self, text: String, cost: &Cost) -> Thrown<Self> {
        let text = Zeroizing::new(text);
        self.0.push(Owned::Pin(Pin::choose(&text).or_throw()?, cost.0));
        Ok(self)
    }

    /// A passphrase.
    pub fn passphrase(mut self, text: String, cost: &Cost) -> Self {
        self.0.push(Owned::Passphrase(Zeroizing::new(text), cost.0));
        self
    }

    /// The recovery phrase.
    pub fn words(mut self, words: String) -> Thrown<Self> {
        let words = Zeroizing::new(words);
        self.0.push(Owned::Phrase(Phrase::parse(&words).or_throw()?));
        Ok(self)
    }
}

impl Slots {
    fn as_new(&self) -> Vec<NewSlot<'_>> {
        self.0
            .iter()
            .map(|slot| match slot {
                Owned::Pin(pin, kdf) => NewSlot::pin(pin, *kdf),
                Owned::Passphrase(text, kdf) => NewSlot::passphrase(text, *kdf),
                Owned::Phrase(phrase) => NewSlot::phrase(phrase),
            })
            .collect()
    }
}

/// A keyring as it was read; nothing in it is proved before it is opened.
#[wasm_bindgen(js_name = Keyring)]
pub struct JsKeyring(Keyring);

#[wasm_bindgen(js_class = Keyring)]
impl JsKeyring {
    /// Reads the keyring at the start of a file.
    pub fn parse(bytes: &[u8]) -> Thrown<JsKeyring> {
        Ok(Self(Keyring::parse(bytes).or_throw()?.0))
    }

    /// Opens it with a PIN. Throws `WrongSecret`, `NoSuchSlot`, `Damaged`, ...
    #[wasm_bindgen(js_name = openWithPin)]
    pub fn open_with_pin(&self, text: String) -> Thrown<JsOpenKeyring> {
        let text = Zeroizing::new(text);
        self.open(&Secret::Pin(&Pin::enter(&text).or_throw()?))
    }

    /// Opens it with a passphrase.
    #[wasm_bindgen(js_name = openWithPassphrase)]
    pub fn open_with_passphrase(&self, text: String) -> Thrown<JsOpenKeyring> {
        let text = Zeroizing::new(text);
        self.open(&Secret::Passphrase(&text))
    }

    /// Opens it with the recovery phrase.
    #[wasm_bindgen(js_name = openWithWords)]
    pub fn open_with_words(&self, words: String) -> Thrown<JsOpenKeyring> {
        let words = Zeroizing::new(words);
        self.open(&Secret::Phrase(&Phrase::parse(&words).or_throw()?))
    }

    /// Opens it with the data key itself, kept from an earlier opening.
    #[wasm_bindgen(js_name = openWithKey)]
    pub fn open_with_key(&self, key: &[u8]) -> Thrown<JsOpenKeyring> {
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(sized(key, "key")?);
        Ok(JsOpenKeyring(self.0.open_with_key(DataKey::from_bytes(&key)).or_throw()?))
    }

    /// Which backup it belongs to.
    #[wasm_bindgen(getter, js_name = vaultId)]
    pub fn vault_id(&self) -> Vec<u8> {
        self.0.vault_id().0.to_vec()
    }

    /// Grows at each rewrite.
    #[wasm_bindgen(getter)]
    pub fn seq(&self) -> u32 {
        self.0.seq()
    }

    /// Grows whenever the data key is replaced.
    #[wasm_bindgen(getter)]
    pub fn epoch(&self) -> u32 {
        self.0.epoch()
    }

    /// The bytes to store.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.as_bytes().to_vec()
    }

    /// What is public about it.
    #[wasm_bindgen(js_name = toString)]
    pub fn describe(&self) -> String {
        format!("{:?}", self.0)
    }
}

impl JsKeyring {
    fn open(&self, secret: &Secret<'_>) -> Thrown<JsOpenKeyring> {
        Ok(JsOpenKeyring(self.0.open(secret, &KdfBounds::READ).or_throw()?))
    }
}

/// A keyring that was opened and proved.
#[wasm_bindgen(js_name = OpenKeyring)]
pub struct JsOpenKeyring(OpenKeyring);

#[wasm_bindgen(js_class = OpenKeyring)]
impl JsOpenKeyring {
    /// The first keyring of a backup, with a new data key.
    pub fn make(slots: &Slots) -> Thrown<JsOpenKeyring> {
        let rng = &mut rng();
        let vault = VaultId::make(rng);
        Ok(Self(OpenKeyring::make(vault, &slots.as_new(), rng).or_throw()?))
    }

    /// The same data key behind other slots. Older copies still open with the older PIN.
    pub fn rewrap(&self, slots: &Slots) -> Thrown<JsOpenKeyring> {
        Ok(Self(self.0.rewrite(&slots.as_new(), &mut rng()).or_throw()?))
    }

    /// A new data key; what was sealed before still opens.
    pub fn rotate(&self, slots: &Slots) -> Thrown<JsOpenKeyring> {
        Ok(Self(self.0.rotate(&slots.as_new(), &mut rng()).or_throw()?))
    }

    /// The keyring, to store or to show.
    #[wasm_bindgen(getter)]
    pub fn keyring(&self) -> JsKeyring {
        JsKeyring(self.0.keyring().clone())
    }

    /// The data key. Whoever has it reads the whole backup, whatever the PIN.
    #[wasm_bindgen(js_name = exposeKey)]
    pub fn expose_key(&self) -> Vec<u8> {
        self.0.data_key().expose().to_vec()
    }

    /// Seals data. Vault and key epoch of the header are this keyring's.
    pub fn seal(&self, header: &JsHeader, data: &[u8]) -> Thrown<Vec<u8>> {
        let header = Header {
            kind: header.kind.into(),
            vault_id: self.0.keyring().vault_id(),
            key_epoch: self.0.keyring().epoch(),
            writer_epoch: header.writer_epoch,
            position: header.position,
            writer_id: WriterId(sized(&header.writer_id, "writerId")?),
            previous: Digest(sized(&header.previous, "previous")?),
            ext: header.ext.clone(),
        };
        seal(self.0.data_key(), &header, data, &mut rng()).or_throw()
    }

    /// Opens an object of this backup, or a whole file of it. Throws `Mismatch`, `Foreign`, `Truncated`, ...
    pub fn open(&self, file: &[u8]) -> Thrown<Opened> {
        let object =
            if Keyring::is_at_start_of(file) { StoredFile::parse(file).or_throw()?.object } else { file };
        let (header, data) = self.0.open(Sealed::parse(object).or_throw()?).or_throw()?;
        Ok(Opened { header, data })
    }
}

/// What an object holds.
#[wasm_bindgen(js_name = Kind)]
#[derive(Clone, Copy)]
pub enum JsKind {
    /// The recovery phrase.
    Phrase = 1,
    /// The complete state.
    Snapshot = 2,
    /// Changes to the state before.
    Delta = 3,
    /// Another writer goes on.
    Takeover = 4,
    /// Labels, contacts and the like.
    Metadata = 5,
}

impl From<JsKind> for Kind {
    fn from(kind: JsKind) -> Self {
        match kind {
            JsKind::Phrase => Self::Phrase,
            JsKind::Snapshot => Self::Snapshot,
            JsKind::Delta => Self::Delta,
            JsKind::Takeover => Self::Takeover,
            JsKind::Metadata => Self::Metadata,
        }
    }
}

impl From<Kind> for JsKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Phrase => Self::Phrase,
            Kind::Snapshot => Self::Snapshot,
            Kind::Delta => Self::Delta,
            Kind::Takeover => Self::Takeover,
            Kind::Metadata => Self::Metadata,
        }
    }
}

/// What an object says about itself.
#[wasm_bindgen(js_name = Header, getter_with_clone)]
pub struct JsHeader {
    /// What it holds.
    pub kind: JsKind,
    /// Its place in the journal (for the phrase: the keyring's `seq`).
    pub position: u64,
    /// Takeovers so far.
    #[wasm_bindgen(js_name = writerEpoch)]
    pub writer_epoch: u32,
    /// Who writes: 8 bytes.
    #[wasm_bindgen(js_name = writerId)]
    pub writer_id: Vec<u8>,
    /// `digest` of the entry before: 32 bytes, zeros for none.
    pub previous: Vec<u8>,
    /// For the drive's sake.
    pub ext: Vec<u8>,
}

#[wasm_bindgen(js_class = Header)]
impl JsHeader {
    /// The first entry of a new writer; set the other fields as needed.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: JsKind, position: u64) -> Self {
        let writer_id = WriterId::make(&mut rng()).0.to_vec();
        Self { kind, position, writer_epoch: 0, writer_id, previous: vec![0; 32], ext: Vec::new() }
    }
}

/// An object that was opened and proved.
#[wasm_bindgen]
pub struct Opened {
    header: Header,
    data: Zeroizing<Vec<u8>>,
}

#[wasm_bindgen]
impl Opened {
    /// What was sealed.
    #[wasm_bindgen(getter)]
    pub fn data(&self) -> Vec<u8> {
        self.data.to_vec()
    }

    /// What it says about itself, now proved.
    #[wasm_bindgen(getter)]
    pub fn header(&self) -> JsHeader {
        JsHeader {
            kind: self.header.kind.into(),
            position: self.header.position,
            writer_epoch: self.header.writer_epoch,
            writer_id: self.header.writer_id.0.to_vec(),
            previous: self.header.previous.0.to_vec(),
            ext: self.header.ext.clone(),
        }
    }
}

/// SHA-256 of an object, as the next entry names it.
#[wasm_bindgen(js_name = digest)]
pub fn object_digest(object: &[u8]) -> Vec<u8> {
    digest(object).0.to_vec()
}

/// A file: the keyring, if it goes with it, and the object.
#[wasm_bindgen(js_name = joinFile)]
pub fn join_file(keyring: &JsKeyring, object: &[u8]) -> Vec<u8> {
    StoredFile::join(Some(&keyring.0), object)
}

fn sized<const N: usize>(bytes: &[u8], what: &str) -> Thrown<[u8; N]> {
    let wrong = || JsError { name: "Length".to_owned(), message: format!("{what} has {N} bytes") };
    bytes.try_into().map_err(|_| wrong().into())
}
