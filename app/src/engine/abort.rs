//! The caller's `AbortSignal`.

use crate::failure::Failure;
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use std::pin::pin;
use web_sys::AbortSignal;

/// Fails if the caller has cancelled.
///
/// # Errors
/// [`Failure::Cancelled`].
pub(super) fn ensure_not_aborted(signal: Option<&AbortSignal>) -> Result<(), Failure> {
    if signal.is_some_and(AbortSignal::aborted) { Err(Failure::Cancelled) } else { Ok(()) }
}

/// Drops `work` as soon as the caller cancels.
///
/// # Errors
/// [`Failure::Cancelled`].
pub(super) async fn unless_aborted<R>(
    signal: Option<&AbortSignal>,
    work: impl Future<Output = R>,
) -> Result<R, Failure> {
    ensure_not_aborted(signal)?;
    let Some(signal) = signal else { return Ok(work.await) };
    let (sender, aborted) = oneshot::channel();
    let _listener = EventListener::once(signal, "abort", move |_| {
        let _ = sender.send(());
    });
    match select(pin!(work), aborted).await {
        Either::Left((result, _)) => Ok(result),
        Either::Right(_) => Err(Failure::Cancelled),
    }
}
