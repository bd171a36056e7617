//! Arguments of the commands about the office itself and its phrases.

use clap::Subcommand;

/// `phrase`, and `template` for whole replies.
#[derive(Subcommand)]
pub enum Phrase {
    /// All phrases.
    List,
    /// The text of one.
    Show {
        /// Its code or its name.
        phrase: String,
    },
    /// Adds one, or changes the one of this name.
    Set {
        /// Its name.
        name: String,
        /// Its text; `-` reads standard input.
        #[arg(long)]
        text: String,
        /// Where it stands in a reply.
        #[arg(id = "phrase_kind", long = "kind", value_name = "KIND", value_parser = ["opening", "middle", "closing", "template"])]
        kind: Option<String>,
        /// A category that it suits; all if none is named.
        #[arg(id = "suits", long = "category", value_name = "CODE")]
        categories: Vec<String>,
        /// The code of the one to change, if it gets another name.
        #[arg(id = "phrase_code", long = "code", value_name = "CODE")]
        code: Option<String>,
    },
    /// Removes one.
    Remove {
        /// Its code or its name.
        phrase: String,
    },
}

/// `office`.
#[derive(Subcommand)]
pub enum Office {
    /// What is set.
    Show,
    /// Sets something; an empty value returns to what the regulation says.
    Set {
        /// What.
        #[arg(value_parser = ["name", "authority", "number"])]
        setting: String,
        /// The value.
        #[arg(id = "setting_value", value_name = "VALUE", default_value = "")]
        value: String,
    },
}
