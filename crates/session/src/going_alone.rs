//! The storage is gone for good: the wallet goes on on this device alone.

use std::rc::Rc;

use lifeboat_backup::Journal;
use lifeboat_messages::Problem;

use crate::device_env::DeviceEnv;
use crate::open::{CLOSE_MS, OpenWallet};
use crate::problem;
use crate::stage::Transition;

/// From here on this device alone has the wallet. What lies in the storage is ended if that ever answers, unless another
/// device has gone on there.
pub async fn go_on(env: &DeviceEnv, old: Rc<OpenWallet>) -> Result<Transition, Problem> {
    old.may_go_on_alone()?;
    let open = OpenWallet::new(env.clone(), old.phrase().duplicate(), old.keys(), old.settings());
    old.give_way(CLOSE_MS).await;
    let alone = async {
        let loaded =
            Journal::load(&env.silent_env(), open.keys()).await.map_err(|error| problem::of_load(&error))?;
        open.fits(loaded.state()).await?;
        // First of all: from the moment the journal says so, it has to be known here where the wallet was, and why it left.
        let folder = loaded.folder().map(|folder| folder.folder_name().to_owned());
        open.change_settings(|settings| settings.leave_unheard(folder)).await?;
        loaded.start_alone(open.journal_env()).await.map_err(|error| problem::of_alone(&error))
    }
    .await;
    Ok(match alone {
        Ok(opened) => {
            open.settle_settings(|settings| settings.go_on_alone()).await;
            Transition::Arrived { wallet: open, opened: Box::new(opened) }
        }
        // The journal's record says whether it is alone.
        Err(problem) => Transition::Failed { closed: Some(old), problem },
    })
}
