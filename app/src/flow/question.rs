//! The question of a flow that still waits for its answer.

/// One question of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question(u64);

/// At most one question waits. The next one gives it up, and so does every step to another screen: an answer that comes
/// late must not change what is shown meanwhile, nor what is paid by it.
#[derive(Debug, Default)]
pub struct QuestionSlot {
    asked: u64,
    waits: bool,
}

impl QuestionSlot {
    /// Asks a new question: the answer to the previous one no longer counts.
    pub fn ask(&mut self) -> Question {
        self.asked += 1;
        self.waits = true;
        Question(self.asked)
    }

    /// The answer is no longer waited for.
    pub fn give_up(&mut self) {
        self.waits = false;
    }

    /// Whether an answer is waited for.
    pub fn is_waiting(&self) -> bool {
        self.waits
    }

    /// Takes the answer to a question: whether it is followed.
    #[must_use]
    pub fn take(&mut self, question: Question) -> bool {
        let follows = self.waits && question == Question(self.asked);
        self.waits &= !follows;
        follows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What can happen, in any order.
    #[derive(Clone, Copy, Debug)]
    enum Happens {
        Ask,
        Step,
        /// The answer to the question of this number, from 0.
        Answer(usize),
    }

    /// Every order of six things that happen: an answer is followed if it is the one to the last question, the user
    /// has gone nowhere else since, and it was not taken before.
    #[test]
    fn only_the_answer_to_the_last_question_on_the_same_screen_is_followed_and_once() {
        use Happens::{Answer, Ask, Step};
        const KINDS: [Happens; 5] = [Ask, Step, Answer(0), Answer(1), Answer(2)];
        for order in 0..KINDS.len().pow(6) {
            let happens = (0..6).map(|at| KINDS[order / KINDS.len().pow(at) % KINDS.len()]);
            let (mut slot, mut asked, mut current) = (QuestionSlot::default(), Vec::new(), None);
            for what in happens {
                match what {
                    Ask => {
                        current = Some(asked.len());
                        asked.push(slot.ask());
                    }
                    Step => {
                        current = None;
                        slot.give_up();
                    }
                    Answer(number) => {
                        let Some(question) = asked.get(number) else { continue };
                        assert_eq!(slot.take(*question), current == Some(number));
                        current = current.filter(|current| *current != number);
                    }
                }
                assert_eq!(slot.is_waiting(), current.is_some());
            }
        }
    }
}
