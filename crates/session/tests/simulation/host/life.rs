//! Whether a process lives, and where it dies or falls asleep.

use std::{
    cell::{Cell, RefCell},
    future::{pending, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use futures::{
    FutureExt,
    future::{AbortHandle, LocalBoxFuture, abortable},
};
use lifeboat_session::host::SocketEvent;

use super::socket::Handle;
use crate::steps::Steps;

/// What a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// A request to a drive, or to the chain service.
    Send,
    /// A look into this device's store.
    Read,
    /// A change of this device's store.
    Write,
    /// A wait.
    Sleep,
    /// A question about the device's key, or its lock.
    Device,
}

/// How a process dies at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// Before anything was done.
    Before,
    /// It was done, and nobody heard of it.
    After,
}

/// Whether a process lives, and where it is to die.
#[derive(Default)]
pub struct Life {
    dead: Cell<bool>,
    points: RefCell<Vec<Point>>,
    crash: Cell<Option<(usize, Crash)>>,
    sleep: Cell<Option<usize>>,
    sleep_after: Cell<Option<usize>>,
    refused: Cell<Option<usize>>,
    steps: Steps,
    asleep: Cell<bool>,
    offline: Cell<bool>,
    /// How far its device's clock is from the time, ms.
    clock_off_ms: Cell<i64>,
    sleepers: RefCell<Vec<Waker>>,
    /// What came over its wires meanwhile.
    missed: RefCell<Vec<(Handle, SocketEvent)>>,
    /// How often it spoke over a wire, and which point was its last before it dialled for the first time.
    spoken: Cell<usize>,
    before_dialling: Cell<Option<usize>>,
    tasks: RefCell<Vec<AbortHandle>>,
    /// Each task that has not ended holds one.
    running: Rc<()>,
}

impl Life {
    /// Nothing of it happens any more: at once, wherever it is.
    pub fn end(&self) {
        self.dead.set(true);
        for task in self.tasks.take() {
            task.abort();
        }
    }

    /// Whether it was ended, by itself or by a crash.
    pub fn is_over(&self) -> bool {
        self.dead.get()
    }

    /// How many tasks have not ended: whatever they hold is in memory.
    pub fn tasks(&self) -> usize {
        Rc::strong_count(&self.running) - 1
    }

    /// What it did so far, in order; also what has not come back yet.
    pub fn points(&self) -> Vec<Point> {
        self.points.borrow().clone()
    }

    /// It dies at the point of this number, counted from 0.
    pub fn crash_at(&self, number: usize, crash: Crash) {
        self.crash.set(Some((number, crash)));
    }

    /// Where it is cut off, step by step.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// Begins a step, or ends the process in its place. Whether the process continues.
    fn step(&self) -> bool {
        if self.steps.is_over() {
            self.end();
        }
        !self.is_over()
    }

    /// The browser puts the tab to sleep: nothing comes out of it, and nothing comes back.
    pub fn fall_asleep(&self) {
        self.asleep.set(true);
    }

    /// It falls asleep at the point of this number, counted from 0, before anything is done.
    pub fn fall_asleep_at(&self, number: usize) {
        self.sleep.set(Some(number));
    }

    /// It falls asleep at the point of this number, after what it asked for was done, and before it hears of it.
    pub fn fall_asleep_after(&self, number: usize) {
        self.sleep_after.set(Some(number));
    }

    /// Its device's store refuses at the point of this number, counted from 0, and nothing is done there.
    pub fn refuse_store_at(&self, number: usize) {
        self.refused.set(Some(number));
    }

    /// Whether the store refuses at the next point.
    pub(super) fn refuses_store(&self) -> bool {
        self.refused.get() == Some(self.points.borrow().len())
    }

    /// Its device is without a network, or has one again.
    pub fn set_offline(&self, offline: bool) {
        self.offline.set(offline);
    }

    /// The clock of its device is set, to so far from the time.
    pub fn set_clock_off(&self, ms: i64) {
        self.clock_off_ms.set(ms);
    }

    /// How far its device's clock is from the time, ms.
    pub(super) fn clock_off_ms(&self) -> i64 {
        self.clock_off_ms.get()
    }

    /// Whether its device is without a network.
    pub(super) fn is_offline(&self) -> bool {
        self.offline.get()
    }

    /// A task of the process, as long as that lives: each poll of it is a step.
    pub(super) fn lived(
        self: &Rc<Life>,
        mut task: LocalBoxFuture<'static, ()>,
    ) -> impl Future<Output = ()> + 'static {
        let (life, runs) = (self.clone(), self.running.clone());
        let stepped = poll_fn(move |context| match life.step() {
            true => task.poll_unpin(context),
            false => Poll::Pending,
        });
        let (task, handle) = abortable(stepped.map(move |()| drop(runs)));
        self.tasks.borrow_mut().push(handle);
        task.map(drop)
    }

    /// Goes on where it stood. What came over its wires is there before anything else.
    pub fn wake(&self) {
        self.asleep.set(false);
        for (handle, event) in self.missed.take() {
            handle(event);
        }
        for sleeper in self.sleepers.take() {
            sleeper.wake();
        }
    }

    /// How often it spoke over a wire.
    pub fn spoken(&self) -> usize {
        self.spoken.get()
    }

    /// It speaks over a wire.
    pub(super) fn speaks(&self) {
        self.spoken.set(self.spoken.get() + 1);
    }

    /// The number of its last point before it dialled for the first time.
    pub fn before_dialling(&self) -> Option<usize> {
        self.before_dialling.get()
    }

    pub(super) fn dials(&self) {
        let last = self.points.borrow().len().checked_sub(1);
        self.before_dialling.set(self.before_dialling.get().or(last));
    }

    pub(super) fn hear(&self, handle: &Handle, event: SocketEvent) {
        match self.asleep.get() {
            true => self.missed.borrow_mut().push((handle.clone(), event)),
            false => handle(event),
        }
    }

    async fn awake(&self) {
        poll_fn(|context| {
            if !self.asleep.get() {
                return Poll::Ready(());
            }
            self.sleepers.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn dies_at(&self, number: usize, when: Crash) -> bool {
        self.crash.get() == Some((number, when))
    }

    /// Does something that leaves the process.
    pub(super) async fn point<T>(&self, point: Point, work: impl Future<Output = T>) -> T {
        if self.dead.get() {
            return pending().await;
        }
        let number = self.points.borrow().len();
        self.points.borrow_mut().push(point);
        if self.sleep.get() == Some(number) {
            self.fall_asleep();
        }
        self.awake().await;
        self.steps.turn().await;
        if self.dies_at(number, Crash::Before) {
            self.end();
            return pending().await;
        }
        let done = work.await;
        if !self.step() {
            return pending().await;
        }
        self.steps.turn().await;
        if self.sleep_after.get() == Some(number) {
            self.fall_asleep();
        }
        self.awake().await;
        // Asked again: what it is spared meanwhile does not come after all.
        if self.dies_at(number, Crash::After) {
            self.end();
        }
        if self.dead.get() { pending().await } else { done }
    }
}
