//! Tasks that run beside each other.

use crate::failure::Failure;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use std::future::poll_fn;
use std::task::Poll;

/// Runs all to their end, or until one fails; the others are dropped then.
///
/// # Errors
/// That of the one that failed.
pub(super) async fn run_lanes(mut lanes: Vec<LocalBoxFuture<'_, Result<(), Failure>>>) -> Result<(), Failure> {
    // Not `try_join_all`, which would be 3 KB of the page's module.
    poll_fn(|context| {
        let mut ended = Poll::Ready(Ok(()));
        lanes.retain_mut(|lane| match lane.poll_unpin(context) {
            Poll::Ready(Ok(())) => false,
            Poll::Ready(Err(failure)) => {
                ended = Poll::Ready(Err(failure));
                false
            }
            Poll::Pending => true,
        });
        if lanes.is_empty() || ended != Poll::Ready(Ok(())) { ended } else { Poll::Pending }
    })
    .await
}
