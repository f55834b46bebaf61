//! The derive macro of stored records.

mod declaration;

use declaration::{ColumnSource, Declaration, Id};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, Result};

/// Returns the implementation of `Record`, and the constants of the columns.
pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let declaration = Declaration::of(input)?;
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let constants = constants(&declaration);
    let (table, key, body) = (table(&declaration)?, key(&declaration), body(&declaration));
    let values = declaration.columns.iter().map(|column| {
        let ty = &column.ty;
        match &column.source {
            ColumnSource::Field => {
                let field = &column.name;
                quote!(<#ty as crate::store::Indexed>::value(&self.#field))
            }
            ColumnSource::Computed(expression) => {
                quote!(<#ty as crate::store::Indexed>::value(&(#expression)))
            }
        }
    });
    Ok(quote! {
        #[allow(dead_code, reason = "not every column is searched by")]
        impl #generics #name #arguments #bounds {
            #(#constants)*
        }

        impl #generics crate::store::Record for #name #arguments #bounds {
            const TABLE: &'static crate::store::Table = {
                static TABLE: crate::store::Table = #table;
                &TABLE
            };

            #key

            fn columns(&self) -> ::std::vec::Vec<crate::store::Value> {
                ::std::vec![#(#values),*]
            }

            #body
        }
    })
}

fn constants(declaration: &Declaration) -> Vec<TokenStream> {
    let constant = |column: &declaration::Column| {
        let (ty, text) = (&column.ty, column.name.to_string());
        let constant = Ident::new(&text.to_uppercase(), column.name.span());
        let doc = format!("The column `{text}`.");
        quote! {
            #[doc = #doc]
            pub(crate) const #constant: crate::store::TypedColumn<Self, #ty> = crate::store::TypedColumn::new(#text);
        }
    };
    declaration.columns.iter().map(constant).collect()
}

fn table(declaration: &Declaration) -> Result<TokenStream> {
    let Declaration { table, append_only, .. } = declaration;
    let clustered = declaration.parent.is_some();
    let columns = declaration.columns.iter().map(|column| {
        let (ty, name) = (&column.ty, column.name.to_string());
        quote! {
            crate::store::Column {
                name: #name,
                kind: <#ty as crate::store::Indexed>::KIND,
                nullable: <#ty as crate::store::Indexed>::NULLABLE,
            }
        }
    });
    let sets = |sets: &[Vec<Ident>]| -> Result<Vec<TokenStream>> {
        let set = |names: &Vec<Ident>| {
            let names = names.iter().map(|name| declaration.stored_name(name)).collect::<Result<Vec<_>>>()?;
            Ok(quote!(&[#(#names),*]))
        };
        sets.iter().map(set).collect()
    };
    let (unique, indexes) = (sets(&declaration.unique)?, sets(&declaration.indexes)?);
    let references = declaration.references.iter().map(|(names, table)| {
        let names = names.iter().map(|name| declaration.stored_name(name)).collect::<Result<Vec<_>>>()?;
        Ok(quote!(crate::store::Reference { columns: &[#(#names),*], table: #table }))
    });
    let references = references.collect::<Result<Vec<_>>>()?;
    let has_bytes = declaration.body.is_some();
    let body = Ident::new(if has_bytes { "Bytes" } else { "Json" }, Span::call_site());
    Ok(quote! {
        crate::store::Table {
            name: #table,
            clustered: #clustered,
            body: crate::store::BodyKind::#body,
            columns: &[#(#columns),*],
            returns_columns: #has_bytes,
            unique: &[#(#unique),*],
            indexes: &[#(#indexes),*],
            references: &[#(#references),*],
            append_only: #append_only,
        }
    })
}

fn key(declaration: &Declaration) -> TokenStream {
    let id = match &declaration.id {
        Id::Field(field) => quote!(crate::store::KeyPart::uuid(&self.#field)),
        Id::Computed(expression) => quote!(#expression),
    };
    let key = match &declaration.parent {
        Some(parent) => quote!(crate::store::Key::under(crate::store::KeyPart::uuid(&self.#parent), #id)),
        None => quote!(crate::store::Key::top(#id)),
    };
    quote! {
        fn key(&self) -> crate::store::Key {
            #key
        }
    }
}

/// Returns the two functions that write and read a body.
fn body(declaration: &Declaration) -> TokenStream {
    let parent = declaration.parent.as_ref();
    let id = match &declaration.id {
        Id::Field(field) => Some(field),
        Id::Computed(_) => None,
    };
    let halves = parent.map(|field| (field, quote!(parent))).into_iter();
    let halves: Vec<_> = halves.chain(id.map(|field| (field, quote!(id)))).collect();
    match &declaration.body {
        None => {
            let fields = halves.iter().map(
                |(field, half)| quote!(record.#field = crate::store::KeyPart::from_uuid(row.key.#half);),
            );
            let mutability = (!halves.is_empty()).then(|| quote!(mut));
            quote! {
                fn body(&self) -> crate::foundation::error::Result<crate::store::Body> {
                    crate::store::record_to_json(self)
                }

                fn read(row: crate::store::Row) -> crate::foundation::error::Result<Self> {
                    let #mutability record: Self = crate::store::record_of_json(&row)?;
                    #(#fields)*
                    Ok(record)
                }
            }
        }
        Some(body) => {
            let fields = halves
                .iter()
                .map(|(field, half)| quote!(#field: crate::store::KeyPart::from_uuid(row.key.#half)));
            let columns = declaration.columns.iter().map(|column| &column.name);
            quote! {
                fn body(&self) -> crate::foundation::error::Result<crate::store::Body> {
                    Ok(crate::store::Body::Bytes(self.#body.clone()))
                }

                fn read(row: crate::store::Row) -> crate::foundation::error::Result<Self> {
                    let mut columns = row.columns.into_iter();
                    Ok(Self {
                        #(#fields,)*
                        #(#columns: crate::store::column_of_row::<Self, _>(&mut columns)?,)*
                        #body: crate::store::bytes_of_row::<Self>(row.body)?,
                    })
                }
            }
        }
    }
}
