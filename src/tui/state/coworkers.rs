//! Presence of the others: who has a letter open, who writes its reply, and who may write the file.

use crate::domain::letter::LetterId;
use crate::domain::letter::presence::{Doing, Present};
use crate::text::width::width;
use crate::tui::model::{Model, Overlay};
use crate::tui::state::form::Work;
use crate::tui::widgets::letter_list::sign;

/// What the program knows of the other windows on the same office.
#[derive(Debug, Default)]
pub struct Company {
    /// The others who are at work, including other windows of the same person.
    pub others: Vec<Present>,
    /// Why nothing can be written now, on a network disk: another process holds the lease.
    pub leased: Option<String>,
    /// A form that is to be left and could not be saved.
    pub unsaved: Option<Box<Work>>,
    /// Whether the store thread waits for somebody else's database lock.
    pub waiting: bool,
}

impl Model {
    /// Returns the notice that stands until its cause is over: waiting for a lock, or a file that
    /// another process may write; empty when there is none.
    pub fn lasting(&self) -> String {
        if self.company.waiting {
            return if self.writes_on() || !self.busy {
                say!("desk-waiting")
            } else {
                say!("desk-waiting-keys")
            };
        }
        let leased = self.company.leased.as_ref();
        leased
            .map(|sentence| say!("read-only", sentence = sentence.as_str()))
            .unwrap_or_default()
    }

    /// Returns the presence of this window, to be published to the others: the letter that is open,
    /// written or acted on.
    pub fn present(&self) -> Present {
        let open = self
            .card
            .as_ref()
            .filter(|card| !card.sealed)
            .map(|card| card.letter.id);
        let acting = match &self.overlay {
            Some(Overlay::Work(work)) => work.shown,
            Some(
                Overlay::Reading(_)
                | Overlay::Menu(_)
                | Overlay::Filter(..)
                | Overlay::Alike(_)
                | Overlay::Import(_),
            )
            | None => None,
        };
        let (letter, doing) = match (&self.writing, acting) {
            (Some(writing), _) => (Some(writing.letter), Doing::Writing),
            (None, Some(letter)) => (Some(letter), Doing::Acting),
            (None, None) if self.lock.is_locked() => (None, Doing::Reading),
            (None, None) => (
                open.filter(|open| self.wanted() == Some(*open)),
                Doing::Reading,
            ),
        };
        Present {
            staff: self.who.id.clone(),
            name: self.who.name.clone(),
            letter,
            doing,
        }
    }

    /// Returns the others who have a letter open.
    pub fn others_at(&self, letter: LetterId) -> impl Iterator<Item = &Present> {
        self.company
            .others
            .iter()
            .filter(move |other| other.letter == Some(letter))
    }

    /// Returns the name to show for somebody; another window of the same person gets a wording of
    /// its own.
    pub fn called(&self, other: &Present) -> String {
        if other.staff == self.who.id {
            say!("present-self")
        } else {
            other.name.clone()
        }
    }

    /// Returns the names of those who also write the reply of a letter; empty when nobody does.
    pub fn also_writing(&self, letter: LetterId) -> String {
        self.names(letter, Doing::Writing)
    }

    fn names(&self, letter: LetterId, doing: Doing) -> String {
        let mut names: Vec<String> = self
            .others_at(letter)
            .filter(|other| other.doing == doing)
            .map(|other| self.called(other))
            .collect();
        names.dedup();
        names.join(&say!("present-and"))
    }

    /// Returns the heading of a letter with who else has it open, in the longest form that fits in
    /// `cells` cells.
    pub fn heading_in(&self, letter: &crate::domain::letter::Letter, cells: usize) -> String {
        let heading = Model::heading(letter);
        let at = |doing| Some(self.names(letter.id, doing)).filter(|names| !names.is_empty());
        let who = [
            at(Doing::Writing).map(|who| say!("present-writing", who = who)),
            at(Doing::Acting).map(|who| say!("present-acting", who = who)),
            at(Doing::Reading).map(|who| say!("present-reading", who = who)),
        ];
        let who: Vec<String> = who.into_iter().flatten().collect();
        if who.is_empty() {
            return heading;
        }
        let others = self.others_at(letter.id).count();
        // Everybody by name; if that is too long, one name or a number; if that is too long, the
        // bare heading.
        let whole = format!("{heading} · {}", who.join(" · "));
        let one = self
            .others_at(letter.id)
            .next()
            .filter(|_| others == 1)
            .map(|other| self.called(other));
        let many = match one {
            Some(who) => format!("{heading} · {}", say!("present-one", who = who)),
            None => format!("{heading} · {}", say!("present-many", n = others)),
        };
        [whole, many]
            .into_iter()
            .find(|text| width(text) <= cells)
            .unwrap_or(heading)
    }

    /// Replaces the list of the others. If somebody new writes the reply that is being written
    /// here, the status line says so at once.
    pub fn meet(&mut self, others: Vec<Present>) {
        let writing = self.writing.as_ref().map(|writing| writing.letter);
        let before = writing
            .map(|letter| self.also_writing(letter))
            .unwrap_or_default();
        self.company.others = others;
        let now = writing
            .map(|letter| self.also_writing(letter))
            .unwrap_or_default();
        if !now.is_empty() && now != before {
            self.refuse(say!("present-also", who = now));
        }
    }

    /// Returns the sign of a list row: somebody else writes this letter's reply or has it in a
    /// form, or only has it open. The most active of them counts.
    pub fn company_sign(others: &[Present], letter: LetterId) -> &'static str {
        let doing = others
            .iter()
            .filter(|other| other.letter == Some(letter))
            .map(|other| other.doing)
            .max();
        match doing {
            Some(Doing::Writing | Doing::Acting) => sign::AT_WORK,
            Some(Doing::Reading) => sign::READING,
            None => " ",
        }
    }
}
