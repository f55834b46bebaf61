//! Amounts of money in whole cents, never binary fractions.

use crate::failure::{malformed, raise};
use casegate::foundation::money;
use pyo3::prelude::*;

/// An exact amount of US dollars.
#[pyclass(frozen, eq, ord, hash, module = "casegate")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Money(money::Money);

impl Money {
    pub(crate) fn of_cents(cents: i64) -> PyResult<Self> {
        money::Money::from_cents(cents).map(Self).map_err(raise)
    }

    pub(crate) fn amount(self) -> money::Money {
        self.0
    }

    /// Writes the amount as in `1234.50`, without currency sign or grouping.
    fn plain(self) -> String {
        let (cents, sign) = (self.0.cents().unsigned_abs(), if self.0.is_negative() { "-" } else { "" });
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

#[pymethods]
impl Money {
    #[new]
    #[pyo3(signature = (amount, /))]
    fn new(py: Python<'_>, amount: &Bound<'_, PyAny>) -> PyResult<Self> {
        let written =
            if amount.is_instance(&decimal(py)?)? { written(amount).ok() } else { Some(amount.clone()) };
        let text = written.as_ref().and_then(crate::arguments::text).ok_or_else(|| malformed("amount"))?;
        money::Money::parse(&text).map(Self).map_err(|error| raise(error.in_field("amount")))
    }

    #[staticmethod]
    #[pyo3(signature = (cents, /))]
    fn from_cents(cents: &Bound<'_, PyAny>) -> PyResult<Self> {
        let is_whole = cents.is_exact_instance_of::<pyo3::types::PyInt>();
        let cents = cents.extract::<i64>().ok().filter(|_| is_whole);
        Self::of_cents(cents.ok_or_else(|| malformed("cents"))?)
    }

    #[getter]
    fn cents(&self) -> i64 {
        self.0.cents()
    }

    #[getter(amount)]
    fn as_decimal<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py)?.call1((self.plain(),))
    }

    fn __add__(&self, other: &Self) -> PyResult<Self> {
        self.0.plus(other.0).map(Self).map_err(raise)
    }

    fn __sub__(&self, other: &Self) -> PyResult<Self> {
        self.0.minus(other.0).map(Self).map_err(raise)
    }

    fn __neg__(&self) -> PyResult<Self> {
        money::Money::ZERO.minus(self.0).map(Self).map_err(raise)
    }

    fn __bool__(&self) -> bool {
        self.0 != money::Money::ZERO
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("Money('{}')", self.plain())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.get_type::<Self>().into_any(), (self.plain(),)))
    }
}

/// Writes a decimal as text. `str` uses an exponent for very large and very small numbers; the format `f` does
/// not, and would write a billion zeros for an exponent of a billion.
fn written<'py>(amount: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = amount.py();
    let place: i64 = amount.call_method0(pyo3::intern!(py, "adjusted"))?.extract()?;
    if place.unsigned_abs() > 100 {
        Ok(amount.str()?.into_any())
    } else {
        amount.call_method1(pyo3::intern!(py, "__format__"), ("f",))
    }
}

fn decimal(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import("decimal")?.getattr("Decimal")
}
