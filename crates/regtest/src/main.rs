//! The binary: starts a local network, prints one line `ready {json}`, and runs until it is told to stop.

#![allow(clippy::disallowed_methods, reason = "a network for development runs on the machine's clock")]

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use lifeboat_regtest::settings::SettingsError;
use lifeboat_regtest::{Regtest, Settings};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let settings = match Settings::parse(std::env::args().skip(1)) {
        Ok(settings) => settings,
        Err(SettingsError::Help) => return say(&SettingsError::Help.to_string()),
        Err(wrong) => return complain(&wrong),
    };
    // ldk-node blocks threads here and there, and with it everyone on them.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
    match runtime {
        Ok(runtime) => match runtime.block_on(run(settings)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(wrong) => complain(wrong.as_ref()),
        },
        Err(wrong) => complain(&wrong),
    }
}

async fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    let mut stop = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let starting = Regtest::start(settings);
    let regtest = tokio::select! {
        started = starting => started?,
        _ = stop.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    say(&format!("ready {}", serde_json::to_string(regtest.ready())?));
    tokio::select! {
        _ = stop.recv() => {}
        _ = interrupt.recv() => {}
    }
    regtest.stop().await;
    Ok(())
}

fn say(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // The reader is gone.
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(wrong: &dyn Error) -> ExitCode {
    let mut err = std::io::stderr().lock();
    let mut cause = Some(wrong);
    let mut lead = "lifeboat-regtest: ";
    while let Some(error) = cause {
        if writeln!(err, "{lead}{error}").is_err() {
            break;
        }
        (cause, lead) = (error.source(), "  because: ");
    }
    ExitCode::FAILURE
}
