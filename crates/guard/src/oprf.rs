//! The function that a guard computes without seeing what for: VOPRF, mode 0x01 of RFC 9497, with ristretto255 and
//! SHA-512.

use crate::derive::hmac_sha256;
use hmac::Mac;
use rand_core::CryptoRng;
use voprf::{BlindedElement, EvaluationElement, Group, Proof, Ristretto255, VoprfClient, VoprfServer};
use zeroize::{Zeroize, Zeroizing};

/// What DeriveKeyPair (RFC 9497 3.2.1) is told that a record's key is for.
const KEY_INFO: &[u8] = b"bwvault/v1/guard";

/// A point of the group as it travels: canonical, and not the identity (RFC 9497 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Element([u8; 32]);

impl Element {
    /// `None` when the bytes are no canonical encoding of a point, or that of the identity.
    pub fn decode(bytes: [u8; 32]) -> Option<Self> {
        BlindedElement::<Ristretto255>::deserialize(&bytes).ok().map(|_| Self(bytes))
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What a guard made of a blinded element, with the proof that it used the key of that record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// The record's public key, as the guard says.
    pub public: [u8; 32],
    /// The evaluated element.
    pub evaluated: [u8; 32],
    /// The proof, c and s of RFC 9497 2.2.
    pub proof: [u8; 64],
}

/// The evaluation was not made with the key that it names, or it is no evaluation at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the guard's proof is wrong")]
pub struct FalseProof;

/// The key of one record, at the guard.
pub struct RecordKey(VoprfServer<Ristretto255>);

impl RecordKey {
    /// `DeriveKeyPair(HMAC(guard key, nonce), "bwvault/v1/guard")`: once the nonce is gone the key is gone, and the
    /// nonce alone is not a key. `None` with a probability of 2^-64,000 (RFC 9497 3.2.1).
    pub fn derive(guard_key: &[u8; 32], nonce: &[u8; 32]) -> Option<Self> {
        let mut seed = hmac_sha256(guard_key, &[nonce]).finalize().into_bytes();
        let key = VoprfServer::new_from_seed(&seed, KEY_INFO).ok().map(Self);
        seed.as_mut_slice().zeroize();
        key
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        Ristretto255::serialize_elem(self.0.get_public_key()).into()
    }

    /// Evaluates an element. `None` never: an [`Element`] is a point.
    pub fn evaluate(&self, element: &Element, rng: &mut dyn CryptoRng) -> Option<Evaluation> {
        let blinded = BlindedElement::deserialize(element.as_bytes()).ok()?;
        let result = self.0.blind_evaluate(&mut OlderRng(rng), &blinded);
        Some(Evaluation {
            public: self.public(),
            evaluated: result.message.serialize().into(),
            proof: result.proof.serialize().as_slice().try_into().ok()?,
        })
    }
}

/// An input under way to a guard: the blind stays here, and is wiped when this is dropped.
pub struct BlindInput {
    input: Zeroizing<Vec<u8>>,
    state: VoprfClient<Ristretto255>,
    element: Element,
}

impl BlindInput {
    /// Blinds an input. `None` for one that is longer than 65,535 bytes.
    pub fn make(input: Zeroizing<Vec<u8>>, rng: &mut dyn CryptoRng) -> Option<Self> {
        let blinded = VoprfClient::blind(&input, &mut OlderRng(rng)).ok()?;
        let element = Element::decode(blinded.message.serialize().into())?;
        Some(Self { input, state: blinded.state, element })
    }

    /// What the guard is sent.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Checks the proof and gives the function's 64 bytes.
    ///
    /// # Errors
    /// [`FalseProof`]: the caller learns nothing about the input from it, only about the guard.
    pub fn finalize(&self, evaluation: &Evaluation) -> Result<Zeroizing<[u8; 64]>, FalseProof> {
        let evaluated = EvaluationElement::deserialize(&evaluation.evaluated).map_err(|_| FalseProof)?;
        let proof = Proof::deserialize(&evaluation.proof).map_err(|_| FalseProof)?;
        let public = Ristretto255::deserialize_elem(&evaluation.public).map_err(|_| FalseProof)?;
        let mut output =
            self.state.finalize(&self.input, &evaluated, &proof, public).map_err(|_| FalseProof)?;
        let mut bytes = Zeroizing::new([0; 64]);
        bytes.copy_from_slice(&output);
        output.as_mut_slice().zeroize();
        Ok(bytes)
    }
}

/// Our randomness for a crate of the generation before.
struct OlderRng<'a>(&'a mut dyn CryptoRng);

impl rand_core_06::RngCore for OlderRng<'_> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, into: &mut [u8]) {
        self.0.fill_bytes(into);
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), rand_core_06::Error> {
        self.0.fill_bytes(into);
        Ok(())
    }
}

impl rand_core_06::CryptoRng for OlderRng<'_> {}

#[cfg(test)]
mod tests;
