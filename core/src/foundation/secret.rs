//! Credentials: their written form, and types that reveal a secret once.
//!
//! ```text
//! cgi1_  selector (22)  verifier (43)  crc (6)      71 characters of base62 behind a five-character prefix
//! ```
//! The selector (128 bits) names the row and may be logged. The verifier (256 bits) is the secret and is never stored.
//! The checksum is CRC-32 of everything before it. It tells a typing error from a wrong link before any look-up, and
//! lets a scanner tell a real credential from a look-alike. Numbers are left-padded, fixed in width and canonical.

use crate::foundation::env::Entropy;
use crate::foundation::error::Result;
use crate::foundation::origin::Origin;
use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use ruint::Uint;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX: usize = 5;
const SELECTOR: usize = 22;
const VERIFIER: usize = 43;
const CHECKSUM: usize = 6;
/// The length of every credential, in characters.
pub const TOKEN_LENGTH: usize = PREFIX + SELECTOR + VERIFIER + CHECKSUM;
/// The published pattern by which secret scanners find credentials.
pub const TOKEN_PATTERN: &str = "cg[is]1_[0-9A-Za-z]{71}";

/// The kind of a credential: what it opens. The digit in the prefix is the format's version and is frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum TokenKind {
    /// An invite to one case: `cgi1_`.
    Invite,
    /// A session that an invite opened: `cgs1_`.
    Session,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Invite, Self::Session];

    /// Returns the five characters that a credential of this kind starts with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Invite => "cgi1_",
            Self::Session => "cgs1_",
        }
    }

    /// Returns the domain separator, which keeps a digest of one kind from being taken for another.
    pub(crate) fn domain(self) -> &'static str {
        match self {
            Self::Invite => "casegate/invite/v1",
            Self::Session => "casegate/session/v1",
        }
    }
}

/// The public half of a credential. It names the credential's row and may appear in a path, a log or the audit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Selector(pub(crate) [u8; 16]);

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits::<128, 2>(&self.0, SELECTOR))
    }
}

impl fmt::Debug for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A parsed credential. It holds the secret, so it can be neither compared nor copied, and `Debug` leaves the secret out.
pub struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) selector: Selector,
    pub(crate) verifier: Zeroizing<[u8; 32]>,
}

/// A text that is not a credential: its prefix, length, alphabet, number or checksum is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a credential")]
pub struct NotAToken;

impl Token {
    pub(crate) fn generate(kind: TokenKind, entropy: &dyn Entropy) -> Result<Self> {
        let mut selector = [0; 16];
        let mut verifier = Zeroizing::new([0; 32]);
        entropy.fill(&mut selector)?;
        entropy.fill(verifier.as_mut_slice())?;
        Ok(Self { kind, selector: Selector(selector), verifier })
    }

    /// Parses the canonical written form of a credential, without a look-up in a store.
    ///
    /// # Errors
    /// [`NotAToken`] for anything else.
    pub fn parse(kind: TokenKind, text: &str) -> Result<Self, NotAToken> {
        let token = Self::parse_any(text)?;
        if token.kind == kind { Ok(token) } else { Err(NotAToken) }
    }

    fn parse_any(text: &str) -> Result<Self, NotAToken> {
        if text.len() != TOKEN_LENGTH || !text.is_ascii() {
            return Err(NotAToken);
        }
        let kind =
            TokenKind::ALL.into_iter().find(|kind| text.starts_with(kind.prefix())).ok_or(NotAToken)?;
        let (body, checksum) = text.split_at(TOKEN_LENGTH - CHECKSUM);
        if *checksum != *checksum_of(body) {
            return Err(NotAToken);
        }
        let (head, verifier) = body.split_at(PREFIX + SELECTOR);
        let selector = number::<128, 2>(head.get(PREFIX..).ok_or(NotAToken)?)?;
        let verifier = number::<256, 4>(verifier)?;
        Ok(Self {
            kind,
            selector: Selector(selector.to_be_bytes()),
            verifier: Zeroizing::new(verifier.to_be_bytes()),
        })
    }

    /// Returns the public half.
    #[must_use]
    pub fn selector(&self) -> Selector {
        self.selector
    }

