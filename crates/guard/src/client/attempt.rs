//! One PIN, tried at as many guards as are needed and at no other.

use super::{NoAnswer, Transport, ask, tries_left};
use crate::oprf::BlindInput;
use crate::shamir::Secret;
use crate::slot::{GuardEntry, Parameters, input};
use crate::wire::{Answer, Code, Request, Tally};
use futures::future::join_all;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// A PIN that is being tried. Asked again after a failure, it sends the same points to the same guards, so that answers
/// that were lost cost nothing.
///
/// A PIN that turned out to be wrong must not be tried again: it would be the same answer for another try.
pub struct Attempt<'a> {
    parameters: &'a Parameters,
    guards: Vec<GuardTry>,
}

struct GuardTry {
    blinding: BlindInput,
    /// Whether the point was sent and no answer came: then it may have been counted, and is answered without a wait.
    is_sent: bool,
    answer: Option<Zeroizing<[u8; 64]>>,
    seen: GuardReply,
    /// Before the point was counted there: what others tried.
    before: Option<Tally>,
    /// The tally since it was counted there, whatever the evaluation was worth.
    after: Option<Tally>,
}

/// What a guard said last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardReply {
    /// Nothing.
    Silent,
    /// The guard answered with this code and tally.
    Answered(Code, Tally),
    /// The guard evaluated with another key than the one that is pinned, or proved nothing.
    False,
}

/// The output of factor 3. Whether the PIN was right shows when the slot opens with it.
pub struct OpenedFactor {
    /// The output.
    pub output: Secret,
    /// How the guards stand with it.
    pub tries: Tries,
    /// Tries that are left in all, by what the guards say; a silent one has none.
    pub left: u8,
}

/// What guards have counted, by their place.
pub struct Tries {
    /// Those that have counted this try, with how they stood before it and after it. One that evaluated
    /// falsely is among them.
    pub counted: Vec<(usize, Option<Tally>, Tally)>,
    /// The state of all records that answered, before the attempt.
    pub before: Vec<(usize, Tally)>,
}

/// Why there is no output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptRefusal {
    /// Too many wrong PINs before: this many seconds to wait. Nothing more was sent; what was answered by then is
    /// kept.
    Wait {
        /// Seconds until enough guards answer again.
        seconds: u32,
    },
    /// Too many guards have run out of tries for the PIN to open this copy. The phrase does.
    Spent,
    /// Enough guards have ended these records that a newer copy has shut this one out.
    Revoked,
    /// Too many guards do not know this backup.
    Unknown,
    /// Fewer guards than needed answer as they should.
    TooFew {
        /// How many do.
        answering: u8,
        /// How many must.
        needed: u8,
    },
}

/// A refusal, and what each guard said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no output: {why:?}")]
pub struct RefusedAttempt {
    /// Why.
    pub why: AttemptRefusal,
    /// The guards in the order of the parameters.
    pub guards: Vec<GuardReply>,
}

impl<'a> Attempt<'a> {
    /// For a PIN's output (factor 1). `None` never, with parameters that were read.
    pub fn new(parameters: &'a Parameters, pin_output: &[u8; 32], rng: &mut dyn CryptoRng) -> Option<Self> {
        let mut guards = Vec::with_capacity(parameters.guards().len());
        for entry in parameters.guards() {
            let blinding = BlindInput::make(input(&entry.record, pin_output), rng)?;
            guards.push(GuardTry {
                blinding,
                is_sent: false,
                answer: None,
                seen: GuardReply::Silent,
                before: None,
                after: None,
            });
        }
        Some(Self { parameters, guards })
    }

