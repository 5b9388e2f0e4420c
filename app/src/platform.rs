//! What kind of browser this is, where that changes what the user can do or has to know.

/// The kinds that differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Any browser on an iPhone or iPad: they are all Safari underneath.
    Ios,
    /// Safari on a Mac.
    MacSafari,
    /// Firefox on Android.
    AndroidFirefox,
    /// Every other.
    Other,
}

impl Platform {
    /// As the browser describes itself. An iPad says that it is a Mac, and has a screen that is touched.
    pub fn of(user_agent: &str, touch_points: i32) -> Platform {
        let has = |mark: &str| user_agent.contains(mark);
        if has("iPhone") || has("iPad") || has("Macintosh") && touch_points > 1 {
            Platform::Ios
        } else if has("Macintosh") && has("Safari/") && !has("Chrome/") && !has("Firefox/") {
            Platform::MacSafari
        } else if has("Android") && has("Firefox/") {
            Platform::AndroidFirefox
        } else {
            Platform::Other
        }
    }

    /// WebKit deletes what a page keeps when it has not been opened for seven days, unless it is installed.
    /// An installed app has its own storage there: a wallet in the browser is not carried over.
    pub fn is_webkit(self) -> bool {
        match self {
            Platform::Ios | Platform::MacSafari => true,
            Platform::AndroidFirefox | Platform::Other => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_by_what_it_says() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";
        let chrome_on_mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let firefox_on_mac =
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1";
        let android = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
        let chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
        for (agent, touch_points, platform) in [
            (mac, 0, Platform::MacSafari),
            (mac, 5, Platform::Ios),
            (iphone, 5, Platform::Ios),
            (chrome_on_mac, 0, Platform::Other),
            (firefox_on_mac, 0, Platform::Other),
            (android, 5, Platform::AndroidFirefox),
            (chrome, 5, Platform::Other),
            ("", 0, Platform::Other),
        ] {
            assert_eq!(Platform::of(agent, touch_points), platform, "{agent}");
        }
        assert!(Platform::Ios.is_webkit() && Platform::MacSafari.is_webkit() && !Platform::Other.is_webkit());
    }
}
