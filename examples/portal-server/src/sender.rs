//! Sends what the portal has to send, and runs its jobs. This demonstration has no mail server: it records what would have been sent.

use casegate::foundation::error::Result;
use casegate::foundation::time::Timestamp;
use casegate::jobs::RunJobs;
use casegate::outbox::types::{OutboxMessage, Recipient};
use casegate::outbox::{AcknowledgeOutbox, TakeOutbox};
use casegate::portal::Portal;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The time between two looks at the outbox.
const PAUSE: Duration = Duration::from_secs(2);

/// The number of messages that are remembered.
const REMEMBERED: usize = 200;

/// A message that would have been sent.
#[derive(Clone)]
pub(crate) struct SentMessage {
    pub(crate) at: Timestamp,
    pub(crate) to: Recipient,
    pub(crate) message: String,
    pub(crate) parameters: Vec<(String, String)>,
    /// The secret, until it is shown.
    pub(crate) secret: Option<String>,
}

/// The messages that would have been sent, newest first.
#[derive(Clone, Default)]
pub(crate) struct SentLog(Arc<Mutex<VecDeque<SentMessage>>>);

impl SentLog {
    fn add(&self, message: SentMessage) {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        messages.push_front(message);
        messages.truncate(REMEMBERED);
    }

    /// Returns the messages. A secret is returned once.
    pub(crate) fn show(&self) -> Vec<SentMessage> {
        let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = messages.iter().cloned().collect();
        messages.iter_mut().for_each(|message| message.secret = None);
        shown
    }
}

/// Takes messages and runs jobs until the host is stopped.
pub(crate) async fn run(portal: Portal, sent: SentLog) {
    loop {
        let (portal, sent) = (portal.clone(), sent.clone());
        let round = tokio::task::spawn_blocking(move || work(&portal, &sent)).await;
        if round.is_err() {
            eprintln!("warning: a round of messages and jobs ended early");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Sends and runs what is due. One of the two fails without keeping the other from being done.
fn work(portal: &Portal, sent: &SentLog) {
    warn("the outbox could not be emptied", send_all(portal, sent));
    warn("the jobs could not be run", portal.host().run_jobs(RunJobs::default()));
}

fn warn<T>(what: &str, result: Result<T>) {
    if let Err(error) = result {
        eprintln!("warning: {what}: {}", error.code().name());
    }
}

fn send_all(portal: &Portal, sent: &SentLog) -> Result<()> {
    let host = portal.host();
    loop {
        let taken = host.take_outbox(TakeOutbox::default())?.messages;
        if taken.is_empty() {
            return Ok(());
        }
        for message in taken {
            // A real host sends the message here, and calls `fail_outbox` if it cannot.
            let (outbox_id, lease) = (message.outbox_id, message.lease.clone());
            sent.add(remembered(message));
            // A message that is not acknowledged is taken again when its lease ends.
            warn(
                "a message could not be acknowledged",
                host.acknowledge_outbox(AcknowledgeOutbox { outbox_id, lease }),
            );
        }
    }
}

fn remembered(message: OutboxMessage) -> SentMessage {
    SentMessage {
        at: crate::when::now(),
        to: message.to,
        message: message.message,
        parameters: message.parameters.into_iter().collect(),
        secret: message.secret.map(|secret| secret.expose().to_owned()),
    }
}
