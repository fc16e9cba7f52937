//! Starting a job: Multiply and Stop with the progress, and the options of a job.

pub mod options;
pub mod run_bar;
