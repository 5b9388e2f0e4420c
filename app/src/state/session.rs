//! The handle that every screen gets from the context.

use std::{ops::Deref, rc::Rc};

use futures::channel::oneshot::Receiver;
use leptos::prelude::*;
use lifeboat_messages::{
    Answer, BackupStatus, Offer, OpeningTerms, Phase, Problem, Request, Secret, ServiceKind, Step, View,
};

use super::{Files, Slice, WorkerFailure, intl, pending::PendingCalls, relief::Relief, spawn};
use crate::{
    amount::{self, Unit},
    rate,
    route::Route,
    text::{Explanation, Formatter, Language, Number, Texts, args},
};

/// The outcome of a call.
type CallResult = Result<Answer, Problem>;

/// Goes to a path, in place of the present one or not.
type Navigate = Rc<dyn Fn(&str, bool)>;

/// What the screens read and ask: one for the page's whole life. Every closure of every screen has a copy, so
/// that it is no more than an address.
#[derive(Clone, Copy)]
pub struct Session(&'static Parts);

/// What a session is made of.
pub struct Parts {
    view: RwSignal<Option<View>>,
    /// There is no worker, and why.
    pub broken: RwSignal<Option<WorkerFailure>>,
    /// The step of the long call under way.
    pub step: RwSignal<Option<Step>>,
    long: RwSignal<u64>,
    /// Unix ms, every second: for "4 s ago".
    pub now: RwSignal<u64>,
    /// The unit in which amounts are shown.
    pub unit: RwSignal<Unit>,
    /// Whether the balance is covered.
    pub hidden: RwSignal<bool>,
    /// The name of the screen that is shown, for machines.
    pub screen: RwSignal<&'static str>,
    /// What a screen reader is to say.
    pub announce: RwSignal<String>,
    /// The user wants to look although the wallet is read-only.
    pub look: RwSignal<bool>,
    /// "Use here" is under way; its screen stays although the phase changes.
    pub taking_over: RwSignal<bool>,
    /// Why "use here" did not work.
    pub not_taken: RwSignal<Option<Problem>>,
    /// The recovery phrase that opened a wallet whose PIN is forgotten, until a new one is chosen.
    pub forgotten: StoredValue<Option<Secret>>,
    /// The guards that the user has given up, until the PIN is changed.
    pub given_up: StoredValue<Vec<String>>,
    /// The browser promised to keep what is stored; `None` until it told.
    pub persisted: RwSignal<Option<bool>>,
    /// The page runs as an installed app.
    pub installed: RwSignal<Option<bool>>,
    /// The browser offers to install it.
    pub installable: RwSignal<bool>,
    /// A newer version of the app is kept whole beside this one.
    pub new_version: RwSignal<bool>,
    /// What this copy can keep a backup in; empty until asked.
    services: RwSignal<Vec<(ServiceKind, Offer)>>,
    /// What the address leads to.
    pub route: Memo<Route>,
    navigate: StoredValue<Navigate, LocalStorage>,
    pending: StoredValue<Rc<PendingCalls>, LocalStorage>,
    relief: StoredValue<Rc<Relief<Session>>, LocalStorage>,
    language: Language,
    texts: &'static Texts,
}

impl Deref for Session {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl Session {
    /// `route` and `navigate` are the address's.
    pub(super) fn new(
        (language, texts): (Language, &'static Texts),
        route: Memo<Route>,
        navigate: impl Fn(&str, bool) + 'static,
        relief: Relief<Session>,
    ) -> Session {
        let navigate: Navigate = Rc::new(navigate);
        Session(Box::leak(Box::new(Parts {
            view: RwSignal::new(None),
            broken: RwSignal::new(None),
            step: RwSignal::new(None),
            long: RwSignal::new(0),
            now: RwSignal::new(intl::now_ms()),
            unit: RwSignal::new(Unit::Sats),
            hidden: RwSignal::new(intl::stored("hidden").is_some()),
            screen: RwSignal::new("starting"),
            announce: RwSignal::new(String::new()),
            look: RwSignal::new(false),
            taking_over: RwSignal::new(false),
            not_taken: RwSignal::new(None),
            forgotten: StoredValue::new(None),
            given_up: StoredValue::new(Vec::new()),
            persisted: RwSignal::new(None),
            installed: RwSignal::new(None),
            installable: RwSignal::new(false),
            new_version: RwSignal::new(false),
            services: RwSignal::new(Vec::new()),
            route,
            navigate: StoredValue::new_local(navigate),
            pending: StoredValue::new_local(Rc::new(PendingCalls::default())),
            relief: StoredValue::new_local(Rc::new(relief)),
            language,
            texts,
        })))
    }

    pub(super) fn pending(self) -> Rc<PendingCalls> {
        self.pending.get_value()
    }

    pub(super) fn relief(self) -> Rc<Relief<Session>> {
        self.relief.get_value()
    }

    /// Looks at the newest view, without following it.
    pub(super) fn with_view<T>(self, of: impl FnOnce(Option<&View>) -> T) -> T {
        self.view.with_untracked(|view| of(view.as_ref()))
    }

    pub(super) fn set_view(self, view: View) {
        self.view.set(Some(view));
    }

    /// A step of a long call; of one that is over it is not shown.
    pub(super) fn took_step(self, call: u64, step: Step) {
        if call == self.long.get_untracked() {
            self.step.set(Some(step));
        }
    }

    /// Asks the worker; `then` gets the answer if the page still runs.
    pub fn ask(self, request: Request, then: impl FnOnce(Result<Answer, Problem>) + 'static) {
        self.ask_about(Files::new(), request, then);
    }

    /// Asks the worker, with files that travel beside it.
    pub fn ask_about(
        self,
        files: Files,
        request: Request,
        then: impl FnOnce(Result<Answer, Problem>) + 'static,
    ) {
        let (_, answer) = self.pending().ask(request, files);
        answered(answer, Box::new(then));
    }

    /// Asks something that takes its time and reports steps into [`Session::step`].
    pub fn ask_long(self, request: Request, then: impl FnOnce(Result<Answer, Problem>) + 'static) {
        self.step.set(None);
        let (id, answer) = self.pending().ask(request, Files::new());
        self.long.set(id);
        answered(answer, Box::new(then));
    }

    /// "Use here": brings the wallet to this device or tab, and goes home. Its screen follows automatically.
    pub fn take_over(self, request: Request) {
        self.not_taken.set(None);
        self.taking_over.set(true);
        self.ask_long(request, move |answer| {
            self.taking_over.set(false);
            match answer {
                Ok(_) => self.replace(Route::Home),
                Err(why) => self.not_taken.set(Some(why)),
            }
        });
    }

    /// Asks what this copy can keep a backup in, unless that is known.
    pub fn ask_services(self) {
        if self.services.with_untracked(Vec::is_empty) {
            self.ask(Request::Services, move |answer| {
                if let Ok(Answer::Services { services }) = answer {
                    self.services.set(services);
                }
            });
        }
    }

    /// Whether a service can be used here, once that is known.
    pub fn offer(self, kind: ServiceKind) -> Option<Offer> {
        self.services.with(|all| all.iter().find(|(known, _)| *known == kind).map(|(_, offer)| *offer))
    }

    /// The texts of the user's language.
    pub fn texts(self) -> &'static Texts {
        self.texts
    }

    /// The user's language.
    pub fn language(self) -> Language {
        self.language
    }

    /// A part of the newest view; changes only when that part changes.
    pub fn slice<T>(self, of: impl Fn(&View) -> T + Send + Sync + 'static) -> Slice<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Slice::new(move || self.view.with(|view| view.as_ref().map(&of)))
    }

    /// The newest view, once, without following it.
    pub fn peek<T>(self, of: impl FnOnce(&View) -> T) -> Option<T> {
        self.with_view(|view| view.map(of))
    }

    /// What the wallet can do now.
    pub fn phase(self) -> Memo<Phase> {
        Memo::new(move |_| self.view.with(|v| v.as_ref().map_or(Phase::Starting, |v| v.phase.clone())))
    }

    /// Whether the worker knows no wallet.
    pub fn nameless(self) -> Memo<bool> {
        Memo::new(move |_| self.view.with(|v| v.as_ref().is_none_or(|v| v.name.is_empty())))
    }

    /// Whether the cloud has everything.
    pub fn backup(self) -> Memo<BackupStatus> {
        Memo::new(move |_| self.view.with(|v| v.as_ref().map_or(BackupStatus::Off, |v| v.backup.clone())))
    }

    /// Goes to an address.
    pub fn go(self, route: Route) {
        self.navigate.with_value(|navigate| navigate(&route.path(), false));
    }

    /// Goes to an address in place of the present one.
    pub fn replace(self, route: Route) {
        self.navigate.with_value(|navigate| navigate(&route.path(), true));
    }

    /// Switches between sats and BTC, and remembers it.
    pub fn switch_unit(self) {
        self.unit.update(|unit| *unit = unit.other());
        intl::store("unit", (self.unit.get_untracked() == Unit::Btc).then_some("btc"));
    }

    /// Covers or shows the balance, and remembers it.
    pub fn switch_hidden(self) {
        self.hidden.update(|hidden| *hidden = !*hidden);
        intl::store("hidden", self.hidden.get_untracked().then_some("1"));
    }

    /// Says something to screen readers.
    pub fn say(self, text: impl Into<String>) {
        self.speak(text.into());
    }

    /// A text that stays as it is would not be heard again.
    fn speak(self, mut text: String) {
        if !text.is_empty() && self.announce.with_untracked(|said| *said == text) {
            text.push('\u{a0}');
        }
        self.announce.set(text);
    }

    /// An amount with its unit, as the user wants it.
    pub fn amount(self, msat: u64) -> String {
        intl::amount(msat, self.unit.get(), self.texts(), self.language)
    }

    /// What was typed as an amount, msat.
    pub fn parse_amount(self, typed: &str) -> Option<u64> {
        amount::parse(typed, self.unit.get(), intl::point(self.language))
    }

    /// An amount of whole sats as it would be typed.
    pub fn typed_amount(self, msat: u64) -> String {
        amount::typed(msat, self.unit.get_untracked(), intl::point(self.language))
    }

    /// A feerate in sat/vB, without its unit.
    pub fn rate(self, sat_per_kvb: u32) -> String {
        rate::shown(sat_per_kvb, intl::point(self.language))
    }

    /// A moment as date and time.
    pub fn date(self, at_ms: u64) -> String {
        intl::date_time(at_ms, self.language)
    }

    /// How long ago, ticking.
    pub fn ago(self, at_ms: u64) -> String {
        intl::ago(at_ms, self.now.get(), self.texts(), self.language)
    }

    /// What the channel costs that a payment of any amount opens.
    pub fn opening(self, terms: &OpeningTerms) -> String {
        self.texts().receive.opening_terms(args::ReceiveOpeningTerms {
            percent: &intl::percent(terms.parts_per_million, self.language),
            fee: &self.amount(terms.least_fee_msat),
            least: &self.amount(terms.least_msat),
            most: &self.amount(terms.most_msat),
        })
    }

    /// A problem in words.
    pub fn explain(self, problem: &Problem) -> Explanation {
        self.texts.explain(problem, &self)
    }

    /// A whole number, for a text.
    pub fn count(self, number: impl TryInto<u64>) -> Number {
        // Nothing that is counted comes near this.
        intl::count(number.try_into().unwrap_or(u64::MAX), self.language)
    }

    /// Seconds as a rough length of time.
    pub fn time(self, seconds: f64) -> String {
        intl::duration(seconds, self.language)
    }
}

/// Waits for an answer. Compiled once for all callers.
fn answered(answer: Receiver<CallResult>, then: Box<dyn FnOnce(CallResult)>) {
    spawn(async move {
        if let Ok(result) = answer.await {
            then(result);
        }
    });
}

impl Formatter for Session {
    fn amount(&self, msat: u64) -> String {
        Session::amount(*self, msat)
    }

    fn rate(&self, sat_per_kvb: u32) -> String {
        Session::rate(*self, sat_per_kvb)
    }

    fn duration(&self, ms: u64) -> String {
        self.time(ms as f64 / 1_000.0)
    }
}
