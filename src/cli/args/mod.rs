//! Arguments of the command line (clap). Names and flags are a contract; help texts come from the
//! message files.

pub mod act_args;
pub mod calendar_args;
pub mod document_args;
pub mod exclusions;
pub mod help;
pub mod keep_args;
pub mod mail_args;
pub mod office_args;
pub mod recall_args;
pub mod usage;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::domain::letter::stage::Queue;

/// The program.
#[derive(Default, Parser)]
#[command(name = "xinxiang", version)]
pub struct Xinxiang {
    /// The database file.
    #[arg(
        long,
        global = true,
        env = "XINXIANG_DB",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub db: Option<PathBuf>,
    /// Who acts.
    #[arg(long = "as", global = true, value_name = "STAFF")]
    pub staff: Option<String>,
    /// zh or en.
    #[arg(long, global = true, value_name = "zh|en", value_parser = ["zh", "en"])]
    pub lang: Option<String>,
    /// One JSON document on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// A session from outside: bound to what it may do.
    #[arg(long)]
    pub forced: bool,
    /// After so many minutes without a key the terminal interface is locked.
    #[arg(long, global = true, value_name = "MINUTES", value_parser = clap::value_parser!(u8).range(1..=240))]
    pub lock_after: Option<u8>,
    /// The command; none opens the terminal interface.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// A new database.
    Init(Init),
    /// A practice database with invented letters.
    Demo(Demo),
    /// Letters from files.
    Import(Import),
    /// Mails that were set aside.
    #[command(subcommand)]
    Mail(mail_args::Mail),
    /// A queue.
    List(List),
    /// Letters that have some words.
    Search(recall_args::Search),
    /// One letter.
    Show(Show),
    /// The earlier letters that are like one.
    Similar(recall_args::Similar),
    /// What many people write about.
    Hot(recall_args::Hot),
    /// Something done to one letter.
    Act(act_args::Act),
    /// What to decide about a letter, and how good that advice is.
    Suggest(recall_args::Suggest),
    /// A deadline, with its explanation.
    Due(Due),
    /// The year's holidays and make-up days, and importing them.
    Calendar(calendar_args::Calendar),
    /// The regulations, and importing one.
    #[command(subcommand)]
    Regulation(Regulation),
    /// The figures of a quarter or a year.
    Bulletin(Bulletin),
    /// What leaves the program as a file.
    #[command(subcommand)]
    Document(document_args::Document),
    /// The directory of units.
    #[command(subcommand)]
    Unit(Unit),
    /// The people.
    #[command(subcommand)]
    Staff(Staff),
    /// The phrases of replies.
    #[command(subcommand)]
    Phrase(office_args::Phrase),
    /// Whole replies to begin with.
    #[command(subcommand)]
    Template(office_args::Phrase),
    /// What the office sets about itself.
    #[command(subcommand)]
    Office(office_args::Office),
    /// What keeps it all from being lost.
    #[command(flatten)]
    Keep(keep_args::Keep),
    /// Where things are, and what is missing.
    Doctor(Doctor),
    /// Saves an attachment to a file.
    Attachment(Attachment),
    /// The line that lets somebody in over SSH.
    SshLine(SshLine),
    /// Completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// The manual page.
    Man,
}

/// `init`.
#[derive(Args)]
pub struct Init {
    /// A regulation file instead of Weibin's.
    #[arg(long, value_name = "FILE")]
    pub regulation: Option<PathBuf>,
    /// A table of units instead of Weibin's.
    #[arg(long, value_name = "FILE.csv")]
    pub units: Option<PathBuf>,
    /// A practice database.
    #[arg(long)]
    pub practice: bool,
    /// The name of the mailbox.
    #[arg(id = "office_name", long = "office", value_name = "NAME")]
    pub office: Option<String>,
    /// The format of official numbers.
    #[arg(id = "number_format", long = "number", value_name = "FORMAT")]
    pub number: Option<String>,
    /// The name of the first administrator.
    #[arg(long, value_name = "NAME")]
    pub founder: Option<String>,
    /// The name of the first leader.
    #[arg(long, value_name = "NAME")]
    pub leader: Option<String>,
    /// The user of the first leader.
    #[arg(long, value_name = "UID", requires = "leader")]
    pub leader_uid: Option<u32>,
}

/// `demo`.
#[derive(Args)]
pub struct Demo {
    /// Makes it and does not open it.
    #[arg(long)]
    pub no_open: bool,
}

