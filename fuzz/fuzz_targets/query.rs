//! What is typed into the search.
#![no_main]

use std::sync::LazyLock;

use xinxiang::domain::text::normalize::fold_text;
use xinxiang::domain::query::{QueryContext, parse};
use xinxiang::domain::regulation::Regulation;
use xinxiang::domain::directory::unit::Units;
use xinxiang::store::directory::create::DEFAULT_REGULATION;

static WEIBIN: LazyLock<Option<Regulation>> = LazyLock::new(|| Regulation::parse(DEFAULT_REGULATION).ok());

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some(regulation) = &*WEIBIN else { return };
    let units = Units::default();
    let asked = QueryContext { units: &units, regulation, today: xinxiang::domain::time::date(2026, 3, 6) };
    if let Err(error) = parse(text, &asked) {
        assert!(!error.to_string().is_empty());
    }
    assert_eq!(fold_text(&fold_text(text)), fold_text(text));
});
