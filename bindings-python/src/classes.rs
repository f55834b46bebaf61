//! The generated classes of `casegate._types`, looked up by the names of the library's types.

use crate::build::Slot;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};
use rustc_hash::FxHashMap;

/// A record's class and its fields.
pub(crate) struct Class {
    pub(crate) class: Py<PyType>,
    /// Each field in the order of the declaration.
    pub(crate) fields: Vec<Field>,
    /// For one variant of a tagged union: the value of `kind` that selects it.
    pub(crate) tag: Option<String>,
}

/// A field of a record.
pub(crate) struct Field {
    /// Its name on the wire.
    pub(crate) wire: String,
    /// Its name in Python.
    pub(crate) name: Py<PyString>,
    pub(crate) slot: Slot,
}

/// The classes and constants that conversions need often, looked up once.
pub(crate) struct Classes {
    records: FxHashMap<String, Class>,
    /// For a tagged union of records: each variant by the value of its `kind`.
    choices: FxHashMap<String, FxHashMap<String, Class>>,
    enums: FxHashMap<String, Vec<(String, Py<PyAny>)>>,
    pub(crate) datetime: Py<PyType>,
    pub(crate) date: Py<PyType>,
    pub(crate) utc: Py<PyAny>,
    /// The class that maps are converted to.
    pub(crate) facts: Py<PyAny>,
    /// Whether a `datetime` can be built from its pickled state, which is faster than from seven numbers.
    pub(crate) takes_state: bool,
}

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

impl Classes {
    pub(crate) fn get(py: Python<'_>) -> PyResult<&Self> {
        CLASSES.get_or_try_init(py, || Self::load(py))
    }

    fn load(py: Python<'_>) -> PyResult<Self> {
        let types = py.import("casegate._types")?;
        let table = |name: &str| -> PyResult<Bound<'_, PyDict>> { Ok(types.getattr(name)?.cast_into()?) };
        let datetime = py.import("datetime")?;
        let class: Bound<'_, PyType> = datetime.getattr("datetime")?.cast_into()?;
        let utc = datetime.getattr("timezone")?.getattr("utc")?;
        let mut classes = Self {
            records: FxHashMap::default(),
            choices: FxHashMap::default(),
            enums: FxHashMap::default(),
            datetime: class.clone().unbind(),
            date: datetime.getattr("date")?.cast_into()?.unbind(),
            utc: utc.clone().unbind(),
            facts: py.import("casegate._record")?.getattr("Facts")?.unbind(),
            takes_state: crate::instant::takes_state(&class, &utc),
        };
        for (name, class) in table("RECORDS")? {
            classes.records.insert(name.extract()?, Class::load(py, &class)?);
        }
        for (name, cases) in table("CHOICES")? {
            let mut of_kind = FxHashMap::default();
            for class in cases.try_iter()? {
                let class = Class::load(py, &class?)?;
                of_kind.insert(class.tag.clone().unwrap_or_default(), class);
            }
            classes.choices.insert(name.extract()?, of_kind);
        }
        for (name, class) in table("ENUMS")? {
            let members = class.try_iter()?.map(|member| {
                let member = member?;
                Ok((member.getattr("value")?.extract()?, member.unbind()))
            });
            classes.enums.insert(name.extract()?, members.collect::<PyResult<_>>()?);
        }
        Ok(classes)
    }

    pub(crate) fn record(&self, name: &str) -> Option<&Class> {
        self.records.get(name)
    }

    /// Returns the variants of the tagged union `name`, if it is one.
    pub(crate) fn choice(&self, name: &str) -> Option<&FxHashMap<String, Class>> {
        self.choices.get(name)
    }

    /// Returns the member of the enumeration `name` whose text is `wire`.
    pub(crate) fn member(&self, name: &str, index: usize, wire: &str) -> Option<&Py<PyAny>> {
        let members = self.enums.get(name)?;
        let found = members.get(index).filter(|(value, _)| value == wire);
        found.or_else(|| members.iter().find(|(value, _)| value == wire)).map(|(_, member)| member)
    }

    /// Returns the generated class of a value, or `None` if the value is of another class.
    pub(crate) fn class_of(&self, py: Python<'_>, value: &Bound<'_, PyAny>) -> Option<&Class> {
        let class = value.get_type();
        let name = class.getattr_opt(pyo3::intern!(py, "__wire__")).ok()??;
        let (name, tag): (String, Option<String>) = name.extract().ok()?;
        let found = match tag {
            Some(tag) => self.choices.get(&name)?.get(&tag)?,
            None => self.records.get(&name)?,
        };
        found.class.is(&class).then_some(found)
    }
}

impl Class {
    /// Loads a class. Its `__wire__` holds the type's name and, for a variant of a
    /// union, the value of its `kind`.
    fn load(py: Python<'_>, class: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (_, tag): (String, Option<String>) = class.getattr("__wire__")?.extract()?;
        let class = class.cast::<PyType>()?;
        let slots: Bound<'_, PyTuple> = class.getattr("__slots__")?.cast_into()?;
        let fields = slots.iter().map(|slot| {
            let text: String = slot.extract()?;
            let name = PyString::intern(py, &text);
            let wire = crate::names::camel(&text).unwrap_or_default();
            Ok(Field { wire, slot: Slot::of(class, &name)?, name: name.unbind() })
        });
        let fields = fields.collect::<PyResult<Vec<_>>>()?;
        Ok(Self { class: class.clone().unbind(), fields, tag })
    }
}
