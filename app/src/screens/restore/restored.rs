//! R5: it is back; numbers to compare.

use leptos::prelude::*;
use lifeboat_messages::{Author, Direction, RestoredWallet};

use crate::{
    components::{Actions, Panel, Primary, Screen, Topic, session},
    flow::restore::is_recent,
    ids,
    screens::UnfitNote,
    text::args,
};

/// Balance, last payment, what becomes of the old device.
#[component]
pub fn RestoredScreen(
    /// The worker's answer.
    restored: RestoredWallet,
    /// No other device learns of it.
    from_files: bool,
    /// What leads to the wallet.
    on_continue: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let RestoredWallet { name, balance_msat, last_payment, old_device } = restored;
    let last = move || match &last_payment {
        None => texts.last_none.to_owned(),
        Some(payment) => {
            let amount = &session.amount(payment.amount_msat);
            let time = &session.date(payment.at_ms);
            match payment.direction {
                Direction::In => texts.last_in(args::RestoreLastIn { amount, time }),
                Direction::Out => texts.last_out(args::RestoreLastOut { amount, time }),
            }
        }
    };
    let old = match old_device {
        Some(Author { device, at_ms }) if from_files => texts
            .old_device_files(args::RestoreOldDeviceFiles { device: &device, time: &session.date(at_ms) }),
        None if from_files => texts.old_device_files_unknown.to_owned(),
        Some(Author { device, at_ms }) if is_recent(at_ms, session.now.get_untracked()) => texts
            .old_device_recent(args::RestoreOldDeviceRecent { device: &device, time: &session.ago(at_ms) }),
        Some(Author { device, at_ms }) => {
            texts.old_device(args::RestoreOldDevice { device: &device, time: &session.date(at_ms) })
        }
        None => texts.old_device_unknown.to_owned(),
    };
    view! {
        <Screen
            name="restored"
            money=true
            disc=Topic::Success
            heading=texts.done_heading
            sentence=texts.done_sentence(&name)
        >
            <Panel title=texts.compare>
                <dl class="facts facts-tight">
                    <div class="fact">
                        <dt>{texts.balance}</dt>
                        <dd id=ids::RESTORED_BALANCE data-msat=balance_msat.to_string()>
                            {move || session.amount(balance_msat / 1000 * 1000)}
                        </dd>
                    </div>
                    <div class="fact">
                        <dt>{texts.last}</dt>
                        <dd id=ids::RESTORED_LAST>{last}</dd>
                    </div>
                </dl>
            </Panel>
            <p id=ids::RESTORED_OLD_DEVICE>{old}</p>
            <UnfitNote />
            <Actions>
                <Primary id=ids::RESTORED_CONTINUE label=texts.done on_press=on_continue />
            </Actions>
        </Screen>
    }
}
