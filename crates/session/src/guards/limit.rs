//! What guards are worth, as the page tells it.

use lifeboat_config::Config;
use lifeboat_crypto::Keyring;
use lifeboat_guard::client::tries_left;
use lifeboat_guard::slot::GuardUrl;
use lifeboat_guard::wire::TRIES;
use lifeboat_messages::GuardLimit;

use super::named_by;

/// The guards that limit the PIN of a keyring.
pub fn of_keyring(keyring: &Keyring) -> Option<GuardLimit> {
    let guards = named_by(keyring)?;
    let taking_part = guards.guards().iter().filter(|entry| entry.takes_part());
    let urls: Vec<&GuardUrl> = taking_part.map(|entry| &entry.url).collect();
    Some(limit(&urls, guards.needed()))
}

/// Those that a new PIN can be registered at: none where the configuration names none, or what it names makes no sense.
pub fn offered(config: &Config) -> Option<GuardLimit> {
    let guards = config.guards().ok()?;
    let urls: Vec<&GuardUrl> = guards.all().iter().map(|(url, _)| url).collect();
    Some(limit(&urls, guards.threshold().needed()))
}

fn limit(urls: &[&GuardUrl], needed: u8) -> GuardLimit {
    let is_related = |at: usize, url: &GuardUrl| urls.iter().skip(at + 1).any(|other| other.is_related(url));
    GuardLimit {
        hosts: urls.iter().map(|url| url.shown().to_owned()).collect(),
        needed,
        guesses: tries_left(&vec![TRIES; urls.len()], needed),
        related: urls.iter().enumerate().any(|(at, url)| is_related(at, url)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(urls: &[&str], needed: u8) -> GuardLimit {
        let urls: Vec<GuardUrl> = urls.iter().map(|url| GuardUrl::parse(url).unwrap()).collect();
        limit(&urls.iter().collect::<Vec<_>>(), needed)
    }

    #[test]
    fn guesses_follow_from_how_many_guards_there_are_and_how_many_must_answer() {
        let five =
            ["https://a.example", "https://b.example", "https://c.example", "https://d.test", "https://e"];
        assert_eq!(of(&five[..1], 1).guesses, 10);
        assert_eq!(of(&five[..3], 2).guesses, 15);
        assert_eq!(of(&five, 3).guesses, 16);
    }

    #[test]
    fn guards_of_one_machine_or_domain_are_called_related() {
        assert!(!of(&["https://a.example", "https://b.example", "https://c.example"], 2).related);
        assert!(of(&["https://g1.a.example", "https://b.example", "https://g2.a.example"], 2).related);
        assert!(of(&["http://127.0.0.1:1", "https://b.example", "http://127.0.0.1:2"], 2).related);
        assert!(!of(&["http://127.0.0.1:1", "http://127.1.0.1:2", "https://0.1"], 2).related);
        assert!(!of(&["https://192.0.2.1", "https://198.51.2.1", "https://a.example"], 2).related);
        assert!(!of(&["https://guard.a.co.uk", "https://guard.b.co.uk", "https://a.com.au"], 2).related);
        assert!(of(&["https://one.a.co.uk", "https://two.a.co.uk", "https://a.com.au"], 2).related);
        assert!(of(&["https://one.co.example", "https://two.co.example", "https://a.example"], 2).related);
    }

    #[test]
    fn a_guard_is_shown_with_what_tells_it_from_another_on_the_same_machine() {
        let shown = of(&["http://127.0.0.1:8091", "https://b.example/guards"], 1).hosts;
        assert_eq!(shown, ["127.0.0.1:8091", "b.example/guards"]);
    }
}
