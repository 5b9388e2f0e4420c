//! Everything that processes share, and who answers their requests.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::executor::LocalSpawner;
use lifeboat_cloud::http::{Answer, Http, HttpError, Method, Request};
use lifeboat_clouds::{Core, google::Google, microsoft::Microsoft, nextcloud::Nextcloud};
use lifeboat_wallet::{
    Fetch,
    sim::{Chain, LightningNetwork},
};

use super::socket::Wires;
use crate::{
    guard_doubles::Guards,
    services::{SERVICE, Service},
    storages::Storages,
    time::{SimRng, Time},
};

/// The page's own address; `config.json` is there.
pub const ORIGIN: &str = "https://wallet.example";
/// The chain service.
pub const CHAIN: &str = "https://chain.example";

/// Where the provider is asked for a channel over HTTP.
pub const CHANNEL_REQUEST: &str = "https://provider.example/channel";
/// A chain service of another network of the same name.
pub const OTHER_CHAIN: &str = "https://other-chain.example";
/// Where the provider's node is.
pub const PROVIDER: &str = "sim:9735";
/// A peer that takes every call, and hangs up without a word.
pub const CURT: &str = "curt:9735";

/// Where one signs in to OneDrive.
pub const ONE_DRIVE: &str = "https://one-drive.example";
/// Where its files are, as it says itself.
pub const ONE_DRIVE_FILES: &str = lifeboat_clouds::Direct::<Microsoft>::BASE;

/// Where Google is.
pub const GOOGLE: &str = "https://google.example";

/// Where the cloud of this number is.
pub fn cloud_address(index: usize) -> String {
    format!("https://drive-{index}.example")
}

/// What all processes share.
#[derive(Clone)]
pub struct Surroundings {
    pub time: Time,
    pub dice: SimRng,
    pub clouds: Rc<Vec<Core<Nextcloud>>>,
    /// At [`ONE_DRIVE`]: a service with a sign-in, whose tokens change.
    pub one_drive: Core<Microsoft>,
    /// At [`GOOGLE`]: a service that lets in for an hour.
    pub google: Core<Google>,
    /// Those that only what is asked at rest is measured of.
    pub storages: Storages,
    pub network: Rc<LightningNetwork>,
    /// What [`OTHER_CHAIN`] shows.
    pub other_chain: Rc<Chain>,
    /// How long the chain service thinks about each answer, ms.
    pub chain_late_ms: Rc<Cell<u64>>,
    /// How long an answer of the clouds that a form leads to is on its way, ms.
    pub clouds_late_ms: Rc<Cell<u64>>,
    /// What the clouds list begins as with lighttpd.
    pub are_lighttpd: Rc<Cell<bool>>,
    /// A request is waited for without an end, whatever it says.
    pub is_patient: Rc<Cell<bool>>,
    /// The chain service does not know what fees are usual.
    pub knows_no_fees: Rc<Cell<bool>>,
    /// Those that a PIN can be registered at.
    pub guards: Rc<Guards>,
    /// Lightning addresses and LNURL.
    pub service: Rc<Service>,
    pub wires: Rc<Wires>,
    pub config: Rc<str>,
    /// Addresses that the bridge of the page's origin dials.
    pub bridged: Rc<RefCell<Vec<String>>>,
    /// What the page's server has as the map of the network, if it answers.
    pub map: Rc<RefCell<Option<Vec<u8>>>>,
    pub spawner: LocalSpawner,
}

impl Surroundings {
    /// Whether the bridge dials this address.
    pub(super) fn leads_to(&self, address: &str) -> bool {
        self.bridged.borrow().iter().any(|bridged| bridged == address)
    }

