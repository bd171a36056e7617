//! The help texts of the command line, which come from the message files.

use clap::{Arg, ArgAction, CommandFactory};

use crate::cli::args::Xinxiang;

/// Returns the clap command with all texts in the language in force.
pub fn localised_command() -> clap::Command {
    localise(Xinxiang::command(), "")
}

/// Sets the texts of a command and its subcommands. Message keys follow the path:
/// `cli-about-unit-add`, `cli-arg-db`.
fn localise(command: clap::Command, path: &str) -> clap::Command {
    let about = say!(&format!("cli-about{path}"));
    let arguments: Vec<(clap::Id, bool)> = command
        .get_arguments()
        .map(|argument| (argument.get_id().clone(), argument.is_positional()))
        .collect();
    let flag = |id: &'static str, short, action| {
        let help = say!(&format!("cli-arg-{id}"));
        Arg::new(id)
            .short(short)
            .long(id)
            .action(action)
            .help(help)
            .help_heading(say!("cli-options"))
    };
    let mut command = command
        .about(about.clone())
        .long_about(about)
        .help_template(format!(
            "{{about}}\n\n{}{{usage}}\n\n{{all-args}}",
            say!("cli-usage")
        ))
        .subcommand_help_heading(say!("cli-commands"))
        .subcommand_value_name(say!("cli-command"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .arg(flag("help", 'h', ArgAction::Help));
    if path.is_empty() {
        command = command
            .disable_version_flag(true)
            .arg(flag("version", 'V', ArgAction::Version));
    }
    for (id, positional) in arguments {
        let help = say!(&format!("cli-arg-{}", id.as_str().replace('_', "-")));
        let heading = if positional {
            say!("cli-arguments")
        } else {
            say!("cli-options")
        };
        command = command.mut_arg(id, |argument| {
            let help = with_values(help, &argument);
            let takes = argument.get_action().takes_values();
            let argument = argument
                .help(help.clone())
                .long_help(help)
                .help_heading(heading);
            match takes {
                // clap adds these in English.
                true => argument
                    .hide_possible_values(true)
                    .hide_default_value(true)
                    .hide_env(true),
                false => argument,
            }
        });
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        let path = format!("{path}-{name}");
        command = command.mut_subcommand(name, |sub| localise(sub, &path));
    }
    command
}

/// Returns the help of an argument with its values, its default and its variable.
fn with_values(help: String, argument: &Arg) -> String {
    let separator = say!("list-and");
    let values = argument.get_possible_values();
    let values: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
    // The help of a few values explains them itself.
    let explained = values.iter().all(|value| help.contains(value));
    let values = Some(values.join(&separator))
        .filter(|_| argument.get_action().takes_values() && !explained)
        .map(|values| say!("cli-values", values = values));
    let defaults = argument.get_default_values();
    let defaults: Vec<_> = defaults
        .iter()
        .map(|value| value.to_string_lossy())
        .collect();
    let default = Some(defaults.join(&separator))
        .filter(|default| argument.get_action().takes_values() && !default.is_empty())
        .map(|default| say!("cli-default", value = default));
    let variable = argument.get_env();
    let variable = variable.map(|name| say!("cli-variable", name = name.to_string_lossy()));
    let more = [values, default, variable];
    more.into_iter()
        .flatten()
        .fold(help, |help, more| help + &more)
}