    /// Returns the credential's kind.
    #[must_use]
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    fn write(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(TOKEN_LENGTH));
        text.push_str(self.kind.prefix());
        text.push_str(&digits::<128, 2>(&self.selector.0, SELECTOR));
        text.push_str(&digits::<256, 4>(self.verifier.as_slice(), VERIFIER));
        let checksum = checksum_of(&text);
        text.push_str(&checksum);
        text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}{} redacted)", self.kind.prefix(), self.selector)
    }
}

fn checksum_of(body: &str) -> Zeroizing<String> {
    digits::<32, 1>(&CRC.checksum(body.as_bytes()).to_be_bytes(), CHECKSUM)
}

/// CRC-32 as in zip files. It is computed without a table, which a browser would have to download.
const CRC: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC);

/// Writes a number of `BITS` bits as exactly `width` base62 digits.
fn digits<const BITS: usize, const LIMBS: usize>(bytes: &[u8], width: usize) -> Zeroizing<String> {
    let mut number = Uint::<BITS, LIMBS>::try_from_be_slice(bytes).unwrap_or_default();
    let mut text = Zeroizing::new(vec![b'0'; width]);
    for (place, digit) in text.iter_mut().rev().zip(number.to_base_le(62)) {
        *place = usize::try_from(digit).ok().and_then(|digit| ALPHABET.get(digit)).copied().unwrap_or(b'0');
    }
    number.zeroize();
    Zeroizing::new(String::from_utf8_lossy(&text).into_owned())
}

fn number<const BITS: usize, const LIMBS: usize>(digits: &str) -> Result<Uint<BITS, LIMBS>, NotAToken> {
    let values = digits.bytes().map(|byte| match byte {
        b'0'..=b'9' => u64::from(byte - b'0'),
        b'A'..=b'Z' => u64::from(byte - b'A') + 10,
        b'a'..=b'z' => u64::from(byte - b'a') + 36,
        _ => u64::MAX,
    });
    Uint::from_base_be(62, values).map_err(|_| NotAToken)
}

macro_rules! secrets {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        ///
        /// It can be revealed only once, because `reveal` consumes it. It cannot be compared, copied or serialized, `Debug`
        /// leaves the secret out, and it is wiped when dropped. The caller of `reveal` must keep the credential out of logs.
        #[must_use = "shown once; dropping it leaves a credential that nobody holds"]
        pub struct $name {
            // Boxed, so that moving the secret leaves no copies of its bytes on the stack.
            text: Box<Zeroizing<String>>,
            selector: Selector,
        }

        impl $name {
            pub(crate) fn of(token: &Token) -> Self {
                Self { text: Box::new(token.write()), selector: token.selector }
            }

            /// Passes the credential to `use_it` and consumes this value.
            pub fn reveal<R>(self, use_it: impl FnOnce(&str) -> R) -> R {
                use_it(&self.text)
            }

            /// Returns the public half.
            pub fn selector(&self) -> Selector {
                self.selector
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} redacted)"), self.selector)
            }
        }
    )+};
}

secrets! {
    /// The secret of a new invite.
    InviteSecret;
    /// The secret of a new session, for the host to put into its cookie.
    SessionSecret;
}

impl InviteSecret {
    /// Returns the link to send: `{origin}/i/{selector}#{credential}`. The secret is in the fragment alone, which
    /// browsers do not send to servers.
    pub fn into_link(self, origin: &Origin) -> RevealedLink {
        let path = format!("{origin}/i/{}#", self.selector);
        self.reveal(|token| {
            let mut link = Zeroizing::new(String::with_capacity(path.len() + token.len()));
            link.push_str(&path);
            link.push_str(token);
            RevealedLink(link)
        })
    }
}

/// An invite's link as plain text. The host sends it and keeps no copy.
pub struct RevealedLink(Zeroizing<String>);

impl RevealedLink {
    /// Returns the link as text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RevealedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RevealedLink(redacted)")
    }
}

/// A secret in the one answer that reveals it. It is text on the JSON wire; a face may give it a special type.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "Secret")]
pub struct ShownSecret(String);

impl ShownSecret {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns the secret as text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for ShownSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownSecret(redacted)")
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ShownSecret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod uniformity;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::env::{EntropyFailed, SystemEntropy};
    use proptest::prelude::*;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    fn text(token: &Token) -> String {
        token.write().to_string()
    }

