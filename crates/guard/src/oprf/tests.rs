//! RFC 9497 A.1.2 (ristretto255-SHA512, mode VOPRF), batches of one, proofs included.

use super::*;
use crate::testing::{Tape, hex};

const SECRET_KEY: &str = "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909";
const PUBLIC_KEY: &str = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e";
const BLIND: &str = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706";
const PROOF_RANDOM: &str = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e";

struct Vector {
    input: &'static str,
    blinded: &'static str,
    evaluated: &'static str,
    proof: &'static str,
    output: &'static str,
}

const VECTORS: [Vector; 2] = [
    Vector {
        input: "00",
        blinded: "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
        evaluated: "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
        proof: "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06\
                6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
        output: "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d\
                 a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
    },
    Vector {
        input: "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
        blinded: "cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",
        evaluated: "60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",
        proof: "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a\
                67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
        output: "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60\
                 356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
    },
];

/// A scalar is drawn as 64 bytes that are reduced, so that the official one with zeros behind it is itself.
fn scalar(text: &str) -> Tape {
    let mut bytes = hex(text);
    bytes.resize(64, 0);
    Tape::of(bytes)
}

#[test]
fn the_key_pair_is_derived_as_the_rfc_says() {
    let server = VoprfServer::<Ristretto255>::new_from_seed(&[0xa3; 32], b"test key").expect("a key");
    assert_eq!(server.serialize()[..32], hex(SECRET_KEY));
    assert_eq!(RecordKey(server).public().as_slice(), hex(PUBLIC_KEY));
}

#[test]
fn blinding_evaluating_and_finalizing_give_the_official_bytes() {
    for vector in VECTORS {
        let key = VoprfServer::new_with_key(&hex(SECRET_KEY)).map(RecordKey).expect("a key");
        let blinding =
            BlindInput::make(Zeroizing::new(hex(vector.input)), &mut scalar(BLIND)).expect("blinded");
        assert_eq!(blinding.element().as_bytes().as_slice(), hex(vector.blinded));
        let evaluation = key.evaluate(&blinding.element(), &mut scalar(PROOF_RANDOM)).expect("evaluated");
        assert_eq!(evaluation.public.as_slice(), hex(PUBLIC_KEY));
        assert_eq!(evaluation.evaluated.as_slice(), hex(vector.evaluated));
        assert_eq!(evaluation.proof.as_slice(), hex(vector.proof));
        let output = blinding.finalize(&evaluation).expect("the proof holds");
        assert_eq!(output.as_slice(), hex(vector.output));
    }
}

#[test]
fn a_proof_with_a_changed_bit_is_false() {
    let key = RecordKey::derive(&[1; 32], &[2; 32]).expect("a key");
    let blinding = BlindInput::make(Zeroizing::new(b"p".to_vec()), &mut scalar(BLIND)).expect("blinded");
    let right = key.evaluate(&blinding.element(), &mut scalar(PROOF_RANDOM)).expect("evaluated");
    assert!(blinding.finalize(&right).is_ok());
    // One bit of each byte, each time another.
    for bit in (0..128).map(|byte| byte * 8 + byte % 8) {
        let mut bytes = [right.public.as_slice(), &right.evaluated, &right.proof].concat();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let part = |from: usize| bytes[from..from + 32].try_into().expect("32 bytes");
        let proof = bytes[64..].try_into().expect("64 bytes");
        let changed = Evaluation { public: part(0), evaluated: part(32), proof };
        assert_eq!(blinding.finalize(&changed).err(), Some(FalseProof), "bit {bit}");
    }
    let other = RecordKey::derive(&[1; 32], &[3; 32]).expect("a key");
    let of_other = other.evaluate(&blinding.element(), &mut scalar(PROOF_RANDOM)).expect("evaluated");
    let as_if = Evaluation { public: key.public(), ..of_other };
    assert_eq!(blinding.finalize(&as_if).err(), Some(FalseProof));
}

#[test]
fn the_identity_and_encodings_that_are_not_canonical_are_no_elements() {
    assert_eq!(Element::decode([0; 32]), None, "the identity");
    // RFC 9496 A.2: non-canonical field elements, negative ones, and non-square x^2.
    for bad in [
        "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
        "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    ] {
        assert_eq!(Element::decode(hex(bad).try_into().expect("32 bytes")), None, "{bad}");
    }
}
