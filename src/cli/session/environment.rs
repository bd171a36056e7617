//! Scrubs the environment of a session over SSH or sudo: an allow list of variables, each with a
//! check of its value.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit};

use crate::platform::account;
use crate::platform::program;

/// The variables that decide the terminal's character encoding, in the order of POSIX.
const LOCALE_VARIABLES: [&str; 3] = ["LC_ALL", "LC_CTYPE", "LANG"];

/// The address space limit of such a session, in bytes: ten times what a session uses at any window
/// size, most of which is reserved for thread stacks.
const MAX_MEMORY_BYTES: u64 = 4 << 30;

/// Returns the allowed part of an environment: the terminal type and the locale where they look
/// like one, the caller, and `HOME` and `PATH`, which are set here. Clients that send no locale
/// (OpenSSH for Windows, PuTTY) are assumed to use UTF-8, as all current ones do.
pub fn allowed_environment(
    came: impl Iterator<Item = (OsString, OsString)>,
    home: Option<OsString>,
) -> BTreeMap<OsString, OsString> {
    let plain = |value: &OsStr, signs: &str, most: usize| {
        let one = |byte: u8| byte.is_ascii_alphanumeric() || signs.as_bytes().contains(&byte);
        let bytes = value.as_encoded_bytes();
        !bytes.is_empty() && bytes.len() <= most && bytes.iter().all(|byte| one(*byte))
    };
    let stays = |name: &OsStr, value: &OsStr| match name.to_str() {
        Some("TERM") => plain(value, "+-._", 64),
        Some(name) if LOCALE_VARIABLES.contains(&name) => plain(value, "@-._", 32),
        Some("SSH_CONNECTION") => plain(value, ".:% ", 200),
        Some("SUDO_UID") => account::parse_uid(value).is_some(),
        // Any bytes: the command is only parsed, never executed.
        Some("SSH_ORIGINAL_COMMAND") => true,
        Some("HOME") => home.is_none(),
        Some(_) | None => false,
    };
    let mut kept: BTreeMap<_, _> = came.filter(|(name, value)| stays(name, value)).collect();
    if !LOCALE_VARIABLES
        .iter()
        .any(|name| kept.contains_key(OsStr::new(name)))
    {
        kept.insert("LANG".into(), "C.UTF-8".into());
    }
    kept.insert("PATH".into(), "/usr/bin:/bin".into());
    kept.extend(home.map(|home| ("HOME".into(), home)));
    kept
}

/// Executes the program again with the scrubbed environment, before there is a second thread. In a
/// process whose environment is scrubbed already, restricts the umask, core dumps and the address
/// space, and returns.
pub fn scrub_environment(words: &[OsString]) -> std::io::Result<()> {
    let wanted = allowed_environment(std::env::vars_os(), account::home_folder());
    let came: Vec<_> = std::env::vars_os().collect();
    if came.len() == wanted.len()
        && came
            .iter()
            .all(|(name, value)| wanted.get(name) == Some(value))
    {
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
        // After an exec of `/proc/self/exe` the process list would show `exe`. A failure only
        // leaves that name.
        #[cfg(target_os = "linux")]
        let _ = rustix::thread::set_name(c"xinxiang");
        lower_limit(Resource::Core, 0)?;
        return lower_limit(Resource::As, MAX_MEMORY_BYTES);
    }
    // The running executable itself, even if its file has been replaced.
    let mut again = Command::new(program::executable_path());
    if let Some(name) = words.first() {
        again.arg0(name);
    }
    Err(again
        .args(words.iter().skip(1))
        .env_clear()
        .envs(wanted)
        .exec())
}

/// Lowers a resource limit to `most`; never raises one.
fn lower_limit(resource: Resource, most: u64) -> std::io::Result<()> {
    let Rlimit { current, maximum } = rustix::process::getrlimit(resource);
    let least = |now: Option<u64>| Some(now.map_or(most, |now| now.min(most)));
    Ok(rustix::process::setrlimit(
        resource,
        Rlimit {
            current: least(current),
            maximum: least(maximum),
        },
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_never_raised() {
        let now = || rustix::process::getrlimit(Resource::As).current;
        for (most, want) in [
            (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
            (2 * MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
        ] {
            lower_limit(Resource::As, most).unwrap();
            assert_eq!(now(), Some(want));
        }
    }

    #[test]
    fn a_locale_is_kept_as_it_came_and_where_none_came_it_is_utf_8() {
        let locale = |came: &[(&str, &str)]| {
            let came = came
                .iter()
                .map(|(name, value)| (OsString::from(name), OsString::from(value)));
            let kept = allowed_environment(came, None);
            let kept = LOCALE_VARIABLES.iter().filter_map(|name| {
                Some(format!("{name}={}", kept.get(OsStr::new(name))?.to_str()?))
            });
            kept.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(locale(&[]), "LANG=C.UTF-8");
        assert_eq!(locale(&[("TERM", "xterm"), ("LANG", "")]), "LANG=C.UTF-8");
        assert_eq!(
            locale(&[("LANG", "zh_CN.GB18030")]),
            "LANG=zh_CN.GB18030",
            "that one is warned of"
        );
        assert_eq!(locale(&[("LC_CTYPE", "UTF-8")]), "LC_CTYPE=UTF-8");
    }
}
