//! The keyring: made, opened, and what it seals and opens.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{JsHeader, JsResult, Opened, OrThrow, Slots, rng, sized};
use crate::{
    DataKey, Digest, Header, KdfBounds, Keyring, OpenKeyring, Phrase, Pin, Sealed, Secret, StoredFile,
    VaultId, WriterId, seal,
};

/// A keyring as it was read; nothing in it is proved before it is opened.
#[wasm_bindgen(js_name = Keyring)]
pub struct JsKeyring(pub(super) Keyring);

#[wasm_bindgen(js_class = Keyring)]
impl JsKeyring {
    /// Reads the keyring at the start of a file.
    pub fn parse(bytes: &[u8]) -> JsResult<JsKeyring> {
        Ok(Self(Keyring::parse(bytes).or_throw()?.0))
    }

    /// Opens it with a PIN. Throws `WrongSecret`, `NoSuchSlot`, `Damaged`, ...
    #[wasm_bindgen(js_name = openWithPin)]
    pub fn open_with_pin(&self, text: String) -> JsResult<JsOpenKeyring> {
        let text = Zeroizing::new(text);
        self.open(&Secret::Pin(&Pin::enter(&text).or_throw()?))
    }

    /// Opens it with a passphrase.
    #[wasm_bindgen(js_name = openWithPassphrase)]
    pub fn open_with_passphrase(&self, text: String) -> JsResult<JsOpenKeyring> {
        let text = Zeroizing::new(text);
        self.open(&Secret::Passphrase(&text))
    }

    /// Opens it with the recovery phrase.
    #[wasm_bindgen(js_name = openWithWords)]
    pub fn open_with_words(&self, words: String) -> JsResult<JsOpenKeyring> {
        let words = Zeroizing::new(words);
        self.open(&Secret::Phrase(&Phrase::parse(&words).or_throw()?))
    }

    /// Opens it with the data key itself, kept from an earlier opening.
    #[wasm_bindgen(js_name = openWithKey)]
    pub fn open_with_key(&self, key: &[u8]) -> JsResult<JsOpenKeyring> {
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
    fn open(&self, secret: &Secret<'_>) -> JsResult<JsOpenKeyring> {
        Ok(JsOpenKeyring(self.0.open(secret, &KdfBounds::READ).or_throw()?))
    }
}

/// A keyring that was opened and proved.
#[wasm_bindgen(js_name = OpenKeyring)]
pub struct JsOpenKeyring(OpenKeyring);

#[wasm_bindgen(js_class = OpenKeyring)]
impl JsOpenKeyring {
    /// The first keyring of a backup, with a new data key.
    pub fn make(slots: &Slots) -> JsResult<JsOpenKeyring> {
        let rng = &mut rng();
        let vault = VaultId::make(rng);
        Ok(Self(OpenKeyring::make(vault, &slots.as_new(), rng).or_throw()?))
    }

    /// The same data key behind other slots. Older copies still open with the older PIN.
    pub fn rewrap(&self, slots: &Slots) -> JsResult<JsOpenKeyring> {
        Ok(Self(self.0.rewrite(&slots.as_new(), &mut rng()).or_throw()?))
    }

    /// A new data key; what was sealed before still opens.
    pub fn rotate(&self, slots: &Slots) -> JsResult<JsOpenKeyring> {
        Ok(Self(self.0.rotate(&slots.as_new(), &mut rng()).or_throw()?))
    }

    /// The keyring, to store or to show.
    #[wasm_bindgen(getter)]
    pub fn keyring(&self) -> JsKeyring {
        JsKeyring(self.0.keyring().clone())
    }

    /// The data key. Anyone who has it reads the whole backup, whatever the PIN.
    #[wasm_bindgen(js_name = exposeKey)]
    pub fn expose_key(&self) -> Vec<u8> {
        self.0.data_key().expose().to_vec()
    }

    /// Seals data. Vault and key epoch of the header are this keyring's.
    pub fn seal(&self, header: &JsHeader, data: &[u8]) -> JsResult<Vec<u8>> {
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
    pub fn open(&self, file: &[u8]) -> JsResult<Opened> {
        let object =
            if Keyring::is_at_start_of(file) { StoredFile::parse(file).or_throw()?.object } else { file };
        let (header, data) = self.0.open(Sealed::parse(object).or_throw()?).or_throw()?;
        Ok(Opened { header, data })
    }
}
