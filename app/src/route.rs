//! The page's addresses.

/// Where the page is. The steps of a flow are part of the address, so that the browser's own Back works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The wallet, or the welcome when there is none.
    Home,
    /// Making a wallet.
    Create(String),
    /// Turning the backup on.
    Backup(String),
    /// Asking for money; the step is the payment hash of the invoice that is shown, or [`Route::ON_CHAIN`].
    Receive(String),
    /// Paying, at a step of its flow.
    Send(String),
    /// The list of all payments.
    Activity,
    /// One payment, by its id.
    Payment(String),
    /// A higher fee for a payment on the chain, by its id.
    Bump(String),
    /// The list of channels.
    Channels,
    /// One channel, open or closed, by its id.
    Channel(String),
    /// Bringing a wallet back.
    Restore(String),
    /// What is wrong and what helps.
    Problem,
    /// The settings of the wallet.
    Settings,
    /// Settings of the backup.
    SettingsBackup,
    /// One more service for the backup.
    Another(String),
    /// What protects the money.
    Security,
    /// The recovery phrase.
    Words,
    /// Choosing another PIN, at a step of its flow.
    ChangePin(String),
    /// Whether the user still knows the PIN.
    Practice,
    /// Another name for the wallet.
    Rename,
    /// Deleting the wallet from this device.
    Delete,
    /// Signing in again.
    Reconnect,
    /// Signing in again, for the second copy.
    ReconnectSecond,
    /// Installing the page as an app.
    Install,
    /// About Lifeboat itself.
    About,
    /// Development only: a screen with sample data.
    #[cfg(feature = "gallery")]
    Gallery(String),
}

impl Route {
    /// The step of [`Route::Receive`] that shows an address on the chain.
    pub const ON_CHAIN: &str = "on-chain";

    /// The route of a path; what is unknown leads home.
    pub fn parse(path: &str) -> Route {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or_default();
        let second = parts.next().unwrap_or_default();
        let third = parts.next().unwrap_or_default();
        match (first, second) {
            ("create", step) => Route::Create(step.to_owned()),
            ("backup", step) => Route::Backup(step.to_owned()),
            ("receive", hash) => Route::Receive(hash.to_owned()),
            ("send", step) => Route::Send(step.to_owned()),
            ("activity", "") => Route::Activity,
            ("activity", kind) if parts.next() == Some("bump") => Route::Bump(format!("{kind}/{third}")),
            ("activity", kind) => Route::Payment(format!("{kind}/{third}")),
            ("channels", "") => Route::Channels,
            ("channels", id) => Route::Channel(id.to_owned()),
            ("restore", step) => Route::Restore(step.to_owned()),
            ("problem", _) => Route::Problem,
            ("settings", "backup") if third == "another" => {
                Route::Another(parts.next().unwrap_or_default().to_owned())
            }
            ("settings", "backup") => Route::SettingsBackup,
            ("settings", "security") => Route::Security,
            ("settings", "install") => Route::Install,
            ("settings", "phrase") => Route::Words,
            ("settings", "pin") => Route::ChangePin(third.to_owned()),
            ("settings", "practice") => Route::Practice,
            ("settings", "name") => Route::Rename,
            ("settings", "delete") => Route::Delete,
            ("settings", "reconnect") if third == "second" => Route::ReconnectSecond,
            ("settings", "reconnect") => Route::Reconnect,
            ("settings", _) => Route::Settings,
            ("about", _) => Route::About,
            #[cfg(feature = "gallery")]
            ("gallery", name) => Route::Gallery(name.to_owned()),
            _ => Route::Home,
        }
    }

