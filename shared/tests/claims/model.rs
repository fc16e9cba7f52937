//! Every interleaving of the atomic steps of `shared::claims`, with workers that die or are declared lost at any of them.
//!
//! The steps are those of the code, in its order. A worker that is declared lost may run on (a zombie), and may stop at any
//! step. Nothing ever wakes a sleeper but a change of the signal.

use std::collections::HashSet;

const FREE: i8 = 0;
const DONE: i8 = -1;
const TILES: usize = 2;
/// Two workers, and a successor for each.
const WORKERS: usize = 4;

/// Where a worker is; each variant is what it does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    /// It has not begun.
    Waiting,
    ReadSignal,
    CheckTurn {
        signal: u8,
    },
    Copy {
        signal: u8,
    },
    Claim {
        tile: usize,
    },
    /// Writes the tile and its record.
    Write {
        tile: usize,
    },
    Finish {
        tile: usize,
    },
    CountProgress,
    ReadProgress,
    WakeAll,
    Asleep {
        signal: u8,
    },
    /// Copies the states and wakes others if a tile is free.
    Leave,
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    tiles: [i8; TILES],
    is_written: [bool; TILES],
    progress: u8,
    signal: u8,
    /// Turns that the page has ended.
    is_ended: [bool; WORKERS],
    workers: [Step; WORKERS],
    /// As far as the page knows.
    is_lost: [bool; WORKERS],
    /// Tiles that each worker may still claim in its turn.
    limits: [u8; WORKERS],
    deaths: u8,
    page_is_done: bool,
}

fn claim_of(worker: usize) -> i8 {
    worker as i8 + 1
}

impl State {
    fn new(limits: [u8; WORKERS], deaths: u8) -> Self {
        let mut workers = [Step::Waiting; WORKERS];
        workers[..2].fill(Step::ReadSignal);
        Self {
            tiles: [FREE; TILES],
            is_written: [false; TILES],
            progress: 0,
            signal: 0,
            is_ended: [false; WORKERS],
            workers,
            is_lost: [false; WORKERS],
            limits,
            deaths,
            page_is_done: false,
        }
    }

    /// What a worker's next step leads to; nothing if it cannot take one.
    fn step(&self, worker: usize) -> Vec<State> {
        let mut next = self.clone();
        let claim = claim_of(worker);
        next.workers[worker] = match self.workers[worker] {
            Step::Waiting | Step::Gone => return Vec::new(),
            Step::ReadSignal => Step::CheckTurn { signal: self.signal },
            Step::CheckTurn { .. } if self.is_ended[worker] || self.limits[worker] == 0 => Step::Leave,
            Step::CheckTurn { signal } => Step::Copy { signal },
            // Any free tile: which one is no matter of correctness.
            Step::Copy { signal } => {
                let free = (0..TILES).filter(|&tile| self.tiles[tile] == FREE);
                let claims: Vec<State> = free.map(|tile| self.with(worker, Step::Claim { tile })).collect();
                if !claims.is_empty() {
                    return claims;
                }
                if self.tiles.iter().all(|&tile| tile == DONE) { Step::Leave } else { Step::Asleep { signal } }
            }
            Step::Claim { tile } if self.tiles[tile] != FREE => Step::ReadSignal,
            Step::Claim { tile } => {
                next.tiles[tile] = claim;
                next.limits[worker] -= 1;
                Step::Write { tile }
            }
            Step::Write { tile } => {
                next.is_written[tile] = true;
                Step::Finish { tile }
            }
            Step::Finish { tile } if self.tiles[tile] != claim => Step::ReadSignal,
            Step::Finish { tile } => {
                assert!(self.is_written[tile], "a tile is done before it was written: {self:?}");
                next.tiles[tile] = DONE;
                Step::CountProgress
            }
            Step::CountProgress => {
                next.progress += 1;
                Step::ReadProgress
            }
            Step::ReadProgress if usize::from(self.progress) == TILES => Step::WakeAll,
            Step::ReadProgress => Step::ReadSignal,
            Step::WakeAll => {
                next.signal += 1;
                Step::ReadSignal
            }
            Step::Asleep { signal } if signal == self.signal => return Vec::new(),
            Step::Asleep { .. } => Step::ReadSignal,
            Step::Leave => {
                next.signal += u8::from(self.tiles.contains(&FREE));
                Step::Gone
            }
        };
        vec![next]
    }

