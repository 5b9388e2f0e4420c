//! A node whose tab slept. Its lines still look open, and another device may have taken the wallet over.

use super::Node;

impl Node {
    /// Looks at the clocks, before anything is done that a long sleep would affect. After one, no old line is
    /// used: lines are dialled again once the journal shows that no other device has taken over, and the
    /// chain was looked at.
    pub(super) fn wake(&self) {
        if self.stopped.get() || !self.watch.wake() {
            return;
        }
        self.takeover.ask_head_now();
        self.asking_alone.rest();
        // Their pauses are of before the sleep.
        self.lines.forget_gone();
        self.part();
    }

    /// How often it has slept so far. The answer to a question from before a sleep says nothing about what came
    /// after.
    pub(super) fn sleeps(&self) -> u64 {
        self.wake();
        self.watch.sleeps()
    }
}
