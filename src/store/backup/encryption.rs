//! Encryption of backups in the age format. Only the holders of the secret keys can read one, not
//! its maker.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};

use super::BackupError;
use crate::platform::file_guard::FileGuard;
use crate::platform::files::read_at_most;
use crate::platform::filesystem;
use crate::platform::limits::OFFICE_TEXT_MIB;
use crate::platform::new_files;
use crate::store::backup::staged_file::require_free;

/// The first bytes of an age file.
const AGE_MAGIC: &[u8] = b"age-encryption.org/";

/// Parses recipients: `age1…`, or the path of a file with one on each line. Refuses the database's
/// `own` files.
pub fn parse_recipients(given: &[String], own: &FileGuard) -> Result<Vec<Recipient>, BackupError> {
    let mut all = Vec::new();
    for one in given {
        if is_secret(one) || one.starts_with("age1") {
            all.push(parse_recipient(one)?);
            continue;
        }
        let text = read_key_file(Path::new(one), own)?;
        let before = all.len();
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            all.push(parse_recipient(line)?);
        }
        if all.len() == before {
            return Err(BackupError::BadRecipient(one.clone()));
        }
    }
    Ok(all)
}

/// Reads a file of keys. Keys are ASCII, so the encoding matters only for the comments around them.
fn read_key_file(path: &Path, own: &FileGuard) -> Result<String, BackupError> {
    let bytes = read_at_most(OFFICE_TEXT_MIB, path, own)?;
    let (encoding, _) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
    Ok(encoding.decode(&bytes).0.into_owned())
}

/// The prefix of a secret key, in either case.
const SECRET_PREFIX: &str = "AGE-SECRET-KEY-";

fn is_secret(text: &str) -> bool {
    text.get(..SECRET_PREFIX.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(SECRET_PREFIX))
}

/// Parses a public key. An error shows only its beginning, because it may be a secret of another
/// kind.
fn parse_recipient(text: &str) -> Result<Recipient, BackupError> {
    if is_secret(text) {
        return Err(BackupError::SecretKey);
    }
    text.parse().map_err(|_| {
        let shown: String = text.chars().take(8.min(text.chars().count() / 2)).collect();
        BackupError::BadRecipient(format!("{shown}…"))
    })
}

/// Returns the path of the public half of a key: `office.pub` for `office.key`.
pub fn public_path(secret: &Path) -> PathBuf {
    match secret.extension() {
        Some(extension) if extension == "key" => secret.with_extension("pub"),
        Some(_) | None => filesystem::with_name_tail(secret, ".pub"),
    }
}

/// Generates a key pair in two new files, the secret half readable by the owner only. Returns the
/// public key.
pub fn make_key(path: &Path) -> Result<String, BackupError> {
    let public_file = public_path(path);
    require_free(path)?;
    require_free(&public_file)?;
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let text = format!(
        "# public key: {public}\n{}\n",
        identity.to_string().expose_secret()
    );
    new_files::create_file(path, text.as_bytes()).map_err(BackupError::for_path(path))?;
    new_files::create_file(&public_file, format!("{public}\n").as_bytes()).map_err(|error| {
        // Nothing was encrypted for it yet.
        let _ = std::fs::remove_file(path);
        BackupError::for_path(&public_file)(error)
    })?;
    Ok(public)
}

/// Reads the secret keys of a file written by age-keygen or [`make_key`]. Refuses the database's
/// `own` files.
pub fn read_identities(path: &Path, own: &FileGuard) -> Result<Vec<Identity>, BackupError> {
    let text = read_key_file(path, own)?;
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let all = lines.map(str::parse).collect::<Result<Vec<Identity>, _>>();
    all.ok()
        .filter(|all| !all.is_empty())
        .ok_or_else(|| BackupError::BadIdentity(path.to_owned()))
}

/// Encrypts a file for the recipients.
pub fn encrypt(plain: &Path, sealed: &File, recipients: &[Recipient]) -> Result<(), BackupError> {
    let failed = |error: io::Error| BackupError::Io(plain.to_owned(), error);
    let all = recipients
        .iter()
        .map(|recipient| recipient as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(all)
        .map_err(|error| BackupError::BadRecipient(error.to_string()))?;
    let mut from = File::open(plain).map_err(failed)?;
    let mut to = encryptor.wrap_output(sealed).map_err(failed)?;
    io::copy(&mut from, &mut to).map_err(failed)?;
    to.finish().map_err(failed)?;
    Ok(())
}

/// Reports whether a file is in the age format, and rewinds it.
pub fn is_encrypted(file: &mut File) -> io::Result<bool> {
    let mut first = Vec::new();
    Read::by_ref(file)
        .take(AGE_MAGIC.len() as u64)
        .read_to_end(&mut first)?;
    file.rewind()?;
    Ok(first == AGE_MAGIC)
}

/// Decrypts a file into another. If it fails, the output must not be used.
pub fn decrypt(sealed: File, plain: &File, identities: &[Identity]) -> Result<(), BackupError> {
    let why = |error: DecryptError| match error {
        DecryptError::NoMatchingKeys => BackupError::WrongIdentity,
        DecryptError::Io(error) => {
            BackupError::NotDecrypted(crate::i18n::describe_io_error(&error))
        }
        _ => BackupError::NotDecrypted(say!("keep-not-age")),
    };
    let mut sealed = BufReader::new(sealed);
    let keys = identities
        .iter()
        .map(|identity| identity as &dyn age::Identity);
    let mut from = Decryptor::new_buffered(&mut sealed)
        .and_then(|decryptor| decryptor.decrypt(keys))
        .map_err(why)?;
    let mut plain = plain;
    io::copy(&mut from, &mut plain)
        .map_err(|error| BackupError::NotDecrypted(crate::i18n::describe_io_error(&error)))?;
    drop(from);
    let rest = sealed
        .fill_buf()
        .map_err(|error| BackupError::NotDecrypted(crate::i18n::describe_io_error(&error)))?;
    if rest.is_empty() {
        Ok(())
    } else {
        Err(BackupError::NotDecrypted(say!("keep-more-bytes")))
    }
}
