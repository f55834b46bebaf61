//! The texts of pages: Fluent messages, by id.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::LazyLock;

const ENGLISH: [&str; 2] = [
    include_str!("../../../core/locales/en/portal.ftl"),
    include_str!("../../../core/locales/en/intake.ftl"),
];

const SPANISH: [&str; 2] = [
    include_str!("../../../core/locales/es/portal.ftl"),
    include_str!("../../../core/locales/es/intake.ftl"),
];

/// All languages, with the default first.
pub(crate) static LANGUAGES: LazyLock<[Texts; 2]> =
    LazyLock::new(|| [Texts::made_of("en", &ENGLISH), Texts::made_of("es", &SPANISH)]);

tokio::task_local! {
    /// The language of the current request.
    static READER: &'static Texts;
}

/// The texts of one language.
pub(crate) struct Texts {
    language: &'static str,
    bundle: FluentBundle<FluentResource>,
}

/// A parameter of a message.
pub(crate) trait Arg {
    fn value(&self) -> FluentValue<'_>;
}

impl Arg for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Arg for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Arg for u32 {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl<T: Arg + ?Sized> Arg for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

/// Returns the texts in the language of the current request.
pub(crate) fn texts() -> &'static Texts {
    READER.try_with(|t| *t).unwrap_or_else(|_| default())
}

/// Returns the texts in the default language.
pub(crate) fn default() -> &'static Texts {
    let [english, ..] = &*LANGUAGES;
    english
}

/// Handles a request in a language.
pub(crate) fn scope<T>(t: &'static Texts, answer: impl Future<Output = T>) -> impl Future<Output = T> {
    READER.scope(t, answer)
}

/// Wraps `work` so that it runs on another thread in this thread's language.
pub(crate) fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let t = texts();
    move || READER.sync_scope(t, work)
}

impl Texts {
    fn made_of(language: &'static str, sources: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(language.parse().into_iter().collect());
        // Some screen readers would read the isolation marks out, and all texts here have the same direction.
        bundle.set_use_isolating(false);
        for source in sources {
            // A file with an error is used as far as it is valid. A test checks that there are no errors.
            let resource =
                FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language tag.
    pub(crate) fn lang(&self) -> &'static str {
        self.language
    }

    /// Returns a message without parameters.
    pub(crate) fn text(&self, id: &str) -> String {
        self.format(id, None)
    }

    /// Returns the message `{family}-{name}`.
    pub(crate) fn of(&self, family: &str, name: &str) -> String {
        self.text(&format!("{family}-{name}"))
    }

    /// Returns a message with parameters.
    pub(crate) fn with(&self, id: &str, parameters: &[(&str, &dyn Arg)]) -> String {
        let parameters: FluentArgs<'_> =
            parameters.iter().map(|(name, value)| (Cow::Owned((*name).to_owned()), value.value())).collect();
        self.format(id, Some(&parameters))
    }

    /// Whether the message exists.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    fn format(&self, id: &str, parameters: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        self.bundle.format_pattern(pattern, parameters, &mut Vec::new()).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casegate::foundation::error::Code;
    use casegate::intake::form::Section;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_files_have_no_fault() {
        for source in ENGLISH.into_iter().chain(SPANISH) {
            assert!(FluentResource::try_new(source.to_owned()).is_ok());
        }
    }

    /// Returns the variables of each message, by its id. In the files each message is on one line,
    /// or is an indented selection.
    fn messages(sources: [&'static str; 2]) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut messages = BTreeMap::new();
        let mut last = "";
        for line in sources.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once(" = ")
                && line.starts_with(|first: char| first.is_ascii_lowercase())
            {
                assert!(messages.insert(id, BTreeSet::new()).is_none(), "{id} stands twice");
                last = id;
            }
            let names = line.split('$').skip(1);
            let names = names.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap());
            messages.entry(last).or_default().extend(names);
        }
        messages
    }

    #[test]
    fn the_languages_say_the_same_things() {
        let (english, spanish) = (messages(ENGLISH), messages(SPANISH));
        assert!(english.len() > 500);
        for (id, variables) in &english {
            assert_eq!(spanish.get(id), Some(variables), "{id}");
        }
        let more: Vec<_> = spanish.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(more.is_empty(), "only in Spanish: {more:?}");
    }

    #[test]
    fn every_error_and_section_has_a_text() {
        for code in Code::ALL {
            assert!(texts().has(&format!("error-{}", code.name())), "{code:?}");
        }
        for section in Section::ALL {
            assert!(texts().has(&format!("intake-section-{}", section.name())), "{section:?}");
            assert!(texts().has(&format!("intake-section-about-{}", section.name())), "{section:?}");
        }
    }

    /// Returns the texts in quotes after `call`, in every template and source of this host.
    fn named_by(call: &str) -> Vec<String> {
        fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { files(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        for folder in ["templates", "src"] {
            files(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
        }
        let texts = found
            .iter()
            .filter(|path| !path.ends_with("texts.rs"))
            .map(|path| std::fs::read_to_string(path).unwrap());
        let named = |text: String| {
            text.split(call)
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        texts.flat_map(named).filter(|id| !id.contains(['{', ' ']) && !id.is_empty()).collect()
    }

    #[test]
    fn every_message_that_a_page_names_is_there() {
        for call in ["t.text(\"", "texts().text(\"", "t.with(\"", "texts().with(\""] {
            for id in named_by(call) {
                assert!(texts().has(&id), "{id}");
            }
        }
        for family in named_by("t.of(\"").into_iter().chain(named_by("texts().of(\"")) {
            let begins = ENGLISH.iter().any(|source| source.contains(&format!("\n{family}-")));
            assert!(begins, "no message of the family {family}");
        }
    }

    #[test]
    fn every_operation_that_a_page_asks_for_is_there() {
        for call in ["shell.may(\"", "is_for(\"", "slip(\""] {
            let named = named_by(call);
            assert!(!named.is_empty());
            for operation in named {
                assert!(casegate::operations::Operation::of_desk(&operation).is_ok(), "{operation}");
            }
        }
        for role in casegate::access::permission::Role::ALL {
            assert!(texts().has(&format!("role-{}", role.name())));
        }
    }

    #[test]
    fn a_number_chooses_its_plural() {
        assert_eq!(texts().with("nav-waiting", &[("count", &1_u32)]), "1 thing is waiting for you");
        assert_eq!(texts().with("nav-waiting", &[("count", &2_u32)]), "2 things are waiting for you");
        let [_, spanish] = &*LANGUAGES;
        assert_eq!(spanish.with("nav-waiting", &[("count", &1_u32)]), "1 asunto espera por usted");
        assert_eq!(spanish.with("nav-waiting", &[("count", &2_u32)]), "2 asuntos esperan por usted");
    }
}
