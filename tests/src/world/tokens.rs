//! Credentials as text, taken apart and put together without the library.

/// Returns the three parts of a credential, or of the one at the end of a link: prefix and
/// selector, verifier, checksum.
#[must_use]
pub fn parts(link: &str) -> (&str, &str, &str) {
    let token = link.rsplit('#').next().unwrap_or(link);
    let (head, rest) = token.split_at_checked(27).unwrap_or((token, ""));
    let (verifier, checksum) = rest.split_at_checked(43).unwrap_or((rest, ""));
    (head, verifier, checksum)
}

/// Makes a well-formed credential of these parts. Its checksum is computed by
/// another implementation than core's.
#[must_use]
pub fn forged(head: &str, verifier: &str) -> String {
    let body = format!("{head}{verifier}");
    let mut crc = u32::MAX;
    for byte in body.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let (mut number, mut checksum) = (!crc, Vec::new());
    for _ in 0..6 {
        checksum.push(DIGITS.get(number as usize % 62).copied().unwrap_or_default());
        number /= 62;
    }
    checksum.reverse();
    body + &String::from_utf8_lossy(&checksum)
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Returns the number that base62 digits represent, as 32 bytes.
#[must_use]
pub fn number_of(digits: &str) -> [u8; 32] {
    let mut number = [0_u8; 32];
    for digit in digits.bytes() {
        let mut carry = DIGITS.iter().position(|known| *known == digit).unwrap_or_default();
        for byte in number.iter_mut().rev() {
            carry += usize::from(*byte) * 62;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
    }
    number
}

/// Returns a link with the right selector and a wrong secret.
#[must_use]
pub fn wrong_secret(link: &str) -> String {
    let (head, verifier, _) = parts(link);
    let other = if verifier.ends_with('0') { "1" } else { "0" };
    forged(head, &format!("{}{other}", verifier.get(..42).unwrap_or_default()))
}

/// Returns a well-formed invite credential that was never minted.
#[must_use]
pub fn unknown_link(number: u128) -> String {
    forged(&format!("cgi1_0{number:021}"), &format!("0{number:042}"))
}