    /// Asks how things stand; then, if enough guards can answer now, tries the PIN at as many as are needed.
    ///
    /// # Errors
    /// [`RefusedAttempt`]: may be asked again. What it says of each guard is worth telling.
    pub async fn ask(&mut self, transport: &dyn Transport) -> Result<OpenedFactor, RefusedAttempt> {
        self.look(transport).await;
        loop {
            let missing = usize::from(self.parameters.needed()).saturating_sub(self.answered());
            if missing == 0 {
                return self.opened();
            }
            let candidates = self.candidates();
            let Some(chosen) = candidates.get(..missing) else { return Err(self.refused(candidates.len())) };
            if let Some(seconds) = chosen.iter().map(|place| self.wait(*place)).max().filter(|wait| *wait > 0)
            {
                return Err(self.refused_for(AttemptRefusal::Wait { seconds }));
            }
            self.guess(transport, chosen).await;
        }
    }

    /// Tries the PIN at the guards that were not needed, after it has opened the slot with this output: the
    /// places of those that would not do as they should if they were.
    pub async fn ask_others(&mut self, transport: &dyn Transport, output: &Secret) -> Vec<usize> {
        let guards = self.guards.iter().zip(self.parameters.guards()).enumerate();
        let taking_part = guards.filter(|(_, (_, entry))| entry.takes_part());
        let (known, others): (Vec<_>, Vec<_>) = taking_part
            .map(|(place, (tried, _))| (place, tried.answer.clone()))
            .partition(|(_, answer)| answer.is_some());
        let others: Vec<usize> = others.into_iter().map(|(place, _)| place).collect();
        self.guess(transport, &others).await;
        let known = known.iter().filter_map(|(place, answer)| Some((*place, answer.as_ref()?)));
        let with: Vec<_> = known.take(usize::from(self.parameters.needed()).saturating_sub(1)).collect();
        let gives = |place: usize| {
            let answer = self.guards.get(place)?.answer.as_ref()?;
            self.parameters.open(&[with.as_slice(), &[(place, answer)]].concat())
        };
        others.into_iter().filter(|place| gives(*place).as_ref() != Some(output)).collect()
    }

    /// What the guards have counted so far; also of an attempt that was refused.
    pub fn tries(&self) -> Tries {
        let guards = self.guards.iter().enumerate();
        let before = guards.filter_map(|(place, tried)| Some((place, tried.before?))).collect();
        Tries { counted: self.counted().collect(), before }
    }

    /// Asks those that have not evaluated yet how they stand.
    async fn look(&mut self, transport: &dyn Transport) {
        let asked = self.parameters.guards().iter().zip(&mut self.guards).map(async |(entry, tried)| {
            if tried.answer.is_some() || !entry.takes_part() {
                return;
            }
            let request = Request::Status { record: entry.record };
            tried.seen = match ask(transport, &entry.url, &request).await {
                Ok(answer) => GuardReply::Answered(answer.code, answer.standing),
                Err(NoAnswer) => GuardReply::Silent,
            };
            if let (GuardReply::Answered(_, standing), false) = (tried.seen, tried.is_sent) {
                tried.before = Some(standing);
            }
        });
        join_all(asked).await;
    }

    async fn guess(&mut self, transport: &dyn Transport, chosen: &[usize]) {
        let guards = self.parameters.guards().iter().zip(&mut self.guards).enumerate();
        let asked = guards.filter(|(place, _)| chosen.contains(place));
        let asked = asked.map(async |(_, (entry, tried))| tried.guess(transport, entry).await);
        join_all(asked).await;
    }

    fn answered(&self) -> usize {
        self.guards.iter().filter(|tried| tried.answer.is_some()).count()
    }

    /// Those that may evaluate, those first that can now, then those with the most tries left.
    fn candidates(&self) -> Vec<usize> {
        let mut places: Vec<(u32, u8, usize)> = Vec::new();
        for (place, tried) in self.guards.iter().enumerate().filter(|(_, tried)| tried.answer.is_none()) {
            match tried.seen {
                GuardReply::Answered(Code::Ok | Code::Wait, standing) => {
                    places.push((self.wait(place), standing.tries, place));
                }
                // The last try may have been this very point, whose answer was lost.
                GuardReply::Answered(Code::Spent, standing) if tried.is_sent => {
                    places.push((0, standing.tries, place));
                }
                GuardReply::Answered(..) | GuardReply::Silent | GuardReply::False => {}
            }
        }
        places.sort_unstable();
        places.into_iter().map(|(_, _, place)| place).collect()
    }

