//! The attribute of types that cross to other languages.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Error, Fields, Result, Token, Type, parse_quote};

/// What the attribute's words say of a type.
#[derive(Default)]
struct Words {
    /// Optional fields may be left out.
    input: bool,
    /// The type is only written.
    output: bool,
    /// `Debug` shows the content.
    prints: bool,
}

impl Words {
    fn of(words: TokenStream) -> Result<Self> {
        let mut known = Self::default();
        for word in Punctuated::<Ident, Token![,]>::parse_terminated.parse2(words)? {
            match word.to_string().as_str() {
                "input" => known.input = true,
                "output" => known.output = true,
                "prints" => known.prints = true,
                _ => return Err(Error::new(word.span(), "the words are `input`, `output` and `prints`")),
            }
        }
        Ok(known)
    }
}

/// Returns the type with its derived traits.
pub(crate) fn expand(words: TokenStream, mut item: DeriveInput) -> Result<TokenStream> {
    let words = Words::of(words)?;
    let kind = Kind::of(&item)?;
    allow_absence(&mut item, &words)?;
    let prints = words.prints || kind == Kind::Names;
    let serde = match kind {
        Kind::Record if words.output => quote!(#[serde(rename_all = "camelCase")]),
        Kind::Record => quote!(#[serde(rename_all = "camelCase", deny_unknown_fields)]),
        Kind::Names => quote!(#[serde(rename_all = "camelCase")]),
        Kind::Tagged => quote! {
            #[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
        },
    };
    let copies = (kind == Kind::Names).then(|| quote!(Copy,));
    let debug = prints.then(|| quote!(Debug,));
    let reads = (!words.output && kind != Kind::Tagged).then(|| quote!(::serde::Deserialize,));
    let uniffi = if kind == Kind::Record { quote!(uniffi::Record) } else { quote!(uniffi::Enum) };
    let shown = (!prints).then(|| quote!(, uniffi::export(Debug)));
    let redacted = (!prints).then(|| redacted(&item));
    Ok(quote! {
        #[derive(Clone, #copies #debug PartialEq, Eq, ::serde::Serialize, #reads)]
        #serde
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "mobile", derive(#uniffi) #shown)]
        #item
        #redacted
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A struct.
    Record,
    /// An enum of bare names.
    Names,
    /// An enum of records, with the name beside the fields.
    Tagged,
}

impl Kind {
    fn of(item: &DeriveInput) -> Result<Self> {
        match &item.data {
            Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => Ok(Self::Record),
            Data::Enum(data) if data.variants.iter().all(|one| matches!(one.fields, Fields::Unit)) => {
                Ok(Self::Names)
            }
            Data::Enum(data) if data.variants.iter().all(|one| matches!(one.fields, Fields::Named(_))) => {
                Ok(Self::Tagged)
            }
            _ => Err(Error::new(item.ident.span(), "a type of the wire has named fields, or none")),
        }
    }
}

/// Lets the optional fields of an input be left out, and the fields that say `#[wire(default)]`, in JSON and in the languages of phones.
fn allow_absence(item: &mut DeriveInput, words: &Words) -> Result<()> {
    let Data::Struct(data) = &mut item.data else { return Ok(()) };
    for field in &mut data.fields {
        let own = field.attrs.iter().position(|attribute| attribute.path().is_ident("wire"));
        if let Some(own) = own {
            let word: Ident = field.attrs.remove(own).parse_args()?;
            if word != "default" {
                return Err(Error::new(word.span(), "a field can be `default`"));
            }
        }
        if own.is_some() || (words.input && is_option(&field.ty)) {
            field.attrs.push(parse_quote!(#[serde(default)]));
            field.attrs.push(parse_quote!(#[cfg_attr(feature = "mobile", uniffi(default))]));
        }
    }
    Ok(())
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

/// Returns `Debug` as the bare type name, because what a person typed must not appear in logs or panics.
fn redacted(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let shown = format!("{name}(redacted)");
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(#shown)
            }
        }
    }
}
