//! Creating a file, never replacing one.

use futures::future::join;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    BYTES_PER_MS, DavItem, Effect, PATIENCE_MS, Way, WebDav,
    digest_tag::is_digest,
    is_page,
    listing::{ASIDE, CLAIM},
    refusal,
};
use crate::{
    Create, Drive, DriveError, Path,
    answer::looked_at,
    hex::hex,
    http::{Answer, Http, Method},
};

/// The outcome of one `PUT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PutOutcome {
    /// Written, and the server says that it is new. `whole`: its tag proves that it has every byte.
    New { whole: bool },
    /// Written; the server says, or leaves open, that it replaced something.
    Replaced { status: u16 },
    /// Something of that name is there (412).
    Exists,
    /// 404, 405, 409: its folder is missing, or something of another kind is in the way.
    Hindered,
}

/// After this many refusals the holder of a claim is presumed dead.
const PATIENCE_WITH_CLAIMS: u32 = 3;
/// The pause between them.
const CLAIM_PAUSE_MS: u64 = 5_000;

/// What this process remembers of the files it made aside; see [`Way::Aside`].
#[derive(Default)]
pub(super) struct Claims {
    /// How many there were. A name of its own for each attempt: the server may still be busy with a broken one.
    attempts: u64,
    /// Left behind by attempts that failed.
    left: Vec<Path>,
    /// The claim made by us for this file and these bytes, and not given back: the answer to what followed was lost.
    held: Option<Path>,
    /// Another's, and how often it was in our way.
    refused: Option<(Path, u32)>,
}

impl<H: Http> WebDav<H> {
    pub(super) async fn create_file(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let Some(folder) = file.parent() else { return Err(DriveError::WrongKind) };
        match self.behaviour.way {
            Way::Aside => self.create_by_move(file, &folder, bytes).await,
            Way::Put => self.create_by_put(file, &folder, bytes).await,
        }
    }

    async fn create_by_put(&self, file: &Path, folder: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        let mut put = self.put(file, bytes, true).await?;
        if put == PutOutcome::Hindered && !folder.names().is_empty() {
            self.make_folders(folder).await?;
            put = self.put(file, bytes, true).await?;
        }
        match put {
            PutOutcome::New { whole: true } => Ok(Create::Created),
            PutOutcome::New { whole: false } => looked_at(self, file, bytes).await,
            PutOutcome::Exists => Ok(Create::Exists),
            PutOutcome::Replaced { .. } => Err(DriveError::Overwrote),
            PutOutcome::Hindered => self.hindrance(file).await,
        }
    }

    async fn create_by_move(&self, file: &Path, folder: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        if !file.names().iter().all(|name| can_be_moved_to(name)) {
            return Err(DriveError::BadAddress);
        }
        let attempt = {
            let mut claims = self.claims.borrow_mut();
            claims.attempts += 1;
            claims.attempts
        };
        let aside = folder.join(scaffold_name(attempt, file, bytes, ASIDE));
        let created = self.move_in(file, folder, bytes, &aside).await;
        match created {
            Ok(Create::Created) => {}
            _ => self.claims.borrow_mut().left.push(aside),
        }
        // This is not done after an error, as it would only make the caller wait.
        if created.is_ok() {
            self.tidy().await;
        }
        created
    }

    async fn move_in(
        &self,
        file: &Path,
        folder: &Path,
        bytes: &[u8],
        aside: &Path,
    ) -> Result<Create, DriveError> {
        let mut put = self.put(aside, bytes, false).await?;
        if put == PutOutcome::Hindered && !folder.names().is_empty() {
            self.make_folders(folder).await?;
            put = self.put(aside, bytes, false).await?;
        }
        if put == PutOutcome::Hindered {
            return self.hindrance(file).await;
        }
        if !self.is_whole(put, aside, bytes).await? {
            // Torn, as on a full disk: what the real name bears is always whole.
            return self.hindrance(file).await;
        }
        // Only now: a claim is held for two short requests, never for a slow upload or the look at it.
        let claim = folder.join(scaffold_name(0, file, b"", CLAIM));
        let ours = folder.join(scaffold_name(0, file, bytes, ASIDE));
        if !self.claim(file, &ours, &claim).await? {
            return Ok(Create::Exists);
        }
        let release = self.release(&ours, &claim);
        match self.rename(aside, file).await? {
            PutOutcome::New { .. } => join(release, looked_at(self, file, bytes)).await.1,
            PutOutcome::Replaced { .. } => Err(DriveError::Overwrote),
            PutOutcome::Exists => join(release, async { Ok(Create::Exists) }).await.1,
            PutOutcome::Hindered => match join(release, self.stat(file)).await.1 {
                Ok(DavItem::File { .. } | DavItem::Folder) => Ok(Create::Exists),
                _ => Err(DriveError::Unknown),
            },
        }
    }

