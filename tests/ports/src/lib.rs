//! Ports of this machine for programs that are told where to listen, or that have to be found there again.
//!
//! A port that the system has just named as free is anybody's a moment later: another test asks for one, or a
//! connection goes out from it, and the program that was told to listen there does not start. So these ports
//! are outside the range from which the system takes such ports, and a lock keeps each for one process.

use std::{
    fs::{self, File},
    io,
    net::{Ipv4Addr, TcpListener},
    ops::Range,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Below those that Linux gives to outgoing connections and to programs that ask for any port (32,768 to 60,999).
const PORTS: Range<u16> = 20_000..32_000;

/// The locks on this process's ports.
static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A port of 127.0.0.1 on which nobody listens, and which no other process takes by this function until this one ends.
///
/// # Errors
/// The folder of the locks cannot be written, or all ports are taken ([`io::ErrorKind::AddrInUse`]).
pub fn reserve() -> io::Result<u16> {
    let (port, lock) = reserve_in(&folder(), PORTS)?;
    HELD.lock().unwrap_or_else(PoisonError::into_inner).push(lock);
    Ok(port)
}

fn folder() -> PathBuf {
    std::env::temp_dir().join("lifeboat-ports")
}

fn reserve_in(folder: &Path, ports: Range<u16>) -> io::Result<(u16, File)> {
    fs::create_dir_all(folder)?;
    for port in ports {
        let lock = File::options().create(true).append(true).open(folder.join(port.to_string()))?;
        // A process that was killed has left its lock, and perhaps a program that still listens.
        if lock.try_lock().is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok((port, lock));
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_reserved_once_and_again_after_its_lock_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, reserve().unwrap())).unwrap();
        let taken = listener.local_addr().unwrap().port();
        let free = reserve().unwrap();
        let reserve = |ports| reserve_in(folder.path(), ports);
        assert_eq!(reserve(taken..taken + 1).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        let (port, lock) = reserve(free..free + 1).unwrap();
        assert_eq!(port, free);
        assert_eq!(reserve(free..free + 1).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(lock);
        assert_eq!(reserve(free..free + 1).unwrap().0, free);
    }

    #[test]
    fn the_system_names_none_of_them() {
        let given = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        assert!(!PORTS.contains(&given), "{given}");
    }
}
