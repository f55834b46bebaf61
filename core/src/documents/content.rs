//! A document's content, parsed once: its media type, size and fingerprint.

use super::rules;
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use sha2::{Digest as _, Sha256};

/// The bytes of a document. They have a known media type, are not empty and are within the size limit.
#[derive(Clone)]
pub(crate) struct Content<'a> {
    bytes: &'a [u8],
    media_type: &'static str,
    fingerprint: String,
}

impl<'a> Content<'a> {
    /// Parses the bytes of a document with its stated media type.
    ///
    /// # Errors
    /// `content_invalid` at `content` if the bytes cannot be read, are empty or too many, or are not of the stated type, and at
    /// `mediaType` for a type that is not accepted.
    pub(crate) fn parse(media_type: &str, bytes: &'a Bytes) -> Result<Self> {
        let is_size = |bytes: &&[u8]| (1..=limits::DOCUMENT_BYTES).contains(&bytes.len());
        let bytes = bytes.as_slice().filter(is_size);
        let bytes = bytes.ok_or_else(|| Error::at(Code::CONTENT_INVALID, "content"))?;
        let media_type = rules::media_type(media_type, bytes)?;
        let fingerprint = base16ct::lower::encode_string(&Sha256::digest(bytes));
        Ok(Self { bytes, media_type, fingerprint })
    }

    /// Returns the media type that the document is stored under.
    pub(crate) fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// Returns the size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Returns the SHA-256 of the bytes in hexadecimal digits.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Returns the content in chunks, all but the last one full.
    pub(crate) fn chunks(&self) -> impl ExactSizeIterator<Item = &'a [u8]> {
        self.bytes.chunks(limits::CHUNK_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_bounded_and_what_it_says() {
        let code = |media_type: &str, bytes: Vec<u8>| {
            let bytes = Bytes::from(bytes);
            Content::parse(media_type, &bytes)
                .err()
                .map(|error| (error.code(), error.field().map(str::to_owned)))
        };
        let at = |field: &str| Some((Code::CONTENT_INVALID, Some(field.to_owned())));
        assert_eq!(code("application/pdf", b"%PDF-1.7".to_vec()), None);
        assert_eq!(code("application/pdf", Vec::new()), at("content"));
        assert_eq!(code("application/pdf", b"<html>".to_vec()), at("content"));
        assert_eq!(code("text/html", b"<html>".to_vec()), at("mediaType"));
        assert_eq!(code("text/plain", vec![b'a'; limits::DOCUMENT_BYTES]), None);
        assert_eq!(code("text/plain", vec![b'a'; limits::DOCUMENT_BYTES + 1]), at("content"));
    }
}
