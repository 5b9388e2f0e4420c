//! The doubles' remote control: `/control/…` on each one's address, for tests in a browser.
//!
//! | request | what it does |
//! | --- | --- |
//! | `POST /control/faults` | one rule or a list of them ([`crate::fault`]) |
//! | `DELETE /control/faults` | ends all faults |
//! | `GET`, `DELETE /control/log` | the latest requests; forgets them |
//! | `GET /control/waiting` | what is on its way |
//! | `POST /control/release`, `…/lose` `{"number": 7}` | one that waits goes on, or never arrives; without a number: all |
//! | `POST /control/clock` `{"advance_ms": 3600000}` | so much later; answers the time |
//! | `POST /control/do/<action>` | what the service's module says |
//! | `GET /control/describe` | addresses, client ids, accounts |

use serde_json::{Value, json};

use crate::{Answered, Asked, Core, Rule, Service};

/// `None` when the request is not for the control.
pub(crate) fn control<S: Service>(core: &Core<S>, asked: &Asked) -> Option<Answered> {
    let what = asked.path.strip_prefix("/control/")?;
    let done = match (asked.method.as_str(), what) {
        ("OPTIONS", _) => Ok(Value::Null),
        ("POST", "faults") => faults(core, asked),
        ("DELETE", "faults") => {
            core.mend();
            Ok(Value::Null)
        }
        ("GET", "log") => serde_json::to_value(core.log()).map_err(|error| error.to_string()),
        ("DELETE", "log") => {
            core.clear_log();
            Ok(Value::Null)
        }
        ("GET", "waiting") => serde_json::to_value(core.waiting()).map_err(|error| error.to_string()),
        ("POST", "release" | "lose") => Ok(let_go(core, asked, what == "lose")),
        ("POST", "clock") => {
            let advance = asked.json().and_then(|body| body.get("advance_ms")?.as_u64());
            core.clock().advance(advance.unwrap_or(0));
            Ok(json!({ "now_ms": core.clock().now_ms() }))
        }
        ("GET", "describe") => Ok(core.with(|service, _| service.describe(&asked.base))),
        ("POST", what) => match what.strip_prefix("do/") {
            Some(action) => {
                let argument = asked.json().unwrap_or(Value::Null);
                core.with(|service, now_ms| service.act(action, &argument, now_ms))
            }
            None => Err(format!("no control {what}")),
        },
        (_, what) => Err(format!("no control {what}")),
    };
    let answer = match done {
        Ok(value) => Answered::json(200, &value),
        Err(words) => Answered::json(400, &json!({ "error": words })),
    };
    Some(
        answer
            .with("access-control-allow-origin", "*")
            .with("access-control-allow-methods", "GET,POST,DELETE")
            .with("access-control-allow-headers", "content-type"),
    )
}

fn faults<S: Service>(core: &Core<S>, asked: &Asked) -> Result<Value, String> {
    let body = asked.json().ok_or("no JSON")?;
    let rules: Vec<Rule> = match body.is_array() {
        true => serde_json::from_value(body).map_err(|error| error.to_string())?,
        false => vec![serde_json::from_value(body).map_err(|error| error.to_string())?],
    };
    let count = rules.len();
    rules.into_iter().for_each(|rule| core.fault(rule));
    Ok(json!({ "rules": count }))
}

fn let_go<S: Service>(core: &Core<S>, asked: &Asked, lose: bool) -> Value {
    let number = asked.json().and_then(|body| body.get("number")?.as_u64());
    let numbers = match number {
        Some(number) => vec![number],
        None => core.waiting().iter().map(|waiting| waiting.number).collect(),
    };
    let gone = |number: &&u64| if lose { core.lose(**number) } else { core.release(**number) };
    json!({ "let_go": numbers.iter().filter(gone).count() })
}
