//! What can go wrong between a client and a service, and when it does.
//!
//! As JSON for `POST /control/faults`: one rule or a list of them, e.g.
//! `{"fault": "answer_lost", "route": "POST /upload/", "times": 2}`, `{"fault": {"rate_limited": {"status": 429}}}`.
//! `DELETE /control/faults` ends them all.

use serde::{Deserialize, Serialize};

use crate::Asked;

/// What goes wrong with one request. Numbers as in `docs/threat-model.md`, where it lists faults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// F-01: never arrives, the connection ends.
    RequestLost,
    /// F-02: carried out, and the connection ends without an answer.
    AnswerLost,
    /// F-03: carried out twice; the second answer comes.
    Duplicate,
    /// F-03: carried out twice; the first answer comes.
    DuplicateFirst,
    /// F-04: the connection ends; carried out when released.
    Later,
    /// F-06: waits before it is carried out, until released.
    Held,
    /// F-06: carried out, and the answer waits until released.
    AnswerHeld,
    /// F-07: of the content only so many bytes arrive, which are kept; the answer is this status.
    Torn {
        /// Bytes kept.
        keep: usize,
        /// `None`: the answer says that all is well.
        status: Option<u16>,
    },
    /// F-08: the answer ends after so many bytes of its body, although it promised more.
    CutAnswer {
        /// Bytes sent.
        keep: usize,
    },
    /// F-08: the answer's body ends after so many bytes, and says that this is all.
    ShortAnswer {
        /// Bytes sent.
        keep: usize,
    },
    /// F-08: more bytes behind the answer's body, its length adapted.
    LongAnswer,
    /// F-08: a sign-in page with status 200, nothing carried out.
    Page,
    /// F-08: the same, and the request is carried out all the same.
    PageYetDone,
    /// F-09: a read or listing of so many changes ago.
    Stale {
        /// Changes.
        changes: usize,
    },
    /// F-11 and others: this status, in the service's words, nothing carried out.
    Status {
        /// The status.
        status: u16,
    },
    /// F-11, F-12 and others: this status, in the service's words, and carried out all the same.
    StatusYetDone {
        /// The status.
        status: u16,
    },
    /// F-12.
    RateLimited {
        /// 429, or 403 at Google.
        status: u16,
        /// Seconds; `None`: no such header.
        retry_after: Option<u64>,
        /// Whether it is carried out all the same.
        #[serde(default)]
        done: bool,
    },
    /// F-14.
    QuotaFull,
    /// F-15: 401.
    SignedOut,
    /// F-15: the scope does not do.
    ScopeMissing,
    /// F-16: to this address.
    Redirect {
        /// An absolute address.
        to: String,
    },
    /// F-17: no headers for pages of other origins, and preflights are refused.
    NoCors,
    /// F-26: another object's bytes.
    OtherObject,
    /// Whatever the writer of the test thinks of; nothing carried out unless `done`.
    Instead {
        /// The status.
        status: u16,
        /// `content-type`.
        #[serde(default)]
        kind: String,
        /// The body.
        #[serde(default)]
        body: String,
        /// Whether the request is carried out.
        #[serde(default)]
        done: bool,
    },
}

/// When a fault happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What.
    pub fault: Fault,
    /// To which requests: a method, a space and a part of the path with its query (`POST /upload/`); either alone will
    /// do. `None`: to all.
    #[serde(default)]
    pub route: Option<String>,
    /// How many of those go well before.
    #[serde(default)]
    pub skip: u32,
    /// How many it happens to; `None`: all from then on.
    #[serde(default = "once")]
    pub times: Option<u32>,
}

#[allow(clippy::unnecessary_wraps)] // as serde wants it
fn once() -> Option<u32> {
    Some(1)
}

impl Rule {
    /// To the next request.
    pub fn once(fault: Fault) -> Rule {
        Rule { fault, route: None, skip: 0, times: Some(1) }
    }

    /// To every request.
    pub fn always(fault: Fault) -> Rule {
        Rule { times: None, ..Rule::once(fault) }
    }

    /// Only to these requests.
    #[must_use]
    pub fn on(self, route: &str) -> Rule {
        Rule { route: Some(route.to_owned()), ..self }
    }

    /// Only after so many of them.
    #[must_use]
    pub fn after(self, skip: u32) -> Rule {
        Rule { skip, ..self }
    }

    /// So many times.
    #[must_use]
    pub fn times(self, times: u32) -> Rule {
        Rule { times: Some(times), ..self }
    }

    fn is_about(&self, asked: &Asked) -> bool {
        let Some(route) = &self.route else { return true };
        let (method, part) = match route.split_once(' ') {
            Some((method, part)) => (Some(method), part),
            None if route.starts_with('/') => (None, route.as_str()),
            None => (Some(route.as_str()), ""),
        };
        let whole = format!("{}?{}", asked.path, asked.query);
        method.is_none_or(|method| method == asked.method) && whole.contains(part)
    }
}

/// The rules in force, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules(pub(crate) Vec<Rule>);

impl Rules {
    /// The fate of a request: of the first rule about it that is due.
    pub(crate) fn draw(&mut self, asked: &Asked) -> Option<Fault> {
        for rule in self.0.iter_mut().filter(|rule| rule.is_about(asked)) {
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            match &mut rule.times {
                Some(0) => {}
                Some(times) => {
                    *times -= 1;
                    return Some(rule.fault.clone());
                }
                None => return Some(rule.fault.clone()),
            }
        }
        None
    }
}