    #[test]
    fn tok_02_the_written_form_is_fixed() {
        // Known answers, worked out with an independent big-integer implementation.
        let zero = text(&Token::generate(TokenKind::Invite, &Fixed(0)).unwrap());
        assert_eq!(&zero[..70], format!("cgi1_{}", "0".repeat(65)));
        let full = text(&Token::generate(TokenKind::Session, &Fixed(0xff)).unwrap());
        assert_eq!(&full[..27], "cgs1_7n42DGM5Tflk9n8mt7Fhc7");
        assert_eq!(full.len(), TOKEN_LENGTH);
        assert!(Token::parse(TokenKind::Session, &full).is_ok());
        assert_eq!(Token::parse(TokenKind::Invite, &full).unwrap_err(), NotAToken);
    }

    #[test]
    fn tok_03_the_checksum_is_the_one_of_zip_files() {
        assert_eq!(CRC.checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(CRC.checksum(b"The quick brown fox jumps over the lazy dog"), 0x414f_a339);
    }

    #[test]
    fn tok_02_only_the_canonical_form_is_read() {
        let good = text(&Token::generate(TokenKind::Invite, &SystemEntropy).unwrap());
        let with_checksum = |body: String| format!("{body}{}", *checksum_of(&body));
        let overflowing = with_checksum(format!("cgi1_{}{}", &good[5..27], "z".repeat(43)));
        let lookalike = good.replacen('c', "с", 1);
        let spaced = format!(" {good}");
        let nul = with_checksum(format!("{}\0", &good[..69]));
        for wrong in [
            overflowing,
            lookalike,
            spaced,
            nul,
            String::new(),
            good[..75].to_owned(),
            good.replace("cgi1", "cgi2"),
        ] {
            assert_eq!(Token::parse(TokenKind::Invite, &wrong).unwrap_err(), NotAToken, "{wrong:?}");
        }
    }

    #[test]
    fn tok_03_typing_errors_are_detected() {
        for _ in 0..200 {
            let good = text(&Token::generate(TokenKind::Invite, &SystemEntropy).unwrap());
            for i in 5..TOKEN_LENGTH {
                let mut edited = good.clone().into_bytes();
                edited[i] = if edited[i] == b'x' { b'y' } else { b'x' };
                assert!(Token::parse(TokenKind::Invite, std::str::from_utf8(&edited).unwrap()).is_err());
                if i + 1 < TOKEN_LENGTH && good.as_bytes()[i] != good.as_bytes()[i + 1] {
                    let mut swapped = good.clone().into_bytes();
                    swapped.swap(i, i + 1);
                    assert!(Token::parse(TokenKind::Invite, std::str::from_utf8(&swapped).unwrap()).is_err());
                }
            }
        }
    }

    #[test]
    fn tok_08_nothing_prints_a_secret() {
        let token = Token::generate(TokenKind::Invite, &SystemEntropy).unwrap();
        let written = text(&token);
        let verifier = &written[27..70];
        let secret = InviteSecret::of(&token);
        assert!(!format!("{token:?} {secret:?}").contains(verifier));
        let link = secret.into_link(&Origin::parse("https://portal.example").unwrap());
        assert!(!format!("{link:?}").contains(verifier));
        assert_eq!(link.expose(), format!("https://portal.example/i/{}#{written}", token.selector()));
    }

    #[test]
    fn tok_01_a_failing_generator_makes_nothing() {
        struct Broken;
        impl Entropy for Broken {
            fn fill(&self, _: &mut [u8]) -> Result<(), EntropyFailed> {
                Err(EntropyFailed)
            }
        }
        assert!(Token::generate(TokenKind::Invite, &Broken).is_err());
    }

    proptest! {
        #[test]
        fn tok_02_what_is_written_reads_back(selector: [u8; 16], verifier: [u8; 32]) {
            let token = Token { kind: TokenKind::Invite, selector: Selector(selector), verifier: Zeroizing::new(verifier) };
            let back = Token::parse(TokenKind::Invite, &text(&token)).unwrap();
            prop_assert_eq!(back.selector.0, selector);
            prop_assert_eq!(*back.verifier, verifier);
        }

        #[test]
        fn tok_02_junk_is_refused(junk in "\\PC{0,90}") {
            prop_assert!(Token::parse(TokenKind::Invite, &junk).is_err());
        }
    }
}
