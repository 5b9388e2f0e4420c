//! Every class of wrong answer, at every request of every operation of a drive over its double, once and for good.
//!
//! Whatever comes: nothing that is there is called missing, no other bytes are given for it, nothing is called created
//! that is not stored, nothing is called deleted that is still there, nothing stored is lost, and nothing panics.

#![allow(dead_code)] // each suite uses its part

use std::{cell::Cell, rc::Rc};

use async_trait::async_trait;
use futures::executor::block_on;
use lifeboat_cloud::{Bearer, Create, DeleteExactly, Drive, DriveError, Path, Token};
use lifeboat_clouds::{Core, Fault, Rule, Service};

/// Where the wallet's pages come from.
pub const ORIGIN: &str = "https://wallet.example";
/// What is stored.
pub const STORED: &[u8] = b"the acknowledged bytes of entry 42";
/// What is to be stored.
pub const FRESH: &[u8] = b"the bytes of entry 43, a little longer";
const MOST_REQUESTS: u32 = 24;

/// A drive over a double of its own.
pub struct Bench<S> {
    /// The double.
    pub core: Core<S>,
    /// The drive.
    pub drive: Box<dyn Drive>,
    /// What the double holds.
    pub stored: fn(&S, &[String]) -> Option<Vec<u8>>,
}

impl<S: Service> Bench<S> {
    /// What the double holds.
    pub fn has(&self, path: &Path) -> Option<Vec<u8>> {
        self.core.with(|service, _| (self.stored)(service, path.names()))
    }
}

/// The folder of the entries.
pub fn folder() -> Path {
    Path::root().join("Bitcoin Wallet Backup").join("BitcoinWalletBackup_Zoë").join("Channel state")
}

/// An entry that is there.
pub fn present() -> Path {
    folder().join("000000000042.lifeboat")
}

/// One that is not.
pub fn absent() -> Path {
    folder().join("000000000043.lifeboat")
}

/// Tokens from a function; after one is refused the next is asked for, a limited number of times.
pub struct Tokens {
    issue: Box<dyn Fn() -> Option<String>>,
    current: std::cell::RefCell<Option<Token>>,
    left: Cell<u32>,
    /// How many were refused.
    pub refused: Cell<u32>,
}

impl Tokens {
    /// As many as that.
    pub fn new(left: u32, issue: impl Fn() -> Option<String> + 'static) -> Rc<Tokens> {
        let current = Default::default();
        Rc::new(Tokens { issue: Box::new(issue), current, left: Cell::new(left), refused: Cell::new(0) })
    }
}

#[async_trait(?Send)]
impl Bearer for Tokens {
    async fn token(&self) -> Result<Token, DriveError> {
        let mut current = self.current.borrow_mut();
        if current.is_none() && self.left.get() > 0 {
            self.left.set(self.left.get() - 1);
            *current = (self.issue)().map(Token::new);
        }
        current.clone().ok_or(DriveError::SignedOut)
    }

    fn refused(&self, token: &Token) {
        self.refused.set(self.refused.get() + 1);
        let mut current = self.current.borrow_mut();
        if current.as_ref() == Some(token) {
            *current = None;
        }
    }
}

/// One class. `torn`: what is kept is damaged, which the journal has to mend.
pub struct Class {
    pub name: String,
    pub fault: Fault,
    pub torn: bool,
}

fn class(fault: Fault) -> Class {
    let torn = matches!(fault, Fault::Torn { .. });
    Class { name: format!("{fault:?}").chars().take(160).collect(), fault, torn }
}

fn instead(status: u16, kind: &str, body: &str) -> [Class; 2] {
    [false, true]
        .map(|done| class(Fault::Instead { status, kind: kind.to_owned(), body: body.to_owned(), done }))
}

