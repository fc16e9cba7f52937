//! Worker module that takes matrices out of packed files: gzip, ZIP archives, HTML. The page loads it when it meets one.

#[cfg(target_arch = "wasm32")]
mod unpacking;

fn main() {
    #[cfg(target_arch = "wasm32")]
    unpacking::start();
}
