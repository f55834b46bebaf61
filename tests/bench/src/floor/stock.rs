//! Fills the floor's store before the measurements.

use super::invites::Minted;
use super::{Floor, new_id, now};
use crate::ours::FIRM;
use rusqlite::{Result, params};
use uuid::Uuid;

/// The number of rows on a furnished case.
#[derive(Clone, Copy)]
pub(crate) struct Items {
    pub(crate) documents: usize,
    pub(crate) envelopes: usize,
    pub(crate) forms: usize,
}

impl Floor {
    /// Adds the firm and the one stage that all cases have.
    pub(crate) fn add_firm(&self) -> Result<()> {
        self.write(|| {
            self.statement("INSERT INTO firms VALUES (?, ?, ?, ?, 'image/png', ?, 90, -1)")?.execute(
                params![FIRM.as_bytes(), "Hartwell Tax Advisory", "#1f5f8b", "", "5c1f0e8a7b2d4c3f",],
            )?;
            self.statement("INSERT INTO stages VALUES (?, ?, 1, 1, NULL, NULL)")?
                .execute(params![FIRM.as_bytes(), "intake out"])?;
            Ok(())
        })
    }

    /// Adds a case with its invites.
    pub(crate) fn add_case(&self, case: Uuid, name: &str, labels: &[String]) -> Result<Vec<Minted>> {
        self.write(|| {
            self.statement("INSERT INTO cases VALUES (?, ?, ?, NULL, ?, ?, ?)")?.execute(params![
                FIRM.as_bytes(),
                case.as_bytes(),
                name,
                "Tax years 2021 to 2023",
                "intake out",
                now(),
            ])?;
            labels.iter().map(|label| self.mint_within(FIRM, case, label)).collect()
        })
    }

    /// Puts documents, envelopes and forms on a case.
    pub(crate) fn furnish(&self, case: Uuid, items: Items) -> Result<()> {
        self.write(|| {
            let (case, firm) = (case.as_bytes(), FIRM.as_bytes());
            for number in 0..items.documents {
                let now = now();
                self.statement("INSERT INTO documents VALUES (?, ?, ?, 0, ?, ?, ?, 83, 1, ?, ?, ?, NULL)")?
                    .execute(params![
                    case,
                    new_id(now)?.as_bytes(),
                    firm,
                    format!("Engagement letter {number}"),
                    format!("engagement-letter-{number}.pdf"),
                    "application/pdf",
                    [7_u8; 32],
                    now,
                    now,
                ])?;
            }
            for number in 0..items.envelopes {
                let now = now();
                self.statement("INSERT INTO envelopes VALUES (?, ?, ?, ?, ?, 1, ?, NULL, ?, ?, ?)")?
                    .execute(params![
                        case,
                        new_id(now)?.as_bytes(),
                        firm,
                        format!("Form 2848, copy {number}"),
                        "Dana Whitfield",
                        format!("https://sign.example/envelopes/{number}"),
                        now,
                        now,
                        now,
                    ])?;
            }
            for number in 0..items.forms {
                let now = now();
                self.statement("INSERT INTO forms VALUES (?, ?, ?, ?, ?, 0, ?, ?)")?.execute(params![
                    case,
                    new_id(now)?.as_bytes(),
                    firm,
                    format!("Form 433-A, part {number}"),
                    format!("https://forms.example/433a/{number}"),
                    now,
                    now,
                ])?;
            }
            Ok(())
        })
    }
}