/// All that any service may be hit by, and `own` answers in the form of this one.
pub fn classes(own: &[(u16, &str)]) -> Vec<Class> {
    let statuses = (400..=418)
        .chain([421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499])
        .chain(500..=511)
        .chain([520, 522, 530, 599, 300, 301, 302, 303, 304, 307, 308]);
    let page = "<!DOCTYPE html><html><title>Something</title></html>";
    let mut classes = Vec::new();
    for status in statuses {
        classes.push(class(Fault::Status { status }));
        classes.push(class(Fault::StatusYetDone { status }));
        let [refused, _] = instead(status, "text/html; charset=utf-8", page);
        let [_, done] = instead(status, "", "");
        classes.extend([refused, done]);
    }
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let wide = format!("{{\"error\":{{\"code\":\"{}\"}}}}", "x".repeat(100_000));
    for status in [200, 201, 204, 409] {
        for body in [
            "",
            "null",
            "{}",
            "[]",
            "true",
            "7",
            "\"ok\"",
            "{",
            "{\"value\":1}",
            "{\"value\":null}",
            "{\"entries\":[]}",
            "{\"entries\":null,\"cursor\":\"\",\"has_more\":false}",
            "{\"error\":{}}",
            "{\"error\":null}",
            "{\"error\":\"not_found\"}",
            "{\"error\":{\".tag\":\"other\"}}",
            "{\"error_summary\":\"path/not_found/..\"}",
            "{\"error\":{\"code\":\"generalException\"}}",
            "{\"metadata\":{}}",
            "{\"id\":\"1\",\"name\":\"000000000042.lifeboat\"}",
            "{\"id\":\"1\",\"name\":\"000000000043.lifeboat\",\"size\":38,\"folder\":{}}",
            "{\"name\":\"000000000043.lifeboat\",\"size\":3,\"rev\":\"1\"}",
            "\u{1f}\u{8b}garbage",
            page,
        ] {
            classes.extend(instead(status, "application/json", body));
        }
        classes.extend(instead(status, "application/json", &deep));
        classes.extend(instead(status, "application/json", &wide));
        classes.extend(instead(status, "text/html", page));
        classes.extend(instead(status, "application/octet-stream", "other bytes altogether"));
    }
    for status in [202, 203, 205, 206, 207, 226] {
        classes.extend(instead(status, "application/json", "{}"));
        classes.extend(instead(status, "text/html", page));
    }
    for (status, body) in own {
        classes.extend(instead(*status, "application/json", body));
    }
    let more = [
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Duplicate,
        Fault::DuplicateFirst,
        Fault::Later,
        Fault::CutAnswer { keep: 0 },
        Fault::CutAnswer { keep: 12 },
        Fault::ShortAnswer { keep: 0 },
        Fault::ShortAnswer { keep: 12 },
        Fault::LongAnswer,
        Fault::Page,
        Fault::PageYetDone,
        Fault::OtherObject,
        Fault::QuotaFull,
        Fault::SignedOut,
        Fault::ScopeMissing,
        Fault::NoCors,
        Fault::Redirect { to: "https://elsewhere.example/".to_owned() },
        Fault::Torn { keep: 5, status: None },
        Fault::Torn { keep: 5, status: Some(400) },
        Fault::Torn { keep: 0, status: Some(503) },
        Fault::RateLimited { status: 429, retry_after: Some(7), done: false },
        Fault::RateLimited { status: 429, retry_after: None, done: true },
        Fault::RateLimited { status: 503, retry_after: Some(7), done: true },
        Fault::RateLimited { status: 403, retry_after: None, done: false },
    ];
    classes.extend(more.into_iter().map(class));
    classes
}

fn world<S: Service>(make: &dyn Fn() -> Bench<S>) -> Bench<S> {
    let bench = make();
    assert_eq!(block_on(bench.drive.create(&present(), STORED)), Ok(Create::Created));
    bench
}

fn everywhere<S: Service>(
    make: &dyn Fn() -> Bench<S>,
    classes: &[Class],
    check: impl Fn(&Bench<S>, &Class, &str),
) {
    let mut cases = 0;
    for class in classes {
        for at in [None].into_iter().chain((0..MOST_REQUESTS).map(Some)) {
            let bench = world(make);
            let before = bench.core.requests();
            bench.core.fault(match at {
                Some(at) => Rule::once(class.fault.clone()).after(at),
                None => Rule::always(class.fault.clone()),
            });
            let case = format!("{} at {at:?}", class.name);
            check(&bench, class, &case);
            let kept = bench.has(&present());
            assert!(kept.is_none() || kept.as_deref() == Some(STORED), "{case}: the stored file was changed");
            // Who is always told that there is one more page asks for a thousand.
            let most = if at.is_some() { 200 } else { 5_000 };
            assert!(bench.core.requests() - before < most, "{case}: it asks without an end");
            cases += 1;
            if at.is_some_and(|at| bench.core.requests() - before <= u64::from(at)) {
                break;
            }
        }
    }
    assert!(cases > 300, "{cases}");
}

/// Whether a drive can check bytes against a hash of the service's. Where it cannot, a right-looking answer with wrong
/// bytes is believed, and refused by the seal of what is in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bytes {
    Checked,
    Believed,
}

impl Class {
    fn lies_about_bytes(&self, bytes: Bytes) -> bool {
        let lie = matches!(
            self.fault,
            Fault::Instead { status: 200, .. }
                | Fault::ShortAnswer { .. }
                | Fault::LongAnswer
                | Fault::OtherObject
        );
        bytes == Bytes::Believed && lie
    }
}

