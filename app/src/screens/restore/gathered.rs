//! What the restore flow has gathered, and what it asks the worker. No markup here.

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, Assurances, DriveChoice, FoundBackup, Phase, Problem, Request, RestoredWallet, SignInAnswer,
    SignInEnd, Unlocker,
};

use super::{Source, files::PickedPaths};
use crate::{
    flow::restore::{RestoreEvent as E, RestoreFailure},
    state::{Session, durable, seen, sign_in},
};

/// Gone when the flow ends.
#[derive(Clone, Copy)]
pub struct RestoreFlowData {
    pub source: StoredValue<Option<Source>>,
    pub found: RwSignal<Vec<FoundBackup>>,
    /// Names of picked files that are no part of a backup.
    pub left_out: StoredValue<Vec<String>>,
    pub picked: StoredValue<Option<FoundBackup>>,
    pub unlocker: StoredValue<Option<Unlocker>>,
    /// What the user has confirmed, for the picked backup only.
    pub sure: StoredValue<Assurances>,
    pub busy: RwSignal<bool>,
    /// The problem of the sign-in form, or of picking files.
    pub refused: RwSignal<Option<Problem>>,
    /// The problem of the PIN or phrase, or of restoring.
    pub problem: RwSignal<Option<Problem>>,
    pub restored: RwSignal<Option<RestoredWallet>>,
}

impl RestoreFlowData {
    /// Before anything was gathered.
    pub fn new() -> RestoreFlowData {
        RestoreFlowData {
            source: StoredValue::new(None),
            found: RwSignal::new(Vec::new()),
            left_out: StoredValue::new(Vec::new()),
            picked: StoredValue::new(None),
            unlocker: StoredValue::new(None),
            sure: StoredValue::new(Assurances::default()),
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
            problem: RwSignal::new(None),
            restored: RwSignal::new(None),
        }
    }

    /// Whether it is about files, not about a service.
    pub fn is_about_files(self) -> bool {
        self.source.with_value(|source| matches!(source, Some(Source::Files)))
    }

    /// "Look elsewhere": other files, or another service.
    pub fn elsewhere(self) -> E {
        if self.is_about_files() { E::Files } else { E::Other }
    }
}

/// Reads the drive. An error stays on the form; only an answer leads on.
pub fn search(session: Session, g: RestoreFlowData, drive: DriveChoice, event: Callback<E>) {
    let service = drive.service();
    let _ = g.busy.try_set(true);
    let _ = g.source.try_update_value(|kept| *kept = Some(Source::Drive(drive.clone())));
    session.ask(Request::FindBackups { drive }, move |answer| {
        let _ = g.busy.try_set(false);
        match answer {
            Ok(Answer::Found { backups }) => {
                seen::note(service, &backups);
                found(g, backups, Vec::new(), event);
            }
            // The same in other words: the account was read and holds nothing.
            Err(Problem::NoBackup) => found(g, Vec::new(), Vec::new(), event),
            Ok(_) => {}
            Err(why) => {
                let _ = g.refused.try_set(Some(why));
                // Only where it means something: a form stays as it is.
                let _ = event.try_run(E::Refused);
            }
        }
    });
}

/// Reads picked files. An error stays where they are picked.
pub fn open_files(session: Session, g: RestoreFlowData, picked: PickedPaths, event: Callback<E>) {
    let _ = g.busy.try_set(true);
    let _ = g.refused.try_set(None);
    let _ = g.source.try_update_value(|kept| *kept = Some(Source::Files));
    let PickedPaths { paths, files } = picked;
    session.ask_about(files, Request::OpenFiles { paths }, move |answer| {
        let _ = g.busy.try_set(false);
        match answer {
            Ok(Answer::Files { backups, left_out }) => found(g, backups, left_out, event),
            Ok(_) => {}
            Err(why) => {
                let _ = g.refused.try_set(Some(why));
            }
        }
    });
}

fn found(g: RestoreFlowData, backups: Vec<FoundBackup>, left_out: Vec<String>, event: Callback<E>) {
    let _ = g.found.try_set(backups);
    let _ = g.left_out.try_update_value(|kept| *kept = left_out);
    let _ = event.try_run(E::Searched);
}

/// Finishes the sign-in, as soon as the worker knows what is on this device, and looks what the account holds.
pub fn come_back(session: Session, g: RestoreFlowData, answer: SignInAnswer, event: Callback<E>) {
    let asked_in = |phase: &Phase| *phase != Phase::Starting;
    sign_in::finish(session, answer, SignInEnd::Restore, asked_in, move |came| match came {
        Ok(came) => {
            search(session, g, DriveChoice::SignedIn { service: came.service, id: came.id }, event);
        }
        Err(why) => {
            let _ = g.refused.try_set(Some(why));
            let _ = event.try_run(E::Refused);
        }
    });
}

/// Something was typed to open the picked backup.
pub fn open_with(session: Session, g: RestoreFlowData, unlocker: Unlocker, event: Callback<E>) {
    let opener = unlocker.kind();
    g.unlocker.set_value(Some(unlocker));
    event.run(E::Entered(opener));
    restore(session, g, event);
}

/// Brings the picked backup here.
pub fn restore(session: Session, g: RestoreFlowData, event: Callback<E>) {
    let source = g.source.try_get_value().flatten();
    let picked = g.picked.try_get_value().flatten();
    let unlocker = g.unlocker.try_get_value().flatten();
    let (Some(source), Some(picked), Some(unlocker)) = (source, picked, unlocker) else { return };
    let sure = g.sure.try_get_value().unwrap_or_default();
    let request = match source {
        Source::Drive(drive) => Request::Restore { drive, backup: picked.id, unlocker, sure },
        Source::Files => Request::RestoreFiles { backup: picked.id, unlocker, sure },
    };
    session.ask_long(request, move |answer| match answer {
        Ok(Answer::Restored(restored)) => {
            seen::forget();
            durable::ask_to_keep(session);
            // What was in the way of it here is over.
            session.not_taken.set(None);
            let _ = g.restored.try_set(Some(restored));
            let _ = g.unlocker.try_set_value(None);
            // The service's password is no longer needed.
            let _ = g.source.try_update_value(|source| {
                source.take_if(|source| matches!(source, Source::Drive(_)));
            });
            let _ = event.try_run(E::Restored);
        }
        Ok(_) => {}
        Err(why) => {
            let failure = RestoreFailure::from(&why);
            let _ = g.problem.try_set(Some(why));
            let _ = event.try_run(E::Failed(failure));
        }
    });
}
