//! Writers of one name at once, and makers of one folder.

use futures::future::join_all;

use super::{PutOutcome, WebDav};
use crate::{
    DriveError, Path,
    answer::{Effect, refusal},
    http::{Answer, Http},
    race::{Evidence, Outcome, bodies, passes, several_win},
};

impl<H: Http> WebDav<H> {
    /// Whether several writers of one name at once are let through. Only servers that are known are asked.
    pub(super) async fn several_write(&self, scratch: &Path) -> Result<bool, DriveError> {
        let round = async |number: usize, racers: usize| self.writers(scratch, number, racers).await;
        several_win(Evidence::Known, round, async |ms| self.rest_for(ms).await).await
    }

    /// Whether several makers of one folder at once are.
    pub(super) async fn several_make(&self, scratch: &Path, evidence: Evidence) -> Result<bool, DriveError> {
        let round = async |number: usize, racers: usize| self.makers(scratch, number, racers).await;
        several_win(evidence, round, async |ms| self.rest_for(ms).await).await
    }

    async fn writers(&self, scratch: &Path, number: usize, racers: usize) -> Result<Outcome, DriveError> {
        let file = scratch.join(format!("race {number}"));
        let bodies = bodies(number, racers);
        let answers = join_all(bodies.iter().map(|body| self.put(&file, body, true))).await;
        let won = |answer: &Result<PutOutcome, DriveError>| {
            matches!(answer, Ok(PutOutcome::New { .. } | PutOutcome::Replaced { .. }))
        };
        let winners: Vec<&Vec<u8>> =
            answers.iter().zip(&bodies).filter(|(answer, _)| won(answer)).map(|(_, body)| body).collect();
        let told = answers.contains(&Ok(PutOutcome::Exists));
        let refused = answers.iter().find_map(|answer| answer.clone().err());
        Ok(match winners.as_slice() {
            [winner] => match self.holds(&file, winner).await {
                Ok(false) => Outcome::Several,
                Ok(true) if told => Outcome::One,
                Ok(true) => Outcome::Nothing(refused.unwrap_or(DriveError::Busy { after_ms: None })),
                Err(error) if passes(&error) => Outcome::Nothing(error),
                Err(error) => return Err(error),
            },
            [] => Outcome::Nothing(refused.unwrap_or(DriveError::Busy { after_ms: None })),
            _ => Outcome::Several,
        })
    }

    async fn makers(&self, scratch: &Path, number: usize, racers: usize) -> Result<Outcome, DriveError> {
        let folder = scratch.join(format!("folder {number}"));
        let answers = join_all((0..racers).map(|_| self.make_folder(&folder))).await;
        let status = |answer: &Result<Answer, DriveError>| answer.as_ref().ok().map(|answer| answer.status);
        let made = answers.iter().filter(|answer| status(answer) == Some(201)).count();
        // 403 is Apache's word for a folder that another made in the same instant.
        let told = answers.iter().any(|answer| matches!(status(answer), Some(403 | 405 | 409 | 412)));
        let refused = answers.iter().find_map(|answer| match answer {
            Ok(answer) if answer.status != 201 => Some(refusal(answer, Effect::Change)),
            Ok(_) => None,
            Err(error) => Some(error.clone()),
        });
        Ok(match made {
            1 if told => Outcome::One,
            0 | 1 => Outcome::Nothing(refused.unwrap_or(DriveError::Busy { after_ms: None })),
            _ => Outcome::Several,
        })
    }
}
