//! OpenSSH public keys: parsing, minimum strength, and comparison regardless of options and
//! comments.

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, PublicKey};

/// The shortest accepted RSA key, in bits (NIST SP 800-131A).
const MIN_RSA_BITS: usize = 2_048;

/// Parses the key of a line of `authorized_keys`, with or without options.
///
/// # Errors
/// Returns a message where there is no key, or where it is too weak.
pub fn parse_key(line: &str) -> Result<PublicKey, String> {
    let key =
        PublicKey::from_openssh(without_options(line)).map_err(|_| say!("ssh-line-no-key"))?;
    match key.algorithm() {
        Algorithm::Ed25519
        | Algorithm::Ecdsa { .. }
        | Algorithm::SkEd25519
        | Algorithm::SkEcdsaSha2NistP256 => Ok(key),
        Algorithm::Rsa { .. } => match rsa_bits(&key) {
            bits if bits < MIN_RSA_BITS => Err(say!("ssh-line-weak", bits = bits)),
            _ => Ok(key),
        },
        // Kinds that OpenSSH refuses, and any new ones.
        _ => Err(say!("ssh-line-kind")),
    }
}

/// Returns the length of an RSA key in bits; 0 for other keys.
fn rsa_bits(key: &PublicKey) -> usize {
    let KeyData::Rsa(rsa) = key.key_data() else {
        return 0;
    };
    let number = rsa.n.as_positive_bytes().unwrap_or_default();
    let zeros = number
        .first()
        .map_or(0, |first| first.leading_zeros() as usize);
    number.len() * 8 - zeros
}

/// Returns the base64 text of a line's key, which identifies it: options and comment do not matter.
/// `None` where there is none.
pub fn encoded_key(line: &str) -> Option<&str> {
    without_options(line)
        .split_ascii_whitespace()
        .nth(1)
        .map(|bytes| bytes.trim_end_matches('='))
}

/// Returns the line from its key on.
fn without_options(line: &str) -> &str {
    let line = line.trim();
    // No option's name starts like a key type.
    let begins = |text: &str| {
        ["ssh-", "ecdsa-", "sk-"]
            .iter()
            .any(|kind| text.starts_with(kind))
    };
    if begins(line) {
        return line;
    }
    let (mut quoted, mut escaped) = (false, false);
    for (at, char) in line.char_indices() {
        match char {
            '\\' if quoted => {
                escaped = true;
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            ' ' | '\t' if !quoted => return line[at..].trim_start(),
            _ => {}
        }
        escaped = false;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMDRC0qX0pWwy6XS4NUYrjYq2yGb1ndSR/YAINgokd+G";

    /// Returns an RSA key of so many bits, for which there is no private key.
    fn rsa(bits: usize) -> String {
        use ssh_key::Mpint;
        use ssh_key::public::RsaPublicKey;
        let mut number = vec![0; bits / 8];
        number[0] = 0x80;
        number[bits / 8 - 1] = 1;
        let key = RsaPublicKey {
            e: Mpint::from_positive_bytes(&[1, 0, 1]).unwrap(),
            n: Mpint::from_positive_bytes(&number).unwrap(),
        };
        PublicKey::new(KeyData::Rsa(key), "").to_openssh().unwrap()
    }

    #[test]
    fn a_key_is_the_same_whatever_stands_around_it() {
        let bytes = ED25519.split(' ').nth(1);
        for line in [
            ED25519.to_owned(),
            format!("  {ED25519} li@home"),
            format!("restrict,pty,command=\"a \\\"b c\\\" d\" {ED25519} other"),
            format!("from=\"192.0.2.1,192.0.2.2\"\t{ED25519}"),
        ] {
            assert_eq!(encoded_key(&line), bytes, "{line}");
            assert!(parse_key(&line).is_ok(), "{line}");
        }
        assert_eq!(encoded_key("restrict"), None);
    }

    #[test]
    fn a_key_that_can_be_taken_apart_is_refused() {
        for (bits, well) in [(1_024, false), (2_040, false), (2_048, true), (4_096, true)] {
            assert_eq!(parse_key(&rsa(bits)).is_ok(), well, "{bits}");
        }
        assert!(parse_key(&rsa(1_024)).unwrap_err().contains("1024"));
        assert!(parse_key("ssh-dss AAAAB3NzaC1kc3M=").is_err());
    }
}