/// The whole suite, for a drive that checks bytes.
pub fn check<S: Service>(make: &dyn Fn() -> Bench<S>, own: &[(u16, &str)]) {
    check_all(make, own, Bytes::Checked);
}

/// The whole suite.
pub fn check_all<S: Service>(make: &dyn Fn() -> Bench<S>, own: &[(u16, &str)], bytes: Bytes) {
    let classes = classes(own);
    assert!(classes.len() >= 60, "{}", classes.len());
    everywhere(make, &classes, |bench, class, case| {
        match block_on(bench.drive.get(&present())) {
            Ok(_) if class.lies_about_bytes(bytes) => {}
            Ok(got) => assert_eq!(got, STORED, "get, {case}"),
            Err(error) => assert_ne!(error, DriveError::NotFound, "get, {case}"),
        }
        assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "get, {case}");
    });
    everywhere(make, &classes, |bench, _, case| match block_on(bench.drive.list(&folder())) {
        Ok(entries) => assert_eq!(entries.len(), 1, "list, {case}"),
        Err(error) => assert_ne!(error, DriveError::NotFound, "list, {case}"),
    });
    everywhere(make, &classes, |bench, class, case| {
        let got = block_on(bench.drive.get(&absent()));
        assert!(got.is_err() || class.lies_about_bytes(bytes), "get of nothing, {case}: {got:?}");
    });
    everywhere(make, &classes, |bench, _, case| {
        let created = block_on(bench.drive.create(&absent(), FRESH));
        if created == Ok(Create::Created) {
            assert_eq!(bench.has(&absent()).as_deref(), Some(FRESH), "create, {case}");
        }
        assert_ne!(created, Err(DriveError::NotFound), "create, {case}");
        assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "create, {case}");
    });
    everywhere(make, &classes, |bench, _, case| {
        let created = block_on(bench.drive.create(&present(), FRESH));
        assert_ne!(created, Ok(Create::Created), "second create, {case}");
        assert_ne!(created, Err(DriveError::NotFound), "second create, {case}");
        assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "second create, {case}");
    });
    everywhere(make, &classes, |bench, class, case| {
        if class.torn {
            return;
        }
        let first = block_on(bench.drive.create(&absent(), FRESH));
        bench.core.mend();
        let again = block_on(bench.drive.create(&absent(), FRESH));
        assert!(
            matches!(again, Ok(Create::Created | Create::Exists)),
            "create again, {case}: {first:?}, {again:?}"
        );
        assert!(first != Ok(Create::Created) || again == Ok(Create::Exists), "create again, {case}");
        assert_eq!(block_on(bench.drive.get(&absent())), Ok(FRESH.to_vec()), "create again, {case}");
        let names = block_on(bench.drive.list(&folder())).map(|all| all.len());
        assert_eq!(names, Ok(2), "create again, {case}");
    });
    everywhere(make, &classes, |bench, class, case| match block_on(bench.drive.delete(&present())) {
        // Who believes a bare 204 can be lied to: a file too many costs nothing.
        Ok(()) if matches!(class.fault, Fault::Instead { status: 204, .. }) => {}
        Ok(()) | Err(DriveError::NotFound) => assert_eq!(bench.has(&present()), None, "delete, {case}"),
        Err(_) => {}
    });
    everywhere(make, &classes, |bench, class, case| {
        match block_on(bench.drive.delete_exactly(&present(), STORED)) {
            Ok(DeleteExactly::Deleted) if matches!(class.fault, Fault::Instead { status: 204, .. }) => {}
            Ok(DeleteExactly::Deleted) | Err(DriveError::NotFound) => {
                assert_eq!(bench.has(&present()), None, "exact delete, {case}");
            }
            _ => {}
        }
    });
    everywhere(make, &classes, |bench, _, case| {
        let deleted = block_on(bench.drive.delete_exactly(&present(), FRESH));
        assert_ne!(deleted, Ok(DeleteExactly::Deleted), "delete of other bytes, {case}");
        assert_ne!(deleted, Err(DriveError::NotFound), "delete of other bytes, {case}");
        assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "delete of other bytes, {case}");
    });
    for class in &classes {
        // A twist, or an answer that is right all the same.
        if class.torn
            || matches!(
                class.fault,
                Fault::OtherObject | Fault::Duplicate | Fault::DuplicateFirst | Fault::LongAnswer
            )
            || matches!(&class.fault, Fault::CutAnswer { keep } if *keep > 0)
        {
            continue;
        }
        let bench = world(make);
        bench.core.fault(Rule::always(class.fault.clone()));
        assert!(block_on(bench.drive.account()).is_err(), "account, {}", class.name);
        assert!(block_on(bench.drive.quota()).is_err(), "quota, {}", class.name);
    }
}