    /// The path of its address.
    pub fn path(&self) -> String {
        let step = |base: &str, step: &str| {
            if step.is_empty() { base.to_owned() } else { format!("{base}/{step}") }
        };
        match self {
            Route::Home => "/".to_owned(),
            Route::Create(s) => step("/create", s),
            Route::Backup(s) => step("/backup", s),
            Route::Receive(s) => step("/receive", s),
            Route::Send(s) => step("/send", s),
            Route::Activity => "/activity".to_owned(),
            Route::Payment(id) => format!("/activity/{id}"),
            Route::Bump(id) => format!("/activity/{id}/bump"),
            Route::Channels => "/channels".to_owned(),
            Route::Channel(id) => format!("/channels/{id}"),
            Route::Restore(s) => step("/restore", s),
            Route::Problem => "/problem".to_owned(),
            Route::Settings => "/settings".to_owned(),
            Route::SettingsBackup => "/settings/backup".to_owned(),
            Route::Another(s) => step("/settings/backup/another", s),
            Route::Security => "/settings/security".to_owned(),
            Route::Words => "/settings/phrase".to_owned(),
            Route::ChangePin(s) => step("/settings/pin", s),
            Route::Practice => "/settings/practice".to_owned(),
            Route::Rename => "/settings/name".to_owned(),
            Route::Delete => "/settings/delete".to_owned(),
            Route::Reconnect => "/settings/reconnect".to_owned(),
            Route::ReconnectSecond => "/settings/reconnect/second".to_owned(),
            Route::Install => "/settings/install".to_owned(),
            Route::About => "/about".to_owned(),
            #[cfg(feature = "gallery")]
            Route::Gallery(name) => format!("/gallery/{name}"),
        }
    }

    /// This route without its step: while this stays equal, the screen (or flow) on the page stays mounted.
    pub fn flow(&self) -> Route {
        match self {
            Route::Create(_) => Route::Create(String::new()),
            Route::Backup(_) => Route::Backup(String::new()),
            Route::Receive(_) => Route::Receive(String::new()),
            Route::Send(_) => Route::Send(String::new()),
            Route::Restore(_) => Route::Restore(String::new()),
            Route::ChangePin(_) => Route::ChangePin(String::new()),
            Route::Another(_) => Route::Another(String::new()),
            Route::Home
            | Route::Activity
            | Route::Payment(_)
            | Route::Bump(_)
            | Route::Channels
            | Route::Channel(_)
            | Route::Problem
            | Route::Settings
            | Route::SettingsBackup
            | Route::Security
            | Route::Words
            | Route::Practice
            | Route::Rename
            | Route::Delete
            | Route::Reconnect
            | Route::ReconnectSecond
            | Route::Install
            | Route::About => self.clone(),
            #[cfg(feature = "gallery")]
            Route::Gallery(_) => self.clone(),
        }
    }

    /// The step of a flow, empty for its first one.
    pub fn step(&self) -> &str {
        match self {
            Route::Create(s)
            | Route::Backup(s)
            | Route::Receive(s)
            | Route::Send(s)
            | Route::Restore(s)
            | Route::Another(s)
            | Route::ChangePin(s) => s,
            Route::Home
            | Route::Activity
            | Route::Payment(_)
            | Route::Bump(_)
            | Route::Channels
            | Route::Channel(_)
            | Route::Problem
            | Route::Settings
            | Route::SettingsBackup
            | Route::Security
            | Route::Words
            | Route::Practice
            | Route::Rename
            | Route::Delete
            | Route::Reconnect
            | Route::ReconnectSecond
            | Route::Install
            | Route::About => "",
            #[cfg(feature = "gallery")]
            Route::Gallery(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_back_to_its_route() {
        let some = || "step".to_owned();
        let routes = [
            Route::Home,
            Route::Create(some()),
            Route::Create(String::new()),
            Route::Backup(some()),
            Route::Receive(some()),
            Route::Receive(String::new()),
            Route::Send(some()),
            Route::Activity,
            Route::Payment("out/00ff".into()),
            Route::Bump("chain/00ff".into()),
            Route::Receive(Route::ON_CHAIN.into()),
            Route::Channels,
            Route::Channel(some()),
            Route::Restore(some()),
            Route::Problem,
            Route::Settings,
            Route::SettingsBackup,
            Route::Words,
            Route::ChangePin(some()),
            Route::ChangePin(String::new()),
            Route::Practice,
            Route::Rename,
            Route::Delete,
            Route::Reconnect,
            Route::ReconnectSecond,
            Route::Another(some()),
            Route::Another(String::new()),
            Route::Install,
            Route::About,
        ];
        for route in routes {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn an_unknown_address_leads_home() {
        for path in ["", "/", "//", "/nonsense/at/all", "/index.html"] {
            assert_eq!(Route::parse(path), Route::Home);
        }
    }

    #[test]
    fn the_steps_of_a_flow_share_one_screen() {
        assert_eq!(Route::parse("/backup/pin").flow(), Route::parse("/backup").flow());
        assert_eq!(Route::parse("/backup/pin").step(), "pin");
        assert_ne!(Route::parse("/activity").flow(), Route::parse("/activity/in/00ff").flow());
    }
}
