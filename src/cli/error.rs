//! The JSON form of an error.

use serde_json::{Value, json};

use crate::app::error::AppError;
use crate::store::StoreError;

/// Returns `{"error":{"kind","message","article"}}`.
pub(crate) fn error_json(error: &AppError) -> Value {
    let article = match error {
        AppError::Store(StoreError::Refused(refusal)) => refusal
            .article
            .as_ref()
            .map(|article| article.localized().to_owned()),
        AppError::Bulletin(why) => Some(why.article().localized().to_owned()),
        _ => None,
    };
    let mut document = json!({ "error": { "kind": error.kind(), "message": error.to_string(), "article": article } });
    if let AppError::Store(StoreError::CalendarImport(bad)) = error {
        // The refused import's changes, in the same form as for a successful one.
        document["changes"] = super::holidays::changes_json(bad.changes());
    }
    document
}
