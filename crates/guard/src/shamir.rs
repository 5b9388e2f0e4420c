//! Shamir's sharing of 32 bytes, byte by byte over GF(256) with the polynomial 0x11b. No tables and no branches on
//! secrets. Coefficients are uniform, zero allowed, so that every 32 bytes are a share of any secret.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// 32 secret bytes.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Shares at x = 1..n, any k of which give the secret.
pub(crate) fn split(secret: &[u8; 32], k: u8, n: u8, rng: &mut dyn CryptoRng) -> Vec<Secret> {
    let mut coefficients = vec![Zeroizing::new(*secret)];
    for _ in 1..k {
        let mut coefficient = Zeroizing::new([0; 32]);
        rng.fill_bytes(coefficient.as_mut_slice());
        coefficients.push(coefficient);
    }
    (1..=n).map(|x| at(&coefficients, x)).collect()
}

/// The polynomial at x, by Horner's rule.
fn at(coefficients: &[Secret], x: u8) -> Secret {
    let mut value = Zeroizing::new([0; 32]);
    for coefficient in coefficients.iter().rev() {
        for (byte, next) in value.iter_mut().zip(coefficient.iter()) {
            *byte = multiply(*byte, x) ^ next;
        }
    }
    value
}

/// The secret, from shares at different x that are not 0: Lagrange's polynomial at 0. Other shares give another secret.
pub(crate) fn combine(shares: &[(u8, &Secret)]) -> Secret {
    let mut secret = Zeroizing::new([0; 32]);
    for (x, share) in shares {
        let mut weight = 1;
        for (other, _) in shares.iter().filter(|(other, _)| other != x) {
            weight = multiply(weight, multiply(*other, inverse(other ^ x)));
        }
        for (byte, of_share) in secret.iter_mut().zip(share.iter()) {
            *byte ^= multiply(weight, *of_share);
        }
    }
    secret
}

fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    for _ in 0..8 {
        product ^= a & (b & 1).wrapping_neg();
        let carry = (a >> 7).wrapping_neg();
        a = (a << 1) ^ (0x1b & carry);
        b >>= 1;
    }
    product
}

/// a^254.
fn inverse(a: u8) -> u8 {
    let mut power = a;
    let mut product = 1;
    for _ in 0..7 {
        power = multiply(power, power);
        product = multiply(product, power);
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counter;

    #[test]
    fn the_field_is_that_of_aes() {
        assert_eq!(multiply(0x57, 0x83), 0xc1, "FIPS 197 4.2");
        for a in 1..=255 {
            assert_eq!(multiply(a, inverse(a)), 1, "{a}");
        }
        for a in 0..=255_u8 {
            for b in [1, 2, 3, 0x80, 0xff] {
                assert_eq!(multiply(a, b), multiply(b, a));
                assert_eq!(multiply(a, b ^ 0x35), multiply(a, b) ^ multiply(a, 0x35));
            }
        }
    }

    #[test]
    fn any_k_shares_give_the_secret() {
        let secret = Zeroizing::new([0x5a; 32]);
        for n in 1..=8_u8 {
            for k in 1..=n {
                let shares = split(&secret, k, n, &mut Counter(u64::from(n * 16 + k)));
                for chosen in 0_u32..1 << n {
                    let taken = (0..n).filter(|bit| chosen >> bit & 1 == 1);
                    let taken: Vec<_> = taken.map(|at| (at + 1, &shares[usize::from(at)])).collect();
                    if taken.len() == usize::from(k) {
                        assert!(combine(&taken) == secret, "{chosen:b} of {k} of {n}");
                    } else if !taken.is_empty() && taken.len() < usize::from(k) {
                        assert!(combine(&taken) != secret, "{chosen:b} of {k} of {n}");
                    }
                }
            }
        }
    }

    /// With one share missing each secret is as likely as any other: chi-square over the bytes of what comes out.
    #[test]
    fn fewer_than_k_shares_say_nothing() {
        let mut counts = [0_u32; 256];
        let rng = &mut Counter(1);
        for _ in 0..2_000 {
            let shares = split(&[0; 32], 2, 3, rng);
            shares[0].iter().for_each(|byte| counts[usize::from(*byte)] += 1);
        }
        let expected = 2_000.0 * 32.0 / 256.0;
        let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        assert!((170.0..350.0).contains(&chi), "{chi}");
    }
}
