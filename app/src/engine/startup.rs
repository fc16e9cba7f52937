//! Loads the workers' files, starts the pool and the page's own engine, and knows what works without them.

use super::Engine;
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::pool::page_engine::PageEngine;
use crate::pool::worker_assets::WorkerAssets;
use futures_util::FutureExt;
use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;

/// Most workers that a pool may have.
pub const MAX_WORKERS: u32 = 64;
/// Milliseconds after which the page works with what is there.
const STARTUP_TIMEOUT_MS: u32 = 9_500;
/// Why there is neither a worker nor a page engine at first.
const LOADING: &str = "the workers' files have not arrived yet";

/// The workers' module, without which nothing is computed, read or written.
pub(super) enum WorkerModule {
    /// Its files have not arrived yet.
    Loading,
    /// Its files could not be loaded. A clause.
    Unavailable(String),
    /// The pool starts workers from it. On the main thread it runs, or does not. A clause.
    Loaded(Result<PageEngine, String>),
}

/// Why no worker is available, and what works without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outage {
    /// The workers' files could not be loaded: nothing can be computed, read or written. A clause.
    Module(String),
    /// Workers do not start: products are computed on the main thread. A clause.
    Workers(String),
}

impl Outage {
    /// The reason, a clause.
    pub fn reason(&self) -> &str {
        match self {
            Outage::Module(reason) | Outage::Workers(reason) => reason,
        }
    }
}

impl Engine {
    /// Loads the workers' files and starts the pool.
    pub(super) fn boot(&self) {
        let engine = self.clone();
        let boot = async move {
            let module = match WorkerAssets::load_for_browser().await {
                Ok(assets) => {
                    // After a retry the pool works before the page's own engine does.
                    if let module @ WorkerModule::Unavailable(_) = &mut *engine.0.module.borrow_mut() {
                        *module = WorkerModule::Loading;
                    }
                    engine.0.pool.start(assets.clone(), engine.0.workers.get() as usize);
                    let page_engine = PageEngine::start(&assets).await;
                    if let Err(reason) = &page_engine {
                        log::warn!("{reason}");
                    }
                    WorkerModule::Loaded(page_engine)
                }
                Err(reason) => {
                    log::error!("{reason}");
                    WorkerModule::Unavailable(reason)
                }
            };
            engine.0.module.replace(module);
        };
        let booted = boot.boxed_local().shared();
        *self.0.booted.borrow_mut() = booted.clone();
        let engine = self.clone();
        spawn_local(async move {
            booted.await;
            engine.warm_up().await;
        });
    }

    /// Resolves when the workers' files are loaded, could not be loaded, or take too long.
    pub(super) async fn booted(&self) {
        let is_loading = matches!(*self.0.module.borrow(), WorkerModule::Loading);
        if is_loading {
            let booted = self.0.booted.borrow().clone();
            select(booted, TimeoutFuture::new(STARTUP_TIMEOUT_MS)).await;
        }
    }

    /// Resolves when jobs can run, after 10 s at most.
    pub async fn ready(&self) {
        let booted = self.0.booted.borrow().clone();
        let up = async {
            booted.await;
            if self.pool_error().is_none() {
                self.0.pool.settled().await;
            }
        };
        select(up.boxed_local(), TimeoutFuture::new(STARTUP_TIMEOUT_MS)).await;
    }

    /// Why no worker is available, if so.
    pub fn pool_error(&self) -> Option<String> {
        let loading = || (!self.0.pool.has_assets()).then(|| LOADING.to_owned());
        self.outage().map(|outage| outage.reason().to_owned()).or_else(loading)
    }

    /// As [`Engine::pool_error`], but only if it will not pass by itself. [`Engine::retry`] may help.
    pub fn outage(&self) -> Option<Outage> {
        match &*self.0.module.borrow() {
            WorkerModule::Unavailable(reason) => Some(Outage::Module(reason.clone())),
            WorkerModule::Loading | WorkerModule::Loaded(_) => self.0.pool.fatal_error().map(Outage::Workers),
        }
    }

    /// Tries again to start workers that could not be started.
    pub fn retry(&self) {
        let is_unavailable = matches!(*self.0.module.borrow(), WorkerModule::Unavailable(_));
        if is_unavailable {
            self.boot();
        } else {
            self.0.pool.resize(self.0.workers.get() as usize);
        }
    }

    /// The engine on the main thread, or why there is none.
    pub(super) fn page_engine(&self) -> Result<PageEngine, String> {
        match &*self.0.module.borrow() {
            WorkerModule::Loading => Err(LOADING.to_owned()),
            WorkerModule::Unavailable(reason) => Err(reason.clone()),
            WorkerModule::Loaded(page_engine) => page_engine.clone(),
        }
    }

    /// Resizes the pool; `None` is one worker per core. Resolves when the workers are up.
    ///
    /// # Errors
    /// [`Failure::Limit`] for 0 or more than [`MAX_WORKERS`]; [`Failure::Pool`] when no worker starts.
    pub async fn configure(&self, workers: Option<u32>) -> Result<(), Failure> {
        let requested = workers.unwrap_or_else(cores);
        // One worker per core is never too many to ask for.
        let workers = if requested <= cores() { requested.min(MAX_WORKERS) } else { requested };
        if workers == 0 || workers > MAX_WORKERS {
            return Err(Failure::Limit(format!(
                "a pool of {workers} workers was asked for; choose from 1 to {MAX_WORKERS}"
            )));
        }
        self.0.workers.set(workers);
        self.retry();
        self.ready().await;
        self.pool_error().map_or(Ok(()), |reason| Err(no_worker(&reason)))
    }
}

pub(super) fn no_worker(reason: &str) -> Failure {
    Failure::Pool(format!("no worker is available: {reason}; press Retry or reload the page"))
}

/// Number of cores. Browsers may not report it, or report 0.
pub(super) fn cores() -> u32 {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    if cores.is_finite() { (cores as u32).max(1) } else { 1 }
}
