//! Entries become answers, or a typed error that never repeats what was typed.

use super::answer::{Answer, Parsed, SensitiveText};
use super::entry::{Entry, EntryValue};
use super::kind::FieldKind;
use super::path::FieldPath;
use super::schema::{self, FieldSchema};
use super::section::Section;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::money::Money;
use crate::foundation::text::{Lines, normal};
use crate::foundation::time::CalendarDate;
use crate::foundation::tin;
use zeroize::Zeroizing;

/// Years in one answer: more than any account transcript goes back.
const YEARS: usize = 60;
/// Years that a person of today can mean.
const YEAR_RANGE: std::ops::RangeInclusive<i64> = 1900..=2200;

/// An entry that was read.
#[derive(Debug)]
pub struct ParsedEntry {
    /// Which answer it is.
    pub path: FieldPath,
    /// The field it answers.
    pub field: &'static FieldSchema,
    /// What was entered.
    pub parsed: Parsed,
}

/// Reads one entry of `section` by the kind of its field.
///
/// # Errors
/// `field_unknown` for a field the section does not have, or a row where there is none or the other way round;
/// `field_derived` for one that is computed; otherwise what the kind refuses, at the field's path: `text_too_long`,
/// `text_invalid`, `amount_invalid`, `amount_negative`, `amount_out_of_range`, `number_out_of_range`, `date_invalid`,
/// `choice_invalid`, `value_repeated`, `list_too_long`, `tin_invalid`.
pub fn parse(section: Section, entry: &Entry) -> Result<ParsedEntry> {
    let path = FieldPath::new(&entry.field, entry.row.as_deref())?;
    // The field's name is the caller's text until the schema knows it; an error must not repeat it.
    let field =
        schema::field(section, path.field()).ok_or_else(|| Error::at(Code::FIELD_UNKNOWN, "field"))?;
    if field.list.is_some() != path.row().is_some() {
        return Err(Error::at(Code::FIELD_UNKNOWN, "row"));
    }
    let parsed =
        if field.derived { Err(Error::new(Code::FIELD_DERIVED)) } else { value(field, &entry.value) };
    match parsed {
        Ok(parsed) => Ok(ParsedEntry { path, field, parsed }),
        Err(error) => Err(error.in_field(path.to_string())),
    }
}

fn value(field: &FieldSchema, value: &EntryValue) -> Result<Parsed> {
    match value {
        EntryValue::Blank {} => Ok(Parsed::Blank),
        EntryValue::NotApplicable {} => Ok(Parsed::Plain(Answer::NotApplicable {})),
        EntryValue::Text { text } => read(field, text),
    }
}

/// Reads a text by the field's kind. An empty one is blank, whatever the kind.
fn read(field: &FieldSchema, text: &str) -> Result<Parsed> {
    let text = match field.kind {
        FieldKind::Narrative => normal(text, limits::NARRATIVE, Lines::Many)?,
        _ => normal(text, limits::ANSWER, Lines::One)?,
    };
    if text.is_empty() {
        return Ok(Parsed::Blank);
    }
    if field.sensitive {
        return sensitive(field.kind, text).map(Parsed::Sensitive);
    }
    plain(field, text).map(Parsed::Plain)
}

fn plain(field: &FieldSchema, text: String) -> Result<Answer> {
    Ok(match field.kind {
        FieldKind::Line | FieldKind::Narrative => Answer::Line { text },
        FieldKind::Phone => Answer::Line { text: phone(text)? },
        FieldKind::Email => Answer::Line { text: email(text)? },
        FieldKind::Money => Answer::Money { amount: money(field, &text)? },
        FieldKind::Integer | FieldKind::Year => Answer::Number { number: number(field, &text)? },
        FieldKind::Date => Answer::Date { date: CalendarDate::parse(&text)? },
        FieldKind::Month => Answer::Month { month: month(text)? },
        FieldKind::Flag => Answer::Flag { yes: flag(&text)? },
        FieldKind::Choice => Answer::Choice { choice: choice(field, &text)?.to_owned() },
        FieldKind::Choices => Answer::Choices { choices: choices(field, &text)? },
        FieldKind::Years => Answer::Years { years: years(&text)? },
        // INVARIANT: these kinds are sensitive and were read above.
        FieldKind::Tin | FieldKind::Ein | FieldKind::AccountNumber => return Err(Error::new(Code::DEFECT)),
    })
}

fn sensitive(kind: FieldKind, text: String) -> Result<SensitiveText> {
    let text = Zeroizing::new(text);
    match kind {
        FieldKind::Tin | FieldKind::Ein => taxpayer_number(&text).map(SensitiveText::new),
        FieldKind::AccountNumber => account_number(&text).map(SensitiveText::new),
        FieldKind::Date => CalendarDate::parse(&text).map(SensitiveText::date),
        FieldKind::Email => email(text.to_string()).map(Zeroizing::new).map(SensitiveText::new),
        _ => Ok(SensitiveText::new(text)),
    }
}

