//! Writes the seeds of a target into a folder, a file each, for a fuzzer that begins with files.

use std::{env, fs, process::ExitCode};

use lifeboat_fuzz::targets;

fn main() -> ExitCode {
    let mut args = env::args().skip(1);
    let (Some(name), Some(folder)) = (args.next(), args.next()) else {
        targets().for_each(|target| println!("{}", target.name));
        return ExitCode::SUCCESS;
    };
    let Some(target) = targets().find(|target| target.name == name) else {
        eprintln!("{name} is no target");
        return ExitCode::FAILURE;
    };
    for (number, seed) in target.beginnings().into_iter().enumerate() {
        if let Err(error) = fs::write(format!("{folder}/{number:04}"), seed) {
            eprintln!("{folder}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
