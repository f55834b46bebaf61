//! Text from outside, parsed once into its kept form: trimmed, NFC, bounded, without control or direction characters.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::{limits, platform};

/// One line that must not be empty.
pub(crate) fn line(field: &'static str, text: &str, most: usize) -> Result<String> {
    let text = optional_line(field, text, most)?;
    if text.is_empty() { Err(Error::at(Code::TEXT_REQUIRED, field)) } else { Ok(text) }
}

/// One line that may be empty.
pub(crate) fn optional_line(field: &'static str, text: &str, most: usize) -> Result<String> {
    normal(text, most, Lines::One).map_err(|error| error.in_field(field))
}

/// Several lines that may be empty.
pub(crate) fn optional_lines(field: &'static str, text: &str, most: usize) -> Result<String> {
    normal(text, most, Lines::Many).map_err(|error| error.in_field(field))
}

/// Whether line breaks may stand inside a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

/// The kept form of `text`, without a field name.
pub(crate) fn normal(text: &str, most: usize, lines: Lines) -> Result<String> {
    // NFC never shortens a text by more than its combining marks, so this bounds the work before it is done.
    if text.len() > most.saturating_mul(16) {
        return Err(Error::new(Code::TEXT_TOO_LONG));
    }
    let normal = composed(text);
    if normal.chars().any(|c| forbidden(c, lines)) {
        return Err(Error::new(Code::TEXT_INVALID));
    }
    if normal.chars().count() > most {
        return Err(Error::new(Code::TEXT_TOO_LONG));
    }
    Ok(normal)
}

/// Without white space around it, with one kind of line end, in NFC. Most texts are ASCII, which is in NFC already.
fn composed(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_ascii() { text.to_owned() } else { platform::composed(text) }
}

/// A text as it is searched and sorted: without regard to case.
pub(crate) fn folded(text: &str) -> String {
    platform::lowercase(text)
}

/// Returns the words of a text as they are searched, sorted: without regard to case, accents, apostrophes and width. There are at most
/// [`limits::WORDS`] of at most [`limits::WORD`] characters.
pub(crate) fn words(text: &str) -> Vec<String> {
    // An accent apart is an apostrophe here, and would be decomposed to a space with an accent.
    let text = text.replace(['\u{b4}', '\u{1ffd}'], "'");
    let plain = if text.is_ascii() { text } else { platform::decomposed(&text) };
    let kept: String = platform::lowercase(&plain).chars().filter(|c| !is_mark(*c)).collect();
    let words = kept.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<_> = words
        .take(limits::WORDS)
        .map(|word| without_ligatures(word).chars().take(limits::WORD).collect())
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Returns the text to search for: the digits of a phone number, however they are grouped, or else the text as it is.
pub(crate) fn searched(text: &str) -> String {
    let is_phone = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '+');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.chars().all(is_phone) && (5..=15).contains(&digits.len()) { digits } else { text.to_owned() }
}

/// Returns whether a character is an apostrophe or an accent apart from its letter.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\'' | '`' | '\u{2bb}'..='\u{2bf}' | '\u{2018}' | '\u{2019}' | '\u{2032}'
        | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Returns a word in plain letters where Unicode has no decomposition: `ss` for `\u{df}`, `o` for `\u{f8}`.
fn without_ligatures(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\u{df}' => plain.push_str("ss"),
            '\u{e6}' => plain.push_str("ae"),
            '\u{153}' => plain.push_str("oe"),
            '\u{fe}' => plain.push_str("th"),
            '\u{f8}' => plain.push('o'),
            '\u{111}' | '\u{f0}' => plain.push('d'),
            '\u{142}' => plain.push('l'),
            '\u{131}' => plain.push('i'),
            '\u{3c2}' => plain.push('\u{3c3}'),
            c => plain.push(c),
        }
    }
    plain
}

/// Control characters break lines, terminals and logs; direction overrides make a text read as another one.
fn forbidden(c: char, lines: Lines) -> bool {
    match c {
        '\n' | '\t' => lines == Lines::One,
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_trimmed_and_composed() {
        assert_eq!(line("name", "  Jose\u{301} ", 10).unwrap(), "Jos\u{e9}");
        assert_eq!(optional_lines("note", "a\r\nb", 10).unwrap(), "a\nb");
    }

    #[test]
    fn what_could_mislead_is_refused() {
        for text in ["a\nb", "a\u{202e}b", "a\u{0}b", "a\u{1b}[0m", "\u{2066}x"] {
            assert_eq!(line("name", text, 10).unwrap_err().code(), Code::TEXT_INVALID, "{text:?}");
        }
        assert_eq!(line("name", " \t ", 10).unwrap_err().code(), Code::TEXT_REQUIRED);
        assert_eq!(line("name", "01234567890", 10).unwrap_err().code(), Code::TEXT_TOO_LONG);
        assert_eq!(line("name", "", 10).unwrap_err().field(), Some("name"));
    }

    #[test]
    fn words_are_folded() {
        let folded = |text: &str| words(text).join(" ");
        assert_eq!(folded("Jos\u{e9} O\u{2019}Brien-N\u{fa}\u{f1}ez"), "jose nunez obrien");
        assert_eq!(folded("JOSE\u{301} O'BRIEN"), folded("jos\u{e9} o\u{2019}brien"));
        assert_eq!(folded("\u{ff24}\u{ff41}\u{ff4e}\u{ff41}  Dana, dana."), "dana");
        assert_eq!(
            folded("Stra\u{df}e \u{c6}r\u{f8} \u{141}\u{f3}d\u{17a} \u{130}zmir"),
            "aero izmir lodz strasse"
        );
        assert_eq!(folded("O\u{b4}Brien O\u{ff07}Neil"), "obrien oneil");
        assert_eq!(
            folded("\u{39d}\u{399}\u{39a}\u{39f}\u{3a3}"),
            folded("\u{3bd}\u{3b9}\u{3ba}\u{3bf}\u{3c3}")
        );
        assert_eq!(words("\u{5d1}\u{5df}\u{5be}\u{5d2}\u{5d5}\u{5e8}").len(), 2);
        assert_eq!(folded("Payroll 941 + 940 (2021)"), "2021 940 941 payroll");
        assert_eq!(folded("C-1023 dana.w@x.example"), "1023 c dana example w x");
        assert_eq!(words("  \u{2014} !? "), Vec::<String>::new());
        assert_eq!(words(&"x".repeat(500)), ["x".repeat(limits::WORD)]);
    }

    #[test]
    fn a_search_for_a_phone_is_its_digits() {
        for phone in ["+44 20 7946 0958", "442079460958", "44 (20) 7946-0958"] {
            assert_eq!(searched(phone), "442079460958", "{phone}");
        }
        for text in ["Dana 555", "C-10233", "7788", "1234567890123456"] {
            assert_eq!(searched(text), text);
        }
    }

    proptest! {
        #[test]
        fn words_of_words_are_the_same(text in "\\PC{0,60}") {
            let found = words(&text);
            prop_assert_eq!(words(&found.join(" ")), found);
        }

        #[test]
        fn a_kept_text_is_kept_as_it_is(text in "\\PC{0,60}") {
            if let Ok(kept) = normal(&text, 60, Lines::Many) {
                prop_assert_eq!(normal(&kept, 60, Lines::Many).unwrap(), kept);
            }
        }
    }
}
