//! The build commands of the workspace.
fn main() {}
