//! What is known of the others who are at work, and of who may write the file.

use crate::domain::letter::presence::Coworker;
use crate::tui::state::form::ActionForm;

/// What the program knows of the other windows on the same office.
#[derive(Debug, Default)]
pub struct Coworkers {
    /// The others who are at work, including other windows of the same person.
    pub others: Vec<Coworker>,
    /// Why nothing can be written now, on a network disk: another process holds the lease.
    pub lease_notice: Option<String>,
    /// A form that is to be left and could not be saved.
    pub unsaved_form: Option<Box<ActionForm>>,
    /// Whether the store thread waits for somebody else's database lock.
    pub waits_for_lock: bool,
}
