//! Practising the PIN: what follows from an answer.

use lifeboat_messages::{Answer, Problem};

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PracticeStep {
    /// The PIN is asked for.
    Enter,
    /// The PIN was wrong: it is tried once more, or another PIN while the wallet is open.
    Wrong,
    /// They know it. These guards would not do as they should on a new device.
    Right(Vec<String>),
    /// They know it, and it would not open the backup elsewhere now.
    NoWayBack(Problem),
}

impl PracticeStep {
    /// After an answer; the problem, if it says nothing about the PIN.
    ///
    /// # Errors
    /// It could not be tried.
    pub fn after(answer: Result<Answer, Problem>) -> Result<PracticeStep, Problem> {
        match answer {
            Ok(Answer::Practised { problem: Some(problem), .. }) => Ok(PracticeStep::NoWayBack(problem)),
            Ok(Answer::Practised { failing, problem: None }) => Ok(PracticeStep::Right(failing)),
            Err(Problem::WrongSecret | Problem::WrongGuardedPin { .. }) => Ok(PracticeStep::Wrong),
            Ok(_) => Ok(PracticeStep::Enter),
            Err(problem) => Err(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_wrong_pin_is_called_wrong() {
        let practised = |failing: &[&str], problem| {
            let failing = failing.iter().map(|host| (*host).to_owned()).collect();
            PracticeStep::after(Ok(Answer::Practised { failing, problem }))
        };
        assert_eq!(practised(&[], None), Ok(PracticeStep::Right(vec![])));
        assert_eq!(practised(&["a.example"], None), Ok(PracticeStep::Right(vec!["a.example".into()])));
        let few = Problem::GuardsTooFew { answering: 1, needed: 2 };
        assert_eq!(practised(&[], Some(few.clone())), Ok(PracticeStep::NoWayBack(few)));
        for wrong in [Problem::WrongSecret, Problem::WrongGuardedPin { left: 3 }] {
            assert_eq!(PracticeStep::after(Err(wrong)), Ok(PracticeStep::Wrong));
        }
        let wait = Problem::TooManyTries { wait_ms: 1 };
        assert_eq!(PracticeStep::after(Err(wait.clone())), Err(wait));
    }
}
