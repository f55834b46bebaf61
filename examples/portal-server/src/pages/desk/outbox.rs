//! What this demonstration would have sent.

use super::shell::DeskShell;
use crate::http::staff::Staff;
use crate::pages::html;
use crate::sender::SentMessage;
use crate::texts::{Arg, Texts, texts};
use crate::when::When;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::outbox::types::Recipient;

#[derive(Template)]
#[template(path = "desk/outbox.html")]
struct OutboxPage {
    t: &'static Texts,
    shell: DeskShell,
    messages: Vec<MessageRow>,
}

struct MessageRow {
    at: When,
    kind: &'static str,
    to: String,
    subject: String,
    body: String,
    secret: String,
}

/// GET /desk/outbox
pub(crate) async fn show(staff: Staff) -> Response {
    staff
        .page(|staff| {
            staff.is_for("update_firm")?;
            let messages = staff.app.sent.show().into_iter().map(row).collect();
            let page = OutboxPage { t: texts(), shell: DeskShell::inside(staff, "outbox"), messages };
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn row(message: SentMessage) -> MessageRow {
    let (kind, to) = match message.to {
        Recipient::Email { address } => ("email", address),
        Recipient::Phone { number } => ("phone", number),
        Recipient::Staff { id } => ("staff", id),
    };
    let mut parameters = message.parameters;
    for (name, value) in &mut parameters {
        if name == "section" {
            *value = texts().of("intake-section", value);
        }
    }
    let arguments: Vec<(&str, &dyn Arg)> =
        parameters.iter().map(|(name, value)| (name.as_str(), value as &dyn Arg)).collect();
    let text = |part: &str| texts().with(&format!("{}-{part}", message.message), &arguments);
    MessageRow {
        at: When::minute(texts(), message.at),
        kind,
        to,
        subject: text("subject"),
        body: text("body"),
        secret: message.secret.unwrap_or_default(),
    }
}
