//! Deserialization of enums that have their kind beside their fields.
//!
//! A derived reader keeps everything in a generic buffer until it has seen the kind, because the kind may come last.
//! Here the fields of all kinds are read into one record, and the kind decides which of them are required. This takes a
//! third of the code, and an error names the field at fault.

/// Implements `Deserialize` for an enum whose variants are records with their kind beside their fields:
/// `Name { Choice { needed: Type; optional: Type } }`. The names of fields are single words, and no two variants share
/// one. As everywhere, a field that is null counts as absent.
macro_rules! read_by_kind {
    ($name:ident { $($choice:ident { $($needed:ident: $type:ty),* $(; $optional:ident: $some:ty)? })+ }) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                #[derive(::serde::Deserialize)]
                #[serde(field_identifier, rename_all = "camelCase")]
                enum Kind { $($choice),+ }

                #[derive(::serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Fields {
                    kind: Kind,
                    $($($needed: Option<$type>,)* $($optional: Option<$some>,)?)+
                }

                let fields = Fields::deserialize(from)?;
                let given = [$($(fields.$needed.is_some(),)* $(fields.$optional.is_some(),)?)+];
                let (read, own) = match fields.kind {
                    $(Kind::$choice => {
                        let own = [$(fields.$needed.is_some(),)* $(fields.$optional.is_some(),)?];
                        (
                            Self::$choice {
                                $($needed: fields.$needed.ok_or_else(|| {
                                    <D::Error as ::serde::de::Error>::missing_field(stringify!($needed))
                                })?,)*
                                $($optional: fields.$optional,)?
                            },
                            $crate::foundation::tagged::count(&own),
                        )
                    })+
                };
                if $crate::foundation::tagged::count(&given) == own {
                    Ok(read)
                } else {
                    Err(<D::Error as ::serde::de::Error>::custom("a field of another kind"))
                }
            }
        }
    };
}
pub(crate) use read_by_kind;

/// Counts the fields that are present.
pub(crate) fn count(given: &[bool]) -> usize {
    given.iter().filter(|given| **given).count()
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize)]
    #[serde(tag = "kind", rename_all = "camelCase")]
    enum Meal {
        NoThanks {},
        Soup { bowl: String, salt: Option<u8> },
        Bread { slices: u8 },
    }

    read_by_kind!(Meal {
        NoThanks {}
        Soup { bowl: String; salt: u8 }
        Bread { slices: u8 }
    });

    fn read(value: &serde_json::Value) -> Result<Meal, String> {
        serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_kind_is_read_as_it_was_written_and_the_kind_may_come_last() {
        for meal in [
            Meal::NoThanks {},
            Meal::Soup { bowl: "blue".into(), salt: None },
            Meal::Soup { bowl: "blue".into(), salt: Some(1) },
            Meal::Bread { slices: 2 },
        ] {
            assert_eq!(read(&serde_json::to_value(&meal).unwrap()).unwrap(), meal);
        }
        let last: Meal = serde_json::from_str(r#"{"slices":2,"kind":"bread"}"#).unwrap();
        assert_eq!(last, Meal::Bread { slices: 2 });
        assert_eq!(read(&json!({"kind": "bread", "slices": 2, "bowl": null})).unwrap(), last);
        assert_eq!(
            read(&json!({"kind": "soup", "bowl": "b"})).unwrap(),
            Meal::Soup { bowl: "b".into(), salt: None }
        );
    }

    #[test]
    fn a_kind_has_its_own_fields_and_no_others() {
        for meal in [
            json!({}),
            json!({"kind": "soup"}),
            json!({"kind": "soup", "bowl": null}),
            json!({"kind": "bread", "slices": 2, "bowl": "blue"}),
            json!({"kind": "noThanks", "salt": 1}),
            json!({"kind": "noThanks", "sugar": 1}),
            json!({"kind": "noThanks", "kind2": "bread"}),
            json!({"kind": "cake"}),
            json!({"kind": null}),
            json!({"kind": 1}),
            json!({"kind": {"noThanks": null}}),
            json!("noThanks"),
            json!({"noThanks": {}}),
        ] {
            assert!(read(&meal).is_err(), "{meal}");
        }
        assert!(serde_json::from_str::<Meal>(r#"{"kind":"bread","kind":"bread","slices":2}"#).is_err());
        assert!(read(&json!({"kind": "soup"})).unwrap_err().starts_with("missing field `bowl`"));
    }
}
