//! Search for credentials in damaged links, and in text that should not contain any.

use crate::foundation::secret::{InviteSecret, TOKEN_LENGTH, Token, TokenKind};
use percent_encoding::percent_decode_str;
use std::ops::Range;
use zeroize::Zeroizing;

/// The longest pasted link in bytes; a longer text is a document, not a link.
const LONGEST_LINK: usize = 4_096;
/// The number of times that percent-encoding is undone; mail gateways re-encode `#` at most this often.
const MOST_DECODINGS: usize = 3;

/// Finds the invite credential in a link or code as a person pasted it.
///
/// Repairs what mail programs and people do to links: `%23` and `%2523` for `#`, line breaks and soft hyphens,
/// quoted-printable breaks, angle brackets, quotation marks and punctuation around it, text before and after it
/// (SECURITY LNK-03). Returns `None` if the text contains no intact credential.
#[must_use]
pub fn repair_link(pasted: &str) -> Option<Token> {
    if pasted.len() > LONGEST_LINK {
        return None;
    }
    if let Ok(token) = Token::parse(TokenKind::Invite, pasted) {
        return Some(token);
    }
    let mut text = Zeroizing::new(pasted.to_owned());
    for _ in 0..=MOST_DECODINGS {
        let joined = Zeroizing::new(without_breaks(&text));
        if let Some(range) = candidates(&joined).find(|range| is_token(&joined, range, TokenKind::Invite)) {
            return joined.get(range).and_then(|token| Token::parse(TokenKind::Invite, token).ok());
        }
        text = Zeroizing::new(percent_decoded(&text));
    }
    None
}

/// Repairs a link as [`repair_link`] does and returns its code as a secret, for pages that pass it on to a server elsewhere.
#[must_use]
pub fn repair_code(pasted: &str) -> Option<InviteSecret> {
    repair_link(pasted).map(|token| InviteSecret::of(&token))
}

/// A credential found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The kind of the credential.
    pub kind: TokenKind,
    /// The range of the credential in the text, in bytes.
    pub range: Range<usize>,
}

/// Finds every intact credential in `text`, for log filters, secret scanners and mail gateways (SECURITY TOK-16).
#[must_use]
pub fn scan(text: &str) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for range in candidates(text) {
        for kind in TokenKind::ALL {
            if is_token(text, &range, kind) {
                leaks.push(Leak { kind, range: range.clone() });
            }
        }
    }
    leaks
}

/// Returns every range that could be a credential because it begins like a prefix.
fn candidates(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("cg").map(|(start, _)| start..start + TOKEN_LENGTH)
}

fn is_token(text: &str, range: &Range<usize>, kind: TokenKind) -> bool {
    text.get(range.clone()).is_some_and(|candidate| Token::parse(kind, candidate).is_ok())
}

/// Returns the text without white space, zero-width characters, soft hyphens and quoted-printable line ends. The text
/// is allocated once, because a text that grows leaves copies of its beginning in memory.
fn without_breaks(text: &str) -> String {
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let mut joined = String::with_capacity(text.len());
    for line in text.split("=\r\n").flat_map(|line| line.split("=\n")) {
        joined.extend(line.chars().filter(|c| !c.is_whitespace() && !invisible(*c)));
    }
    joined
}

/// Decodes `%XX` once. The text is allocated once, as in [`without_breaks`].
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    bytes.extend(percent_decode_str(text));
    String::from_utf8(bytes).unwrap_or_else(|error| {
        // A credential is ASCII, so nothing of it is lost.
        let mut bytes = error.into_bytes();
        bytes.retain(u8::is_ascii);
        String::from_utf8(bytes).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::env::SystemEntropy;
    use crate::foundation::origin::Origin;
    use proptest::prelude::*;

    fn link() -> String {
        let token = Token::generate(TokenKind::Invite, &SystemEntropy).unwrap();
        InviteSecret::of(&token)
            .into_link(&Origin::parse("https://portal.example").unwrap())
            .expose()
            .to_owned()
    }

    /// Returns links that arrived damaged but complete, each with its credential.
    fn damages() -> Vec<(String, String)> {
        let link = link();
        let token = link.split_once('#').unwrap().1.to_owned();
        let wrapped = |n: usize, by: &str| format!("{}{by}{}", &link[..n], &link[n..]);
        let mut damaged = vec![
            link.clone(),
            token.clone(),
            link.replace('#', "%23"),
            link.replace('#', "%2523"),
            link.replace('#', "%252523"),
            link.replace('_', "%5F"),
            format!(
                "https://safelinks.example/?url={}",
                link.replace(':', "%3A").replace('/', "%2F").replace('#', "%23")
            ),
            format!("  {link}  "),
            format!("{link}.\n\nBest regards"),
            format!("Open {link}, please"),
        ];
        for (before, after) in [
            ("<", ">"),
            ("\"", "\""),
            ("(", ")"),
            ("[", "]"),
            ("'", "'"),
            ("\u{201c}", "\u{201d}"),
            ("**", "**"),
        ] {
            damaged.push(format!("{before}{link}{after}"));
        }
        for end in
            [".", ",", ";", ":", "!", "?", ")", "]", "}", ">", "\u{2026}", "&utm_source=mail", "?x=1", "/"]
        {
            damaged.push(format!("{link}{end}"));
        }
        for n in (10..link.len()).step_by(3) {
            for by in ["\n", "\r\n", " ", "=\r\n", "\u{ad}", "\u{200b}"] {
                damaged.push(wrapped(n, by));
            }
        }
        damaged.into_iter().map(|damaged| (damaged, token.clone())).collect()
    }

    #[test]
    fn lnk_03_damaged_links_are_mended() {
        let damages = damages();
        assert!(damages.len() >= 200);
        for (damaged, token) in damages {
            let selector = Token::parse(TokenKind::Invite, &token).unwrap().selector();
            assert_eq!(repair_link(&damaged).map(|token| token.selector()), Some(selector), "{damaged:?}");
        }
    }

    #[test]
    fn lnk_03_a_mended_link_is_its_code_again() {
        let link = link();
        let code = repair_code(&format!(" <{}>. ", link.replace('#', "%23"))).unwrap();
        assert_eq!(code.reveal(str::to_owned), link.split_once('#').unwrap().1);
    }

    #[test]
    fn lnk_03_a_broken_credential_is_not_guessed() {
        let link = link();
        for broken in
            [link[..link.len() - 1].to_owned(), link.to_lowercase(), "%".repeat(5_000), String::new()]
        {
            assert!(repair_link(&broken).is_none(), "{broken:?}");
        }
    }

    #[test]
    fn tok_16_scanning_finds_all_and_nothing_else() {
        let tokens: Vec<_> = (0..50).map(|_| link()).collect();
        let log: String = tokens.iter().map(|link| format!("GET {link} 200 cgi1_nothing cg\n")).collect();
        assert_eq!(scan(&log).len(), 50);
        assert_eq!(scan(&"cgi1_".repeat(400)), Vec::new());
    }

    proptest! {
        #[test]
        fn lnk_03_any_text_is_handled(text in "\\PC{0,300}") {
            prop_assert!(repair_link(&text).is_none());
            prop_assert!(scan(&text).is_empty());
        }
    }
}