    fn with(&self, worker: usize, step: Step) -> State {
        let mut next = self.clone();
        next.workers[worker] = step;
        next
    }

    fn is_running(&self, worker: usize) -> bool {
        !matches!(self.workers[worker], Step::Waiting | Step::Gone)
    }

    /// What the page may do.
    fn page(&self) -> Vec<State> {
        let mut all = Vec::new();
        for worker in 0..WORKERS {
            // It notices an end, or only believes that there was one: then the worker runs on.
            let is_believed = self.is_running(worker) && worker < 2 && self.deaths > 0;
            let is_dead = self.workers[worker] == Step::Gone && self.has_claim(worker);
            if !self.is_lost[worker] && (is_believed || is_dead) {
                let mut next = self.clone();
                next.is_lost[worker] = true;
                next.deaths -= u8::from(is_believed);
                next.is_ended[worker] = true;
                next.signal += 1;
                all.push(next);
            }
            // It looks, and releases what a lost worker has claimed.
            for tile in (0..TILES).filter(|&tile| self.is_lost[worker] && self.tiles[tile] == claim_of(worker)) {
                let mut next = self.clone();
                next.tiles[tile] = FREE;
                next.signal += 1;
                all.push(next);
            }
        }
        // While tiles are free and nobody claims, somebody gets a turn: the successor of a lost worker or of a turn that is over.
        let claiming = (0..WORKERS).any(|worker| self.is_running(worker) && !self.is_lost[worker]);
        let successor = (2..WORKERS).find(|&worker| self.workers[worker] == Step::Waiting);
        if let Some(successor) = successor.filter(|_| !claiming && self.tiles.contains(&FREE)) {
            all.push(self.with(successor, Step::ReadSignal));
        }
        if !self.page_is_done && self.tiles.iter().all(|&tile| tile == DONE) {
            let mut next = self.clone();
            next.page_is_done = true;
            next.is_ended = [true; WORKERS];
            next.signal += 1;
            all.push(next);
        }
        all
    }

    fn has_claim(&self, worker: usize) -> bool {
        self.tiles.contains(&claim_of(worker))
    }

    /// A worker ends without a word, at whatever step it is.
    fn deaths(&self) -> impl Iterator<Item = State> {
        let mortal = (0..2).filter(|&worker| self.is_running(worker) && (self.deaths > 0 || self.is_lost[worker]));
        mortal.map(|worker| {
            let mut next = self.with(worker, Step::Gone);
            next.deaths -= u8::from(!self.is_lost[worker]);
            next
        })
    }
}

/// Visits every state; at each where nothing can happen any more, the product must be done and nobody be asleep.
fn explore(first: State) -> usize {
    let mut seen = HashSet::from([first.clone()]);
    let mut open = vec![first];
    while let Some(state) = open.pop() {
        let mut next: Vec<State> = (0..WORKERS).flat_map(|worker| state.step(worker)).collect();
        next.extend(state.page());
        if next.is_empty() {
            assert_eq!(state.tiles, [DONE; TILES], "the product never ends: {state:?}");
            let asleep = state.workers.iter().find(|step| matches!(step, Step::Asleep { .. }));
            assert_eq!(asleep, None, "a worker never wakes: {state:?}");
        }
        next.extend(state.deaths());
        for next in next {
            assert!(usize::from(next.progress) <= TILES, "a tile is counted twice: {next:?}");
            for tile in 0..TILES {
                assert!(state.tiles[tile] != DONE || next.tiles[tile] == DONE, "a tile is done twice: {state:?}");
            }
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    seen.len()
}

#[test]
fn every_interleaving_ends_with_every_tile_done_once() {
    // (tiles that each worker may claim, workers that are lost)
    for (limits, deaths) in
        [([9; WORKERS], 0), ([9; WORKERS], 1), ([9; WORKERS], 2), ([1, 1, 9, 9], 0), ([1, 9, 9, 9], 1)]
    {
        let states = explore(State::new(limits, deaths));
        println!("limits {limits:?}, {deaths} lost: {states} states");
        assert!(states > 100);
    }
}
