//! `lifeboat-reality`: what `cargo xtask reality` runs.

use std::process::ExitCode;

use lifeboat_reality::options::{HELP, Options};
use lifeboat_reality::report::Weight;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprint!("{error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let (mut bearable, mut breaks) = (0, 0);
    let ran = lifeboat_reality::run(&options, |report| {
        print!("{report}");
        bearable += report.count(Weight::Bearable);
        breaks += report.count(Weight::Breaks);
    });
    if let Err(error) = ran.await {
        eprintln!("{error}");
        return ExitCode::from(2);
    }
    println!("\n{bearable} differences that the wallet bears, {breaks} that it does not");
    if breaks == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
