//! The stored form of answers. It is compact, because a section has many: each person and time is written
//! once.

use super::form::{Answer, FieldPath, Tier};
use super::given::{Given, Provenance};
use crate::foundation::ids::{InviteId, PartyId};
use crate::foundation::money::Money;
use crate::foundation::time::{CalendarDate, Timestamp, millis};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeMap;

/// The stored form of an answer. Its kind is the only key, so that it is deserialized without lookahead.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Answer", rename_all = "camelCase")]
pub(super) enum StoredAnswer {
    NotApplicable {},
    Line { text: String },
    Money { amount: Money },
    Number { number: i64 },
    Flag { yes: bool },
    Date { date: CalendarDate },
    Month { month: String },
    Choice { choice: String },
    Choices { choices: Vec<String> },
    Years { years: Vec<u32> },
    Sealed { sealed: String, last_four: String },
}

#[derive(Serialize)]
struct AnswerRef<'a>(#[serde(with = "StoredAnswer")] &'a Answer);

#[derive(Deserialize)]
struct AnswerRead(#[serde(with = "StoredAnswer")] Answer);

/// The stored form of an optional answer.
pub(super) mod answer {
    use super::{Answer, AnswerRead, AnswerRef, Deserialize, Deserializer, Serialize, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        answer: &Option<Answer>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        answer.as_ref().map(AnswerRef).serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Answer>, D::Error> {
        Ok(Option::<AnswerRead>::deserialize(from)?.map(|AnswerRead(answer)| answer))
    }
}

/// A person who answered, at one time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Giver {
    invite: InviteId,
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    party: Option<PartyId>,
    #[serde(with = "millis")]
    at: Timestamp,
}

impl Giver {
    fn of(provenance: &Provenance) -> Self {
        let Provenance { invite_id, label, party_id, at, client_entered: _, tier: _ } = provenance;
        Self { invite: *invite_id, label: label.clone(), party: *party_id, at: *at }
    }

    fn is_of(&self, provenance: &Provenance) -> bool {
        self.at == provenance.at
            && self.invite == provenance.invite_id
            && self.label == provenance.label
            && self.party == provenance.party_id
    }

    fn with(&self, tier: Tier) -> Provenance {
        let Self { invite, label, party, at } = self.clone();
        Provenance { invite_id: invite, label, party_id: party, at, client_entered: true, tier }
    }
}

/// The provenance of a single answer.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredProvenance {
    by: Giver,
    tier: Tier,
}

impl StoredProvenance {
    pub(super) fn serialize<S: Serializer>(provenance: &Provenance, to: S) -> Result<S::Ok, S::Error> {
        Serialize::serialize(&Self { by: Giver::of(provenance), tier: provenance.tier }, to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Provenance, D::Error> {
        let Self { by, tier } = Deserialize::deserialize(from)?;
        Ok(by.with(tier))
    }
}

/// The stored form of an optional provenance.
pub(super) mod provenance {
    use super::{Deserialize, Deserializer, Giver, Provenance, Serialize, Serializer, StoredProvenance};

    pub(in super::super) fn serialize<S: Serializer>(
        provenance: &Option<Provenance>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let stored = |of: &Provenance| StoredProvenance { by: Giver::of(of), tier: of.tier };
        provenance.as_ref().map(stored).serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Provenance>, D::Error> {
        let stored = Option::<StoredProvenance>::deserialize(from)?;
        Ok(stored.map(|StoredProvenance { by, tier }| by.with(tier)))
    }
}

/// The stored form of many answers, with a list of who gave them.
pub(super) mod answers {
    use super::{
        Answer, BTreeMap, Deserialize, Deserializer, FieldPath, Given, Giver, Serialize, Serializer,
        StoredAnswer, Tier, de,
    };

    #[derive(Serialize)]
    struct Written<'a> {
        givers: Vec<Giver>,
        given: BTreeMap<&'a FieldPath, WrittenAnswer<'a>>,
    }

    #[derive(Serialize)]
    struct WrittenAnswer<'a> {
        by: usize,
        tier: Tier,
        #[serde(with = "StoredAnswer")]
        answer: &'a Answer,
    }

    #[derive(Deserialize)]
    struct Read {
        givers: Vec<Giver>,
        given: BTreeMap<FieldPath, ReadAnswer>,
    }

    #[derive(Deserialize)]
    struct ReadAnswer {
        by: usize,
        tier: Tier,
        #[serde(with = "StoredAnswer")]
        answer: Answer,
    }

    pub(in super::super) fn serialize<S: Serializer>(
        answers: &BTreeMap<FieldPath, Given>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let mut givers: Vec<Giver> = Vec::new();
        let mut given = BTreeMap::new();
        for (path, Given { answer, provenance }) in answers {
            let by = givers.iter().position(|giver| giver.is_of(provenance)).unwrap_or_else(|| {
                givers.push(Giver::of(provenance));
                givers.len() - 1
            });
            given.insert(path, WrittenAnswer { by, tier: provenance.tier, answer });
        }
        Written { givers, given }.serialize(to)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<FieldPath, Given>, D::Error> {
        let Read { givers, given } = Read::deserialize(from)?;
        let read = |(path, ReadAnswer { by, tier, answer })| {
            let giver = givers.get(by).ok_or_else(|| de::Error::custom("an answer that nobody gave"))?;
            Ok((path, Given { answer, provenance: giver.with(tier) }))
        };
        given.into_iter().map(read).collect()
    }
}
