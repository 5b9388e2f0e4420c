//! `lifeboat-server`: see the library.

use std::io::{IsTerminal, stdout};
use std::path::Path;
use std::process::ExitCode;

use lifeboat_server::{GuardClock, Invite, Options, PasswordFrom, Server};

mod args;

fn main() -> ExitCode {
    let options = match args::parse(
        std::env::args().skip(1),
        variable("LIFEBOAT_PASSWORD"),
        variable("LIFEBOAT_GOOGLE_CLIENT_SECRET"),
    ) {
        Ok(args::ParsedArgs::Run(options)) => *options,
        Ok(args::ParsedArgs::Help) => {
            print!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(args::ParsedArgs::SetGuardBack(data)) => {
            return match Server::set_guard_back(&data, &GuardClock::system()) {
                Ok(records) => {
                    println!("{records} records were set back; start the guard without --guard-import now");
                    ExitCode::SUCCESS
                }
                Err(error) => fail(&error.to_string()),
            };
        }
        Ok(args::ParsedArgs::CheckConfig(file, options)) => return check_config(&file, &options),
        Err(error) => return fail(&error.to_string()),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    runtime.block_on(run(options))
}

/// Prints what is wrong; fails when something does not work because of it.
fn check_config(file: &Path, options: &Options) -> ExitCode {
    let json = match std::fs::read(file) {
        Ok(json) => json,
        Err(error) => return fail(&format!("{}: {error}", file.display())),
    };
    let findings = options.check(&json);
    for finding in &findings {
        let weight = if finding.is_error() { "error" } else { "warning" };
        println!("{weight}: {finding}");
    }
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    println!("{}: errors: {errors}, warnings: {}", file.display(), findings.len() - errors);
    if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says at the start what `check-config` would say. The file may be mended while the server runs, so this ends nothing.
fn warn_of_config(options: &Options) {
    let Some(file) = &options.config else { return };
    match std::fs::read(file) {
        Ok(json) => {
            for finding in options.check(&json) {
                eprintln!("{}: {finding}", file.display());
            }
        }
        Err(error) => eprintln!("{}: {error}", file.display()),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

async fn run(options: Options) -> ExitCode {
    warn_of_config(&options);
    let server = match Server::start(options).await {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string()),
    };
    println!("Listening on http://{}/", server.addr());
    match server.password() {
        Some((_, PasswordFrom::Options)) => println!("Storage: user lifeboat, the password you gave"),
        Some((password, PasswordFrom::File(path))) if stdout().is_terminal() => {
            let password = password.reveal();
            println!("Storage: user lifeboat, password {password} (kept in {})", path.display());
        }
        // What is no terminal may be a log.
        Some((_, PasswordFrom::File(path))) => {
            println!("Storage: user lifeboat, password in {}", path.display());
        }
        None => {}
    }
    // It is stored nowhere: it only grants access, and opens nothing.
    if let Some(invite) = server.new_invite() {
        println!("Guard: invite {invite}, for {} records; it is shown only now", Invite::USES);
    }
    tokio::select! {
        () = server.run() => ExitCode::SUCCESS,
        _ = tokio::signal::ctrl_c() => ExitCode::SUCCESS,
        () = terminated() => ExitCode::SUCCESS,
    }
}

async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("lifeboat-server: {message}");
    ExitCode::FAILURE
}
