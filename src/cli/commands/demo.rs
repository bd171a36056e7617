//! `demo`: the practice office, made and opened.

use std::process::ExitCode;

use crate::app::demo::make;
use crate::app::entry::practice_now;
use crate::app::error::AppError;
use crate::cli::args::Xinxiang;
use crate::cli::output;

/// Makes the practice office, and opens it in the terminal interface.
pub fn run(args: &Xinxiang, demo: &crate::cli::args::Demo) -> Result<ExitCode, AppError> {
    let kept = args.db.clone();
    let path = kept.clone().unwrap_or_else(|| {
        std::env::temp_dir()
            .join(format!("xinxiang-demo-{}", std::process::id()))
            .join("xinxiang.db")
    });
    {
        // No thread takes a signal to stop while another has the write lock.
        let _held = crate::store::sqlite::stops::held();
        make(&path, practice_now()?)?;
    }
    if demo.no_open {
        let path = path.display().to_string();
        match args.json {
            true => output::document(&serde_json::json!({ "path": path }))?,
            false => output::line(&say!("cli-demo-made", path = path))?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let opened = crate::cli::tui(
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
        // The practice office was for this once; what could not be removed stays in the temporary folder.
        let _ = std::fs::remove_dir_all(folder);
    }
    opened.map(|_| ExitCode::SUCCESS)
}
