//! The floor's audit: a chain of rows for each case.

use super::Floor;
use hmac::Mac as _;
use rusqlite::{OptionalExtension as _, Result, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Who acted.
pub(crate) struct Actor<'a> {
    pub(crate) kind: i64,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
}

/// One event, with the same details as the library's.
pub(crate) struct Event<'a> {
    pub(crate) chain: Uuid,
    pub(crate) firm: Uuid,
    pub(crate) at: i64,
    pub(crate) actor: Actor<'a>,
    pub(crate) operation: &'a str,
    pub(crate) subjects: &'a str,
    pub(crate) facts: &'a str,
    pub(crate) source: &'a str,
}

const DONE: &str = "done";

impl Event<'_> {
    fn hash(&self, sequence: i64, previous: &[u8]) -> [u8; 32] {
        hash(
            [self.chain.as_bytes(), self.firm.as_bytes()],
            [sequence, self.at, self.actor.kind],
            [self.actor.id, self.actor.name, self.operation, DONE, self.subjects, self.facts, self.source],
            previous,
        )
    }
}

/// Returns the hash of one row, in which every part is preceded by its length.
fn hash(ids: [&[u8; 16]; 2], numbers: [i64; 3], texts: [&str; 7], previous: &[u8]) -> [u8; 32] {
    let mut sha = Sha256::new();
    ids.iter().for_each(|id| sha.update(id));
    numbers.iter().for_each(|number| sha.update(number.to_be_bytes()));
    for text in texts {
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text.as_bytes());
    }
    sha.update(previous);
    sha.finalize().into()
}

impl Floor {
    /// Appends an event to its chain.
    pub(super) fn record(&self, event: &Event<'_>) -> Result<()> {
        let chain = event.chain.as_bytes();
        let head = self
            .statement("SELECT sequence, hash FROM audit_heads WHERE chain = ?")?
            .query_row([chain], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (last, previous): (i64, [u8; 32]) = head.unwrap_or_default();
        let sequence = last + 1;
        let hash = event.hash(sequence, &previous);
        self.statement("INSERT INTO audit_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)")?
            .execute(params![
                chain,
                sequence,
                event.at,
                event.firm.as_bytes(),
                event.actor.kind,
                event.actor.id,
                event.actor.name,
                event.operation,
                DONE,
                event.subjects,
                event.facts,
                event.source,
                previous,
            ])?;
        self.statement(
            "INSERT INTO audit_heads VALUES (?, ?, ?, ?) ON CONFLICT (chain)
             DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal",
        )?
        .execute(params![chain, sequence, hash, self.seal(chain, sequence, &hash)])?;
        Ok(())
    }

    /// Returns the MAC of a head, so that a chain cannot be cut short without the key.
    fn seal(&self, chain: &[u8; 16], sequence: i64, hash: &[u8; 32]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(b"head");
        mac.update(chain);
        mac.update(&sequence.to_be_bytes());
        mac.update(hash);
        mac.finalize().into_bytes().into()
    }

    /// Appends many events at once.
    pub(crate) fn record_all<'a>(&self, events: impl Iterator<Item = Event<'a>>) -> Result<()> {
        self.write(|| events.into_iter().try_for_each(|event| self.record(&event)))
    }

    /// Verifies a chain and returns the number of its events, or `None` if a link is broken.
    pub(crate) fn verify(&self, chain: Uuid) -> Result<Option<i64>> {
        self.read(|| {
            let mut statement = self.statement(
                "SELECT sequence, at, firm, actor_kind, actor, actor_name, operation, outcome, subjects, facts, source, previous
                 FROM audit_events WHERE chain = ? ORDER BY sequence",
            )?;
            let mut rows = statement.query([chain.as_bytes()])?;
            let (mut last, mut previous) = (0, [0; 32]);
            while let Some(row) = rows.next()? {
                let text = |place| row.get_ref(place)?.as_str().map_err(rusqlite::Error::from);
                let sequence: i64 = row.get(0)?;
                if sequence != last + 1 || row.get_ref(11)?.as_blob()? != previous {
                    return Ok(None);
                }
                previous = hash(
                    [chain.as_bytes(), &row.get(2)?],
                    [sequence, row.get(1)?, row.get(3)?],
                    [text(4)?, text(5)?, text(6)?, text(7)?, text(8)?, text(9)?, text(10)?],
                    &previous,
                );
                last = sequence;
            }
            let head: (i64, [u8; 32], [u8; 32]) = self
                .statement("SELECT sequence, hash, seal FROM audit_heads WHERE chain = ?")?
                .query_row([chain.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let holds = head == (last, previous, self.seal(chain.as_bytes(), last, &previous));
            Ok(holds.then_some(last))
        })
    }
}