    /// What comes of a request, to whomever it goes.
    pub(super) async fn answer(&self, request: Request) -> Result<Answer, HttpError> {
        let found = |body: Vec<u8>| Answer { status: 200, headers: Vec::new(), body };
        if request.url == format!("{ORIGIN}/config.json") {
            return Ok(found(self.config.as_bytes().to_vec()));
        }
        if let Some(to) = request.url.strip_prefix(&format!("{ORIGIN}/bridge?to=")) {
            let status = if self.leads_to(to) { 204 } else { 403 };
            return Ok(Answer { status, headers: Vec::new(), body: Vec::new() });
        }
        if let Some(path) = request.url.strip_prefix(OTHER_CHAIN) {
            let answer = self.other_chain.get(path).await.map_err(|_| HttpError::NoAnswer)?;
            return Ok(Answer { status: answer.status, headers: Vec::new(), body: answer.body });
        }
        let late = self.guards.delay_ms(&request);
        if late > 0 {
            self.time.sleep(late).await;
        }
        let (now_ms, mut dice) = (self.time.now(), self.dice.clone());
        if let Some(answer) = self.guards.hear(&request, now_ms, &mut dice) {
            return answer;
        }
        if let Some(path) = request.url.strip_prefix(SERVICE) {
            return self.service.answer(path, &self.network);
        }
        if request.url == format!("{ORIGIN}/graph") {
            let map = self.map.borrow().clone();
            return map.map(found).ok_or(HttpError::NoAnswer);
        }
        if request.url == CHANNEL_REQUEST {
            return Ok(self.open_channels());
        }
        if let Some(path) = request.url.strip_prefix(CHAIN) {
            return self.ask_chain(request.method, path, &request.body).await;
        }
        let request = match self.storages.answer(request).await {
            Ok(answer) => return answer,
            Err(request) => request,
        };
        if [ONE_DRIVE, ONE_DRIVE_FILES].iter().any(|at| request.url.starts_with(at)) {
            return self.one_drive.http(ORIGIN).send(request).await;
        }
        if request.url.starts_with(GOOGLE) {
            return self.google.http(ORIGIN).send(request).await;
        }
        for (index, cloud) in self.clouds.iter().enumerate() {
            if request.url.starts_with(&cloud_address(index)) {
                let late = self.clouds_late_ms.get();
                if late > 0 {
                    self.time.sleep(late).await;
                }
                let answer = cloud.http(ORIGIN).send(request).await;
                return match self.are_lighttpd.get() {
                    true => answer.map(as_lighttpd),
                    false => answer,
                };
            }
        }
        Err(HttpError::NotSent)
    }

    /// The provider opens one to each wallet that is connected.
    fn open_channels(&self) -> Answer {
        let network = &self.network;
        let opened = network.connected().into_iter().all(|to| network.open_channel(to, 1_000_000, 0).is_ok());
        Answer { status: if opened { 200 } else { 503 }, headers: Vec::new(), body: Vec::new() }
    }

    async fn ask_chain(&self, method: Method, path: &str, body: &[u8]) -> Result<Answer, HttpError> {
        let late = self.chain_late_ms.get();
        if late > 0 {
            self.time.sleep(late).await;
        }
        if method == Method::Post {
            let text = String::from_utf8_lossy(body);
            let said = self.network.post(path, &text).map_err(|_| HttpError::NoAnswer)?;
            return Ok(Answer { status: said.status, headers: Vec::new(), body: said.body });
        }
        if self.knows_no_fees.get() && path.ends_with("fee-estimates") {
            return Ok(Answer { status: 503, headers: Vec::new(), body: Vec::new() });
        }
        let answer = self.network.get(path).await.map_err(|_| HttpError::NoAnswer)?;
        Ok(Answer { status: answer.status, headers: Vec::new(), body: answer.body })
    }
}

/// The same listing with the words by which that server is known.
fn as_lighttpd(answer: Answer) -> Answer {
    const BEGINS: &str = "<d:multistatus";
    const KNOWN: &str =
        r#"<!--<D:multistatus xmlns:D="DAV:" xmlns:ns0="urn:uuid:c2f41010-65b3-11d1-a29f-00aa00c14882/">-->"#;
    let Answer { status, mut headers, body } = answer;
    let listing = String::from_utf8(body);
    let body = match listing {
        Ok(listing) if status == 207 => listing.replacen(BEGINS, &format!("{KNOWN}{BEGINS}"), 1).into_bytes(),
        Ok(other) => other.into_bytes(),
        Err(bytes) => bytes.into_bytes(),
    };
    headers.retain(|(name, _)| status != 207 || !name.eq_ignore_ascii_case("content-length"));
    Answer { status, headers, body }
}