    /// Seconds until a guard evaluates this point. The same point again is not waited for.
    fn wait(&self, place: usize) -> u32 {
        match self.guards.get(place) {
            Some(GuardTry { seen: GuardReply::Answered(Code::Wait, standing), is_sent: false, .. }) => {
                standing.wait.max(1)
            }
            _ => 0,
        }
    }

    fn opened(&self) -> Result<OpenedFactor, RefusedAttempt> {
        let answers: Vec<_> = self
            .guards
            .iter()
            .enumerate()
            .filter_map(|(place, tried)| Some((place, tried.answer.as_ref()?)))
            .take(usize::from(self.parameters.needed()))
            .collect();
        let output = self.parameters.open(&answers).ok_or_else(|| self.refused(answers.len()))?;
        Ok(OpenedFactor { output, tries: self.tries(), left: self.left() })
    }

    fn counted(&self) -> impl Iterator<Item = (usize, Option<Tally>, Tally)> {
        let guards = self.guards.iter().enumerate();
        guards.filter_map(|(place, tried)| Some((place, tried.before, tried.after?)))
    }

    fn left(&self) -> u8 {
        let of_one = |tried: &GuardTry| match tried.seen {
            GuardReply::Answered(Code::Ok | Code::Wait, standing) => standing.left(),
            GuardReply::Answered(..) | GuardReply::Silent | GuardReply::False => 0,
        };
        let left: Vec<u8> = self.guards.iter().map(of_one).collect();
        tries_left(&left, self.parameters.needed())
    }

    fn refused(&self, candidates: usize) -> RefusedAttempt {
        let needed = self.parameters.needed();
        let spare = self.parameters.taking_part().saturating_sub(usize::from(needed));
        let said = |wanted: Code| {
            let is_so =
                |tried: &&GuardTry| matches!(tried.seen, GuardReply::Answered(code, _) if code == wanted);
            self.guards.iter().filter(is_so).count() > spare
        };
        let answering = u8::try_from(self.answered() + candidates).unwrap_or(u8::MAX);
        let why = match () {
            () if said(Code::Revoked) => AttemptRefusal::Revoked,
            () if said(Code::Spent) => AttemptRefusal::Spent,
            () if said(Code::Unknown) => AttemptRefusal::Unknown,
            () => AttemptRefusal::TooFew { answering, needed },
        };
        self.refused_for(why)
    }

    fn refused_for(&self, why: AttemptRefusal) -> RefusedAttempt {
        RefusedAttempt { why, guards: self.guards.iter().map(|tried| tried.seen).collect() }
    }
}

impl GuardTry {
    /// Sends the point; once more if no answer comes, which is not counted twice.
    async fn guess(&mut self, transport: &dyn Transport, entry: &GuardEntry) {
        let request = Request::Guess { record: entry.record, element: self.blinding.element() };
        self.is_sent = true;
        let mut answer = ask(transport, &entry.url, &request).await;
        if answer.is_err() {
            answer = ask(transport, &entry.url, &request).await;
        }
        // Whatever it answers instead of an evaluation, the point was not counted: the same point would be
        // evaluated again.
        self.is_sent = answer.is_err();
        self.seen = match answer {
            Ok(answer) => self.take(entry, &answer),
            Err(NoAnswer) => GuardReply::Silent,
        };
    }

    fn take(&mut self, entry: &GuardEntry, answer: &Answer) -> GuardReply {
        if let (Code::Ok, Some(evaluation)) = (answer.code, &answer.evaluation) {
            self.after = Some(answer.standing);
            match self.blinding.finalize(evaluation) {
                Ok(output) if entry.has_key(&evaluation.public) => self.answer = Some(output),
                Ok(_) | Err(_) => return GuardReply::False,
            }
        }
        GuardReply::Answered(answer.code, answer.standing)
    }
}
