//! `demo`: creates a practice office and opens it.

use std::process::ExitCode;

use crate::app::demo::create_demo_office;
use crate::app::entry::practice_time;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::output;

/// Creates the practice office, and opens it in the terminal interface unless `--no-open` is given.
pub fn run(args: &Xinxiang, demo: &crate::cli::args::Demo) -> Result<ExitCode, AppError> {
    let kept = args.db.clone();
    let path = kept.clone().unwrap_or_else(|| {
        std::env::temp_dir()
            .join(format!("xinxiang-demo-{}", std::process::id()))
            .join("xinxiang.db")
    });
    {
        // Delays stop signals, so that no thread is stopped while another one holds the write lock.
        let _held = crate::store::sqlite::stop_signals::block_until_drop();
        create_demo_office(&path, practice_time()?)?;
    }
    if demo.no_open {
        let path = path.display().to_string();
        match args.json {
            true => output::print_json(&serde_json::json!({ "path": path }))?,
            false => output::print_line(&say!("cli-demo-made", path = path))?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let opened = crate::cli::run_tui(
        &Xinxiang {
            db: Some(path.clone()),
            staff: args.staff.clone(),
            lang: args.lang.clone(),
            lock_after: args.lock_after,
            ..Xinxiang::default()
        },
        None,
    );
    if kept.is_none()
        && let Some(folder) = path.parent()
    {
        // A practice office without `--db` is temporary. If it cannot be removed, the system's
        // temporary folder is cleared sooner or later.
        let _ = std::fs::remove_dir_all(folder);
    }
    opened.map(|_| ExitCode::SUCCESS)
}
