//! Creating a file, never replacing one.

use std::hash::{DefaultHasher, Hash, Hasher};

use zeroize::Zeroizing;

use super::{BYTES_PER_MS, Effect, Found, PATIENCE_MS, Way, WebDav, is_page, listing::ASIDE, refusal};
use crate::{
    Create, Drive, DriveError, Path,
    http::{Answer, Http, Method},
};

/// What came of one `PUT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// Written, and the server says that it is new.
    New,
    /// Written; the server says, or leaves open, that it replaced something.
    Replaced { status: u16 },
    /// 412.
    Exists,
    /// 404, 405, 409: its folder is missing, or something of another kind is in the way.
    Hindered,
}

impl<H: Http> WebDav<H> {
    pub(super) async fn create_file(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let Some(folder) = file.parent() else { return Err(DriveError::WrongKind) };
        let created = match self.behaviour.way {
            Way::Put => self.create_by_put(file, &folder, bytes).await?,
            Way::Aside => self.create_by_move(file, &folder, bytes).await?,
        };
        if created == Create::Exists || !self.behaviour.read_back {
            return Ok(created);
        }
        let read = self.read_back(file, bytes).await?;
        if let (Create::Created, Some(pause)) = (read, &self.pause) {
            pause().await;
            return self.read_back(file, bytes).await;
        }
        Ok(read)
    }

    async fn create_by_put(&self, file: &Path, folder: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let mut put = self.put(file, bytes, true).await?;
        if put == Put::Hindered && !folder.names().is_empty() {
            self.make_folders(folder).await?;
            put = self.put(file, bytes, true).await?;
        }
        match put {
            Put::New => Ok(Create::Created),
            Put::Exists => Ok(Create::Exists),
            Put::Replaced { .. } => Err(DriveError::Overwrote),
            Put::Hindered => self.hindrance(file).await,
        }
    }

    async fn create_by_move(&self, file: &Path, folder: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        // Some servers (wsgidav) decode a destination before they take it apart, and cut it there: refused is better
        // than under another name.
        if file.names().iter().any(|name| name.contains([';', '?', '#'])) {
            return Err(DriveError::BadAddress);
        }
        let aside = folder.join(aside_name(file, bytes));
        let mut put = self.put(&aside, bytes, false).await?;
        if put == Put::Hindered && !folder.names().is_empty() {
            self.make_folders(folder).await?;
            put = self.put(&aside, bytes, false).await?;
        }
        if put == Put::Hindered {
            return self.hindrance(file).await;
        }
        match self.rename(&aside, file).await? {
            Put::New => Ok(Create::Created),
            Put::Replaced { .. } => Err(DriveError::Overwrote),
            Put::Exists => {
                // What stays behind is small, and gone with its folder at the latest.
                let _ = self.delete_at(self.address.file(&aside)?).await;
                Ok(Create::Exists)
            }
            // Another request for the same bytes was quicker.
            Put::Hindered => match self.stat(file).await {
                Ok(Found::File { .. } | Found::Folder) => Ok(Create::Exists),
                _ => Err(DriveError::Unknown),
            },
        }
    }

    pub(super) async fn put(&self, file: &Path, bytes: &[u8], only_new: bool) -> Result<Put, DriveError> {
        let mut request = self.request(Method::Put, self.address.file(file)?);
        if only_new {
            request.headers.push(("if-none-match", Zeroizing::new("*".to_owned())));
        }
        request.headers.push(("content-type", Zeroizing::new("application/octet-stream".to_owned())));
        request.body = bytes.to_vec();
        let more = u32::try_from(bytes.len() / BYTES_PER_MS).unwrap_or(u32::MAX);
        request.timeout_ms = PATIENCE_MS.saturating_add(more);
        let answer = self.send(request, Effect::Change).await?;
        self.outcome(&answer)
    }

    /// `MOVE` that does not replace.
    pub(super) async fn rename(&self, from: &Path, to: &Path) -> Result<Put, DriveError> {
        let mut request = self.request(Method::Move, self.address.file(from)?);
        request.headers.push(("destination", Zeroizing::new(self.address.file(to)?)));
        request.headers.push(("overwrite", Zeroizing::new("F".to_owned())));
        let answer = self.send(request, Effect::Change).await?;
        self.outcome(&answer)
    }

    fn outcome(&self, answer: &Answer) -> Result<Put, DriveError> {
        match answer.status {
            200 if is_page(answer) => Err(DriveError::NotADrive),
            201 => Ok(Put::New),
            200 | 204 if answer.status == self.behaviour.created => Ok(Put::New),
            status @ (200 | 204) => Ok(Put::Replaced { status }),
            412 => Ok(Put::Exists),
            404 | 405 | 409 => Ok(Put::Hindered),
            _ => Err(refusal(answer, Effect::Change)),
        }
    }

    /// The folder with all above it. What is there already stays as it is; what fails shows in the next request.
    pub(super) async fn make_folders(&self, folder: &Path) -> Result<(), DriveError> {
        let mut path = Path::root();
        for name in folder.names() {
            path = path.join(name);
            let request = self.request(Method::Mkcol, self.address.folder(&path)?);
            let answer = self.send(request, Effect::Change).await?;
            match answer.status {
                200 if is_page(&answer) => return Err(DriveError::NotADrive),
                200 | 201 | 204 | 405 | 409 | 412 => {}
                _ => return Err(refusal(&answer, Effect::Change)),
            }
        }
        Ok(())
    }

    /// Why a file could not be written although its folders should be there.
    async fn hindrance(&self, file: &Path) -> Result<Create, DriveError> {
        if !matches!(self.stat(file).await, Ok(Found::Nothing) | Err(_)) {
            return Ok(Create::Exists);
        }
        let mut above = file.parent();
        while let Some(folder) = above.filter(|folder| !folder.names().is_empty()) {
            if matches!(self.stat(&folder).await?, Found::File { .. }) {
                return Err(DriveError::WrongKind);
            }
            above = folder.parent();
        }
        self.root().await?;
        Err(DriveError::Unavailable { after_ms: None })
    }

    /// Ours, or another's that came first or was let through as well.
    async fn read_back(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        match self.get(file).await {
            Ok(stored) if stored == bytes => Ok(Create::Created),
            Ok(_) => Ok(Create::Exists),
            Err(_) => Err(DriveError::Unknown),
        }
    }
}

/// The same for the same file and bytes, so that sending again does not leave more and more behind.
fn aside_name(file: &Path, bytes: &[u8]) -> String {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, file, bytes).hash(&mut hasher);
        hasher.finish()
    };
    format!("{:016x}{:016x}{ASIDE}", half(0), half(1))
}