/// `import`.
#[derive(Args)]
pub struct Import {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which column is which field.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// Reads everything and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// The letters are of before the office had this program.
    #[arg(long)]
    pub past: bool,
}

/// `list`.
#[derive(Args)]
pub struct List {
    /// The queue.
    #[arg(long, default_value = "all", value_parser = Queue::ALL.map(Queue::code))]
    pub queue: String,
    /// Letters that this unit leads.
    #[arg(long)]
    pub unit: Option<String>,
    /// Letters of this type.
    #[arg(id = "of_type", long = "type", value_name = "CODE")]
    pub of_type: Option<String>,
    /// Letters on this subject.
    #[arg(id = "of_subject", long = "subject", value_name = "CODE")]
    pub subject: Option<String>,
    /// Letters of this category.
    #[arg(id = "of_category", long = "category", value_name = "CODE")]
    pub category: Option<String>,
    /// Received on this day or later.
    #[arg(id = "received_from", long = "from", value_name = "DATE")]
    pub from: Option<String>,
    /// Received on this day or before.
    #[arg(id = "received_to", long = "to", value_name = "DATE")]
    pub to: Option<String>,
    /// Those whose deadline has passed.
    #[arg(id = "only_late", long = "late")]
    pub late: bool,
    /// Those on which the caller has acted.
    #[arg(id = "only_mine", long = "mine")]
    pub mine: bool,
    /// The order; `-` before it reverses it.
    #[arg(
        long,
        default_value = "queue",
        allow_hyphen_values = true,
        value_name = "ORDER"
    )]
    pub sort: String,
    /// At most so many.
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Those after this letter.
    #[arg(long, value_name = "LETTER")]
    pub after: Option<String>,
    /// The writers to call back about a reply, with their telephone.
    #[arg(long, conflicts_with_all = ["queue", "after", "promised"])]
    pub to_call: bool,
    /// What replies promise and nobody has recorded as kept, by its last day.
    #[arg(long, conflicts_with_all = ["queue", "after"])]
    pub promised: bool,
}

/// `doctor`.
#[derive(Args)]
pub struct Doctor {
    /// Make the index of texts anew.
    #[arg(long)]
    pub reindex: bool,
    /// Take away the right to write of a program that is no more (network disks).
    #[arg(long)]
    pub take_over: bool,
    /// Take it away even from one who is at work.
    #[arg(long, requires = "take_over")]
    pub yes: bool,
}

/// `show`.
#[derive(Args)]
pub struct Show {
    /// The letter.
    #[arg(value_name = "LETTER")]
    pub letter: String,
    /// With the record.
    #[arg(long)]
    pub events: bool,
}

/// `due`.
#[derive(Args)]
pub struct Due {
    /// The instant of receipt.
    #[arg(value_name = "INSTANT", required_unless_present_any = ["stdin", "letter"])]
    pub instant: Option<String>,
    /// Every deadline that runs against this letter instead.
    #[arg(long, value_name = "LETTER", conflicts_with_all = ["instant", "stdin", "days"])]
    pub letter: Option<String>,
    /// Another number of days than the regulation's.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=365))]
    pub days: Option<u32>,
    /// One instant a line from standard input.
    #[arg(long)]
    pub stdin: bool,
}

/// `regulation`.
#[derive(Subcommand)]
pub enum Regulation {
    /// The regulations, and from when each is in force.
    List,
    /// Whether a file can be carried out.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Another regulation, for letters received from a day on.
    Import {
        /// The file.
        file: PathBuf,
        /// The first day; none is today.
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
    },
}

/// `bulletin`.
#[derive(Args)]
pub struct Bulletin {
    /// A quarter or a year.
    #[arg(value_name = "PERIOD")]
    pub period: String,
    /// Publishes it.
    #[arg(long, conflicts_with_all = ["draft", "bulletin-text", "set"])]
    pub publish: bool,
    /// Prints its text as the office edits it, with its fields.
    #[arg(long, conflicts_with = "bulletin-text")]
    pub draft: bool,
    /// Records another text; `-` reads standard input.
    #[arg(long = "set", id = "set", value_name = "TEXT", requires = "draft")]
    pub set: Option<String>,
    /// Prints its text with the figures.
    #[arg(long = "text", id = "bulletin-text")]
    pub text: bool,
}

