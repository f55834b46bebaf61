//! Downloads, which are opened once and then sent piece by piece. Permission is checked again for each piece,
//! so that a revocation stops a running download (SECURITY AZ-07).

use crate::http::errors::Refusal;
use crate::http::headers::DOWNLOAD_POLICY;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use casegate::foundation::bytes::Bytes as Content;
use casegate::foundation::error::{Code, Error};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{self, Receiver};

/// The document of a download.
pub(crate) struct Opened {
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) size: i64,
    pub(crate) chunks: u32,
}

/// Sends `opened`. Each piece is read by `read` when the connection can take it.
pub(crate) fn send(
    opened: &Opened,
    read: impl Fn(u32) -> casegate::foundation::error::Result<Content> + Send + Sync + 'static,
) -> Response {
    let (tx, rx) = mpsc::channel(1);
    let (read, chunks) = (Arc::new(read), opened.chunks);
    tokio::spawn(async move {
        for chunk in 0..chunks {
            let read = Arc::clone(&read);
            let piece = tokio::task::spawn_blocking(move || piece(&*read, chunk)).await;
            let piece = piece.unwrap_or_else(|_| Err(Error::new(Code::DEFECT)));
            let is_over = piece.is_err();
            // The client has gone, or a piece was refused.
            if tx.send(piece).await.is_err() || is_over {
                break;
            }
        }
    });
    let size = u64::try_from(opened.size).unwrap_or_default();
    let headers = [
        (CONTENT_TYPE, opened.media_type.clone()),
        (CONTENT_LENGTH, size.to_string()),
        (CONTENT_DISPOSITION, disposition(&opened.file_name)),
        (CONTENT_SECURITY_POLICY, DOWNLOAD_POLICY.to_owned()),
    ];
    (headers, Body::new(Pieces { rx, size })).into_response()
}

fn piece(
    read: &dyn Fn(u32) -> casegate::foundation::error::Result<Content>,
    chunk: u32,
) -> Result<Bytes, Error> {
    Ok(read(chunk)?.into_vec().into())
}

/// The pieces as a body. An error cuts the connection, so that a partial file does not look complete.
struct Pieces {
    rx: Receiver<Result<Bytes, Error>>,
    size: u64,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.rx.poll_recv(cx).map(|piece| {
            let piece = piece?;
            if let Err(error) = &piece {
                Refusal::from(error.clone()).note();
            }
            Some(piece.map(Frame::data))
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.size)
    }
}

/// Returns the header of RFC 6266: a name that every browser understands, and the exact one.
fn disposition(file_name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')');
    let fallback: String = file_name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut exact = String::new();
    for byte in file_name.bytes() {
        // The characters of attr-char in RFC 5987; all others are escaped.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            exact.push(char::from(byte));
        } else {
            exact.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn az_07_names_stay_inside_their_header() {
        assert_eq!(
            disposition("Report 2026.pdf"),
            "attachment; filename=\"Report 2026.pdf\"; filename*=UTF-8''Report%202026.pdf"
        );
        for name in [
            "Bericht \u{fc}ber.pdf",
            "a\"b.pdf",
            "a\r\nSet-Cookie: x",
            "x\u{202e}fdp.exe",
            "a;b",
            "100%.pdf",
            "'",
        ] {
            let header = disposition(name);
            assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{header}");
            assert_eq!(header.matches('"').count(), 2, "{header}");
            assert_eq!(header.matches(';').count(), 2, "{header}");
        }
    }
}