    /// Whether everything that was sent is there, whatever the server has said.
    async fn is_whole(&self, put: PutOutcome, aside: &Path, bytes: &[u8]) -> Result<bool, DriveError> {
        match put {
            PutOutcome::New { whole: true } => Ok(true),
            PutOutcome::New { whole: false }
            | PutOutcome::Replaced { .. }
            | PutOutcome::Exists
            | PutOutcome::Hindered => match self.get(aside).await {
                Ok(stored) => Ok(stored == bytes),
                Err(DriveError::NotFound) => Ok(false),
                Err(error) => Err(error),
            },
        }
    }

    async fn release(&self, ours: &Path, claim: &Path) -> Result<(), DriveError> {
        let answer = self.delete_at(self.address.folder(claim)?).await?;
        let mut claims = self.claims.borrow_mut();
        if answer.status < 300 && claims.held.as_ref() == Some(ours) {
            claims.held = None;
        }
        Ok(())
    }

    /// Removes what earlier attempts left behind. What stays all the same is small, never listed, and gone with its
    /// folder at the latest.
    async fn tidy(&self) {
        let left = std::mem::take(&mut self.claims.borrow_mut().left);
        for aside in left {
            if let Ok(url) = self.address.file(&aside) {
                let _ = self.delete_at(url).await;
            }
        }
    }

    /// True when we hold the claim on a name, and no other device can; false when the name is taken.
    async fn claim(&self, file: &Path, ours: &Path, claim: &Path) -> Result<bool, DriveError> {
        let mut broken = false;
        loop {
            let answer = self.make_folder(claim).await?;
            match answer.status {
                201 => {
                    let mut claims = self.claims.borrow_mut();
                    (claims.held, claims.refused) = (Some(ours.clone()), None);
                    return Ok(true);
                }
                // 403 is Apache's word for a folder that another made in the same instant.
                403 | 405 | 409 | 412 => {}
                _ => return Err(refusal(&answer, Effect::Change)),
            }
            if self.claims.borrow().held.as_ref() == Some(ours) {
                return Ok(true);
            }
            if !matches!(self.stat(file).await?, DavItem::Nothing) {
                self.claims.borrow_mut().refused = None;
                return Ok(false);
            }
            match &self.pause {
                _ if !broken && self.is_abandoned(file) => {
                    // Its maker died before it could rename its file: gone, and tried once more.
                    broken = true;
                    self.delete_at(self.address.folder(claim)?).await?;
                }
                Some(pause) if !broken => pause().await,
                _ if broken && answer.status == 403 => return Err(DriveError::Denied),
                _ => return Err(DriveError::Busy { after_ms: Some(CLAIM_PAUSE_MS) }),
            }
        }
    }

    /// Counts how often another's claim was in the way.
    fn is_abandoned(&self, file: &Path) -> bool {
        let mut claims = self.claims.borrow_mut();
        let before = claims.refused.take().filter(|(path, _)| path == file).map_or(0, |(_, times)| times);
        claims.refused = Some((file.clone(), before + 1));
        before + 1 >= PATIENCE_WITH_CLAIMS
    }

    pub(super) async fn make_folder(&self, folder: &Path) -> Result<Answer, DriveError> {
        let request = self.request(Method::Mkcol, self.address.folder(folder)?);
        self.send(request, Effect::Change).await
    }

    pub(super) async fn put(
        &self,
        file: &Path,
        bytes: &[u8],
        only_new: bool,
    ) -> Result<PutOutcome, DriveError> {
        let mut request = self.request(Method::Put, self.address.file(file)?);
        if only_new {
            request.headers.push(("if-none-match", Zeroizing::new("*".to_owned())));
        }
        request.headers.push(("content-type", Zeroizing::new("application/octet-stream".to_owned())));
        request.body = bytes.to_vec();
        let more = u32::try_from(bytes.len() / BYTES_PER_MS).unwrap_or(u32::MAX);
        request.timeout_ms = PATIENCE_MS.saturating_add(more);
        let answer = self.send(request, Effect::Change).await?;
        Ok(match self.outcome(&answer)? {
            PutOutcome::New { .. } => PutOutcome::New { whole: is_digest(answer.header("etag"), bytes) },
            other @ (PutOutcome::Replaced { .. } | PutOutcome::Exists | PutOutcome::Hindered) => other,
        })
    }

