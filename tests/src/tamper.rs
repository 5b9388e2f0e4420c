//! Invoices that nobody would make: the text of a real one with another beginning and a right checksum.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const CHECKSUM: usize = 6;
const TIMESTAMP: usize = 7;
const SIGNATURE: usize = 104;
/// The tag of the field that names the payee.
const PAYEE: usize = 19;

/// The same data behind another human-readable part, such as `lnbc` for `lnbcrt`, and without the payee's name. Its
/// signature then is of a key that belongs to nobody, which a reader cannot tell.
pub fn with_prefix(invoice: &str, prefix: &str) -> String {
    let (_, data) = invoice.rsplit_once('1').expect("bech32");
    let symbol = |c: u8| ALPHABET.iter().position(|one| *one == c).expect("a bech32 symbol");
    let data: Vec<usize> = data[..data.len() - CHECKSUM].bytes().map(symbol).collect();
    encode(prefix, &without_payee(&data))
}

fn without_payee(data: &[usize]) -> Vec<usize> {
    let (mut kept, end) = (data[..TIMESTAMP].to_vec(), data.len() - SIGNATURE);
    let mut at = TIMESTAMP;
    while at < end {
        let next = at + 3 + data[at + 1] * 32 + data[at + 2];
        if data[at] != PAYEE {
            kept.extend(&data[at..next]);
        }
        at = next;
    }
    kept.extend(&data[end..]);
    kept
}

fn encode(prefix: &str, data: &[usize]) -> String {
    let mut values: Vec<usize> = prefix.bytes().map(|c| usize::from(c >> 5)).collect();
    values.push(0);
    values.extend(prefix.bytes().map(|c| usize::from(c & 31)));
    values.extend(data);
    values.extend([0; CHECKSUM]);
    let sum = polymod(&values) ^ 1;
    let checksum = (0..CHECKSUM).map(|n| (sum >> (5 * (CHECKSUM - 1 - n))) & 31);
    let text = data.iter().copied().chain(checksum).map(|symbol| char::from(ALPHABET[symbol]));
    format!("{prefix}1{}", text.collect::<String>())
}

/// The human-readable part.
pub fn prefix(invoice: &str) -> &str {
    invoice.rsplit_once('1').expect("bech32").0
}

fn polymod(values: &[usize]) -> usize {
    const GENERATORS: [usize; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.iter().fold(1, |sum, value| {
        let top = sum >> 25;
        let mut sum = (sum & 0x01ff_ffff) << 5 ^ value;
        for (n, generator) in GENERATORS.iter().enumerate() {
            if top >> n & 1 == 1 {
                sum ^= generator;
            }
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From BIP173.
    #[test]
    fn the_checksum_of_a_known_text_comes_out_again() {
        let data: Vec<usize> = (0..32).collect();
        assert_eq!(encode("abcdef", &data), "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw");
        assert_eq!(prefix("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"), "abcdef");
    }
}
