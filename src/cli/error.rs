//! The JSON form of an error.

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::store::StoreError;

/// Returns `{"error":{"kind","message","article"}}`.
pub fn document(error: &AppError) -> Value {
    let (kind, article) = match error {
        AppError::Store(StoreError::Refused(refusal)) => (
            refusal.kind(),
            refusal
                .article
                .as_ref()
                .map(|article| article.words().to_owned()),
        ),
        AppError::Store(why) => (why.kind(), None),
        AppError::Reach(error) => (error.kind(), None),
        AppError::Keep(error) => (error.kind(), None),
        AppError::Usage(_) => ("usage", None),
        AppError::NeedsRole(_) => ("role", None),
        AppError::Refused(_) => ("refused", None),
        AppError::Bulletin(why) => (why.kind(), Some(why.article().words().to_owned())),
        AppError::File(..) | AppError::Stream(_) => ("io", None),
        AppError::NotRead(error) => (error.kind(), None),
        AppError::Intake(_) => ("unreadable", None),
        AppError::Calendar(_) => ("bad_calendar", None),
        AppError::NoHome => ("no_home", None),
        AppError::NoTerminal | AppError::NoTerminalOutside(_) => ("no_terminal", None),
        AppError::DumbTerminal => ("dumb_terminal", None),
        AppError::NoThreads => ("no_threads", None),
        AppError::NotClean(..) => ("not_clean", None),
        AppError::UnitsTable(..) => ("bad_units", None),
        AppError::Demo(..) => ("demo", None),
    };
    let mut document =
        json!({ "error": { "kind": kind, "message": error.to_string(), "article": article } });
    if let AppError::Store(StoreError::CalendarImport(bad)) = error {
        // The refused import's changes, in the same form as for a successful one.
        document["changes"] = super::holidays::changes(bad.changes());
    }
    document
}