fn money(field: &FieldSchema, text: &str) -> Result<Money> {
    let amount = Money::parse(text)?;
    if amount.is_negative() && !field.may_be_negative {
        return Err(Error::new(Code::AMOUNT_NEGATIVE));
    }
    Ok(amount)
}

fn number(field: &FieldSchema, text: &str) -> Result<i64> {
    let least = field.min.unwrap_or(*YEAR_RANGE.start());
    let most = field.max.unwrap_or(*YEAR_RANGE.end());
    digits(text).filter(|number| (least..=most).contains(number)).ok_or_else(out_of_range)
}

/// ASCII digits only: `+3`, `３` and `3.0` have other spellings already.
fn digits(text: &str) -> Option<i64> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

fn out_of_range() -> Error {
    Error::new(Code::NUMBER_OUT_OF_RANGE)
}

fn month(text: String) -> Result<String> {
    CalendarDate::parse(&format!("{text}-01")).map(|_| text)
}

fn flag(text: &str) -> Result<bool> {
    if text.eq_ignore_ascii_case("yes") {
        Ok(true)
    } else if text.eq_ignore_ascii_case("no") {
        Ok(false)
    } else {
        Err(Error::new(Code::CHOICE_INVALID))
    }
}

fn choice<'a>(field: &'a FieldSchema, text: &str) -> Result<&'a str> {
    let offered = field.options.iter().find(|option| *option == text);
    offered.map(String::as_str).ok_or_else(|| Error::new(Code::CHOICE_INVALID))
}

/// Kept in the order of the schema, so that the same selection is always the same answer.
fn choices(field: &FieldSchema, text: &str) -> Result<Vec<String>> {
    let mut chosen = Vec::new();
    for part in text.split(',') {
        let option = choice(field, part.trim())?;
        if chosen.contains(&option) {
            return Err(Error::new(Code::VALUE_REPEATED));
        }
        chosen.push(option);
    }
    Ok(field.options.iter().filter(|option| chosen.contains(&option.as_str())).cloned().collect())
}

fn years(text: &str) -> Result<Vec<u32>> {
    let mut years = Vec::new();
    for part in text.split(',') {
        let year = digits(part.trim()).filter(|year| YEAR_RANGE.contains(year)).ok_or_else(out_of_range)?;
        let year = u32::try_from(year).map_err(|_| out_of_range())?;
        if years.contains(&year) {
            return Err(Error::new(Code::VALUE_REPEATED));
        }
        if years.len() == YEARS {
            return Err(Error::new(Code::LIST_TOO_LONG));
        }
        years.push(year);
    }
    years.sort_unstable();
    Ok(years)
}

/// The error names the field's path later, so the parser's own name for it is dropped.
fn taxpayer_number(text: &str) -> Result<Zeroizing<String>> {
    tin::digits("tin", text).map_err(|error| Error::new(error.code()))
}

/// 4-34 letters and digits (34 is the longest international account number). A masked `****1234` is refused: it is
/// what a person copies from a statement, and it names no account.
fn account_number(text: &str) -> Result<Zeroizing<String>> {
    let number: String = text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let number = Zeroizing::new(number.to_ascii_uppercase());
    if number.len() > 34 {
        return Err(Error::new(Code::TEXT_TOO_LONG));
    }
    if number.len() >= 4 && number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Ok(number)
    } else {
        Err(Error::new(Code::TEXT_INVALID))
    }
}

/// Any country's spelling, an extension included; only enough is checked to notice a wrong field.
fn phone(text: String) -> Result<String> {
    let numerals = text.bytes().filter(u8::is_ascii_digit).count();
    let usual = |b: u8| b.is_ascii_digit() || b" +()-./#extEXT".contains(&b);
    if (7..=20).contains(&numerals) && text.bytes().all(usual) {
        Ok(text)
    } else {
        Err(Error::new(Code::TEXT_INVALID))
    }
}

/// One `@` with something on both sides and a dot in the domain; whether mail arrives, only mail can tell.
fn email(text: String) -> Result<String> {
    let dotted =
        |domain: &str| domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
    match text.split_once('@') {
        _ if text.len() > 254 => Err(Error::new(Code::TEXT_TOO_LONG)),
        Some((name, domain))
            if !name.is_empty()
                && !domain.contains('@')
                && dotted(domain)
                && !text.contains(char::is_whitespace) =>
        {
            Ok(text)
        }
        _ => Err(Error::new(Code::TEXT_INVALID)),
    }
}

#[cfg(test)]
mod tests;
