//! Presence of the others: who has a letter open, who writes its reply, and who may write the file.

use crate::domain::letter::LetterId;
use crate::domain::letter::presence::{Activity, Coworker};
use crate::text::width::text_width;
use crate::tui::model::{Model, Overlay};
use crate::tui::widgets::sign;

impl Model {
    /// Returns the notice that stands until its cause is over: waiting for a lock, or a file that
    /// another process may write; empty when there is none.
    pub fn standing_notice(&self) -> String {
        if self.coworkers.waits_for_lock {
            return if self.accepts_typing() || !self.busy {
                say!("desk-waiting")
            } else {
                say!("desk-waiting-keys")
            };
        }
        let leased = self.coworkers.lease_notice.as_ref();
        leased
            .map(|sentence| say!("read-only", sentence = sentence.as_str()))
            .unwrap_or_default()
    }

    /// Returns the presence of this window, to be published to the others: the letter that is open,
    /// written or acted on.
    pub fn own_presence(&self) -> Coworker {
        let open = self
            .card
            .as_ref()
            .filter(|card| !card.sealed)
            .map(|card| card.letter.id);
        let acting = match &self.overlay {
            Some(Overlay::Form(work)) => work.shown_letter,
            Some(
                Overlay::Text(_)
                | Overlay::Menu(_)
                | Overlay::LetterMenu(_)
                | Overlay::Filter(..)
                | Overlay::Similar(_)
                | Overlay::Import(_),
            )
            | None => None,
        };
        let (letter, doing) = match (&self.reply_editor, acting) {
            (Some(writing), _) => (Some(writing.letter), Activity::Writing),
            (None, Some(letter)) => (Some(letter), Activity::Acting),
            (None, None) if self.lock.is_locked() => (None, Activity::Reading),
            (None, None) => (
                open.filter(|open| self.wanted_letter() == Some(*open)),
                Activity::Reading,
            ),
        };
        Coworker {
            staff: self.who.id.clone(),
            name: self.who.name.clone(),
            letter,
            activity: doing,
        }
    }

    /// Returns the others who have a letter open.
    pub fn others_on_letter(&self, letter: LetterId) -> impl Iterator<Item = &Coworker> {
        self.coworkers
            .others
            .iter()
            .filter(move |other| other.letter == Some(letter))
    }

    /// Returns the name to show for somebody; another window of the same person gets a wording of
    /// its own.
    pub fn display_name(&self, other: &Coworker) -> String {
        if other.staff == self.who.id {
            say!("present-self")
        } else {
            other.name.clone()
        }
    }

    /// Returns the names of those who also write the reply of a letter; empty when nobody does.
    pub fn other_writers(&self, letter: LetterId) -> String {
        self.names_with_activity(letter, Activity::Writing)
    }

    fn names_with_activity(&self, letter: LetterId, doing: Activity) -> String {
        let mut names: Vec<String> = self
            .others_on_letter(letter)
            .filter(|other| other.activity == doing)
            .map(|other| self.display_name(other))
            .collect();
        names.dedup();
        names.join(&say!("present-and"))
    }

    /// Returns the heading of a letter with who else has it open, in the longest form that fits in
    /// `cells` cells.
    pub fn heading_with_presence(
        &self,
        letter: &crate::domain::letter::Letter,
        cells: usize,
    ) -> String {
        let heading = Model::letter_heading(letter);
        let at = |doing| {
            Some(self.names_with_activity(letter.id, doing)).filter(|names| !names.is_empty())
        };
        let who = [
            at(Activity::Writing).map(|who| say!("present-writing", who = who)),
            at(Activity::Acting).map(|who| say!("present-acting", who = who)),
            at(Activity::Reading).map(|who| say!("present-reading", who = who)),
        ];
        let who: Vec<String> = who.into_iter().flatten().collect();
        if who.is_empty() {
            return heading;
        }
        let others = self.others_on_letter(letter.id).count();
        // Everybody by name; if that is too long, one name or a number; if that is too long, the
        // bare heading.
        let whole = format!("{heading} · {}", who.join(" · "));
        // Where the letter has little room, who is at it comes before its stage.
        let number = letter.number.as_ref().map(|number| &number.text);
        let brief = number.map(|number| format!("{number} · {}", who.join(" · ")));
        let one = self
            .others_on_letter(letter.id)
            .next()
            .filter(|_| others == 1)
            .map(|other| self.display_name(other));
        let many = match one {
            Some(who) => format!("{heading} · {}", say!("present-one", who = who)),
            None => format!("{heading} · {}", say!("present-many", n = others)),
        };
        std::iter::once(whole)
            .chain(brief)
            .chain([many])
            .find(|text| text_width(text) <= cells)
            .unwrap_or(heading)
    }

    /// Replaces the list of the others. If somebody new writes the reply that is being written
    /// here, the status line says so at once.
    pub fn update_presence(&mut self, others: Vec<Coworker>) {
        let writing = self.reply_editor.as_ref().map(|writing| writing.letter);
        let before = writing
            .map(|letter| self.other_writers(letter))
            .unwrap_or_default();
        self.coworkers.others = others;
        let now = writing
            .map(|letter| self.other_writers(letter))
            .unwrap_or_default();
        if !now.is_empty() && now != before {
            self.report_refusal(say!("present-also", who = now));
        }
    }

    /// Returns the sign of a list row: somebody else writes this letter's reply or has it in a
    /// form, or only has it open. The most active of them counts.
    pub fn presence_sign(others: &[Coworker], letter: LetterId) -> &'static str {
        let doing = others
            .iter()
            .filter(|other| other.letter == Some(letter))
            .map(|other| other.activity)
            .max();
        match doing {
            Some(Activity::Writing | Activity::Acting) => sign::AT_WORK,
            Some(Activity::Reading) => sign::READING,
            None => " ",
        }
    }
}