    /// `MOVE` that does not replace.
    pub(super) async fn rename(&self, from: &Path, to: &Path) -> Result<PutOutcome, DriveError> {
        let mut request = self.request(Method::Move, self.address.file(from)?);
        request.headers.push(("destination", Zeroizing::new(self.address.destination(to)?)));
        request.headers.push(("overwrite", Zeroizing::new("F".to_owned())));
        let answer = self.send(request, Effect::Change).await?;
        self.outcome(&answer)
    }

    fn outcome(&self, answer: &Answer) -> Result<PutOutcome, DriveError> {
        match answer.status {
            200 if is_page(answer) => Err(DriveError::NotADrive),
            201 => Ok(PutOutcome::New { whole: false }),
            200 | 204 if answer.status == self.behaviour.created => Ok(PutOutcome::New { whole: false }),
            status @ (200 | 204) => Ok(PutOutcome::Replaced { status }),
            412 => Ok(PutOutcome::Exists),
            404 | 405 | 409 => Ok(PutOutcome::Hindered),
            // The body tells what became of the parts (RFC 4918, 9.9.4); a look at the file finds out.
            207 => Err(DriveError::Unknown),
            _ => Err(refusal(answer, Effect::Change)),
        }
    }

    /// The folder with all above it. What is there already stays as it is; what fails shows in the next request.
    pub(super) async fn make_folders(&self, folder: &Path) -> Result<(), DriveError> {
        let mut path = Path::root();
        for name in folder.names() {
            path = path.join(name);
            let answer = self.make_folder(&path).await?;
            self.is_made(&path, &answer).await?;
        }
        Ok(())
    }

    /// Whether the answer lets the folder be there.
    pub(super) async fn is_made(&self, folder: &Path, answer: &Answer) -> Result<(), DriveError> {
        match answer.status {
            200 if is_page(answer) => Err(DriveError::NotADrive),
            200 | 201 | 204 | 405 | 409 | 412 => Ok(()),
            // Some refuse to make what is there already, in words of their own.
            403 | 501 if matches!(self.stat(folder).await, Ok(DavItem::Folder)) => Ok(()),
            _ => Err(refusal(answer, Effect::Change)),
        }
    }

    /// Why a file could not be written although its folders should be there.
    async fn hindrance(&self, file: &Path) -> Result<Create, DriveError> {
        if !matches!(self.stat(file).await, Ok(DavItem::Nothing) | Err(_)) {
            return Ok(Create::Exists);
        }
        let mut above = file.parent();
        while let Some(folder) = above.filter(|folder| !folder.names().is_empty()) {
            if matches!(self.stat(&folder).await?, DavItem::File { .. }) {
                return Err(DriveError::WrongKind);
            }
            above = folder.parent();
        }
        self.root().await?;
        Err(DriveError::Unavailable { after_ms: None })
    }
}

/// Whether [`Way::Aside`] can make what is called so. Some servers (wsgidav) decode a destination before they
/// take it apart, and cut it at these characters: refused is better than under another name.
pub(super) fn can_be_moved_to(name: &str) -> bool {
    !name.contains([';', '?', '#'])
}

/// The name of a scaffold, which is the same on every device and in every release: two that disagree about a claim's
/// name would not keep each other out.
fn scaffold_name(attempt: u64, file: &Path, bytes: &[u8], end: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(attempt.to_be_bytes());
    for name in file.names() {
        digest.update(name);
        digest.update(b"/");
    }
    digest.update([0]);
    digest.update(bytes);
    hex(&digest.finalize()[..16]) + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_has_the_same_name_on_every_device_and_in_every_release() {
        let file = Path::root().join("Bitcoin Wallet Backup").join("000000000042.lifeboat");
        assert_eq!(scaffold_name(0, &file, b"", CLAIM), "fd66435f6ae5a70e9830b2476a9403be.claim");
        let others = [
            scaffold_name(1, &file, b"", CLAIM),
            scaffold_name(0, &file, b"x", CLAIM),
            scaffold_name(0, &file.join("x"), b"", CLAIM),
            scaffold_name(0, &Path::root().join("Bitcoin Wallet Backup"), b"000000000042.lifeboat", CLAIM),
        ];
        assert!(others.iter().all(|other| *other != scaffold_name(0, &file, b"", CLAIM)));
    }
}