/// `unit`.
#[derive(Subcommand)]
pub enum Unit {
    /// All units.
    List,
    /// A new unit.
    Add {
        /// The full name.
        name: String,
        /// 街道, 镇, 部门 …
        #[arg(long, default_value = "部门")]
        kind: String,
        /// Other names.
        #[arg(long = "alias")]
        aliases: Vec<String>,
    },
    /// Another name for a unit.
    Alias {
        /// The unit.
        unit: String,
        /// The other name.
        alias: String,
    },
    /// A new name for a unit.
    Rename {
        /// The unit.
        unit: String,
        /// The new name.
        name: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// A unit becomes part of another.
    Merge {
        /// The unit.
        unit: String,
        /// The other.
        #[arg(long, value_name = "UNIT")]
        into: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// A unit takes no letters any more.
    Close {
        /// The unit.
        unit: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// A unit takes letters again.
    Reopen {
        /// The unit.
        unit: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// The kind of a unit.
    Kind {
        /// The unit.
        unit: String,
        /// 街道, 镇, 部门 …
        value: String,
    },
    /// The head of a unit.
    Head {
        /// The unit.
        unit: String,
        /// The name; empty for none.
        value: String,
    },
    /// The e-mail address of a unit.
    Mail {
        /// The unit.
        unit: String,
        /// The address; empty for none.
        value: String,
    },
}

/// `staff`.
#[derive(Subcommand)]
pub enum Staff {
    /// All members of staff.
    List,
    /// A new member of staff.
    Add {
        /// The short name.
        id: String,
        /// The name that people read.
        #[arg(long)]
        name: String,
        /// Their role.
        #[arg(long = "role", required = true, value_parser = ["administrator", "leader", "office", "liaison", "observer"])]
        roles: Vec<String>,
        /// A liaison's unit.
        #[arg(long)]
        unit: Option<String>,
        /// The user of the operating system.
        #[arg(long)]
        uid: Option<u32>,
    },
    /// Other roles for a member of staff.
    Role {
        /// The short name.
        id: String,
        /// Their role from now on.
        #[arg(long = "role", required = true, value_parser = ["administrator", "leader", "office", "liaison", "observer"])]
        roles: Vec<String>,
    },
    /// Ends what a member of staff may do.
    Disable {
        /// The short name.
        id: String,
    },
    /// Brings back one who was disabled.
    Enable {
        /// The short name.
        id: String,
        /// The user of the operating system.
        #[arg(long)]
        uid: Option<u32>,
    },
    /// Another name for a member of staff.
    Name {
        /// The short name.
        id: String,
        /// The name that people read.
        name: String,
    },
    /// A liaison goes to another unit.
    Move {
        /// The short name.
        id: String,
        /// The unit.
        #[arg(long)]
        unit: String,
    },
    /// What a leader is in charge of.
    Portfolio {
        /// The short name.
        id: String,
        /// A unit.
        #[arg(long = "unit", id = "unit")]
        units: Vec<String>,
        /// A category.
        #[arg(long = "category", id = "category", value_name = "CODE")]
        categories: Vec<String>,
    },
    /// Another leader does a leader's work for some days.
    Delegate {
        /// The short name of the leader.
        id: String,
        /// The short name of the other.
        #[arg(long = "to", id = "to-leader", value_name = "STAFF")]
        to: String,
        /// The first day.
        #[arg(long = "from", id = "from", value_name = "DATE")]
        from: Option<String>,
        /// The last day.
        #[arg(long, value_name = "DATE", required_unless_present = "end")]
        until: Option<String>,
        /// What is done.
        #[arg(long = "scope", id = "scope", value_parser = ["instruct", "review"])]
        scopes: Vec<String>,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "")]
        why: String,
        /// It ends now.
        #[arg(long)]
        end: bool,
    },
    /// Who asked to read a restricted letter without being on its list of readers.
    Refused {
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Who came in over SSH or through sudo.
    Sessions {
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
}

/// `attachment`.
#[derive(Args)]
pub struct Attachment {
    /// The letter.
    #[arg(value_name = "LETTER")]
    pub letter: String,
    /// Its place in the letter, from 1.
    #[arg(value_name = "N")]
    pub number: usize,
    /// The file to write; it must not exist.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `ssh-line`.
#[derive(Args)]
pub struct SshLine {
    /// Who comes in with the key.
    #[arg(value_name = "STAFF")]
    pub id: String,
    /// His public key; `-` is standard input.
    #[arg(value_name = "KEYFILE")]
    pub key: PathBuf,
}
