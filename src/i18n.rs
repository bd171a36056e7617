//! All user-visible messages: Fluent resources from `assets/i18n`, in Chinese (the default) and
//! English.

mod library;

use std::cell::Cell;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU8, Ordering};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

pub use library::{
    describe_csv_error, describe_file_error, describe_io_error, describe_toml_error,
};

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// Chinese, the default.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Parses `zh`, `zh_CN.UTF-8`, `en`, `en_US.UTF-8` …; `None` for any other value (`C` among
    /// them).
    pub fn parse(text: &str) -> Option<Lang> {
        let text = text.to_ascii_lowercase();
        if text.starts_with("zh") {
            Some(Lang::Zh)
        } else if text.starts_with("en") {
            Some(Lang::En)
        } else {
            None
        }
    }
}

/// The embedded message files: language, name, text.
pub const MESSAGE_FILES: [(Lang, &str, &str); 14] = [
    (
        Lang::Zh,
        "office",
        include_str!("../assets/i18n/zh/office.ftl"),
    ),
    (
        Lang::Zh,
        "refusals",
        include_str!("../assets/i18n/zh/refusals.ftl"),
    ),
    (
        Lang::Zh,
        "store",
        include_str!("../assets/i18n/zh/store.ftl"),
    ),
    (
        Lang::Zh,
        "intake",
        include_str!("../assets/i18n/zh/intake.ftl"),
    ),
    (
        Lang::Zh,
        "report",
        include_str!("../assets/i18n/zh/report.ftl"),
    ),
    (Lang::Zh, "cli", include_str!("../assets/i18n/zh/cli.ftl")),
    (Lang::Zh, "tui", include_str!("../assets/i18n/zh/tui.ftl")),
    (
        Lang::En,
        "office",
        include_str!("../assets/i18n/en/office.ftl"),
    ),
    (
        Lang::En,
        "refusals",
        include_str!("../assets/i18n/en/refusals.ftl"),
    ),
    (
        Lang::En,
        "store",
        include_str!("../assets/i18n/en/store.ftl"),
    ),
    (
        Lang::En,
        "intake",
        include_str!("../assets/i18n/en/intake.ftl"),
    ),
    (
        Lang::En,
        "report",
        include_str!("../assets/i18n/en/report.ftl"),
    ),
    (Lang::En, "cli", include_str!("../assets/i18n/en/cli.ftl")),
    (Lang::En, "tui", include_str!("../assets/i18n/en/tui.ftl")),
];

static ZH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load_bundle(Lang::Zh));
static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load_bundle(Lang::En));

static PROCESS_LANGUAGE: AtomicU8 = AtomicU8::new(0);
thread_local! {
    static THREAD: Cell<Option<Lang>> = const { Cell::new(None) };
}

fn load_bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![]);
    // Fluent puts invisible direction marks around arguments; a terminal would draw them as boxes.
    bundle.set_use_isolating(false);
    for (of, _, text) in MESSAGE_FILES {
        if of == lang {
            // A syntax error drops only the broken message; a test checks that the files have none.
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
    }
    bundle
}

/// Sets the language of the process.
pub fn set_language(lang: Lang) {
    PROCESS_LANGUAGE.store(lang as u8, Ordering::Relaxed);
}

/// Runs `work` with `lang` on this thread only (tests, and documents in another language).
pub fn with_language<T>(lang: Lang, work: impl FnOnce() -> T) -> T {
    let before = THREAD.replace(Some(lang));
    let result = work();
    THREAD.set(before);
    result
}

/// Returns the language in force on this thread.
pub fn current_language() -> Lang {
    THREAD.get().unwrap_or(
        if PROCESS_LANGUAGE.load(Ordering::Relaxed) == Lang::En as u8 {
            Lang::En
        } else {
            Lang::Zh
        },
    )
}

/// Reports whether a message with this key exists in the language in force.
pub fn has_message(key: &str) -> bool {
    match current_language() {
        Lang::Zh => ZH.has_message(key),
        Lang::En => EN.has_message(key),
    }
}

/// Formats the message `key` with its arguments; returns the key itself where there is no such
/// message.
pub fn format_message(key: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
    let bundle: &FluentBundle<FluentResource> = match current_language() {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut filled = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        filled.set(*name, value.clone());
    }
    bundle
        .format_pattern(pattern, Some(&filled), &mut Vec::new())
        .into_owned()
}

/// `say!("key", name = value, …)`: formats a message in the language in force.
#[macro_export]
macro_rules! say {
    ($key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::i18n::format_message($key, &[$((stringify!($name), fluent_bundle::FluentValue::from($value))),*])
    };
}

/// Returns the language that the user chose: `--lang`, else the locale (`LC_ALL`, `LC_MESSAGES`,
/// `LANG` in POSIX order), else Chinese.
pub fn choose_language(
    words: &[std::ffi::OsString],
    environment: impl Fn(&str) -> Option<String>,
) -> Lang {
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let given = match word.strip_prefix("--lang=") {
            Some(given) => Some(given),
            None if word == "--lang" => words.next(),
            None => None,
        };
        if let Some(lang) = given.and_then(Lang::parse) {
            return lang;
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(environment)
        .find(|value| !value.is_empty());
    locale.as_deref().and_then(Lang::parse).unwrap_or(Lang::Zh)
}
