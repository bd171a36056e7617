//! Who holds the write lock of a database.

/// The owner of the write lock, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockOwner {
    /// A process holds the lock.
    By(LockHolder),
    /// The process is unknown; the names of the people who have the office open.
    Among(Vec<String>),
}

/// A process that holds the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockHolder {
    /// The process id.
    pub process: u32,
    /// The name of the person at its terminal; `None` for a command, or if unknown.
    pub name: Option<String>,
    /// Whether it is stopped (Ctrl-Z) and so keeps the lock until it is continued or killed.
    pub stopped: bool,
}

impl LockHolder {
    /// Returns a phrase with the person, the process, and whether it is stopped.
    pub fn label(&self) -> String {
        let who = self
            .name
            .clone()
            .unwrap_or_else(|| say!("store-held-program"));
        say!(
            if self.stopped {
                "store-holder-stopped"
            } else {
                "store-holder"
            },
            who = who,
            process = self.process.to_string()
        )
    }
}

impl LockOwner {
    /// Returns the owner or the candidates as a phrase.
    pub fn owner_names(&self) -> String {
        match self {
            LockOwner::By(holder) => holder.label(),
            LockOwner::Among(names) => names.join(&say!("list-and")),
        }
    }

    /// Returns the error message with the next step.
    pub fn message(&self) -> String {
        let who = self.owner_names();
        match self {
            LockOwner::By(LockHolder {
                stopped: true,
                process,
                ..
            }) => {
                say!(
                    "store-held-stopped",
                    who = who,
                    process = process.to_string()
                )
            }
            LockOwner::By(_) => say!("store-held", who = who),
            LockOwner::Among(_) => say!("store-busy-among", names = who),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_stopped_is_called_that_and_the_next_step_is_another() {
        let holder = |name: Option<&str>, stopped| LockHolder {
            process: 1234,
            name: name.map(str::to_owned),
            stopped,
        };
        let stopped = LockOwner::By(holder(Some("张三"), true)).message();
        for part in ["张三", "1234", "已被暂停", "kill -CONT 1234"] {
            assert!(stopped.contains(part), "{part}: {stopped}");
        }
        let writing = LockOwner::By(holder(Some("张三"), false)).message();
        assert!(
            writing.contains("张三") && writing.contains("1234") && !writing.contains("kill"),
            "{writing}"
        );
        let command = LockOwner::By(holder(None, false)).message();
        assert!(
            command.contains("1234") && !command.contains("张三"),
            "{command}"
        );
        let among = LockOwner::Among(vec!["张三".into(), "李四".into()]).message();
        assert!(among.contains("张三、李四"), "{among}");
    }
}
