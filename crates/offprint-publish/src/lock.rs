//! [`LockOwner`]: who publishes, as the lock at the target says it.

use serde::{Deserialize, Serialize};

use crate::error::{ErrorKind, PublishError};

/// Who publishes, and since when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LockOwner {
    /// Person and machine: `ana@laptop`.
    pub who: String,
    /// Since when, in UTC as in RFC 3339.
    pub since: String,
    /// The working copy of the site that publishes. Only one publication at a time runs from a
    /// working copy, so a lock of the same working copy is left over from a publication that was
    /// ended.
    pub working_copy: String,
}

impl LockOwner {
    /// The content of the lock.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether a lock was left over by an earlier publication from the same working copy.
    pub fn left_over(&self, lock: &[u8]) -> bool {
        serde_json::from_slice::<Self>(lock)
            .is_ok_and(|owner| owner.working_copy == self.working_copy)
    }
}

/// The error for a target that someone else publishes to. The lock may contain anything.
pub fn locked_error(lock: &[u8]) -> PublishError {
    let clean = |text: &str| text.chars().filter(|c| !c.is_control()).take(80).collect::<String>();
    let message = match serde_json::from_slice::<LockOwner>(lock) {
        Ok(owner) => format!(
            "another publication to this target is running: `{}` since {}",
            clean(&owner.who),
            clean(&owner.since)
        ),
        Err(_) => "another publication to this target is running".to_owned(),
    };
    PublishError::new(ErrorKind::Locked, message).help(
        "wait until it has ended; if it was interrupted, publish with --break-lock, which continues it",
    )
}
