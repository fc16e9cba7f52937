//! Running a job: [`run_bar`] starts and stops it, [`options`] says how it runs.

pub mod forecast_line;
pub mod options;
pub mod run_bar;
pub mod shown_digits;
