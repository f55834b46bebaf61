//! The parts of a record's declaration, read from its attributes.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Data, DeriveInput, Error, Expr, Field, Fields, LitStr, Result, Token, Type, bracketed, parenthesized,
};

/// What the attributes of a struct declare.
pub(super) struct Declaration {
    pub(super) table: LitStr,
    pub(super) parent: Option<Ident>,
    pub(super) id: Id,
    pub(super) columns: Vec<Column>,
    pub(super) unique: Vec<Vec<Ident>>,
    pub(super) indexes: Vec<Vec<Ident>>,
    pub(super) references: Vec<(Vec<Ident>, LitStr)>,
    pub(super) append_only: bool,
    /// The field whose bytes are the body.
    pub(super) body: Option<Ident>,
}

/// The origin of the row's own id.
pub(super) enum Id {
    Field(Ident),
    Computed(Box<Expr>),
}

/// A column.
pub(super) struct Column {
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) source: ColumnSource,
}

/// The origin of a column's value.
pub(super) enum ColumnSource {
    Field,
    Computed(Box<Expr>),
}

/// One item of an attribute on the struct.
enum Item {
    Table(LitStr),
    Parent(Ident),
    Id(Box<Expr>),
    Column(Box<Column>),
    Unique(Vec<Ident>),
    Index(Vec<Ident>),
    Refers(Vec<Ident>, LitStr),
    AppendOnly,
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let name: Ident = input.parse()?;
        match name.to_string().as_str() {
            "table" => Ok(Self::Table(after_equals(input)?)),
            "parent" => Ok(Self::Parent(after_equals(input)?)),
            "id" => Ok(Self::Id(Box::new(after_equals(input)?))),
            "append_only" => Ok(Self::AppendOnly),
            "column" => {
                let content;
                parenthesized!(content in input);
                let name = content.parse()?;
                content.parse::<Token![:]>()?;
                let ty = content.parse()?;
                {
                    let source = ColumnSource::Computed(Box::new(after_equals(&content)?));
                    Ok(Self::Column(Box::new(Column { name, ty, source })))
                }
            }
            "unique" | "index" | "refers" => {
                let content;
                bracketed!(content in input);
                let names = Punctuated::<Ident, Token![,]>::parse_separated_nonempty(&content)?;
                let names = names.into_iter().collect();
                match name.to_string().as_str() {
                    "unique" => Ok(Self::Unique(names)),
                    "index" => Ok(Self::Index(names)),
                    _ => {
                        content.parse::<Token![->]>()?;
                        Ok(Self::Refers(names, content.parse()?))
                    }
                }
            }
            _ => Err(Error::new(name.span(), "a record has no such property")),
        }
    }
}

fn after_equals<T: Parse>(input: ParseStream<'_>) -> Result<T> {
    input.parse::<Token![=]>()?;
    input.parse()
}

impl Declaration {
    pub(super) fn of(input: &DeriveInput) -> Result<Self> {
        let Data::Struct(data) = &input.data else {
            return Err(Error::new(input.ident.span(), "only a struct can be a record"));
        };
        let Fields::Named(fields) = &data.fields else {
            return Err(Error::new(input.ident.span(), "a record has named fields"));
        };
        let (mut table, mut id) = (None, None);
        let (mut parent, mut columns, mut append_only) = (None, Vec::new(), false);
        let (mut unique, mut indexes, mut references) = (Vec::new(), Vec::new(), Vec::new());
        for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
            for item in attribute.parse_args_with(Punctuated::<Item, Token![,]>::parse_terminated)? {
                match item {
                    Item::Table(name) => table = Some(name),
                    Item::Parent(field) => parent = Some(field),
                    Item::Id(expression) => id = Some(expression),
                    Item::Column(column) => columns.push(*column),
                    Item::Unique(names) => unique.push(names),
                    Item::Index(names) => indexes.push(names),
                    Item::Refers(names, table) => references.push((names, table)),
                    Item::AppendOnly => append_only = true,
                }
            }
        }
        let missing = |what: &str| Error::new(input.ident.span(), format!("the record has no `{what}`"));
        let (of_fields, body) = of_fields(fields.named.iter())?;
        columns.extend(of_fields);
        let id = id_of(id.ok_or_else(|| missing("id"))?, fields.named.iter());
        let table = table.ok_or_else(|| missing("table"))?;
        Ok(Self { table, parent, id, columns, unique, indexes, references, append_only, body })
    }

    /// Returns the name in the store of a column or of a field of the key.
    pub(super) fn stored_name(&self, name: &Ident) -> Result<String> {
        let is_id = matches!(&self.id, Id::Field(field) if field == name);
        if self.parent.as_ref() == Some(name) {
            Ok("parent".to_owned())
        } else if is_id {
            Ok("id".to_owned())
        } else if self.columns.iter().any(|column| column.name == *name) {
            Ok(name.to_string())
        } else {
            Err(Error::new(name.span(), "the record has no column of this name"))
        }
    }
}

/// Returns the id's field if the expression is the name of one.
fn id_of<'a>(expression: Box<Expr>, mut fields: impl Iterator<Item = &'a Field>) -> Id {
    let field = match expression.as_ref() {
        Expr::Path(path) => {
            path.path.get_ident().filter(|name| fields.any(|field| field.ident.as_ref() == Some(name)))
        }
        _ => None,
    };
    match field {
        Some(field) => Id::Field(field.clone()),
        None => Id::Computed(expression),
    }
}

/// Returns the columns among the fields, and the field that is the body.
fn of_fields<'a>(fields: impl Iterator<Item = &'a Field>) -> Result<(Vec<Column>, Option<Ident>)> {
    let (mut columns, mut body) = (Vec::new(), None);
    for field in fields {
        let Some(name) = field.ident.clone() else { continue };
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
            let role: Ident = attribute.parse_args()?;
            match role.to_string().as_str() {
                "column" => columns.push(Column {
                    name: name.clone(),
                    ty: field.ty.clone(),
                    source: ColumnSource::Field,
                }),
                "body" => body = Some(name.clone()),
                _ => return Err(Error::new(role.span(), "a field is a `column` or the `body`")),
            }
        }
    }
    Ok((columns, body))
}
