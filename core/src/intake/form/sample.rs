//! Answers for tests, made by the same parser as real answers.

use super::answer::{Answer, Answers, Parsed};
use super::entry::{Entry, EntryValue};
use super::parse::parse;
use super::path::FieldPath;
use super::section::Section;

/// Returns the answers that result from typing these texts. `n/a` stands for "not applicable".
pub(super) fn answers(section: Section, typed: &[(&str, &str)]) -> Answers {
    typed.iter().map(|(path, text)| answer(section, path, text)).collect()
}

fn answer(section: Section, path: &str, text: &str) -> (FieldPath, Answer) {
    let path = FieldPath::parse(path).unwrap();
    let value = match text {
        "n/a" => EntryValue::NotApplicable {},
        text => EntryValue::Text { text: text.into() },
    };
    let entry = Entry { field: path.field().into(), row: path.row().map(str::to_owned), value };
    match parse(section, &entry).unwrap().parsed {
        Parsed::Plain(answer) => (path, answer),
        Parsed::Sensitive(text) => {
            let last_four = text.last_four().to_owned();
            (path, Answer::Sealed { sealed: "ciphertext".into(), last_four })
        }
        Parsed::Blank => panic!("{path} is blank"),
    }
}
