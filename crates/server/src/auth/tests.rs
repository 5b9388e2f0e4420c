use super::*;

const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

fn gate() -> GuessLimit {
    let limits = Limits { free_tries: 3, try_every: Duration::from_secs(2), ..Limits::default() };
    GuessLimit::new(&Password::new("correct horse").unwrap(), &limits)
}

fn with(user: &str, password: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    headers.insert(header::AUTHORIZATION, value.parse().unwrap());
    headers
}

#[tokio::test(start_paused = true)]
async fn only_the_right_user_with_the_right_password_passes() {
    let gate = gate();
    assert_eq!(gate.check(HOME, &with("lifeboat", "correct horse")).await, CredentialCheck::Right);
    assert_eq!(gate.check(HOME, &HeaderMap::new()).await, CredentialCheck::Missing);
    for (user, password) in
        [("lifeboat", "correct"), ("root", "correct horse"), ("lifeboat", "correct horse "), ("", "")]
    {
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(gate.check(HOME, &with(user, password)).await, CredentialCheck::Wrong);
    }
    for text in ["Basic", "Basic !!", "Bearer abc", "basic"] {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, text.parse().unwrap());
        assert_eq!(gate.check(HOME, &headers).await, CredentialCheck::Missing, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn guesses_are_slowed_down_however_many_come_at_once() {
    let gate = gate();
    let start = Instant::now();
    let headers = with("lifeboat", "guess");
    let mut answers = futures::future::join_all((0..200).map(|_| gate.check(HOME, &headers))).await;
    let compared = answers.extract_if(.., |verdict| *verdict == CredentialCheck::Wrong).count();
    let allowed = 3.0 + start.elapsed().as_secs_f64() / 2.0;
    assert!(compared as f64 <= allowed + 0.01, "{compared} of {allowed}");
    assert!(
        compared >= 3 && answers.iter().all(|verdict| matches!(verdict, CredentialCheck::TooMany { .. }))
    );
}

#[tokio::test(start_paused = true)]
async fn the_owner_elsewhere_does_not_wait_and_at_the_same_address_only_a_little() {
    let gate = gate();
    for _ in 0..3 {
        assert_eq!(gate.check(HOME, &with("lifeboat", "guess")).await, CredentialCheck::Wrong);
    }
    let right = with("lifeboat", "correct horse");
    let start = Instant::now();
    assert_eq!(gate.check(ELSEWHERE, &right).await, CredentialCheck::Right);
    assert!(start.elapsed().is_zero());
    assert_eq!(gate.check(HOME, &right).await, CredentialCheck::Right);
    assert!(start.elapsed() >= Duration::from_secs(1) && start.elapsed() <= Duration::from_secs(3));
}

#[test]
fn addresses_of_one_ipv6_customer_count_as_one() {
    let one: IpAddr = "2001:db8:1:2:aaaa::1".parse().unwrap();
    let other: IpAddr = "2001:db8:1:2:bbbb::2".parse().unwrap();
    assert_eq!(neighbourhood(one), neighbourhood(other));
    assert_eq!(neighbourhood("::ffff:192.0.2.1".parse().unwrap()), HOME);
}
